//! A block: its warps take turns until all have exited, or none can go on.

use super::super::fault::{Cause, Fault, Waiting};
use super::super::program::{LaneMask, Program, Special};
use super::barrier::Barriers;
use super::launch::{Budget, LaunchConfig};
use super::memory::Memory;
use super::registers::{LANES, Mask, lanes_of};
use super::warp::{Stop, Surroundings, Warp};

/// One block at a time, with room that the next block uses again.
pub struct Block<'m> {
    kernel: &'m str,
    program: &'m Program,
    config: &'m LaunchConfig,
    shared_bytes: u32,
    index: [u32; 3],
    warps: Vec<Warp>,
    memory: Memory<'m>,
    barriers: Barriers,
}

impl<'m> Block<'m> {
    pub fn new(
        kernel: &'m str,
        program: &'m Program,
        config: &'m LaunchConfig,
        shared_bytes: u32,
        memory: Memory<'m>,
    ) -> Self {
        let count = config.threads().div_ceil(LANES as u64) as usize;
        let mut block = Block {
            kernel,
            program,
            config,
            shared_bytes,
            index: [0; 3],
            warps: Vec::with_capacity(count),
            memory,
            barriers: Barriers::new(count),
        };
        for index in 0..count {
            let mut initial = program.template.clone();
            for (special, slot) in &program.specials {
                let values = std::array::from_fn(|lane| block.special(*special, index, lane));
                initial.write(*slot, Mask::MAX, &values);
            }
            block.warps.push(Warp::new(index, initial));
        }
        block
    }

    /// Runs the block at `index` from its start to its end.
    pub fn run(&mut self, index: [u32; 3], budget: &mut Budget<'m>) -> Result<(), Box<Fault>> {
        self.restart(index);
        loop {
            let mut progress = false;
            for number in 0..self.warps.len() {
                progress |= self.warps[number].ready != 0;
                self.turn(number, budget)?;
            }
            if self.warps.iter().all(|warp| warp.live() == 0) {
                return Ok(());
            }
            if !progress {
                return Err(self.deadlock());
            }
        }
    }

    fn restart(&mut self, index: [u32; 3]) {
        self.index = index;
        self.memory.reset();
        self.barriers.reset();
        let threads = self.config.threads();
        for number in 0..self.warps.len() {
            let left = threads - (number * LANES) as u64;
            let present = Mask::MAX >> (LANES as u64 - left.min(LANES as u64));
            let warp = &mut self.warps[number];
            warp.restart(present);
            for (special, slot) in &self.program.specials {
                if let Special::Block(axis) = special {
                    warp.registers
                        .write(*slot, Mask::MAX, &[index[*axis]; LANES]);
                }
            }
        }
    }

    fn turn(&mut self, number: usize, budget: &mut Budget<'m>) -> Result<(), Box<Fault>> {
        let mut around = Surroundings {
            program: self.program,
            memory: &mut self.memory,
            barriers: &mut self.barriers,
            budget,
        };
        if self.warps[number].ready == 0 {
            return Ok(());
        }
        let warp = &mut self.warps[number];
        if let Err(stop) = warp.turn(&mut around) {
            return Err(self.fault(number, *stop));
        }
        self.barriers.release(&mut self.warps, self.program);
        Ok(())
    }

    fn special(&self, special: Special, warp: usize, lane: usize) -> u32 {
        let thread = self.thread(warp, lane);
        let dynamic = self.config.dynamic_shared_bytes;
        match special {
            Special::Thread(axis) => thread[axis],
            Special::BlockSize(axis) => self.config.block[axis],
            Special::Block(axis) => self.index[axis],
            Special::GridSize(axis) => self.config.grid[axis],
            Special::Lane => lane as u32,
            Special::Warp => warp as u32,
            Special::Warps => self.config.threads().div_ceil(LANES as u64) as u32,
            Special::LaneMask(kind) => kind.of(lane),
            Special::DynamicSharedBytes => dynamic,
            Special::TotalSharedBytes => self.shared_bytes,
            Special::Zero => 0,
            Special::One => 1,
            Special::WarpSize => LANES as u32,
        }
    }

    fn thread(&self, warp: usize, lane: usize) -> [u32; 3] {
        let [width, height, _] = self.config.block;
        let thread = (warp * LANES + lane) as u32;
        [
            thread % width,
            thread / width % height,
            thread / width / height,
        ]
    }

    fn fault(&self, warp: usize, stop: Stop) -> Box<Fault> {
        let (line, instruction) = self.source(stop.counter);
        Box::new(Fault {
            kernel: self.kernel.to_owned(),
            block: self.index,
            thread: self.thread(warp, stop.lane),
            line,
            instruction,
            cause: stop.cause,
        })
    }

    fn source(&self, counter: u32) -> (u32, String) {
        match self.program.sources.get(counter as usize) {
            Some(source) => (source.line, source.text.clone()),
            None => (0, "the end of the kernel".to_owned()),
        }
    }

    fn deadlock(&self) -> Box<Fault> {
        let mut waiting: Vec<Waiting> = Vec::new();
        for warp in &self.warps {
            for lane in lanes_of(warp.at_barrier | warp.at_exchange) {
                self.note(&mut waiting, warp, lane);
            }
        }
        let first = waiting.first();
        Box::new(Fault {
            kernel: self.kernel.to_owned(),
            block: self.index,
            thread: first
                .and_then(|group| group.threads.first().copied())
                .unwrap_or_default(),
            line: first.map_or(0, |group| group.line),
            instruction: first.map_or(String::new(), |group| group.instruction.clone()),
            cause: Cause::Deadlock { waiting },
        })
    }

    fn note(&self, waiting: &mut Vec<Waiting>, warp: &Warp, lane: usize) {
        let place = if warp.at_barrier >> lane & 1 != 0 {
            format!("barrier {}", warp.barriers[lane])
        } else {
            format!("an exchange of lanes {:#010x}", warp.members[lane])
        };
        let (line, instruction) = self.source(warp.counters[lane]);
        let known = waiting
            .iter()
            .position(|group| group.place == place && group.line == line);
        let position = known.unwrap_or(waiting.len());
        if known.is_none() {
            waiting.push(Waiting {
                place,
                line,
                instruction,
                threads: Vec::new(),
                count: 0,
            });
        }
        let group = &mut waiting[position];
        group.count += 1;
        if group.threads.len() < Waiting::NAMED {
            group.threads.push(self.thread(warp.index, lane));
        }
    }
}

impl LaneMask {
    fn of(self, lane: usize) -> u32 {
        let equal = 1u32 << lane;
        match self {
            LaneMask::Equal => equal,
            LaneMask::Less => equal - 1,
            LaneMask::LessOrEqual => equal | (equal - 1),
            LaneMask::Greater => !(equal | (equal - 1)),
            LaneMask::GreaterOrEqual => !(equal - 1),
        }
    }
}
