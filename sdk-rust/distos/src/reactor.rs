//! The reactor: one ring and one thread per session, which takes completions and wakes whoever waits for them.

use std::collections::{HashMap, VecDeque};
use std::mem;
use std::process;
use std::ptr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use distos_sys as sys;

use crate::error::{Error, Result};
use crate::operation::{Completable, Op, Operation, Outcome};
use crate::time::MonotonicTime;

/// Credits of the ring: operations that the runtime has at a time.
const CREDITS: u32 = 1024;

/// Operations that wait inside the SDK for a credit; one more fails with `WOULD_BLOCK`.
const MOST_WAITING: usize = 65_536;

/// Completions that are taken at a time.
const BATCH: usize = 64;

/// How long to wait before asking a ring again that failed.
const RETRY: Duration = Duration::from_millis(10);

/// The session's end of the reactor. When it goes, what is in flight is cancelled, and the thread ends after the last
/// completion.
pub(crate) struct Reactor(Arc<Shared>);

struct Shared {
    ring: sys::distos_ring_t,
    /// The process that the thread runs in. A child of a fork has neither the thread nor a lock that is sure to be free.
    process: u32,
    state: Mutex<State>,
    /// Told when there is work for the thread, or none will come.
    changed: Condvar,
}

#[derive(Default)]
struct State {
    next_id: u64,
    /// What the runtime has. Its memory is parked here until the completion, whoever dropped its future.
    in_flight: HashMap<u64, Arc<dyn Completable>>,
    /// What waits for a credit, in the order of submission.
    waiting: VecDeque<Waiting>,
    is_closing: bool,
}

struct Waiting {
    id: u64,
    call: u32,
    deadline: MonotonicTime,
    operation: Arc<dyn Completable>,
}

impl Reactor {
    /// Makes the ring, and starts the thread.
    pub(crate) fn start(system: u64) -> Result<Self> {
        let ring = create_ring(system)?;
        let shared = Arc::new(Shared {
            ring,
            process: process::id(),
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let reactor = Self(Arc::clone(&shared));
        let started = thread::Builder::new()
            .name("distos-reactor".into())
            .spawn(move || shared.run());
        match started {
            Ok(_) => Ok(reactor),
            Err(_) => {
                close_ring(ring);
                Err(Error::from_code(sys::DISTOS_ERROR_OUT_OF_MEMORY))
            }
        }
    }

    /// Submits an operation. One that is refused is complete at once.
    pub(crate) fn submit<B: 'static, M: Send + 'static>(
        &self,
        call: u32,
        deadline: MonotonicTime,
        operation: Arc<Operation<B, M>>,
    ) -> Op<M> {
        let id = self.0.submit(
            call,
            deadline,
            Arc::clone(&operation) as Arc<dyn Completable>,
        );
        Op::new(
            operation as Arc<dyn Outcome<M>>,
            Ticket {
                reactor: Some(Arc::clone(&self.0)),
                id,
            },
        )
    }
}

impl Drop for Reactor {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Names an operation of a reactor.
pub(crate) struct Ticket {
    reactor: Option<Arc<Shared>>,
    id: u64,
}

impl Ticket {
    /// Of an operation that never reached a reactor, and is complete.
    pub(crate) fn none() -> Self {
        Self {
            reactor: None,
            id: 0,
        }
    }

    /// Asks for its early end.
    pub(crate) fn cancel(&self) {
        if let Some(reactor) = &self.reactor {
            reactor.cancel(self.id);
        }
    }
}

fn create_ring(system: u64) -> Result<sys::distos_ring_t> {
    let mut ring = sys::distos_ring_t { value: 0 };
    let options = sys::distos_ring_options_t {
        size: size_of::<sys::distos_ring_options_t>() as u32,
        reserved: 0,
        capacity: CREDITS,
    };
    // SAFETY: the pointers are of values that live through the call.
    Error::check(|error| unsafe {
        sys::distos_ring_create(
            sys::distos_system_t { value: system },
            &options,
            &mut ring,
            error,
        )
    })?;
    Ok(ring)
}

fn close_ring(ring: sys::distos_ring_t) {
    // SAFETY: the ring is ours. That a close fails leaves nothing to do.
    unsafe { sys::distos_ring_close(ring, ptr::null_mut()) };
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn submit(&self, call: u32, deadline: MonotonicTime, operation: Arc<dyn Completable>) -> u64 {
        if self.is_in_child() {
            operation.complete(Err(Error::from_code(sys::DISTOS_ERROR_FORKED_CHILD)));
            return 0;
        }
        let mut state = self.state();
        state.next_id += 1;
        let waiting = Waiting {
            id: state.next_id,
            call,
            deadline,
            operation,
        };
        let id = waiting.id;
        let refused = if !state.waiting.is_empty() {
            // Whoever came first goes first.
            state.wait_for_credit(waiting)
        } else {
            self.offer(&mut state, waiting)
        };
        drop(state);
        complete_all(refused);
        id
    }

    /// Offers an operation to the ring. Answers it when it is refused for good, with why.
    fn offer(&self, state: &mut State, waiting: Waiting) -> Option<Refused> {
        match self.accept(&waiting) {
            Ok(()) => {
                if state.in_flight.is_empty() {
                    self.changed.notify_one();
                }
                state.in_flight.insert(waiting.id, waiting.operation);
                None
            }
            Err(error) if error.code() == sys::DISTOS_ERROR_WOULD_BLOCK => {
                state.wait_for_credit(waiting)
            }
            Err(error) => Some((waiting.operation, error)),
        }
    }

    fn accept(&self, waiting: &Waiting) -> Result<()> {
        let (arguments, arguments_size) = waiting.operation.block();
        let entry = sys::distos_ring_submission_entry_t {
            call: waiting.call,
            flags: 0,
            user_data: waiting.id,
            deadline: waiting.deadline.nanoseconds(),
            arguments,
            arguments_size,
            reserved0: 0,
        };
        let mut accepted = 0;
        // SAFETY: the entry's block and what it points at belong to the operation, which lives until its completion.
        Error::check(|error| unsafe {
            sys::distos_ring_submit(self.ring, &entry, 1, &mut accepted, error)
        })
    }

    fn is_in_child(&self) -> bool {
        self.process != process::id()
    }

    fn cancel(&self, id: u64) {
        if self.is_in_child() {
            return;
        }
        let mut state = self.state();
        let place = state.waiting.iter().position(|waiting| waiting.id == id);
        let waiting = place.and_then(|place| state.waiting.remove(place));
        drop(state);
        match waiting {
            Some(waiting) => waiting
                .operation
                .complete(Err(Error::from_code(sys::DISTOS_ERROR_CANCELLED))),
            None => self.cancel_in_flight(id),
        }
    }

    /// Too late is not an error: the completion says how it ended.
    fn cancel_in_flight(&self, id: u64) {
        let mut result = 0;
        // SAFETY: the pointers are null or of values that live through the call.
        unsafe { sys::distos_ring_cancel(self.ring, id, &mut result, ptr::null_mut()) };
    }

    fn close(&self) {
        if self.is_in_child() {
            return;
        }
        let mut state = self.state();
        state.is_closing = true;
        let waiting = mem::take(&mut state.waiting);
        let in_flight: Vec<u64> = state.in_flight.keys().copied().collect();
        drop(state);
        self.changed.notify_one();
        for waiting in waiting {
            waiting
                .operation
                .complete(Err(Error::from_code(sys::DISTOS_ERROR_CANCELLED)));
        }
        in_flight
            .into_iter()
            .for_each(|id| self.cancel_in_flight(id));
    }

    /// What the thread does, until the session is gone and all is quiet.
    fn run(&self) {
        while self.wait_for_work() {
            match self.take() {
                Ok(completions) => self.finish(&completions),
                // The ring is ours and open, so whatever this is can only pass. Memory that was lent stays parked.
                Err(_) => thread::sleep(RETRY),
            }
        }
        close_ring(self.ring);
    }

    /// Sleeps while nothing is in flight. False when nothing will be.
    fn wait_for_work(&self) -> bool {
        let mut state = self.state();
        while state.in_flight.is_empty() {
            if state.is_closing {
                return false;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        true
    }

    fn take(&self) -> Result<Vec<sys::distos_ring_completion_t>> {
        let empty = sys::distos_ring_completion_t {
            user_data: 0,
            status: 0,
            outcome: 0,
            error: 0,
        };
        let mut completions = vec![empty; BATCH];
        let mut count = 0;
        // SAFETY: the pointers are of places that live through the call.
        Error::check(|error| unsafe {
            sys::distos_ring_wait(
                self.ring,
                1,
                0,
                completions.as_mut_ptr(),
                BATCH as u64,
                &mut count,
                error,
            )
        })?;
        completions.truncate(usize::try_from(count).unwrap_or(0));
        Ok(completions)
    }

    fn finish(&self, completions: &[sys::distos_ring_completion_t]) {
        let mut state = self.state();
        let ended: Vec<_> = completions
            .iter()
            .filter_map(|completion| {
                Some((state.in_flight.remove(&completion.user_data)?, completion))
            })
            .collect();
        let refused = self.offer_waiting(&mut state);
        drop(state);
        for (operation, completion) in ended {
            operation.complete(self.end(completion));
        }
        complete_all(refused);
    }

    /// Gives credits that came back to whoever waits for them.
    fn offer_waiting(&self, state: &mut State) -> Vec<Refused> {
        let mut refused = Vec::new();
        while let Some(waiting) = state.waiting.pop_front() {
            match self.accept(&waiting) {
                Ok(()) => {
                    state.in_flight.insert(waiting.id, waiting.operation);
                }
                Err(error) if error.code() == sys::DISTOS_ERROR_WOULD_BLOCK => {
                    state.waiting.push_front(waiting);
                    break;
                }
                Err(error) => refused.push((waiting.operation, error)),
            }
        }
        refused
    }

    fn end(&self, completion: &sys::distos_ring_completion_t) -> Result<()> {
        if completion.status == sys::DISTOS_OK {
            return Ok(());
        }
        let mut object = ptr::null_mut();
        if completion.error != 0 {
            // SAFETY: `object` is a place for the answer; when there is no object, it stays null.
            unsafe { sys::distos_ring_error(self.ring, completion.error, &mut object) };
        }
        Err(Error::from_completion(
            completion.status,
            completion.outcome,
            object,
        ))
    }
}

/// An operation that never started, and why.
type Refused = (Arc<dyn Completable>, Error);

fn complete_all(refused: impl IntoIterator<Item = Refused>) {
    for (operation, error) in refused {
        operation.complete(Err(error));
    }
}

impl State {
    /// Puts an operation at the end of the queue, unless that is full.
    fn wait_for_credit(&mut self, waiting: Waiting) -> Option<Refused> {
        if self.is_closing || self.waiting.len() >= MOST_WAITING {
            return Some((
                waiting.operation,
                Error::from_code(sys::DISTOS_ERROR_WOULD_BLOCK),
            ));
        }
        self.waiting.push_back(waiting);
        None
    }
}
