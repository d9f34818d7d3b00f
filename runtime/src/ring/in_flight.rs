//! The in-flight table: a slot for each credit, with the operation that holds it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use crate::lock::lock;
use crate::operation::{Asked, Operation, Why};

/// What is in flight.
pub struct InFlight {
    slots: Box<[Slot]>,
    free: Mutex<Vec<u32>>,
}

struct Slot {
    /// Read first, to find a slot without its lock.
    user_data: AtomicU64,
    state: Mutex<State>,
}

enum State {
    Free,
    Running(Arc<Operation>),
    /// Complete, and the completion not taken yet.
    Complete,
}

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
            user_data: AtomicU64::new(0),
            state: Mutex::new(State::Free),
        };
        InFlight {
            slots: (0..capacity).map(slot).collect(),
            free: Mutex::new((0..capacity).rev().collect()),
        }
    }

    /// How many credits there are.
    pub fn capacity(&self) -> u32 {
        self.slots.len() as u32
    }

    /// Takes a credit.
    pub fn take_credit(&self) -> Option<u32> {
        lock(&self.free).pop()
    }

    /// Gives credits back whose completions have been taken.
    pub fn give_back(&self, credits: &[u32]) {
        for credit in credits {
            *lock(&self.slots[*credit as usize].state) = State::Free;
        }
        lock(&self.free).extend_from_slice(credits);
    }

    /// Gives a credit back that no operation came to use.
    pub fn give_back_unused(&self, credit: u32) {
        lock(&self.free).push(credit);
    }

    /// Puts an operation into the slot of its credit.
    pub fn insert(&self, credit: u32, user_data: u64, operation: Arc<Operation>) {
        let slot = &self.slots[credit as usize];
        slot.user_data.store(user_data, Ordering::Relaxed);
        *lock(&slot.state) = State::Running(operation);
    }

    /// Takes the operation out, which is complete. Its completion keeps the credit.
    pub fn complete(&self, credit: u32) {
        let slot = &self.slots[credit as usize];
        let last = std::mem::replace(&mut *lock(&slot.state), State::Complete);
        drop(last);
    }

    /// Asks one operation with this user data to end early.
    pub fn cancel(&self, user_data: u64) -> Found {
        let mut found = Found::Nothing;
        let with_data = |slot: &&Slot| slot.user_data.load(Ordering::Relaxed) == user_data;
        for slot in self.slots.iter().filter(with_data) {
            match slot.running_or_complete(user_data) {
                None => {}
                Some(Some(operation)) if operation.ask(Why::Cancelled) == Asked::InTime => {
                    return Found::Requested;
                }
                Some(_) => found = Found::TooLate,
            }
        }
        found
    }

    /// Asks all that is in flight to end early.
    pub fn cancel_all(&self) {
        for slot in &self.slots {
            let user_data = slot.user_data.load(Ordering::Relaxed);
            if let Some(Some(operation)) = slot.running_or_complete(user_data) {
                operation.ask(Why::Cancelled);
            }
        }
    }
}

impl Slot {
    /// The operation with this user data; an inner none when it is complete.
    fn running_or_complete(&self, user_data: u64) -> Option<Option<Arc<Operation>>> {
        let state = lock(&self.state);
        let same = self.user_data.load(Ordering::Relaxed) == user_data;
        match &*state {
            State::Running(operation) if same => Some(Some(Arc::clone(operation))),
            State::Complete if same => Some(None),
            State::Free | State::Running(_) | State::Complete => None,
        }
    }
}
