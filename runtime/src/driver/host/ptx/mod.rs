//! PTX on the CPU: loads the text that a GPU runs, and executes its kernels.
//!
//! `syntax` parses, `load` decodes with one function per opcode (`opcode`), `execute` runs. What can't be run is refused
//! when a module is loaded. The order of execution depends on nothing but the kernel and its inputs: blocks run one after
//! the other, x first; the warps of a block take turns; in a warp the lanes with the lowest program counter go first.
//! A block that waits for a later one therefore never ends, but for the step limit.
//!
//! Where PTX leaves a choice, this is the one made here:
//! - registers start as zero; shared and local memory start with every byte `0xa5`;
//! - integer division by zero gives all ones, and the remainder is the dividend; the lowest number divided by -1 is itself;
//! - approximate instructions give the double-precision result rounded once, which is at least as close as they promise;
//!   a GPU's may differ from it in the last bits;
//! - a thread that has exited counts as arrived at a barrier, and is no member of an exchange of lanes;
//! - a barrier with a thread count takes the missing lanes of an arriving warp for present, as warps are what hardware counts;
//!   a thread that arrives at one a second time before it completes is a fault;
//! - `%clock` counts the steps of the launch;
//! - variables of a module keep their values from launch to launch, as long as the module or a kernel of it lives.
//!
//! Refused for now: functions and calls, indirect branches, half precision and the narrower floats, directed rounding in
//! double precision, carry chains, textures, matrix instructions, asynchronous copies, clusters, and `.sync`-less exchanges.

mod decode;
mod error;
mod execute;
mod fault;
mod frame;
mod kernel;
pub mod limits;
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
