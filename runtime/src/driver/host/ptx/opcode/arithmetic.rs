//! `add`, `sub`, `mul`, `mad`, `fma`, `div`, `rem`, `neg`, `abs`, `min`, `max`, `sad`, for integers and for floats.

use super::super::decode::{Decode, Result, Words};
use super::super::execute::registers::Slot;
use super::super::program::Step;
use super::super::syntax::Operand;
use super::super::types::Type;
use super::Opcode;
use super::directed;
use super::float::{
    Modifiers, Operation, float_binary, float_fused, float_unary, maximum, maximum_double, minimum,
    minimum_double, unrounded, unrounded_unary,
};
use super::integer::Integer;
use super::lanes::{binary, for_integer, ternary, unary};

pub const OPCODES: &[Opcode] = &[
    Opcode::new("add", add),
    Opcode::new("sub", subtract),
    Opcode::new("mul", multiply),
    Opcode::new("mad", multiply_add),
    Opcode::new("fma", fused_multiply_add),
    Opcode::new("div", divide),
    Opcode::new("rem", remainder),
    Opcode::new("neg", negate),
    Opcode::new("abs", absolute),
    Opcode::new("min", smaller),
    Opcode::new("max", larger),
    Opcode::new("sad", absolute_difference),
];

/// Which part of a product is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Low,
    High,
    Wide,
}

const HALVES: &Words<Half> = &[("lo", Half::Low), ("hi", Half::High), ("wide", Half::Wide)];

fn add(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind.is_float() {
        let modifiers = Modifiers::take_all(decode, kind)?;
        let operands = decode.operands()?;
        let operation = Operation {
            single: |a, b| a + b,
            double: |a, b| a + b,
            directed: directed::sum,
        };
        return float_binary(decode, kind, modifiers, operands, operation);
    }
    let saturating = kind == Type::S32 && decode.flag("sat");
    let (target, sources) = integer_places(decode, kind)?;
    if saturating {
        return Ok(binary(target, sources, i32::add_saturating));
    }
    for_integer!(decode, kind, N => binary(target, sources, N::add))
}

fn subtract(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind.is_float() {
        let modifiers = Modifiers::take_all(decode, kind)?;
        let operands = decode.operands()?;
        let operation = Operation {
            single: |a, b| a - b,
            double: |a, b| a - b,
            directed: |a, b: f32, rounding| directed::sum(a, -b, rounding),
        };
        return float_binary(decode, kind, modifiers, operands, operation);
    }
    let saturating = kind == Type::S32 && decode.flag("sat");
    let (target, sources) = integer_places(decode, kind)?;
    if saturating {
        return Ok(binary(target, sources, i32::subtract_saturating));
    }
    for_integer!(decode, kind, N => binary(target, sources, N::subtract))
}

fn multiply(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind.is_float() {
        let modifiers = Modifiers::take_all(decode, kind)?;
        let operands = decode.operands()?;
        let operation = Operation {
            single: |a, b| a * b,
            double: |a, b| a * b,
            directed: directed::product,
        };
        return float_binary(decode, kind, modifiers, operands, operation);
    }
    let half = decode.require(HALVES)?;
    if half == Half::Wide {
        let [target, first, second] = decode.operands()?;
        let target = wide_target(decode, target, kind)?;
        let sources = [decode.value(first, kind)?, decode.value(second, kind)?];
        return wide_product(decode, kind, target, sources);
    }
    let (target, sources) = integer_places(decode, kind)?;
    if half == Half::High {
        return for_integer!(decode, kind, N => binary(target, sources, N::multiply_high));
    }
    for_integer!(decode, kind, N => binary(target, sources, N::multiply))
}

fn multiply_add(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind.is_float() {
        return fused(decode, kind);
    }
    let half = decode.require(HALVES)?;
    let saturating = half == Half::High && kind == Type::S32 && decode.flag("sat");
    let [target, first, second, third] = decode.operands()?;
    let sources = [decode.value(first, kind)?, decode.value(second, kind)?];
    if half == Half::Wide {
        let target = wide_target(decode, target, kind)?;
        let third = decode.value(third, doubled(decode, kind)?)?;
        return wide_product_sum(decode, kind, target, [sources[0], sources[1], third]);
    }
    let target = decode.target(target, kind)?;
    let sources = [sources[0], sources[1], decode.value(third, kind)?];
    match half {
        _ if saturating => Ok(ternary(target, sources, |a: i32, b: i32, c: i32| {
            a.multiply_high(b).add_saturating(c)
        })),
        Half::High => for_integer!(decode, kind, N => {
            ternary(target, sources, |a: N, b: N, c: N| a.multiply_high(b).add(c))
        }),
        _ => for_integer!(decode, kind, N => {
            ternary(target, sources, |a: N, b: N, c: N| a.multiply(b).add(c))
        }),
    }
}

fn fused_multiply_add(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    fused(decode, kind)
}

fn fused(decode: &mut Decode<'_, '_>, kind: Type) -> Result<Step> {
    if !kind.is_float() {
        return Err(decode.wrong_kind(kind));
    }
    let saturate = kind == Type::F32 && decode.flag("sat");
    let modifiers = Modifiers {
        saturate,
        ..Modifiers::take_rounded(decode, kind)?
    };
    let operands = decode.operands()?;
    float_fused(decode, kind, modifiers, operands)
}

fn divide(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind.is_float() {
        // A quotient rounded to nearest is closer than `.full` and `.approx` promise.
        let rounded = kind == Type::F32 && (decode.flag("approx") || decode.flag("full"));
        let modifiers = match rounded {
            true => Modifiers::take(decode),
            false => Modifiers::take_rounded(decode, kind)?,
        };
        let operands = decode.operands()?;
        let operation = Operation {
            single: |a, b| a / b,
            double: |a, b| a / b,
            directed: directed::quotient,
        };
        return float_binary(decode, kind, modifiers, operands, operation);
    }
    let (target, sources) = integer_places(decode, kind)?;
    for_integer!(decode, kind, N => binary(target, sources, N::divide))
}

fn remainder(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    let (target, sources) = integer_places(decode, kind)?;
    for_integer!(decode, kind, N => binary(target, sources, N::remainder))
}

fn negate(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind.is_float() {
        let modifiers = Modifiers::take(decode);
        let operands = decode.operands()?;
        return float_unary(
            decode,
            kind,
            modifiers,
            operands,
            unrounded_unary(|a: f32| -a, |a: f64| -a),
        );
    }
    let (target, source) = signed_places(decode, kind)?;
    for_integer!(decode, kind, N => unary(target, source, N::negate))
}

fn absolute(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind.is_float() {
        let modifiers = Modifiers::take(decode);
        let operands = decode.operands()?;
        return float_unary(
            decode,
            kind,
            modifiers,
            operands,
            unrounded_unary(f32::abs, f64::abs),
        );
    }
    let (target, source) = signed_places(decode, kind)?;
    for_integer!(decode, kind, N => unary(target, source, N::absolute))
}

fn smaller(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind.is_float() {
        let nan_wins = kind == Type::F32 && decode.flag("NaN");
        let modifiers = Modifiers::take(decode);
        let operands = decode.operands()?;
        let single = move |a: f32, b: f32| match nan_wins && (a.is_nan() || b.is_nan()) {
            true => f32::NAN,
            false => minimum(a, b),
        };
        return float_binary(
            decode,
            kind,
            modifiers,
            operands,
            unrounded(single, minimum_double),
        );
    }
    let (target, sources) = integer_places(decode, kind)?;
    for_integer!(decode, kind, N => binary(target, sources, |a: N, b: N| a.min(b)))
}

fn larger(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind.is_float() {
        let nan_wins = kind == Type::F32 && decode.flag("NaN");
        let modifiers = Modifiers::take(decode);
        let operands = decode.operands()?;
        let single = move |a: f32, b: f32| match nan_wins && (a.is_nan() || b.is_nan()) {
            true => f32::NAN,
            false => maximum(a, b),
        };
        return float_binary(
            decode,
            kind,
            modifiers,
            operands,
            unrounded(single, maximum_double),
        );
    }
    let (target, sources) = integer_places(decode, kind)?;
    for_integer!(decode, kind, N => binary(target, sources, |a: N, b: N| a.max(b)))
}

fn absolute_difference(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    refuse_bits(decode, kind)?;
    let [target, sources @ ..] = decode.operands::<4>()?;
    let target = decode.target(target, kind)?;
    let mut slots = [target; 3];
    for (slot, source) in slots.iter_mut().zip(sources) {
        *slot = decode.value(source, kind)?;
    }
    for_integer!(decode, kind, N => ternary(target, slots, |a: N, b: N, c: N| {
        a.max(b).subtract(a.min(b)).add(c)
    }))
}

fn wide_product(
    decode: &Decode<'_, '_>,
    kind: Type,
    target: Slot,
    sources: [Slot; 2],
) -> Result<Step> {
    Ok(match kind {
        Type::U16 => binary(target, sources, |a: u16, b: u16| {
            u32::from(a) * u32::from(b)
        }),
        Type::S16 => binary(target, sources, |a: i16, b: i16| {
            i32::from(a) * i32::from(b)
        }),
        Type::U32 => binary(target, sources, |a: u32, b: u32| {
            u64::from(a) * u64::from(b)
        }),
        Type::S32 => binary(target, sources, |a: i32, b: i32| {
            i64::from(a) * i64::from(b)
        }),
        other => return Err(decode.wrong_kind(other)),
    })
}

fn wide_product_sum(
    decode: &Decode<'_, '_>,
    kind: Type,
    target: Slot,
    sources: [Slot; 3],
) -> Result<Step> {
    Ok(match kind {
        Type::U16 => ternary(target, sources, |a: u16, b: u16, c: u32| {
            (u32::from(a) * u32::from(b)).wrapping_add(c)
        }),
        Type::S16 => ternary(target, sources, |a: i16, b: i16, c: i32| {
            (i32::from(a) * i32::from(b)).wrapping_add(c)
        }),
        Type::U32 => ternary(target, sources, |a: u32, b: u32, c: u64| {
            (u64::from(a) * u64::from(b)).wrapping_add(c)
        }),
        Type::S32 => ternary(target, sources, |a: i32, b: i32, c: i64| {
            (i64::from(a) * i64::from(b)).wrapping_add(c)
        }),
        other => return Err(decode.wrong_kind(other)),
    })
}

fn wide_target<'t>(decode: &mut Decode<'_, 't>, operand: &Operand<'t>, kind: Type) -> Result<Slot> {
    let kind = doubled(decode, kind)?;
    decode.target(operand, kind)
}

/// The type of twice the size.
fn doubled(decode: &Decode<'_, '_>, kind: Type) -> Result<Type> {
    match kind {
        Type::U16 => Ok(Type::U32),
        Type::S16 => Ok(Type::S32),
        Type::U32 => Ok(Type::U64),
        Type::S32 => Ok(Type::S64),
        other => Err(decode.wrong_kind(other)),
    }
}

fn integer_places(decode: &mut Decode<'_, '_>, kind: Type) -> Result<(Slot, [Slot; 2])> {
    refuse_bits(decode, kind)?;
    let [target, first, second] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let first = decode.value(first, kind)?;
    let second = decode.value(second, kind)?;
    Ok((target, [first, second]))
}

fn signed_places(decode: &mut Decode<'_, '_>, kind: Type) -> Result<(Slot, Slot)> {
    if !kind.is_signed() {
        return Err(decode.wrong_kind(kind));
    }
    let [target, source] = decode.operands()?;
    Ok((decode.target(target, kind)?, decode.value(source, kind)?))
}

/// Arithmetic needs a sign or its absence: bits have neither.
fn refuse_bits(decode: &Decode<'_, '_>, kind: Type) -> Result<()> {
    if kind.is_integer() {
        Ok(())
    } else {
        Err(decode.wrong_kind(kind))
    }
}
