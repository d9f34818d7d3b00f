//! Arguments of every wrong shape, and structs of other ages.

mod border;

use std::ptr::{null, null_mut};

use border::*;

fn options(size: u32) -> distos_gpu_buffer_options_t {
    distos_gpu_buffer_options_t {
        size,
        reserved: 0,
        kind: 0,
        reserved0: 0,
        alignment: 0,
    }
}

/// A struct with room behind it, as a newer caller has it.
#[repr(C)]
struct Newer<T> {
    known: T,
    tail: [u8; 16],
}

#[test]
fn null_pointers_are_named() {
    let session = Session::open();
    // SAFETY: the null pointers are what is tested.
    let told = call(|error| unsafe {
        distos_gpu_buffer_alloc(session.device, 1, null(), null_mut(), error)
    })
    .unwrap_err();
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_INVALID_ARGUMENT, "NULL_POINTER")
    );
    assert_eq!(told.metadata["parameter"], "buffer");
    assert_eq!(told.call, "gpu.buffer_alloc");
    assert!(
        told.clause.starts_with("gpu.buffer_alloc.implied."),
        "{}",
        told.clause
    );
    // SAFETY: as above.
    let no_data = call(|error| unsafe {
        distos_gpu_buffer_write(session.buffer(4), session.stream, 0, null(), 4, 0, error)
    });
    assert_eq!(
        refusal(no_data),
        (DISTOS_ERROR_INVALID_ARGUMENT, "NULL_POINTER".into())
    );
    // SAFETY: nothing is read from a null pointer when there are no bytes.
    call(|error| unsafe {
        distos_gpu_buffer_write(session.buffer(4), session.stream, 0, null(), 0, 0, error)
    })
    .unwrap();
}

#[test]
fn a_null_error_place_is_allowed() {
    let session = Session::open();
    // SAFETY: the null pointers are what is tested.
    let status =
        unsafe { distos_gpu_buffer_alloc(session.device, 0, null(), null_mut(), null_mut()) };
    assert_eq!(status, DISTOS_ERROR_INVALID_ARGUMENT);
    // SAFETY: takes nothing.
    assert_eq!(unsafe { distos_null_call(null_mut()) }, DISTOS_OK);
}

#[test]
fn argument_structs_have_a_size_within_bounds() {
    let session = Session::open();
    for size in [0, 8, 23, 4097] {
        let refused = buffer_alloc(session.device, 1, &options(size)).map(drop);
        assert_eq!(
            refusal(refused),
            (DISTOS_ERROR_INVALID_ARGUMENT, "STRUCT_SIZE".into()),
            "{size}"
        );
    }
    buffer_alloc(session.device, 1, &options(24)).unwrap();
}

#[test]
fn reserved_fields_are_zero() {
    let session = Session::open();
    let mut reserved = options(24);
    reserved.reserved = 1;
    let refused = buffer_alloc(session.device, 1, &reserved).map(drop);
    assert_eq!(
        refusal(refused),
        (DISTOS_ERROR_INVALID_ARGUMENT, "RESERVED_NOT_ZERO".into())
    );
    let mut reserved = options(24);
    reserved.reserved0 = 7;
    let told = buffer_alloc(session.device, 1, &reserved).unwrap_err();
    assert_eq!(told.metadata["field"], "reserved0");
    assert_eq!(told.metadata["value"], "0x7");
}

#[test]
fn a_newer_callers_struct_is_accepted_unless_it_says_something_new() {
    let session = Session::open();
    let mut newer = Newer {
        known: options(40),
        tail: [0; 16],
    };
    buffer_alloc(session.device, 1, (&raw const newer).cast()).unwrap();
    newer.tail[5] = 1;
    let told = buffer_alloc(session.device, 1, (&raw const newer).cast()).unwrap_err();
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_UNSUPPORTED, "UNKNOWN_FIELD")
    );
    assert_eq!(told.metadata["offset"], "29");
}

#[test]
fn what_is_unsupported_ranks_behind_the_handle() {
    let newer = Newer {
        known: options(40),
        tail: [1; 16],
    };
    let forged = distos_gpu_device_t { value: 0 };
    let refused = buffer_alloc(forged, 1, (&raw const newer).cast()).map(drop);
    assert_eq!(refusal(refused).0, DISTOS_ERROR_INVALID_HANDLE);
}

#[test]
fn result_structs_are_filled_as_far_as_the_caller_knows_them() {
    let session = Session::open();
    let mut info = Newer {
        known: device_info(80),
        tail: [0xee; 16],
    };
    // SAFETY: the struct has the size that it says.
    call(|error| unsafe { distos_gpu_device_info(session.device, (&raw mut info).cast(), error) })
        .unwrap();
    assert_eq!(
        (info.known.size, info.known.warp_size, info.known.emulated),
        (80, 32, 1)
    );
    assert_eq!(info.tail, [0; 16]);
    for size in [0, 63, 5000] {
        let mut info = device_info(size);
        // SAFETY: the size is what is tested, and is refused.
        let refused =
            call(|error| unsafe { distos_gpu_device_info(session.device, &mut info, error) });
        assert_eq!(refusal(refused).1, "STRUCT_SIZE");
        assert_eq!(info.warp_size, 0);
    }
}

#[test]
fn text_is_utf8() {
    let session = Session::open();
    let bytes = b".version \xff";
    let mut module = distos_gpu_module_t { value: 0 };
    // SAFETY: the bytes outlive the call.
    let told = call(|error| unsafe {
        distos_gpu_module_load(
            session.device,
            bytes.as_ptr().cast(),
            bytes.len() as u64,
            &mut module,
            error,
        )
    })
    .unwrap_err();
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_INVALID_ARGUMENT, "NOT_UTF8")
    );
    assert_eq!(told.metadata["offset"], "9");
    assert_eq!(module.value, 0);
}

#[test]
fn flags_and_tags_are_known() {
    let session = Session::open();
    let handle = distos_handle_t {
        value: session.device.value,
    };
    let refused = handle_duplicate(handle, 0x80).map(drop);
    assert_eq!(
        refusal(refused),
        (DISTOS_ERROR_INVALID_ARGUMENT, "UNKNOWN_FLAG".into())
    );
    let mut argument = u32_argument(1);
    argument.tag = 99;
    let module = session.load("saxpy");
    let refused = enqueue(session.stream, module, "saxpy", &[argument]);
    assert_eq!(
        refusal(refused),
        (DISTOS_ERROR_INVALID_ARGUMENT, "UNKNOWN_TAG".into())
    );
}

fn summaries(
    session: Session,
    places: &mut [distos_gpu_device_summary_t],
    stride: u64,
) -> (Result<(), Box<Told>>, u64) {
    let mut count = u64::MAX;
    // SAFETY: the places are as many as said.
    let outcome = call(|error| unsafe {
        distos_gpu_device_list(
            session.system,
            places.as_mut_ptr(),
            places.len() as u64,
            stride,
            &mut count,
            error,
        )
    });
    (outcome, count)
}

#[test]
fn lists_are_whole_or_not_there() {
    let session = Session::open();
    let (outcome, count) = summaries(session, &mut [], 32);
    let told = outcome.unwrap_err();
    assert_eq!(
        (told.status, told.reason.as_str()),
        (DISTOS_ERROR_BUFFER_TOO_SMALL, "TOO_FEW_PLACES")
    );
    assert_eq!(count, 1);
    // SAFETY: all zero is a valid struct of numbers.
    let mut places: [distos_gpu_device_summary_t; 2] = unsafe { std::mem::zeroed() };
    let (outcome, count) = summaries(session, &mut places, 32);
    outcome.unwrap();
    assert_eq!(count, 1);
    assert_eq!(
        (places[0].size, places[0].index, places[0].emulated),
        (32, 0, 1)
    );
    assert_eq!(places[1].size, 0);
}

#[test]
fn strides_hold_a_struct_and_keep_it_aligned() {
    let session = Session::open();
    // SAFETY: all zero is a valid struct of numbers.
    let mut places: [distos_gpu_device_summary_t; 1] = unsafe { std::mem::zeroed() };
    for (stride, reason) in [
        (0, "STRUCT_SIZE"),
        (31, "STRUCT_SIZE"),
        (33, "STRIDE"),
        (1 << 40, "STRUCT_SIZE"),
    ] {
        let (outcome, _) = summaries(session, &mut places, stride);
        assert_eq!(
            refusal(outcome),
            (DISTOS_ERROR_INVALID_ARGUMENT, reason.into()),
            "{stride}"
        );
    }
}

#[test]
fn preconditions_tell_clause_and_values() {
    let session = Session::open();
    let told = buffer_alloc(session.device, 0, null()).unwrap_err();
    assert_eq!(told.clause, "gpu.buffer_alloc.size_positive");
    assert_eq!(told.reason, "SIZE_POSITIVE");
    assert_eq!(told.metadata["size"], "0");
    assert_eq!(told.message, "The call needs size > 0, but size is 0.");
    let buffer = session.buffer(16);
    // SAFETY: the call is refused before it touches the data.
    let told = call(|error| unsafe {
        distos_gpu_buffer_write(
            buffer,
            session.stream,
            u64::MAX,
            [0; 8].as_ptr(),
            8,
            0,
            error,
        )
    })
    .unwrap_err();
    assert_eq!(
        (told.status, told.clause.as_str()),
        (DISTOS_ERROR_OUT_OF_RANGE, "gpu.buffer_write.in_bounds")
    );
    assert_eq!(told.outcome, DISTOS_ERROR_OUTCOME_NOT_APPLIED);
}

#[test]
fn error_accessors_allow_null() {
    // SAFETY: null is what is tested.
    unsafe {
        assert_eq!(text(distos_error_message(null())), "");
        assert_eq!(distos_error_code(null()), 0);
        assert_eq!(distos_error_correlation_id(null()).bytes, [0; 16]);
        assert!(distos_error_metadata_key(null(), 0).is_null());
        assert!(distos_error_cause(null()).is_null());
        distos_error_free(null_mut());
        assert_eq!(text(distos_status_name(0)), "OK");
        assert_eq!(text(distos_status_name(8)), "OUT_OF_MEMORY");
        assert_eq!(text(distos_status_name(9)), "UNKNOWN");
    }
}

#[test]
fn call_info_knows_every_call_and_no_other() {
    let session = Session::open();
    let info = |number| {
        let mut info = distos_call_info_t {
            size: 32,
            reserved: 0,
            number: 0,
            tier: 9,
            kind: 9,
            since: 9,
            deprecated: 9,
            removed: 9,
        };
        // SAFETY: the struct says its size.
        call(|error| unsafe { distos_call_info(session.system, number, &mut info, error) })
            .unwrap();
        assert_eq!(info.number, number);
        (info.tier, info.kind, info.deprecated, info.removed)
    };
    assert_eq!(
        info(DISTOS_CALL_GPU_BUFFER_WRITE),
        (DISTOS_TIER_STABLE, DISTOS_CALL_KIND_STREAM, 0, 0)
    );
    assert_eq!(
        info(DISTOS_CALL_GPU_EVENT_WAIT),
        (DISTOS_TIER_STABLE, DISTOS_CALL_KIND_ASYNC, 0, 0)
    );
    assert_eq!(info(DISTOS_CALL_NULL_CALL).0, DISTOS_TIER_EXPERIMENTAL);
    assert_eq!(
        info(DISTOS_CALL_GPU_DEVICE_COUNT),
        (DISTOS_TIER_DEPRECATED, DISTOS_CALL_KIND_PLAIN, 1, 3)
    );
    assert_eq!(info(0xffff).0, DISTOS_TIER_ABSENT);
}

#[test]
fn versions_are_agreed_on() {
    let mut options = distos_system_options_t {
        size: 24,
        reserved: 0,
        api_version: DISTOS_API_VERSION,
        reserved0: 0,
        host_memory_limit: 0,
    };
    system_open(&options).unwrap();
    options.api_version = 99_000;
    let told = system_open(&options).unwrap_err();
    assert_eq!(
        (told.status, told.clause.as_str()),
        (DISTOS_ERROR_VERSION_MISMATCH, "core.system_open.version")
    );
    assert!(
        told.message.contains("Upgrade the runtime"),
        "{}",
        told.message
    );
}
