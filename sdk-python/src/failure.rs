//! Failures: from a status and an error object to an exception.

use crate::classes::{self, PythonClass};
use distos_sys as sys;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::ffi::{CStr, c_char};
use std::ptr;

static FROM_NATIVE: PythonClass = PythonClass::new("distos._error", "from_native");

/// Nothing when `status` is success; else the exception, made of the error object, which is freed.
#[inline]
pub fn check(
    py: Python<'_>,
    status: sys::distos_status_t,
    error: *mut sys::distos_error_t,
) -> PyResult<()> {
    if status == sys::DISTOS_OK {
        return Ok(());
    }
    Err(raise(py, status, error))
}

/// The exception of a status, and of its error object where there is one.
#[cold]
pub fn raise(
    py: Python<'_>,
    status: sys::distos_status_t,
    error: *mut sys::distos_error_t,
) -> PyErr {
    raise_with(py, status, error, 0)
}

/// `outcome` says more than the catalogue where there is no error object; zero says nothing.
fn raise_with(
    py: Python<'_>,
    status: sys::distos_status_t,
    error: *mut sys::distos_error_t,
    outcome: u32,
) -> PyErr {
    let object = OwnedError(error);
    match exception(py, status, object.0, outcome) {
        Ok(exception) => PyErr::from_value(exception),
        Err(problem) => problem,
    }
}

/// The exception of a completion that failed.
#[cold]
pub fn of_completion(
    py: Python<'_>,
    ring: sys::distos_ring_t,
    completion: &sys::distos_ring_completion_t,
) -> PyErr {
    let mut error = ptr::null_mut();
    if completion.error != 0 {
        // SAFETY: `error` is a place of ours; a forgotten id leaves it null.
        unsafe { sys::distos_ring_error(ring, completion.error, &mut error) };
    }
    raise_with(py, completion.status, error, completion.outcome)
}

/// An error object that we must free.
struct OwnedError(*mut sys::distos_error_t);

impl Drop for OwnedError {
    fn drop(&mut self) {
        // SAFETY: the call gave it to us, and nothing else frees it.
        unsafe { sys::distos_error_free(self.0) };
    }
}

fn exception<'py>(
    py: Python<'py>,
    status: sys::distos_status_t,
    error: *const sys::distos_error_t,
    outcome: u32,
) -> PyResult<Bound<'py, PyAny>> {
    let fields = PyDict::new(py);
    if outcome != 0 {
        fields.set_item("outcome", outcome)?;
    }
    // SAFETY: the name is a static text of the runtime.
    fields.set_item("name", unsafe { text(sys::distos_status_name(status)) })?;
    if !error.is_null() {
        describe(&fields, error)?;
    }
    FROM_NATIVE.make(py, (status, fields))
}

fn describe(fields: &Bound<'_, PyDict>, error: *const sys::distos_error_t) -> PyResult<()> {
    let py = fields.py();
    // SAFETY: the object is alive, and the texts that it lends are copied before it goes.
    unsafe {
        fields.set_item("reason", text(sys::distos_error_reason(error)))?;
        fields.set_item("message", text(sys::distos_error_message(error)))?;
        fields.set_item("action", text(sys::distos_error_action(error)))?;
        fields.set_item("clause", text(sys::distos_error_clause(error)))?;
        fields.set_item("ucxl_trace", text(sys::distos_error_ucxl_trace(error)))?;
        fields.set_item("error_class", sys::distos_error_class(error))?;
        fields.set_item("severity", sys::distos_error_severity(error))?;
        fields.set_item("outcome", sys::distos_error_outcome(error))?;
        fields.set_item("scope", sys::distos_error_scope(error))?;
        fields.set_item("retry", sys::distos_error_retry(error))?;
        let id = sys::distos_error_correlation_id(error);
        fields.set_item("correlation_id", classes::uuid(py, id.bytes)?)?;
        let retry_after = crate::time::seconds(sys::distos_error_retry_after_ns(error));
        fields.set_item("retry_after", retry_after)?;
    }
    fields.set_item("source", source(error))?;
    fields.set_item("metadata", metadata(py, error)?)?;
    // SAFETY: the cause lives as long as the error that we hold.
    let cause = unsafe { sys::distos_error_cause(error) };
    if !cause.is_null() {
        // SAFETY: as above.
        let status = unsafe { sys::distos_error_code(cause) };
        fields.set_item("cause", exception(py, status, cause, 0)?)?;
    }
    Ok(())
}

fn source(error: *const sys::distos_error_t) -> (String, String, String) {
    // SAFETY: the object is alive, and the texts are copied.
    unsafe {
        (
            text(sys::distos_error_source_node(error)),
            text(sys::distos_error_source_subsystem(error)),
            text(sys::distos_error_source_call(error)),
        )
    }
}

fn metadata<'py>(
    py: Python<'py>,
    error: *const sys::distos_error_t,
) -> PyResult<Bound<'py, PyDict>> {
    let entries = PyDict::new(py);
    // SAFETY: the object is alive, the indices are below its count, and the texts are copied.
    unsafe {
        for index in 0..sys::distos_error_metadata_count(error) {
            let key = text(sys::distos_error_metadata_key(error, index));
            let value = text(sys::distos_error_metadata_value(error, index));
            entries.set_item(key, value)?;
        }
    }
    Ok(entries)
}

/// # Safety
/// `pointer` is null or a text that ends in NUL.
unsafe fn text(pointer: *const c_char) -> String {
    if pointer.is_null() {
        return String::new();
    }
    // SAFETY: the caller's promise.
    let text = unsafe { CStr::from_ptr(pointer) };
    text.to_string_lossy().into_owned()
}
