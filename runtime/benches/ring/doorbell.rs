//! An eventfd, for both.

use distos_runtime::ring::mailbox;

pub struct Doorbell(i32);

impl Doorbell {
    pub fn new() -> Self {
        // SAFETY: takes numbers and answers a descriptor that is ours, or -1.
        let descriptor = unsafe { libc::eventfd(0, libc::EFD_NONBLOCK | libc::EFD_CLOEXEC) };
        assert!(descriptor >= 0, "there is no descriptor left");
        Doorbell(descriptor)
    }

    /// Waits until it is readable.
    pub fn sleep(&self) {
        let mut poll = libc::pollfd {
            fd: self.0,
            events: libc::POLLIN,
            revents: 0,
        };
        // SAFETY: the kernel reads and writes the one struct.
        unsafe { libc::poll(&raw mut poll, 1, -1) };
    }
}

impl mailbox::Doorbell for Doorbell {
    fn ring(&self) {
        let one = 1_u64;
        // SAFETY: the kernel reads the 8 bytes of `one`.
        unsafe { libc::write(self.0, (&raw const one).cast(), 8) };
    }

    fn clear(&self) -> u64 {
        let mut count = 0_u64;
        // SAFETY: the kernel writes the 8 bytes of `count`.
        let read = unsafe { libc::read(self.0, (&raw mut count).cast(), 8) };
        if read == 8 { count } else { 0 }
    }

    fn shut(&self) {}
}

impl Drop for Doorbell {
    fn drop(&mut self) {
        // SAFETY: the descriptor is ours, and closed once.
        unsafe { libc::close(self.0) };
    }
}
