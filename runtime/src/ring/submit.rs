//! Submission: entries are taken in order, until one is refused.

use std::sync::Arc;

use super::chain::{self, Entry};
use super::reactor::{Reactor, closed};
use super::timer;
use crate::abi::CallContext;
use crate::abi::support::Start;
use crate::failure::Failure;
use crate::generated::abi::{
    DISTOS_ERROR_INVALID_ARGUMENT, DISTOS_ERROR_UNSUPPORTED, DISTOS_ERROR_WOULD_BLOCK,
    DISTOS_RING_SUBMISSION_FLAGS_LINK, distos_ring_submission_entry_t,
};
use crate::generated::glue;

impl Reactor {
    /// Starts operations, and answers how many were taken.
    ///
    /// # Errors
    /// That of the first entry, when it is refused.
    ///
    /// # Safety
    /// Each entry's address leads to as many bytes as it says, with what the call's argument block says.
    pub unsafe fn submit(
        self: &Arc<Self>,
        entries: &[distos_ring_submission_entry_t],
    ) -> Result<u32, Failure> {
        let mut accepted = 0;
        let mut chain = Vec::new();
        let mut refusal = None;
        for entry in entries {
            // SAFETY: the caller vouches for it.
            let taken = match unsafe { self.accept(entry) } {
                Ok(taken) => taken,
                Err(failure) => {
                    refusal = Some(failure);
                    break;
                }
            };
            accepted += 1;
            let is_linked = entry.flags & DISTOS_RING_SUBMISSION_FLAGS_LINK != 0;
            if chain.is_empty() && !is_linked {
                chain::start_alone(taken);
                continue;
            }
            chain.push(taken);
            if !is_linked {
                chain::start(std::mem::take(&mut chain));
            }
        }
        chain::start(chain);
        self.leave_nothing_behind();
        match refusal {
            Some(failure) if accepted == 0 => Err(failure),
            _ => Ok(accepted),
        }
    }

    /// Closing may have looked for what is in flight before these operations were.
    fn leave_nothing_behind(&self) {
        if self.is_closed() {
            self.in_flight.cancel_all();
        }
    }

    /// # Safety
    /// As for `submit`.
    unsafe fn accept(
        self: &Arc<Self>,
        entry: &distos_ring_submission_entry_t,
    ) -> Result<Entry, Failure> {
        if self.is_closed() {
            return Err(closed());
        }
        let (descriptor, prepare) =
            glue::prepare(entry.call).ok_or_else(|| not_submittable(entry.call))?;
        let call = CallContext::new(descriptor);
        // SAFETY: the caller vouches for it.
        let prepared = unsafe { prepare(call, entry.arguments, entry.arguments_size) };
        let credit = self.in_flight.take_credit();
        match (prepared, credit) {
            (Ok(start), Some(credit)) => self.admit(entry, call, credit, start),
            (Ok(_), None) => Err(Failure::status(DISTOS_ERROR_WOULD_BLOCK)),
            // A ring without credits refuses before the call's preconditions count.
            (Err(failure), None) if failure.is_precondition() => {
                Err(Failure::status(DISTOS_ERROR_WOULD_BLOCK))
            }
            (Err(failure), credit) => {
                self.in_flight.give_back(credit.as_slice());
                // What the entry's call declares may come out of the submission.
                Err(failure.seal(descriptor).into_failure())
            }
        }
    }

    fn admit(
        self: &Arc<Self>,
        submitted: &distos_ring_submission_entry_t,
        call: CallContext,
        credit: u32,
        start: Start,
    ) -> Result<Entry, Failure> {
        let entry = Entry::new(self, call, credit, submitted.user_data, start);
        if submitted.deadline != 0 {
            match timer::add(submitted.deadline, &entry.operation()) {
                Ok(key) => entry.set_deadline(key),
                Err(error) => {
                    self.in_flight.give_back(&[credit]);
                    return Err(no_timer(&error).seal(call.descriptor()).into_failure());
                }
            }
        }
        self.expect();
        self.in_flight
            .insert(credit, submitted.user_data, entry.operation());
        Ok(entry)
    }
}

#[cold]
fn not_submittable(number: u32) -> Failure {
    let message = format!(
        "The entry's call is {number:#06x}, which is not an async or stream call of this runtime."
    );
    Failure::implied(DISTOS_ERROR_INVALID_ARGUMENT, c"UNKNOWN_VALUE", message)
        .value("parameter", "entries")
        .value("call", format_args!("{number:#06x}"))
}

#[cold]
fn no_timer(error: &std::io::Error) -> Failure {
    let message = format!("The thread that watches deadlines can't be started: {error}.");
    Failure::implied(DISTOS_ERROR_UNSUPPORTED, c"NO_TIMER", message).value("error", error)
}
