//! What an implementation holds of an operation: the duty to complete it once.

use std::sync::Arc;

use super::Operation;
use super::request::Hook;
use crate::failure::Failure;
use crate::generated::abi::{DISTOS_ERROR_CANCELLED, DISTOS_ERROR_INTERNAL};

/// The duty to complete an operation, exactly once, after its arguments have been dropped.
pub struct Completer {
    /// None once it is complete.
    operation: Option<Arc<Operation>>,
}

impl Completer {
    /// The one completer of `operation`.
    pub(crate) fn new(operation: Arc<Operation>) -> Self {
        Completer {
            operation: Some(operation),
        }
    }

    /// Completes the operation. From here on nothing of ours touches its memory.
    ///
    /// CANCELLED becomes DEADLINE_EXCEEDED where it was the deadline that asked.
    pub fn complete(mut self, outcome: Result<(), Failure>) {
        self.finish(outcome);
    }

    /// Tells that the operation has its place in its stream: the enqueued form of the call returns successfully.
    pub fn enqueued(&self) {
        if let Some(operation) = &self.operation {
            operation.sink.admitted();
        }
    }

    /// Where to register what a request to end early does. Take it before handing the completer on.
    pub fn cancellation(&self) -> Cancellation {
        Cancellation {
            operation: self.operation.clone(),
        }
    }

    fn finish(&mut self, outcome: Result<(), Failure>) {
        let Some(operation) = self.operation.take() else {
            return;
        };
        let asked = operation.close_requests();
        let outcome = outcome.map_err(|failure| match asked {
            Some(why) if failure.code() == DISTOS_ERROR_CANCELLED => failure.retold(why.status()),
            _ => failure,
        });
        operation.sink.complete(operation.call, outcome);
    }
}

impl Drop for Completer {
    fn drop(&mut self) {
        if self.operation.is_some() {
            let message = "The operation was dropped without a completion.";
            self.finish(Err(Failure::new(
                DISTOS_ERROR_INTERNAL,
                c"DROPPED",
                message,
            )));
        }
    }
}

/// Where an implementation says what a request to end early does.
pub struct Cancellation {
    operation: Option<Arc<Operation>>,
}

impl Cancellation {
    /// Runs `hook` when the operation is asked to end early: once, on the thread that asks, without locks; at once when it
    /// has been asked already; never when it is complete. A later hook replaces an earlier one.
    pub fn on_request(self, hook: impl FnOnce() + Send + 'static) {
        if let Some(operation) = self.operation {
            let hook: Hook = Box::new(hook);
            operation.on_request(hook);
        }
    }
}
