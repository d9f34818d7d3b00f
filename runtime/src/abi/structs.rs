//! Structs that carry their size, and records that don't: what a caller of another age may pass.

use std::ffi::CStr;
use std::mem::size_of;

use super::CallContext;
use crate::failure::Failure;
use crate::generated::abi::{DISTOS_ERROR_INVALID_ARGUMENT, DISTOS_ERROR_UNSUPPORTED};

/// A larger size is a mistake, not a newer caller.
const MAXIMUM_SIZE: u32 = 4096;

/// A struct of the border.
///
/// # Safety
/// The type is `repr(C)`, begins with `size: u32` and `reserved: u32`, has no padding, and every bit pattern is a value.
pub unsafe trait SizedStruct: Copy {
    /// `BufferOptions`.
    const NAME: &'static str;
    /// The smallest size that is accepted.
    const MINIMUM_SIZE: u32;

    /// Reserved fields, bools, flags and closed enums.
    fn check(&self) -> Result<(), BadField>;

    /// Puts defaults where zero stands for them: clauses and implementations read those.
    fn fill_defaults(&mut self) {}
}

/// A record or variant of the border.
///
/// # Safety
/// The type is `repr(C)`, has no padding, and every bit pattern is a value.
pub unsafe trait Record: Copy {
    /// `Dim3`.
    const NAME: &'static str;

    /// Reserved fields, bools, flags, closed enums and tags.
    fn check(&self) -> Result<(), BadField>;
}

/// A field that holds what it must not.
#[derive(Debug, Clone, Copy)]
pub struct BadField {
    /// Its name.
    pub field: &'static str,
    /// `RESERVED_NOT_ZERO`.
    pub reason: &'static CStr,
    /// What it holds.
    pub value: u64,
}

/// A reserved field.
#[inline]
pub fn is_zero(field: &'static str, value: u32) -> Result<(), BadField> {
    ensure(value == 0, field, c"RESERVED_NOT_ZERO", value.into())
}

/// A reserved field of a few bytes.
#[inline]
pub fn are_zero(field: &'static str, bytes: &[u8]) -> Result<(), BadField> {
    let bad = bytes.iter().find(|byte| **byte != 0);
    bad.map_or(Ok(()), |byte| {
        ensure(false, field, c"RESERVED_NOT_ZERO", (*byte).into())
    })
}

/// A `bool`.
#[inline]
pub fn is_boolean(field: &'static str, value: u8) -> Result<(), BadField> {
    ensure(value <= 1, field, c"NOT_BOOLEAN", value.into())
}

/// Flags, of which the bits in `known` are.
#[inline]
pub fn is_flags(field: &'static str, value: impl Into<u64>, known: u64) -> Result<(), BadField> {
    let value = value.into();
    ensure(value & !known == 0, field, c"UNKNOWN_FLAG", value)
}

/// A closed enum.
#[inline]
pub fn is_closed(
    field: &'static str,
    value: impl Into<u64>,
    known: &[u64],
) -> Result<(), BadField> {
    let value = value.into();
    ensure(known.contains(&value), field, c"UNKNOWN_VALUE", value)
}

#[inline]
fn ensure(
    good: bool,
    field: &'static str,
    reason: &'static CStr,
    value: u64,
) -> Result<(), BadField> {
    if good {
        Ok(())
    } else {
        Err(BadField {
            field,
            reason,
            value,
        })
    }
}

impl CallContext {
    /// Options, which may be null: all defaults then.
    ///
    /// # Safety
    /// The pointer is null or leads to a struct of the size in its first field.
    #[inline]
    pub unsafe fn options<T: SizedStruct>(
        self,
        name: &'static str,
        pointer: *const T,
    ) -> Result<T, Failure> {
        let mut value: T = if pointer.is_null() {
            // SAFETY: the trait says that every bit pattern is a value.
            unsafe { std::mem::zeroed() }
        } else {
            // SAFETY: the caller vouches for it.
            unsafe { self.structure(name, pointer)? }
        };
        value.fill_defaults();
        Ok(value)
    }

    /// A struct. What an older caller's lacks is zero; for what a newer one's has besides, see `known_tail`.
    ///
    /// # Safety
    /// As for `options`.
    #[inline]
    pub unsafe fn structure<T: SizedStruct>(
        self,
        name: &'static str,
        pointer: *const T,
    ) -> Result<T, Failure> {
        if pointer.is_null() {
            return Err(self.null(name));
        }
        // SAFETY: the caller vouches for it.
        let size = unsafe { self.size_of_struct(name, pointer)? };
        // SAFETY: the trait says that every bit pattern is a value.
        let mut value: T = unsafe { std::mem::zeroed() };
        let known = (size as usize).min(size_of::<T>());
        // SAFETY: the caller vouches for `size` bytes, and `value` has room for as many as it has.
        unsafe {
            std::ptr::copy_nonoverlapping(
                pointer.cast::<u8>(),
                (&raw mut value).cast::<u8>(),
                known,
            )
        };
        value
            .check()
            .map_err(|bad| self.bad_field(name, T::NAME, bad))?;
        value.fill_defaults();
        Ok(value)
    }

    /// Refuses a newer caller's struct that sets what this runtime does not know.
    ///
    /// # Safety
    /// As for `options`.
    #[inline]
    pub unsafe fn known_tail<T: SizedStruct>(
        self,
        name: &'static str,
        pointer: *const T,
    ) -> Result<(), Failure> {
        if pointer.is_null() {
            return Ok(());
        }
        // SAFETY: a struct begins with its size.
        let size = unsafe { pointer.cast::<u32>().read_unaligned() } as usize;
        if size <= size_of::<T>() {
            return Ok(());
        }
        let start = pointer.cast::<u8>();
        // SAFETY: the caller vouches for `size` bytes.
        let byte = |offset: usize| unsafe { start.add(offset).read() };
        match (size_of::<T>()..size).find(|offset| byte(*offset) != 0) {
            None => Ok(()),
            Some(offset) => Err(unknown_field(name, T::NAME, offset, size_of::<T>())),
        }
    }

    /// The size that a struct says it has, within bounds.
    ///
    /// # Safety
    /// As for `options`; the pointer is not null.
    #[inline]
    pub(super) unsafe fn size_of_struct<T: SizedStruct>(
        self,
        name: &'static str,
        pointer: *const T,
    ) -> Result<u32, Failure> {
        // SAFETY: a struct begins with its size.
        let size = unsafe { pointer.cast::<u32>().read_unaligned() };
        if size < T::MINIMUM_SIZE || size > MAXIMUM_SIZE {
            return Err(bad_size(name, T::NAME, size.into(), T::MINIMUM_SIZE));
        }
        Ok(size)
    }

    /// A record.
    ///
    /// # Safety
    /// The pointer is null or valid for a read.
    #[inline]
    pub unsafe fn record<T: Record>(
        self,
        name: &'static str,
        pointer: *const T,
    ) -> Result<T, Failure> {
        if pointer.is_null() {
            return Err(self.null(name));
        }
        // SAFETY: the caller vouches for it.
        let value = unsafe { pointer.read_unaligned() };
        self.embedded(name, &value)?;
        Ok(value)
    }

    /// A record that stands in an argument block.
    #[inline]
    pub fn embedded<T: Record>(self, name: &'static str, value: &T) -> Result<(), Failure> {
        value
            .check()
            .map_err(|bad| self.bad_field(name, T::NAME, bad))
    }

    #[cold]
    pub(super) fn bad_field(self, name: &'static str, ty: &'static str, bad: BadField) -> Failure {
        let BadField {
            field,
            reason,
            value,
        } = bad;
        let message =
            format!("The field {field} of {name} ({ty}) holds {value:#x}, which it must not.");
        Failure::implied(DISTOS_ERROR_INVALID_ARGUMENT, reason, message)
            .value("parameter", name)
            .value("type", ty)
            .value("field", field)
            .value("value", format_args!("{value:#x}"))
    }
}

#[cold]
pub(super) fn bad_size(name: &'static str, ty: &'static str, size: u64, minimum: u32) -> Failure {
    let message = format!(
        "{name} ({ty}) says that it has {size} bytes; it has at least {minimum} and at most {MAXIMUM_SIZE}."
    );
    Failure::implied(DISTOS_ERROR_INVALID_ARGUMENT, c"STRUCT_SIZE", message)
        .value("parameter", name)
        .value("type", ty)
        .value("size", size)
        .value("minimum", minimum)
        .value("maximum", MAXIMUM_SIZE)
}

#[cold]
fn unknown_field(name: &'static str, ty: &'static str, offset: usize, known: usize) -> Failure {
    let message = format!(
        "{name} ({ty}) sets the byte at offset {offset}, but this runtime knows {known} bytes of it: the caller is newer."
    );
    Failure::implied(DISTOS_ERROR_UNSUPPORTED, c"UNKNOWN_FIELD", message)
        .value("parameter", name)
        .value("type", ty)
        .value("offset", offset)
        .value("known", known)
}
