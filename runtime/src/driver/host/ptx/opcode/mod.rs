//! The opcodes: one table of names, one family in each file.

mod arithmetic;
mod atomic;
mod barrier;
mod bits;
mod compare;
mod control;
mod convert;
mod directed;
mod exchange;
mod float;
mod fused;
mod integer;
mod lanes;
mod logic;
mod math;
mod memory;
mod moves;
mod rounding;
mod shift;

use super::decode::{Decode, Result};
use super::program::Step;

/// An opcode and how its instructions are decoded.
pub struct Opcode {
    name: &'static str,
    decode: fn(&mut Decode<'_, '_>) -> Result<Step>,
}

impl Opcode {
    const fn new(name: &'static str, decode: fn(&mut Decode<'_, '_>) -> Result<Step>) -> Self {
        Opcode { name, decode }
    }
}

/// The families, each with its own table.
const FAMILIES: [&[Opcode]; 13] = [
    arithmetic::OPCODES,
    atomic::OPCODES,
    barrier::OPCODES,
    bits::OPCODES,
    compare::OPCODES,
    control::OPCODES,
    convert::OPCODES,
    exchange::OPCODES,
    logic::OPCODES,
    math::OPCODES,
    memory::OPCODES,
    moves::OPCODES,
    shift::OPCODES,
];

/// Decodes one instruction by its opcode.
pub fn decode(name: &str, instruction: &mut Decode<'_, '_>) -> Result<Step> {
    let mut opcodes = FAMILIES.iter().flat_map(|family| family.iter());
    match opcodes.find(|opcode| opcode.name == name) {
        Some(opcode) => (opcode.decode)(instruction),
        None => Err(instruction.refuse("this opcode is not supported")),
    }
}
