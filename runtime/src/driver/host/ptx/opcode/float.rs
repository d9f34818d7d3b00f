//! Floating-point arithmetic: how the modifiers `.ftz` and `.sat` wrap a plain operation.

use super::super::decode::{Decode, Result};
use super::super::execute::registers::Slot;
use super::super::program::Step;
use super::super::syntax::Operand;
use super::super::types::Type;
use super::directed;
use super::lanes::{binary, ternary, unary};
use super::rounding::{ROUNDINGS, Rounding, canonical, flush, saturate};

/// What an instruction does around its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modifiers {
    pub rounding: Rounding,
    pub flush: bool,
    pub saturate: bool,
}

impl Modifiers {
    /// Takes `.ftz`.
    pub fn take(decode: &mut Decode<'_, '_>) -> Modifiers {
        Modifiers {
            rounding: Rounding::Nearest,
            flush: decode.flag("ftz"),
            saturate: false,
        }
    }

    /// Takes the rounding mode too, which is to nearest if there is none, and `.sat`.
    pub fn take_all(decode: &mut Decode<'_, '_>, kind: Type) -> Result<Modifiers> {
        let modifiers = Modifiers {
            rounding: decode.choose(ROUNDINGS).unwrap_or(Rounding::Nearest),
            saturate: kind == Type::F32 && decode.flag("sat"),
            ..Modifiers::take(decode)
        };
        modifiers.refuse_directed(decode, kind)?;
        Ok(modifiers)
    }

    /// Takes the rounding mode too, which there must be.
    pub fn take_rounded(decode: &mut Decode<'_, '_>, kind: Type) -> Result<Modifiers> {
        let modifiers = Modifiers {
            rounding: decode.require(ROUNDINGS)?,
            ..Modifiers::take(decode)
        };
        modifiers.refuse_directed(decode, kind)?;
        Ok(modifiers)
    }

    fn refuse_directed(self, decode: &Decode<'_, '_>, kind: Type) -> Result<()> {
        if kind == Type::F64 && self.rounding != Rounding::Nearest {
            return Err(decode.refuse("only rounding to nearest (.rn) is supported for .f64"));
        }
        Ok(())
    }

    fn is_directed(self) -> bool {
        self.rounding != Rounding::Nearest
    }

    #[inline]
    pub fn input(self, value: f32) -> f32 {
        if self.flush { flush(value) } else { value }
    }

    #[inline]
    pub fn output(self, value: f32) -> f32 {
        let value = if self.flush { flush(value) } else { value };
        if self.saturate {
            saturate(value)
        } else {
            canonical(value)
        }
    }

    fn is_plain(self) -> bool {
        !self.flush && !self.saturate && !self.is_directed()
    }

    fn refuse_flush(self, decode: &Decode<'_, '_>) -> Result<()> {
        if self.flush {
            return Err(decode.refuse("`.ftz` is only for .f32"));
        }
        Ok(())
    }
}

/// An operation in each precision, to nearest, and in single precision in any direction.
#[derive(Clone, Copy)]
pub struct Operation<S, D, R> {
    pub single: S,
    pub double: D,
    pub directed: R,
}

/// An operation of two operands that has nothing to round.
pub fn unrounded<S, D>(
    single: S,
    double: D,
) -> Operation<S, D, impl Fn(f32, f32, Rounding) -> f32 + Send + Sync + Copy + 'static>
where
    S: Fn(f32, f32) -> f32 + Send + Sync + Copy + 'static,
{
    Operation {
        single,
        double,
        directed: move |a, b, _| single(a, b),
    }
}

/// An operation of one operand that has nothing to round.
pub fn unrounded_unary<S, D>(
    single: S,
    double: D,
) -> Operation<S, D, impl Fn(f32, Rounding) -> f32 + Send + Sync + Copy + 'static>
where
    S: Fn(f32) -> f32 + Send + Sync + Copy + 'static,
{
    Operation {
        single,
        double,
        directed: move |a, _| single(a),
    }
}

/// A floating-point operation of two operands.
pub fn float_binary<'t>(
    decode: &mut Decode<'_, 't>,
    kind: Type,
    modifiers: Modifiers,
    operands: [&Operand<'t>; 3],
    operation: Operation<
        impl Fn(f32, f32) -> f32 + Send + Sync + Copy + 'static,
        impl Fn(f64, f64) -> f64 + Send + Sync + Copy + 'static,
        impl Fn(f32, f32, Rounding) -> f32 + Send + Sync + Copy + 'static,
    >,
) -> Result<Step> {
    let (target, sources) = places(decode, kind, operands)?;
    let Operation {
        single,
        double,
        directed,
    } = operation;
    if kind == Type::F64 {
        modifiers.refuse_flush(decode)?;
        return Ok(binary(target, sources, double));
    }
    if modifiers.is_plain() {
        return Ok(binary(target, sources, move |a, b| canonical(single(a, b))));
    }
    Ok(binary(target, sources, move |a, b| {
        let (a, b) = (modifiers.input(a), modifiers.input(b));
        modifiers.output(match modifiers.rounding {
            Rounding::Nearest => single(a, b),
            direction => directed(a, b, direction),
        })
    }))
}

/// A floating-point operation of one operand.
pub fn float_unary<'t>(
    decode: &mut Decode<'_, 't>,
    kind: Type,
    modifiers: Modifiers,
    [target, source]: [&Operand<'t>; 2],
    operation: Operation<
        impl Fn(f32) -> f32 + Send + Sync + Copy + 'static,
        impl Fn(f64) -> f64 + Send + Sync + Copy + 'static,
        impl Fn(f32, Rounding) -> f32 + Send + Sync + Copy + 'static,
    >,
) -> Result<Step> {
    let target = decode.target(target, kind)?;
    let source = decode.value(source, kind)?;
    if kind == Type::F64 {
        modifiers.refuse_flush(decode)?;
        return Ok(unary(target, source, operation.double));
    }
    Ok(unary(target, source, move |a| {
        let a = modifiers.input(a);
        modifiers.output(match modifiers.rounding {
            Rounding::Nearest => (operation.single)(a),
            direction => (operation.directed)(a, direction),
        })
    }))
}

/// `a * b + c`, rounded once.
pub fn float_fused<'t>(
    decode: &mut Decode<'_, 't>,
    kind: Type,
    modifiers: Modifiers,
    [target, sources @ ..]: [&Operand<'t>; 4],
) -> Result<Step> {
    let target = decode.target(target, kind)?;
    let mut slots = [target; 3];
    for (slot, source) in slots.iter_mut().zip(sources) {
        *slot = decode.value(source, kind)?;
    }
    if kind == Type::F64 {
        modifiers.refuse_flush(decode)?;
        return Ok(ternary(target, slots, f64::mul_add));
    }
    if modifiers.is_plain() {
        return Ok(super::fused::single(target, slots));
    }
    Ok(ternary(target, slots, move |a, b, c| {
        let (a, b, c) = (modifiers.input(a), modifiers.input(b), modifiers.input(c));
        modifiers.output(match modifiers.rounding {
            Rounding::Nearest => f32::mul_add(a, b, c),
            direction => directed::fused(a, b, c, direction),
        })
    }))
}

fn places<'t>(
    decode: &mut Decode<'_, 't>,
    kind: Type,
    [target, first, second]: [&Operand<'t>; 3],
) -> Result<(Slot, [Slot; 2])> {
    let target = decode.target(target, kind)?;
    let first = decode.value(first, kind)?;
    let second = decode.value(second, kind)?;
    Ok((target, [first, second]))
}

/// The smaller number; a NaN loses against a number, and -0 is smaller than +0.
#[inline]
pub fn minimum(first: f32, second: f32) -> f32 {
    if first.is_nan() || second < first {
        second
    } else if first == second {
        f32::from_bits(first.to_bits() | (second.to_bits() & 1 << 31))
    } else {
        first
    }
}

/// The larger number; a NaN loses against a number, and +0 is larger than -0.
#[inline]
pub fn maximum(first: f32, second: f32) -> f32 {
    -minimum(-first, -second)
}

/// As [`minimum`], in double precision.
#[inline]
pub fn minimum_double(first: f64, second: f64) -> f64 {
    if first.is_nan() || second < first {
        second
    } else if first == second {
        f64::from_bits(first.to_bits() | (second.to_bits() & 1 << 63))
    } else {
        first
    }
}

/// As [`maximum`], in double precision.
#[inline]
pub fn maximum_double(first: f64, second: f64) -> f64 {
    -minimum_double(-first, -second)
}
