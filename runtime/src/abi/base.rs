//! The base functions: what every package has, whatever its API says. They work in the child of a fork, too.

use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::Arc;

use super::enter::hand_out;
use crate::failure::{distos_error_t, entry};
use crate::fork;
use crate::generated::abi::{
    DISTOS_ERROR_FORKED_CHILD, DISTOS_ERROR_INTERNAL, DISTOS_ERROR_INVALID_ARGUMENT,
    DISTOS_ERROR_INVALID_HANDLE, DISTOS_ERROR_NOT_FOUND, DISTOS_ERROR_WRONG_TYPE, DISTOS_OK,
    distos_ring_t, distos_status_t, distos_uuid_t,
};
use crate::handles::TABLE;
use crate::objects::ring::Ring;

/// The name of a status: `OK`, that of an error, or `UNKNOWN`.
#[unsafe(no_mangle)]
pub extern "C" fn distos_status_name(status: distos_status_t) -> *const c_char {
    let name = match status {
        DISTOS_OK => c"OK",
        code => entry(code).map_or(c"UNKNOWN", |entry| entry.name),
    };
    name.as_ptr()
}

/// Frees an error object. Null is allowed.
///
/// # Safety
/// `error` is null, or was given out by a call and not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_error_free(error: *mut distos_error_t) {
    if error.is_null() {
        return;
    }
    // SAFETY: objects are given out by `Arc::into_raw`, and the caller frees each once.
    let object = unsafe { Arc::from_raw(error.cast_const()) };
    // Nothing in it panics when it goes; should that ever change, the caller must not see it.
    let _ = catch_unwind(AssertUnwindSafe(|| drop(object)));
}

/// # Safety
/// `error` is null or a live error object, for as long as what is answered is used.
unsafe fn get<'a, T>(
    error: *const distos_error_t,
    none: T,
    field: impl FnOnce(&'a distos_error_t) -> T,
) -> T {
    // SAFETY: the caller vouches for it.
    unsafe { error.as_ref() }.map_or(none, field)
}

macro_rules! texts {
    ($($(#[$docs:meta])* $name:ident: $field:expr;)*) => {$(
        $(#[$docs])*
        /// Borrowed from the error; empty for null.
        ///
        /// # Safety
        /// `error` is null or a live error object.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(error: *const distos_error_t) -> *const c_char {
            let field: fn(&distos_error_t) -> &CStr = $field;
            // SAFETY: the caller vouches for it.
            unsafe { get(error, c"", field) }.as_ptr()
        }
    )*};
}

texts! {
    /// The name of its code: `OUT_OF_MEMORY`.
    distos_error_name: |error| error.entry().name;
    /// What exactly, in upper case.
    distos_error_reason: |error| error.reason();
    /// One sentence, with the values.
    distos_error_message: |error| error.message();
    /// What to do about it.
    distos_error_action: |error| error.entry().action;
    /// The id of the clause that spoke.
    distos_error_clause: |error| error.clause();
    /// The machine that it comes from.
    distos_error_source_node: |error| error.node();
    /// The module that it comes from.
    distos_error_source_subsystem: |error| error.subsystem();
    /// The call that it comes from.
    distos_error_source_call: |error| error.call();
    /// The address of its event in the local event log; empty, as there is no log yet.
    distos_error_ucxl_trace: |_| c"";
}

macro_rules! numbers {
    ($($(#[$docs:meta])* $name:ident: $field:expr;)*) => {$(
        $(#[$docs])*
        /// 0 for null.
        ///
        /// # Safety
        /// `error` is null or a live error object.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name(error: *const distos_error_t) -> u32 {
            let field: fn(&distos_error_t) -> u32 = $field;
            // SAFETY: the caller vouches for it.
            unsafe { get(error, 0, field) }
        }
    )*};
}

numbers! {
    /// Its status.
    distos_error_code: |error| error.code();
    /// One of `DISTOS_ERROR_CLASS_…`.
    distos_error_class: |error| error.entry().class;
    /// One of `DISTOS_ERROR_SEVERITY_…`.
    distos_error_severity: |error| error.entry().severity;
    /// One of `DISTOS_ERROR_OUTCOME_…`.
    distos_error_outcome: |error| error.outcome();
    /// One of `DISTOS_ERROR_SCOPE_…`.
    distos_error_scope: |error| error.entry().scope;
    /// One of `DISTOS_ERROR_RETRY_…`.
    distos_error_retry: |error| error.entry().retry;
}

/// 128 random bits, to find it again in logs. Zero for null.
///
/// # Safety
/// `error` is null or a live error object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_error_correlation_id(
    error: *const distos_error_t,
) -> distos_uuid_t {
    // SAFETY: the caller vouches for it.
    let bytes = unsafe { get(error, [0; 16], |error| error.correlation_id()) };
    distos_uuid_t { bytes }
}

/// Nanoseconds to wait before trying again; 0 when unknown.
///
/// # Safety
/// `error` is null or a live error object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_error_retry_after_ns(error: *const distos_error_t) -> u64 {
    // SAFETY: the caller vouches for it.
    unsafe { get(error, 0, |error| error.retry_after_ns()) }
}

/// How many values it has.
///
/// # Safety
/// `error` is null or a live error object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_error_metadata_count(error: *const distos_error_t) -> u64 {
    // SAFETY: the caller vouches for it.
    unsafe { get(error, 0, |error| error.metadata().len() as u64) }
}

/// The key of a value; null past the end. Borrowed from the error.
///
/// # Safety
/// `error` is null or a live error object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_error_metadata_key(
    error: *const distos_error_t,
    index: u64,
) -> *const c_char {
    // SAFETY: the caller vouches for it.
    unsafe {
        get(error, ptr::null(), |error| {
            metadata(error, index).map_or(ptr::null(), |(key, _)| key)
        })
    }
}

/// A value; null past the end. Borrowed from the error.
///
/// # Safety
/// `error` is null or a live error object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_error_metadata_value(
    error: *const distos_error_t,
    index: u64,
) -> *const c_char {
    // SAFETY: the caller vouches for it.
    unsafe {
        get(error, ptr::null(), |error| {
            metadata(error, index).map_or(ptr::null(), |(_, value)| value)
        })
    }
}

fn metadata(error: &distos_error_t, index: u64) -> Option<(*const c_char, *const c_char)> {
    let (key, value) = error.metadata().get(usize::try_from(index).ok()?)?;
    Some((key.as_ptr(), value.as_ptr()))
}

/// The error that led to it; null when none did. Borrowed from the error.
///
/// # Safety
/// `error` is null or a live error object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_error_cause(error: *const distos_error_t) -> *const distos_error_t {
    // SAFETY: the caller vouches for it.
    unsafe {
        get(error, ptr::null(), |error| {
            error.cause().map_or(ptr::null(), Arc::as_ptr)
        })
    }
}

/// Takes the error object of a completion: each once. The ring keeps as many as it has credits, and forgets the oldest.
///
/// Answers `INVALID_ARGUMENT` when `error` is null, `INVALID_HANDLE`, `WRONG_TYPE`, or `NOT_FOUND`; `*error` is then null.
///
/// # Safety
/// `error` is null or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn distos_ring_error(
    ring: distos_ring_t,
    id: u64,
    error: *mut *mut distos_error_t,
) -> distos_status_t {
    if error.is_null() {
        return DISTOS_ERROR_INVALID_ARGUMENT;
    }
    let taken = catch_unwind(|| take_error(ring, id)).unwrap_or(Err(DISTOS_ERROR_INTERNAL));
    let (status, object) = match taken {
        Ok(object) => (DISTOS_OK, hand_out(object)),
        Err(status) => (status, ptr::null_mut()),
    };
    // SAFETY: not null, and the caller vouches for the rest.
    unsafe { error.write_unaligned(object) };
    status
}

fn take_error(ring: distos_ring_t, id: u64) -> Result<Arc<distos_error_t>, distos_status_t> {
    if fork::is_child() {
        return Err(DISTOS_ERROR_FORKED_CHILD);
    }
    let pin = crossbeam_epoch::pin();
    let found = TABLE
        .find(ring.value, &pin)
        .map_err(|_| DISTOS_ERROR_INVALID_HANDLE)?;
    let ring = found.typed::<Ring>().ok_or(DISTOS_ERROR_WRONG_TYPE)?;
    ring.reactor().take_error(id).ok_or(DISTOS_ERROR_NOT_FOUND)
}
