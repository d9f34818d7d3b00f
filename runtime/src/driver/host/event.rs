//! A place in a stream's order that can be awaited.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use super::failure::Failure;
use crate::lock::lock;

/// Called once with how the event ended: `Ok` when the stream passed it, or [`Failure::StreamFailed`].
pub type Waiter = Box<dyn FnOnce(Result<(), Failure>) + Send>;

/// Names a waiter of one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WaiterId(u64);

/// The place after all that a stream had admitted when it was recorded. Complete when all of that is complete and its
/// callbacks have returned, except those of operations that were cancelled before they started.
pub struct Event {
    state: Mutex<State>,
}

struct State {
    outcome: Option<Result<(), Failure>>,
    waiters: BTreeMap<WaiterId, Waiter>,
    next: u64,
}

impl Event {
    pub(super) fn new() -> Self {
        Event {
            state: Mutex::new(State {
                outcome: None,
                waiters: BTreeMap::new(),
                next: 0,
            }),
        }
    }

    /// How the event ended, or `None` while the stream has not come to it.
    pub fn query(&self) -> Option<Result<(), Failure>> {
        lock(&self.state).outcome.clone()
    }

    /// Calls `waiter` when the event is complete: on the stream's worker thread, in the order of these calls; or, when it
    /// is complete already, here and now, and then the answer is `None`.
    pub fn wait(&self, waiter: Waiter) -> Option<WaiterId> {
        let mut state = lock(&self.state);
        if let Some(outcome) = state.outcome.clone() {
            drop(state);
            waiter(outcome);
            return None;
        }
        let id = WaiterId(state.next);
        state.next += 1;
        state.waiters.insert(id, waiter);
        Some(id)
    }

    /// Takes a waiter back, uncalled. `None` when it was called, is being called, or was taken back before.
    pub fn remove(&self, id: WaiterId) -> Option<Waiter> {
        lock(&self.state).waiters.remove(&id)
    }

    pub(super) fn complete(&self, outcome: Result<(), Failure>) {
        let waiters = {
            let mut state = lock(&self.state);
            state.outcome = Some(outcome.clone());
            std::mem::take(&mut state.waiters)
        };
        for waiter in waiters.into_values() {
            // A panic of one waiter must not keep the others waiting.
            let _ = catch_unwind(AssertUnwindSafe(|| waiter(outcome.clone())));
        }
    }
}
