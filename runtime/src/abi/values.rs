//! The functions of the clause language.

/// A value as a mathematical integer: no clause leaves 128 bits.
#[inline]
pub fn int(value: impl Into<i128>) -> i128 {
    value.into()
}

/// Whether a number is a power of two; false for zero.
#[inline]
pub fn is_power_of_two(value: impl Into<i128>) -> bool {
    let value = value.into();
    value > 0 && value & (value - 1) == 0
}

/// Whether `flags` has no bit that `all` lacks.
#[inline]
pub fn is_subset(flags: impl Into<u64>, all: impl Into<u64>) -> bool {
    flags.into() & !all.into() == 0
}
