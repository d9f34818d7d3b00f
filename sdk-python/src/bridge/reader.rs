//! What the event loop calls when the ring's descriptor is readable.

use super::Bridge;
use crate::process;
use pyo3::prelude::*;
use std::sync::Arc;

/// Owned by the event loop alone: when the loop closes, it lets go of its readers, and this one's end tells us.
#[pyclass(frozen, module = "distos._native")]
pub struct Reader {
    bridge: Arc<Bridge>,
}

impl Reader {
    /// The reader of this bridge.
    pub fn new(bridge: Arc<Bridge>) -> Self {
        Self { bridge }
    }
}

#[pymethods]
impl Reader {
    fn __call__(&self, py: Python<'_>) {
        self.bridge.drain(py);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if process::is_over() {
            // The ring stays as it is: its memory must outlive whatever the runtime still does.
            std::mem::forget(self.bridge.clone());
            return;
        }
        self.bridge.orphan();
    }
}
