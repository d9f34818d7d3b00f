//! `bar`, `barrier`, `membar`, `fence`: waiting for the threads of a block, and ordering memory.

use super::super::decode::{Decode, Result, Words};
use super::super::execute::registers::{LANES, Mask, Slot};
use super::super::program::{Barrier, BarrierKind, Exchange, Offered, Received, Reduction, Step};
use super::super::syntax::Operand;
use super::super::types::Type;
use super::Opcode;

pub const OPCODES: &[Opcode] = &[
    Opcode::new("bar", barrier),
    Opcode::new("barrier", barrier),
    Opcode::new("membar", fence),
    Opcode::new("fence", fence),
];

#[derive(Clone, Copy)]
enum Kind {
    Wait,
    Arrive,
    Reduce,
}

const KINDS: &Words<Kind> = &[
    ("sync", Kind::Wait),
    ("arrive", Kind::Arrive),
    ("red", Kind::Reduce),
];

fn barrier(decode: &mut Decode<'_, '_>) -> Result<Step> {
    if decode.flag("warp") {
        return warp_barrier(decode);
    }
    decode.flag("cta");
    // Whether a whole warp executes it together makes no difference to lanes that each wait.
    decode.flag("aligned");
    match decode.require(KINDS)? {
        Kind::Wait => wait(decode),
        Kind::Arrive => arrive(decode),
        Kind::Reduce => reduce(decode),
    }
}

fn wait(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let (resource, threads) = match decode.all_operands()? {
        [resource] => (decode.value(resource, Type::U32)?, None),
        [resource, threads] => two(decode, resource, threads)?,
        _ => return Err(decode.refuse("takes 1 or 2 operands")),
    };
    Ok(Step::Barrier(Barrier {
        resource,
        threads,
        kind: BarrierKind::Wait,
    }))
}

fn arrive(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let [resource, threads] = decode.operands()?;
    let (resource, threads) = two(decode, resource, threads)?;
    Ok(Step::Barrier(Barrier {
        resource,
        threads,
        kind: BarrierKind::Arrive,
    }))
}

fn two<'t>(
    decode: &mut Decode<'_, 't>,
    resource: &Operand<'t>,
    threads: &Operand<'t>,
) -> Result<(Slot, Option<Slot>)> {
    let resource = decode.value(resource, Type::U32)?;
    let threads = decode.value(threads, Type::U32)?;
    Ok((resource, Some(threads)))
}

fn reduce(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let counts = decode.flag("popc");
    let all = decode.flag("and");
    let any = decode.flag("or");
    let kind = decode.kind()?;
    let operands = decode.all_operands()?;
    let (target, resource, threads, condition) = match operands {
        [target, resource, condition] => (target, resource, None, condition),
        [target, resource, threads, condition] => (target, resource, Some(threads), condition),
        _ => return Err(decode.refuse("takes 3 or 4 operands")),
    };
    let result = match (counts, all, any, kind) {
        (true, false, false, Type::U32) => Reduction::Count(decode.target(target, kind)?),
        (false, true, false, Type::Pred) => Reduction::And(decode.predicate_target(target)?),
        (false, false, true, Type::Pred) => Reduction::Or(decode.predicate_target(target)?),
        _ => return Err(decode.refuse("needs .popc.u32, .and.pred or .or.pred")),
    };
    let resource = decode.value(resource, Type::U32)?;
    let threads = match threads {
        Some(threads) => Some(decode.value(threads, Type::U32)?),
        None => None,
    };
    let condition = decode.condition(condition)?;
    Ok(Step::Barrier(Barrier {
        resource,
        threads,
        kind: BarrierKind::Reduce { condition, result },
    }))
}

/// `bar.warp.sync`: an exchange of nothing.
fn warp_barrier(decode: &mut Decode<'_, '_>) -> Result<Step> {
    if !decode.flag("sync") {
        return Err(decode.refuse("needs .sync"));
    }
    let [members] = decode.operands()?;
    let members = decode.value(members, Type::B32)?;
    let kind = decode.opcode();
    Ok(Step::Exchange(Exchange {
        meeting: decode.frame.meeting(kind),
        members,
        sources: [None; 3],
        condition: None,
        result: None,
        result_predicate: None,
        exchange: nothing,
    }))
}

fn nothing(_: &Offered, _: Mask) -> Received {
    Received {
        values: [0; LANES],
        predicate: 0,
    }
}

/// How far and how strongly a fence orders: here each orders everything.
const FENCE_SUFFIXES: [&str; 9] = [
    "cta", "cluster", "gl", "gpu", "sys", "sc", "acq_rel", "acquire", "release",
];

fn fence(decode: &mut Decode<'_, '_>) -> Result<Step> {
    for suffix in FENCE_SUFFIXES {
        decode.flag(suffix);
    }
    let [] = decode.operands()?;
    Ok(Step::Fence)
}
