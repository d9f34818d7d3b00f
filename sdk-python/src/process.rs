//! Where the process stands: after interpreter exit, and in a forked child, destructors leak.

use crate::bridge::reaper;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::sync::atomic::{AtomicBool, Ordering};

static IS_OVER: AtomicBool = AtomicBool::new(false);

/// Whether destructors must leave everything as it is.
pub fn is_over() -> bool {
    IS_OVER.load(Ordering::Acquire)
}

/// Asks the interpreter to tell us of its exit and of forks.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let exit = wrap_pyfunction!(at_exit, module)?;
    py.import("atexit")?.call_method1("register", (exit,))?;
    let options = PyDict::new(py);
    options.set_item("after_in_child", wrap_pyfunction!(after_fork, module)?)?;
    py.import("os")?
        .call_method("register_at_fork", (), Some(&options))?;
    Ok(())
}

/// Joins our threads while the interpreter still runs, so that none of them meets a half-finalised one.
#[pyfunction]
fn at_exit(py: Python<'_>) {
    if !IS_OVER.swap(true, Ordering::AcqRel) {
        py.detach(reaper::join);
    }
}

/// The runtime and our threads stay with the parent.
#[pyfunction]
fn after_fork() {
    IS_OVER.store(true, Ordering::Release);
    reaper::forget();
}
