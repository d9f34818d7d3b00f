//! The operations of one stream, and the one that runs.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::driver::host::failure::{Cause, Failure, OperationFault, Stop};
use crate::lock::lock;

/// What [`Ticket::cancel`](super::Ticket::cancel) found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// It had not started. Its completion has been called.
    Cancelled,
    /// It runs, and was asked to stop. Its completion tells how it ended.
    Requested,
    /// It has run: its completion is being called, or has been.
    TooLate,
}

type Work = Box<dyn FnOnce(&AtomicBool) -> Result<(), Stop> + Send>;
type Completion = Box<dyn FnOnce(Result<(), Failure>) + Send>;

pub struct Operation {
    work: Work,
    completion: Completion,
}

impl Operation {
    pub fn new(work: Work, completion: Completion) -> Self {
        Operation { work, completion }
    }

    /// Ends the operation without running it.
    fn refuse(self, failure: Failure) {
        discard(self.work);
        complete(self.completion, Err(failure));
    }
}

pub struct Queue {
    priority: i32,
    /// Asks the operation that runs to stop. Set only under the lock, while the one that is meant runs.
    cancel: AtomicBool,
    state: Mutex<State>,
}

struct State {
    /// By number: the order of admission.
    waiting: BTreeMap<u64, Operation>,
    next: u64,
    running: Option<u64>,
    /// Whether a worker has the queue, or it stands in line for one.
    scheduled: bool,
    fault: Option<Arc<OperationFault>>,
}

impl State {
    fn failure(&self) -> Option<Failure> {
        self.fault.clone().map(Failure::StreamFailed)
    }
}

impl Queue {
    pub fn new(priority: i32) -> Self {
        Queue {
            priority,
            cancel: AtomicBool::new(false),
            state: Mutex::new(State {
                waiting: BTreeMap::new(),
                next: 0,
                running: None,
                scheduled: false,
                fault: None,
            }),
        }
    }

    pub fn priority(&self) -> i32 {
        self.priority
    }

    pub fn failure(&self) -> Option<Failure> {
        lock(&self.state).failure()
    }

    /// How an operation without work would end now, when it need not wait for its turn.
    pub fn idle_outcome(&self) -> Option<Result<(), Failure>> {
        let state = lock(&self.state);
        if state.scheduled {
            return None;
        }
        Some(state.failure().map_or(Ok(()), Err))
    }

    /// Gives `operation` the next number. The flag tells the caller to put the queue in line for a worker.
    pub fn push(&self, operation: Operation) -> (u64, bool) {
        let mut state = lock(&self.state);
        let number = state.next;
        state.next += 1;
        state.waiting.insert(number, operation);
        (number, !std::mem::replace(&mut state.scheduled, true))
    }

    pub fn cancel(&self, number: u64) -> CancelOutcome {
        let mut state = lock(&self.state);
        if let Some(operation) = state.waiting.remove(&number) {
            drop(state);
            operation.refuse(Failure::Cancelled { started: false });
            return CancelOutcome::Cancelled;
        }
        if state.running != Some(number) {
            return CancelOutcome::TooLate;
        }
        self.cancel.store(true, Ordering::Relaxed);
        CancelOutcome::Requested
    }

    /// Completes the next operation. False when there is none: the queue has then left its worker.
    pub fn step(&self) -> bool {
        let mut state = lock(&self.state);
        let Some((number, operation)) = state.waiting.pop_first() else {
            state.scheduled = false;
            return false;
        };
        if let Some(failure) = state.failure() {
            drop(state);
            operation.refuse(failure);
            return true;
        }
        state.running = Some(number);
        self.cancel.store(false, Ordering::Relaxed);
        drop(state);
        let outcome = run(operation.work, &self.cancel);
        complete(operation.completion, self.settle(outcome));
        true
    }

    /// Ends the run: from here on a cancellation is too late. A failure of the stream is remembered.
    fn settle(&self, outcome: Result<(), Stop>) -> Result<(), Failure> {
        let failed = |cause, fails_stream| Arc::new(OperationFault::new(cause, fails_stream));
        let outcome = outcome.map_err(|stop| match stop {
            Stop::Cancelled => Failure::Cancelled { started: true },
            Stop::Failed(cause) => Failure::Failed(failed(cause, false)),
            Stop::FailedStream(cause) => Failure::Failed(failed(cause, true)),
        });
        let mut state = lock(&self.state);
        state.running = None;
        if let Err(Failure::Failed(fault)) = &outcome
            && fault.fails_stream()
        {
            state.fault = Some(Arc::clone(fault));
        }
        outcome
    }
}

/// Runs `work`, and drops all that it owned.
fn run(work: Work, cancel: &AtomicBool) -> Result<(), Stop> {
    let caught = catch_unwind(AssertUnwindSafe(|| work(cancel)));
    caught.unwrap_or_else(|panic| Err(Stop::FailedStream(Cause::Internal(message(panic)))))
}

/// Drops `work` unrun. What it owns may run code of others when it goes.
fn discard(work: Work) {
    let _ = catch_unwind(AssertUnwindSafe(|| drop(work)));
}

/// Calls back. The operation is over by now, so there is nobody left to tell about a panic.
fn complete(completion: Completion, outcome: Result<(), Failure>) {
    let _ = catch_unwind(AssertUnwindSafe(|| completion(outcome)));
}

fn message(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no message".to_owned())
}
