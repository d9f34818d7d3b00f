//! `shfl`, `vote`, `match`, `redux`, `activemask`: what the lanes of a warp tell each other.

use super::super::decode::{Decode, Result, Words};
use super::super::execute::registers::{LANES, Mask, Width, lanes_of};
use super::super::program::{Exchange, Offered, Received, Step};
use super::super::types::Type;
use super::Opcode;

pub const OPCODES: &[Opcode] = &[
    Opcode::new("shfl", shuffle),
    Opcode::new("vote", vote),
    Opcode::new("match", matches),
    Opcode::new("redux", reduce),
    Opcode::new("activemask", active_mask),
];

type Work = fn(&Offered, Mask) -> Received;

const SHUFFLES: &Words<Work> = &[
    ("up", |offered, lanes| shuffled(offered, lanes, up)),
    ("down", |offered, lanes| shuffled(offered, lanes, down)),
    ("bfly", |offered, lanes| shuffled(offered, lanes, butterfly)),
    ("idx", |offered, lanes| shuffled(offered, lanes, index)),
];

fn shuffle(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let mut exchange = start(decode)?;
    exchange.exchange = decode.require(SHUFFLES)?;
    let kind = decode.kind()?;
    if kind != Type::B32 {
        return Err(decode.wrong_kind(kind));
    }
    let [target, value, lane, bounds, members] = decode.operands()?;
    exchange.result = Some(decode.target(target, kind)?);
    exchange.result_predicate = decode.second_target(target)?;
    exchange.sources = [
        Some(decode.value(value, kind)?),
        Some(decode.value(lane, kind)?),
        Some(decode.value(bounds, kind)?),
    ];
    exchange.members = decode.value(members, Type::B32)?;
    Ok(Step::Exchange(exchange))
}

const VOTES: &Words<Work> = &[
    ("all", |offered, lanes| {
        truth(offered.condition & lanes == lanes)
    }),
    ("any", |offered, lanes| {
        truth(offered.condition & lanes != 0)
    }),
    ("uni", |offered, lanes| {
        let voted = offered.condition & lanes;
        truth(voted == 0 || voted == lanes)
    }),
    ("ballot", |offered, lanes| Received {
        values: [u64::from(offered.condition & lanes); LANES],
        predicate: 0,
    }),
];

fn vote(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let mut exchange = start(decode)?;
    exchange.exchange = decode.require(VOTES)?;
    let kind = decode.kind()?;
    let [target, condition, members] = decode.operands()?;
    match kind {
        Type::Pred => exchange.result_predicate = Some(decode.predicate_target(target)?),
        Type::B32 => exchange.result = Some(decode.target(target, kind)?),
        other => return Err(decode.wrong_kind(other)),
    }
    let ballot = decode.opcode().contains(".ballot");
    if ballot != (kind == Type::B32) {
        return Err(decode.wrong_kind(kind));
    }
    exchange.condition = Some(decode.condition(condition)?);
    exchange.members = decode.value(members, Type::B32)?;
    Ok(Step::Exchange(exchange))
}

const MATCHES: &Words<Work> = &[("any", match_any), ("all", match_all)];

fn matches(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let mut exchange = start(decode)?;
    exchange.exchange = decode.require(MATCHES)?;
    let kind = decode.kind()?;
    if !matches!(kind, Type::B32 | Type::B64) {
        return Err(decode.wrong_kind(kind));
    }
    let [target, value, members] = decode.operands()?;
    exchange.result = Some(decode.target(target, Type::B32)?);
    exchange.result_predicate = decode.second_target(target)?;
    exchange.sources[0] = Some(decode.value(value, kind)?);
    exchange.members = decode.value(members, Type::B32)?;
    Ok(Step::Exchange(exchange))
}

const UNSIGNED_REDUCTIONS: &Words<Work> = &[
    ("add", |offered, lanes| {
        reduced(offered, lanes, u32::wrapping_add)
    }),
    ("min", |offered, lanes| reduced(offered, lanes, u32::min)),
    ("max", |offered, lanes| reduced(offered, lanes, u32::max)),
];

const SIGNED_REDUCTIONS: &Words<Work> = &[
    ("add", |offered, lanes| {
        reduced(offered, lanes, u32::wrapping_add)
    }),
    ("min", |offered, lanes| {
        reduced(offered, lanes, |a, b| (a as i32).min(b as i32) as u32)
    }),
    ("max", |offered, lanes| {
        reduced(offered, lanes, |a, b| (a as i32).max(b as i32) as u32)
    }),
];

const BIT_REDUCTIONS: &Words<Work> = &[
    ("and", |offered, lanes| {
        reduced(offered, lanes, |a, b| a & b)
    }),
    ("or", |offered, lanes| reduced(offered, lanes, |a, b| a | b)),
    ("xor", |offered, lanes| {
        reduced(offered, lanes, |a, b| a ^ b)
    }),
];

fn reduce(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let mut exchange = start(decode)?;
    let kind = decode.kind()?;
    exchange.exchange = match kind {
        Type::U32 => decode.require(UNSIGNED_REDUCTIONS)?,
        Type::S32 => decode.require(SIGNED_REDUCTIONS)?,
        Type::B32 => decode.require(BIT_REDUCTIONS)?,
        other => return Err(decode.wrong_kind(other)),
    };
    let [target, value, members] = decode.operands()?;
    exchange.result = Some(decode.target(target, kind)?);
    exchange.sources[0] = Some(decode.value(value, kind)?);
    exchange.members = decode.value(members, Type::B32)?;
    Ok(Step::Exchange(exchange))
}

/// The lanes that happen to execute this together.
fn active_mask(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    if kind != Type::B32 {
        return Err(decode.wrong_kind(kind));
    }
    let [target] = decode.operands()?;
    let target = decode.target(target, kind)?;
    Ok(Step::compute(move |registers, active| {
        registers.write(target, active, &[active; LANES]);
    }))
}

/// An exchange of nothing yet, among lanes that wait for each other.
fn start(decode: &mut Decode<'_, '_>) -> Result<Exchange> {
    let kind = decode.opcode();
    if !decode.flag("sync") {
        return Err(decode.refuse("needs .sync: without it, who takes part is not defined"));
    }
    Ok(Exchange {
        meeting: decode.frame.meeting(kind),
        members: decode.frame.constant(0, Width::Four),
        sources: [None; 3],
        condition: None,
        result: None,
        result_predicate: None,
        exchange: |_, _| truth(false),
    })
}

fn truth(truth: bool) -> Received {
    Received {
        values: [0; LANES],
        predicate: if truth { Mask::MAX } else { 0 },
    }
}

/// What a lane asks a shuffle for.
struct Wish {
    lane: u32,
    /// The distance, the lane mask or the lane.
    by: u32,
    /// The bits of the lane number that its segment keeps.
    segment: u32,
    /// The last lane that may be asked, before the segment is added.
    clamp: u32,
}

/// Every lane takes the value of another, or keeps its own where there is none in its segment.
fn shuffled(offered: &Offered, lanes: Mask, source: fn(&Wish) -> (u32, bool)) -> Received {
    let mut received = truth(false);
    for lane in lanes_of(lanes) {
        let bounds = offered.sources[2][lane] as u32;
        let wish = Wish {
            lane: lane as u32,
            by: offered.sources[1][lane] as u32 & 31,
            segment: bounds >> 8 & 31,
            clamp: bounds & 31,
        };
        let (from, is_valid) = source(&wish);
        let from = if is_valid { from & 31 } else { lane as u32 };
        received.values[lane] = offered.sources[0][from as usize];
        received.predicate |= u32::from(is_valid) << lane;
    }
    received
}

impl Wish {
    fn highest(&self) -> u32 {
        self.lane & self.segment | self.clamp & !self.segment
    }

    fn lowest(&self) -> u32 {
        self.lane & self.segment
    }
}

fn up(wish: &Wish) -> (u32, bool) {
    let from = wish.lane.wrapping_sub(wish.by);
    (from, from as i32 >= wish.highest() as i32)
}

fn down(wish: &Wish) -> (u32, bool) {
    let from = wish.lane + wish.by;
    (from, from <= wish.highest())
}

fn butterfly(wish: &Wish) -> (u32, bool) {
    let from = wish.lane ^ wish.by;
    (from, from <= wish.highest())
}

fn index(wish: &Wish) -> (u32, bool) {
    let from = wish.lowest() | wish.by & !wish.segment;
    (from, from <= wish.highest())
}

fn match_any(offered: &Offered, lanes: Mask) -> Received {
    let mut received = truth(false);
    let values = &offered.sources[0];
    for lane in lanes_of(lanes) {
        let same = lanes_of(lanes).filter(|&other| values[other] == values[lane]);
        received.values[lane] = same.fold(0, |mask, other| mask | 1 << other);
    }
    received
}

fn match_all(offered: &Offered, lanes: Mask) -> Received {
    let values = &offered.sources[0];
    let first = values[lanes.trailing_zeros() as usize & 31];
    let all = lanes_of(lanes).all(|lane| values[lane] == first);
    let mut received = truth(all);
    if all {
        received.values = [lanes.into(); LANES];
    }
    received
}

fn reduced(offered: &Offered, lanes: Mask, join: fn(u32, u32) -> u32) -> Received {
    let values = lanes_of(lanes).map(|lane| offered.sources[0][lane] as u32);
    let mut received = truth(false);
    received.values = [values.reduce(join).unwrap_or(0).into(); LANES];
    received
}
