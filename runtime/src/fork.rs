//! What a fork leaves: in the child, calls refuse, and closing does nothing.
//!
//! The threads of the runtime stay in the parent, and its locks may have been held by any of them. So the child takes no
//! lock and changes no object; all it needs to know is one flag.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static IS_CHILD: AtomicBool = AtomicBool::new(false);

/// Whether this process is a fork of one that had opened a session.
#[inline]
pub fn is_child() -> bool {
    IS_CHILD.load(Ordering::Relaxed)
}

/// Watches for forks from now on. Before the first session there is nothing that a fork could break.
pub fn watch() {
    static WATCH: Once = Once::new();
    WATCH.call_once(|| {
        // SAFETY: the handler stores to an atomic, which is allowed after a fork at any moment.
        unsafe { libc::pthread_atfork(None, None, Some(become_child)) };
    });
}

unsafe extern "C" fn become_child() {
    IS_CHILD.store(true, Ordering::Relaxed);
}
