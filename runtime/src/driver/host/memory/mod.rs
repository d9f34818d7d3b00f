//! Device memory: exact accounting, and addresses that tell stale and stray accesses apart.
//!
//! A device address is not the address of the host memory behind it. Addresses are given out once in the life of the
//! process, in rising order with [`RED_ZONE_BYTES`] unused between two allocations, so that an address names one allocation
//! for ever: one that was freed can be told from one that came later, however many came. Host memory is given back at
//! once; what is kept of a freed allocation is its range, for the latest ones.
//!
//! The bytes are accessed through raw pointers and atomics only, here and by the kernel interpreter; no reference to them
//! is ever made.

mod address_space;
mod allocation;
mod backing;
mod copy;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

pub use address_space::RED_ZONE_BYTES;
pub use allocation::Allocation;
pub use copy::COPY_CHUNK_BYTES;

pub(super) use address_space::{Found, Range};
pub(super) use backing::Backing;

use crate::lock::lock;
use address_space::AddressSpace;

/// Alignment of device addresses when none is asked for, and the least there is, in bytes.
const DEFAULT_ALIGNMENT: u64 = 256;

/// The highest alignment of a device address, in bytes: every one uses up addresses.
pub const MAXIMUM_ALIGNMENT: u64 = 1 << 40;

/// The memory of one device.
pub struct Memory {
    account: Arc<Account>,
    addresses: Mutex<AddressSpace>,
}

/// How much there is, and how much of it is taken.
#[derive(Debug)]
pub struct Account {
    limit: u64,
    allocated: AtomicU64,
}

/// Why there is no allocation. All but `Alignment` may pass when other allocations go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllocationError {
    /// Less than `requested` is free.
    NoFreeMemory {
        /// Bytes asked for.
        requested: u64,
        /// Bytes that were free then.
        free: u64,
        /// Bytes of the whole device.
        total: u64,
    },
    /// The device has room, but the machine gives this process no more memory.
    NoHostMemory {
        /// Bytes asked for.
        requested: u64,
    },
    /// The size is zero.
    Empty,
    /// The alignment is no power of two, or above [`MAXIMUM_ALIGNMENT`].
    Alignment {
        /// Bytes asked for.
        alignment: u64,
    },
}

impl Memory {
    /// Memory of `limit` bytes, none of them taken.
    pub fn new(limit: u64) -> Arc<Self> {
        Arc::new(Memory {
            account: Arc::new(Account {
                limit,
                allocated: AtomicU64::new(0),
            }),
            addresses: Mutex::new(AddressSpace::default()),
        })
    }

    /// All memory, in bytes.
    pub fn total(&self) -> u64 {
        self.account.limit
    }

    /// The sizes of all allocations together, in bytes. Never more than `total`.
    pub fn allocated(&self) -> u64 {
        self.account.allocated.load(Ordering::Acquire)
    }

    /// Memory that no allocation has taken, in bytes.
    pub fn free(&self) -> u64 {
        self.total() - self.allocated()
    }

    /// See [`HostDevice::allocate`](super::HostDevice::allocate).
    ///
    /// # Errors
    /// See [`AllocationError`].
    pub fn allocate(
        self: &Arc<Self>,
        size: u64,
        alignment: u64,
    ) -> Result<Allocation, AllocationError> {
        if size == 0 {
            return Err(AllocationError::Empty);
        }
        let alignment = address_alignment(alignment)?;
        let reserved = Account::reserve(&self.account, size)?;
        let start = address_space::reserve(size, alignment)
            .ok_or(AllocationError::NoHostMemory { requested: size })?;
        let backing = Arc::new(Backing::new(start, reserved)?);
        lock(&self.addresses).insert(&backing);
        Ok(Allocation::new(Arc::clone(self), backing))
    }

    /// What is at the `length` bytes from `address`.
    pub(super) fn find(&self, address: u64, length: u64) -> Found {
        lock(&self.addresses).find(address, length)
    }

    /// Forgets a live allocation, and remembers that it was there.
    fn forget(&self, start: u64) {
        let gone = lock(&self.addresses).remove(start);
        // The memory may go here, which takes long for a large one: not under the lock.
        drop(gone);
    }
}

fn address_alignment(asked: u64) -> Result<u64, AllocationError> {
    match asked {
        0 => Ok(DEFAULT_ALIGNMENT),
        _ if asked.is_power_of_two() && asked <= MAXIMUM_ALIGNMENT => {
            Ok(asked.max(DEFAULT_ALIGNMENT))
        }
        _ => Err(AllocationError::Alignment { alignment: asked }),
    }
}

/// Bytes that are accounted. Dropping it gives them back.
#[derive(Debug)]
pub struct Reserved {
    account: Arc<Account>,
    pub size: u64,
}

impl Account {
    fn reserve(account: &Arc<Self>, size: u64) -> Result<Reserved, AllocationError> {
        let within = |allocated: u64| {
            let sum = allocated.checked_add(size)?;
            (sum <= account.limit).then_some(sum)
        };
        let allocated = &account.allocated;
        match allocated.fetch_update(Ordering::AcqRel, Ordering::Acquire, within) {
            Ok(_) => Ok(Reserved {
                account: Arc::clone(account),
                size,
            }),
            Err(taken) => Err(AllocationError::NoFreeMemory {
                requested: size,
                free: account.limit - taken,
                total: account.limit,
            }),
        }
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.account
            .allocated
            .fetch_sub(self.size, Ordering::AcqRel);
    }
}

impl fmt::Display for AllocationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AllocationError::NoFreeMemory {
                requested,
                free,
                total,
            } => write!(
                out,
                "{free} of {total} bytes are free, fewer than the {requested} asked for"
            ),
            AllocationError::NoHostMemory { requested } => {
                write!(out, "the machine has no {requested} bytes for the device")
            }
            AllocationError::Empty => out.write_str("the size is zero"),
            AllocationError::Alignment { alignment } => {
                write!(out, "addresses can't be aligned to {alignment} bytes")
            }
        }
    }
}

impl std::error::Error for AllocationError {}
