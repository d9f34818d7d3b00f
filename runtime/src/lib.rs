//! libdistos: behaviour over devices, fabrics and coordinators.
//!
//! `abi` and `generated` are the border, `domains` implement the calls, `objects` are what handles name, `driver` runs the
//! operations. Users link the library and its header; what is public here is so for the tests.

pub mod abi;
mod clock;
pub mod domains;
pub mod driver;
pub mod failure;
mod fork;
pub mod generated;
pub mod handles;
mod lock;
pub mod memory;
pub mod objects;
pub mod operation;
mod random;
pub mod ring;
mod threads;
