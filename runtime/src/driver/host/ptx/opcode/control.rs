//! `bra`, `ret`, `exit`, `trap`, and what does nothing.

use super::super::decode::{Decode, Result};
use super::super::program::Step;
use super::super::types::Type;
use super::Opcode;

pub const OPCODES: &[Opcode] = &[
    Opcode::new("bra", branch),
    Opcode::new("ret", leave),
    Opcode::new("exit", leave),
    Opcode::new("trap", trap),
    Opcode::new("brkpt", nothing),
    Opcode::new("pmevent", event),
    Opcode::new("nanosleep", sleep),
];

fn branch(decode: &mut Decode<'_, '_>) -> Result<Step> {
    decode.flag("uni");
    let [label] = decode.operands()?;
    Ok(Step::Branch(decode.label(label)?))
}

/// A kernel that returns ends, since nothing called it.
fn leave(decode: &mut Decode<'_, '_>) -> Result<Step> {
    decode.flag("uni");
    let [] = decode.operands()?;
    Ok(Step::Exit)
}

fn trap(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let [] = decode.operands()?;
    Ok(Step::Trap)
}

fn nothing(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let [] = decode.operands()?;
    Ok(Step::Nothing)
}

/// Nobody counts performance events here.
fn event(decode: &mut Decode<'_, '_>) -> Result<Step> {
    decode.flag("mask");
    let [_] = decode.operands()?;
    Ok(Step::Nothing)
}

/// Sleeping is allowed to end at once.
fn sleep(decode: &mut Decode<'_, '_>) -> Result<Step> {
    if !decode.flag("u32") {
        return Err(decode.refuse("needs the type .u32"));
    }
    let [duration] = decode.operands()?;
    decode.value(duration, Type::U32)?;
    Ok(Step::Nothing)
}
