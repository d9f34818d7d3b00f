//! `cvt`: conversions among integers and floats, with rounding, saturation and flushing.

use super::super::decode::{Decode, Result, Words};
use super::super::execute::registers::Slot;
use super::super::program::Step;
use super::super::types::Type;
use super::Opcode;
use super::lanes::{bitwise, unary};
use super::rounding::{
    ROUNDINGS, Rounding, canonical, flush, integer_to_double, integer_to_single, saturate,
    saturate_double, to_integral, to_single,
};

pub const OPCODES: &[Opcode] = &[Opcode::new("cvt", convert)];

const TO_INTEGER: &Words<Rounding> = &[
    ("rni", Rounding::Nearest),
    ("rzi", Rounding::Zero),
    ("rmi", Rounding::Down),
    ("rpi", Rounding::Up),
];

/// What a conversion does beside changing the type.
#[derive(Clone, Copy)]
struct Modifiers {
    to_float: Option<Rounding>,
    to_integer: Option<Rounding>,
    flush: bool,
    saturate: bool,
}

fn convert(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let modifiers = Modifiers {
        to_float: decode.choose(ROUNDINGS),
        to_integer: decode.choose(TO_INTEGER),
        flush: decode.flag("ftz"),
        saturate: decode.flag("sat"),
    };
    let to = decode.kind()?;
    let from = decode.kind()?;
    for kind in [to, from] {
        if !kind.is_integer() && !kind.is_float() {
            return Err(decode.wrong_kind(kind));
        }
    }
    check_rounding(decode, to, from, modifiers)?;
    let [target, source] = decode.operands()?;
    let target = decode.wide_target(target, to)?;
    let source = decode.wide_value(source, from)?;
    Ok(match (to.is_float(), from.is_float()) {
        (false, false) => integer_to_integer(target, source, to, from, modifiers.saturate),
        (true, false) => integer_to_float(target, source, to, from, modifiers),
        (false, true) => float_to_integer(target, source, to, from, modifiers),
        (true, true) => float_to_float(target, source, to, from, modifiers),
    })
}

/// Each conversion takes exactly the rounding that it needs.
fn check_rounding(
    decode: &Decode<'_, '_>,
    to: Type,
    from: Type,
    modifiers: Modifiers,
) -> Result<()> {
    let narrows = to.is_float() && (!from.is_float() || to.size() < from.size());
    let lands_on_integers = from.is_float() && !to.is_float();
    let same_float = from.is_float() && to == from;
    let rounding = match (modifiers.to_float, modifiers.to_integer) {
        (Some(_), Some(_)) => return Err(decode.refuse("takes one rounding mode")),
        (Some(_), None) if !narrows => Err("takes no such rounding mode"),
        (None, Some(_)) if !lands_on_integers && !same_float => Err("takes no such rounding mode"),
        (None, _) if narrows => Err("needs a rounding mode: .rn, .rz, .rm or .rp"),
        (_, None) if lands_on_integers => Err("needs a rounding mode: .rni, .rzi, .rmi or .rpi"),
        _ => Ok(()),
    };
    rounding.map_err(|problem| decode.refuse(problem))?;
    if modifiers.flush && to != Type::F32 && from != Type::F32 {
        return Err(decode.refuse("`.ftz` is only for .f32"));
    }
    Ok(())
}

fn integer_to_integer(target: Slot, source: Slot, to: Type, from: Type, saturates: bool) -> Step {
    bitwise(target, source, move |bits| {
        let value = extend(bits, from);
        let value = if saturates { clamp(value, to) } else { value };
        // What the register has beyond the type is filled with the sign, or zeros.
        extend(value as u64, to) as u64
    })
}

fn integer_to_float(
    target: Slot,
    source: Slot,
    to: Type,
    from: Type,
    modifiers: Modifiers,
) -> Step {
    let rounding = modifiers.to_float.unwrap_or(Rounding::Nearest);
    let saturates = modifiers.saturate;
    match (to, from, rounding) {
        (Type::F32, Type::S32, Rounding::Nearest) if !saturates && is_word(source) => {
            unary(target, source, |value: i32| value as f32)
        }
        (Type::F32, Type::U32, Rounding::Nearest) if !saturates && is_word(source) => {
            unary(target, source, |value: u32| value as f32)
        }
        (Type::F32, ..) => bitwise(target, source, move |bits| {
            let value = integer_to_single(extend(bits, from), rounding);
            let value = if saturates { saturate(value) } else { value };
            value.to_bits().into()
        }),
        _ => bitwise(target, source, move |bits| {
            let value = integer_to_double(extend(bits, from), rounding);
            let value = if saturates {
                saturate_double(value)
            } else {
                value
            };
            value.to_bits()
        }),
    }
}

/// Out of range gives the nearest integer of the type, and what is no number gives zero.
fn float_to_integer(
    target: Slot,
    source: Slot,
    to: Type,
    from: Type,
    modifiers: Modifiers,
) -> Step {
    let rounding = modifiers.to_integer.unwrap_or(Rounding::Zero);
    let flushes = modifiers.flush;
    bitwise(target, source, move |bits| {
        let value = match from {
            Type::F32 if flushes => flush(f32::from_bits(bits as u32)).into(),
            Type::F32 => f32::from_bits(bits as u32).into(),
            _ => f64::from_bits(bits),
        };
        let value = to_integral(value, rounding) as i128;
        extend(clamp(value, to) as u64, to) as u64
    })
}

fn float_to_float(target: Slot, source: Slot, to: Type, from: Type, modifiers: Modifiers) -> Step {
    match (to, from) {
        (Type::F32, Type::F32) => unary(target, source, move |value| {
            modifiers.single(modifiers.flushed(value))
        }),
        (Type::F32, _) => unary(target, source, move |value: f64| {
            let rounding = modifiers.to_float.unwrap_or(Rounding::Nearest);
            modifiers.single(to_single(value, rounding))
        }),
        (_, Type::F32) => unary(target, source, move |value: f32| {
            modifiers.double(modifiers.flushed(value).into())
        }),
        _ => unary(target, source, move |value: f64| modifiers.double(value)),
    }
}

impl Modifiers {
    fn flushed(self, value: f32) -> f32 {
        if self.flush { flush(value) } else { value }
    }

    fn single(self, value: f32) -> f32 {
        let value = match self.to_integer {
            Some(rounding) => to_integral(value.into(), rounding) as f32,
            None => value,
        };
        let value = self.flushed(value);
        if self.saturate {
            saturate(value)
        } else {
            canonical(value)
        }
    }

    fn double(self, value: f64) -> f64 {
        let value = match self.to_integer {
            Some(rounding) => to_integral(value, rounding),
            None => value,
        };
        if self.saturate {
            saturate_double(value)
        } else {
            value
        }
    }
}

fn is_word(source: Slot) -> bool {
    source.width() == super::super::execute::registers::Width::Four
}

/// The low bits as an integer of the type.
pub fn extend(bits: u64, kind: Type) -> i128 {
    match kind {
        Type::U8 | Type::B8 => i128::from(bits as u8),
        Type::S8 => i128::from(bits as i8),
        Type::U16 | Type::B16 => i128::from(bits as u16),
        Type::S16 => i128::from(bits as i16),
        Type::U32 | Type::B32 => i128::from(bits as u32),
        Type::S32 => i128::from(bits as i32),
        Type::S64 => i128::from(bits as i64),
        _ => i128::from(bits),
    }
}

/// The nearest integer of the type.
fn clamp(value: i128, kind: Type) -> i128 {
    let bits = kind.size() * 8;
    let (lowest, highest) = match kind.is_signed() {
        true => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        false => (0, (1i128 << bits) - 1),
    };
    value.clamp(lowest, highest)
}
