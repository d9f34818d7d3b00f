//! A loaded kernel: what a caller must know to launch it, and the launch.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::execute::global::{GlobalMemory, Region};
use super::execute::{LaunchConfig, launch, refusal};
use super::fault::Fault;
use super::limits::MOST_THREADS;
use super::program::Program;
use super::variables::Storage;

/// A kernel that can be launched, from any thread.
pub struct Kernel {
    pub(super) name: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) parameter_bytes: u32,
    pub(super) static_shared_bytes: u32,
    pub(super) uses_dynamic_shared: bool,
    pub(super) maximum_block: Option<[u32; 3]>,
    pub(super) required_block: Option<[u32; 3]>,
    pub(super) program: Program,
    pub(super) storage: Arc<Storage>,
}

/// A parameter of a kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// As declared.
    pub name: String,
    /// What it holds.
    pub kind: ParameterKind,
    /// Where its bytes start among the arguments.
    pub offset: u32,
    /// Size in bytes.
    pub size: u32,
    /// Alignment in bytes.
    pub alignment: u32,
}

/// What a parameter holds. A pointer is `Unsigned` or `Bits`, of eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// An unsigned integer.
    Unsigned,
    /// A signed integer.
    Signed,
    /// A floating-point number.
    Float,
    /// Anything of its size.
    Bits,
    /// An array: a structure passed by value.
    Bytes,
}

impl Kernel {
    /// As declared.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// In the order of the declaration.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// How long the arguments of a launch are, in bytes.
    pub fn parameter_bytes(&self) -> u32 {
        self.parameter_bytes
    }

    /// Shared memory that the kernel declares with a size, in bytes.
    pub fn static_shared_bytes(&self) -> u32 {
        self.static_shared_bytes
    }

    /// Whether the kernel has a shared array whose size the launch decides.
    pub fn uses_dynamic_shared(&self) -> bool {
        self.uses_dynamic_shared
    }

    /// The largest block that the kernel was compiled for (`.maxntid`); what counts is the product.
    pub fn maximum_block(&self) -> Option<[u32; 3]> {
        self.maximum_block
    }

    /// The only block that the kernel can be launched with (`.reqntid`).
    pub fn required_block(&self) -> Option<[u32; 3]> {
        self.required_block
    }

    /// The most threads that a block can have.
    pub fn maximum_threads(&self) -> u32 {
        let product = |block: [u32; 3]| {
            let sizes = block.iter().map(|size| u64::from(*size));
            sizes.fold(1, u64::saturating_mul)
        };
        let limits = [self.maximum_block, self.required_block];
        let limits = limits.into_iter().flatten().map(product);
        limits.fold(MOST_THREADS.into(), u64::min) as u32
    }

    /// Whether a launch with this shape, and arguments of this many bytes, would be accepted.
    ///
    /// # Errors
    /// Why not, in one sentence.
    pub fn check(&self, config: &LaunchConfig, argument_bytes: usize) -> Result<(), String> {
        match refusal(self, config, argument_bytes) {
            None => Ok(()),
            Some(reason) => Err(reason),
        }
    }

    /// Runs the kernel to its end on the calling thread. `arguments` has each parameter at its offset, low byte first.
    /// A `cancel` that becomes true ends it within about a thousand steps.
    ///
    /// # Errors
    /// What stopped it. What it wrote before stays written.
    pub fn launch(
        &self,
        config: &LaunchConfig,
        arguments: &[u8],
        memory: &dyn GlobalMemory,
        cancel: &AtomicBool,
    ) -> Result<(), Box<Fault>> {
        launch(self, config, arguments, memory, cancel)
    }

    /// The memory of the module's variables.
    pub(super) fn variables(&self) -> [Region; 2] {
        self.storage.regions()
    }

    pub(super) fn program(&self) -> &Program {
        &self.program
    }
}

impl std::fmt::Debug for Kernel {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Kernel")
            .field("name", &self.name)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}
