//! `popc`, `clz`, `bfind`, `brev`, `bfe`, `bfi`, `prmt`: counting, finding and moving bits.

use super::super::decode::{Decode, Result, Words};
use super::super::execute::registers::LANES;
use super::super::program::Step;
use super::super::types::{Class, Type};
use super::Opcode;
use super::lanes::{bitwise, for_integer, ternary, unary};

pub const OPCODES: &[Opcode] = &[
    Opcode::new("popc", count_ones),
    Opcode::new("clz", count_leading_zeros),
    Opcode::new("bfind", find_highest),
    Opcode::new("brev", reverse),
    Opcode::new("bfe", extract),
    Opcode::new("bfi", insert),
    Opcode::new("prmt", permute),
];

fn count_ones(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = bits_kind(decode)?;
    let [target, source] = decode.operands()?;
    let target = decode.target(target, Type::U32)?;
    let source = decode.value(source, kind)?;
    Ok(bitwise(target, source, |bits| bits.count_ones().into()))
}

fn count_leading_zeros(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = bits_kind(decode)?;
    let [target, source] = decode.operands()?;
    let target = decode.target(target, Type::U32)?;
    let source = decode.value(source, kind)?;
    for_integer!(decode, kind, N => unary(target, source, |value: N| value.leading_zeros()))
}

/// The place of the highest bit that is unlike the sign, or all ones if there is none; `.shiftamt` counts from the top.
fn find_highest(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let from_top = decode.flag("shiftamt");
    let kind = decode.kind()?;
    if !kind.is_integer() || kind.size() < 4 {
        return Err(decode.wrong_kind(kind));
    }
    let [target, source] = decode.operands()?;
    let target = decode.target(target, Type::U32)?;
    let source = decode.value(source, kind)?;
    let unused = 64 - kind.size() * 8;
    let is_signed = kind.is_signed();
    Ok(bitwise(target, source, move |bits| {
        let top = bits << unused;
        let unlike = if is_signed && (top as i64) < 0 {
            !bits << unused
        } else {
            top
        };
        match unlike.leading_zeros() {
            64 => u32::MAX.into(),
            zeros if from_top => zeros.into(),
            zeros => (63 - unused - zeros).into(),
        }
    }))
}

fn reverse(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = bits_kind(decode)?;
    let [target, source] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let source = decode.value(source, kind)?;
    for_integer!(decode, kind, N => unary(target, source, |value: N| value.reverse_bits()))
}

/// Takes a field out of a value; a signed one is extended with the field's highest bit.
fn extract(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if !kind.is_integer() || kind.size() < 4 {
        return Err(decode.wrong_kind(kind));
    }
    let [target, source, start, length] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let source = decode.value(source, kind)?;
    let start = decode.value(start, Type::U32)?;
    let length = decode.value(length, Type::U32)?;
    let places = [source, start, length];
    Ok(match kind {
        Type::U32 | Type::S32 => ternary(target, places, move |value: u32, start, length| {
            field(value.into(), start, length, 32, kind.is_signed()) as u32
        }),
        _ => ternary(target, places, move |value, start, length| {
            field(value, start, length, 64, kind.is_signed())
        }),
    })
}

fn field(value: u64, start: u32, length: u32, bits: u32, is_signed: bool) -> u64 {
    let (start, length) = (start & 0xff, length & 0xff);
    let highest = (start + length).saturating_sub(1).min(bits - 1);
    let sign = is_signed && length != 0 && value >> highest & 1 != 0;
    let low = value.checked_shr(start).unwrap_or(0);
    let present = length.min(bits.saturating_sub(start));
    let mask = ones(present);
    if sign { low & mask | !mask } else { low & mask }
}

/// Puts the low bits of a value into a field of another.
fn insert(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = bits_kind(decode)?;
    let [target, from, into, start, length] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let from = decode.value(from, kind)?;
    let into = decode.value(into, kind)?;
    let start = decode.value(start, Type::U32)?;
    let length = decode.value(length, Type::U32)?;
    Ok(Step::compute(move |registers, active| {
        let (from, into) = (registers.read_bits(from), registers.read_bits(into));
        let (start, length) = (registers.read_bits(start), registers.read_bits(length));
        let results: [u64; LANES] = std::array::from_fn(|lane| {
            let start = start[lane] as u32 & 0xff;
            let mask = ones(length[lane] as u32 & 0xff)
                .checked_shl(start)
                .unwrap_or(0);
            let moved = from[lane].checked_shl(start).unwrap_or(0);
            into[lane] & !mask | moved & mask
        });
        registers.write_bits(target, active, &results);
    }))
}

/// A number whose lowest `count` bits are set.
fn ones(count: u32) -> u64 {
    1u64.checked_shl(count).map_or(u64::MAX, |bit| bit - 1)
}

/// What each byte of a permutation is selected by.
#[derive(Clone, Copy)]
enum Mode {
    Index,
    Forward,
    Backward,
    Replicate,
    ClampLeft,
    ClampRight,
    ReplicateHalf,
}

const MODES: &Words<Mode> = &[
    ("f4e", Mode::Forward),
    ("b4e", Mode::Backward),
    ("rc8", Mode::Replicate),
    ("ecl", Mode::ClampLeft),
    ("ecr", Mode::ClampRight),
    ("rc16", Mode::ReplicateHalf),
];

fn permute(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = bits_kind(decode)?;
    if kind != Type::B32 {
        return Err(decode.wrong_kind(kind));
    }
    let mode = decode.choose(MODES).unwrap_or(Mode::Index);
    let [target, low, high, selector] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let low = decode.value(low, kind)?;
    let high = decode.value(high, kind)?;
    let selector = decode.value(selector, kind)?;
    Ok(ternary(
        target,
        [low, high, selector],
        move |low, high, selector| permuted(low, high, selector, mode),
    ))
}

fn permuted(low: u32, high: u32, selector: u32, mode: Mode) -> u32 {
    let bytes = (u64::from(high) << 32 | u64::from(low)).to_le_bytes();
    u32::from_le_bytes(std::array::from_fn(|index| {
        let place = place(index as u32, selector, mode);
        let byte = bytes[place as usize & 7];
        // The highest bit of a place asks for the sign of the byte, eight times.
        match place & 8 {
            0 => byte,
            _ => ((byte as i8) >> 7) as u8,
        }
    }))
}

fn place(index: u32, selector: u32, mode: Mode) -> u32 {
    let chosen = selector & 3;
    match mode {
        Mode::Index => selector >> (4 * index) & 15,
        Mode::Forward => chosen + index,
        Mode::Backward => (8 + chosen - index) & 7,
        Mode::Replicate => chosen,
        Mode::ClampLeft => chosen.max(index),
        Mode::ClampRight => chosen.min(index),
        Mode::ReplicateHalf => (chosen & 1) * 2 + (index & 1),
    }
}

fn bits_kind(decode: &mut Decode<'_, '_>) -> Result<Type> {
    let kind = decode.kind()?;
    if kind.class() == Class::Bits && kind.size() >= 4 {
        Ok(kind)
    } else {
        Err(decode.wrong_kind(kind))
    }
}
