//! Errors: what they say, and that handles close when and only when they should.

mod common;

use common::{Bench, kernel};
use distos::gpu::{BufferOptions, Dim3, KernelArg};
use distos::{Class, ErrorKind, Outcome, Retry, Rights, Scope, Severity, System, SystemOptions};

#[test]
fn a_broken_clause_tells_everything_about_itself() {
    let bench = Bench::new();
    let error = bench
        .device
        .buffer_alloc(0, Default::default())
        .expect_err("a size of zero is refused");
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(error.code(), 1);
    assert_eq!(error.name(), "INVALID_ARGUMENT");
    assert_eq!(error.reason(), "SIZE_POSITIVE");
    assert_eq!(error.clause(), "gpu.buffer_alloc.size_positive");
    assert_eq!(error.message(), "The call needs size > 0, but size is 0.");
    assert_eq!(error.class(), Class::Usage);
    assert_eq!(error.severity(), Severity::Error);
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert_eq!(error.scope(), Scope::Call);
    assert_eq!(error.retry(), Retry::Never);
    assert!(!error.is_retryable());
    assert_eq!(error.retry_after(), None);
    assert_eq!(error.metadata().collect::<Vec<_>>(), [("size", "0")]);
    assert_eq!(error.source_subsystem(), "gpu");
    assert!(error.source_call().contains("buffer_alloc"));
    assert_ne!(error.correlation_id(), Default::default());
    assert!(error.cause().is_none());
}

#[test]
fn one_line_or_several() {
    let bench = Bench::new();
    let error = bench
        .device
        .buffer_alloc(0, Default::default())
        .expect_err("a size of zero is refused");
    let id = error.correlation_id();
    assert_eq!(
        format!("{error}"),
        format!(
            "INVALID_ARGUMENT (usage): The call needs size > 0, but size is 0.; clause: gpu.buffer_alloc.size_positive; \
             action: Correct the argument that the message names.; correlation: {id}"
        )
    );
    assert_eq!(
        format!("{error:#}"),
        format!(
            "INVALID_ARGUMENT (usage): The call needs size > 0, but size is 0.\n  clause: gpu.buffer_alloc.size_positive\n  \
             action: Correct the argument that the message names.\n  correlation: {id}"
        )
    );
}

#[test]
fn an_error_outlives_its_session_and_is_shared() {
    let error = {
        let bench = Bench::new();
        bench
            .device
            .buffer_alloc(0, Default::default())
            .expect_err("a size of zero is refused")
    };
    let copy = error.clone();
    let name = std::thread::spawn(move || copy.name().to_owned())
        .join()
        .expect("the thread ends well");
    assert_eq!(name, error.name());
}

#[test]
fn options_reach_the_runtime() {
    let bench = Bench::new();
    let odd = BufferOptions::new().alignment(3);
    let error = bench
        .device
        .buffer_alloc(64, odd)
        .expect_err("three is no power of two");
    assert_eq!(error.clause(), "gpu.buffer_alloc.alignment_pow2");

    let limited =
        System::open(SystemOptions::new().host_memory_limit(1 << 20)).expect("a session opens");
    let device = limited.device_open(0).expect("host:0 is always there");
    assert_eq!(
        device
            .info()
            .expect("the device tells about itself")
            .total_memory,
        1 << 20
    );
    let error = device
        .buffer_alloc(1 << 21, Default::default())
        .expect_err("more than there is");
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    assert!(error.is_retryable());
}

#[test]
fn a_duplicate_has_fewer_rights_and_a_life_of_its_own() {
    let bench = Bench::new();
    let buffer = bench.buffer(16);
    let reader = distos::handle_duplicate(&buffer, Rights::READ).expect("a subset is allowed");
    let error = reader
        .write(&bench.stream, 0, vec![1u8; 16])
        .wait()
        .expect_err("it may not write");
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert_eq!(error.reason(), "MISSING_RIGHT");
    buffer.free().expect("the first name closes");
    let read = reader
        .read(&bench.stream, 0, vec![0u8; 16])
        .wait()
        .expect("the object lives under its other name");
    assert_eq!(read.len(), 16);
}

#[test]
fn clones_share_one_name() {
    let bench = Bench::new();
    let clone = bench.stream.clone();
    bench.stream.clone().close().expect("the name closes");
    let error = clone
        .event_record()
        .expect_err("it is closed for all clones");
    assert_eq!(error.kind(), ErrorKind::InvalidHandle);
    let error = clone.close().expect_err("closing twice is an error");
    assert_eq!(error.kind(), ErrorKind::InvalidHandle);
}

#[test]
fn memory_comes_back_when_a_buffer_is_dropped() {
    let bench = Bench::new();
    let before = bench.free_memory();
    let buffer = bench.buffer(1 << 16);
    assert!(bench.free_memory() <= before - (1 << 16));
    drop(buffer);
    assert_eq!(bench.free_memory(), before);
}

#[test]
fn a_failed_stream_says_why() {
    let bench = Bench::new();
    let module = bench
        .device
        .module_load(&kernel("out_of_bounds"))
        .expect("the kernel loads");
    let buffer = bench.buffer(64);
    let arguments = [KernelArg::Buffer(&buffer), KernelArg::U32(1 << 20)];
    let (grid, block) = (Dim3 { x: 1, y: 1, z: 1 }, Dim3 { x: 32, y: 1, z: 1 });
    let launch = module.kernel_launch(
        &bench.stream,
        "out_of_bounds",
        grid,
        block,
        &arguments,
        Default::default(),
    );
    let fault = launch.wait().expect_err("it leaves its buffer");
    assert_eq!(fault.kind(), ErrorKind::KernelFault);
    let error = buffer
        .read(&bench.stream, 0, vec![0u8; 64])
        .wait()
        .expect_err("nothing runs after a fault");
    assert_eq!(error.kind(), ErrorKind::StreamFailed);
    let cause = error.cause().expect("the first failure is the cause");
    assert_eq!(cause.kind(), ErrorKind::KernelFault);
    assert_eq!(cause.correlation_id(), fault.correlation_id());
    let source = std::error::Error::source(&error).expect("it is the source too");
    assert!(source.to_string().starts_with("KERNEL_FAULT"));
}

#[test]
fn lists_and_results_cross_the_border() {
    let bench = Bench::new();
    let devices = bench.system.device_list().expect("the devices are listed");
    let first = devices.first().expect("host:0 is always there");
    assert!(first.emulated);
    let info = bench.device.info().expect("the device tells about itself");
    assert_eq!((info.index, info.uuid), (first.index, first.uuid));
    assert_eq!(info.warp_size, 32);
    let call = bench.system.call_info(0x0206).expect("it is told");
    assert_eq!(
        (call.number, call.tier, call.since),
        (0x0206, distos::Tier::STABLE, 1)
    );
    assert_eq!(format!("{:?} {:?}", call.tier, call.kind), "STABLE PLAIN");
    assert_eq!(
        format!("{:?}", Rights::READ | Rights::WAIT),
        r#"{"READ", "WAIT"}"#
    );
}

#[cfg(feature = "experimental")]
#[test]
fn experimental_calls_are_there_when_asked_for() {
    let bench = Bench::new();
    distos::null_call().expect("nothing can fail");
    let buffer = bench.buffer(64);
    let first = buffer.address(0).expect("it has an address");
    assert_eq!(
        buffer.address(63).expect("so has its last byte"),
        first + 63
    );
    let error = buffer.address(64).expect_err("that is past the end");
    assert_eq!(error.clause(), "gpu.buffer_address.in_bounds");
}
