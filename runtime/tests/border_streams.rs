//! Streams: the three forms, failures that stay, deadlines, and quiescence.

mod border;

use std::ptr::null;
use std::time::Duration;

use border::*;

fn wait_for(event: distos_gpu_event_t, deadline: u64) -> Result<(), Box<Told>> {
    // SAFETY: takes values only.
    call(|error| unsafe { distos_gpu_event_wait(event, deadline, error) })
}

fn f32_argument(value: f32) -> distos_gpu_kernel_arg_t {
    distos_gpu_kernel_arg_t {
        tag: DISTOS_GPU_KERNEL_ARG_F32,
        reserved: 0,
        value: distos_gpu_kernel_arg_value_t { f32: value },
    }
}

#[test]
fn a_kernel_runs_between_copies() {
    let session = Session::open();
    let module = session.load("saxpy");
    let bytes = |values: [f32; 4]| values.map(f32::to_le_bytes).concat();
    let (x, y) = (session.buffer(16), session.buffer(16));
    session.write(x, &bytes([1.0, 2.0, 3.0, 4.0])).unwrap();
    session.write(y, &bytes([10.0; 4])).unwrap();
    let (grid, block) = (
        distos_gpu_dim3_t { x: 1, y: 1, z: 1 },
        distos_gpu_dim3_t { x: 32, y: 1, z: 1 },
    );
    let arguments = [
        f32_argument(2.0),
        buffer_argument(x),
        buffer_argument(y),
        u32_argument(4),
    ];
    // SAFETY: everything outlives the call, which waits.
    call(|error| unsafe {
        distos_gpu_kernel_launch(
            module,
            session.stream,
            c"saxpy".as_ptr(),
            5,
            &grid,
            &block,
            arguments.as_ptr(),
            4,
            null(),
            0,
            error,
        )
    })
    .unwrap();
    let mut data = [0; 16];
    session.read(y, &mut data).unwrap();
    assert_eq!(data.to_vec(), bytes([12.0, 14.0, 16.0, 18.0]));
}

#[test]
fn a_fault_ends_the_stream_and_is_the_cause_of_what_follows() {
    let session = Session::open();
    let module = session.load("out_of_bounds");
    let output = session.buffer(4);
    // One thread stores four bytes at the start: more than there are.
    let arguments = [buffer_argument(session.buffer(1)), u32_argument(1)];
    enqueue(session.stream, module, "out_of_bounds", &arguments).unwrap();
    let event = event_record(session.stream).unwrap();
    let told = wait_for(event, 0).unwrap_err();
    assert_eq!(
        (told.status, told.clause.as_str()),
        (DISTOS_ERROR_STREAM_FAILED, "gpu.event_wait.poisoned")
    );
    let cause = told.cause.expect("a failed stream has a cause");
    assert_eq!(
        (cause.status, cause.call.as_str()),
        (DISTOS_ERROR_KERNEL_FAULT, "gpu.kernel_launch")
    );
    assert_eq!(cause.metadata["kernel"], "out_of_bounds");
    let told = session.write(output, &[0; 4]).unwrap_err();
    assert_eq!(
        (told.status, told.outcome),
        (DISTOS_ERROR_STREAM_FAILED, DISTOS_ERROR_OUTCOME_NOT_APPLIED)
    );
    assert_eq!(told.cause.unwrap().status, DISTOS_ERROR_KERNEL_FAULT);
    let fresh = Session {
        stream: stream_create(session.device, null()).unwrap(),
        ..session
    };
    fresh.write(output, &[0; 4]).unwrap();
}

#[test]
fn what_does_not_fit_the_kernel_is_refused_and_leaves_the_stream() {
    let session = Session::open();
    let module = session.load("saxpy");
    let absent = enqueue(session.stream, module, "sexpy", &[]).unwrap_err();
    assert_eq!(
        (absent.status, absent.clause.as_str()),
        (DISTOS_ERROR_NOT_FOUND, "gpu.kernel_launch.absent")
    );
    let mismatch = enqueue(session.stream, module, "saxpy", &[u32_argument(1)]).unwrap_err();
    assert_eq!(
        (mismatch.status, mismatch.clause.as_str()),
        (DISTOS_ERROR_INVALID_ARGUMENT, "gpu.kernel_launch.mismatch")
    );
    session.write(session.buffer(4), &[0; 4]).unwrap();
}

#[test]
fn text_that_is_no_module_says_where() {
    let session = Session::open();
    let text = ".version 8.0\n.target sm_70\n.address_size 64\nnonsense";
    let mut module = distos_gpu_module_t { value: 0 };
    // SAFETY: the text outlives the call.
    let told = call(|error| unsafe {
        distos_gpu_module_load(
            session.device,
            text.as_ptr().cast(),
            text.len() as u64,
            &mut module,
            error,
        )
    })
    .unwrap_err();
    assert_eq!(
        (told.status, told.clause.as_str()),
        (DISTOS_ERROR_MODULE_INVALID, "gpu.module_load.malformed")
    );
    assert_eq!(told.metadata["line"], "4");
}

#[test]
fn too_much_memory_is_told_with_the_clause_that_speaks() {
    let session = Session::open();
    let too_large = buffer_alloc(session.device, 1 << 40, null()).unwrap_err();
    assert_eq!(
        (too_large.status, too_large.clause.as_str()),
        (DISTOS_ERROR_OUT_OF_MEMORY, "gpu.buffer_alloc.too_large")
    );
    let _half = session.buffer(3 << 29);
    let no_memory = buffer_alloc(session.device, 1 << 30, null()).unwrap_err();
    assert_eq!(
        (no_memory.status, no_memory.clause.as_str()),
        (DISTOS_ERROR_OUT_OF_MEMORY, "gpu.buffer_alloc.no_memory")
    );
    assert_eq!(no_memory.metadata["free"], (1_u64 << 29).to_string());
}

#[test]
fn a_deadline_ends_a_wait_for_the_streams_turn() {
    let session = Session::open();
    let buffer = session.buffer(4);
    let busy = Busy::new(session);
    let data = [5; 4];
    // SAFETY: the data outlive the call, which waits.
    let late = call(|error| unsafe {
        let deadline = in_time(Duration::from_millis(5));
        distos_gpu_buffer_write(buffer, session.stream, 0, data.as_ptr(), 4, deadline, error)
    });
    assert_eq!(late.unwrap_err().status, DISTOS_ERROR_DEADLINE_EXCEEDED);
    let event = event_record(session.stream).unwrap();
    assert_eq!(
        wait_for(event, 1).unwrap_err().status,
        DISTOS_ERROR_DEADLINE_EXCEEDED
    );
    drop(busy);
    wait_for(event, 0).unwrap();
    // A deadline that has not passed changes nothing, and the stream goes on.
    // SAFETY: as above.
    call(|error| unsafe {
        let deadline = in_time(Duration::from_secs(3600));
        distos_gpu_buffer_write(buffer, session.stream, 0, data.as_ptr(), 4, deadline, error)
    })
    .unwrap();
}

#[test]
fn a_deadline_ends_a_copy_between_chunks() {
    let session = Session::open();
    let buffer = session.buffer(128 << 20);
    let mut data = vec![0_u8; 128 << 20];
    // SAFETY: the data outlive the call, which waits.
    let late = call(|error| unsafe {
        let deadline = in_time(Duration::from_millis(1));
        distos_gpu_buffer_read(
            buffer,
            session.stream,
            0,
            data.as_mut_ptr(),
            data.len() as u64,
            deadline,
            error,
        )
    });
    assert_eq!(late.unwrap_err().status, DISTOS_ERROR_DEADLINE_EXCEEDED);
    // Quiet: nothing writes here any more.
    data.fill(7);
    let event = event_record(session.stream).unwrap();
    wait_for(event, 0).unwrap();
    assert!(data.chunks(1 << 20).all(|chunk| chunk == [7; 1 << 20]));
}

#[test]
fn a_deadline_ends_a_kernel() {
    let session = Session::open();
    let module = session.load("spin");
    let (flag, turns) = (session.buffer(4), session.buffer(8));
    session.write(flag, &[0; 4]).unwrap();
    let one = distos_gpu_dim3_t { x: 1, y: 1, z: 1 };
    let arguments = [
        buffer_argument(flag),
        buffer_argument(turns),
        u64_argument(u64::MAX),
    ];
    // SAFETY: everything outlives the call, which waits.
    let late = call(|error| unsafe {
        let deadline = in_time(Duration::from_millis(20));
        let (arguments, one) = (arguments.as_ptr(), &raw const one);
        distos_gpu_kernel_launch(
            module,
            session.stream,
            c"spin".as_ptr(),
            4,
            one,
            one,
            arguments,
            3,
            null(),
            deadline,
            error,
        )
    });
    assert_eq!(late.unwrap_err().status, DISTOS_ERROR_DEADLINE_EXCEEDED);
    session.write(flag, &[0; 4]).unwrap();
}
