//! Integer arithmetic. Results wrap unless the instruction saturates; division by zero has a defined result, see the top.

use super::super::execute::registers::Lane;

/// What the arithmetic opcodes need of an integer type.
pub trait Integer: Lane + Ord {
    fn add(self, other: Self) -> Self;
    fn add_saturating(self, other: Self) -> Self;
    fn subtract(self, other: Self) -> Self;
    fn subtract_saturating(self, other: Self) -> Self;
    /// The low half of the product.
    fn multiply(self, other: Self) -> Self;
    /// The high half of the product.
    fn multiply_high(self, other: Self) -> Self;
    fn divide(self, other: Self) -> Self;
    fn remainder(self, other: Self) -> Self;
    fn negate(self) -> Self;
    fn absolute(self) -> Self;
}

macro_rules! integer {
    ($number:ident, $wide:ident, $absolute:ident) => {
        impl Integer for $number {
            #[inline]
            fn add(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            #[inline]
            fn add_saturating(self, other: Self) -> Self {
                self.saturating_add(other)
            }

            #[inline]
            fn subtract(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }

            #[inline]
            fn subtract_saturating(self, other: Self) -> Self {
                self.saturating_sub(other)
            }

            #[inline]
            fn multiply(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }

            #[inline]
            fn multiply_high(self, other: Self) -> Self {
                ($wide::from(self) * $wide::from(other) >> $number::BITS) as $number
            }

            #[inline]
            fn divide(self, other: Self) -> Self {
                if other == 0 {
                    !0
                } else {
                    self.wrapping_div(other)
                }
            }

            #[inline]
            fn remainder(self, other: Self) -> Self {
                if other == 0 {
                    self
                } else {
                    self.wrapping_rem(other)
                }
            }

            #[inline]
            fn negate(self) -> Self {
                self.wrapping_neg()
            }

            #[inline]
            fn absolute(self) -> Self {
                self.$absolute()
            }
        }
    };
}

/// The absolute value of what has no sign.
trait Itself: Sized {
    fn itself(self) -> Self {
        self
    }
}

impl Itself for u16 {}
impl Itself for u32 {}
impl Itself for u64 {}

integer!(u16, u32, itself);
integer!(i16, i32, wrapping_abs);
integer!(u32, u64, itself);
integer!(i32, i64, wrapping_abs);
integer!(u64, u128, itself);
integer!(i64, i128, wrapping_abs);
