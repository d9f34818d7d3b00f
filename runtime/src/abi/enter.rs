//! The frame of every exported function: what is the same before and after the call itself.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::Arc;

use super::descriptor::{Clause, Descriptor};
use crate::failure::{Failure, Sealed, distos_error_t};
use crate::fork;
use crate::generated::abi::{
    DISTOS_ERROR_FORKED_CHILD, DISTOS_ERROR_INTERNAL, DISTOS_OK, distos_status_t,
};

/// The call that runs.
#[derive(Debug, Clone, Copy)]
pub struct CallContext {
    descriptor: &'static Descriptor,
}

/// Runs `body` as `descriptor`, and turns how it ended into a status and an error object.
#[inline(always)]
pub fn enter(
    descriptor: &'static Descriptor,
    error: *mut *mut distos_error_t,
    body: impl FnOnce(CallContext) -> Result<(), Failure>,
) -> distos_status_t {
    if fork::is_child() {
        return refuse_in_child(descriptor, error);
    }
    match catch_unwind(AssertUnwindSafe(|| body(CallContext::new(descriptor)))) {
        Ok(Ok(())) => {
            write_error(error, ptr::null_mut());
            DISTOS_OK
        }
        Ok(Err(failure)) => fail(descriptor, error, failure),
        Err(_) => fail(descriptor, error, panicked()),
    }
}

#[inline(always)]
fn write_error(place: *mut *mut distos_error_t, error: *mut distos_error_t) {
    if !place.is_null() {
        // SAFETY: the caller's pointer is null or valid for a write.
        unsafe { place.write_unaligned(error) };
    }
}

#[cold]
#[inline(never)]
fn fail(
    descriptor: &'static Descriptor,
    place: *mut *mut distos_error_t,
    failure: Failure,
) -> distos_status_t {
    let Sealed { status, object, .. } = failure.seal(descriptor);
    let wanted = object.filter(|_| !place.is_null());
    write_error(place, wanted.map_or(ptr::null_mut(), hand_out));
    status
}

/// Gives an error object to the caller, who frees it with `distos_error_free`.
pub(super) fn hand_out(object: Arc<distos_error_t>) -> *mut distos_error_t {
    Arc::into_raw(object).cast_mut()
}

#[cold]
#[inline(never)]
fn refuse_in_child(
    descriptor: &'static Descriptor,
    error: *mut *mut distos_error_t,
) -> distos_status_t {
    if descriptor.closes {
        write_error(error, ptr::null_mut());
        return DISTOS_OK;
    }
    let message = "The process was forked after the runtime was opened, and the runtime stayed in the parent.";
    fail(
        descriptor,
        error,
        Failure::implied(DISTOS_ERROR_FORKED_CHILD, c"FORKED_CHILD", message),
    )
}

#[cold]
fn panicked() -> Failure {
    Failure::new(
        DISTOS_ERROR_INTERNAL,
        c"PANIC",
        "The runtime panicked in this call.",
    )
}

impl CallContext {
    /// The context of a call that comes off a ring.
    pub(crate) fn new(descriptor: &'static Descriptor) -> Self {
        CallContext { descriptor }
    }

    /// What the catalogue says about the call.
    pub fn descriptor(self) -> &'static Descriptor {
        self.descriptor
    }

    /// The failure of a precondition, with the values that it read.
    #[cold]
    #[inline(never)]
    pub fn violated(
        self,
        clause: &'static Clause,
        values: &[(&'static str, &dyn Display)],
    ) -> Failure {
        let told: Vec<String> = values
            .iter()
            .map(|(name, value)| format!("{name} is {value}"))
            .collect();
        let message = format!("The call needs {}, but {}.", clause.text, told.join(", "));
        values.iter().fold(
            Failure::violated(clause, message),
            |failure, (name, value)| failure.value(name, value),
        )
    }
}
