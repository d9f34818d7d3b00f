//! Kernels on `host:0`: what they compute, which accesses stop them, and what that says.

mod host_support;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Sender, channel};

use distos_runtime::driver::host::ptx::{Kernel, LaunchConfig, Module};
use distos_runtime::driver::host::{
    Allocation, CancelOutcome, Cause, DEFAULT_STEP_LIMIT, Failure, HostDevice, Stop, Stream, launch,
};
use host_support::{Pending, device, submit};

/// The kernel of `conformance/kernels/<name>.ptx`.
fn kernel(name: &str) -> Arc<Kernel> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/kernels");
    let text = std::fs::read_to_string(folder.join(format!("{name}.ptx"))).unwrap();
    let module = Module::load(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    Arc::clone(module.kernel(name).expect("the file has its kernel"))
}

/// Arguments of a launch, laid out as the kernel's parameters are.
fn arguments(kernel: &Kernel, values: &[u64]) -> Vec<u8> {
    let mut bytes = vec![0; kernel.parameter_bytes() as usize];
    assert_eq!(kernel.parameters().len(), values.len());
    for (parameter, value) in kernel.parameters().iter().zip(values) {
        let (offset, size) = (parameter.offset as usize, parameter.size as usize);
        bytes[offset..offset + size].copy_from_slice(&value.to_le_bytes()[..size]);
    }
    bytes
}

fn config(blocks: u32, threads: u32) -> LaunchConfig {
    LaunchConfig {
        grid: [blocks, 1, 1],
        block: [threads, 1, 1],
        dynamic_shared_bytes: 0,
        step_limit: DEFAULT_STEP_LIMIT,
    }
}

fn enqueue(
    device: &HostDevice,
    stream: &Stream,
    name: &str,
    config: LaunchConfig,
    values: &[u64],
) -> Pending {
    let memory = Arc::clone(device.memory());
    let kernel = kernel(name);
    let parameters = arguments(&kernel, values);
    submit(stream, move |cancel| {
        launch(&memory, &kernel, &config, &parameters, cancel)
    })
}

fn floats(device: &HostDevice, values: impl Iterator<Item = f32>) -> Allocation {
    let bytes: Vec<u8> = values.flat_map(f32::to_le_bytes).collect();
    let allocation = device.allocate(bytes.len() as u64, 0).unwrap();
    let never = AtomicBool::new(false);
    // SAFETY: `bytes` is borrowed for the call.
    unsafe { allocation.write(0, bytes.as_ptr(), bytes.len() as u64, &never) }.unwrap();
    allocation
}

fn bytes(allocation: &Allocation) -> Vec<u8> {
    let mut bytes = vec![0; allocation.size() as usize];
    let never = AtomicBool::new(false);
    // SAFETY: `bytes` is ours, and as long as the allocation.
    unsafe { allocation.read(0, bytes.as_mut_ptr(), allocation.size(), &never) }.unwrap();
    bytes
}

fn read_floats(allocation: &Allocation) -> Vec<f32> {
    let bytes = bytes(allocation);
    bytes
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes(four.try_into().unwrap()))
        .collect()
}

#[test]
fn kernels_run_in_the_order_of_their_stream() {
    let device = device(1);
    let stream = device.create_stream(0).unwrap();
    let left = floats(&device, (0..1000).map(|number| number as f32));
    let right = floats(&device, (0..1000).map(|number| (number * 3) as f32));
    let sum = floats(&device, (0..1000).map(|_| 0.0));
    let addresses = [left.address(), right.address(), sum.address(), 1000];
    enqueue(&device, &stream, "vector_add", config(4, 256), &addresses);
    let factor = u64::from(2.0_f32.to_bits());
    let values = [factor, left.address(), sum.address(), 1000];
    enqueue(&device, &stream, "saxpy", config(4, 256), &values)
        .outcome()
        .unwrap();
    let expected: Vec<_> = (0..1000).map(|number| (number * 6) as f32).collect();
    assert_eq!(read_floats(&sum), expected);
}

/// How the only failure of `outcome` reads, with addresses relative to `base`.
fn complaint(outcome: Result<(), Failure>, base: u64) -> String {
    let Err(Failure::Failed(fault)) = outcome else {
        panic!("it fails by itself");
    };
    assert!(fault.fails_stream());
    assert!(matches!(fault.cause(), Cause::Kernel(_)));
    let Cause::Kernel(fault) = fault.cause() else {
        unreachable!("asserted above");
    };
    let text = fault.cause.to_string();
    let text = match fault.address() {
        Some(address) => text.replace(&format!("{address:#x}"), "ADDRESS"),
        None => text,
    };
    text.replace(&format!("{base:#x}"), "BASE")
}

fn stray(device: &HostDevice, address: u64, stride: u32, threads: u32) -> Result<(), Failure> {
    let stream = device.create_stream(0).unwrap();
    let values = [address, u64::from(stride)];
    enqueue(
        device,
        &stream,
        "out_of_bounds",
        config(1, threads),
        &values,
    )
    .outcome()
}

#[test]
fn an_access_past_the_end_names_the_allocation_and_the_distance() {
    let device = device(1);
    let allocation = device.allocate(4096, 0).unwrap();
    let base = allocation.address();
    stray(&device, base, 4, 256).expect("that is inside");
    let past = |outcome| complaint(outcome, base);
    assert_eq!(
        past(stray(&device, base + 4, 4, 256 + 1)),
        "write of 4 bytes at ADDRESS is 4 bytes past the end of the allocation of 4096 bytes at BASE"
    );
    assert_eq!(
        past(stray(&device, base - 4, 1, 1)),
        "write of 4 bytes at ADDRESS is 4 bytes before the allocation of 4096 bytes at BASE"
    );
}

#[test]
fn an_access_that_straddles_the_end_is_past_it() {
    let device = device(1);
    let allocation = device.allocate(4094, 0).unwrap();
    let base = allocation.address();
    assert_eq!(
        complaint(stray(&device, base, 1, 1024), base),
        "write of 4 bytes at ADDRESS is 4092 bytes into the allocation of 4094 bytes at BASE"
    );
}

#[test]
fn an_allocation_does_not_reach_into_the_next() {
    let device = device(1);
    let allocation = device.allocate(4096, 0).unwrap();
    let next = device.allocate(4096, 0).unwrap();
    let before = bytes(&next);
    for stride in [1025, 1 << 16, 1 << 20] {
        assert!(stray(&device, allocation.address(), stride, 2).is_err());
    }
    assert_eq!(bytes(&next), before);
}

#[test]
fn an_access_to_freed_memory_says_so() {
    let device = device(1);
    let allocation = device.allocate(4096, 0).unwrap();
    let base = allocation.address();
    drop(allocation);
    let _later = device.allocate(4096, 0).unwrap();
    assert_eq!(
        complaint(stray(&device, base + 8, 1, 1), base),
        "write of 4 bytes at ADDRESS is in freed memory: 8 bytes into the allocation of 4096 bytes at BASE"
    );
}

#[test]
fn an_access_far_from_everything_is_in_no_allocation() {
    let device = device(1);
    let _allocation = device.allocate(4096, 0).unwrap();
    assert_eq!(
        complaint(stray(&device, 1 << 62, 1, 1), 0),
        "write of 4 bytes at ADDRESS is in no allocation"
    );
}

#[test]
fn one_device_does_not_reach_the_memory_of_another() {
    let (device, other) = (host_support::device(1), host_support::device(1));
    let theirs = other.allocate(4096, 0).unwrap();
    assert!(stray(&device, theirs.address(), 1, 1).is_err());
}

/// `spin` on a flag that nobody sets; `started` hears when it is about to.
fn spin(
    device: &HostDevice,
    stream: &Stream,
    step_limit: u64,
    started: Sender<()>,
) -> (Pending, [Allocation; 2]) {
    let flag = floats(device, [0.0].into_iter());
    let turns = floats(device, [0.0, 0.0].into_iter());
    let memory = Arc::clone(device.memory());
    let kernel = kernel("spin");
    let values = [flag.address(), turns.address(), u64::MAX];
    let parameters = arguments(&kernel, &values);
    let config = LaunchConfig {
        step_limit,
        ..config(1, 32)
    };
    let pending = submit(stream, move |cancel| {
        started.send(()).unwrap();
        launch(&memory, &kernel, &config, &parameters, cancel)
    });
    (pending, [flag, turns])
}

#[test]
fn a_kernel_that_runs_is_cancelled_and_the_stream_goes_on() {
    let device = device(1);
    let stream = device.create_stream(0).unwrap();
    let (started, starts) = channel();
    let (spinning, _memory) = spin(&device, &stream, DEFAULT_STEP_LIMIT, started);
    let after = submit(&stream, |_| Ok(()));
    starts.recv().unwrap();
    assert_eq!(spinning.ticket.cancel(), CancelOutcome::Requested);
    let outcome = spinning.outcome();
    assert!(matches!(outcome, Err(Failure::Cancelled { started: true })));
    after.outcome().unwrap();
}

#[test]
fn the_step_limit_ends_a_kernel_that_does_not_end() {
    let device = device(1);
    let stream = device.create_stream(0).unwrap();
    let (started, _starts) = channel();
    let (spinning, _memory) = spin(&device, &stream, 5000, started);
    assert_eq!(
        complaint(spinning.outcome(), 0),
        "the launch took its 5000 steps"
    );
    let after = submit(&stream, |_| Ok(())).outcome();
    assert!(matches!(after, Err(Failure::StreamFailed(_))));
}

#[test]
fn a_deadlock_fails_the_stream() {
    let device = device(1);
    let stream = device.create_stream(0).unwrap();
    let outcome = enqueue(&device, &stream, "deadlock", config(1, 64), &[]).outcome();
    assert!(complaint(outcome, 0).starts_with("deadlock: "));
}

#[test]
fn a_launch_that_does_not_fit_runs_nothing_and_leaves_the_stream() {
    let device = device(1);
    let kernel = kernel("deadlock");
    let never = AtomicBool::new(false);
    let outcome = launch(device.memory(), &kernel, &config(1, 2048), &[], &never);
    assert!(matches!(outcome, Err(Stop::Failed(Cause::Kernel(_)))));
}
