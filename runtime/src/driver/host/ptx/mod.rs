//! PTX on the CPU: loads the text that a GPU runs, and executes its kernels.
//!
//! `syntax` parses, `load` decodes with one function per opcode (`opcode`), `execute` runs. What can't be run is refused
//! when a module is loaded. The order of execution depends on nothing but the kernel and its inputs: blocks run one after
//! the other, x first; the warps of a block take turns; in a warp the lanes with the lowest program counter go first.
//!
//! Where PTX leaves a choice, this is the one made here:
//! - registers start as zero; shared and local memory start with every byte `0xa5`;
//! - integer division by zero gives all ones, and the remainder is the dividend; the lowest number divided by -1 is itself;
//! - approximate instructions give the double-precision result rounded once, which is at least as close as they promise;
//! - a thread that has exited counts as arrived at a barrier;
//! - `%clock` counts the steps of the launch.

mod decode;
mod error;
mod execute;
mod fault;
mod frame;
mod kernel;
mod load;
mod opcode;
mod program;
mod scope;
mod special;
mod syntax;
#[cfg(test)]
mod tests;
mod types;
mod variables;

pub use error::LoadError;
pub use execute::LaunchConfig;
pub use execute::global::{AccessFault, GlobalMemory, Region};
pub use fault::{Access, Allocation, Cause, Fault, Problem, Space, Waiting};
pub use kernel::{Kernel, Parameter, ParameterKind};
pub use load::Module;
