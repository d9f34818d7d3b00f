//! `host:0`, the device that always exists: the machine's own processors and memory, playing a GPU.
//!
//! A [`HostDevice`] gives out [`Allocation`]s and [`Stream`]s. A stream runs work in the order of admission, on worker
//! threads that the device's streams share. What the work does is the caller's: usually [`Allocation::write`],
//! [`Allocation::read`] or [`launch`].
//!
//! Nothing here knows handles, error objects or the C ABI. No call waits for work to end: what is slow is a callback.
//! Callbacks are called outside of every lock, so they may call anything here.

mod arguments;
mod device;
mod event;
mod failure;
mod identity;
mod launch;
mod memory;
pub mod ptx;
mod stream;

pub use arguments::{Argument, ArgumentMismatch, pack};
pub use device::{HostDevice, Properties};
pub use event::{Event, Waiter, WaiterId};
pub use failure::{Cause, Failure, OperationFault, Stop};
pub use launch::{DEFAULT_STEP_LIMIT, launch};
pub use memory::{
    Allocation, AllocationError, COPY_CHUNK_BYTES, MAXIMUM_ALIGNMENT, Memory, RED_ZONE_BYTES,
};
pub use stream::{CancelOutcome, Stream, Ticket};
