//! Memory of the host: what operations borrow by taking it, and lists that calls answer.

use std::fmt;
use std::sync::Arc;

use distos_sys as sys;

use crate::error::{Error, Result};

/// A number of which every bit pattern is a value.
///
/// # Safety
/// The type has no padding, no pointer, and no invalid bit pattern.
pub unsafe trait Plain: Copy + Send + Sync + 'static {}

macro_rules! plain {
    ($($ty:ty),*) => {$(
        // SAFETY: a number has no padding and no invalid bit pattern.
        unsafe impl Plain for $ty {}
    )*};
}

plain!(
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64
);

/// Memory that an operation may read from until it is complete, and that then comes back.
///
/// # Safety
/// The bytes stay where they are and unchanged while the value is neither moved nor used.
pub unsafe trait HostBytes: Send + 'static {
    /// The first byte and the length in bytes.
    fn bytes(&self) -> (*const u8, usize);
}

/// Memory that an operation may write to until it is complete, and that then comes back.
///
/// # Safety
/// As for [`HostBytes`], and every bit pattern may be written to the bytes.
pub unsafe trait HostBytesMut: HostBytes {
    /// The first byte and the length in bytes.
    fn bytes_mut(&mut self) -> (*mut u8, usize);
}

fn of_slice<T: Plain>(slice: &[T]) -> (*const u8, usize) {
    (slice.as_ptr().cast(), size_of_val(slice))
}

fn of_slice_mut<T: Plain>(slice: &mut [T]) -> (*mut u8, usize) {
    (slice.as_mut_ptr().cast(), size_of_val(slice))
}

macro_rules! host_bytes {
    ($([$($parameters:tt)*] $ty:ty),* $(,)?) => {$(
        // SAFETY: the elements stay where they are while the owner is left alone, and are plain numbers.
        unsafe impl<$($parameters)*> HostBytes for $ty {
            fn bytes(&self) -> (*const u8, usize) {
                of_slice(self)
            }
        }
    )*};
}

macro_rules! host_bytes_mut {
    ($([$($parameters:tt)*] $ty:ty),* $(,)?) => {$(
        // SAFETY: the owner has the elements to itself, and every bit pattern is a number.
        unsafe impl<$($parameters)*> HostBytesMut for $ty {
            fn bytes_mut(&mut self) -> (*mut u8, usize) {
                of_slice_mut(self)
            }
        }
    )*};
}

host_bytes!([T: Plain] Vec<T>, [T: Plain] Box<[T]>, [T: Plain] Arc<[T]>, [T: Plain] &'static [T], [T: Plain, const N: usize] [T; N]);
host_bytes_mut!([T: Plain] Vec<T>, [T: Plain] Box<[T]>, [T: Plain, const N: usize] [T; N]);

/// 16 bytes, as RFC 9562 orders them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Uuid(pub [u8; 16]);

impl fmt::Display for Uuid {
    /// Five groups of lower-case digits: `8-4-4-4-12`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                out.write_str("-")?;
            }
            write!(out, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// How many places a list has when it is asked for the first time.
const FIRST_CAPACITY: usize = 16;

/// Asks for a list, and again with more places while there are too few.
///
/// `ask` is given the places, their number, and where the number of items goes.
pub(crate) fn list<T: Copy>(
    empty: T,
    mut ask: impl FnMut(*mut T, u64, *mut u64, *mut *mut sys::distos_error_t) -> sys::distos_status_t,
) -> Result<Vec<T>> {
    let mut places = vec![empty; FIRST_CAPACITY];
    loop {
        let mut count = 0u64;
        let answer =
            Error::check(|error| ask(places.as_mut_ptr(), places.len() as u64, &mut count, error));
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        match answer {
            Ok(()) => {
                places.truncate(count);
                return Ok(places);
            }
            Err(error)
                if error.code() == sys::DISTOS_ERROR_BUFFER_TOO_SMALL && count > places.len() =>
            {
                places.resize(count, empty);
            }
            Err(error) => return Err(error),
        }
    }
}

/// A value of a type of the border with every byte zero.
///
/// # Safety
/// Zero is a value of every field of `T`.
pub(crate) unsafe fn zeroed<T: Copy>() -> T {
    // SAFETY: the caller says so.
    unsafe { std::mem::zeroed() }
}
