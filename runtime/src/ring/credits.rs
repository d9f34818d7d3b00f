//! Credits: the numbers of free slots, as a stack without a lock.
//!
//! The head holds a count besides the number of the first free slot, so that a thread that was interrupted between reading
//! the head and changing it notices what happened meanwhile, unless exactly 2^32 credits went by.

use super::sync::{AtomicU32, AtomicU64, Ordering};

/// The free slots of a table.
pub struct Credits {
    /// For each free slot, the free one below it.
    below: Box<[AtomicU32]>,
    /// A count, and the slot on top.
    top: AtomicU64,
}

/// No slot.
const NONE: u32 = u32::MAX;

impl Credits {
    /// All of `capacity` slots are free.
    pub fn new(capacity: u32) -> Self {
        let below = |index: u32| {
            if index + 1 == capacity {
                NONE
            } else {
                index + 1
            }
        };
        let first = if capacity == 0 { NONE } else { 0 };
        Credits {
            below: (0..capacity)
                .map(|index| AtomicU32::new(below(index)))
                .collect(),
            top: AtomicU64::new(u64::from(first)),
        }
    }

    /// Takes a credit.
    pub fn take(&self) -> Option<u32> {
        let mut top = self.top.load(Ordering::Acquire);
        loop {
            let index = top as u32;
            let below = self.below.get(index as usize)?.load(Ordering::Relaxed);
            match self.replace_top(top, below) {
                Ok(_) => return Some(index),
                Err(changed) => top = changed,
            }
        }
    }

    /// Gives credits back, all at once.
    pub fn give(&self, credits: &[u32]) {
        let (Some(first), Some(last)) = (credits.first(), credits.last()) else {
            return;
        };
        for pair in credits.windows(2) {
            self.below[pair[0] as usize].store(pair[1], Ordering::Relaxed);
        }
        let mut top = self.top.load(Ordering::Relaxed);
        loop {
            self.below[*last as usize].store(top as u32, Ordering::Relaxed);
            match self.replace_top(top, *first) {
                Ok(_) => return,
                Err(changed) => top = changed,
            }
        }
    }

    fn replace_top(&self, top: u64, index: u32) -> Result<u64, u64> {
        let count = (top >> 32).wrapping_add(1) << 32;
        let next = count | u64::from(index);
        self.top
            .compare_exchange_weak(top, next, Ordering::AcqRel, Ordering::Acquire)
    }
}
