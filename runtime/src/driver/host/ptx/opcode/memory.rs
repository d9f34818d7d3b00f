//! `ld`, `ldu`, `st`, `prefetch`: values between registers and memory.

use std::sync::atomic::Ordering;

use super::super::decode::{AddressPlace, Decode, Result, Words};
use super::super::execute::memory::Target;
use super::super::execute::registers::{LANES, Mask, Registers, Slot, lanes_of};
use super::super::fault::{Access, Cause, Problem, Space};
use super::super::program::{LaneCause, Reach, Step};
use super::super::types::Type;
use super::Opcode;

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
    ("const", Space::Constant),
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
    let access = MemoryAccess {
        address,
        space,
        kind,
        order,
    };
    Ok(match targets[..] {
        [target] => access.load(target),
        _ => access.load_vector(targets),
    })
}

fn store(decode: &mut Decode<'_, '_>) -> Result<Step> {
    let order = decode.choose(STORE_ORDERS).unwrap_or(Ordering::Relaxed);
    let space = space(decode);
    if matches!(space, Space::Parameter | Space::Constant) {
        return Err(decode.refuse("parameters and constants can't be written"));
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
    let access = MemoryAccess {
        address,
        space,
        kind,
        order,
    };
    Ok(match sources[..] {
        [source] => access.store(source),
        _ => access.store_vector(sources),
    })
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

/// What a load or a store does, apart from its registers.
#[derive(Clone, Copy)]
struct MemoryAccess {
    address: AddressPlace,
    space: Space,
    kind: Type,
    order: Ordering,
}

impl MemoryAccess {
    fn load(self, target: Slot) -> Step {
        if self.address.base.is_none() && self.space == Space::Parameter {
            return self.load_argument(target);
        }
        Step::access(move |reach, active| {
            let addresses = self.address.of(reach.registers);
            let mut values = [0; LANES];
            let count = self.row_length(&addresses, active);
            let first = reach.target(self.space, 0, addresses[0], self.kind, 0);
            if count == 0 || !reach.memory.load_row(first, &mut values[..count]) {
                for lane in lanes_of(active) {
                    let target = reach.target(self.space, lane, addresses[lane], self.kind, 0);
                    values[lane] = reach.memory.load(target, self.order).map_err(at(lane))?;
                }
            }
            widen(&mut values, self.kind);
            reach.registers.write_bits(target, active, &values);
            Ok(())
        })
    }

    /// Every lane reads the same argument.
    fn load_argument(self, target: Slot) -> Step {
        Step::access(move |reach, active| {
            let lane = active.trailing_zeros() as usize;
            let place = reach.target(self.space, lane, self.address.offset, self.kind, 0);
            let value = reach.memory.load(place, self.order).map_err(at(lane))?;
            let mut values = [value; LANES];
            widen(&mut values, self.kind);
            reach.registers.write_bits(target, active, &values);
            Ok(())
        })
    }

    fn load_vector(self, targets: Vec<Slot>) -> Step {
        Step::access(move |reach, active| {
            let addresses = self.address.of(reach.registers);
            let mut values = [[0; LANES]; 4];
            for lane in lanes_of(active) {
                self.check_vector(addresses[lane], targets.len(), false)
                    .map_err(at(lane))?;
                for (index, values) in values.iter_mut().take(targets.len()).enumerate() {
                    let target = reach.target(self.space, lane, addresses[lane], self.kind, index);
                    values[lane] = reach.memory.load(target, self.order).map_err(at(lane))?;
                }
            }
            for (slot, values) in targets.iter().zip(&mut values) {
                widen(values, self.kind);
                reach.registers.write_bits(*slot, active, values);
            }
            Ok(())
        })
    }

    fn store(self, source: Slot) -> Step {
        Step::access(move |reach, active| {
            let addresses = self.address.of(reach.registers);
            let values = reach.registers.read_bits(source);
            let count = self.row_length(&addresses, active);
            let first = reach.target(self.space, 0, addresses[0], self.kind, 0);
            if count > 0 && reach.memory.store_row(first, &values[..count]) {
                return Ok(());
            }
            for lane in lanes_of(active) {
                let target = reach.target(self.space, lane, addresses[lane], self.kind, 0);
                let stored = reach.memory.store(target, values[lane], self.order);
                stored.map_err(at(lane))?;
            }
            Ok(())
        })
    }

    fn store_vector(self, sources: Vec<Slot>) -> Step {
        Step::access(move |reach, active| {
            let addresses = self.address.of(reach.registers);
            for lane in lanes_of(active) {
                self.check_vector(addresses[lane], sources.len(), true)
                    .map_err(at(lane))?;
                for (index, source) in sources.iter().enumerate() {
                    let value = reach.registers.read_bits(*source)[lane];
                    let target = reach.target(self.space, lane, addresses[lane], self.kind, index);
                    let stored = reach.memory.store(target, value, self.order);
                    stored.map_err(at(lane))?;
                }
            }
            Ok(())
        })
    }

    /// How many lanes access one element after the other, if they are the first lanes and all that are active; else none.
    #[inline]
    fn row_length(&self, addresses: &[u64; LANES], active: Mask) -> usize {
        let count = active.trailing_ones();
        let is_first_lanes = active.count_ones() == count;
        if !is_first_lanes || self.order != Ordering::Relaxed {
            return 0;
        }
        let size = u64::from(self.kind.size());
        let expected = |lane: usize| addresses[0].wrapping_add(size * lane as u64);
        let count = count as usize;
        let in_order = (0..count).fold(true, |all, lane| all & (addresses[lane] == expected(lane)));
        if in_order { count } else { 0 }
    }

    /// A vector is aligned as a whole.
    fn check_vector(
        &self,
        address: u64,
        count: usize,
        write: bool,
    ) -> std::result::Result<(), Box<Access>> {
        let size = self.kind.size() * count as u32;
        if address.is_multiple_of(size.into()) {
            return Ok(());
        }
        Err(Box::new(Access {
            space: self.space,
            address,
            size,
            write,
            problem: Problem::Misaligned { alignment: size },
        }))
    }
}

/// Fills what a register has beyond the type with the sign, or zeros.
#[inline]
fn widen(values: &mut [u64; LANES], kind: Type) {
    let unused = 64 - 8 * kind.size();
    if kind.is_signed() && unused > 0 {
        for value in values {
            *value = ((*value << unused) as i64 >> unused) as u64;
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
