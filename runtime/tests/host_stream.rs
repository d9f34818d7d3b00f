//! Streams of `host:0`: order, parallelism, cancellation, and how a failure spreads.

mod host_support;

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};

use distos_runtime::driver::host::{
    COPY_CHUNK_BYTES, CancelOutcome, Cause, Failure, HostDevice, Stop,
};
use host_support::{Gate, MEBIBYTE, device, submit, wait};

#[test]
fn operations_of_a_stream_run_in_the_order_of_admission() {
    let stream = device(4).create_stream(0).unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    for number in 0..1000 {
        let seen = Arc::clone(&seen);
        submit(&stream, move |_| {
            seen.lock().unwrap().push(number);
            Ok(())
        });
    }
    wait(&stream.record()).unwrap();
    assert_eq!(*seen.lock().unwrap(), (0..1000).collect::<Vec<_>>());
}

#[test]
fn completions_of_a_stream_come_in_the_order_of_admission() {
    let stream = device(4).create_stream(0).unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    for number in 0..1000 {
        let seen = Arc::clone(&seen);
        stream.submit(|_| Ok(()), move |_| seen.lock().unwrap().push(number));
    }
    wait(&stream.record()).unwrap();
    assert_eq!(*seen.lock().unwrap(), (0..1000).collect::<Vec<_>>());
}

#[test]
fn streams_run_at_the_same_time() {
    let device = device(3);
    let meeting = Arc::new(Barrier::new(3));
    let streams: Vec<_> = (0..3).map(|_| device.create_stream(0).unwrap()).collect();
    let operations: Vec<_> = streams
        .iter()
        .map(|stream| {
            let meeting = Arc::clone(&meeting);
            submit(stream, move |_| {
                meeting.wait();
                Ok(())
            })
        })
        .collect();
    assert!(
        operations
            .iter()
            .all(|operation| operation.outcome().is_ok())
    );
}

#[test]
fn no_more_operations_run_at_once_than_there_are_workers() {
    let device = device(2);
    let running = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let streams: Vec<_> = (0..8).map(|_| device.create_stream(0).unwrap()).collect();
    let operations: Vec<_> = (0..400)
        .map(|number| {
            let (running, most) = (Arc::clone(&running), Arc::clone(&most));
            submit(&streams[number % 8], move |_| {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::yield_now();
                running.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            })
        })
        .collect();
    assert!(
        operations
            .iter()
            .all(|operation| operation.outcome().is_ok())
    );
    assert!(most.load(Ordering::SeqCst) <= 2);
}

#[test]
fn the_lowest_priority_value_runs_first() {
    let device = device(1);
    let gate = Gate::close(&device.create_stream(0).unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let operations: Vec<_> = [5, -3, 0]
        .map(|priority| {
            let seen = Arc::clone(&seen);
            submit(&device.create_stream(priority).unwrap(), move |_| {
                seen.lock().unwrap().push(priority);
                Ok(())
            })
        })
        .into();
    gate.open();
    assert!(
        operations
            .iter()
            .all(|operation| operation.outcome().is_ok())
    );
    assert_eq!(*seen.lock().unwrap(), [-3, 0, 5]);
}

#[test]
fn what_waits_is_cancelled_without_waiting_for_its_turn() {
    let stream = device(1).create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    let held = Arc::new(());
    let holds = Arc::clone(&held);
    let cancelled = submit(&stream, move |_| {
        let _holds = holds;
        panic!("it was cancelled");
    });
    let after = submit(&stream, |_| Ok(()));
    assert_eq!(cancelled.ticket.cancel(), CancelOutcome::Cancelled);
    let outcome = cancelled.try_outcome().expect("`cancel` completed it");
    assert!(matches!(
        outcome,
        Err(Failure::Cancelled { started: false })
    ));
    assert_eq!(Arc::strong_count(&held), 1);
    assert_eq!(cancelled.ticket.cancel(), CancelOutcome::TooLate);
    gate.open();
    after.outcome().expect("the stream goes on");
    assert!(cancelled.no_second_outcome());
}

#[test]
fn what_runs_is_asked_to_stop_and_the_stream_goes_on() {
    let stream = device(1).create_stream(0).unwrap();
    let (started, starts) = std::sync::mpsc::channel();
    let running = submit(&stream, move |cancel| {
        started.send(()).unwrap();
        while !cancel.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        Err(Stop::Cancelled)
    });
    starts.recv().unwrap();
    let after = submit(&stream, |cancel| {
        assert!(!cancel.load(Ordering::Relaxed), "that was for another");
        Ok(())
    });
    assert_eq!(running.ticket.cancel(), CancelOutcome::Requested);
    let outcome = running.outcome();
    assert!(matches!(outcome, Err(Failure::Cancelled { started: true })));
    after
        .outcome()
        .expect("cancelling does not fail the stream");
    assert_eq!(running.ticket.cancel(), CancelOutcome::TooLate);
}

#[test]
fn an_operation_that_finishes_in_spite_of_the_request_succeeds() {
    let stream = device(1).create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    assert_eq!(gate.operation.ticket.cancel(), CancelOutcome::Requested);
    gate.open();
}

/// Host memory that a copy writes while the test looks at it.
struct Watched(Arc<Vec<AtomicU8>>);

impl Watched {
    fn new(length: u64) -> Self {
        let bytes = std::iter::repeat_with(|| AtomicU8::new(0));
        Watched(Arc::new(bytes.take(length as usize).collect()))
    }

    fn pointer(&self) -> *mut u8 {
        self.0[0].as_ptr()
    }

    fn copied(&self) -> usize {
        let is_copied = |byte: &AtomicU8| byte.load(Ordering::Relaxed) != 0;
        self.0.partition_point(is_copied)
    }
}

#[test]
fn a_copy_is_cancelled_between_chunks() {
    const LENGTH: u64 = 32 * MEBIBYTE;
    let device = device(1);
    let stream = device.create_stream(0).unwrap();
    let allocation = Arc::new(device.allocate(LENGTH, 0).unwrap());
    fill(&allocation, 7);
    // Whether a request comes in the midst of a copy is a matter of luck; what must hold then is not.
    let in_the_midst = (0..1000).any(|_| {
        let target = Watched::new(LENGTH);
        let (source, watched) = (Arc::clone(&allocation), Watched(Arc::clone(&target.0)));
        let copy = submit(&stream, move |cancel| {
            // SAFETY: `watched` has `LENGTH` bytes, and the test reads them by atomics.
            unsafe { source.read(0, watched.pointer(), LENGTH, cancel) }
        });
        while target.0[0].load(Ordering::Relaxed) == 0 {
            std::hint::spin_loop();
        }
        copy.ticket.cancel();
        match copy.outcome() {
            Ok(()) => assert_eq!(target.copied(), LENGTH as usize),
            Err(failure) => {
                assert!(matches!(failure, Failure::Cancelled { started: true }));
                assert_eq!(target.copied() % COPY_CHUNK_BYTES, 0);
                assert!(target.copied() < LENGTH as usize);
            }
        }
        target.copied() < LENGTH as usize
    });
    assert!(in_the_midst, "no request came in the midst of a copy");
}

fn fill(allocation: &distos_runtime::driver::host::Allocation, value: u8) {
    let source = vec![value; allocation.size() as usize];
    let never = AtomicBool::new(false);
    // SAFETY: `source` is as long as the allocation, and nobody writes it.
    unsafe { allocation.write(0, source.as_ptr(), allocation.size(), &never) }.unwrap();
}

fn broken() -> Cause {
    Cause::OutOfRange {
        offset: 1,
        length: 2,
        size: 2,
    }
}

#[test]
fn a_failed_stream_answers_with_its_first_failure() {
    let stream = device(2).create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    let first = submit(&stream, |_| Err(Stop::FailedStream(broken())));
    let held = Arc::new(());
    let holds = Arc::clone(&held);
    let second = submit(&stream, move |_| {
        let _holds = holds;
        panic!("the stream has failed");
    });
    let event = stream.record();
    assert!(stream.failure().is_none());
    gate.open();

    let Err(Failure::Failed(fault)) = first.outcome() else {
        panic!("the first fails by itself");
    };
    assert!(fault.fails_stream());
    let Err(Failure::StreamFailed(cause)) = second.outcome() else {
        panic!("the second fails by the first");
    };
    assert!(Arc::ptr_eq(&fault, &cause));
    assert_eq!(Arc::strong_count(&held), 1);
    let Err(Failure::StreamFailed(cause)) = wait(&event) else {
        panic!("the event fails by the first");
    };
    assert!(Arc::ptr_eq(&fault, &cause));

    let late = submit(&stream, |_| Ok(())).outcome();
    assert!(matches!(late, Err(Failure::StreamFailed(cause)) if Arc::ptr_eq(&fault, &cause)));
    let late = wait(&stream.record());
    assert!(matches!(late, Err(Failure::StreamFailed(cause)) if Arc::ptr_eq(&fault, &cause)));
    assert!(matches!(stream.failure(), Some(Failure::StreamFailed(_))));
}

#[test]
fn a_failure_of_one_operation_leaves_the_stream_as_it_is() {
    let stream = device(1).create_stream(0).unwrap();
    let first = submit(&stream, |_| Err(Stop::Failed(broken()))).outcome();
    assert!(matches!(first, Err(Failure::Failed(fault)) if !fault.fails_stream()));
    submit(&stream, |_| Ok(())).outcome().unwrap();
}

#[test]
fn a_failed_stream_leaves_others_as_they_are() {
    let device = device(1);
    let failed = device.create_stream(0).unwrap();
    let other = device.create_stream(0).unwrap();
    assert!(
        submit(&failed, |_| Err(Stop::FailedStream(broken())))
            .outcome()
            .is_err()
    );
    submit(&other, |_| Ok(())).outcome().unwrap();
}

#[test]
fn what_is_attached_to_a_failure_is_made_once() {
    let stream = device(1).create_stream(0).unwrap();
    let first = submit(&stream, |_| Err(Stop::FailedStream(broken()))).outcome();
    let second = submit(&stream, |_| Ok(())).outcome();
    let attached: [u32; 2] = [(first, 1_u32), (second, 2)].map(|(outcome, number)| {
        let (Err(Failure::Failed(fault)) | Err(Failure::StreamFailed(fault))) = outcome else {
            panic!("both fail");
        };
        *fault
            .attachment(|| Box::new(number))
            .downcast_ref()
            .unwrap()
    });
    assert_eq!(attached, [1, 1]);
}

#[test]
fn a_panic_of_work_fails_the_stream_and_loses_no_completion() {
    let stream = device(1).create_stream(0).unwrap();
    let outcome = submit(&stream, |_| panic!("number {}", 7)).outcome();
    let Err(Failure::Failed(fault)) = outcome else {
        panic!("the panic is a failure");
    };
    assert!(matches!(fault.cause(), Cause::Internal(message) if message == "number 7"));
    assert!(submit(&stream, |_| Ok(())).outcome().is_err());
}

#[test]
fn a_panic_of_a_completion_stops_nobody() {
    let stream = device(1).create_stream(0).unwrap();
    stream.submit(|_| Ok(()), |_| panic!("on purpose"));
    submit(&stream, |_| Ok(())).outcome().unwrap();
}

#[test]
fn completions_come_after_the_operation_let_go_of_all_it_held() {
    let stream = device(1).create_stream(0).unwrap();
    let held = Arc::new(());
    for fails in [false, true] {
        let (holds, seen) = (Arc::clone(&held), Arc::clone(&held));
        let (sender, count) = std::sync::mpsc::channel();
        stream.submit(
            move |_| {
                let _holds = &holds;
                if fails { Err(Stop::Cancelled) } else { Ok(()) }
            },
            move |_| sender.send(Arc::strong_count(&seen)).unwrap(),
        );
        assert_eq!(count.recv().unwrap(), 2, "the test and the completion");
    }
}

#[test]
fn a_completion_may_submit_and_cancel() {
    let stream = Arc::new(device(1).create_stream(0).unwrap());
    let (sender, outcomes) = std::sync::mpsc::channel();
    let again = Arc::clone(&stream);
    stream.submit(
        |_| Ok(()),
        move |_| {
            let waits = sender.clone();
            let ticket = again.submit(|_| Ok(()), move |outcome| waits.send(outcome).unwrap());
            assert_eq!(ticket.cancel(), CancelOutcome::Cancelled);
            again.submit(|_| Ok(()), move |outcome| sender.send(outcome).unwrap());
        },
    );
    let first = outcomes.recv().unwrap();
    assert!(matches!(first, Err(Failure::Cancelled { started: false })));
    outcomes.recv().unwrap().unwrap();
}

#[test]
fn dropping_the_device_and_its_streams_lets_the_work_end() {
    let device = HostDevice::new(MEBIBYTE, 2);
    let stream = device.create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    let allocation = device.allocate(4096, 0).unwrap();
    let queued: Vec<_> = (0..50).map(|_| submit(&stream, |_| Ok(()))).collect();
    let last = submit(&stream, move |_| {
        fill(&allocation, 1);
        Ok(())
    });
    let memory = Arc::clone(device.memory());
    drop(stream);
    drop(device);
    assert_eq!(memory.allocated(), 4096);
    gate.open();
    assert!(queued.iter().all(|operation| operation.outcome().is_ok()));
    last.outcome().unwrap();
    assert_eq!(memory.allocated(), 0);
}

#[test]
fn worker_threads_start_late_and_end_with_the_device() {
    let device = HostDevice::new(MEBIBYTE, 2);
    let threads = Arc::new(());
    assert_eq!(Arc::strong_count(&threads), 1);
    let stream = device.create_stream(0).unwrap();
    // A thread-local of the worker lives as long as the worker.
    thread_local! {
        static HELD: std::cell::RefCell<Option<Arc<()>>> = const { std::cell::RefCell::new(None) };
    }
    let held = Arc::clone(&threads);
    submit(&stream, move |_| {
        HELD.set(Some(held));
        Ok(())
    })
    .outcome()
    .unwrap();
    assert_eq!(Arc::strong_count(&threads), 2);
    drop(stream);
    drop(device);
    while Arc::strong_count(&threads) > 1 {
        std::thread::yield_now();
    }
}
