//! The host memory behind one allocation.

use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ptr::NonNull;

use super::address_space::Range;
use super::{AllocationError, Reserved};

/// Alignment of the host memory. Device addresses are more aligned than this, so that both are congruent modulo 16, and
/// with it the widest access of a kernel is aligned in both or in neither. More would cost the allocator its lazy zero pages.
const HOST_ALIGNMENT: usize = 16;

/// In debug builds, new memory shows this, so that nobody relies on zeros.
const FRESH: u8 = 0xc5;

/// How much of new memory shows it.
const FRESH_BYTES: usize = 1 << 20;

/// Owned, accounted bytes. Both end together, when the allocation and every launch that met it are gone.
pub struct Backing {
    pointer: NonNull<u8>,
    layout: Layout,
    start: u64,
    reserved: Reserved,
}

// SAFETY: the memory belongs to the backing, not to a thread. It is accessed through raw pointers and atomics only.
unsafe impl Send for Backing {}
// SAFETY: as above. What two threads read and write at once is the program's affair: see `copy`.
unsafe impl Sync for Backing {}

impl Backing {
    /// Host memory for the device addresses from `start` on, of the reserved size, which is not zero.
    pub fn new(start: u64, reserved: Reserved) -> Result<Self, AllocationError> {
        let size = reserved.size;
        let none = AllocationError::NoHostMemory { requested: size };
        let bytes = usize::try_from(size).map_err(|_| none)?;
        let layout = Layout::from_size_align(bytes, HOST_ALIGNMENT).map_err(|_| none)?;
        // SAFETY: the layout has a size other than zero. Zeroed, so that the memory of the process before it can't be read.
        let pointer = NonNull::new(unsafe { alloc_zeroed(layout) }).ok_or(none)?;
        if cfg!(debug_assertions) {
            // SAFETY: the memory was just allocated with `layout`, and nobody else knows it.
            unsafe { pointer.write_bytes(FRESH, bytes.min(FRESH_BYTES)) };
        }
        Ok(Backing {
            pointer,
            layout,
            start,
            reserved,
        })
    }

    /// The first byte. Valid for reads and writes of the whole length while this lives.
    pub fn pointer(&self) -> *mut u8 {
        self.pointer.as_ptr()
    }

    /// The device addresses that it stands behind.
    pub fn range(&self) -> Range {
        Range {
            start: self.start,
            length: self.reserved.size,
        }
    }
}

impl Drop for Backing {
    fn drop(&mut self) {
        // SAFETY: allocated in `new` with this layout. The last owner is here, so nobody accesses it any more.
        unsafe { dealloc(self.pointer.as_ptr(), self.layout) };
    }
}
