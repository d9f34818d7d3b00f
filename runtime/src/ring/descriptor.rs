//! The eventfd that tells a consumer of completions.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering};

use super::mailbox::Doorbell;

/// An eventfd. It ends with its ring, which is earlier than the memory of the ring does.
pub struct EventDescriptor(AtomicI32);

/// No descriptor.
const SHUT: i32 = -1;

impl EventDescriptor {
    /// A new one, unreadable.
    pub fn new() -> io::Result<Self> {
        // SAFETY: takes numbers and answers a descriptor that is ours, or -1.
        let descriptor = unsafe { libc::eventfd(0, libc::EFD_NONBLOCK | libc::EFD_CLOEXEC) };
        if descriptor < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(EventDescriptor(AtomicI32::new(descriptor)))
    }

    /// Its number; -1 once it is shut.
    pub fn number(&self) -> i32 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Doorbell for EventDescriptor {
    fn ring(&self) {
        let one = 1_u64;
        // It can't fail: the count stays far below its limit, and the descriptor is open as long as somebody may ring.
        // SAFETY: the kernel reads the 8 bytes of `one`.
        unsafe { libc::write(self.number(), (&raw const one).cast(), 8) };
    }

    fn clear(&self) -> u64 {
        let mut count = 0_u64;
        // On a descriptor of -1 it answers an error.
        // SAFETY: the kernel writes the 8 bytes of `count`.
        let read = unsafe { libc::read(self.number(), (&raw mut count).cast(), 8) };
        if read == 8 { count } else { 0 }
    }

    fn shut(&self) {
        let descriptor = self.0.swap(SHUT, Ordering::Relaxed);
        if descriptor != SHUT {
            // SAFETY: the descriptor was ours, and the swap made us the one who closes it.
            unsafe { libc::close(descriptor) };
        }
    }
}

impl Drop for EventDescriptor {
    fn drop(&mut self) {
        self.shut();
    }
}
