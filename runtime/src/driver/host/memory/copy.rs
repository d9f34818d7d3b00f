//! Copies between the caller's memory and the device's, in chunks between which they can be cancelled.
//!
//! Device memory may be written by a kernel, or by the copy of another stream, while it is copied: that is a race of the
//! program, and what it reads is undefined. It must not become undefined behaviour of ours, so:
//!
//! - No reference to device memory exists, only raw pointers, so that no exclusive or frozen access is promised to the
//!   compiler.
//! - A copy moves bytes without looking at them: `copy_nonoverlapping` on `u8`, for which every value is valid. It becomes
//!   a call of `memcpy`, or `llvm.memcpy`; in LLVM's model a load that races with a store gives an undefined value, not
//!   undefined behaviour, and no branch and no address here depends on such a value.
//! - Kernels use atomics, and decide what to do with the values they got.

use std::ptr::copy_nonoverlapping;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::driver::host::failure::Stop;

/// How much is copied between two looks at the request to cancel.
pub const COPY_CHUNK_BYTES: usize = 1 << 20;

/// Copies `length` bytes; a prefix of them when `cancel` turns true.
///
/// # Safety
/// `source` is valid for reads and `target` for writes of `length` bytes. They don't overlap. The side that is not device
/// memory isn't accessed by others meanwhile in a way that conflicts.
pub unsafe fn in_chunks(
    source: *const u8,
    target: *mut u8,
    length: usize,
    cancel: &AtomicBool,
) -> Result<(), Stop> {
    for start in (0..length).step_by(COPY_CHUNK_BYTES) {
        if cancel.load(Ordering::Relaxed) {
            return Err(Stop::Cancelled);
        }
        let chunk = COPY_CHUNK_BYTES.min(length - start);
        // SAFETY: `start + chunk` is at most `length`, for which the caller vouches on both sides.
        unsafe { copy_nonoverlapping(source.add(start), target.add(start), chunk) };
    }
    Ok(())
}
