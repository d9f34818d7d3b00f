//! Warnings: leaked handles and deprecated calls.

use pyo3::exceptions::{PyDeprecationWarning, PyResourceWarning};
use pyo3::prelude::*;
use std::ffi::{CStr, CString};

/// Says that a call is deprecated. Fails when warnings are errors.
pub fn deprecated(py: Python<'_>, message: &CStr) -> PyResult<()> {
    let category = py.get_type::<PyDeprecationWarning>();
    PyErr::warn(py, &category, message, 1)
}

/// Says that a handle was not closed. Runs in a destructor: keeps the exception that is on its way, and
/// hands its own to `sys.unraisablehook` when warnings are errors.
pub fn leaked(py: Python<'_>, what: &str) {
    let Ok(message) = CString::new(format!("unclosed {what}")) else {
        return;
    };
    let on_its_way = PyErr::take(py);
    let category = py.get_type::<PyResourceWarning>();
    if let Err(error) = PyErr::warn(py, &category, &message, 1) {
        error.write_unraisable(py, None);
    }
    if let Some(error) = on_its_way {
        error.restore(py);
    }
}
