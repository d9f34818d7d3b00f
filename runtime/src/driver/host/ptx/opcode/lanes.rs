//! Steps that compute each lane's result from the same lane's operands.

use super::super::execute::registers::{Condition, LANES, Lane, Predicate, Slot};
use super::super::program::Step;

/// `target = function(source)` in each lane.
pub fn unary<S: Lane, T: Lane>(
    target: Slot,
    source: Slot,
    function: impl Fn(S) -> T + Send + Sync + 'static,
) -> Step {
    Step::compute(move |registers, active| {
        let source = registers.read::<S>(source);
        let mut results = [T::default(); LANES];
        for (result, value) in results.iter_mut().zip(source) {
            *result = function(*value);
        }
        registers.write(target, active, &results);
    })
}

/// `target = function(first, second)` in each lane.
pub fn binary<A: Lane, B: Lane, T: Lane>(
    target: Slot,
    [first, second]: [Slot; 2],
    function: impl Fn(A, B) -> T + Send + Sync + 'static,
) -> Step {
    Step::compute(move |registers, active| {
        let first = registers.read::<A>(first);
        let second = registers.read::<B>(second);
        let mut results = [T::default(); LANES];
        for lane in 0..LANES {
            results[lane] = function(first[lane], second[lane]);
        }
        registers.write(target, active, &results);
    })
}

/// `target = function(first, second, third)` in each lane.
pub fn ternary<A: Lane, B: Lane, C: Lane, T: Lane>(
    target: Slot,
    [first, second, third]: [Slot; 3],
    function: impl Fn(A, B, C) -> T + Send + Sync + 'static,
) -> Step {
    Step::compute(move |registers, active| {
        let first = registers.read::<A>(first);
        let second = registers.read::<B>(second);
        let third = registers.read::<C>(third);
        let mut results = [T::default(); LANES];
        for lane in 0..LANES {
            results[lane] = function(first[lane], second[lane], third[lane]);
        }
        registers.write(target, active, &results);
    })
}

/// `target = function(source)` in each lane, on bits of any width, extended with zeros and cut off.
pub fn bitwise(
    target: Slot,
    source: Slot,
    function: impl Fn(u64) -> u64 + Send + Sync + 'static,
) -> Step {
    Step::compute(move |registers, active| {
        let results = registers.read_bits(source).map(&function);
        registers.write_bits(target, active, &results);
    })
}

/// `target = source` for predicates.
pub fn copy_predicate(target: Predicate, source: Condition) -> Step {
    Step::compute(move |registers, active| {
        let values = registers.condition(source);
        registers.set_predicate(target, active, values);
    })
}

/// Evaluates `$step` with `$lane` standing for the number type of an integer type; an error for any other type.
macro_rules! for_integer {
    ($decode:expr, $kind:expr, $lane:ident => $step:expr) => {{
        use super::super::types::Type;
        match $kind {
            Type::U16 | Type::B16 => for_integer!(@ $lane = u16, $step),
            Type::S16 => for_integer!(@ $lane = i16, $step),
            Type::U32 | Type::B32 => for_integer!(@ $lane = u32, $step),
            Type::S32 => for_integer!(@ $lane = i32, $step),
            Type::U64 | Type::B64 => for_integer!(@ $lane = u64, $step),
            Type::S64 => for_integer!(@ $lane = i64, $step),
            other => Err($decode.wrong_kind(other)),
        }
    }};
    (@ $lane:ident = $number:ty, $step:expr) => {{
        type $lane = $number;
        Ok($step)
    }};
}
pub(super) use for_integer;
