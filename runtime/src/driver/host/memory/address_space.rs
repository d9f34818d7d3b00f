//! Which device addresses stand for what: live allocations, freed ones, and the red zones between them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::backing::Backing;

/// Addresses that stay unused after every allocation. A stray access that misses its target by less names the target.
pub const RED_ZONE_BYTES: u64 = 16 << 20;

/// The first address. Below 4 GiB a kernel sees its shared, local and parameter memory.
const FIRST_ADDRESS: u64 = 1 << 40;

/// No allocation reaches this address, so that a kernel's signed arithmetic on addresses holds.
const LAST_ADDRESS: u64 = 1 << 62;

/// How many freed ranges are remembered by name; older ones are in no allocation, which is true as well.
const QUARANTINE: usize = 1 << 16;

/// The next address of this process, for all devices of all sessions.
static NEXT_ADDRESS: AtomicU64 = AtomicU64::new(FIRST_ADDRESS);

/// Takes `size` addresses, the first one a multiple of `alignment`. `None` when there are none left: after about 10^11
/// allocations, or a few with absurd alignments.
pub fn reserve(size: u64, alignment: u64) -> Option<u64> {
    let start = |next: u64| next.checked_next_multiple_of(alignment);
    let past = |next: u64| {
        let end = start(next)?.checked_add(size)?;
        let past = end.checked_add(RED_ZONE_BYTES)?;
        (past <= LAST_ADDRESS).then_some(past)
    };
    let taken = NEXT_ADDRESS.fetch_update(Ordering::Relaxed, Ordering::Relaxed, past);
    start(taken.ok()?)
}

/// Device addresses that were allocated together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub start: u64,
    /// Length in bytes.
    pub length: u64,
}

impl Range {
    fn contains(self, address: u64) -> bool {
        address.wrapping_sub(self.start) < self.length
    }

    /// Bytes between `address` and the nearest byte of the range; zero inside.
    fn distance(self, address: u64) -> u64 {
        let last = self.start + (self.length - 1);
        self.start.saturating_sub(address) + address.saturating_sub(last)
    }
}

/// What is at an address.
pub enum Found {
    /// All of the bytes are in this allocation.
    Live(Arc<Backing>),
    /// The first byte is in an allocation that was freed.
    Freed(Range),
    /// Some of the bytes are in no allocation. The allocation nearest to the first, within a red zone, if there is one.
    Outside(Option<Range>),
}

#[derive(Default)]
pub struct AddressSpace {
    live: BTreeMap<u64, Arc<Backing>>,
    freed: Quarantine,
}

impl AddressSpace {
    pub fn insert(&mut self, backing: &Arc<Backing>) {
        self.live.insert(backing.range().start, Arc::clone(backing));
    }

    pub fn remove(&mut self, start: u64) -> Option<Arc<Backing>> {
        let backing = self.live.remove(&start)?;
        self.freed.add(backing.range());
        Some(backing)
    }

    pub fn find(&self, address: u64, length: u64) -> Found {
        let before = self.live.range(..=address).next_back();
        let before = before.map(|(_, backing)| backing);
        if let Some(backing) = before.filter(|backing| holds(backing.range(), address, length)) {
            return Found::Live(Arc::clone(backing));
        }
        if let Some(range) = self.freed.find(address) {
            return Found::Freed(range);
        }
        let after = self.live.range(address..).next();
        let around = before.into_iter().chain(after.map(|(_, backing)| backing));
        Found::Outside(nearest(around.map(|backing| backing.range()), address))
    }
}

fn holds(range: Range, address: u64, length: u64) -> bool {
    let room = range.length.checked_sub(length);
    room.is_some_and(|room| address - range.start <= room)
}

fn nearest(ranges: impl Iterator<Item = Range>, address: u64) -> Option<Range> {
    let close = ranges.filter(|range| range.distance(address) <= RED_ZONE_BYTES);
    close.min_by_key(|range| range.distance(address))
}

/// The ranges that were freed last.
#[derive(Default)]
struct Quarantine {
    lengths: BTreeMap<u64, u64>,
    /// Where they start, oldest first.
    order: VecDeque<u64>,
}

impl Quarantine {
    fn add(&mut self, range: Range) {
        if self.order.len() == QUARANTINE
            && let Some(oldest) = self.order.pop_front()
        {
            self.lengths.remove(&oldest);
        }
        self.lengths.insert(range.start, range.length);
        self.order.push_back(range.start);
    }

    fn find(&self, address: u64) -> Option<Range> {
        let (&start, &length) = self.lengths.range(..=address).next_back()?;
        let range = Range { start, length };
        range.contains(address).then_some(range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_aligned_and_never_given_out_twice() {
        let first = reserve(100, 256).unwrap();
        let second = reserve(100, 1 << 21).unwrap();
        assert_eq!(second % (1 << 21), 0);
        assert!(second >= first + 100 + RED_ZONE_BYTES);
    }

    #[test]
    fn what_does_not_fit_takes_nothing() {
        assert_eq!(reserve(u64::MAX, 256), None);
        assert_eq!(reserve(1, 1 << 63), None);
        assert!(reserve(1, 256).is_some());
    }

    #[test]
    fn the_quarantine_forgets_the_oldest() {
        let mut quarantine = Quarantine::default();
        for start in 0..=QUARANTINE as u64 {
            quarantine.add(Range {
                start: start * 10,
                length: 5,
            });
        }
        assert_eq!(quarantine.find(4), None);
        let second = Range {
            start: 10,
            length: 5,
        };
        assert_eq!(quarantine.find(14), Some(second));
        assert_eq!(quarantine.find(15), None);
        assert_eq!(quarantine.lengths.len(), QUARANTINE);
    }
}
