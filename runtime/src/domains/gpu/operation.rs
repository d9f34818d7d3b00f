//! Operations of a stream, from admission to completion.
//!
//! The work of an operation owns its arguments, all of them: they are held until it has run, and gone before its
//! completion is called. The completer waits in the completion, and a request to end early goes to the driver, which calls
//! the completion in any case.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::failure;
use crate::abi::CallContext;
use crate::driver::host::{self, Allocation, Cause, Stop};
use crate::generated::traits::{BufferReadArguments, BufferWriteArguments, EventWaitArguments};
use crate::handles::Ref;
use crate::objects::gpu::{Buffer, Stream};
use crate::operation::Completer;

/// Admits `work` to `stream`.
pub fn submit(
    call: CallContext,
    stream: &Stream,
    completer: Completer,
    work: impl FnOnce(&AtomicBool) -> Result<(), Stop> + Send + 'static,
) {
    let cancellation = completer.cancellation();
    completer.enqueued();
    let ticket = stream.queue().submit(work, move |outcome| {
        let outcome = outcome.map_err(|failure| failure::of_operation(call, failure));
        completer.complete(outcome);
    });
    cancellation.on_request(move || {
        ticket.cancel();
    });
}

/// Copies the caller's bytes into the buffer.
pub fn write(call: CallContext, arguments: BufferWriteArguments, completer: Completer) {
    let stream = arguments.stream.clone();
    submit(call, &stream, completer, move |cancel| {
        let arguments = &arguments;
        let data = &arguments.data;
        let allocation = allocation(&arguments.buffer)?;
        // SAFETY: the caller keeps the bytes readable and unchanged until the completion, which comes after this.
        unsafe { allocation.write(arguments.offset, data.pointer(), data.length(), cancel) }
    });
}

/// Copies from the buffer into the caller's bytes.
pub fn read(call: CallContext, arguments: BufferReadArguments, completer: Completer) {
    let stream = arguments.stream.clone();
    submit(call, &stream, completer, move |cancel| {
        let arguments = &arguments;
        let data = &arguments.data;
        let allocation = allocation(&arguments.buffer)?;
        // SAFETY: the caller keeps the bytes writable and untouched until the completion, which comes after this.
        unsafe { allocation.read(arguments.offset, data.pointer(), data.length(), cancel) }
    });
}

/// The memory of a buffer that an operation holds.
pub fn allocation(buffer: &Ref<Buffer>) -> Result<Arc<Allocation>, Stop> {
    let released = || Stop::Failed(Cause::Internal("a held buffer was released".to_owned()));
    buffer.allocation().ok_or_else(released)
}

/// Waits for the event.
pub fn wait(call: CallContext, arguments: EventWaitArguments, completer: Completer) {
    let place = Arc::clone(arguments.event.place());
    let cancellation = completer.cancellation();
    let waiter = Box::new(move |outcome: Result<(), host::Failure>| {
        drop(arguments);
        completer.complete(outcome.map_err(|failure| failure::of_operation(call, failure)));
    });
    let Some(id) = place.wait(waiter) else {
        return;
    };
    cancellation.on_request(move || {
        if let Some(waiter) = place.remove(id) {
            waiter(Err(host::Failure::Cancelled { started: false }));
        }
    });
}
