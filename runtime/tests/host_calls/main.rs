//! The GPU calls over `host:0`, through the exported functions: what they do, and which errors they answer.

mod session;

use std::time::{Duration, Instant};

use distos_runtime::generated::abi::*;
use session::{Launch, MEMORY, Session, free, of_buffer, of_u32, of_u64, told, wait};

fn bytes(values: impl Iterator<Item = f32>) -> Vec<u8> {
    values.flat_map(f32::to_le_bytes).collect()
}

#[test]
fn a_kernel_computes_what_was_written_and_is_read_back() {
    let session = Session::open();
    let [left, right, sum] = [(); 3].map(|()| session.alloc(4000).unwrap());
    session
        .write(left, &bytes((0..1000).map(|number| number as f32)))
        .unwrap();
    session
        .write(right, &bytes((0..1000).map(|number| (2 * number) as f32)))
        .unwrap();
    let launch = Launch {
        module: session.kernel("vector_add"),
        kernel: "vector_add",
        blocks: 4,
        threads: 256,
        arguments: &[
            of_buffer(left),
            of_buffer(right),
            of_buffer(sum),
            of_u32(1000),
        ],
    };
    session.enqueue(&launch).unwrap();
    wait(session.record().unwrap(), 0).unwrap();
    let expected = bytes((0..1000).map(|number| (3 * number) as f32));
    assert_eq!(session.read(sum, 4000).unwrap(), expected);
}

#[test]
fn memory_is_accounted_and_its_errors_name_their_clause() {
    let session = Session::open();
    let buffer = session.alloc(MEMORY).unwrap();
    assert_eq!(session.info().free_memory, 0);
    let [name, reason, clause, message] = told(session.alloc(1));
    assert_eq!([name, reason], ["OUT_OF_MEMORY", "NO_DEVICE_MEMORY"]);
    assert_eq!(clause, "gpu.buffer_alloc.no_memory");
    assert_eq!(
        message,
        format!(
            "The device can't allocate: 0 of {MEMORY} bytes are free, fewer than the 1 asked for."
        )
    );
    free(buffer).unwrap();
    assert_eq!(session.info().free_memory, MEMORY);
    let [name, _, clause, _] = told(session.alloc(MEMORY + 1));
    assert_eq!(
        [name, clause],
        ["OUT_OF_MEMORY", "gpu.buffer_alloc.too_large"]
    );
}

#[test]
fn the_device_says_what_it_is() {
    let info = Session::open().info();
    assert_eq!((info.index, info.emulated), (0, 1));
    assert_eq!((info.total_memory, info.free_memory), (MEMORY, MEMORY));
    assert_eq!((info.warp_size, info.max_threads_per_block), (32, 1024));
    assert_eq!(info.uuid.bytes[6] >> 4, 8);
    assert!(info.multiprocessors > 0);
}

#[test]
fn a_fault_is_told_once_and_is_the_cause_of_all_that_follows() {
    let session = Session::open();
    let buffer = session.alloc(4096).unwrap();
    let launch = Launch {
        module: session.kernel("out_of_bounds"),
        kernel: "out_of_bounds",
        blocks: 1,
        threads: 2,
        arguments: &[of_buffer(buffer), of_u32(1025)],
    };
    let (status, fault) = session.launch(&launch, 0).unwrap_err();
    let fault = fault.unwrap();
    assert_eq!(status, DISTOS_ERROR_KERNEL_FAULT);
    assert_eq!(fault.reason(), c"OUT_OF_BOUNDS");
    assert_eq!(fault.clause(), c"gpu.kernel_launch.fault");
    let message = fault.message().to_str().unwrap();
    assert!(
        message
            .starts_with("In kernel out_of_bounds, block (0, 0, 0), thread (1, 0, 0), PTX line ")
    );
    assert!(message.contains("is 4 bytes past the end of the allocation of 4096 bytes at "));

    let later = [
        session.read(buffer, 4).unwrap_err(),
        wait(session.record().unwrap(), 0).unwrap_err(),
    ];
    for (status, object) in later {
        let object = object.unwrap();
        assert_eq!(status, DISTOS_ERROR_STREAM_FAILED);
        let cause = object.cause().expect("it has a cause");
        assert_eq!(cause.correlation_id(), fault.correlation_id());
        assert_ne!(object.correlation_id(), fault.correlation_id());
    }
}

#[test]
fn a_fault_of_an_enqueued_launch_shows_at_the_event() {
    let session = Session::open();
    let launch = Launch {
        module: session.kernel("deadlock"),
        kernel: "deadlock",
        blocks: 1,
        threads: 64,
        arguments: &[],
    };
    session.enqueue(&launch).unwrap();
    let (status, object) = wait(session.record().unwrap(), 0).unwrap_err();
    assert_eq!(status, DISTOS_ERROR_STREAM_FAILED);
    let object = object.unwrap();
    let cause = object.cause().expect("it has a cause");
    assert_eq!(cause.code(), DISTOS_ERROR_KERNEL_DEADLOCK);
    assert_eq!(cause.call(), c"gpu.kernel_launch");
}

#[test]
fn a_launch_that_does_not_fit_is_refused_at_admission() {
    let session = Session::open();
    let other = Session::open();
    let buffer = session.alloc(4096).unwrap();
    let foreign = other.alloc(4096).unwrap();
    let launch = Launch {
        module: session.kernel("out_of_bounds"),
        kernel: "out_of_bounds",
        blocks: 1,
        threads: 1,
        arguments: &[of_buffer(buffer), of_u32(1)],
    };
    let refused = |launch: Launch<'_>| {
        let [name, reason, clause, message] = told(session.enqueue(&launch));
        let clause = clause.rsplit('.').next().unwrap_or_default().to_owned();
        ([name, reason, clause], message)
    };

    let (what, message) = refused(Launch {
        kernel: "missing",
        ..launch
    });
    assert_eq!(what, ["NOT_FOUND", "NO_KERNEL", "absent"]);
    assert_eq!(
        message,
        "The module has no kernel missing; it has: out_of_bounds."
    );

    let (what, message) = refused(Launch {
        arguments: &[of_buffer(buffer)],
        ..launch
    });
    assert_eq!(what, ["INVALID_ARGUMENT", "ARGUMENT_MISMATCH", "mismatch"]);
    assert_eq!(
        message,
        "The arguments don't fit kernel out_of_bounds: the kernel takes 2 arguments, and was given 1."
    );

    let arguments = [of_buffer(buffer), of_u64(1)];
    let (what, message) = refused(Launch {
        arguments: &arguments,
        ..launch
    });
    assert_eq!(what, ["INVALID_ARGUMENT", "ARGUMENT_MISMATCH", "mismatch"]);
    assert!(message.contains("argument 1 is given as 8-byte integer, but parameter "));

    let arguments = [of_buffer(foreign), of_u32(1)];
    let (what, _) = refused(Launch {
        arguments: &arguments,
        ..launch
    });
    assert_eq!(what, ["INVALID_ARGUMENT", "OTHER_DEVICE", "mismatch"]);

    session.launch(&launch, 0).expect("the stream is as it was");
}

#[test]
fn a_text_that_can_not_be_loaded_is_refused_with_its_place() {
    let session = Session::open();
    let [name, reason, clause, message] = told(session.load(".version 8.0\n.target sm_70\n???"));
    assert_eq!([name, reason], ["MODULE_INVALID", "MALFORMED"]);
    assert_eq!(clause, "gpu.module_load.malformed");
    assert!(message.starts_with("PTX line 3, column 1: "), "{message}");
}

#[test]
fn a_deadline_stops_a_kernel_and_leaves_the_stream() {
    let session = Session::open();
    let flag = session.alloc(4).unwrap();
    let turns = session.alloc(8).unwrap();
    session.write(flag, &[0; 4]).unwrap();
    let launch = Launch {
        module: session.kernel("spin"),
        kernel: "spin",
        blocks: 1,
        threads: 32,
        arguments: &[of_buffer(flag), of_buffer(turns), of_u64(u64::MAX)],
    };
    let started = Instant::now();
    let (status, object) = session.launch(&launch, 1).unwrap_err();
    assert_eq!(status, DISTOS_ERROR_DEADLINE_EXCEEDED);
    assert!(object.is_none());
    assert!(started.elapsed() < Duration::from_secs(60));
    assert_eq!(session.read(flag, 4).unwrap(), [0; 4]);
}

/// Enqueues a kernel that runs for a while, and an event behind it.
fn spin_a_while(session: &Session) -> ([distos_gpu_buffer_t; 2], distos_gpu_event_t) {
    let [flag, turns] = [4, 8].map(|size| session.alloc(size).unwrap());
    session.write(flag, &[0; 4]).unwrap();
    let launch = Launch {
        module: session.kernel("spin"),
        kernel: "spin",
        blocks: 1,
        threads: 32,
        arguments: &[of_buffer(flag), of_buffer(turns), of_u64(50_000)],
    };
    session.enqueue(&launch).unwrap();
    ([flag, turns], session.record().unwrap())
}

/// Whether the event is not complete yet. Says so by giving up a wait for it.
fn is_ahead(event: distos_gpu_event_t) -> bool {
    let Err((status, _)) = wait(event, 1) else {
        return false;
    };
    assert_eq!(status, DISTOS_ERROR_DEADLINE_EXCEEDED);
    true
}

#[test]
fn a_wait_for_an_event_can_be_given_up() {
    let session = Session::open();
    // The kernel is slower than this thread unless the machine is very busy.
    let given_up = (0..20).any(|_| {
        let (_, event) = spin_a_while(&session);
        let given_up = is_ahead(event);
        wait(event, 0).unwrap();
        given_up
    });
    assert!(given_up);
}

#[test]
fn a_freed_buffer_stays_accounted_until_its_kernel_ends() {
    let session = Session::open();
    let seen = (0..20).any(|_| {
        let (buffers, event) = spin_a_while(&session);
        for buffer in buffers {
            free(buffer).unwrap();
        }
        let free_memory = session.info().free_memory;
        let seen = is_ahead(event);
        if seen {
            assert_eq!(free_memory, MEMORY - 12);
        }
        wait(event, 0).unwrap();
        assert_eq!(session.info().free_memory, MEMORY);
        seen
    });
    assert!(seen);
}
