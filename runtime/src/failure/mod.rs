//! Failures: made where something goes wrong, completed with what the call knows, and given to the caller as an object.
//!
//! A [`Failure`] begins as a draft: code, reason, sentence, values. [`seal`](Failure::seal) compares it with the closed set
//! of its call, which an undeclared code does not pass, and adds the source, the clause and a correlation id. The four
//! statuses that allocate nothing are a bare number all the way.

mod draft;
mod object;
mod seal;

pub use draft::Failure;
pub use object::distos_error_t;
pub use seal::Sealed;

use crate::abi::descriptor::ErrorEntry;
use crate::generated::abi::{
    DISTOS_ERROR_CANCELLED, DISTOS_ERROR_DEADLINE_EXCEEDED, DISTOS_ERROR_NOT_READY,
    DISTOS_ERROR_WOULD_BLOCK,
};
use crate::generated::catalogue::ERRORS;

/// Whether an error with this code is told by the status alone.
pub fn is_silent(code: u32) -> bool {
    matches!(
        code,
        DISTOS_ERROR_WOULD_BLOCK
            | DISTOS_ERROR_CANCELLED
            | DISTOS_ERROR_DEADLINE_EXCEEDED
            | DISTOS_ERROR_NOT_READY
    )
}

/// The error with this code.
pub fn entry(code: u32) -> Option<&'static ErrorEntry> {
    ERRORS.iter().find(|entry| entry.code == code)
}
