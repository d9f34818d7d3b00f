//! The bridge between a ring and an event loop: submits operations, and completes futures in batches.
//!
//! Operations are held here from submission to completion, whatever becomes of their futures, their tasks or the
//! event loop. Nothing that can run Python code happens while the lock is held.

mod expiry;
mod flights;
mod future;
mod operation;
mod reader;
pub mod reaper;
mod ring;

pub use operation::{Held, Operation, keep};

use crate::arguments::HandleArgument;
use crate::session::Session;
use crate::time::{self, Span};
use distos_sys as sys;
use expiry::Expiry;
use flights::{Flight, Flights};
use operation::AnyOperation;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyWeakrefReference;
use reader::Reader;
use ring::{Ring, Verdict};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Completions that are taken at once.
const BATCH: usize = 256;

/// Credits of the rings that are made from now on.
static RING_CAPACITY: AtomicU32 = AtomicU32::new(16_384);

/// A ring, the event loop that drains it, and what is in flight between them.
pub struct Bridge {
    ring: Ring,
    descriptor: i32,
    loop_identity: usize,
    event_loop: Py<PyWeakrefReference>,
    session: Weak<Session>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    flights: Flights,
    /// Operations that wait for a credit, in the order of their calls.
    waiting: VecDeque<Waiting>,
    next_ticket: u64,
    is_retired: bool,
}

struct Waiting {
    ticket: u64,
    future: Py<PyAny>,
    operation: Box<dyn AnyOperation>,
    deadline: u64,
}

/// Where an operation is.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// In the ring, under this user data.
    Flight(u32),
    /// Waiting for a credit, with this ticket.
    Waiting(u64),
}

/// Starts an operation on behalf of the running event loop. The future completes when the operation does.
pub fn submit<'py, O: Operation>(
    py: Python<'py>,
    session: &Arc<Session>,
    operation: O,
    timeout: Option<Span>,
) -> PyResult<Bound<'py, PyAny>> {
    let event_loop = future::running_loop(py)?;
    let bridge = session.bridge(&event_loop)?;
    let future = future::create(&event_loop)?;
    match bridge.start(&future, operation, time::deadline(timeout)) {
        Started::InFlight => {}
        Started::Waits(ticket, deadline) => bridge.watch(&event_loop, ticket, deadline)?,
        Started::Refused(status, error) => return Err(crate::failure::raise(py, status, error.0)),
    }
    Ok(future)
}

/// Asks to end the operation behind a future that nobody awaits any more. Its memory is kept until it is quiet.
#[pyfunction]
pub fn cancel(handle: HandleArgument<'_>, future: &Bound<'_, PyAny>) {
    let found = handle
        .handle()
        .session()
        .bridge_of(future.as_ptr() as usize);
    match found {
        Some((bridge, Place::Flight(index))) => bridge.ring.cancel(u64::from(index)),
        Some((bridge, Place::Waiting(ticket))) => drop(bridge.withdraw(ticket)),
        None => {}
    }
}

/// Sets how many operations may be in flight at once, for each event loop and system that begins after this.
#[pyfunction]
pub fn set_ring_capacity(capacity: u32) {
    RING_CAPACITY.store(capacity, Ordering::Relaxed);
}

/// How many operations of closed event loops are not complete yet.
#[pyfunction]
pub fn parked_operations() -> usize {
    reaper::parked()
}

enum Started {
    InFlight,
    Waits(u64, u64),
    Refused(sys::distos_status_t, ring::ErrorPointer),
}

impl Bridge {
    /// Makes a ring in the session of `root` and lets the event loop watch it.
    pub fn open(
        session: &Arc<Session>,
        root: u64,
        event_loop: &Bound<'_, PyAny>,
    ) -> PyResult<Arc<Self>> {
        let py = event_loop.py();
        let ring = Ring::create(py, root, RING_CAPACITY.load(Ordering::Relaxed))?;
        let bridge = Arc::new(Self {
            descriptor: ring.descriptor(py)?,
            ring,
            loop_identity: event_loop.as_ptr() as usize,
            event_loop: PyWeakrefReference::new(event_loop)?.unbind(),
            session: Arc::downgrade(session),
            state: Mutex::default(),
        });
        let reader = Bound::new(py, Reader::new(bridge.clone()))?;
        event_loop.call_method1(intern!(py, "add_reader"), (bridge.descriptor, reader))?;
        Ok(bridge)
    }

    /// Whether it belongs to the event loop at this address.
    pub fn serves(&self, loop_identity: usize) -> bool {
        self.loop_identity == loop_identity
    }

    /// Where the operation of this future is.
    pub fn find(&self, future: usize) -> Option<Place> {
        let state = self.lock();
        if let Some(index) = state.flights.find(future) {
            return Some(Place::Flight(index));
        }
        let mut waiting = state.waiting.iter();
        waiting
            .find(|it| it.future.as_ptr() as usize == future)
            .map(|it| Place::Waiting(it.ticket))
    }

    /// Operations that wait go first, so that calls take their places in a stream in the order in which they were made.
    fn start<O: Operation>(
        &self,
        future: &Bound<'_, PyAny>,
        operation: O,
        deadline: u64,
    ) -> Started {
        let mut state = self.lock();
        if state.waiting.is_empty() {
            let index = state.flights.reserve();
            match self.ring.submit(&operation, index, deadline) {
                Verdict::Accepted => {
                    let flight = Flight::new(future.clone().unbind(), operation.into_held());
                    state.flights.begin(index, flight);
                    return Started::InFlight;
                }
                Verdict::Full => state.flights.give_back(index),
                Verdict::Refused(status, error) => {
                    state.flights.give_back(index);
                    return Started::Refused(status, error);
                }
            }
        }
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.waiting.push_back(Waiting {
            ticket,
            future: future.clone().unbind(),
            operation: Box::new(operation),
            deadline,
        });
        Started::Waits(ticket, deadline)
    }

    /// An operation that waits for a credit has no ring to watch its deadline; the event loop does.
    fn watch(
        self: &Arc<Self>,
        event_loop: &Bound<'_, PyAny>,
        ticket: u64,
        deadline: u64,
    ) -> PyResult<()> {
        if deadline == 0 {
            return Ok(());
        }
        let py = event_loop.py();
        let expiry = Bound::new(py, Expiry::new(Arc::downgrade(self), ticket))?;
        let delay = time::seconds_until(deadline);
        event_loop.call_method1(intern!(py, "call_later"), (delay, expiry))?;
        Ok(())
    }

    /// Takes an operation out of those that wait.
    fn withdraw(&self, ticket: u64) -> Option<Waiting> {
        let mut state = self.lock();
        let place = state.waiting.iter().position(|it| it.ticket == ticket)?;
        state.waiting.remove(place)
    }

    /// Ends an operation that has waited for a credit until its deadline.
    fn expire(&self, py: Python<'_>, ticket: u64) {
        if let Some(waiting) = self.withdraw(ticket) {
            let status = sys::DISTOS_ERROR_DEADLINE_EXCEEDED;
            let error = crate::failure::raise(py, status, std::ptr::null_mut());
            future::set_exception(py, &waiting.future, error);
        }
    }

    /// Takes every completion there is and tells their futures. Called by the event loop.
    fn drain(&self, py: Python<'_>) {
        let mut batch = [ring::EMPTY; BATCH];
        loop {
            let count = self.ring.take(&mut batch);
            let landed = self.land(&batch[..count]);
            for (flight, completion) in landed {
                self.settle(py, flight, completion);
            }
            if count < BATCH {
                break;
            }
        }
        self.fill_credits(py);
        self.end_if_retired(py);
    }

    /// The flights of these completions; they are in flight no longer.
    fn land<'c>(
        &self,
        completions: &'c [sys::distos_ring_completion_t],
    ) -> Vec<(Flight, &'c sys::distos_ring_completion_t)> {
        let mut state = self.lock();
        completions
            .iter()
            .filter_map(|completion| {
                let flight = state.flights.end(completion.user_data as u32)?;
                Some((flight, completion))
            })
            .collect()
    }

    fn settle(&self, py: Python<'_>, flight: Flight, completion: &sys::distos_ring_completion_t) {
        let Flight { future, held } = flight;
        let Some(future) = future else { return };
        if completion.status != sys::DISTOS_OK {
            drop(held);
            if !future::is_done(py, &future) {
                let error = crate::failure::of_completion(py, self.ring.handle(), completion);
                future::set_exception(py, &future, error);
            }
            return;
        }
        match held {
            None => future::set_result(py, &future, None),
            Some(held) if future::is_done(py, &future) => held.discard(),
            Some(held) => match held.finish(py) {
                Ok(value) => future::set_result(py, &future, Some(value)),
                Err(error) => future::set_exception(py, &future, error),
            },
        }
    }

    /// Submits what waits, as far as there are credits.
    fn fill_credits(&self, py: Python<'_>) {
        while let Some((future, status, error)) = self.submit_waiting() {
            future::set_exception(py, &future, crate::failure::raise(py, status, error.0));
        }
    }

    /// Submits until the ring is full or nothing waits; returns early with one that was refused.
    fn submit_waiting(&self) -> Option<(Py<PyAny>, sys::distos_status_t, ring::ErrorPointer)> {
        let mut state = self.lock();
        while let Some(waiting) = state.waiting.pop_front() {
            let index = state.flights.reserve();
            let operation = &*waiting.operation;
            match self.ring.submit_any(operation, index, waiting.deadline) {
                Verdict::Accepted => {
                    let held = waiting.operation.into_held_boxed();
                    state
                        .flights
                        .begin(index, Flight::new(waiting.future, held));
                }
                Verdict::Full => {
                    state.flights.give_back(index);
                    state.waiting.push_front(waiting);
                    return None;
                }
                Verdict::Refused(status, error) => {
                    state.flights.give_back(index);
                    return Some((waiting.future, status, error));
                }
            }
        }
        None
    }

    /// No more operations will come: lets go of the event loop once nothing is in flight.
    pub fn retire(&self, py: Python<'_>) {
        self.lock().is_retired = true;
        self.end_if_retired(py);
    }

    fn end_if_retired(&self, py: Python<'_>) {
        let is_idle = {
            let state = self.lock();
            state.is_retired && state.flights.is_empty() && state.waiting.is_empty()
        };
        if is_idle && let Err(error) = self.leave_loop(py) {
            error.write_unraisable(py, None);
        }
    }

    /// Takes the reader out of the event loop, in its thread; that drops the reader, and with it the ring.
    fn leave_loop(&self, py: Python<'_>) -> PyResult<()> {
        use pyo3::types::PyWeakrefMethods;
        let Some(event_loop) = self.event_loop.bind(py).upgrade() else {
            return Ok(());
        };
        if event_loop
            .call_method0(intern!(py, "is_closed"))?
            .is_truthy()?
        {
            return Ok(());
        }
        let is_running = event_loop
            .call_method0(intern!(py, "is_running"))?
            .is_truthy()?;
        let is_here = future::running_loop(py).is_ok_and(|here| here.is(&event_loop));
        if is_here || !is_running {
            event_loop.call_method1(intern!(py, "remove_reader"), (self.descriptor,))?;
        } else {
            let remove = event_loop.getattr(intern!(py, "remove_reader"))?;
            event_loop.call_method1(
                intern!(py, "call_soon_threadsafe"),
                (remove, self.descriptor),
            )?;
        }
        Ok(())
    }

    /// The event loop is closed: asks what is in flight to end, and keeps its memory until it has.
    fn orphan(self: &Arc<Self>) {
        if let Some(session) = self.session.upgrade() {
            session.forget(self);
        }
        let (waiting, futures, in_flight) = {
            let mut state = self.lock();
            let waiting = std::mem::take(&mut state.waiting);
            let futures = state.flights.abandon();
            (waiting, futures, state.flights.indices())
        };
        drop((waiting, futures));
        if in_flight.is_empty() {
            return;
        }
        for index in &in_flight {
            self.ring.cancel(u64::from(*index));
        }
        reaper::park(self.clone(), in_flight.len());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
