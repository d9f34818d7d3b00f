//! Errors: what the runtime's error objects say, and what the catalogue says of the four that have none.

use std::ffi::{CStr, c_char};
use std::fmt;
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use distos_sys as sys;

use crate::arrays::Uuid;
use crate::generated::ErrorKind;

/// What every call answers.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call failed. Cheap to clone.
///
/// `{}` prints one line; `{:#}` prints clause, action and correlation id on lines of their own.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    code: u32,
    /// What a completion said of its own failure, which the status alone can't; 0 when nothing did.
    outcome: u32,
    /// Null for the errors that the status alone tells.
    object: *const sys::distos_error_t,
    /// Frees the object, which for a cause is that of the error on top.
    _owner: Option<Arc<Owner>>,
    cause: Option<Error>,
}

/// An error object, freed when the last error that speaks of it is gone.
struct Owner(*mut sys::distos_error_t);

// SAFETY: an error object never changes, and its accessors may be called from any thread.
unsafe impl Send for Inner {}
// SAFETY: as above.
unsafe impl Sync for Inner {}
// SAFETY: an error object may be freed by any thread.
unsafe impl Send for Owner {}
// SAFETY: nothing is done with it but freeing it once.
unsafe impl Sync for Owner {}

impl Drop for Owner {
    fn drop(&mut self) {
        // SAFETY: the runtime gave it to us, and nobody else frees it.
        unsafe { sys::distos_error_free(self.0) }
    }
}

macro_rules! property {
    ($(#[$docs:meta])* $name:ident { $($(#[$case_docs:meta])* $case:ident = $value:ident,)* }) => {
        $(#[$docs])*
        #[non_exhaustive]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$case_docs])* $case,)*
            /// One that this version of the SDK does not know.
            Unknown(u32),
        }

        impl $name {
            fn from_number(number: u32) -> Self {
                match number {
                    $(sys::$value => Self::$case,)*
                    other => Self::Unknown(other),
                }
            }
        }
    };
}

property! {
    /// What kind of failure it is.
    Class {
        /// It may pass, by itself or by an action.
        Transient = DISTOS_ERROR_CLASS_TRANSIENT,
        /// It will not pass.
        Permanent = DISTOS_ERROR_CLASS_PERMANENT,
        /// The caller's mistake.
        Usage = DISTOS_ERROR_CLASS_USAGE,
    }
}

impl fmt::Display for Class {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Transient => "transient",
            Self::Permanent => "permanent",
            Self::Usage => "usage",
            Self::Unknown(_) => "unknown",
        })
    }
}

property! {
    /// How bad it is.
    Severity {
        /// Expected in the course of things.
        Info = DISTOS_ERROR_SEVERITY_INFO,
        /// Worth a look.
        Warning = DISTOS_ERROR_SEVERITY_WARNING,
        /// The call did not do what it should.
        Error = DISTOS_ERROR_SEVERITY_ERROR,
        /// More than the call is lost.
        Fatal = DISTOS_ERROR_SEVERITY_FATAL,
    }
}

property! {
    /// Whether the call took effect.
    Outcome {
        /// Everything is as before.
        NotApplied = DISTOS_ERROR_OUTCOME_NOT_APPLIED,
        /// Everything is as after a success.
        Applied = DISTOS_ERROR_OUTCOME_APPLIED,
        /// Nobody knows.
        Unclear = DISTOS_ERROR_OUTCOME_UNKNOWN,
    }
}

property! {
    /// How far it reaches.
    Scope {
        /// This call.
        Call = DISTOS_ERROR_SCOPE_CALL,
        /// The stream.
        Stream = DISTOS_ERROR_SCOPE_STREAM,
        /// The device.
        Device = DISTOS_ERROR_SCOPE_DEVICE,
        /// The communicator.
        Communicator = DISTOS_ERROR_SCOPE_COMMUNICATOR,
        /// The node.
        Node = DISTOS_ERROR_SCOPE_NODE,
        /// The session.
        System = DISTOS_ERROR_SCOPE_SYSTEM,
    }
}

property! {
    /// Whether trying again makes sense.
    Retry {
        /// No.
        Never = DISTOS_ERROR_RETRY_NEVER,
        /// After what [`Error::action`] says.
        AfterAction = DISTOS_ERROR_RETRY_AFTER_ACTION,
        /// Yes, after a while.
        Backoff = DISTOS_ERROR_RETRY_BACKOFF,
    }
}

/// What the catalogue says of a code, for errors without an object.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) class: u32,
    pub(crate) severity: u32,
    pub(crate) outcome: u32,
    pub(crate) scope: u32,
    pub(crate) retry: u32,
    pub(crate) message: &'static str,
    pub(crate) action: &'static str,
}

impl Error {
    /// Makes a call, and its failure an error.
    pub(crate) fn check(
        call: impl FnOnce(*mut *mut sys::distos_error_t) -> sys::distos_status_t,
    ) -> Result<()> {
        let mut object = ptr::null_mut();
        match call(&mut object) {
            sys::DISTOS_OK => Ok(()),
            status => Err(Self::from_parts(status, object)),
        }
    }

    /// From a status and the object that came with it, which may be null and is taken over.
    pub(crate) fn from_parts(code: u32, object: *mut sys::distos_error_t) -> Self {
        if object.is_null() {
            return Self::from_code(code);
        }
        Self::from_object(code, object, &Arc::new(Owner(object)))
    }

    /// The failure of a completion, which says itself whether the operation took effect.
    pub(crate) fn from_completion(
        code: u32,
        outcome: u32,
        object: *mut sys::distos_error_t,
    ) -> Self {
        if !object.is_null() {
            return Self::from_parts(code, object);
        }
        Self(Arc::new(Inner {
            code,
            outcome,
            object: ptr::null(),
            _owner: None,
            cause: None,
        }))
    }

    /// One that the status alone tells.
    pub(crate) fn from_code(code: u32) -> Self {
        Self(Arc::new(Inner {
            code,
            outcome: 0,
            object: ptr::null(),
            _owner: None,
            cause: None,
        }))
    }

    fn from_object(code: u32, object: *const sys::distos_error_t, owner: &Arc<Owner>) -> Self {
        // SAFETY: `owner` keeps the object alive, and with it its cause.
        let cause = unsafe { sys::distos_error_cause(object) };
        let cause = (!cause.is_null()).then(|| {
            // SAFETY: as above.
            let code = unsafe { sys::distos_error_code(cause) };
            Self::from_object(code, cause, owner)
        });
        Self(Arc::new(Inner {
            code,
            outcome: 0,
            object,
            _owner: Some(Arc::clone(owner)),
            cause,
        }))
    }

    /// Which error it is.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::from_code(self.0.code)
    }

    /// The number of [`kind`](Self::kind).
    pub fn code(&self) -> u32 {
        self.0.code
    }

    /// `OUT_OF_MEMORY`.
    pub fn name(&self) -> &str {
        self.text(sys::distos_error_name, |entry| entry.name)
    }

    /// What exactly, in upper case: the name of the clause, `NULL_POINTER`, …. Empty when the name says all.
    pub fn reason(&self) -> &str {
        self.text(sys::distos_error_reason, |_| "")
    }

    /// One sentence, with the values that led to it.
    pub fn message(&self) -> &str {
        self.text(sys::distos_error_message, |entry| entry.message)
    }

    /// What to do about it.
    pub fn action(&self) -> &str {
        self.text(sys::distos_error_action, |entry| entry.action)
    }

    /// The clause that was broken: `gpu.buffer_alloc.size_positive`. Empty for errors that the status alone tells.
    pub fn clause(&self) -> &str {
        self.text(sys::distos_error_clause, |_| "")
    }

    /// The node where it arose.
    pub fn source_node(&self) -> &str {
        self.text(sys::distos_error_source_node, |_| "")
    }

    /// The part of the system where it arose.
    pub fn source_subsystem(&self) -> &str {
        self.text(sys::distos_error_source_subsystem, |_| "")
    }

    /// The call that failed.
    pub fn source_call(&self) -> &str {
        self.text(sys::distos_error_source_call, |_| "")
    }

    /// The address of the event that caused it; empty when there is none.
    pub fn ucxl_trace(&self) -> &str {
        self.text(sys::distos_error_ucxl_trace, |_| "")
    }

    /// What kind of failure it is.
    pub fn class(&self) -> Class {
        Class::from_number(self.number(sys::distos_error_class, |entry| entry.class))
    }

    /// How bad it is.
    pub fn severity(&self) -> Severity {
        Severity::from_number(self.number(sys::distos_error_severity, |entry| entry.severity))
    }

    /// Whether the call took effect.
    pub fn outcome(&self) -> Outcome {
        match self.0.outcome {
            0 => {
                Outcome::from_number(self.number(sys::distos_error_outcome, |entry| entry.outcome))
            }
            told => Outcome::from_number(told),
        }
    }

    /// How far it reaches.
    pub fn scope(&self) -> Scope {
        Scope::from_number(self.number(sys::distos_error_scope, |entry| entry.scope))
    }

    /// Whether trying again makes sense.
    pub fn retry(&self) -> Retry {
        Retry::from_number(self.number(sys::distos_error_retry, |entry| entry.retry))
    }

    /// Whether the same call may succeed later: after [`action`](Self::action), or by itself.
    pub fn is_retryable(&self) -> bool {
        matches!(self.retry(), Retry::AfterAction | Retry::Backoff)
    }

    /// What ties it to logs and to errors of other nodes; all zero for errors that the status alone tells.
    pub fn correlation_id(&self) -> Uuid {
        // SAFETY: the object is alive, or null, which is allowed.
        Uuid(unsafe { sys::distos_error_correlation_id(self.0.object) }.bytes)
    }

    /// How long to wait before trying again, where that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        // SAFETY: the object is alive, or null, which is allowed.
        let nanoseconds = unsafe { sys::distos_error_retry_after_ns(self.0.object) };
        (nanoseconds != 0).then(|| Duration::from_nanos(nanoseconds))
    }

    /// The values of the message, by name.
    pub fn metadata(&self) -> impl Iterator<Item = (&str, &str)> {
        // SAFETY: the object is alive, or null, which is allowed.
        let count = unsafe { sys::distos_error_metadata_count(self.0.object) };
        (0..count).map(|index| {
            // SAFETY: as above, and the texts live as long as the object.
            unsafe {
                (
                    borrowed(sys::distos_error_metadata_key(self.0.object, index)),
                    borrowed(sys::distos_error_metadata_value(self.0.object, index)),
                )
            }
        })
    }

    /// The error that led to this one.
    pub fn cause(&self) -> Option<&Error> {
        self.0.cause.as_ref()
    }

    fn text(
        &self,
        ask: unsafe extern "C" fn(*const sys::distos_error_t) -> *const c_char,
        entry: impl FnOnce(&'static Entry) -> &'static str,
    ) -> &str {
        if self.0.object.is_null() {
            return self.kind().entry().map_or("", entry);
        }
        // SAFETY: the object is alive as long as `self`, and so is the text.
        unsafe { borrowed(ask(self.0.object)) }
    }

    fn number(
        &self,
        ask: unsafe extern "C" fn(*const sys::distos_error_t) -> u32,
        entry: impl FnOnce(&'static Entry) -> u32,
    ) -> u32 {
        if self.0.object.is_null() {
            return self.kind().entry().map_or(0, entry);
        }
        // SAFETY: the object is alive as long as `self`.
        unsafe { ask(self.0.object) }
    }
}

/// # Safety
/// The text is null, or NUL-terminated and alive for `'a`.
unsafe fn borrowed<'a>(text: *const c_char) -> &'a str {
    if text.is_null() {
        return "";
    }
    // SAFETY: the caller says so. The runtime's texts are UTF-8.
    unsafe { CStr::from_ptr(text) }.to_str().unwrap_or("")
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} ({}): {}",
            self.name(),
            self.class(),
            self.message()
        )?;
        let separator = if out.alternate() { "\n  " } else { "; " };
        if !self.clause().is_empty() {
            write!(out, "{separator}clause: {}", self.clause())?;
        }
        write!(out, "{separator}action: {}", self.action())?;
        if self.0.object.is_null() {
            return Ok(());
        }
        write!(out, "{separator}correlation: {}", self.correlation_id())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Error")
            .field("name", &self.name())
            .field("reason", &self.reason())
            .field("message", &self.message())
            .field("clause", &self.clause())
            .field("outcome", &self.outcome())
            .field("correlation_id", &self.correlation_id())
            .field("cause", &self.cause())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause().map(|cause| cause as _)
    }
}
