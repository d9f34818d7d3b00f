//! A thread that waits for an operation: the waiting and the enqueued form.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::{Completer, Operation, Sink, Why};
use crate::abi::CallContext;
use crate::clock;
use crate::failure::Failure;
use crate::lock::lock;

/// An operation and the thread that started it.
pub struct Waiting {
    operation: Arc<Operation<Place>>,
}

/// Where the completion arrives.
struct Place {
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    outcome: Option<Result<(), Failure>>,
    admitted: bool,
}

impl Sink for Place {
    fn complete(&self, _: CallContext, outcome: Result<(), Failure>) {
        lock(&self.state).outcome = Some(outcome);
        self.arrived.notify_one();
    }

    fn admitted(&self) {
        lock(&self.state).admitted = true;
    }
}

impl Waiting {
    /// An operation of `call`, not yet started.
    pub fn new(call: CallContext) -> Self {
        let place = Place {
            state: Mutex::default(),
            arrived: Condvar::new(),
        };
        Waiting {
            operation: Arc::new(Operation::new(call, place)),
        }
    }

    /// What the implementation gets. Ask for it once.
    pub fn completer(&self) -> Completer {
        let operation = Arc::clone(&self.operation);
        Completer::new(operation)
    }

    /// Waits for the completion. When the deadline passes, asks the operation to end early, and waits on.
    pub fn until(self, deadline_ns: u64) -> Result<(), Failure> {
        let mut outcome = self.operation.sink.wait(deadline_ns);
        if outcome.is_none() {
            self.operation.ask(Why::Deadline);
            outcome = self.operation.sink.wait(0);
        }
        outcome.unwrap_or(Ok(()))
    }

    /// How the admission ended. A failure after it belongs to the stream.
    pub fn admitted(self) -> Result<(), Failure> {
        let mut state = lock(&self.operation.sink.state);
        match state.outcome.take() {
            Some(Err(failure)) if !state.admitted => Err(failure),
            _ => Ok(()),
        }
    }
}

impl Place {
    /// The completion; none when the deadline passes first.
    fn wait(&self, deadline_ns: u64) -> Option<Result<(), Failure>> {
        let mut state = lock(&self.state);
        while state.outcome.is_none() {
            match clock::left(deadline_ns) {
                None => {
                    state = self
                        .arrived
                        .wait(state)
                        .unwrap_or_else(PoisonError::into_inner)
                }
                Some(Duration::ZERO) => return None,
                Some(left) => {
                    let woken = self.arrived.wait_timeout(state, left);
                    state = woken.unwrap_or_else(PoisonError::into_inner).0;
                }
            }
        }
        state.outcome.take()
    }
}
