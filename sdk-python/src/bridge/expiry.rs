//! What the event loop calls when an operation has waited for a credit until its deadline.

use super::Bridge;
use pyo3::prelude::*;
use std::sync::Weak;

/// The deadline of one operation that waits.
#[pyclass(frozen, module = "distos._native")]
pub struct Expiry {
    bridge: Weak<Bridge>,
    ticket: u64,
}

impl Expiry {
    /// The deadline of the operation with this ticket.
    pub fn new(bridge: Weak<Bridge>, ticket: u64) -> Self {
        Self { bridge, ticket }
    }
}

#[pymethods]
impl Expiry {
    fn __call__(&self, py: Python<'_>) {
        if let Some(bridge) = self.bridge.upgrade() {
            bridge.expire(py, self.ticket);
        }
    }
}
