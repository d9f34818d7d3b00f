//! The three forms of async and stream calls: waiting, enqueued, and through a ring.

use super::CallContext;
use super::structs::{SizedStruct, bad_size};
use crate::failure::Failure;
use crate::generated::abi::DISTOS_ERROR_INVALID_ARGUMENT;
use crate::operation::{Completer, Waiting};

/// Starts an operation whose arguments are checked and held.
pub type Start = Box<dyn FnOnce(Completer) + Send>;

/// Checks the argument block of a ring entry, and holds what it names.
pub type Prepare =
    unsafe fn(CallContext, arguments: u64, arguments_size: u32) -> Result<Start, Failure>;

impl CallContext {
    /// Starts an operation and waits for its completion. When the deadline passes, the operation is asked to end early.
    #[inline]
    pub fn wait(self, deadline_ns: u64, start: impl FnOnce(Completer)) -> Result<(), Failure> {
        let waiting = Waiting::new(self);
        start(waiting.completer());
        waiting.until(deadline_ns)
    }

    /// Starts an operation, and returns when it has its place in its stream.
    #[inline]
    pub fn enqueue(self, start: impl FnOnce(Completer)) -> Result<(), Failure> {
        let waiting = Waiting::new(self);
        start(waiting.completer());
        waiting.admitted()
    }

    /// The argument block of a ring entry, copied.
    ///
    /// # Safety
    /// The address is null or leads to `size` bytes.
    pub unsafe fn arguments<T: SizedStruct>(self, address: u64, size: u32) -> Result<T, Failure> {
        let pointer = std::ptr::with_exposed_provenance::<T>(address as usize);
        self.not_null("arguments", pointer)?;
        if size < T::MINIMUM_SIZE {
            return Err(bad_size("arguments", T::NAME, size.into(), T::MINIMUM_SIZE));
        }
        // SAFETY: the caller vouches for at least as many bytes as a struct's first field has.
        let told = unsafe { pointer.cast::<u32>().read_unaligned() };
        if told != size {
            return Err(sizes_differ(T::NAME, told, size));
        }
        // SAFETY: the block says the size that the caller vouches for.
        let block = unsafe { self.structure("arguments", pointer)? };
        // SAFETY: as above.
        unsafe { self.known_tail("arguments", pointer)? };
        Ok(block)
    }
}

#[cold]
fn sizes_differ(ty: &'static str, told: u32, size: u32) -> Failure {
    let message = format!("The {ty} say that they have {told} bytes, and the entry says {size}.");
    Failure::implied(DISTOS_ERROR_INVALID_ARGUMENT, c"STRUCT_SIZE", message)
        .value("parameter", "arguments")
        .value("size", told)
        .value("arguments_size", size)
}
