//! The objects that handles name, by module.

pub mod core;
pub mod gpu;
pub mod ring;
