//! An allocation, as its owner holds it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::Memory;
use super::backing::Backing;
use super::copy;
use crate::driver::host::failure::{Cause, Stop};

/// Bytes of device memory. Dropping it frees them: from then on an access to its addresses is one to freed memory. They
/// stay allocated and accounted a little longer when a running kernel met them before.
///
/// Work that is queued has to keep its allocations: share them, and let the work own a share.
pub struct Allocation {
    memory: Arc<Memory>,
    backing: Arc<Backing>,
}

impl Allocation {
    pub(super) fn new(memory: Arc<Memory>, backing: Arc<Backing>) -> Self {
        Allocation { memory, backing }
    }

    /// The device address of the first byte: what a kernel gets. No other allocation of this process ever has it.
    pub fn address(&self) -> u64 {
        self.backing.range().start
    }

    /// Length in bytes.
    pub fn size(&self) -> u64 {
        self.backing.range().length
    }

    /// The memory that it belongs to.
    pub fn memory(&self) -> &Arc<Memory> {
        &self.memory
    }

    /// Copies `length` bytes from `source` to the bytes from `offset` on, [`COPY_CHUNK_BYTES`](super::COPY_CHUNK_BYTES) at a time. Call it from work.
    ///
    /// # Errors
    /// `Stop::Cancelled` when `cancel` turned true before a chunk: a prefix has been copied. `Stop::Failed` with
    /// `Cause::OutOfRange` when the bytes are not all inside; none has been copied then.
    ///
    /// # Safety
    /// `source` is valid for reads of `length` bytes until this returns, and nobody writes them meanwhile.
    pub unsafe fn write(
        &self,
        offset: u64,
        source: *const u8,
        length: u64,
        cancel: &AtomicBool,
    ) -> Result<(), Stop> {
        let target = self.place(offset, length)?;
        // SAFETY: `place` found `length` bytes of ours at `target`, and the caller vouches for the source. They don't
        // overlap: our memory is never given out.
        unsafe { copy::in_chunks(source, target, length as usize, cancel) }
    }

    /// Copies the `length` bytes from `offset` on to `target`, [`COPY_CHUNK_BYTES`](super::COPY_CHUNK_BYTES) at a time. Call it from work.
    ///
    /// # Errors
    /// As for [`Allocation::write`].
    ///
    /// # Safety
    /// `target` is valid for writes of `length` bytes until this returns, and nobody else accesses them meanwhile.
    pub unsafe fn read(
        &self,
        offset: u64,
        target: *mut u8,
        length: u64,
        cancel: &AtomicBool,
    ) -> Result<(), Stop> {
        let source = self.place(offset, length)?;
        // SAFETY: `place` found `length` bytes of ours at `source`, and the caller vouches for the target. They don't
        // overlap: our memory is never given out.
        unsafe { copy::in_chunks(source, target, length as usize, cancel) }
    }

    /// Host memory for `length` bytes at `offset`, all inside; `length` then fits a `usize`.
    fn place(&self, offset: u64, length: u64) -> Result<*mut u8, Stop> {
        let size = self.size();
        if size.checked_sub(length).is_none_or(|room| offset > room) {
            return Err(Stop::Failed(Cause::OutOfRange {
                offset,
                length,
                size,
            }));
        }
        // SAFETY: the offset is at most the size of the memory.
        Ok(unsafe { self.backing.pointer().add(offset as usize) })
    }
}

impl Drop for Allocation {
    fn drop(&mut self) {
        self.memory.forget(self.address());
    }
}

impl std::fmt::Debug for Allocation {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let range = self.backing.range();
        out.debug_struct("Allocation")
            .field("address", &format_args!("{:#x}", range.start))
            .field("size", &range.length)
            .finish_non_exhaustive()
    }
}
