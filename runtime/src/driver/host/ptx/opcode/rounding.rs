//! Rounding modes and the other rules of floating point that PTX instructions name.

use super::super::decode::Words;

/// How a result is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    Nearest,
    Zero,
    Down,
    Up,
}

/// The suffixes of the rounding modes.
pub const ROUNDINGS: &Words<Rounding> = &[
    ("rn", Rounding::Nearest),
    ("rz", Rounding::Zero),
    ("rm", Rounding::Down),
    ("rp", Rounding::Up),
];

/// The number that every single-precision instruction gives for "not a number".
const CANONICAL_NAN: f32 = f32::from_bits(0x7fff_ffff);

/// Replaces any NaN by the one that a GPU gives.
#[inline]
pub fn canonical(value: f32) -> f32 {
    if value.is_nan() { CANONICAL_NAN } else { value }
}

/// Replaces subnormal numbers by zero of the same sign.
#[inline]
pub fn flush(value: f32) -> f32 {
    if value.abs() < f32::MIN_POSITIVE {
        0f32.copysign(value)
    } else {
        value
    }
}

/// Limits to the range 0 to 1; NaN gives 0.
#[inline]
pub fn saturate(value: f32) -> f32 {
    if value > 0.0 { value.min(1.0) } else { 0.0 }
}

/// Limits to the range 0 to 1; NaN gives 0.
#[inline]
pub fn saturate_double(value: f64) -> f64 {
    if value > 0.0 { value.min(1.0) } else { 0.0 }
}

/// Rounds to an integer of the same type; halves go to the even one for `Nearest`.
#[inline]
pub fn to_integral(value: f64, rounding: Rounding) -> f64 {
    match rounding {
        Rounding::Nearest => value.round_ties_even(),
        Rounding::Zero => value.trunc(),
        Rounding::Down => value.floor(),
        Rounding::Up => value.ceil(),
    }
}

/// Converts to single precision.
#[inline]
pub fn to_single(value: f64, rounding: Rounding) -> f32 {
    let nearest = value as f32;
    step_toward(
        nearest,
        f64::from(nearest).partial_cmp(&value),
        rounding,
        value > 0.0,
    )
}

/// Converts an integer to single precision.
pub fn integer_to_single(value: i128, rounding: Rounding) -> f32 {
    let nearest = value as f32;
    // The rounded value is at most 2^64, so it is exact as an integer.
    step_toward(
        nearest,
        Some((nearest as i128).cmp(&value)),
        rounding,
        value > 0,
    )
}

/// Converts an integer to double precision.
pub fn integer_to_double(value: i128, rounding: Rounding) -> f64 {
    let nearest = value as f64;
    let order = (nearest as i128).cmp(&value);
    match direction(order, rounding, value > 0) {
        Direction::Stay => nearest,
        Direction::Down => nearest.next_down(),
        Direction::Up => nearest.next_up(),
    }
}

fn step_toward(
    nearest: f32,
    order: Option<std::cmp::Ordering>,
    rounding: Rounding,
    is_positive: bool,
) -> f32 {
    let Some(order) = order else {
        return nearest;
    };
    match direction(order, rounding, is_positive) {
        Direction::Stay => nearest,
        Direction::Down => nearest.next_down(),
        Direction::Up => nearest.next_up(),
    }
}

enum Direction {
    Stay,
    Down,
    Up,
}

/// Which neighbour of the nearest value is wanted, given how the nearest value compares with the exact one.
fn direction(
    nearest_to_exact: std::cmp::Ordering,
    rounding: Rounding,
    is_positive: bool,
) -> Direction {
    use std::cmp::Ordering::{Equal, Greater, Less};
    let towards = match rounding {
        Rounding::Nearest => return Direction::Stay,
        Rounding::Zero if is_positive => Rounding::Down,
        Rounding::Zero => Rounding::Up,
        other => other,
    };
    match (nearest_to_exact, towards) {
        (Equal, _) => Direction::Stay,
        (Greater, Rounding::Down) => Direction::Down,
        (Less, Rounding::Up) => Direction::Up,
        _ => Direction::Stay,
    }
}
