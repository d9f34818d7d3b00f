//! The device itself: what it is, and where its memory and streams come from.

use std::io;
use std::sync::Arc;
use std::thread;

use super::identity;
use super::memory::{Allocation, AllocationError, Memory};
use super::ptx::limits::{LARGEST_BLOCK, LARGEST_GRID, MOST_SHARED_BYTES, MOST_THREADS};
use super::stream::{Pool, Stream};

/// What the device is. Never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Properties {
    /// Always 0.
    pub index: u32,
    /// `host:0`.
    pub name: String,
    /// The same after a restart.
    pub uuid: [u8; 16],
    /// Memory that allocations share, in bytes.
    pub total_memory: u64,
    /// Worker threads: operations that run at the same time.
    pub multiprocessors: u32,
    /// Lanes that run in lockstep.
    pub warp_size: u32,
    /// Threads of a block, in all.
    pub maximum_threads_per_block: u32,
    /// Threads of a block along x, y and z.
    pub maximum_block: [u32; 3],
    /// Blocks of a grid along x, y and z.
    pub maximum_grid: [u32; 3],
    /// Shared memory of a block, in bytes.
    pub maximum_shared_memory_per_block: u32,
}

/// `host:0`. Dropping it waits for nothing: what is queued still runs, and the worker threads end after it.
pub struct HostDevice {
    properties: Properties,
    memory: Arc<Memory>,
    pool: Arc<Pool>,
}

impl HostDevice {
    /// A device with `memory_limit` bytes, whose streams share `workers` threads; with 0, one for each processor that
    /// this process may use. No thread starts before the first stream.
    pub fn new(memory_limit: u64, workers: usize) -> Self {
        let workers = worker_count(workers);
        HostDevice {
            properties: properties(memory_limit, workers),
            memory: Memory::new(memory_limit),
            pool: Arc::new(Pool::new(workers as usize)),
        }
    }

    /// What the device is.
    pub fn properties(&self) -> &Properties {
        &self.properties
    }

    /// The memory that its allocations come from.
    pub fn memory(&self) -> &Arc<Memory> {
        &self.memory
    }

    /// Allocates `size` bytes at a device address that is a multiple of `alignment`, a power of two; 0 means 256.
    /// The contents are undefined.
    ///
    /// # Errors
    /// See [`AllocationError`]. Nothing is accounted then.
    pub fn allocate(&self, size: u64, alignment: u64) -> Result<Allocation, AllocationError> {
        self.memory.allocate(size, alignment)
    }

    /// Creates a stream. Among streams that wait for a worker thread, the lowest `priority` runs first.
    ///
    /// # Errors
    /// When the first worker thread can't be started: the process has no threads or no memory left.
    pub fn create_stream(&self, priority: i32) -> io::Result<Stream> {
        Stream::new(&self.pool, priority)
    }
}

fn worker_count(asked: usize) -> u32 {
    let count = match asked {
        0 => thread::available_parallelism().map_or(1, |count| count.get()),
        count => count,
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn properties(total_memory: u64, multiprocessors: u32) -> Properties {
    Properties {
        index: 0,
        name: "host:0".to_owned(),
        uuid: identity::uuid(),
        total_memory,
        multiprocessors,
        warp_size: 32,
        maximum_threads_per_block: MOST_THREADS,
        maximum_block: LARGEST_BLOCK,
        maximum_grid: LARGEST_GRID,
        maximum_shared_memory_per_block: MOST_SHARED_BYTES,
    }
}
