//! A launch: the check that it fits the kernel, the walk over the grid, and what bounds it.

use std::sync::atomic::{AtomicBool, Ordering};

use super::super::fault::{Cause, Fault};
use super::super::kernel::Kernel;
use super::super::limits::{LARGEST_BLOCK, LARGEST_GRID, MOST_SHARED_BYTES};
use super::block::Block;
use super::global::GlobalMemory;
use super::memory::{Memory, WINDOW_BYTES};

/// The most local memory that a block can have, in bytes.
const MOST_LOCAL_BYTES: u64 = 512 << 20;

/// The shape of a launch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaunchConfig {
    /// Blocks in x, y and z.
    pub grid: [u32; 3],
    /// Threads of a block in x, y and z.
    pub block: [u32; 3],
    /// Shared memory beside what the kernel declares with a size.
    pub dynamic_shared_bytes: u32,
    /// The most instructions to issue, each for one group of lanes of one warp.
    pub step_limit: u64,
}

impl LaunchConfig {
    /// Threads of a block.
    pub fn threads(&self) -> u64 {
        self.block
            .iter()
            .fold(1, |product, size| product.saturating_mul(u64::from(*size)))
    }
}

/// Counts steps, and says when to stop.
pub struct Budget<'m> {
    steps: u64,
    limit: u64,
    cancel: &'m AtomicBool,
}

/// A launch looks whether it is cancelled when its steps are a multiple of this.
const STEPS_BETWEEN_LOOKS: u64 = 1024;

impl Budget<'_> {
    /// Takes one step, unless there is a reason not to.
    #[inline]
    pub fn step(&mut self) -> Option<Cause> {
        if self.steps >= self.limit {
            return Some(Cause::StepLimit { limit: self.limit });
        }
        if self.steps.is_multiple_of(STEPS_BETWEEN_LOOKS) && self.cancel.load(Ordering::Relaxed) {
            return Some(Cause::Cancelled);
        }
        self.steps += 1;
        None
    }

    pub fn steps(&self) -> u64 {
        self.steps
    }
}

/// Why a launch doesn't fit the kernel, if it doesn't.
pub fn refusal(kernel: &Kernel, config: &LaunchConfig, parameter_bytes: usize) -> Option<String> {
    let LaunchConfig { grid, block, .. } = *config;
    let expected = kernel.parameter_bytes() as usize;
    if parameter_bytes != expected {
        return Some(format!(
            "the arguments take {parameter_bytes} bytes, but its parameters {expected}"
        ));
    }
    if let Some(reason) = outside("grid", grid, LARGEST_GRID) {
        return Some(reason);
    }
    if let Some(reason) = outside("block", block, LARGEST_BLOCK) {
        return Some(reason);
    }
    let most = u64::from(kernel.maximum_threads());
    let threads = config.threads();
    if threads > most {
        return Some(format!(
            "a block has {threads} threads, but at most {most} are allowed"
        ));
    }
    if kernel
        .required_block()
        .is_some_and(|required| required != block)
    {
        return Some(format!(
            "the block is {block:?}, but the kernel requires {:?}",
            kernel.required_block().unwrap_or(block)
        ));
    }
    memory_refusal(kernel, config, threads)
}

fn memory_refusal(kernel: &Kernel, config: &LaunchConfig, threads: u64) -> Option<String> {
    let shared = shared_bytes(kernel, config);
    if shared > MOST_SHARED_BYTES.into() {
        return Some(format!(
            "a block needs {shared} bytes of shared memory, but at most {MOST_SHARED_BYTES} are there"
        ));
    }
    let local = u64::from(kernel.program().local_bytes) * threads;
    (local > MOST_LOCAL_BYTES).then(|| {
        format!(
            "a block needs {local} bytes of local memory, but at most {MOST_LOCAL_BYTES} are there"
        )
    })
}

fn outside(what: &str, size: [u32; 3], largest: [u32; 3]) -> Option<String> {
    let fits = size
        .iter()
        .zip(&largest)
        .all(|(size, largest)| (1..=*largest).contains(size));
    (!fits)
        .then(|| format!("the {what} is {size:?}, but must be between [1, 1, 1] and {largest:?}"))
}

fn shared_bytes(kernel: &Kernel, config: &LaunchConfig) -> u64 {
    u64::from(kernel.static_shared_bytes()) + u64::from(config.dynamic_shared_bytes)
}

/// Runs every block of the grid, x first, one after the other.
pub fn launch(
    kernel: &Kernel,
    config: &LaunchConfig,
    parameters: &[u8],
    owner: &dyn GlobalMemory,
    cancel: &AtomicBool,
) -> Result<(), Box<Fault>> {
    if let Some(reason) = refusal(kernel, config, parameters.len()) {
        return Err(refused(kernel, reason));
    }
    let program = kernel.program();
    let shared = shared_bytes(kernel, config);
    debug_assert!(shared <= WINDOW_BYTES, "the limits fit the windows");
    let memory = Memory::new(
        owner,
        kernel.variables(),
        parameters,
        shared as usize,
        program.local_bytes as usize,
        config.threads() as usize,
    );
    let mut budget = Budget {
        steps: 0,
        limit: config.step_limit,
        cancel,
    };
    let mut block = Block::new(kernel.name(), program, config, shared as u32, memory);
    let [width, height, depth] = config.grid;
    for z in 0..depth {
        for y in 0..height {
            for x in 0..width {
                block.run([x, y, z], &mut budget)?;
            }
        }
    }
    Ok(())
}

fn refused(kernel: &Kernel, reason: String) -> Box<Fault> {
    Box::new(Fault {
        kernel: kernel.name().to_owned(),
        block: [0; 3],
        thread: [0; 3],
        line: 0,
        instruction: String::new(),
        cause: Cause::Refused(reason),
    })
}
