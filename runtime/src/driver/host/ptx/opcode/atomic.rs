//! `atom` and `red`: reading and changing memory as one step.

use super::super::decode::{AddressPlace, Decode, Result, Words};
use super::super::execute::registers::{LANES, Slot, lanes_of};
use super::super::fault::Space;
use super::super::program::Step;
use super::super::types::{Class, Type};
use super::Opcode;
use super::float::{maximum, minimum};
use super::memory::{at, skip_hints, space};
use super::rounding::canonical;

pub const OPCODES: &[Opcode] = &[Opcode::new("atom", atomic), Opcode::new("red", reduction)];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    Add,
    Minimum,
    Maximum,
    And,
    Or,
    Xor,
    Increment,
    Decrement,
    Exchange,
    CompareExchange,
}

const OPERATIONS: &Words<Operation> = &[
    ("add", Operation::Add),
    ("min", Operation::Minimum),
    ("max", Operation::Maximum),
    ("and", Operation::And),
    ("or", Operation::Or),
    ("xor", Operation::Xor),
    ("inc", Operation::Increment),
    ("dec", Operation::Decrement),
    ("exch", Operation::Exchange),
    ("cas", Operation::CompareExchange),
];

/// Every atomic step is acquire and release here, which is as strong as any of these.
const ORDERS: [&str; 4] = ["relaxed", "acquire", "release", "acq_rel"];

/// The new value from the old one and two operands, as bits.
type Change = fn(u64, u64, u64) -> u64;

fn atomic(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let (operation, space, kind) = suffixes(decode)?;
    let change = change(decode, operation, kind)?;
    if operation == Operation::CompareExchange {
        let [target, address, expected, new] = decode.operands()?;
        let target = decode.target(target, kind)?;
        let address = decode.address(address, space)?;
        let sources = [decode.value(expected, kind)?, decode.value(new, kind)?];
        return Ok(update(Some(target), address, sources, space, kind, change));
    }
    let [target, address, value] = decode.operands()?;
    let target = decode.target(target, kind)?;
    let address = decode.address(address, space)?;
    let value = decode.value(value, kind)?;
    Ok(update(
        Some(target),
        address,
        [value; 2],
        space,
        kind,
        change,
    ))
}

fn reduction(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let (operation, space, kind) = suffixes(decode)?;
    if matches!(operation, Operation::Exchange | Operation::CompareExchange) {
        return Err(decode.refuse("gives no result, so it can't exchange"));
    }
    let change = change(decode, operation, kind)?;
    let [address, value] = decode.operands()?;
    let address = decode.address(address, space)?;
    let value = decode.value(value, kind)?;
    Ok(update(None, address, [value; 2], space, kind, change))
}

fn suffixes(decode: &mut Decode<'_, '_>) -> Result<(Operation, Space, Type)> {
    for order in ORDERS {
        decode.flag(order);
    }
    skip_hints(decode);
    let space = space(decode);
    if matches!(space, Space::Local | Space::Parameter | Space::Constant) {
        return Err(decode.refuse("is only for global and shared memory"));
    }
    let operation = decode.require(OPERATIONS)?;
    let kind = decode.kind()?;
    Ok((operation, space, kind))
}

fn update(
    target: Option<Slot>,
    address: AddressPlace,
    [first, second]: [Slot; 2],
    space: Space,
    kind: Type,
    change: Change,
) -> Step {
    Step::access(move |reach, active| {
        let addresses = address.of(reach.registers);
        let first = reach.registers.read_bits(first);
        let second = reach.registers.read_bits(second);
        let mut old = [0; LANES];
        for lane in lanes_of(active) {
            let place = reach.target(space, lane, addresses[lane], kind, 0);
            let (first, second) = (first[lane], second[lane]);
            let updated = reach
                .memory
                .update(place, |value| change(value, first, second));
            old[lane] = updated.map_err(at(lane))?;
        }
        if let Some(target) = target {
            reach.registers.write_bits(target, active, &old);
        }
        Ok(())
    })
}

/// The function of an operation on a type, which not every pair has.
fn change(decode: &Decode<'_, '_>, operation: Operation, kind: Type) -> Result<Change> {
    let word = kind.size() == 4;
    let is_bits = kind.class() == Class::Bits;
    let change: Change = match (operation, kind) {
        (Operation::Add, Type::U32 | Type::S32 | Type::U64 | Type::S64) => {
            |old, value, _| old.wrapping_add(value)
        }
        (Operation::Add, Type::F32) => |old, value, _| {
            let sum = f32::from_bits(old as u32) + f32::from_bits(value as u32);
            canonical(sum).to_bits().into()
        },
        (Operation::Add, Type::F64) => {
            |old, value, _| (f64::from_bits(old) + f64::from_bits(value)).to_bits()
        }
        (Operation::Minimum, Type::U32 | Type::U64) => |old, value, _| old.min(value),
        (Operation::Maximum, Type::U32 | Type::U64) => |old, value, _| old.max(value),
        (Operation::Minimum, Type::S32) => {
            |old, value, _| (old as i32).min(value as i32) as u32 as u64
        }
        (Operation::Maximum, Type::S32) => {
            |old, value, _| (old as i32).max(value as i32) as u32 as u64
        }
        (Operation::Minimum, Type::S64) => |old, value, _| (old as i64).min(value as i64) as u64,
        (Operation::Maximum, Type::S64) => |old, value, _| (old as i64).max(value as i64) as u64,
        (Operation::Minimum, Type::F32) => |old, value, _| singles(old, value, minimum),
        (Operation::Maximum, Type::F32) => |old, value, _| singles(old, value, maximum),
        (Operation::And, Type::B32 | Type::B64) => |old, value, _| old & value,
        (Operation::Or, Type::B32 | Type::B64) => |old, value, _| old | value,
        (Operation::Xor, Type::B32 | Type::B64) => |old, value, _| old ^ value,
        (Operation::Increment, Type::U32) => |old, limit, _| if old >= limit { 0 } else { old + 1 },
        (Operation::Decrement, Type::U32) => |old, limit, _| {
            if old == 0 || old > limit {
                limit
            } else {
                old - 1
            }
        },
        (Operation::Exchange, _) if is_bits && (word || kind == Type::B64) => |_, value, _| value,
        (Operation::CompareExchange, _) if is_bits && (word || kind == Type::B64) => {
            |old, expected, new| if old == expected { new } else { old }
        }
        _ => return Err(decode.wrong_kind(kind)),
    };
    Ok(change)
}

fn singles(old: u64, value: u64, function: fn(f32, f32) -> f32) -> u64 {
    let result = function(f32::from_bits(old as u32), f32::from_bits(value as u32));
    canonical(result).to_bits().into()
}
