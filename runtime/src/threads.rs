//! What the threads of the runtime have in common.

/// Leaves the process's signals to the threads of the program, whose handlers don't expect foreign stacks.
pub fn block_signals() {
    // SAFETY: the set is initialised by `sigfillset` before it is used, and belongs to this frame. The mask of this
    // thread alone is changed; faults of the processor are delivered in spite of it.
    unsafe {
        let mut all = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &all, std::ptr::null_mut());
    }
}
