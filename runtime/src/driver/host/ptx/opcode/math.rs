//! `sqrt`, `rcp`, `rsqrt`, `ex2`, `lg2`, `sin`, `cos`, `tanh`, `copysign`, `testp`.
//!
//! The approximate forms compute in double precision and round once. That is within half a unit in the last place (for
//! `ex2`, `lg2`, `sin`, `cos` and `tanh` barely more), closer than a GPU, whose result may differ in the last bits.

use super::super::decode::{Decode, Result, Words};
use super::super::execute::registers::{LANES, Mask};
use super::super::program::Step;
use super::super::types::Type;
use super::Opcode;
use super::directed;
use super::float::{Modifiers, Operation, float_unary, unrounded_unary};
use super::lanes::{binary, unary};

pub const OPCODES: &[Opcode] = &[
    Opcode::new("sqrt", square_root),
    Opcode::new("rcp", reciprocal),
    Opcode::new("rsqrt", reciprocal_square_root),
    Opcode::new("ex2", power_of_two),
    Opcode::new("lg2", binary_logarithm),
    Opcode::new("sin", sine),
    Opcode::new("cos", cosine),
    Opcode::new("tanh", hyperbolic_tangent),
    Opcode::new("copysign", copy_sign),
    Opcode::new("testp", test_property),
];

fn square_root(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let (kind, modifiers) = rounded_or_approximate(decode)?;
    let operation = Operation {
        single: f32::sqrt,
        double: f64::sqrt,
        directed: directed::square_root,
    };
    float_unary(decode, kind, modifiers, decode.operands()?, operation)
}

fn reciprocal(decode: &mut Decode<'_, '_>) -> Result<Step> {
    if is_coarse(decode) {
        return coarse(decode, f64::recip);
    }
    let (kind, modifiers) = rounded_or_approximate(decode)?;
    let operation = Operation {
        single: f32::recip,
        double: f64::recip,
        directed: |value, rounding| directed::quotient(1.0, value, rounding),
    };
    float_unary(decode, kind, modifiers, decode.operands()?, operation)
}

/// Takes a rounding mode, or `.approx` for single precision.
fn rounded_or_approximate(decode: &mut Decode<'_, '_>) -> Result<(Type, Modifiers)> {
    let is_approximate = decode.flag("approx");
    let kind = decode.kind()?;
    if !kind.is_float() || is_approximate && kind == Type::F64 {
        return Err(decode.wrong_kind(kind));
    }
    let modifiers = match is_approximate {
        true => Modifiers::take(decode),
        false => Modifiers::take_rounded(decode, kind)?,
    };
    Ok((kind, modifiers))
}

fn reciprocal_square_root(decode: &mut Decode<'_, '_>) -> Result<Step> {
    if is_coarse(decode) {
        return coarse(decode, |value| value.sqrt().recip());
    }
    if !decode.flag("approx") {
        return Err(decode.refuse("needs .approx"));
    }
    let kind = decode.kind()?;
    if !kind.is_float() {
        return Err(decode.wrong_kind(kind));
    }
    let modifiers = Modifiers::take(decode);
    let single = |value: f32| f64::from(value).sqrt().recip() as f32;
    let double = |value: f64| value.sqrt().recip();
    let operation = unrounded_unary(single, double);
    float_unary(decode, kind, modifiers, decode.operands()?, operation)
}

/// Whether this is the form whose operand and result have only the upper half of a double's bits.
fn is_coarse(decode: &Decode<'_, '_>) -> bool {
    decode.opcode().ends_with(".approx.ftz.f64")
}

fn coarse(decode: &mut Decode<'_, '_>, function: fn(f64) -> f64) -> Result<Step> {
    decode.flag("approx");
    decode.flag("ftz");
    let kind = decode.kind()?;
    let [target, source] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let source = decode.value(source, kind)?;
    Ok(unary(target, source, move |value: f64| {
        let cut = f64::from_bits(value.to_bits() & UPPER_HALF);
        flush_double(nearest_upper_half(function(flush_double(cut))))
    }))
}

const UPPER_HALF: u64 = 0xffff_ffff_0000_0000;

/// Rounds to the bits that the upper half has.
fn nearest_upper_half(value: f64) -> f64 {
    if !value.is_finite() {
        return value;
    }
    f64::from_bits((value.to_bits() + (1 << 31)) & UPPER_HALF)
}

/// Replaces subnormal numbers by zero of the same sign.
fn flush_double(value: f64) -> f64 {
    if value.is_subnormal() {
        0f64.copysign(value)
    } else {
        value
    }
}

fn power_of_two(decode: &mut Decode<'_, '_>) -> Result<Step> {
    approximate(decode, f64::exp2)
}

fn binary_logarithm(decode: &mut Decode<'_, '_>) -> Result<Step> {
    approximate(decode, f64::log2)
}

fn sine(decode: &mut Decode<'_, '_>) -> Result<Step> {
    approximate(decode, f64::sin)
}

fn cosine(decode: &mut Decode<'_, '_>) -> Result<Step> {
    approximate(decode, f64::cos)
}

fn hyperbolic_tangent(decode: &mut Decode<'_, '_>) -> Result<Step> {
    approximate(decode, f64::tanh)
}

fn approximate(decode: &mut Decode<'_, '_>, function: fn(f64) -> f64) -> Result<Step> {
    if !decode.flag("approx") {
        return Err(decode.refuse("needs .approx"));
    }
    let kind = decode.kind()?;
    if kind != Type::F32 {
        return Err(decode.wrong_kind(kind));
    }
    let modifiers = Modifiers::take(decode);
    let single = move |value: f32| function(value.into()) as f32;
    let operation = unrounded_unary(single, function);
    float_unary(decode, kind, modifiers, decode.operands()?, operation)
}

/// The size of the second operand with the sign of the first.
fn copy_sign(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    let [target, sign, size] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let sources = [decode.value(sign, kind)?, decode.value(size, kind)?];
    match kind {
        Type::F32 => Ok(binary(target, sources, |sign: f32, size: f32| {
            size.copysign(sign)
        })),
        Type::F64 => Ok(binary(target, sources, |sign: f64, size: f64| {
            size.copysign(sign)
        })),
        other => Err(decode.wrong_kind(other)),
    }
}

#[derive(Clone, Copy)]
enum Property {
    Finite,
    Infinite,
    Number,
    NotANumber,
    Normal,
    Subnormal,
}

const PROPERTIES: &Words<Property> = &[
    ("finite", Property::Finite),
    ("infinite", Property::Infinite),
    ("number", Property::Number),
    ("notanumber", Property::NotANumber),
    ("normal", Property::Normal),
    ("subnormal", Property::Subnormal),
];

fn test_property(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let property = decode.require(PROPERTIES)?;
    let kind = decode.kind()?;
    if !kind.is_float() {
        return Err(decode.wrong_kind(kind));
    }
    let [target, source] = decode.operands()?;
    let target = decode.predicate_target(target)?;
    let source = decode.value(source, kind)?;
    Ok(Step::compute(move |registers, active| {
        let bits = registers.read_bits(source);
        let mask: Mask = (0..LANES).fold(0, |mask, lane| {
            let found = match kind {
                Type::F32 => f32::from_bits(bits[lane] as u32).classify(),
                _ => f64::from_bits(bits[lane]).classify(),
            };
            mask | u32::from(property.holds(found)) << lane
        });
        registers.set_predicate(target, active, mask);
    }))
}

impl Property {
    fn holds(self, found: std::num::FpCategory) -> bool {
        use std::num::FpCategory::{Infinite, Nan, Normal, Subnormal};
        match self {
            Property::Finite => !matches!(found, Infinite | Nan),
            Property::Infinite => found == Infinite,
            Property::Number => found != Nan,
            Property::NotANumber => found == Nan,
            Property::Normal => found == Normal,
            Property::Subnormal => found == Subnormal,
        }
    }
}
