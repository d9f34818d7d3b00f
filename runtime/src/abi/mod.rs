//! What generated glue stands on: one function per check, and the base functions that every package has.

pub mod base;
pub mod descriptor;
mod enter;
mod input;
mod list;
mod lookup;
mod output;
mod structs;
mod submission;
mod values;

pub use enter::CallContext;

/// All that generated glue needs.
pub mod support {
    pub use super::enter::{CallContext, enter};
    pub use super::output::{Out, OutList, OutStruct, OutStructs, Places};
    pub use super::structs::{
        BadField, Record, SizedStruct, are_zero, is_boolean, is_closed, is_flags, is_zero,
    };
    pub use super::submission::{Prepare, Start};
    pub use super::values::{int, is_power_of_two, is_subset};
    pub use crate::failure::{Failure, distos_error_t};
    pub use crate::handles::{Pinned, PinnedAny, Ref};
    pub use crate::objects::core::System;
    pub use crate::objects::gpu::{Buffer, Device, Event, Module, Stream};
    pub use crate::objects::ring::Ring;
    pub use crossbeam_epoch::pin;
}
