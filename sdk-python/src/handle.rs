//! Handles: the base of every handle class. Closes what is leaked, and says so.

use crate::generated;
use crate::process;
use crate::session::Session;
use crate::warning;
use pyo3::PyClass;
use pyo3::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A name of an object of the runtime. Used as a context manager, it closes itself.
#[pyclass(frozen, subclass, weakref, module = "distos")]
pub struct Handle {
    value: u64,
    kind: u8,
    is_closed: AtomicBool,
    session: Arc<Session>,
}

/// A class of handles, which the generated part declares.
pub trait HandleClass: PyClass<BaseType = Handle> {
    /// The number of the type.
    const KIND: u8;

    /// The Rust side of an instance, which holds nothing: all is in `Handle`.
    const MARKER: Self;
}

/// A Python object that owns the handle of this value.
pub fn adopt<'py, T: HandleClass>(
    py: Python<'py>,
    value: u64,
    session: &Arc<Session>,
) -> PyResult<Bound<'py, T>> {
    Bound::new(py, initializer::<T>(value, session.clone()))
}

/// What `__new__` of a class returns for the handle that begins a session.
pub fn begin<T: HandleClass>(value: u64) -> PyClassInitializer<T> {
    initializer(value, Arc::new(Session::new(value)))
}

fn initializer<T: HandleClass>(value: u64, session: Arc<Session>) -> PyClassInitializer<T> {
    session.enter();
    let base = Handle {
        value,
        kind: T::KIND,
        is_closed: AtomicBool::new(false),
        session,
    };
    PyClassInitializer::from(base).add_subclass(T::MARKER)
}

impl Handle {
    /// The value on the border. Stays what it was after `close`: the runtime then says that it is closed.
    #[inline]
    pub fn value(&self) -> u64 {
        self.value
    }

    /// The session that it belongs to.
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }

    fn describe(&self) -> String {
        format!("{} {:#018x}", generated::class_name(self.kind), self.value)
    }

    fn take(&self) -> bool {
        !self.is_closed.swap(true, Ordering::AcqRel)
    }
}

#[pymethods]
impl Handle {
    /// Closes this name. Never waits; a second time does nothing.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        if !self.take() {
            return Ok(());
        }
        let answer = generated::close(py, self.kind, self.value);
        self.session.leave(py);
        answer
    }

    /// Whether `close` was called.
    #[getter]
    fn closed(&self) -> bool {
        self.is_closed.load(Ordering::Acquire)
    }

    /// The number of the handle on the C border.
    #[getter(value)]
    fn number(&self) -> u64 {
        self.value
    }

    fn __enter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    #[pyo3(signature = (*_details))]
    fn __exit__(&self, py: Python<'_>, _details: &Bound<'_, PyAny>) -> PyResult<()> {
        self.close(py)
    }

    fn __repr__(&self) -> String {
        let state = if self.closed() { " (closed)" } else { "" };
        format!("<{}{state}>", self.describe())
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if process::is_over() || !self.take() {
            return;
        }
        let _ = Python::try_attach(|py| {
            warning::leaked(py, &self.describe());
            // A destructor has nobody to report to, and closing fails only where there is nothing to close.
            let _ = generated::close(py, self.kind, self.value);
            self.session.leave(py);
        });
    }
}
