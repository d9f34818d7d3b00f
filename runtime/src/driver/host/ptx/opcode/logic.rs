//! `and`, `or`, `xor`, `not`, `cnot`, `lop3`, on bits and on predicates.

use super::super::decode::{Decode, Result};
use super::super::execute::registers::Mask;
use super::super::program::Step;
use super::super::syntax::{Literal, OperandKind};
use super::super::types::{Class, Type};
use super::Opcode;
use super::lanes::{binary, bitwise, ternary};

pub const OPCODES: &[Opcode] = &[
    Opcode::new("and", and),
    Opcode::new("or", or),
    Opcode::new("xor", exclusive_or),
    Opcode::new("not", not),
    Opcode::new("cnot", is_zero),
    Opcode::new("lop3", any_of_three),
];

fn and(decode: &mut Decode<'_, '_>) -> Result<Step> {
    logical(decode, |a, b| a & b)
}

fn or(decode: &mut Decode<'_, '_>) -> Result<Step> {
    logical(decode, |a, b| a | b)
}

fn exclusive_or(decode: &mut Decode<'_, '_>) -> Result<Step> {
    logical(decode, |a, b| a ^ b)
}

/// An operation on each bit, so that a mask of lanes can be treated as a number.
fn logical(
    decode: &mut Decode<'_, '_>,
    function: impl Fn(u64, u64) -> u64 + Send + Sync + Copy + 'static,
) -> Result<Step> {
    let kind = decode.kind()?;
    let [target, first, second] = decode.operands()?;
    if kind == Type::Pred {
        let target = decode.predicate_target(target)?;
        let first = decode.condition(first)?;
        let second = decode.condition(second)?;
        return Ok(Step::compute(move |registers, active| {
            let first = registers.condition(first).into();
            let second = registers.condition(second).into();
            let values = function(first, second) as Mask;
            registers.set_predicate(target, active, values);
        }));
    }
    refuse_unless_bits(decode, kind)?;
    let target = decode.target(target, kind)?;
    let sources = [decode.value(first, kind)?, decode.value(second, kind)?];
    Ok(match kind.size() {
        2 => binary(target, sources, move |a: u16, b: u16| {
            function(a.into(), b.into()) as u16
        }),
        4 => binary(target, sources, move |a: u32, b: u32| {
            function(a.into(), b.into()) as u32
        }),
        _ => binary(target, sources, function),
    })
}

fn not(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    let [target, source] = decode.operands()?;
    if kind == Type::Pred {
        let target = decode.predicate_target(target)?;
        let source = decode.condition(source)?;
        return Ok(Step::compute(move |registers, active| {
            let values = !registers.condition(source);
            registers.set_predicate(target, active, values);
        }));
    }
    refuse_unless_bits(decode, kind)?;
    let target = decode.target(target, kind)?;
    let source = decode.value(source, kind)?;
    Ok(bitwise(target, source, |bits| !bits))
}

fn is_zero(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    refuse_unless_bits(decode, kind)?;
    let [target, source] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let source = decode.value(source, kind)?;
    Ok(bitwise(target, source, |bits| u64::from(bits == 0)))
}

/// Bit `i` of the last operand is the result for the three input bits that spell `i`, the first operand's highest.
fn any_of_three(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind != Type::B32 {
        return Err(decode.wrong_kind(kind));
    }
    let [target, first, second, third, table] = decode.operands()?;
    let OperandKind::Literal(Literal::Integer(table @ 0..=255)) = table.kind else {
        return Err(decode.refuse("needs a table from 0 to 255"));
    };
    let target = decode.target(target, kind)?;
    let first = decode.value(first, kind)?;
    let second = decode.value(second, kind)?;
    let third = decode.value(third, kind)?;
    Ok(ternary(target, [first, second, third], move |a, b, c| {
        look_up(table as u8, a, b, c)
    }))
}

fn look_up(table: u8, a: u32, b: u32, c: u32) -> u32 {
    (0..8)
        .filter(|row| table >> row & 1 != 0)
        .fold(0, |result, row| {
            let pick = |value: u32, bit: u8| if row & bit != 0 { value } else { !value };
            result | pick(a, 4) & pick(b, 2) & pick(c, 1)
        })
}

fn refuse_unless_bits(decode: &Decode<'_, '_>, kind: Type) -> Result<()> {
    if kind.class() == Class::Bits && kind.size() >= 2 {
        Ok(())
    } else {
        Err(decode.wrong_kind(kind))
    }
}
