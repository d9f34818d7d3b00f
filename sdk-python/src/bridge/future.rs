//! Futures of asyncio, called without making a Python frame or a bound method on the way.

use crate::classes::PythonClass;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::ptr;

static GET_RUNNING_LOOP: PythonClass = PythonClass::new("asyncio", "get_running_loop");
static INVALID_STATE: PythonClass = PythonClass::new("asyncio", "InvalidStateError");

/// The event loop of this thread. Fails with RuntimeError when none runs.
pub fn running_loop(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    GET_RUNNING_LOOP.make(py, ())
}

/// A future of this event loop.
pub fn create<'py>(event_loop: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = event_loop.py();
    let name = intern!(py, "create_future");
    // SAFETY: the objects are alive, the list ends in null, and the answer is a new reference or null.
    unsafe {
        let answer = ffi::PyObject_CallMethodObjArgs(
            event_loop.as_ptr(),
            name.as_ptr(),
            ptr::null_mut::<ffi::PyObject>(),
        );
        Bound::from_owned_ptr_or_err(py, answer)
    }
}

/// Whether it has a result, an exception, or is cancelled. A future that can't say counts as done.
pub fn is_done(py: Python<'_>, future: &Py<PyAny>) -> bool {
    let answer = future.bind(py).call_method0(intern!(py, "done"));
    answer.and_then(|it| it.is_truthy()).unwrap_or(true)
}

/// Sets the result, None by default, unless the future is done.
pub fn set_result(py: Python<'_>, future: &Py<PyAny>, value: Option<Py<PyAny>>) {
    let value = value.unwrap_or_else(|| py.None());
    call(py, future, intern!(py, "set_result"), value.bind(py));
}

/// Sets the exception, unless the future is done.
pub fn set_exception(py: Python<'_>, future: &Py<PyAny>, error: PyErr) {
    let error = error.into_value(py).into_any();
    call(py, future, intern!(py, "set_exception"), error.bind(py));
}

fn call(
    py: Python<'_>,
    future: &Py<PyAny>,
    name: &Bound<'_, PyString>,
    argument: &Bound<'_, PyAny>,
) {
    // SAFETY: the objects are alive, the list ends in null, and the answer is a new reference or null.
    let answer = unsafe {
        let answer = ffi::PyObject_CallMethodObjArgs(
            future.as_ptr(),
            name.as_ptr(),
            argument.as_ptr(),
            ptr::null_mut::<ffi::PyObject>(),
        );
        Bound::from_owned_ptr_or_err(py, answer)
    };
    if let Err(error) = answer {
        report(py, error);
    }
}

/// A future that is cancelled refuses the result: that is expected. Anything else has nobody to go to.
#[cold]
fn report(py: Python<'_>, error: PyErr) {
    let expected = INVALID_STATE
        .get(py)
        .is_ok_and(|class| error.matches(py, class).unwrap_or(false));
    if !expected {
        error.write_unraisable(py, None);
    }
}
