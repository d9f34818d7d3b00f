//! How large a launch can be, as on a Hopper GPU.

/// The most threads that a block can have.
pub const MOST_THREADS: u32 = 1024;
/// The most shared memory that a block can have, in bytes.
pub const MOST_SHARED_BYTES: u32 = 227 * 1024;
/// The largest block in each direction.
pub const LARGEST_BLOCK: [u32; 3] = [1024, 1024, 64];
/// The largest grid in each direction.
pub const LARGEST_GRID: [u32; 3] = [0x7fff_ffff, 0xffff, 0xffff];
