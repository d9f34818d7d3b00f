//! Global memory: what the interpreter asks of its owner, and accesses that may race with the rest of the process.

use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};

use super::super::fault::{Allocation, Problem};
use super::memory::WINDOW_BYTES;

/// Device memory as its owner sees it.
///
/// Device addresses are at least 4 GiB: lower ones are the windows of shared, local and parameter memory. An address and
/// the host pointer for it are congruent modulo 16.
///
/// # Safety
/// A [`Region`] that `resolve` returns is `length` bytes of memory at `pointer`, writable if it says so, that stays mapped
/// until the launch that asked for it returns. Nobody accesses it meanwhile but through atomic or raw pointer operations.
pub unsafe trait GlobalMemory: Sync {
    /// The region that covers `length` bytes at `address`: the whole allocation where possible, since it is remembered for
    /// the rest of the launch.
    ///
    /// # Errors
    /// Why there is none, or none that can be written when `write` is set.
    fn resolve(&self, address: u64, length: u32, write: bool) -> Result<Region, AccessFault>;
}

/// A range of device addresses and the host memory behind it.
#[derive(Clone, Copy, Debug)]
pub struct Region {
    /// Host memory of the first byte.
    pub pointer: *mut u8,
    /// The first device address.
    pub start: u64,
    /// Length in bytes.
    pub length: u64,
    /// Whether kernels may write to it.
    pub writable: bool,
}

/// Why an address can't be accessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessFault {
    /// In no allocation.
    OutOfBounds {
        /// The allocation to tell about, if one is near.
        nearest: Option<Allocation>,
    },
    /// In an allocation that was freed.
    Freed {
        /// Where it was.
        allocation: Allocation,
    },
    /// In an allocation that can only be read.
    ReadOnly,
}

impl From<AccessFault> for Problem {
    fn from(fault: AccessFault) -> Problem {
        match fault {
            AccessFault::OutOfBounds { nearest } => Problem::OutOfBounds { nearest },
            AccessFault::Freed { allocation } => Problem::Freed { allocation },
            AccessFault::ReadOnly => Problem::ReadOnly,
        }
    }
}

/// Global memory with the regions that the launch has met.
pub struct Global<'m> {
    owner: &'m dyn GlobalMemory,
    /// The variables of the module.
    variables: [Region; 2],
    latest: Region,
    /// The others, oldest replaced first.
    regions: Vec<Region>,
    replace: usize,
}

/// How many regions a launch remembers.
const REMEMBERED: usize = 16;

impl<'m> Global<'m> {
    pub fn new(owner: &'m dyn GlobalMemory, variables: [Region; 2]) -> Self {
        Global {
            owner,
            variables,
            latest: Region {
                pointer: std::ptr::null_mut(),
                start: 0,
                length: 0,
                writable: false,
            },
            regions: Vec::new(),
            replace: 0,
        }
    }

    /// A place of 1, 2, 4 or 8 bytes, aligned to its size.
    #[inline]
    pub fn place(&mut self, address: u64, size: u32, write: bool) -> Result<Place, Problem> {
        if !covers(&self.latest, address, size, write) {
            self.latest = self.find(address, size, write)?;
        }
        self.within(address, size)
    }

    /// `count` elements of `size` bytes one after the other, if they are all in the region that was met last.
    #[inline]
    pub fn row(&self, address: u64, size: u32, count: usize, write: bool) -> Option<Row> {
        let bytes = size * count as u32;
        if !covers(&self.latest, address, bytes, write) || !address.is_multiple_of(size.into()) {
            return None;
        }
        let first = self.within(address, size).ok()?;
        Some(Row { first, count })
    }

    /// The place of an address that the latest region covers.
    #[inline]
    fn within(&self, address: u64, size: u32) -> Result<Place, Problem> {
        let offset = (address - self.latest.start) as usize;
        // SAFETY: the region covers the address, so the offset is inside of it.
        let pointer = unsafe { self.latest.pointer.add(offset) };
        if pointer.addr() & (size as usize - 1) != 0 {
            return Err(Problem::Misaligned { alignment: size });
        }
        Ok(Place { pointer, size })
    }

    #[cold]
    fn find(&mut self, address: u64, size: u32, write: bool) -> Result<Region, Problem> {
        let known = |region: &&Region| covers(region, address, size, write);
        if let Some(region) = self.regions.iter().find(known) {
            return Ok(*region);
        }
        if let Some(found) = self.find_variable(address, size, write) {
            return found;
        }
        let region = self.owner.resolve(address, size, write)?;
        if !covers(&region, address, size, write) {
            return Err(Problem::OutOfBounds { nearest: None });
        }
        if self.regions.len() < REMEMBERED {
            self.regions.push(region);
        } else {
            self.regions[self.replace] = region;
            self.replace = (self.replace + 1) % REMEMBERED;
        }
        Ok(region)
    }

    /// What a low address stands for, if it is in or near a variable of the module.
    fn find_variable(
        &self,
        address: u64,
        size: u32,
        write: bool,
    ) -> Option<Result<Region, Problem>> {
        let near = self.variables.iter().find(|region| {
            address.wrapping_sub(region.start) < WINDOW_BYTES && region.length > 0
        })?;
        let problem = if covers(near, address, size, write) {
            return Some(Ok(*near));
        } else if covers(near, address, size, false) {
            Problem::ReadOnly
        } else {
            let Region { start, length, .. } = *near;
            let nearest = Some(Allocation { start, length });
            Problem::OutOfBounds { nearest }
        };
        Some(Err(problem))
    }
}

fn covers(region: &Region, address: u64, size: u32, write: bool) -> bool {
    let offset = address.wrapping_sub(region.start);
    let room = region.length.checked_sub(u64::from(size));
    (region.writable || !write) && room.is_some_and(|room| offset <= room)
}

/// Memory that was checked for the access it is used for: mapped, aligned to `size`, writable for writes.
pub struct Place {
    pointer: *mut u8,
    size: u32,
}

/// Evaluates `$work` with the atomic integer at a place, whose number type is `$number`.
macro_rules! atomically {
    ($place:expr, $atomic:ident, $number:ident => $work:expr) => {
        match $place.size {
            1 => atomically!(@ $place, AtomicU8, u8, $atomic, $number, $work),
            2 => atomically!(@ $place, AtomicU16, u16, $atomic, $number, $work),
            4 => atomically!(@ $place, AtomicU32, u32, $atomic, $number, $work),
            _ => atomically!(@ $place, AtomicU64, u64, $atomic, $number, $work),
        }
    };
    (@ $place:expr, $kind:ident, $bits:ident, $atomic:ident, $number:ident, $work:expr) => {{
        type $number = $bits;
        // SAFETY: a `Place` is mapped and aligned for its size, and only accessed by atomic or raw operations.
        let $atomic = unsafe { $kind::from_ptr($place.pointer.cast()) };
        $work
    }};
}

impl Place {
    /// The value, extended with zeros.
    #[inline]
    pub fn load(&self, order: Ordering) -> u64 {
        atomically!(self, atomic, Number => {
            let value: Number = atomic.load(order);
            value as u64
        })
    }

    /// Stores the low bits of `value`.
    #[inline]
    pub fn store(&self, value: u64, order: Ordering) {
        atomically!(self, atomic, Number => atomic.store(value as Number, order));
    }

    /// Replaces the value by a function of it, as one step, and returns the old one.
    pub fn update(&self, change: impl Fn(u64) -> u64) -> u64 {
        atomically!(self, atomic, Number => {
            let mut old: Number = atomic.load(Ordering::Relaxed);
            loop {
                let new = change(old as u64) as Number;
                match atomic.compare_exchange_weak(old, new, Ordering::AcqRel, Ordering::Relaxed) {
                    Ok(_) => break old as u64,
                    Err(seen) => old = seen,
                }
            }
        })
    }
}

/// Elements one after the other, checked like a [`Place`].
pub struct Row {
    first: Place,
    count: usize,
}

impl Row {
    /// Loads the elements, extended with zeros, in no order among them.
    #[inline]
    pub fn load(&self, values: &mut [u64]) {
        for (index, value) in values.iter_mut().take(self.count).enumerate() {
            *value = self.element(index).load(Ordering::Relaxed);
        }
    }

    /// Stores the low bits of the values, in no order among them.
    #[inline]
    pub fn store(&self, values: &[u64]) {
        for (index, value) in values.iter().take(self.count).enumerate() {
            self.element(index).store(*value, Ordering::Relaxed);
        }
    }

    #[inline]
    fn element(&self, index: usize) -> Place {
        let Place { pointer, size } = self.first;
        // SAFETY: `index` is below `count`, and that many elements are in the region that the row was checked against.
        let pointer = unsafe { pointer.add(index * size as usize) };
        Place { pointer, size }
    }
}
