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
    reduces: bool,
}

impl Barriers {
    pub fn new(warps: usize) -> Self {
        let resource = Resource {
            arrived: vec![0; warps],
            truths: vec![0; warps],
            threads: None,
            reduces: false,
        };
        Barriers {
            resources: std::array::from_fn(|_| resource.clone()),
        }
    }

    pub fn reset(&mut self) {
        self.resources.iter_mut().for_each(Resource::reset);
    }

    /// Notes that the lanes of an arrival have come.
    fn arrive(&mut self, arrival: &Arrival) -> Result<(), String> {
        let Arrival { number, .. } = *arrival;
        let Some(resource) = self.resources.get_mut(number as usize) else {
            return Err(format!("there is no barrier {number}, only 0 to 15"));
        };
        arrival.check_threads()?;
        resource.arrive(arrival)
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
                    reduces: resource.reduces,
                };
                warps
                    .iter_mut()
                    .for_each(|warp| warp.pass(&outcome, program));
                resource.reset();
            }
        }
    }
}

/// Lanes of one warp that come to one barrier.
struct Arrival {
    warp: usize,
    lanes: Mask,
    number: u32,
    threads: Option<u32>,
    truths: Mask,
    /// Whether they want to know how many came with a true condition.
    reduces: bool,
}

impl Arrival {
    fn check_threads(&self) -> Result<(), String> {
        let number = self.number;
        match self.threads {
            Some(threads) if threads == 0 || !threads.is_multiple_of(LANES as u32) => Err(format!(
                "barrier {number} is for {threads} threads, which is no multiple of {LANES}"
            )),
            _ => Ok(()),
        }
    }
}

impl Resource {
    fn arrive(&mut self, arrival: &Arrival) -> Result<(), String> {
        let Arrival { warp, number, .. } = *arrival;
        if *self.threads.get_or_insert(arrival.threads) != arrival.threads {
            return Err(format!(
                "threads disagree on how many barrier {number} is for"
            ));
        }
        if self.arrived[warp] & arrival.lanes != 0 {
            return Err(format!(
                "the thread arrives again at barrier {number} before it completes"
            ));
        }
        self.arrived[warp] |= arrival.lanes;
        self.truths[warp] |= arrival.truths & arrival.lanes;
        self.reduces |= arrival.reduces;
        Ok(())
    }

    fn reset(&mut self) {
        self.arrived.fill(0);
        self.truths.fill(0);
        self.threads = None;
        self.reduces = false;
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
    reduces: bool,
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
        let (truths, reduces) = match barrier.kind {
            BarrierKind::Reduce { condition, .. } => (self.registers.condition(condition), true),
            _ => (0, false),
        };
        let mut left = active;
        while left != 0 {
            let first = left.trailing_zeros() as usize;
            let wanted = |lane: usize| (numbers[lane], threads.map(|threads| threads[lane]));
            let lanes = lanes_of(left)
                .filter(|&lane| wanted(lane) == wanted(first))
                .fold(0, |mask, lane| mask | 1 << lane);
            left &= !lanes;
            let (number, threads) = wanted(first);
            let arrival = Arrival {
                warp: self.index,
                lanes,
                number,
                threads,
                truths,
                reduces,
            };
            barriers.arrive(&arrival).map_err(|problem| LaneCause {
                lane: first,
                cause: Cause::Barrier(problem),
            })?;
            for lane in lanes_of(lanes) {
                self.barriers[lane] = number;
            }
        }
        Ok(())
    }

    /// Lets the lanes that wait at the completed barrier go on.
    fn pass(&mut self, outcome: &Outcome, program: &Program) {
        let passing = lanes_of(self.at_barrier)
            .filter(|&lane| self.barriers[lane] == outcome.number)
            .fold(0, |mask, lane| mask | 1 << lane);
        for lane in lanes_of(passing) {
            if outcome.reduces {
                self.learn(lane, outcome, program);
            }
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
