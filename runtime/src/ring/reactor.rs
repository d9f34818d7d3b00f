//! What a ring and the operations in flight share.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::descriptor::EventDescriptor;
use super::errors::Errors;
use super::in_flight::{Found, InFlight};
use super::mailbox::Mailbox;
use crate::abi::CallContext;
use crate::abi::support::Places;
use crate::clock;
use crate::failure::{Failure, Sealed, distos_error_t};
use crate::generated::abi::{
    DISTOS_ERROR_DEADLINE_EXCEEDED, DISTOS_ERROR_INVALID_HANDLE, DISTOS_OK,
    DISTOS_RING_OUTCOME_SUCCEEDED, distos_ring_completion_t,
};

/// Everything of a ring but its name.
pub struct Reactor {
    pub(super) in_flight: InFlight,
    mailbox: Mailbox<Arrival, EventDescriptor>,
    errors: Errors,
    /// Operations that may still bring a completion.
    outstanding: AtomicU32,
    closed: AtomicBool,
}

/// A completion on its way to the consumer, with the credit that it returns. Packed: with its turn it has half a cache line.
#[derive(Clone, Copy)]
#[repr(C, packed(4))]
struct Arrival {
    completion: distos_ring_completion_t,
    credit: u32,
}

impl Reactor {
    /// A ring with `capacity` credits.
    ///
    /// # Errors
    /// When there is no descriptor left.
    pub fn new(capacity: u32) -> io::Result<Arc<Self>> {
        Ok(Arc::new(Reactor {
            in_flight: InFlight::new(capacity),
            mailbox: Mailbox::new(capacity as usize, EventDescriptor::new()?),
            errors: Errors::new(capacity as usize),
            outstanding: AtomicU32::new(0),
            closed: AtomicBool::new(false),
        }))
    }

    /// How many credits there are.
    pub fn capacity(&self) -> u32 {
        self.in_flight.capacity()
    }

    /// The number of the eventfd.
    pub fn descriptor(&self) -> i32 {
        self.mailbox.doorbell().number()
    }

    /// Asks one operation to end early.
    pub fn cancel(&self, user_data: u64) -> Found {
        self.in_flight.cancel(user_data)
    }

    /// The error object of a completion, once.
    pub fn take_error(&self, id: u64) -> Option<Arc<distos_error_t>> {
        self.errors.take(id)
    }

    /// Whether the last name is closed.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    /// Cancels what is in flight, and drops its completions from now on.
    pub fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.in_flight.cancel_all();
        self.mailbox.wake();
        if self.outstanding.load(Ordering::SeqCst) == 0 {
            self.mailbox.shut();
        }
    }

    /// Announces an operation, which will `arrive` once.
    pub(super) fn expect(&self) {
        self.outstanding.fetch_add(1, Ordering::SeqCst);
    }

    /// Takes the completion of an operation.
    pub(super) fn arrive(
        &self,
        call: CallContext,
        credit: u32,
        user_data: u64,
        outcome: Result<(), Failure>,
    ) {
        let completion = self.completion(call, user_data, outcome);
        self.in_flight.complete(credit);
        if !self.is_closed() {
            self.mailbox.push(Arrival { completion, credit });
        }
        if self.outstanding.fetch_sub(1, Ordering::SeqCst) == 1 && self.is_closed() {
            self.mailbox.shut();
        }
    }

    /// What the consumer gets; an error object is kept until it asks for it.
    fn completion(
        &self,
        call: CallContext,
        user_data: u64,
        outcome: Result<(), Failure>,
    ) -> distos_ring_completion_t {
        let Err(failure) = outcome else {
            return distos_ring_completion_t {
                user_data,
                status: DISTOS_OK,
                outcome: DISTOS_RING_OUTCOME_SUCCEEDED,
                error: 0,
            };
        };
        let Sealed {
            status,
            outcome,
            object,
        } = failure.seal(call.descriptor());
        let error = object.map_or(0, |object| self.errors.keep(object));
        distos_ring_completion_t {
            user_data,
            status,
            outcome,
            error,
        }
    }

    /// Hands out completions: what is there, and until there are `minimum`, what comes before the deadline.
    pub fn wait(
        &self,
        minimum: u32,
        deadline_ns: u64,
        places: &mut Places<distos_ring_completion_t>,
    ) -> Result<(), Failure> {
        loop {
            self.take(places);
            if places.used() >= u64::from(minimum) {
                return Ok(());
            }
            if self.is_closed() {
                return ended(places, closed());
            }
            let left = clock::left(deadline_ns);
            if left.is_some_and(|left| left.is_zero()) {
                return ended(places, Failure::status(DISTOS_ERROR_DEADLINE_EXCEEDED));
            }
            self.mailbox.sleep(left, || self.is_closed());
        }
    }

    fn take(&self, places: &mut Places<distos_ring_completion_t>) {
        let mut credits = Vec::new();
        let limit = usize::try_from(places.left()).unwrap_or(usize::MAX);
        self.mailbox.take(limit, |Arrival { completion, credit }| {
            places.push(completion);
            credits.push(credit);
        });
        self.in_flight.give_back(&credits);
    }
}

/// With fewer than asked for, waiting ended well; with none it failed.
fn ended(places: &Places<distos_ring_completion_t>, failure: Failure) -> Result<(), Failure> {
    if places.used() > 0 {
        Ok(())
    } else {
        Err(failure)
    }
}

#[cold]
pub(super) fn closed() -> Failure {
    let message = "The ring was closed by another thread.";
    Failure::implied(DISTOS_ERROR_INVALID_HANDLE, c"CLOSED", message).value("parameter", "ring")
}
