//! Runs a decoded kernel: a launch is blocks one after the other, a block is warps that take turns, a warp is 32 lanes of
//! which those with the lowest program counter go first.

mod barrier;
mod block;
mod exchange;
pub mod global;
mod launch;
pub mod memory;
pub mod registers;
mod warp;

pub use launch::{LaunchConfig, launch, refusal};
