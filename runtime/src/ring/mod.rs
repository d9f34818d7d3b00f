//! The ring: operations submitted in batches, completions taken in batches.
//!
//! - A **credit** is a slot of the in-flight table. An accepted entry takes one, and its completion carries it until it is
//!   taken off. So completions never outnumber the places of the queue.
//! - The **mailbox** is the queue of completions with two ways to wait: an eventfd that is armed when the consumer has found
//!   the queue empty, and threads that sleep in `ring_wait`.
//! - A **deadline** is an entry of one timer thread for the whole process, which starts with the first deadline.
//! - A **chain** is a run of linked entries: each holds the next back until it has succeeded.

mod chain;
pub mod credits;
mod descriptor;
mod errors;
mod in_flight;
pub mod mailbox;
mod reactor;
mod submit;
mod sync;
mod timer;

pub use in_flight::{Found, InFlight};
pub use reactor::Reactor;
