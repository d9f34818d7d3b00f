//! `ld`, `ldu`, `st`, `prefetch`: values between registers and memory.

use std::sync::atomic::Ordering;

use super::super::decode::{AddressPlace, Decode, Result, Words};
use super::super::execute::memory::Target;
use super::super::execute::registers::{LANES, Registers, Slot, lanes_of};
use super::super::fault::{Access, Cause, Problem, Space};
use super::super::program::{LaneCause, Reach, Step};
use super::super::types::Type;
use super::Opcode;
use super::convert::extend;

pub const OPCODES: &[Opcode] = &[
    Opcode::new("ld", load),
    Opcode::new("ldu", load),
    Opcode::new("st", store),
    Opcode::new("prefetch", prefetch),
    Opcode::new("prefetchu", prefetch),
];

const SPACES: &Words<Space> = &[
    ("global", Space::Global),
    ("shared", Space::Shared),
    ("shared::cta", Space::Shared),
    ("local", Space::Local),
    ("param", Space::Parameter),
    ("param::entry", Space::Parameter),
];

const COUNTS: &Words<usize> = &[("v2", 2), ("v4", 4)];

/// Suffixes about caches, which an interpreter does not have.
const CACHE_HINTS: [&str; 8] = ["ca", "cg", "cs", "lu", "cv", "nc", "wb", "wt"];

/// Suffixes about how far an access is ordered: every one is ordered for the whole process here.
const SCOPES: [&str; 4] = ["cta", "cluster", "gpu", "sys"];

const LOAD_ORDERS: &Words<Ordering> = &[
    ("weak", Ordering::Relaxed),
    ("volatile", Ordering::Relaxed),
    ("relaxed", Ordering::Relaxed),
    ("acquire", Ordering::Acquire),
];

const STORE_ORDERS: &Words<Ordering> = &[
    ("weak", Ordering::Relaxed),
    ("volatile", Ordering::Relaxed),
    ("relaxed", Ordering::Relaxed),
    ("release", Ordering::Release),
];

/// The space that an instruction names; without one, the address is generic.
pub fn space(decode: &mut Decode<'_, '_>) -> Space {
    decode.choose(SPACES).unwrap_or(Space::Generic)
}

/// Takes the suffixes that change nothing here.
pub fn skip_hints(decode: &mut Decode<'_, '_>) {
    for hint in CACHE_HINTS.iter().chain(&SCOPES) {
        decode.flag(hint);
    }
    decode.skip_prefixed("L1::");
    decode.skip_prefixed("L2::");
}

fn load(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let order = decode.choose(LOAD_ORDERS).unwrap_or(Ordering::Relaxed);
    let space = space(decode);
    let count = decode.choose(COUNTS).unwrap_or(1);
    skip_hints(decode);
    let kind = memory_kind(decode)?;
    let [target, address] = decode.operands()?;
    let mut targets = Vec::with_capacity(count);
    for element in decode.elements(target, count)? {
        targets.push(decode.wide_target(element, kind)?);
    }
    let address = decode.address(address, space)?;
    Ok(Step::access(move |reach, active| {
        let addresses = address.of(reach.registers);
        let mut values = [[0; LANES]; 4];
        for lane in lanes_of(active) {
            check_vector(space, addresses[lane], kind, count, false).map_err(at(lane))?;
            for (index, values) in values.iter_mut().take(count).enumerate() {
                let target = reach.target(space, lane, addresses[lane], kind, index);
                values[lane] = reach.memory.load(target, order).map_err(at(lane))?;
            }
        }
        for (slot, values) in targets.iter().zip(&mut values) {
            widen(values, kind);
            reach.registers.write_bits(*slot, active, values);
        }
        Ok(())
    }))
}

fn store(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let order = decode.choose(STORE_ORDERS).unwrap_or(Ordering::Relaxed);
    let space = space(decode);
    if space == Space::Parameter {
        return Err(decode.refuse("a kernel's parameters can't be written"));
    }
    let count = decode.choose(COUNTS).unwrap_or(1);
    skip_hints(decode);
    let kind = memory_kind(decode)?;
    let [address, source] = decode.operands()?;
    let mut sources = Vec::with_capacity(count);
    for element in decode.elements(source, count)? {
        sources.push(decode.wide_value(element, kind)?);
    }
    let address = decode.address(address, space)?;
    Ok(Step::access(move |reach, active| {
        let addresses = address.of(reach.registers);
        let mut values = [[0; LANES]; 4];
        for (values, slot) in values.iter_mut().zip(&sources) {
            *values = reach.registers.read_bits(*slot);
        }
        for lane in lanes_of(active) {
            check_vector(space, addresses[lane], kind, count, true).map_err(at(lane))?;
            for (index, values) in values.iter().take(count).enumerate() {
                let target = reach.target(space, lane, addresses[lane], kind, index);
                let stored = reach.memory.store(target, values[lane], order);
                stored.map_err(at(lane))?;
            }
        }
        Ok(())
    }))
}

/// A prefetch changes nothing that a kernel can see.
fn prefetch(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let space = space(decode);
    for level in ["L1", "L2"] {
        decode.flag(level);
    }
    let [address] = decode.operands()?;
    decode.address(address, space)?;
    Ok(Step::Nothing)
}

fn memory_kind(decode: &mut Decode<'_, '_>) -> Result<Type> {
    match decode.kind()? {
        Type::Pred => Err(decode.wrong_kind(Type::Pred)),
        kind => Ok(kind),
    }
}

/// A vector is aligned as a whole.
fn check_vector(
    space: Space,
    address: u64,
    kind: Type,
    count: usize,
    write: bool,
) -> std::result::Result<(), Box<Access>> {
    let size = kind.size() * count as u32;
    if count == 1 || address.is_multiple_of(u64::from(size)) {
        return Ok(());
    }
    Err(Box::new(Access {
        space,
        address,
        size,
        write,
        problem: Problem::Misaligned { alignment: size },
    }))
}

/// Fills what a register has beyond the type with the sign, or zeros.
fn widen(values: &mut [u64; LANES], kind: Type) {
    if kind.is_signed() && kind.size() < 8 {
        for value in values {
            *value = extend(*value, kind) as u64;
        }
    }
}

impl AddressPlace {
    /// The address in each lane.
    pub fn of(&self, registers: &Registers) -> [u64; LANES] {
        let base = self.base.map(|slot: Slot| registers.read_bits(slot));
        let offset = self.offset;
        base.unwrap_or([0; LANES])
            .map(|base| base.wrapping_add(offset))
    }
}

impl Reach<'_, '_> {
    /// One element of what a lane accesses.
    pub fn target(
        &self,
        space: Space,
        lane: usize,
        address: u64,
        kind: Type,
        index: usize,
    ) -> Target {
        Target {
            space,
            thread: self.first_thread + lane as u32,
            address: address.wrapping_add(u64::from(kind.size()) * index as u64),
            size: kind.size(),
        }
    }
}

/// Blames a lane for an access.
pub fn at(lane: usize) -> impl Fn(Box<Access>) -> LaneCause {
    move |access| LaneCause {
        lane,
        cause: Cause::Access(*access),
    }
}
