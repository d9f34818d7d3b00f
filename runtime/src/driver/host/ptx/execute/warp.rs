//! A warp: 32 lanes, each with its own program counter, of which groups at the same counter step together.

use std::sync::atomic::Ordering;

use super::super::fault::Cause;
use super::super::program::{LaneCause, Program, Reach, Step};
use super::barrier::Barriers;
use super::launch::Budget;
use super::memory::Memory;
use super::registers::{LANES, Mask, Registers};

/// A turn ends after this many jumps backwards, so that lanes and warps that wait for others don't starve them.
const BACK_EDGES_IN_A_TURN: u32 = 1024;

pub struct Warp {
    /// Its place in the block.
    pub index: usize,
    pub registers: Registers,
    initial: Registers,
    /// The program counter of each lane that is not in the group that steps.
    pub counters: [u32; LANES],
    pub ready: Mask,
    pub at_barrier: Mask,
    pub at_exchange: Mask,
    /// The member masks of the lanes at an exchange.
    pub members: [u32; LANES],
    /// The barriers of the lanes at a barrier.
    pub barriers: [u32; LANES],
    back_edges: u32,
    rotate_after: Option<u32>,
}

/// What a turn works with beside the warp.
pub struct Surroundings<'a, 'm> {
    pub program: &'a Program,
    pub memory: &'a mut Memory<'m>,
    pub barriers: &'a mut Barriers,
    pub budget: &'a mut Budget<'m>,
}

/// Why a warp can't go on, and where.
pub struct Stop {
    pub lane: usize,
    pub counter: u32,
    pub cause: Cause,
}

/// Lanes that step together.
struct Group {
    counter: u32,
    lanes: Mask,
    /// The lowest counter of the lanes that wait for this group to catch up.
    limit: u32,
}

type Turn = Result<(), Box<Stop>>;

impl Warp {
    /// A warp whose registers start each block like these.
    pub fn new(index: usize, initial: Registers) -> Self {
        Warp {
            index,
            registers: initial.clone(),
            initial,
            counters: [0; LANES],
            ready: 0,
            at_barrier: 0,
            at_exchange: 0,
            members: [0; LANES],
            barriers: [0; LANES],
            back_edges: 0,
            rotate_after: None,
        }
    }

    /// Puts the lanes in `present` at the start of the program.
    pub fn restart(&mut self, present: Mask) {
        self.registers.copy_from(&self.initial);
        self.counters = [0; LANES];
        self.ready = present;
        self.at_barrier = 0;
        self.at_exchange = 0;
        self.rotate_after = None;
    }

    /// The lanes that have not exited.
    pub fn live(&self) -> Mask {
        self.ready | self.at_barrier | self.at_exchange
    }

    /// Steps until no lane is ready or the turn is used up.
    pub fn turn(&mut self, around: &mut Surroundings<'_, '_>) -> Turn {
        let mut within = self.start_of_rotation();
        self.back_edges = 0;
        while let Some(mut group) = self.choose(&mut within) {
            while group.counter < group.limit && self.back_edges < BACK_EDGES_IN_A_TURN {
                self.step(&mut group, around)?;
            }
            self.park(group.lanes, group.counter);
            if self.back_edges >= BACK_EDGES_IN_A_TURN {
                self.rotate_after = Some(group.counter);
                break;
            }
        }
        Ok(())
    }

    /// The lanes that this turn starts with: after a turn that was used up, those next in line.
    fn start_of_rotation(&mut self) -> Mask {
        let Some(last) = self.rotate_after.take() else {
            return Mask::MAX;
        };
        let later = self.each(self.ready, 0).map(|counter| counter > last);
        let later = (0..LANES).fold(0, |mask, lane| mask | u32::from(later[lane]) << lane);
        match self.lowest(later) {
            u32::MAX => Mask::MAX,
            next => self.lanes_at(self.ready, next),
        }
    }

    /// The group of the lowest counter among the ready lanes in `within`, which becomes every lane when it is used up.
    fn choose(&self, within: &mut Mask) -> Option<Group> {
        if self.ready & *within == 0 {
            *within = Mask::MAX;
        }
        let candidates = self.ready & *within;
        if candidates == 0 {
            return None;
        }
        let counter = self.lowest(candidates);
        let lanes = self.lanes_at(candidates, counter);
        Some(Group {
            counter,
            lanes,
            limit: self.lowest(candidates & !lanes),
        })
    }

    /// The lowest counter of some lanes; the highest number there is for none.
    fn lowest(&self, among: Mask) -> u32 {
        // Every lane is looked at, so that the loop has no branches.
        self.each(among, u32::MAX)
            .into_iter()
            .fold(u32::MAX, u32::min)
    }

    pub fn lanes_at(&self, among: Mask, counter: u32) -> Mask {
        let equal = self.counters.map(|found| found == counter);
        (0..LANES).fold(0, |mask, lane| mask | u32::from(equal[lane]) << lane) & among
    }

    /// The counters of some lanes, with `otherwise` for the others.
    fn each(&self, among: Mask, otherwise: u32) -> [u32; LANES] {
        std::array::from_fn(|lane| match among >> lane & 1 {
            0 => otherwise,
            _ => self.counters[lane],
        })
    }

    fn park(&mut self, lanes: Mask, counter: u32) {
        for (lane, own) in self.counters.iter_mut().enumerate() {
            *own = if lanes >> lane & 1 != 0 {
                counter
            } else {
                *own
            };
        }
    }

    /// Executes one instruction for a group.
    fn step(&mut self, group: &mut Group, around: &mut Surroundings<'_, '_>) -> Turn {
        if let Some(cause) = around.budget.step() {
            return Err(stop(group.lanes, group.counter, cause));
        }
        let program = around.program;
        let Some(instruction) = program.instructions.get(group.counter as usize) else {
            self.exit(group, group.lanes, program);
            return Ok(());
        };
        let active = match instruction.guard {
            Some(condition) => self.registers.condition(condition) & group.lanes,
            None => group.lanes,
        };
        if active == 0 {
            group.counter += 1;
            return Ok(());
        }
        self.act(&instruction.step, group, active, around)
    }

    fn act(
        &mut self,
        step: &Step,
        group: &mut Group,
        active: Mask,
        around: &mut Surroundings<'_, '_>,
    ) -> Turn {
        match step {
            Step::Compute(work) => work(&mut self.registers, active),
            Step::Access(work) => {
                let mut reach = Reach {
                    registers: &mut self.registers,
                    memory: &mut *around.memory,
                    first_thread: (self.index * LANES) as u32,
                };
                work(&mut reach, active)
                    .map_err(|LaneCause { lane, cause }| stop(1 << lane, group.counter, cause))?;
            }
            Step::Branch(target) => {
                self.branch(group, active, *target);
                return Ok(());
            }
            Step::Exit => {
                self.exit(group, active, around.program);
                return Ok(());
            }
            Step::Trap => return Err(stop(active, group.counter, Cause::Trap)),
            Step::Barrier(barrier) => {
                self.arrive(barrier, active, around.barriers)
                    .map_err(|LaneCause { lane, cause }| stop(1 << lane, group.counter, cause))?;
                if barrier.waits() {
                    self.leave(group, active);
                    self.at_barrier |= active;
                    return Ok(());
                }
            }
            Step::Exchange(exchange) => {
                self.offer(exchange, active)
                    .map_err(|LaneCause { lane, cause }| stop(1 << lane, group.counter, cause))?;
                self.leave(group, active);
                self.at_exchange |= active;
                self.complete_exchanges(around.program);
                return Ok(());
            }
            Step::Clock(slot) => {
                let steps = [around.budget.steps(); LANES];
                self.registers.write_bits(*slot, active, &steps);
            }
            Step::Fence => std::sync::atomic::fence(Ordering::SeqCst),
            Step::Nothing => {}
        }
        group.counter += 1;
        Ok(())
    }

    fn branch(&mut self, group: &mut Group, active: Mask, target: u32) {
        self.back_edges += u32::from(target <= group.counter);
        if active == group.lanes {
            group.counter = target;
            return;
        }
        self.park(active, target);
        self.park(group.lanes & !active, group.counter + 1);
        group.dissolve();
    }

    fn exit(&mut self, group: &mut Group, active: Mask, program: &Program) {
        self.leave(group, active);
        if self.at_exchange != 0 {
            self.complete_exchanges(program);
        }
    }

    /// Takes `active` out of the ready lanes, at the instruction they are at, and lets the rest of the group go on.
    fn leave(&mut self, group: &mut Group, active: Mask) {
        self.park(active, group.counter);
        self.park(group.lanes & !active, group.counter + 1);
        self.ready &= !active;
        group.dissolve();
    }
}

impl Group {
    /// Ends the group: its lanes are parked, and whoever is next is chosen anew.
    fn dissolve(&mut self) {
        self.lanes = 0;
        self.limit = 0;
    }
}

fn stop(lanes: Mask, counter: u32, cause: Cause) -> Box<Stop> {
    Box::new(Stop {
        lane: lanes.trailing_zeros() as usize,
        counter,
        cause,
    })
}
