//! `sqrt`, `rcp`, `rsqrt`, `ex2`, `lg2`, `sin`, `cos`, `tanh`, `copysign`, `testp`.
//!
//! The approximate forms compute in double precision and round once. That is within half a unit in the last place (for
//! `ex2`, `lg2`, `sin`, `cos` and `tanh` barely more), closer than a GPU, whose result may differ in the last bits.

use super::super::decode::{Decode, Result, Words};
use super::super::execute::registers::{LANES, Mask};
use super::super::program::Step;
use super::super::types::Type;
use super::Opcode;
use super::float::{Modifiers, float_unary};
use super::lanes::binary;

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
    let kind = rounded_or_approximate(decode)?;
    let modifiers = Modifiers::take(decode, false);
    float_unary(
        decode,
        kind,
        modifiers,
        decode.operands()?,
        f32::sqrt,
        f64::sqrt,
    )
}

fn reciprocal(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = rounded_or_approximate(decode)?;
    let modifiers = Modifiers::take(decode, false);
    float_unary(
        decode,
        kind,
        modifiers,
        decode.operands()?,
        f32::recip,
        f64::recip,
    )
}

/// Takes `.rn`, or `.approx` for single precision.
fn rounded_or_approximate(decode: &mut Decode<'_, '_>) -> Result<Type> {
    let is_approximate = decode.flag("approx");
    if !is_approximate && !decode.flag("rn") {
        return Err(decode.refuse("needs .rn or .approx: no other rounding is supported"));
    }
    match decode.kind()? {
        Type::F64 if !is_approximate => Ok(Type::F64),
        Type::F32 => Ok(Type::F32),
        other => Err(decode.wrong_kind(other)),
    }
}

fn reciprocal_square_root(decode: &mut Decode<'_, '_>) -> Result<Step> {
    if !decode.flag("approx") {
        return Err(decode.refuse("needs .approx"));
    }
    let kind = decode.kind()?;
    if !kind.is_float() {
        return Err(decode.wrong_kind(kind));
    }
    let modifiers = Modifiers::take(decode, false);
    let single = |value: f32| f64::from(value).sqrt().recip() as f32;
    let double = |value: f64| value.sqrt().recip();
    float_unary(decode, kind, modifiers, decode.operands()?, single, double)
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
    let modifiers = Modifiers::take(decode, false);
    let single = move |value: f32| function(value.into()) as f32;
    float_unary(
        decode,
        kind,
        modifiers,
        decode.operands()?,
        single,
        function,
    )
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
