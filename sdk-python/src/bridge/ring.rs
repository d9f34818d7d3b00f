//! The ring of the C ABI, owned.

use super::Operation;
use super::operation::AnyOperation;
use crate::failure;
use crate::process;
use distos_sys as sys;
use pyo3::prelude::*;
use std::ptr;

/// A completion that says nothing, to fill a batch with.
pub const EMPTY: sys::distos_ring_completion_t = sys::distos_ring_completion_t {
    user_data: 0,
    status: 0,
    outcome: 0,
    error: 0,
};

/// An error object on its way to an exception.
pub struct ErrorPointer(pub *mut sys::distos_error_t);

/// What became of a submission.
pub enum Verdict {
    /// It will complete.
    Accepted,
    /// There is no credit.
    Full,
    /// It has started nothing.
    Refused(sys::distos_status_t, ErrorPointer),
}

/// A ring, closed when dropped.
pub struct Ring(sys::distos_ring_t);

impl Ring {
    /// A ring with so many credits.
    pub fn create(py: Python<'_>, system: u64, capacity: u32) -> PyResult<Self> {
        let system = sys::distos_system_t { value: system };
        let options = sys::distos_ring_options_t {
            size: size_of::<sys::distos_ring_options_t>() as u32,
            reserved: 0,
            capacity,
        };
        let mut ring = sys::distos_ring_t { value: 0 };
        let mut error = ptr::null_mut();
        // SAFETY: all pointers are to places of ours.
        let status = unsafe { sys::distos_ring_create(system, &options, &mut ring, &mut error) };
        failure::check(py, status, error)?;
        Ok(Self(ring))
    }

    /// The handle on the border.
    pub fn handle(&self) -> sys::distos_ring_t {
        self.0
    }

    /// The event descriptor, which is the ring's.
    pub fn descriptor(&self, py: Python<'_>) -> PyResult<i32> {
        let mut descriptor = -1;
        let mut error = ptr::null_mut();
        // SAFETY: all pointers are to places of ours.
        let status = unsafe { sys::distos_ring_event_fd(self.0, &mut descriptor, &mut error) };
        failure::check(py, status, error)?;
        Ok(descriptor)
    }

    /// Submits one operation.
    #[inline]
    pub fn submit<O: Operation>(&self, operation: &O, index: u32, deadline: u64) -> Verdict {
        let mut verdict = Verdict::Full;
        operation.with_arguments(&mut |address, size| {
            verdict = self.submit_entry(entry(O::CALL, index, deadline, address, size));
        });
        verdict
    }

    /// Submits one operation that has waited.
    pub fn submit_any(&self, operation: &dyn AnyOperation, index: u32, deadline: u64) -> Verdict {
        let mut verdict = Verdict::Full;
        operation.with_arguments_any(&mut |address, size| {
            verdict = self.submit_entry(entry(operation.call(), index, deadline, address, size));
        });
        verdict
    }

    fn submit_entry(&self, entry: sys::distos_ring_submission_entry_t) -> Verdict {
        let mut accepted = 0;
        let mut error = ptr::null_mut();
        // SAFETY: the entry and what it points at live during the call; what must live longer is held by the flight.
        let status =
            unsafe { sys::distos_ring_submit(self.0, &entry, 1, &mut accepted, &mut error) };
        match status {
            sys::DISTOS_OK if accepted == 1 => Verdict::Accepted,
            sys::DISTOS_OK | sys::DISTOS_ERROR_WOULD_BLOCK => Verdict::Full,
            _ => Verdict::Refused(status, ErrorPointer(error)),
        }
    }

    /// Takes the completions that are there; never waits.
    pub fn take(&self, batch: &mut [sys::distos_ring_completion_t]) -> usize {
        self.wait_for(0, 0, batch)
    }

    /// Waits for a completion until the deadline, and takes those that are there. The interpreter must be detached.
    pub fn wait(&self, batch: &mut [sys::distos_ring_completion_t], deadline: u64) -> usize {
        self.wait_for(1, deadline, batch)
    }

    fn wait_for(
        &self,
        minimum: u32,
        deadline: u64,
        batch: &mut [sys::distos_ring_completion_t],
    ) -> usize {
        let mut count = 0;
        // SAFETY: the batch has as many places as we say; without a completion `count` stays zero.
        unsafe {
            sys::distos_ring_wait(
                self.0,
                minimum,
                deadline,
                batch.as_mut_ptr(),
                batch.len() as u64,
                &mut count,
                ptr::null_mut(),
            )
        };
        count as usize
    }

    /// Asks to end an operation early. Its completion comes in any case.
    pub fn cancel(&self, user_data: u64) {
        let mut result = 0;
        // SAFETY: `result` is a place of ours.
        unsafe { sys::distos_ring_cancel(self.0, user_data, &mut result, ptr::null_mut()) };
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        if !process::is_over() {
            // SAFETY: the handle is ours, and closed once.
            unsafe { sys::distos_ring_close(self.0, ptr::null_mut()) };
        }
    }
}

fn entry(
    call: u32,
    index: u32,
    deadline: u64,
    address: u64,
    size: u32,
) -> sys::distos_ring_submission_entry_t {
    sys::distos_ring_submission_entry_t {
        call,
        flags: 0,
        user_data: u64::from(index),
        deadline,
        arguments: address,
        arguments_size: size,
        reserved0: 0,
    }
}
