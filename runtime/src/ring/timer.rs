//! Deadlines: one thread for the process, started with the first.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread;

use crate::clock;
use crate::lock::lock;
use crate::operation::{Operation, Why};
use crate::threads;

/// Names a deadline, to take it back.
pub type Key = (u64, u64);

struct Timer {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// By time, then by order of arrival.
    deadlines: BTreeMap<Key, Weak<Operation>>,
    arrivals: u64,
    runs: bool,
}

static TIMER: Timer = Timer {
    state: Mutex::new(State {
        deadlines: BTreeMap::new(),
        arrivals: 0,
        runs: false,
    }),
    changed: Condvar::new(),
};

/// Asks `operation` to end when `deadline_ns` passes.
///
/// # Errors
/// When the thread can't be started.
pub fn add(deadline_ns: u64, operation: &Arc<Operation>) -> io::Result<Key> {
    let mut state = lock(&TIMER.state);
    if !state.runs {
        thread::Builder::new()
            .name("distos-timer".to_owned())
            .spawn(run)?;
        state.runs = true;
    }
    state.arrivals += 1;
    let key = (deadline_ns, state.arrivals);
    state.deadlines.insert(key, Arc::downgrade(operation));
    if state
        .deadlines
        .first_key_value()
        .is_some_and(|(first, _)| *first == key)
    {
        TIMER.changed.notify_one();
    }
    Ok(key)
}

/// Takes a deadline back. Does nothing when it has passed.
pub fn remove(key: Key) {
    let gone = lock(&TIMER.state).deadlines.remove(&key);
    drop(gone);
}

fn run() {
    threads::block_signals();
    let mut state = lock(&TIMER.state);
    loop {
        let Some(first) = state.deadlines.first_entry() else {
            state = TIMER
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        let left = first.key().0.saturating_sub(clock::now_ns());
        if left > 0 {
            let left = std::time::Duration::from_nanos(left);
            let woken = TIMER.changed.wait_timeout(state, left);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
            continue;
        }
        let operation = first.remove();
        drop(state);
        if let Some(operation) = operation.upgrade() {
            ask(&operation);
        }
        state = lock(&TIMER.state);
    }
}

/// What an implementation does on a request runs here; should it panic, the other deadlines still count.
fn ask(operation: &Operation) {
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        operation.ask(Why::Deadline)
    }));
}
