//! Taking a lock that outlives the panic of another thread.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks `mutex`. No code of others runs under a lock of ours, so a panic can't leave the data of one half-changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
