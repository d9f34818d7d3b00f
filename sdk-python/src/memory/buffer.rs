//! The buffer protocol: an export that lasts until it is dropped.

use crate::process;
use pyo3::ffi;
use pyo3::prelude::*;

/// C-contiguous memory of a Python object, exported to us.
pub struct BufferExport {
    /// Boxed, because the exporter may point into it.
    view: Box<ffi::Py_buffer>,
}

// SAFETY: the memory of an export stays where it is in every thread; it is released with the interpreter attached.
unsafe impl Send for BufferExport {}

impl BufferExport {
    /// Whether the object has the protocol at all.
    pub fn is_offered(object: Borrowed<'_, '_, PyAny>) -> bool {
        // SAFETY: the object is alive and the interpreter attached.
        unsafe { ffi::PyObject_CheckBuffer(object.as_ptr()) == 1 }
    }

    /// Fails with BufferError or ValueError when the memory is not contiguous, or may not be written.
    pub fn new(object: Borrowed<'_, '_, PyAny>, writable: bool) -> PyResult<Self> {
        let flags = if writable {
            ffi::PyBUF_WRITABLE
        } else {
            ffi::PyBUF_SIMPLE
        };
        let mut view = Box::new(ffi::Py_buffer::new());
        // SAFETY: the object is alive, the view is ours, and the interpreter attached.
        let answer = unsafe { ffi::PyObject_GetBuffer(object.as_ptr(), &mut *view, flags) };
        if answer != 0 {
            return Err(PyErr::fetch(object.py()));
        }
        Ok(Self { view })
    }

    /// The first byte.
    pub fn pointer(&self) -> *mut u8 {
        self.view.buf.cast()
    }

    /// In bytes.
    pub fn length(&self) -> u64 {
        self.view.len as u64
    }
}

impl Drop for BufferExport {
    fn drop(&mut self) {
        if process::is_over() {
            return;
        }
        let view = &mut *self.view;
        // Without an interpreter there is nobody left to give the memory back to.
        // SAFETY: the view is filled, and released once.
        let _ = Python::try_attach(|_| unsafe { ffi::PyBuffer_Release(view) });
    }
}
