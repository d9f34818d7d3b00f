//! Floating-point arithmetic: how the modifiers `.ftz` and `.sat` wrap a plain operation.

use super::super::decode::{Decode, Result};
use super::super::execute::registers::Slot;
use super::super::program::Step;
use super::super::syntax::Operand;
use super::super::types::Type;
use super::lanes::{binary, ternary, unary};
use super::rounding::{canonical, flush, saturate, saturate_double};

/// What an instruction does around its operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Modifiers {
    pub flush: bool,
    pub saturate: bool,
}

impl Modifiers {
    /// Takes `.ftz` and, where it exists, `.sat`.
    pub fn take(decode: &mut Decode<'_, '_>, may_saturate: bool) -> Modifiers {
        Modifiers {
            flush: decode.flag("ftz"),
            saturate: may_saturate && decode.flag("sat"),
        }
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
        self == Modifiers::default()
    }

    #[inline]
    fn output_double(self, value: f64) -> f64 {
        if self.saturate {
            saturate_double(value)
        } else {
            value
        }
    }

    fn refuse_flush(self, decode: &Decode<'_, '_>) -> Result<()> {
        if self.flush {
            return Err(decode.refuse("`.ftz` is only for .f32"));
        }
        Ok(())
    }
}

/// Takes the rounding mode, which must be to nearest even: the directed ones are not supported here.
pub fn nearest_only(decode: &mut Decode<'_, '_>, required: bool) -> Result<()> {
    if decode.flag("rn") || !required {
        return Ok(());
    }
    Err(decode.refuse("only rounding to nearest (.rn) is supported"))
}

/// A floating-point operation of two operands, in both precisions.
pub fn float_binary<'t>(
    decode: &mut Decode<'_, 't>,
    kind: Type,
    modifiers: Modifiers,
    operands: [&Operand<'t>; 3],
    single: impl Fn(f32, f32) -> f32 + Send + Sync + Copy + 'static,
    double: impl Fn(f64, f64) -> f64 + Send + Sync + Copy + 'static,
) -> Result<Step> {
    let (target, sources) = places(decode, kind, operands)?;
    if kind == Type::F64 {
        modifiers.refuse_flush(decode)?;
        return Ok(binary(target, sources, move |a, b| {
            modifiers.output_double(double(a, b))
        }));
    }
    if modifiers.is_plain() {
        return Ok(binary(target, sources, move |a, b| canonical(single(a, b))));
    }
    Ok(binary(target, sources, move |a, b| {
        modifiers.output(single(modifiers.input(a), modifiers.input(b)))
    }))
}

/// A floating-point operation of one operand, in both precisions.
pub fn float_unary<'t>(
    decode: &mut Decode<'_, 't>,
    kind: Type,
    modifiers: Modifiers,
    [target, source]: [&Operand<'t>; 2],
    single: impl Fn(f32) -> f32 + Send + Sync + Copy + 'static,
    double: impl Fn(f64) -> f64 + Send + Sync + Copy + 'static,
) -> Result<Step> {
    let target = decode.target(target, kind)?;
    let source = decode.value(source, kind)?;
    if kind == Type::F64 {
        modifiers.refuse_flush(decode)?;
        return Ok(unary(target, source, move |a| {
            modifiers.output_double(double(a))
        }));
    }
    Ok(unary(target, source, move |a| {
        modifiers.output(single(modifiers.input(a)))
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
        return Ok(ternary(target, slots, move |a: f64, b: f64, c: f64| {
            modifiers.output_double(a.mul_add(b, c))
        }));
    }
    if modifiers.is_plain() {
        return Ok(super::fused::single(target, slots));
    }
    Ok(ternary(target, slots, move |a, b, c| {
        let (a, b, c) = (modifiers.input(a), modifiers.input(b), modifiers.input(c));
        modifiers.output(f32::mul_add(a, b, c))
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
