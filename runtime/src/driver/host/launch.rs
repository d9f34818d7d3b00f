//! Kernel launches over device memory.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use super::failure::{Cause, Stop};
use super::memory::{Backing, Found, Memory, Range};
use super::ptx::{self, AccessFault, GlobalMemory, Kernel, LaunchConfig, Region};
use crate::lock::lock;

/// Steps that a launch may take unless its config says otherwise: minutes, so that a kernel that never ends does.
pub const DEFAULT_STEP_LIMIT: u64 = 1 << 34;

/// Runs `kernel` to its end. Call it from work.
///
/// The kernel may access every allocation of `memory`. One that is freed while the kernel runs, and that the kernel met
/// before, is kept until the end; the work must hold those that the kernel is meant to use.
///
/// # Errors
/// `Stop::Cancelled` when the kernel saw `cancel`; blocks before that have run. `Stop::Failed` when the launch does not fit
/// the kernel, which [`Kernel::check`] tells beforehand; nothing has run. `Stop::FailedStream` for everything that the kernel
/// did wrong. The cause is `Cause::Kernel` in both.
pub fn launch(
    memory: &Memory,
    kernel: &Kernel,
    config: &LaunchConfig,
    parameters: &[u8],
    cancel: &AtomicBool,
) -> Result<(), Stop> {
    let global = LaunchMemory {
        memory,
        met: Mutex::default(),
    };
    let outcome = kernel.launch(config, parameters, &global, cancel);
    outcome.map_err(stop)
}

fn stop(fault: Box<ptx::Fault>) -> Stop {
    match fault.cause {
        ptx::Cause::Cancelled => Stop::Cancelled,
        ptx::Cause::Refused(_) => Stop::Failed(Cause::Kernel(fault)),
        _ => Stop::FailedStream(Cause::Kernel(fault)),
    }
}

/// Device memory as one launch sees it. Blocks of the launch may share it between threads.
struct LaunchMemory<'m> {
    memory: &'m Memory,
    /// What was resolved, by address: it must stay mapped for the rest of the launch.
    met: Mutex<BTreeMap<u64, Arc<Backing>>>,
}

// SAFETY: a region is the memory of a `Backing` that `met` keeps as long as this lives, which is longer than the launch that
// borrows it. `Backing` is accessed through raw pointers and atomics only.
unsafe impl GlobalMemory for LaunchMemory<'_> {
    fn resolve(&self, address: u64, length: u32, _write: bool) -> Result<Region, AccessFault> {
        match self.memory.find(address, u64::from(length)) {
            Found::Live(backing) => Ok(self.keep(backing)),
            Found::Freed(range) => Err(AccessFault::Freed {
                allocation: allocation(range),
            }),
            Found::Outside(nearest) => Err(AccessFault::OutOfBounds {
                nearest: nearest.map(allocation),
            }),
        }
    }
}

impl LaunchMemory<'_> {
    fn keep(&self, backing: Arc<Backing>) -> Region {
        let Range { start, length } = backing.range();
        let pointer = backing.pointer();
        lock(&self.met).insert(start, backing);
        Region {
            pointer,
            start,
            length,
            writable: true,
        }
    }
}

fn allocation(Range { start, length }: Range) -> ptx::Allocation {
    ptx::Allocation { start, length }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_launch_met_stays_until_it_ends_and_nothing_else_does() {
        let memory = Memory::new(1 << 20);
        let [met, other] = [100, 200].map(|size| memory.allocate(size, 0).unwrap());
        let global = LaunchMemory {
            memory: &memory,
            met: Mutex::default(),
        };
        let [address, unknown] = [met.address(), other.address()];
        let region = global.resolve(address + 4, 4, true).unwrap();
        drop(met);
        drop(other);
        assert_eq!(memory.allocated(), 100);
        // SAFETY: the region stays mapped while `global` lives.
        unsafe { region.pointer.write_volatile(1) };
        let freed = ptx::Allocation {
            start: unknown,
            length: 200,
        };
        let refused = global.resolve(unknown, 4, false).unwrap_err();
        assert_eq!(refused, AccessFault::Freed { allocation: freed });
        drop(global);
        assert_eq!(memory.allocated(), 0);
    }

    #[test]
    fn regions_are_whole_allocations_aligned_as_their_addresses_are() {
        let memory = Memory::new(1 << 20);
        let allocation = memory.allocate(1000, 4096).unwrap();
        let global = LaunchMemory {
            memory: &memory,
            met: Mutex::default(),
        };
        let region = global
            .resolve(allocation.address() + 992, 8, false)
            .unwrap();
        assert_eq!((region.start, region.length), (allocation.address(), 1000));
        assert_eq!(region.start % 16, region.pointer.addr() as u64 % 16);
    }
}
