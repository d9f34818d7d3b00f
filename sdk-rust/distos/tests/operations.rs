//! Operations: memory that goes in and comes back, however they end.

mod common;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use common::{Bench, spin};
use distos::gpu::{Dim3, KernelArg};
use distos::{ErrorKind, MonotonicTime, Outcome, block_on};

const LONG: Duration = Duration::from_secs(3600);
const SHORT: Duration = Duration::from_millis(20);

#[test]
fn memory_comes_back_with_what_was_read() {
    let bench = Bench::new();
    let buffer = bench.buffer(16);
    let written = buffer
        .write(&bench.stream, 4, vec![7u32, 8, 9])
        .wait()
        .expect("it is written");
    assert_eq!(written, [7, 8, 9]);
    let read = block_on(buffer.read(&bench.stream, 4, written)).expect("it is read");
    assert_eq!(read, [7, 8, 9]);
    let boxed: Box<[u32]> = vec![0; 2].into();
    assert_eq!(
        *buffer
            .read(&bench.stream, 8, boxed)
            .wait()
            .expect("it is read"),
        [8, 9]
    );
    assert_eq!(
        buffer
            .read(&bench.stream, 12, [0u32; 1])
            .wait()
            .expect("it is read"),
        [9]
    );
}

#[test]
fn a_call_starts_before_it_is_awaited() {
    let bench = Bench::new();
    let buffer = bench.buffer(4);
    let write = buffer.write(&bench.stream, 0, [5u32]);
    let event = bench.stream.event_record().expect("the place is marked");
    event.wait().wait().expect("the stream passes it");
    assert!(write.is_complete(), "what was before the event is complete");
    assert_eq!(write.wait().expect("it was written"), [5]);
}

#[test]
fn a_refused_submission_gives_its_memory_back() {
    let bench = Bench::new();
    let buffer = bench.buffer(4);
    let failed = buffer
        .write(&bench.stream, 1, [5u32])
        .settle()
        .wait()
        .expect_err("that is past the end");
    assert_eq!(failed.error.clause(), "gpu.buffer_write.in_bounds");
    assert_eq!(failed.memory, [5]);
}

#[test]
fn a_dropped_operation_parks_its_memory_and_frees_it_later() {
    let bench = Bench::new();
    let before = bench.free_memory();
    let running = spin(&bench, &bench.stream);
    let buffer = bench.buffer(1 << 20);
    for _ in 0..16 {
        drop(buffer.read(&bench.stream, 0, vec![0u8; 1 << 20]));
    }
    drop(running);
    drop(buffer);
    let event = bench.stream.event_record().expect("the place is marked");
    event.wait().wait().expect("everything before it is over");
    assert_eq!(bench.free_memory(), before);
}

#[test]
fn cancelling_gives_the_memory_back() {
    let bench = Bench::new();
    let running = spin(&bench, &bench.stream);
    let buffer = bench.buffer(64);
    let queued = buffer.write(&bench.stream, 0, vec![3u8; 64]);
    let failed = block_on(queued.cancel()).expect_err("it never had its turn");
    assert_eq!(failed.error.kind(), ErrorKind::Cancelled);
    assert_eq!(failed.error.outcome(), Outcome::NotApplied);
    assert_eq!(failed.error.clause(), "");
    assert_eq!(failed.memory, [3; 64]);
    let failed = running
        .cancel()
        .wait()
        .expect_err("a kernel that runs is stopped");
    assert_eq!(failed.error.kind(), ErrorKind::Cancelled);
}

#[test]
fn a_deadline_ends_what_waits_and_what_runs() {
    let bench = Bench::new();
    let running = spin(&bench, &bench.stream);
    let buffer = bench.buffer(64);
    let soon = MonotonicTime::after(SHORT);
    let failed = buffer
        .read_by(soon, &bench.stream, 0, vec![0u8; 64])
        .settle()
        .wait()
        .expect_err("it waits too long");
    assert_eq!(failed.error.kind(), ErrorKind::DeadlineExceeded);
    assert_eq!(failed.memory.len(), 64);
    assert!(MonotonicTime::now() >= soon);
    let error = running
        .wait_timeout(SHORT)
        .expect_err("it would run for ever");
    assert_eq!(error.kind(), ErrorKind::DeadlineExceeded);
}

#[test]
fn a_timeout_that_does_not_come_changes_nothing() {
    let bench = Bench::new();
    let buffer = bench.buffer(64);
    let written = buffer
        .write(&bench.stream, 0, vec![1u8; 64])
        .wait_timeout(LONG)
        .expect("it is written in time");
    assert_eq!(written.len(), 64);
    let late = MonotonicTime::after(LONG);
    buffer
        .write_by(late, &bench.stream, 0, written)
        .wait()
        .expect("it is written before the deadline");
}

#[test]
fn more_than_the_ring_has_credits_for_wait_their_turn_and_keep_their_order() {
    const COUNT: u32 = 5000;
    let bench = Bench::new();
    let running = spin(&bench, &bench.stream);
    let buffer = bench.buffer(4);
    let writes: Vec<_> = (0..COUNT)
        .map(|index| buffer.write(&bench.stream, 0, [index]))
        .collect();
    let kept: u64 = writes
        .iter()
        .map(|write| u64::from(!write.is_complete()))
        .sum();
    assert_eq!(
        kept,
        u64::from(COUNT),
        "none runs before the kernel ends, and none is refused"
    );
    drop(running);
    for (index, write) in writes.into_iter().enumerate() {
        assert_eq!(write.wait().expect("each has its turn"), [index as u32]);
    }
    assert_eq!(
        buffer
            .read(&bench.stream, 0, [0])
            .wait()
            .expect("it is read"),
        [COUNT - 1],
        "the last one wrote last"
    );
}

#[test]
fn what_waits_for_a_credit_can_be_cancelled() {
    let bench = Bench::new();
    let running = spin(&bench, &bench.stream);
    let buffer = bench.buffer(4);
    let mut writes: Vec<_> = (0..3000u32)
        .map(|index| buffer.write(&bench.stream, 0, [index]))
        .collect();
    let last = writes.pop().expect("there are many");
    let failed = last.cancel().wait().expect_err("it never reached the ring");
    assert_eq!(
        (failed.error.kind(), failed.memory),
        (ErrorKind::Cancelled, [2999])
    );
    drop(writes);
    drop(running);
    buffer
        .write(&bench.stream, 0, [1u32])
        .wait()
        .expect("the stream goes on");
}

#[test]
fn the_session_may_go_before_its_operations() {
    let bench = Bench::new();
    let running = spin(&bench, &bench.stream);
    let buffer = bench.buffer(64);
    let queued = buffer.write(&bench.stream, 0, vec![3u8; 64]);
    drop(buffer);
    drop(bench);
    assert!(
        queued.wait().is_err(),
        "the last handle is gone, so all that was left is cancelled"
    );
    assert!(running.wait().is_err());
}

#[test]
fn a_future_is_woken_by_whoever_polled_last() {
    let bench = Bench::new();
    let running = spin(&bench, &bench.stream);
    let buffer = bench.buffer(64);
    let mut write = pin!(buffer.write(&bench.stream, 0, vec![1u8; 64]));
    let first = write.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(first.is_pending());
    drop(running);
    assert_eq!(block_on(write).expect("it is written").len(), 64);
}

#[test]
fn enqueued_work_is_seen_by_what_follows() {
    let bench = Bench::new();
    let module = bench
        .device
        .module_load(&common::kernel("vector_add"))
        .expect("the kernel loads");
    let (left, right, sum) = (bench.buffer(4), bench.buffer(4), bench.buffer(4));
    let written = [
        left.write(&bench.stream, 0, [2.0f32]),
        right.write(&bench.stream, 0, [3.0f32]),
    ];
    let arguments = [
        KernelArg::Buffer(&left),
        KernelArg::Buffer(&right),
        KernelArg::Buffer(&sum),
        KernelArg::U32(1),
    ];
    let one = Dim3 { x: 1, y: 1, z: 1 };
    module
        .kernel_launch_enqueue(
            &bench.stream,
            "vector_add",
            one,
            one,
            &arguments,
            Default::default(),
        )
        .expect("it has its place");
    assert_eq!(
        sum.read(&bench.stream, 0, [0f32])
            .wait()
            .expect("it is read"),
        [5.0]
    );
    for write in written {
        write.wait().expect("it was written");
    }
}
