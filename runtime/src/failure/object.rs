//! The error object: all that a caller can ask about a failure.

use std::ffi::{CStr, CString};
use std::fmt;
use std::sync::Arc;

use crate::abi::descriptor::ErrorEntry;

/// A failure, as its accessors tell it. Opaque in C.
#[allow(non_camel_case_types)]
pub struct distos_error_t {
    pub(super) entry: &'static ErrorEntry,
    pub(super) reason: &'static CStr,
    pub(super) message: CString,
    pub(super) outcome: u32,
    pub(super) clause: &'static CStr,
    pub(super) node: &'static CStr,
    pub(super) subsystem: &'static CStr,
    pub(super) call: &'static CStr,
    pub(super) correlation_id: [u8; 16],
    pub(super) retry_after_ns: u64,
    pub(super) metadata: Vec<(CString, CString)>,
    pub(super) cause: Option<Arc<distos_error_t>>,
}

impl distos_error_t {
    /// The status.
    pub fn code(&self) -> u32 {
        self.entry.code
    }

    /// What the catalogue says about the code.
    pub fn entry(&self) -> &'static ErrorEntry {
        self.entry
    }

    /// What exactly, in upper case.
    pub fn reason(&self) -> &'static CStr {
        self.reason
    }

    /// One sentence.
    pub fn message(&self) -> &CStr {
        &self.message
    }

    /// One of `DISTOS_ERROR_OUTCOME_…`.
    pub fn outcome(&self) -> u32 {
        self.outcome
    }

    /// The id of the clause that spoke; empty for faults of the runtime.
    pub fn clause(&self) -> &'static CStr {
        self.clause
    }

    /// The machine's name.
    pub fn node(&self) -> &'static CStr {
        self.node
    }

    /// The module of the call.
    pub fn subsystem(&self) -> &'static CStr {
        self.subsystem
    }

    /// The call.
    pub fn call(&self) -> &'static CStr {
        self.call
    }

    /// 128 random bits.
    pub fn correlation_id(&self) -> [u8; 16] {
        self.correlation_id
    }

    /// Nanoseconds to wait before trying again; 0 when unknown.
    pub fn retry_after_ns(&self) -> u64 {
        self.retry_after_ns
    }

    /// The values of the message, by key.
    pub fn metadata(&self) -> &[(CString, CString)] {
        &self.metadata
    }

    /// What led to this.
    pub fn cause(&self) -> Option<&Arc<distos_error_t>> {
        self.cause.as_ref()
    }
}

impl fmt::Debug for distos_error_t {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |text: &CStr| text.to_string_lossy().into_owned();
        write!(
            out,
            "{} {}: {}",
            text(self.entry.name),
            text(self.clause),
            text(&self.message)
        )
    }
}
