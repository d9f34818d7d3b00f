//! Operations: async and stream calls between their admission and their one completion.
//!
//! An implementation gets a [`Completer`] and finishes it exactly once: completing consumes it, and one that is dropped
//! completes as INTERNAL. Whoever waits (a thread, a ring) stands behind the [`Sink`]. A request to end early runs what the
//! implementation registered with its [`Cancellation`], once, on the thread that asks.

mod completer;
mod request;
mod waiting;

pub use completer::{Cancellation, Completer};
pub use request::{Asked, Why};
pub use waiting::Waiting;

use std::sync::Mutex;

use crate::abi::CallContext;
use crate::failure::Failure;
use request::Request;

/// Where a completion goes.
pub trait Sink: Send + Sync {
    /// Takes the completion. Called once; the operation's hold on memory and objects is gone by then.
    fn complete(&self, call: CallContext, outcome: Result<(), Failure>);

    /// Told when the operation has its place in its stream.
    fn admitted(&self) {}
}

/// An operation in flight, in one piece of memory with where its completion goes.
pub struct Operation<S: ?Sized = dyn Sink> {
    call: CallContext,
    request: Mutex<Request>,
    sink: S,
}

impl<S: Sink> Operation<S> {
    /// An operation of `call`, whose completion goes to `sink`.
    pub fn new(call: CallContext, sink: S) -> Self {
        Operation {
            call,
            request: Mutex::new(Request::None),
            sink,
        }
    }

    /// Where its completion goes.
    pub fn sink(&self) -> &S {
        &self.sink
    }
}
