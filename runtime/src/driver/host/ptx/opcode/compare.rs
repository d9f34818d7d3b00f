//! `setp`, `set`, `selp`, `slct`: comparisons, and choices by a predicate or a sign.

use super::super::decode::{Decode, Result, Words};
use super::super::execute::registers::{ALL, Condition, LANES, Lane, Mask, Registers, Slot};
use super::super::program::Step;
use super::super::syntax::Operand;
use super::super::types::{Class, Type};
use super::Opcode;
use super::lanes::for_integer;
use super::rounding::flush;

pub const OPCODES: &[Opcode] = &[
    Opcode::new("setp", set_predicate),
    Opcode::new("set", set),
    Opcode::new("selp", select),
    Opcode::new("slct", select_by_sign),
];

/// A comparison by which of the four possible relations make it true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Relation {
    less: bool,
    equal: bool,
    greater: bool,
    /// One side is no number.
    unordered: bool,
}

const fn relation(less: bool, equal: bool, greater: bool, unordered: bool) -> Relation {
    Relation {
        less,
        equal,
        greater,
        unordered,
    }
}

const ORDERED: &Words<Relation> = &[
    ("eq", relation(false, true, false, false)),
    ("ne", relation(true, false, true, false)),
    ("lt", relation(true, false, false, false)),
    ("le", relation(true, true, false, false)),
    ("gt", relation(false, false, true, false)),
    ("ge", relation(false, true, true, false)),
];

/// Names that say that the comparison is unsigned.
const UNSIGNED: &Words<Relation> = &[
    ("lo", relation(true, false, false, false)),
    ("ls", relation(true, true, false, false)),
    ("hi", relation(false, false, true, false)),
    ("hs", relation(false, true, true, false)),
];

/// Names of floating-point comparisons that are true for what is no number, or about it.
const UNORDERED: &Words<Relation> = &[
    ("equ", relation(false, true, false, true)),
    ("neu", relation(true, false, true, true)),
    ("ltu", relation(true, false, false, true)),
    ("leu", relation(true, true, false, true)),
    ("gtu", relation(false, false, true, true)),
    ("geu", relation(false, true, true, true)),
    ("num", relation(true, true, true, false)),
    ("nan", relation(false, false, false, true)),
];

/// How the result is combined with another predicate.
#[derive(Clone, Copy)]
enum Combine {
    And,
    Or,
    Xor,
}

const COMBINES: &Words<Combine> = &[
    ("and", Combine::And),
    ("or", Combine::Or),
    ("xor", Combine::Xor),
];

impl Relation {
    #[inline]
    fn holds<T: PartialOrd>(self, first: T, second: T) -> bool {
        let ordered = self.less && first < second
            || self.equal && first == second
            || self.greater && first > second;
        // Only what is no number is in none of the three relations.
        ordered || self.unordered && first.partial_cmp(&second).is_none()
    }
}

impl Combine {
    fn apply(self, first: Mask, second: Mask) -> Mask {
        match self {
            Combine::And => first & second,
            Combine::Or => first | second,
            Combine::Xor => first ^ second,
        }
    }
}

/// A comparison of two registers, which gives a truth for each lane.
type Comparison = Box<dyn Fn(&Registers) -> Mask + Send + Sync>;

/// The suffixes of a comparison, the types apart.
struct Suffixes {
    relation: Relation,
    family: Family,
    combine: Option<Combine>,
    flush: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Ordered,
    Unsigned,
    Unordered,
}

fn suffixes(decode: &mut Decode<'_, '_>) -> Result<Suffixes> {
    let (relation, family) = if let Some(relation) = decode.choose(UNSIGNED) {
        (relation, Family::Unsigned)
    } else if let Some(relation) = decode.choose(UNORDERED) {
        (relation, Family::Unordered)
    } else {
        (decode.require(ORDERED)?, Family::Ordered)
    };
    Ok(Suffixes {
        relation,
        family,
        combine: decode.choose(COMBINES),
        flush: decode.flag("ftz"),
    })
}

fn set_predicate(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let suffixes = suffixes(decode)?;
    let kind = decode.kind()?;
    let (target, sources, combined) = operands(decode, suffixes.combine)?;
    let first_target = decode.predicate_target(target)?;
    let second_target = decode.second_target(target)?;
    let compare = comparison(decode, kind, &suffixes, sources)?;
    Ok(Step::compute(move |registers, active| {
        let result = compare(registers);
        let (with, opposite) = combine(registers, combined, result);
        registers.set_predicate(first_target, active, with);
        if let Some(second) = second_target {
            registers.set_predicate(second, active, opposite);
        }
    }))
}

/// `set`: all ones or zero as an integer, one or zero as a float.
fn set(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let suffixes = suffixes(decode)?;
    let result_kind = decode.kind()?;
    let kind = decode.kind()?;
    let truth = match result_kind {
        Type::U32 | Type::S32 => u32::MAX,
        Type::F32 => 1f32.to_bits(),
        other => return Err(decode.wrong_kind(other)),
    };
    let (target, sources, combined) = operands(decode, suffixes.combine)?;
    decode.refuse_second(target)?;
    let target = decode.target(target, result_kind)?;
    let compare = comparison(decode, kind, &suffixes, sources)?;
    Ok(Step::compute(move |registers, active| {
        let result = compare(registers);
        let (mask, _) = combine(registers, combined, result);
        let values: [u32; LANES] =
            std::array::from_fn(|lane| if mask >> lane & 1 != 0 { truth } else { 0 });
        registers.write(target, active, &values);
    }))
}

/// The result and its opposite, each combined with the other predicate.
fn combine(
    registers: &Registers,
    combined: Option<(Combine, Condition)>,
    result: Mask,
) -> (Mask, Mask) {
    match combined {
        None => (result, !result),
        Some((combine, condition)) => {
            let other = registers.condition(condition);
            (combine.apply(result, other), combine.apply(!result, other))
        }
    }
}

type Combined = Option<(Combine, Condition)>;

/// The target, the two sources, and the predicate that is combined if there is one.
fn operands<'a, 't>(
    decode: &mut Decode<'a, 't>,
    combine: Option<Combine>,
) -> Result<(&'a Operand<'t>, [&'a Operand<'t>; 2], Combined)> {
    match combine {
        None => {
            let [target, first, second] = decode.operands()?;
            Ok((target, [first, second], None))
        }
        Some(combine) => {
            let [target, first, second, condition] = decode.operands()?;
            let condition = decode.condition(condition)?;
            Ok((target, [first, second], Some((combine, condition))))
        }
    }
}

fn comparison<'t>(
    decode: &mut Decode<'_, 't>,
    kind: Type,
    suffixes: &Suffixes,
    [first, second]: [&Operand<'t>; 2],
) -> Result<Comparison> {
    refuse_mismatch(decode, kind, suffixes)?;
    let places = [decode.value(first, kind)?, decode.value(second, kind)?];
    let relation = suffixes.relation;
    match kind {
        Type::F32 if suffixes.flush => Ok(Box::new(move |registers| {
            test(registers, places, |a, b| relation.holds(flush(a), flush(b)))
        })),
        Type::F32 => Ok(compare::<f32>(relation, places)),
        Type::F64 => Ok(compare::<f64>(relation, places)),
        _ => for_integer!(decode, kind, N => compare::<N>(relation, places)),
    }
}

fn refuse_mismatch(decode: &Decode<'_, '_>, kind: Type, suffixes: &Suffixes) -> Result<()> {
    let fits = match suffixes.family {
        Family::Unordered => kind.is_float(),
        Family::Unsigned => kind.class() == Class::Unsigned,
        // Bits can only be compared for equality.
        Family::Ordered => {
            kind.class() != Class::Bits || suffixes.relation.less == suffixes.relation.greater
        }
    };
    if fits && (kind == Type::F32 || !suffixes.flush) {
        Ok(())
    } else {
        Err(decode.wrong_kind(kind))
    }
}

/// The comparison of a type, with the common relations spelt out so that they become vector instructions.
fn compare<T: Lane + PartialOrd>(relation: Relation, places: [Slot; 2]) -> Comparison {
    let [
        equal,
        not_equal,
        less,
        less_or_equal,
        greater,
        greater_or_equal,
    ] = std::array::from_fn(|index| ORDERED[index].1);
    match relation {
        found if found == equal => Box::new(move |r| test(r, places, |a: T, b: T| a == b)),
        found if found == less => Box::new(move |r| test(r, places, |a: T, b: T| a < b)),
        found if found == less_or_equal => Box::new(move |r| test(r, places, |a: T, b: T| a <= b)),
        found if found == greater => Box::new(move |r| test(r, places, |a: T, b: T| a > b)),
        found if found == greater_or_equal => {
            Box::new(move |r| test(r, places, |a: T, b: T| a >= b))
        }
        found if found == not_equal => Box::new(move |r| {
            test(r, places, |a: T, b: T| {
                a.partial_cmp(&b).is_some_and(std::cmp::Ordering::is_ne)
            })
        }),
        _ => Box::new(move |r| test(r, places, |a: T, b: T| relation.holds(a, b))),
    }
}

#[inline]
fn test<T: Lane>(
    registers: &Registers,
    [first, second]: [Slot; 2],
    function: impl Fn(T, T) -> bool,
) -> Mask {
    let first = registers.read::<T>(first);
    let second = registers.read::<T>(second);
    (0..LANES).fold(0, |mask, lane| {
        mask | u32::from(function(first[lane], second[lane])) << lane
    })
}

fn select(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let kind = decode.kind()?;
    let [target, first, second, condition] = decode.operands()?;
    if kind.size() < 2 {
        return Err(decode.wrong_kind(kind));
    }
    let target = decode.target(target, kind)?;
    let places = [decode.value(first, kind)?, decode.value(second, kind)?];
    let condition = decode.condition(condition)?;
    Ok(match kind.size() {
        2 => chosen::<u16>(target, places, condition),
        4 => chosen::<u32>(target, places, condition),
        _ => chosen::<u64>(target, places, condition),
    })
}

fn chosen<T: Lane>(target: Slot, [first, second]: [Slot; 2], condition: Condition) -> Step {
    Step::compute(move |registers, active| {
        let mask = registers.condition(condition);
        let first = *registers.read::<T>(first);
        let second = *registers.read::<T>(second);
        registers.write(target, active & mask, &first);
        registers.write(target, active & (mask ^ ALL), &second);
    })
}

/// The first value where the third is not negative, else the second.
fn select_by_sign(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let flush_input = decode.flag("ftz");
    let kind = decode.kind()?;
    let sign_kind = decode.kind()?;
    let is_float = match sign_kind {
        Type::S32 if !flush_input => false,
        Type::F32 => true,
        other => return Err(decode.wrong_kind(other)),
    };
    let [target, first, second, sign] = decode.operands()?;
    if kind.size() < 2 {
        return Err(decode.wrong_kind(kind));
    }
    let target = decode.target(target, kind)?;
    let (first, second) = (decode.value(first, kind)?, decode.value(second, kind)?);
    let sign = decode.value(sign, sign_kind)?;
    Ok(Step::compute(move |registers, active| {
        // Flushing a subnormal number keeps -0, which is not less than zero, so it matters for negative ones only.
        let is_first = |bits: u32| match is_float {
            true if flush_input => flush(f32::from_bits(bits)) >= 0.0,
            true => f32::from_bits(bits) >= 0.0,
            false => bits as i32 >= 0,
        };
        let signs = *registers.read::<u32>(sign);
        let firsts = registers.read_bits(first);
        let seconds = registers.read_bits(second);
        let values = std::array::from_fn(|lane| match is_first(signs[lane]) {
            true => firsts[lane],
            false => seconds[lane],
        });
        registers.write_bits(target, active, &values);
    }))
}
