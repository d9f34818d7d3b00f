//! Operations: what the generated part makes of a call, and what must be kept until it is complete.

use pyo3::prelude::*;

/// A call that is about to be submitted, with everything that its arguments point at.
pub trait Operation: Send + 'static {
    /// The call's number.
    const CALL: u32;

    /// Passes the address and the size of the argument block, which lives during the call of `submit` only.
    fn with_arguments(&self, submit: &mut dyn FnMut(u64, u32));

    /// What must stay until the completion.
    fn into_held(self) -> Option<Box<dyn Held>>;
}

/// What must stay until the completion, and what comes of it.
pub trait Held: Send {
    /// The result of the operation, which succeeded.
    fn finish(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>>;

    /// Gives up the result of the operation, which succeeded, but nobody waits for it.
    fn discard(self: Box<Self>) {}
}

/// Memory that is held and then let go, of an operation without a result.
struct Kept<T>(#[allow(dead_code)] T);

impl<T: Send> Held for Kept<T> {
    fn finish(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(py.None())
    }
}

/// Holds memory until the completion.
pub fn keep<T: Send + 'static>(memory: T) -> Option<Box<dyn Held>> {
    Some(Box::new(Kept(memory)))
}

/// An operation whose type is forgotten, because it waits for a credit beside others.
pub trait AnyOperation: Send {
    /// The call's number.
    fn call(&self) -> u32;

    /// As in `Operation`.
    fn with_arguments_any(&self, submit: &mut dyn FnMut(u64, u32));

    /// As in `Operation`.
    fn into_held_boxed(self: Box<Self>) -> Option<Box<dyn Held>>;
}

impl<O: Operation> AnyOperation for O {
    fn call(&self) -> u32 {
        O::CALL
    }

    fn with_arguments_any(&self, submit: &mut dyn FnMut(u64, u32)) {
        self.with_arguments(submit);
    }

    fn into_held_boxed(self: Box<Self>) -> Option<Box<dyn Held>> {
        (*self).into_held()
    }
}
