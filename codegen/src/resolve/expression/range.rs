//! Intervals of integers: the bounds of every operation, none when they leave 128 bits.

use crate::model::{ExprType, IntType};

type Bounds = (i128, i128);

/// The comparisons that order integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

/// Every value of an integer type.
pub fn of_int(int: IntType) -> ExprType {
    let bits = int.size_bytes() * 8;
    let (low, high) = match int.is_signed() {
        true => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
        false => (0, (1i128 << bits) - 1),
    };
    ExprType::Int { low, high }
}

/// The bounds of an integer type.
pub fn bounds(ty: ExprType) -> Option<Bounds> {
    match ty {
        ExprType::Int { low, high } => Some((low, high)),
        _ => None,
    }
}

pub fn add((a, b): Bounds, (c, d): Bounds) -> Option<Bounds> {
    a.checked_add(c).zip(b.checked_add(d))
}

pub fn subtract((a, b): Bounds, (c, d): Bounds) -> Option<Bounds> {
    a.checked_sub(d).zip(b.checked_sub(c))
}

pub fn multiply((a, b): Bounds, (c, d): Bounds) -> Option<Bounds> {
    hull([
        a.checked_mul(c)?,
        a.checked_mul(d)?,
        b.checked_mul(c)?,
        b.checked_mul(d)?,
    ])
}

/// Division rounds toward zero.
pub fn divide((a, b): Bounds, divisor: i128) -> Option<Bounds> {
    hull([a.checked_div(divisor)?, b.checked_div(divisor)?])
}

/// The remainder has the sign of the dividend.
pub fn remainder((a, b): Bounds, divisor: i128) -> Option<Bounds> {
    let most = divisor.checked_abs()? - 1;
    let low = if a < 0 { a.max(-most) } else { 0 };
    let high = if b > 0 { b.min(most) } else { 0 };
    Some((low, high))
}

/// Whether no value is in both.
pub fn are_apart((a, b): Bounds, (c, d): Bounds) -> bool {
    b < c || d < a
}

/// What a comparison always says, when the bounds alone decide it.
pub fn decided(order: Order, left: Bounds, right: Bounds) -> Option<bool> {
    match order {
        Order::Less => less(left, right),
        Order::GreaterEqual => less(left, right).map(|less| !less),
        Order::Greater => less(right, left),
        Order::LessEqual => less(right, left).map(|less| !less),
    }
}

fn less((a, b): Bounds, (c, d): Bounds) -> Option<bool> {
    if b < c {
        Some(true)
    } else if a >= d {
        Some(false)
    } else {
        None
    }
}

fn hull<const N: usize>(values: [i128; N]) -> Option<Bounds> {
    values
        .iter()
        .copied()
        .min()
        .zip(values.iter().copied().max())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Small bounds, and a value within them.
    fn bounded() -> impl Strategy<Value = (Bounds, i128)> {
        (-9i128..9, 0i128..9).prop_flat_map(|(low, width)| {
            let high = low + width;
            (Just((low, high)), low..=high)
        })
    }

    fn within(result: Option<Bounds>, value: i128) -> bool {
        result.is_some_and(|(low, high)| low <= value && value <= high)
    }

    proptest! {
        #[test]
        fn bounds_hold_every_result((a, x) in bounded(), (b, y) in bounded()) {
            prop_assert!(within(add(a, b), x + y));
            prop_assert!(within(subtract(a, b), x - y));
            prop_assert!(within(multiply(a, b), x * y));
            if y != 0 {
                prop_assert!(within(divide(a, y), x / y));
                prop_assert!(within(remainder(a, y), x % y));
            }
        }

        #[test]
        fn decided_comparisons_are_right((a, x) in bounded(), (b, y) in bounded()) {
            prop_assert!(decided(Order::Less, a, b).is_none_or(|always| always == (x < y)));
            prop_assert!(decided(Order::LessEqual, a, b).is_none_or(|always| always == (x <= y)));
            prop_assert!(decided(Order::Greater, a, b).is_none_or(|always| always == (x > y)));
            prop_assert!(decided(Order::GreaterEqual, a, b).is_none_or(|always| always == (x >= y)));
        }
    }

    #[test]
    fn leaving_128_bits_is_seen() {
        assert_eq!(add((0, i128::MAX), (0, 1)), None);
        assert_eq!(multiply((0, i128::MAX), (0, 2)), None);
    }
}
