//! Drivers: what runs the operations of a device. They don't know each other.

pub mod host;
