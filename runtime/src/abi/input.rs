//! Arguments that are one value: pointers, text, bytes, bools, flags and enums.

use std::ffi::{CStr, c_char};

use super::CallContext;
use crate::failure::Failure;
use crate::generated::abi::{DISTOS_ERROR_INVALID_ARGUMENT, distos_bytes_t, distos_string_t};
use crate::memory::{HeldBytes, HeldBytesMut};

impl CallContext {
    /// A pointer that must lead somewhere.
    #[inline]
    pub fn not_null<T>(self, name: &'static str, pointer: *const T) -> Result<(), Failure> {
        if pointer.is_null() {
            Err(self.null(name))
        } else {
            Ok(())
        }
    }

    /// A pointer to `length` things; null only when there are none.
    #[inline]
    pub(super) fn present<T>(
        self,
        name: &'static str,
        pointer: *const T,
        length: u64,
    ) -> Result<(), Failure> {
        if pointer.is_null() && length > 0 {
            Err(self.null(name))
        } else {
            Ok(())
        }
    }

    /// Text.
    ///
    /// # Safety
    /// The pointer is valid for `length` bytes, which don't change during `'a`.
    #[inline]
    pub unsafe fn text<'a>(
        self,
        name: &'static str,
        pointer: *const c_char,
        length: u64,
    ) -> Result<&'a str, Failure> {
        self.present(name, pointer, length)?;
        // SAFETY: the caller vouches for it.
        let bytes = unsafe { self.slice(name, pointer.cast::<u8>(), length)? };
        std::str::from_utf8(bytes).map_err(|error| not_utf8(name, error.valid_up_to()))
    }

    /// Text inside a variant, copied.
    ///
    /// # Safety
    /// As for `text`.
    pub unsafe fn copied_text(
        self,
        name: &'static str,
        text: distos_string_t,
    ) -> Result<String, Failure> {
        // SAFETY: the caller vouches for it.
        unsafe { self.text(name, text.data, text.length) }.map(str::to_owned)
    }

    /// Bytes to read, which an operation holds.
    #[inline]
    pub fn bytes(
        self,
        name: &'static str,
        pointer: *const u8,
        length: u64,
    ) -> Result<HeldBytes, Failure> {
        self.span(name, pointer, length)?;
        Ok(HeldBytes::new(pointer, length))
    }

    /// Bytes to write, which an operation holds.
    #[inline]
    pub fn bytes_out(
        self,
        name: &'static str,
        pointer: *mut u8,
        length: u64,
    ) -> Result<HeldBytesMut, Failure> {
        self.span(name, pointer, length)?;
        Ok(HeldBytesMut::new(pointer, length))
    }

    /// Bytes inside a variant: the check that comes first.
    #[inline]
    pub fn bytes_present(self, name: &'static str, bytes: distos_bytes_t) -> Result<(), Failure> {
        self.span(name, bytes.data, bytes.length)
    }

    /// Bytes inside a variant, copied.
    ///
    /// # Safety
    /// The address is valid for as many bytes.
    pub unsafe fn copied_bytes(
        self,
        name: &'static str,
        bytes: distos_bytes_t,
    ) -> Result<Box<[u8]>, Failure> {
        self.span(name, bytes.data, bytes.length)?;
        // SAFETY: the caller vouches for it.
        unsafe { self.slice(name, bytes.data, bytes.length) }.map(Box::from)
    }

    /// Bytes that can be where they are said to be.
    #[inline]
    fn span(self, name: &'static str, pointer: *const u8, length: u64) -> Result<(), Failure> {
        self.present(name, pointer, length)?;
        if length > isize::MAX as u64 {
            Err(too_long(name, length))
        } else {
            Ok(())
        }
    }

    /// A `bool`.
    #[inline]
    pub fn boolean(self, name: &'static str, value: u8) -> Result<bool, Failure> {
        match value {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(bad_value(name, c"NOT_BOOLEAN", other.into())),
        }
    }

    /// Flags, of which the bits in `known` are.
    #[inline]
    pub fn flags(
        self,
        name: &'static str,
        value: impl Into<u64>,
        known: u64,
    ) -> Result<(), Failure> {
        let value = value.into();
        if value & !known == 0 {
            Ok(())
        } else {
            Err(bad_value(name, c"UNKNOWN_FLAG", value))
        }
    }

    /// A closed enum.
    #[inline]
    pub fn closed(
        self,
        name: &'static str,
        value: impl Into<u64>,
        known: &[u64],
    ) -> Result<(), Failure> {
        let value = value.into();
        if known.contains(&value) {
            Ok(())
        } else {
            Err(bad_value(name, c"UNKNOWN_VALUE", value))
        }
    }

    /// The tag of a variant that none of the known ones is.
    #[cold]
    pub fn unknown_tag(self, name: &'static str, tag: u32) -> Failure {
        bad_value(name, c"UNKNOWN_TAG", tag.into())
    }

    #[cold]
    pub(super) fn null(self, name: &'static str) -> Failure {
        Failure::implied(
            DISTOS_ERROR_INVALID_ARGUMENT,
            c"NULL_POINTER",
            format!("{name} is null."),
        )
        .value("parameter", name)
    }
}

#[cold]
fn not_utf8(name: &'static str, offset: usize) -> Failure {
    let message = format!("{name} is not UTF-8 from byte {offset} on.");
    Failure::implied(DISTOS_ERROR_INVALID_ARGUMENT, c"NOT_UTF8", message)
        .value("parameter", name)
        .value("offset", offset)
}

#[cold]
pub(super) fn too_long(name: &'static str, length: u64) -> Failure {
    let message = format!("{name} has {length} elements, more than an address space holds.");
    Failure::implied(DISTOS_ERROR_INVALID_ARGUMENT, c"TOO_LONG", message)
        .value("parameter", name)
        .value("length", length)
}

#[cold]
pub(super) fn bad_value(name: &'static str, reason: &'static CStr, value: u64) -> Failure {
    let message = format!("{name} is {value:#x}, which is not known here.");
    Failure::implied(DISTOS_ERROR_INVALID_ARGUMENT, reason, message)
        .value("parameter", name)
        .value("value", format_args!("{value:#x}"))
}
