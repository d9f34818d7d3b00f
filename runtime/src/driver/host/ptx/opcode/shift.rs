//! `shl`, `shr` and `shf`. An amount of the width or more shifts everything out.

use super::super::decode::{Decode, Result, Words};
use super::super::execute::registers::{Lane, Slot};
use super::super::program::Step;
use super::super::types::{Class, Type};
use super::Opcode;
use super::lanes::{binary, for_integer, ternary};

pub const OPCODES: &[Opcode] = &[
    Opcode::new("shl", left),
    Opcode::new("shr", right),
    Opcode::new("shf", funnel),
];

trait Shift: Lane {
    fn left(self, amount: u32) -> Self;
    fn right(self, amount: u32) -> Self;
}

macro_rules! shift {
    ($($number:ident),*) => {$(
        impl Shift for $number {
            #[inline]
            fn left(self, amount: u32) -> Self {
                self.checked_shl(amount).unwrap_or(0)
            }

            /// A signed number is filled with its sign.
            #[inline]
            fn right(self, amount: u32) -> Self {
                let last = self.wrapping_shr($number::BITS - 1);
                let filled = if $number::MIN == 0 { 0 } else { last };
                self.checked_shr(amount).unwrap_or(filled)
            }
        }
    )*};
}
shift!(u16, i16, u32, i32, u64, i64);

fn left(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind.class() != Class::Bits {
        return Err(decode.wrong_kind(kind));
    }
    let (target, sources) = places(decode, kind)?;
    for_integer!(decode, kind, N => binary(target, sources, <N as Shift>::left))
}

fn right(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    let (target, sources) = places(decode, kind)?;
    for_integer!(decode, kind, N => binary(target, sources, <N as Shift>::right))
}

fn places(decode: &mut Decode<'_, '_>, kind: Type) -> Result<(Slot, [Slot; 2])> {
    let [target, value, amount] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let value = decode.value(value, kind)?;
    let amount = decode.value(amount, Type::U32)?;
    Ok((target, [value, amount]))
}

/// Which way two registers are shifted as one.
#[derive(Clone, Copy)]
enum Way {
    Left,
    Right,
}

const WAYS: &Words<Way> = &[("l", Way::Left), ("r", Way::Right)];
/// Whether an amount above 32 counts as 32 or as its low five bits.
const LIMITS: &Words<bool> = &[("clamp", true), ("wrap", false)];

fn funnel(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let way = decode.require(WAYS)?;
    let clamps = decode.require(LIMITS)?;
    let kind = decode.kind()?;
    if kind != Type::B32 {
        return Err(decode.wrong_kind(kind));
    }
    let [target, low, high, amount] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let low = decode.value(low, kind)?;
    let high = decode.value(high, kind)?;
    let amount = decode.value(amount, Type::U32)?;
    Ok(ternary(
        target,
        [low, high, amount],
        move |low, high, amount| {
            let amount = if clamps {
                u32::min(amount, 32)
            } else {
                amount & 31
            };
            shift_together(low, high, amount, way)
        },
    ))
}

fn shift_together(low: u32, high: u32, amount: u32, way: Way) -> u32 {
    let whole = u64::from(high) << 32 | u64::from(low);
    match way {
        Way::Left => (whole << amount >> 32) as u32,
        Way::Right => (whole >> amount) as u32,
    }
}
