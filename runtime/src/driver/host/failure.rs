//! Why an operation did not do what it should, as its work says it and as its completion tells it.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::ptx;

/// What work answers when it stops before its end.
#[derive(Clone, Debug)]
pub enum Stop {
    /// It saw the request to cancel. The stream goes on.
    Cancelled,
    /// It failed, and nothing after it depends on that. The stream goes on.
    Failed(Cause),
    /// It failed, and nothing after it in the stream may run.
    FailedStream(Cause),
}

/// What went wrong.
#[derive(Clone, Debug)]
pub enum Cause {
    /// A copy of `length` bytes at `offset` leaves an allocation of `size` bytes.
    OutOfRange {
        /// First byte of the copy within the allocation.
        offset: u64,
        /// Bytes to copy.
        length: u64,
        /// Bytes of the allocation.
        size: u64,
    },
    /// The kernel did something wrong, or its launch does not fit it.
    Kernel(Box<ptx::Fault>),
    /// The work panicked with this message: a fault of the runtime.
    Internal(String),
}

/// How an operation that did not succeed ended. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Failure {
    /// It was cancelled. When it had not `started`, it left no trace; otherwise it may have done a part.
    Cancelled {
        /// Whether it was running already.
        started: bool,
    },
    /// It failed itself. [`OperationFault::fails_stream`] tells whether the stream ends with it.
    Failed(Arc<OperationFault>),
    /// An earlier operation failed the stream, so this one did not run. The same object as in that one's `Failed`.
    StreamFailed(Arc<OperationFault>),
}

/// One failure, shared by all that answer with it.
pub struct OperationFault {
    cause: Cause,
    fails_stream: bool,
    attachment: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl OperationFault {
    pub(super) fn new(cause: Cause, fails_stream: bool) -> Self {
        OperationFault {
            cause,
            fails_stream,
            attachment: OnceLock::new(),
        }
    }

    /// What went wrong.
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// Whether later operations of the stream are answered with this failure.
    pub fn fails_stream(&self) -> bool {
        self.fails_stream
    }

    /// A place for what the caller makes of this failure, made once by whoever asks first, so that all who report the
    /// failure report one object.
    pub fn attachment(
        &self,
        make: impl FnOnce() -> Box<dyn Any + Send + Sync>,
    ) -> &(dyn Any + Send + Sync) {
        self.attachment.get_or_init(make).as_ref()
    }
}

impl fmt::Debug for OperationFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("OperationFault")
            .field("cause", &self.cause)
            .field("fails_stream", &self.fails_stream)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::OutOfRange {
                offset,
                length,
                size,
            } => write!(
                out,
                "{length} bytes at offset {offset} leave an allocation of {size} bytes"
            ),
            Cause::Kernel(fault) => fault.fmt(out),
            Cause::Internal(message) => write!(out, "the runtime panicked: {message}"),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Cancelled { started: false } => out.write_str("cancelled before it started"),
            Failure::Cancelled { started: true } => out.write_str("cancelled while it ran"),
            Failure::Failed(fault) => fault.cause.fmt(out),
            Failure::StreamFailed(fault) => write!(out, "the stream failed: {}", fault.cause),
        }
    }
}

impl std::error::Error for Failure {}
