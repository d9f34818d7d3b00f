//! Handles: what names nothing, what a name allows, and how long objects live.

mod border;

use std::ptr::null;
use std::sync::Barrier;
use std::thread;

use border::*;

fn free(value: u64) -> Result<(), Box<Told>> {
    // SAFETY: takes values only.
    call(|error| unsafe { distos_gpu_buffer_free(distos_gpu_buffer_t { value }, error) })
}

fn address(value: u64) -> Result<u64, Box<Told>> {
    let mut address = 0;
    // SAFETY: the result's place is valid.
    call(|error| unsafe {
        distos_gpu_buffer_address(distos_gpu_buffer_t { value }, 0, &mut address, error)
    })?;
    Ok(address)
}

fn rights_of(rights: u32, value: u64) -> u64 {
    handle_duplicate(distos_handle_t { value }, rights)
        .unwrap()
        .value
}

#[test]
fn what_was_never_given_out_is_forged() {
    let session = Session::open();
    let buffer = session.buffer(1).value;
    let index = buffer & 0xff_ffff;
    let instance = buffer & 0xff << 56;
    let forged = [
        0,
        1,
        buffer ^ 1 << 40,                  // a generation to come
        buffer & !(0xff_ffff << 24),       // generation 0
        (buffer & !0xff_ffff) | 0xff_ffff, // an index without a slot
        buffer & !(0xff << 48),            // type 0
        buffer ^ 0x10 << 48,               // a type that the slot's name does not have
        instance | 255 << 48 | index,      // what a retired slot looks like
    ];
    for value in forged {
        assert_eq!(
            refusal(free(value)),
            (DISTOS_ERROR_INVALID_HANDLE, "FORGED".into()),
            "{value:#x}"
        );
    }
    free(buffer).unwrap();
}

#[test]
fn handles_of_another_copy_of_the_runtime_are_told_apart() {
    let session = Session::open();
    let buffer = session.buffer(1).value;
    let instance = buffer >> 56;
    let other = (buffer & !(0xff << 56)) | (instance % 255 + 1) << 56;
    assert_eq!(
        refusal(free(other)),
        (DISTOS_ERROR_INVALID_HANDLE, "OTHER_RUNTIME".into())
    );
}

#[test]
fn closing_invalidates_a_name_once() {
    let session = Session::open();
    let buffer = session.buffer(1).value;
    free(buffer).unwrap();
    let told = free(buffer).unwrap_err();
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_INVALID_HANDLE, "CLOSED")
    );
    assert_eq!(told.metadata["parameter"], "buffer");
    assert_eq!(refusal(address(buffer).map(drop)).1, "CLOSED");
    // The slot is used again, and the old name still names nothing.
    let others: Vec<_> = (0..1000).map(|_| session.buffer(1).value).collect();
    assert!(!others.contains(&buffer));
    assert_eq!(refusal(address(buffer).map(drop)).1, "CLOSED");
}

#[test]
fn of_many_threads_that_close_one_name_one_succeeds() {
    let session = Session::open();
    for _ in 0..50 {
        let buffer = session.buffer(1).value;
        let barrier = Barrier::new(4);
        let closed = thread::scope(|scope| {
            let close = || {
                barrier.wait();
                free(buffer).is_ok()
            };
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(close)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .filter(|closed| *closed)
                .count()
        });
        assert_eq!(closed, 1);
    }
    assert_eq!(session.allocated(), 0);
}

#[test]
fn a_handle_of_another_type_is_not_consumed() {
    let session = Session::open();
    let told = free(session.stream.value).unwrap_err();
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_WRONG_TYPE, "WRONG_TYPE")
    );
    assert_eq!(
        (
            told.metadata["needed"].as_str(),
            told.metadata["found"].as_str()
        ),
        ("Buffer", "Stream")
    );
    event_record(session.stream).unwrap();
}

#[test]
fn duplicates_have_the_rights_they_were_given() {
    let session = Session::open();
    let buffer = session.buffer(4);
    let reader = distos_gpu_buffer_t {
        value: rights_of(DISTOS_RIGHTS_READ, buffer.value),
    };
    let told = session.write(reader, &[1; 4]).unwrap_err();
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_PERMISSION_DENIED, "MISSING_RIGHT")
    );
    session.write(buffer, &[1, 2, 3, 4]).unwrap();
    let mut data = [0; 4];
    session.read(reader, &mut data).unwrap();
    assert_eq!(data, [1, 2, 3, 4]);
    let more = handle_duplicate(
        distos_handle_t {
            value: reader.value,
        },
        DISTOS_RIGHTS_READ,
    )
    .map(drop);
    assert_eq!(
        refusal(more),
        (DISTOS_ERROR_PERMISSION_DENIED, "MISSING_RIGHT".into())
    );
    let reader = rights_of(DISTOS_RIGHTS_READ | DISTOS_RIGHTS_DUPLICATE, buffer.value);
    let told =
        handle_duplicate(distos_handle_t { value: reader }, DISTOS_RIGHTS_WRITE).unwrap_err();
    assert_eq!(
        (told.status, told.clause.as_str()),
        (
            DISTOS_ERROR_PERMISSION_DENIED,
            "core.handle_duplicate.subset"
        )
    );
}

#[test]
fn an_object_lives_as_long_as_its_last_name() {
    let session = Session::open();
    let buffer = session.buffer(100).value;
    let second = rights_of(DISTOS_RIGHTS_READ, buffer);
    assert_eq!(address(buffer).unwrap(), address(second).unwrap());
    free(buffer).unwrap();
    assert_eq!(session.allocated(), 100);
    address(second).unwrap();
    free(second).unwrap();
    assert_eq!(session.allocated(), 0);
}

#[test]
fn children_keep_their_parents_alive() {
    let session = Session::open();
    let buffer = session.buffer(4);
    // SAFETY: takes values only.
    unsafe {
        call(|error| distos_system_close(session.system, error)).unwrap();
        call(|error| distos_gpu_device_close(session.device, error)).unwrap();
    }
    session.write(buffer, &[9; 4]).unwrap();
    let mut data = [0; 4];
    session.read(buffer, &mut data).unwrap();
    assert_eq!(data, [9; 4]);
    let gone = buffer_alloc(session.device, 1, null()).map(drop);
    assert_eq!(refusal(gone).1, "CLOSED");
}

#[test]
fn memory_is_accounted_until_queued_work_ends() {
    let session = Session::open();
    let before = session.allocated();
    let busy = Busy::new(session);
    let buffer = session.buffer(1 << 20);
    let held = session.allocated();
    let data = [1; 16];
    // SAFETY: the data outlive the wait below.
    call(|error| unsafe {
        distos_gpu_buffer_write_enqueue(buffer, session.stream, 0, data.as_ptr(), 16, error)
    })
    .unwrap();
    free(buffer.value).unwrap();
    assert_eq!(session.allocated(), held);
    let event = event_record(session.stream).unwrap();
    drop(busy);
    // SAFETY: takes values only.
    call(|error| unsafe { distos_gpu_event_wait(event, 0, error) }).unwrap();
    assert_eq!(session.allocated(), held - (1 << 20));
    assert!(before < held);
}

#[test]
fn the_first_handle_that_is_wrong_is_named() {
    let session = Session::open();
    let refused = |buffer, stream| {
        // SAFETY: the call is refused before it touches the data.
        call(|error| unsafe {
            distos_gpu_buffer_write(buffer, stream, 0, [0; 4].as_ptr(), 4, 0, error)
        })
        .unwrap_err()
    };
    let (no_buffer, no_stream) = (
        distos_gpu_buffer_t {
            value: session.device.value,
        },
        distos_gpu_stream_t { value: 0 },
    );
    assert_eq!(
        refused(no_buffer, no_stream).status,
        DISTOS_ERROR_WRONG_TYPE
    );
    assert_eq!(
        refused(session.buffer(4), no_stream).metadata["parameter"],
        "stream"
    );
}

#[test]
fn objects_of_two_devices_do_not_mix() {
    let (session, other) = (Session::open(), Session::open());
    let told = other.write(session.buffer(4), &[0; 4]).unwrap_err();
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_INVALID_ARGUMENT, "SAME_DEVICE")
    );
}
