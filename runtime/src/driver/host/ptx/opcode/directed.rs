//! Single-precision arithmetic that rounds in a chosen direction.
//!
//! Each operation is done in double precision and its error found exactly. A result that is not exact is then moved to the
//! neighbour whose last bit is odd, which keeps it off every number of single precision, so that rounding it once more
//! gives what rounding the exact result once would give (S. Boldo and G. Melquiond, "Emulation of FMA and correctly rounded
//! sums", IEEE Transactions on Computers 57, 2008).

use super::rounding::{Rounding, to_single};

pub fn sum(a: f32, b: f32, rounding: Rounding) -> f32 {
    sum_of_doubles(a.into(), b.into(), rounding)
}

pub fn product(a: f32, b: f32, rounding: Rounding) -> f32 {
    to_single(f64::from(a) * f64::from(b), rounding)
}

/// `a * b + c`, rounded once.
pub fn fused(a: f32, b: f32, c: f32, rounding: Rounding) -> f32 {
    sum_of_doubles(f64::from(a) * f64::from(b), c.into(), rounding)
}

pub fn quotient(a: f32, b: f32, rounding: Rounding) -> f32 {
    let (a, b) = (f64::from(a), f64::from(b));
    let quotient = a / b;
    let rest = (-quotient).mul_add(b, a);
    to_single(to_odd(quotient, rest * b.signum()), rounding)
}

pub fn square_root(a: f32, rounding: Rounding) -> f32 {
    let a = f64::from(a);
    let root = a.sqrt();
    to_single(to_odd(root, (-root).mul_add(root, a)), rounding)
}

fn sum_of_doubles(a: f64, b: f64, rounding: Rounding) -> f32 {
    let sum = a + b;
    if sum == 0.0 {
        return zero_sum(a, b, rounding);
    }
    let from_b = sum - a;
    let error = (a - (sum - from_b)) + (b - from_b);
    to_single(to_odd(sum, error), rounding)
}

/// Opposites sum to +0, but to -0 when rounding down.
fn zero_sum(a: f64, b: f64, rounding: Rounding) -> f32 {
    let both_positive = a.is_sign_positive() && b.is_sign_positive();
    match rounding {
        Rounding::Down if !both_positive => -0.0,
        _ => (a + b) as f32,
    }
}

/// The value with its error taken into its last bit. An error that is no number says that the value is exact.
fn to_odd(value: f64, error: f64) -> f64 {
    if !value.is_finite() || value.to_bits() & 1 == 1 {
        value
    } else if error > 0.0 {
        value.next_up()
    } else if error < 0.0 {
        value.next_down()
    } else {
        value
    }
}
