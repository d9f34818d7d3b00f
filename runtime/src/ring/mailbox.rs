//! The queue of completions: many producers, consumers that take batches, an eventfd and sleeping threads.
//!
//! **The queue.** A producer takes the next position by counting the tail up, writes the cell, and publishes it by setting
//! the cell's turn. A consumer, under a lock, takes cells in order as long as their turn is published. Nobody checks for
//! space: a producer holds a credit, there are no more credits than cells, and a credit comes back only after its completion
//! has been taken. What makes the cell's reuse visible to the next producer is the way of the credit, from the consumer that
//! gives it back to the submitter that gets it.
//!
//! **Arming.** A consumer that finds the queue empty arms the doorbell and looks again; a producer publishes and then looks
//! whether it is armed. Both are sequentially consistent in between, so at least one of them sees the other: the consumer
//! takes the completion, or the producer rings. Only the producer that changes ARMED to RUNG rings. The consumer
//! counts the rings it owes the doorbell a reading for, because a producer may be slow between the change and the ring: a
//! ring that comes late would otherwise leave the descriptor readable for ever.
//!
//! **Sleepers** count themselves, put the consumer's fence, and look again before they sleep.

use std::time::Duration;

use crossbeam_utils::CachePadded;

use super::sync::{AtomicU32, AtomicUsize, Cell, Condvar, Mutex, Ordering, fence, lock, publish};

/// What producers ring: an eventfd.
pub trait Doorbell {
    /// Makes it readable.
    fn ring(&self);

    /// Makes it unreadable, and answers how often it was rung since the last time. Not called by two threads at once.
    fn clear(&self) -> u64;

    /// Ends it. Not called while another thread rings or clears; afterwards, clearing does nothing, and nobody rings.
    fn shut(&self);
}

/// A queue of completions with its doorbell. What producers and consumers write all the time is apart.
pub struct Mailbox<T, D> {
    cells: Box<[Slot<T>]>,
    doorbell: D,
    /// Positions that producers have taken.
    tail: CachePadded<AtomicUsize>,
    /// Positions that consumers have taken; changed under `consumer`.
    head: CachePadded<AtomicUsize>,
    consumer: Mutex<Consumer>,
    arming: CachePadded<AtomicU32>,
    sleepers: AtomicUsize,
    gate: Mutex<()>,
    arrived: Condvar,
}

// SAFETY: a cell is accessed by one thread at a time, as the module says, and hands a `Send` value over.
unsafe impl<T: Send, D: Sync> Sync for Mailbox<T, D> {}
// SAFETY: as above.
unsafe impl<T: Send, D: Send> Send for Mailbox<T, D> {}

#[repr(C)]
struct Slot<T> {
    /// The position whose value is in the cell, plus one; its low half tells it from the last one in this cell.
    turn: AtomicU32,
    cell: Cell<T>,
}

struct Consumer {
    /// Rings that have been announced, less those that have been read.
    owed: i64,
}

/// Nobody is to be told.
const QUIET: u32 = 0;
/// The next arrival rings.
const ARMED: u32 = 1;
/// An arrival has rung, or is about to.
const RUNG: u32 = 2;

impl<T: Copy, D: Doorbell> Mailbox<T, D> {
    /// An empty mailbox for at most `capacity` completions at a time, armed.
    pub fn new(capacity: usize, doorbell: D) -> Self {
        let cells = (0..capacity.next_power_of_two())
            .map(|_| Slot {
                turn: AtomicU32::new(0),
                cell: Cell::new(),
            })
            .collect();
        Mailbox {
            cells,
            doorbell,
            tail: CachePadded::new(AtomicUsize::new(0)),
            head: CachePadded::new(AtomicUsize::new(0)),
            consumer: Mutex::new(Consumer { owed: 0 }),
            arming: CachePadded::new(AtomicU32::new(ARMED)),
            sleepers: AtomicUsize::new(0),
            gate: Mutex::new(()),
            arrived: Condvar::new(),
        }
    }

    /// The doorbell.
    pub fn doorbell(&self) -> &D {
        &self.doorbell
    }

    /// Adds a completion. The caller holds a credit for it.
    pub fn push(&self, value: T) {
        let position = self.tail.fetch_add(1, Ordering::Relaxed);
        let slot = self.slot(position);
        // SAFETY: the position is ours, and the credit says that the cell's last value has been taken.
        unsafe { slot.cell.put(value) };
        publish(&slot.turn, turn_after(position));
        self.announce();
    }

    /// Rings if the consumer wants it, and wakes who sleeps. Comes after a publication.
    fn announce(&self) {
        if self.arming.load(Ordering::SeqCst) == ARMED {
            self.ring_once();
        }
        if self.sleepers.load(Ordering::SeqCst) > 0 {
            self.wake();
        }
    }

    fn ring_once(&self) {
        let changed =
            self.arming
                .compare_exchange(ARMED, RUNG, Ordering::AcqRel, Ordering::Relaxed);
        if changed.is_ok() {
            self.doorbell.ring();
        }
    }

    /// Ends the doorbell. There must be no producer any more.
    pub fn shut(&self) {
        let _consumer = lock(&self.consumer);
        self.doorbell.shut();
    }

    /// Wakes every sleeping thread.
    pub fn wake(&self) {
        // Whoever is between looking and sleeping holds the gate; so it sleeps before it is notified.
        drop(lock(&self.gate));
        self.arrived.notify_all();
    }

    /// Gives up to `limit` completions to `give`, and answers how many. With fewer than that, the doorbell rings for whatever
    /// comes after them. At the limit, there may be more: for a consumer that does not read the doorbell itself, it has been
    /// rung or is about to be.
    pub fn take(&self, limit: usize, mut give: impl FnMut(T)) -> usize {
        let mut consumer = lock(&self.consumer);
        let taken = self.drain(limit, &mut give);
        if taken == limit && !self.is_empty() {
            return taken;
        }
        // Once is enough, also when some have just come: a producer that is at work would ring for each arming.
        self.arm(&mut consumer);
        let taken = taken + self.drain(limit - taken, &mut give);
        if taken == limit && !self.is_empty() {
            // What is left may have come while nobody was to be told.
            self.ring_once();
        }
        taken
    }

    fn drain(&self, limit: usize, give: &mut impl FnMut(T)) -> usize {
        let first = self.head.load(Ordering::Relaxed);
        let mut position = first;
        while position.wrapping_sub(first) < limit && self.is_published(position) {
            // SAFETY: the turn says that the value is there, and the consumer's lock that nobody else takes it.
            give(unsafe { self.slot(position).cell.take() });
            position = position.wrapping_add(1);
        }
        self.head.store(position, Ordering::Release);
        position.wrapping_sub(first)
    }

    /// Clears the doorbell, then arms it. In between nobody rings, so that no new ring is cleared.
    fn arm(&self, consumer: &mut Consumer) {
        if self.arming.swap(QUIET, Ordering::AcqRel) == RUNG {
            consumer.owed += 1;
        }
        if consumer.owed > 0 {
            consumer.owed -= i64::try_from(self.doorbell.clear()).unwrap_or(i64::MAX);
        }
        self.arming.store(ARMED, Ordering::Release);
        fence(Ordering::SeqCst);
    }

    /// Whether the next completion has not been published.
    pub fn is_empty(&self) -> bool {
        !self.is_published(self.head.load(Ordering::Acquire))
    }

    fn is_published(&self, position: usize) -> bool {
        self.slot(position).turn.load(Ordering::Acquire) == turn_after(position)
    }

    /// Sleeps until there is a completion, `until` says so, or the time is over. None waits without end.
    pub fn sleep(&self, left: Option<Duration>, until: impl Fn() -> bool) {
        self.sleepers.fetch_add(1, Ordering::Relaxed);
        fence(Ordering::SeqCst);
        let gate = lock(&self.gate);
        if self.is_empty() && !until() {
            self.sleep_at(gate, left);
        }
        self.sleepers.fetch_sub(1, Ordering::Relaxed);
    }

    fn sleep_at(&self, gate: super::sync::MutexGuard<'_, ()>, left: Option<Duration>) {
        // A poisoned gate guards nothing, and a spurious waking is allowed: the caller looks again.
        match left {
            None => drop(self.arrived.wait(gate)),
            Some(left) => drop(self.arrived.wait_timeout(gate, left)),
        }
    }

    fn slot(&self, position: usize) -> &Slot<T> {
        &self.cells[position & (self.cells.len() - 1)]
    }
}

fn turn_after(position: usize) -> u32 {
    (position as u32).wrapping_add(1)
}
