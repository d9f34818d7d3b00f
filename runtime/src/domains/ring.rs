//! The calls of module `ring`.

use crate::abi::CallContext;
use crate::abi::support::Places;
use crate::failure::Failure;
use crate::generated::abi::*;
use crate::generated::traits::{CancelResult, Completion, RingCalls, RingOptions, SubmissionEntry};
use crate::handles::{Pinned, Ref};
use crate::objects::core::System;
use crate::objects::ring::Ring;
use crate::ring::{Found, Reactor};

/// Implements the calls.
pub struct Domain;

impl RingCalls for Domain {
    fn ring_create(
        &self,
        call: CallContext,
        system: Pinned<'_, System>,
        options: &RingOptions,
    ) -> Result<Ref<Ring>, Failure> {
        let system = call.hold("system", system)?;
        let reactor = Reactor::new(options.capacity).map_err(|error| no_descriptor(&error))?;
        Ok(Ref::new(Ring::new(system, reactor)))
    }

    fn ring_submit(
        &self,
        _: CallContext,
        ring: Pinned<'_, Ring>,
        entries: &[SubmissionEntry],
    ) -> Result<u32, Failure> {
        // SAFETY: the caller of the function keeps what the interface says about the entries.
        unsafe { ring.reactor().submit(entries) }
    }

    fn ring_wait(
        &self,
        _: CallContext,
        ring: Ref<Ring>,
        minimum: u32,
        deadline: u64,
        completions: &mut Places<Completion>,
    ) -> Result<(), Failure> {
        ring.reactor().wait(minimum, deadline, completions)
    }

    fn ring_cancel(
        &self,
        _: CallContext,
        ring: Pinned<'_, Ring>,
        user_data: u64,
    ) -> Result<CancelResult, Failure> {
        Ok(match ring.reactor().cancel(user_data) {
            Found::Requested => DISTOS_RING_CANCEL_RESULT_REQUESTED,
            Found::Nothing => DISTOS_RING_CANCEL_RESULT_NOT_FOUND,
            Found::TooLate => DISTOS_RING_CANCEL_RESULT_TOO_LATE,
        })
    }

    fn ring_event_fd(&self, _: CallContext, ring: Pinned<'_, Ring>) -> Result<i32, Failure> {
        Ok(ring.reactor().descriptor())
    }
}

fn no_descriptor(error: &std::io::Error) -> Failure {
    let message = format!("The ring's event descriptor can't be made: {error}.");
    Failure::new(DISTOS_ERROR_UNSUPPORTED, c"NO_DESCRIPTOR", message).value("error", error)
}
