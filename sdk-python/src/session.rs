//! Sessions: what the handles of one system share, and its rings, one for each event loop.

use crate::bridge::Bridge;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// All handles that descend from one root handle.
pub struct Session {
    root: u64,
    open_handles: AtomicUsize,
    bridges: Mutex<Vec<Arc<Bridge>>>,
}

impl Session {
    /// The session that begins with this handle.
    pub fn new(root: u64) -> Self {
        Self {
            root,
            open_handles: AtomicUsize::new(0),
            bridges: Mutex::default(),
        }
    }

    /// One more handle is open.
    pub fn enter(&self) {
        self.open_handles.fetch_add(1, Ordering::Relaxed);
    }

    /// One handle less is open. With the last one, every ring ends as soon as nothing is in flight in it.
    pub fn leave(&self, py: Python<'_>) {
        if self.open_handles.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.retire(py);
        }
    }

    /// The bridge to this event loop; made when there is none yet.
    pub fn bridge<'py>(self: &Arc<Self>, event_loop: &Bound<'py, PyAny>) -> PyResult<Arc<Bridge>> {
        let identity = event_loop.as_ptr() as usize;
        let found = self.lock().iter().find(|it| it.serves(identity)).cloned();
        if let Some(bridge) = found {
            return Ok(bridge);
        }
        let bridge = Bridge::open(self, self.root, event_loop)?;
        self.lock().push(bridge.clone());
        Ok(bridge)
    }

    /// The bridge that awaits this future.
    pub fn bridge_of(&self, future: usize) -> Option<(Arc<Bridge>, crate::bridge::Place)> {
        let bridges = self.lock();
        bridges
            .iter()
            .find_map(|bridge| Some((bridge.clone(), bridge.find(future)?)))
    }

    /// Drops a bridge whose event loop is closed.
    pub fn forget(&self, bridge: &Bridge) {
        let mut bridges = self.lock();
        let gone: Vec<_> = bridges
            .extract_if(.., |it| std::ptr::eq(&**it, bridge))
            .collect();
        drop(bridges);
        drop(gone);
    }

    fn retire(&self, py: Python<'_>) {
        // They stay known until their loops let go of them: what is in flight may still be cancelled.
        let bridges = self.lock().clone();
        for bridge in bridges {
            bridge.retire(py);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Bridge>>> {
        self.bridges.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
