//! Operations of a ring, each of which may hold back the next.
//!
//! Every accepted entry waits here for its start: the first of a chain for the end of the chain's admission, the others for
//! the success of the one before. Whoever takes the start out decides how the operation goes on: it is started, or completes
//! unstarted. Completions that follow from each other are worked off in a loop, so that a long chain needs no deep stack.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock};

use super::reactor::Reactor;
use super::timer;
use crate::abi::CallContext;
use crate::abi::support::Start;
use crate::failure::Failure;
use crate::generated::abi::DISTOS_ERROR_CANCELLED;
use crate::lock::lock;
use crate::operation::{Completer, Operation, Sink};

/// An accepted entry.
#[derive(Clone)]
pub struct Entry {
    operation: Arc<Operation<Place>>,
}

/// Where the completion of an entry goes.
struct Place {
    reactor: Arc<Reactor>,
    credit: u32,
    user_data: u64,
    deadline: OnceLock<timer::Key>,
    /// None once it is started, or completed without.
    start: Mutex<Option<Start>>,
    next: OnceLock<Entry>,
}

impl Entry {
    /// An entry with its credit, not yet started.
    pub fn new(
        reactor: &Arc<Reactor>,
        call: CallContext,
        credit: u32,
        user_data: u64,
        start: Start,
    ) -> Self {
        let place = Place {
            reactor: Arc::clone(reactor),
            credit,
            user_data,
            deadline: OnceLock::new(),
            start: Mutex::new(Some(start)),
            next: OnceLock::new(),
        };
        Entry {
            operation: Arc::new(Operation::new(call, place)),
        }
    }

    /// The operation behind it.
    pub fn operation(&self) -> Arc<Operation> {
        Arc::<Operation<Place>>::clone(&self.operation)
    }

    fn place(&self) -> &Place {
        self.operation.sink()
    }

    /// The deadline to take back on completion.
    pub fn set_deadline(&self, key: timer::Key) {
        // Set once, before the start; a second one would be ours to remove.
        if let Err(key) = self.place().deadline.set(key) {
            timer::remove(key);
        }
    }

    /// Goes on when the one before has ended.
    fn go_on(self, succeeded: bool) {
        let Some(start) = lock(&self.place().start).take() else {
            return;
        };
        let completer = Completer::new(self.operation);
        if succeeded {
            start(completer);
        } else {
            drop(start);
            completer.complete(Err(Failure::status(DISTOS_ERROR_CANCELLED)));
        }
    }
}

/// Starts an entry that holds none back: nothing follows from its completion.
pub fn start_alone(entry: Entry) {
    go_on(entry, true);
}

/// Starts a chain: the first entry, which holds back the second, and so on.
pub fn start(chain: Vec<Entry>) {
    // All links come first: an entry whose deadline has passed completes as soon as there is a hook.
    for pair in chain.windows(2) {
        // Set once, by this one loop.
        let _ = pair[0].place().next.set(pair[1].clone());
    }
    for entry in chain.iter().skip(1) {
        let held_back = entry.clone();
        let end = Box::new(move || follow(held_back, false));
        entry.operation.on_request(end);
    }
    if let Some(first) = chain.into_iter().next() {
        follow(first, true);
    }
}

impl Sink for Place {
    fn complete(&self, call: CallContext, outcome: Result<(), Failure>) {
        if let Some(key) = self.deadline.get() {
            timer::remove(*key);
        }
        let succeeded = outcome.is_ok();
        self.reactor
            .arrive(call, self.credit, self.user_data, outcome);
        if let Some(next) = self.next.get() {
            follow(next.clone(), succeeded);
        }
    }
}

type Pending = VecDeque<(Entry, bool)>;

thread_local! {
    /// What is still to go on, while this thread works some of it off.
    static PENDING: RefCell<Option<Pending>> = const { RefCell::new(None) };
}

/// Lets `entry` go on, after what this thread is working off already.
fn follow(entry: Entry, succeeded: bool) {
    let queued = PENDING.try_with(|pending| match &mut *pending.borrow_mut() {
        Some(queue) => {
            queue.push_back((entry.clone(), succeeded));
            true
        }
        none => {
            *none = Some(VecDeque::new());
            false
        }
    });
    match queued {
        Ok(true) => {}
        Ok(false) => work_off(entry, succeeded),
        // The thread is ending, and has no place to queue.
        Err(_) => go_on(entry, succeeded),
    }
}

fn work_off(entry: Entry, succeeded: bool) {
    let mut next = Some((entry, succeeded));
    while let Some((entry, succeeded)) = next {
        go_on(entry, succeeded);
        next = PENDING.with(|pending| {
            let mut pending = pending.borrow_mut();
            let next = pending.as_mut().and_then(VecDeque::pop_front);
            if next.is_none() {
                *pending = None;
            }
            next
        });
    }
}

/// A panic of an implementation completes its own operation, when its completer goes; the others go on.
fn go_on(entry: Entry, succeeded: bool) {
    let _ = catch_unwind(AssertUnwindSafe(|| entry.go_on(succeeded)));
}
