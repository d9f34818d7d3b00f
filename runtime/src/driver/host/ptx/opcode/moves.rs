//! `mov`, `cvta`, `isspacep`: values, addresses and packed values from one register to another.

use super::super::decode::{Decode, Result, Words};
use super::super::execute::memory::{
    CONSTANT_START, LOCAL_START, PARAMETER_START, SHARED_START, WINDOW_BYTES,
};
use super::super::execute::registers::{LANES, Slot};
use super::super::program::Step;
use super::super::syntax::{Operand, OperandKind};
use super::super::types::Type;
use super::Opcode;
use super::lanes::{bitwise, copy_predicate, unary};

pub const OPCODES: &[Opcode] = &[
    Opcode::new("mov", move_value),
    Opcode::new("cvta", convert_address),
    Opcode::new("isspacep", is_in_space),
];

fn move_value(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    let [target, source] = decode.operands()?;
    if kind == Type::Pred {
        let target = decode.predicate_target(target)?;
        let source = decode.condition(source)?;
        return Ok(copy_predicate(target, source));
    }
    if kind.size() < 2 {
        return Err(decode.wrong_kind(kind));
    }
    if decode.is_clock(source) {
        return Ok(Step::Clock(decode.target(target, kind)?));
    }
    match (&target.kind, &source.kind) {
        (OperandKind::Vector(parts), _) => unpack(decode, kind, parts, source),
        (_, OperandKind::Vector(parts)) => pack(decode, kind, target, parts),
        _ => {
            let target = decode.target(target, kind)?;
            let source = decode.value(source, kind)?;
            Ok(copy(target, source, kind))
        }
    }
}

fn copy(target: Slot, source: Slot, kind: Type) -> Step {
    match kind.size() {
        2 => unary(target, source, |value: u16| value),
        4 => unary(target, source, |value: u32| value),
        _ => unary(target, source, |value: u64| value),
    }
}

/// Joins parts, the first lowest.
fn pack<'t>(
    decode: &mut Decode<'_, 't>,
    kind: Type,
    target: &Operand<'t>,
    parts: &[Operand<'t>],
) -> Result<Step> {
    let part = part_kind(decode, kind, parts)?;
    let target = decode.target(target, kind)?;
    let slots = parts
        .iter()
        .map(|operand| decode.value(operand, part))
        .collect::<Result<Vec<_>>>()?;
    let bits = part.size() * 8;
    Ok(Step::compute(move |registers, active| {
        let mut results = [0; LANES];
        for (index, slot) in slots.iter().enumerate() {
            let values = registers.read_bits(*slot);
            for (result, value) in results.iter_mut().zip(values) {
                *result |= value << (bits * index as u32);
            }
        }
        registers.write_bits(target, active, &results);
    }))
}

/// Takes a value apart, the lowest part first.
fn unpack<'t>(
    decode: &mut Decode<'_, 't>,
    kind: Type,
    parts: &[Operand<'t>],
    source: &Operand<'t>,
) -> Result<Step> {
    let part = part_kind(decode, kind, parts)?;
    let source = decode.value(source, kind)?;
    let slots = parts
        .iter()
        .map(|operand| decode.target(operand, part))
        .collect::<Result<Vec<_>>>()?;
    let bits = part.size() * 8;
    Ok(Step::compute(move |registers, active| {
        let values = registers.read_bits(source);
        for (index, slot) in slots.iter().enumerate() {
            let part = values.map(|value| value >> (bits * index as u32));
            registers.write_bits(*slot, active, &part);
        }
    }))
}

/// The type of each of several parts of a value.
fn part_kind(decode: &Decode<'_, '_>, kind: Type, parts: &[Operand<'_>]) -> Result<Type> {
    match (kind, parts.len()) {
        (Type::B32, 2) | (Type::B64, 4) => Ok(Type::B16),
        (Type::B64, 2) => Ok(Type::B32),
        _ => Err(decode.refuse(format!("a .{} has no {} parts", kind.name(), parts.len()))),
    }
}

/// The windows that addresses can be converted to and from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Window {
    Global,
    Shared,
    Local,
    Parameter,
    Constant,
}

const WINDOWS: &Words<Window> = &[
    ("global", Window::Global),
    ("shared", Window::Shared),
    ("shared::cta", Window::Shared),
    ("local", Window::Local),
    ("param", Window::Parameter),
    ("const", Window::Constant),
];

/// An address is the same number in every space that has it.
fn convert_address(decode: &mut Decode<'_, '_>) -> Result<Step> {
    decode.flag("to");
    decode.require(WINDOWS)?;
    let kind = address_kind(decode)?;
    let [target, source] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let source = decode.value(source, kind)?;
    Ok(bitwise(target, source, |address| address))
}

fn address_kind(decode: &mut Decode<'_, '_>) -> Result<Type> {
    match decode.kind()? {
        kind @ (Type::U32 | Type::U64) => Ok(kind),
        other => Err(decode.wrong_kind(other)),
    }
}

fn is_in_space(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let window = decode.require(WINDOWS)?;
    let [target, source] = decode.operands()?;
    let target = decode.predicate_target(target)?;
    let kind = match decode.declared(source) {
        Some(kind) if kind.size() == 4 => Type::U32,
        _ => Type::U64,
    };
    let source = decode.value(source, kind)?;
    Ok(Step::compute(move |registers, active| {
        let addresses = registers.read_bits(source);
        let mask = (0..LANES).fold(0, |mask, lane| {
            mask | u32::from(window.has(addresses[lane])) << lane
        });
        registers.set_predicate(target, active, mask);
    }))
}

impl Window {
    fn has(self, address: u64) -> bool {
        let within = |start: u64| address.wrapping_sub(start) < WINDOW_BYTES;
        match self {
            Window::Shared => within(SHARED_START),
            Window::Local => within(LOCAL_START),
            Window::Parameter => within(PARAMETER_START),
            Window::Constant => within(CONSTANT_START),
            Window::Global => ![SHARED_START, LOCAL_START, PARAMETER_START, CONSTANT_START]
                .into_iter()
                .any(within),
        }
    }
}
