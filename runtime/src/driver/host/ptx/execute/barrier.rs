//! The barriers of a block: who has arrived, and when that is enough.
//!
//! A barrier without a thread count is for every thread of the block that has not exited. With a count, the lanes of an
//! arriving warp that have exited or never were count as arrived, as hardware counts warps.

use super::super::fault::Cause;
use super::super::program::{Barrier, BarrierKind, LaneCause, Program, Reduction, Step};
use super::registers::{LANES, Mask, lanes_of};
use super::warp::Warp;

/// How many barriers a block has.
const RESOURCES: usize = 16;

/// What has come to each barrier since it last completed.
pub struct Barriers {
    resources: [Resource; RESOURCES],
}

#[derive(Clone, Default)]
struct Resource {
    /// For each warp, the lanes that arrived.
    arrived: Vec<Mask>,
    /// For each warp, the lanes whose condition was true.
    truths: Vec<Mask>,
    /// What the arrived agree on; `None` while nobody has.
    threads: Option<Option<u32>>,
}

impl Barriers {
    pub fn new(warps: usize) -> Self {
        let resource = Resource {
            arrived: vec![0; warps],
            truths: vec![0; warps],
            threads: None,
        };
        Barriers {
            resources: std::array::from_fn(|_| resource.clone()),
        }
    }

    pub fn reset(&mut self) {
        self.resources.iter_mut().for_each(Resource::reset);
    }

    fn arrive(
        &mut self,
        warp: usize,
        lane: usize,
        number: u32,
        threads: Option<u32>,
        condition: bool,
    ) -> Result<(), String> {
        let Some(resource) = self.resources.get_mut(number as usize) else {
            return Err(format!("there is no barrier {number}, only 0 to 15"));
        };
        match threads {
            Some(threads) if threads == 0 || threads % LANES as u32 != 0 => {
                return Err(format!(
                    "barrier {number} is for {threads} threads, which is no multiple of {LANES}"
                ));
            }
            _ => {}
        }
        if *resource.threads.get_or_insert(threads) != threads {
            return Err(format!(
                "threads disagree on how many barrier {number} is for"
            ));
        }
        if resource.arrived[warp] >> lane & 1 != 0 {
            return Err(format!(
                "the thread arrives again at barrier {number} before it completes"
            ));
        }
        resource.arrived[warp] |= 1 << lane;
        resource.truths[warp] |= u32::from(condition) << lane;
        Ok(())
    }

    /// Completes each barrier that can, and lets the lanes that wait at it go on.
    pub fn release(&mut self, warps: &mut [Warp], program: &Program) {
        for (number, resource) in self.resources.iter_mut().enumerate() {
            if resource.is_complete(warps) {
                let truths: u32 = resource.truths.iter().map(|mask| mask.count_ones()).sum();
                let outcome = Outcome {
                    number: number as u32,
                    truths,
                    all: resource.truths == resource.arrived,
                };
                warps
                    .iter_mut()
                    .for_each(|warp| warp.pass(&outcome, program));
                resource.reset();
            }
        }
    }
}

impl Resource {
    fn reset(&mut self) {
        self.arrived.fill(0);
        self.truths.fill(0);
        self.threads = None;
    }

    fn is_complete(&self, warps: &[Warp]) -> bool {
        let arrivals = || self.arrived.iter().zip(warps);
        match self.threads {
            None => false,
            Some(None) => arrivals().all(|(arrived, warp)| warp.live() & !arrived == 0),
            Some(Some(threads)) => {
                let count = |(arrived, warp): (&Mask, &Warp)| match arrived {
                    0 => 0,
                    _ => (arrived | !warp.live()).count_ones(),
                };
                arrivals().map(count).sum::<u32>() >= threads
            }
        }
    }
}

/// What a completed barrier tells those who waited.
struct Outcome {
    number: u32,
    truths: u32,
    all: bool,
}

impl Warp {
    /// Brings the lanes in `active` to a barrier.
    pub fn arrive(
        &mut self,
        barrier: &Barrier,
        active: Mask,
        barriers: &mut Barriers,
    ) -> Result<(), LaneCause> {
        let numbers = *self.registers.read::<u32>(barrier.resource);
        let threads = barrier.threads.map(|slot| *self.registers.read(slot));
        let truths = match barrier.kind {
            BarrierKind::Reduce { condition, .. } => self.registers.condition(condition),
            _ => 0,
        };
        for lane in lanes_of(active) {
            let threads = threads.map(|threads| threads[lane]);
            let truth = truths >> lane & 1 != 0;
            barriers
                .arrive(self.index, lane, numbers[lane], threads, truth)
                .map_err(|problem| LaneCause {
                    lane,
                    cause: Cause::Barrier(problem),
                })?;
            self.barriers[lane] = numbers[lane];
        }
        Ok(())
    }

    /// Lets the lanes that wait at the completed barrier go on.
    fn pass(&mut self, outcome: &Outcome, program: &Program) {
        let passing = lanes_of(self.at_barrier)
            .filter(|&lane| self.barriers[lane] == outcome.number)
            .fold(0, |mask, lane| mask | 1 << lane);
        for lane in lanes_of(passing) {
            self.learn(lane, outcome, program);
            self.counters[lane] += 1;
        }
        self.at_barrier &= !passing;
        self.ready |= passing;
    }

    fn learn(&mut self, lane: usize, outcome: &Outcome, program: &Program) {
        let instruction = program.instructions.get(self.counters[lane] as usize);
        let Some(Step::Barrier(barrier)) = instruction.map(|instruction| &instruction.step) else {
            return;
        };
        let BarrierKind::Reduce { result, .. } = barrier.kind else {
            return;
        };
        let truth = |truth: bool| if truth { Mask::MAX } else { 0 };
        match result {
            Reduction::Count(slot) => {
                let counts = [outcome.truths; LANES];
                self.registers.write(slot, 1 << lane, &counts);
            }
            Reduction::And(predicate) => {
                let all = truth(outcome.all);
                self.registers.set_predicate(predicate, 1 << lane, all);
            }
            Reduction::Or(predicate) => {
                let any = truth(outcome.truths != 0);
                self.registers.set_predicate(predicate, 1 << lane, any);
            }
        }
    }
}

impl Barrier {
    /// Whether a thread that arrives stays until the barrier completes.
    pub fn waits(&self) -> bool {
        !matches!(self.kind, BarrierKind::Arrive)
    }
}
