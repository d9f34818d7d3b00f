//! Events of `host:0`: when they complete, and for whom.

mod host_support;

use std::sync::{Arc, Mutex};

use distos_runtime::driver::host::{Cause, Failure, Stop};
use host_support::{Gate, device, submit, wait};

#[test]
fn an_event_of_a_stream_without_work_is_complete_at_once() {
    let stream = device(1).create_stream(0).unwrap();
    assert!(matches!(stream.record().query(), Some(Ok(()))));
}

#[test]
fn an_event_completes_when_the_stream_passes_it() {
    let stream = device(1).create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    let event = stream.record();
    assert!(event.query().is_none());
    let after = Gate::queue(&stream);
    gate.open();
    wait(&event).unwrap();
    assert!(matches!(event.query(), Some(Ok(()))));
    after.entered().open();
}

#[test]
fn waiters_are_called_in_order_and_late_ones_at_once() {
    let stream = device(1).create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    let event = stream.record();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let waiter = |number| {
        let seen = Arc::clone(&seen);
        Box::new(move |_| seen.lock().unwrap().push(number))
    };
    for number in 0..10 {
        assert!(event.wait(waiter(number)).is_some());
    }
    gate.open();
    wait(&event).unwrap();
    assert!(event.wait(waiter(10)).is_none());
    assert_eq!(*seen.lock().unwrap(), (0..=10).collect::<Vec<_>>());
}

#[test]
fn a_waiter_that_is_taken_back_is_never_called() {
    let stream = device(1).create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    let event = stream.record();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let ids: Vec<_> = (0..10)
        .map(|number| {
            let seen = Arc::clone(&seen);
            let waiter = Box::new(move |_| seen.lock().unwrap().push(number));
            event.wait(waiter).unwrap()
        })
        .collect();
    for id in ids.iter().step_by(2) {
        assert!(event.remove(*id).is_some());
        assert!(event.remove(*id).is_none(), "it was taken back before");
    }
    gate.open();
    wait(&event).unwrap();
    assert_eq!(*seen.lock().unwrap(), [1, 3, 5, 7, 9]);
    assert!(event.remove(ids[1]).is_none(), "it was called");
}

#[test]
fn a_waiter_that_panics_keeps_nobody_waiting() {
    let stream = device(1).create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    let event = stream.record();
    event.wait(Box::new(|_| panic!("on purpose")));
    let (sender, outcome) = std::sync::mpsc::channel();
    event.wait(Box::new(move |result| sender.send(result).unwrap()));
    gate.open();
    outcome.recv().unwrap().unwrap();
}

#[test]
fn an_event_that_nobody_keeps_disturbs_nobody() {
    let stream = device(1).create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    drop(stream.record());
    let after = submit(&stream, |_| Ok(()));
    gate.open();
    after.outcome().unwrap();
}

#[test]
fn an_event_outlives_its_stream() {
    let stream = device(1).create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    let event = stream.record();
    drop(stream);
    gate.open();
    wait(&event).unwrap();
}

#[test]
fn events_before_a_failure_succeed_and_those_after_it_fail() {
    let stream = device(1).create_stream(0).unwrap();
    let gate = Gate::close(&stream);
    let before = stream.record();
    submit(&stream, |_| {
        Err(Stop::FailedStream(Cause::Internal("on purpose".to_owned())))
    });
    let after = stream.record();
    gate.open();
    wait(&before).unwrap();
    assert!(matches!(wait(&after), Err(Failure::StreamFailed(_))));
}
