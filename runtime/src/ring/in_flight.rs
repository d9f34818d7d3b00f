//! The in-flight table: a slot for each credit, with the operation that holds it.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use super::credits::Credits;
use crate::lock::lock;
use crate::operation::{Asked, Operation, Why};

/// What is in flight.
pub struct InFlight {
    credits: Credits,
    slots: Box<[Slot]>,
}

struct Slot {
    /// One of the constants below; changes under no lock, so that a credit comes back without one.
    phase: AtomicU32,
    user_data: AtomicU64,
    /// None unless it runs.
    operation: Mutex<Option<Arc<Operation>>>,
}

/// No operation holds the credit.
const FREE: u32 = 0;
/// An operation is in flight.
const RUNNING: u32 = 1;
/// It is complete, and the completion not taken yet.
const COMPLETE: u32 = 2;

/// What a cancellation found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// An operation in flight, which was asked to end early.
    Requested,
    /// None with this user data.
    Nothing,
    /// One that was complete already.
    TooLate,
}

impl InFlight {
    /// As many slots as credits.
    pub fn new(capacity: u32) -> Self {
        let slot = |_| Slot {
            phase: AtomicU32::new(FREE),
            user_data: AtomicU64::new(0),
            operation: Mutex::new(None),
        };
        InFlight {
            credits: Credits::new(capacity),
            slots: (0..capacity).map(slot).collect(),
        }
    }

    /// How many credits there are.
    pub fn capacity(&self) -> u32 {
        self.slots.len() as u32
    }

    /// Takes a credit.
    pub fn take_credit(&self) -> Option<u32> {
        self.credits.take()
    }

    /// Gives credits back, whose completions have been taken or that no operation came to use.
    pub fn give_back(&self, credits: &[u32]) {
        for credit in credits {
            self.slots[*credit as usize]
                .phase
                .store(FREE, Ordering::Relaxed);
        }
        self.credits.give(credits);
    }

    /// Puts an operation into the slot of its credit.
    pub fn insert(&self, credit: u32, user_data: u64, operation: Arc<Operation>) {
        let slot = &self.slots[credit as usize];
        let mut place = lock(&slot.operation);
        *place = Some(operation);
        slot.user_data.store(user_data, Ordering::Relaxed);
        slot.phase.store(RUNNING, Ordering::Release);
    }

    /// Takes the operation out, which is complete. Its completion keeps the credit.
    pub fn complete(&self, credit: u32) {
        let slot = &self.slots[credit as usize];
        let last = {
            let mut place = lock(&slot.operation);
            slot.phase.store(COMPLETE, Ordering::Release);
            place.take()
        };
        drop(last);
    }

    /// Asks one operation with this user data to end early.
    pub fn cancel(&self, user_data: u64) -> Found {
        let mut found = Found::Nothing;
        for slot in self.slots.iter().filter(|slot| slot.is_of(user_data)) {
            let operation = slot.operation_of(user_data);
            match operation.map(|operation| operation.ask(Why::Cancelled)) {
                Some(Asked::InTime) => return Found::Requested,
                Some(Asked::TooLate) => found = Found::TooLate,
                None if slot.phase.load(Ordering::Acquire) == COMPLETE => found = Found::TooLate,
                None => {}
            }
        }
        found
    }

    /// Asks all that is in flight to end early.
    pub fn cancel_all(&self) {
        for slot in &self.slots {
            let operation = lock(&slot.operation).clone();
            if let Some(operation) = operation {
                operation.ask(Why::Cancelled);
            }
        }
    }
}

impl Slot {
    /// Whether the slot is, or was a moment ago, that of an operation with this user data.
    fn is_of(&self, user_data: u64) -> bool {
        self.phase.load(Ordering::Acquire) != FREE
            && self.user_data.load(Ordering::Relaxed) == user_data
    }

    /// The operation with this user data, if it runs.
    fn operation_of(&self, user_data: u64) -> Option<Arc<Operation>> {
        let operation = lock(&self.operation);
        let same = self.user_data.load(Ordering::Relaxed) == user_data;
        operation.as_ref().filter(|_| same).cloned()
    }
}
