//! The implementations of the calls, by module.

pub mod core;
pub mod gpu;
pub mod ring;
