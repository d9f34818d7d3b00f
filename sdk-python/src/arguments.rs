//! Arguments: what Python passes, as the border takes it.

use crate::handle::{Handle, HandleClass};
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;
use std::ffi::c_char;
use std::marker::PhantomData;

/// The number of a handle, which is expected to be a `T`; the runtime answers for those that are not.
///
/// The caller's arguments keep the object, so nothing is counted here.
pub struct HandleValue<T> {
    value: u64,
    _expected: PhantomData<fn() -> T>,
}

impl<T> HandleValue<T> {
    /// The value on the border.
    #[inline]
    pub fn value(&self) -> u64 {
        self.value
    }
}

impl<'a, 'py, T: HandleClass> FromPyObject<'a, 'py> for HandleValue<T> {
    type Error = PyErr;

    #[inline]
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        // An exact type is one comparison; a base is a walk.
        let value = match object.cast_exact::<T>() {
            Ok(handle) => handle.as_super().get().value(),
            Err(_) => value_of_any(object)?,
        };
        Ok(Self {
            value,
            _expected: PhantomData,
        })
    }
}

#[cold]
fn value_of_any(object: Borrowed<'_, '_, PyAny>) -> PyResult<u64> {
    object.extract::<HandleArgument<'_>>().map(|it| it.value())
}

/// A handle of any class; also one of `distos.aio`, which wraps another.
pub struct HandleArgument<'py>(Bound<'py, Handle>);

impl HandleArgument<'_> {
    /// The value on the border.
    #[inline]
    pub fn value(&self) -> u64 {
        self.0.get().value()
    }

    /// The handle itself.
    pub fn handle(&self) -> &Handle {
        self.0.get()
    }
}

impl<'py> HandleArgument<'py> {
    /// The Python object.
    pub fn into_object(self) -> Py<PyAny> {
        self.0.into_any().unbind()
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for HandleArgument<'py> {
    type Error = PyErr;

    #[inline]
    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        match object.cast::<Handle>() {
            Ok(handle) => Ok(Self(handle.to_owned())),
            Err(_) => wrapped(object).map(Self),
        }
    }
}

#[cold]
fn not_a_handle(object: Borrowed<'_, '_, PyAny>) -> PyErr {
    match object.get_type().name() {
        Ok(kind) => PyTypeError::new_err(format!("a handle is needed, not {kind}")),
        Err(error) => error,
    }
}

fn wrapped<'py>(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Bound<'py, Handle>> {
    let inner = object
        .getattr(intern!(object.py(), "_handle"))
        .map_err(|_| not_a_handle(object))?;
    inner.cast_into().map_err(|_| not_a_handle(object))
}

/// Text, in the memory of the Python string, which it keeps.
pub struct Text {
    pointer: *const c_char,
    length: u64,
    _owner: Py<PyString>,
}

// SAFETY: the text of a Python string never changes nor moves, and its owner is a `Py`.
unsafe impl Send for Text {}

impl Text {
    /// Where its UTF-8 begins.
    pub fn pointer(&self) -> *const c_char {
        self.pointer
    }

    /// In bytes.
    pub fn length(&self) -> u64 {
        self.length
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Text {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let owner = object.cast::<PyString>()?;
        let text = owner.to_str()?;
        Ok(Self {
            pointer: text.as_ptr().cast(),
            length: text.len() as u64,
            _owner: owner.to_owned().unbind(),
        })
    }
}

/// 16 bytes of a `uuid.UUID`, in the order of RFC 9562.
pub struct Uuid(pub [u8; 16]);

impl<'a, 'py> FromPyObject<'a, 'py> for Uuid {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let value: u128 = object.getattr(intern!(object.py(), "int"))?.extract()?;
        Ok(Self(value.to_be_bytes()))
    }
}
