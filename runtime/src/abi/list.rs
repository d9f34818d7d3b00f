//! Arguments that are lists.

use std::mem::{align_of, size_of};

use super::CallContext;
use super::input::too_long;
use super::structs::Record;
use crate::failure::Failure;
use crate::generated::abi::DISTOS_ERROR_INVALID_ARGUMENT;

impl CallContext {
    /// Scalars or handles.
    ///
    /// # Safety
    /// The pointer is valid for `length` elements, which don't change during `'a`; every bit pattern is a `T`.
    #[inline]
    pub unsafe fn scalars<'a, T: Copy>(
        self,
        name: &'static str,
        pointer: *const T,
        length: u64,
    ) -> Result<&'a [T], Failure> {
        // SAFETY: the caller vouches for it.
        unsafe { self.raw_list(name, pointer, length) }
    }

    /// Records, each of them checked.
    ///
    /// # Safety
    /// As for `scalars`.
    #[inline]
    pub unsafe fn records<'a, T: Record>(
        self,
        name: &'static str,
        pointer: *const T,
        length: u64,
    ) -> Result<&'a [T], Failure> {
        // SAFETY: the caller vouches for it.
        let records = unsafe { self.raw_list(name, pointer, length)? };
        records
            .iter()
            .try_for_each(|record| self.embedded(name, record))?;
        Ok(records)
    }

    /// Elements that the caller of this checks.
    ///
    /// # Safety
    /// As for `scalars`.
    #[inline]
    pub unsafe fn raw_list<'a, T: Copy>(
        self,
        name: &'static str,
        pointer: *const T,
        length: u64,
    ) -> Result<&'a [T], Failure> {
        self.present(name, pointer, length)?;
        // SAFETY: the caller vouches for it.
        unsafe { self.slice(name, pointer, length) }
    }

    /// # Safety
    /// The pointer is null only when `length` is 0, and otherwise as for `scalars`.
    #[inline]
    pub(super) unsafe fn slice<'a, T: Copy>(
        self,
        name: &'static str,
        pointer: *const T,
        length: u64,
    ) -> Result<&'a [T], Failure> {
        if length == 0 {
            return Ok(&[]);
        }
        self.aligned(name, pointer)?;
        let fits = length
            .checked_mul(size_of::<T>() as u64)
            .is_some_and(|bytes| bytes <= isize::MAX as u64);
        if !fits {
            return Err(too_long(name, length));
        }
        // SAFETY: not null, aligned, and not longer than memory can be; the caller vouches for the rest.
        Ok(unsafe { std::slice::from_raw_parts(pointer, length as usize) })
    }

    #[inline]
    pub(super) fn aligned<T>(self, name: &'static str, pointer: *const T) -> Result<(), Failure> {
        if pointer.is_aligned() {
            Ok(())
        } else {
            Err(misaligned(name, pointer.addr(), align_of::<T>()))
        }
    }
}

#[cold]
fn misaligned(name: &'static str, address: usize, alignment: usize) -> Failure {
    let message = format!("{name} is at {address:#x}, which is not a multiple of {alignment}.");
    Failure::implied(DISTOS_ERROR_INVALID_ARGUMENT, c"MISALIGNED", message)
        .value("parameter", name)
        .value("address", format_args!("{address:#x}"))
        .value("alignment", alignment)
}
