//! Exchanges among the lanes of a warp: who waits, and what happens once every member is there.
//!
//! Members are waited for wherever they are: two arms of a branch may hold copies of one `shfl.sync`. Lanes that have
//! exited are not waited for.

use super::super::fault::Cause;
use super::super::program::{Exchange, LaneCause, Offered, Program, Step};
use super::registers::{LANES, Mask, lanes_of};
use super::warp::Warp;

impl Warp {
    /// Notes what the lanes in `active` wait for.
    pub fn offer(&mut self, exchange: &Exchange, active: Mask) -> Result<(), LaneCause> {
        let members = *self.registers.read::<u32>(exchange.members);
        for lane in lanes_of(active) {
            let members = members[lane];
            if members >> lane & 1 == 0 {
                let cause = Cause::NotMember { members };
                return Err(LaneCause { lane, cause });
            }
            self.members[lane] = members;
        }
        Ok(())
    }

    /// Performs every exchange whose members are all there, and lets them go on.
    pub fn complete_exchanges(&mut self, program: &Program) {
        let mut left = self.at_exchange;
        while left != 0 {
            let first = left.trailing_zeros() as usize;
            let together = self.waiting_with(first, program);
            left &= !together;
            if self.members[first] & self.live() & !together == 0 {
                self.perform(program, together);
            }
        }
    }

    /// The lanes that wait at the same kind of exchange with the same members as `first`.
    fn waiting_with(&self, first: usize, program: &Program) -> Mask {
        let meeting = self.exchange_of(program, first).map(|found| found.meeting);
        lanes_of(self.at_exchange)
            .filter(|&lane| self.members[lane] == self.members[first])
            .filter(|&lane| self.exchange_of(program, lane).map(|found| found.meeting) == meeting)
            .fold(0, |mask, lane| mask | 1 << lane)
    }

    fn exchange_of<'p>(&self, program: &'p Program, lane: usize) -> Option<&'p Exchange> {
        let instruction = program.instructions.get(self.counters[lane] as usize)?;
        match &instruction.step {
            Step::Exchange(exchange) => Some(exchange),
            _ => None,
        }
    }

    fn perform(&mut self, program: &Program, together: Mask) {
        let mut offered = Offered {
            sources: [[0; LANES]; 3],
            condition: 0,
        };
        let Some(kind) = self.exchange_of(program, together.trailing_zeros() as usize) else {
            return;
        };
        self.each_place(program, together, |warp, exchange, lanes| {
            warp.gather(exchange, lanes, &mut offered);
        });
        let received = (kind.exchange)(&offered, together);
        self.each_place(program, together, |warp, exchange, lanes| {
            if let Some(slot) = exchange.result {
                warp.registers.write_bits(slot, lanes, &received.values);
            }
            if let Some(predicate) = exchange.result_predicate {
                let values = received.predicate;
                warp.registers.set_predicate(predicate, lanes, values);
            }
        });
        for lane in lanes_of(together) {
            self.counters[lane] += 1;
        }
        self.at_exchange &= !together;
        self.ready |= together;
    }

    fn gather(&self, exchange: &Exchange, lanes: Mask, offered: &mut Offered) {
        for (slot, values) in exchange.sources.iter().zip(&mut offered.sources) {
            let Some(slot) = slot else { continue };
            let brought = self.registers.read_bits(*slot);
            for lane in lanes_of(lanes) {
                values[lane] = brought[lane];
            }
        }
        if let Some(condition) = exchange.condition {
            offered.condition |= self.registers.condition(condition) & lanes;
        }
    }

    /// Calls `work` once for each instruction at which some of `lanes` wait.
    fn each_place(
        &mut self,
        program: &Program,
        lanes: Mask,
        mut work: impl FnMut(&mut Warp, &Exchange, Mask),
    ) {
        let mut left = lanes;
        while left != 0 {
            let first = left.trailing_zeros() as usize;
            let here = self.lanes_at(left, self.counters[first]);
            left &= !here;
            if let Some(exchange) = self.exchange_of(program, first) {
                work(self, exchange, here);
            }
        }
    }
}
