//! Calls that may wait: other Python threads run meanwhile.

use pyo3::prelude::*;

/// Lets a closure over raw pointers cross `Python::detach`, which asks for `Send` lest Python objects slip through.
struct Unchecked<F>(F);

// SAFETY: `detached` runs the closure in the same thread, and its caller promises that it touches no Python object.
unsafe impl<F> Send for Unchecked<F> {}

impl<F: FnOnce() -> T, T> Unchecked<F> {
    fn run(self) -> T {
        (self.0)()
    }
}

/// Runs `call` while the interpreter serves other threads.
///
/// # Safety
/// `call` touches no Python object; the memory that it uses is held by exports that the caller owns.
pub unsafe fn detached<T: Send>(py: Python<'_>, call: impl FnOnce() -> T) -> T {
    let call = Unchecked(call);
    py.detach(|| call.run())
}
