//! The memory that a thread can reach: global, and the windows for shared, local, parameter and the module's own memory.
//!
//! A shared, local or parameter address is the same number in its own space and as a generic address, and all are below
//! 4 GiB, so that `cvta` changes nothing and a truncation to 32 bits keeps a shared address.

use std::ops::Range;
use std::sync::atomic::Ordering;

use super::super::fault::{Access, Problem, Space};
use super::global::{Global, GlobalMemory, Place, Region, Row};

/// Where shared memory starts.
pub const SHARED_START: u64 = 0x0100_0000;
/// Where each thread's own local memory starts.
pub const LOCAL_START: u64 = 0x0200_0000;
/// Where the kernel's parameters start.
pub const PARAMETER_START: u64 = 0x0300_0000;
/// Where the constants of the module start.
pub const CONSTANT_START: u64 = 0x0400_0000;
/// Where the other variables of the module start.
pub const VARIABLE_START: u64 = 0x0500_0000;
/// The most bytes that any window has.
pub const WINDOW_BYTES: u64 = 0x0100_0000;

/// Shared and local memory start with this in every byte, so that a kernel that forgets to initialise them shows it.
const UNINITIALIZED: u8 = 0xa5;

pub struct Memory<'m> {
    shared: Vec<u8>,
    /// The local memory of each thread of the block, one after the other.
    local: Vec<u8>,
    local_bytes: usize,
    parameters: &'m [u8],
    global: Global<'m>,
}

/// What an access is for.
#[derive(Clone, Copy)]
pub struct Target {
    pub space: Space,
    /// The thread within its block.
    pub thread: u32,
    pub address: u64,
    /// 1, 2, 4 or 8 bytes.
    pub size: u32,
}

/// Where a checked access goes.
enum Found<'a> {
    Outside(Place),
    Inside(&'a mut [u8]),
}

/// Where a checked row goes.
enum FoundRow<'a> {
    Outside(Row),
    Inside(&'a mut [u8]),
}

impl<'m> Memory<'m> {
    /// Memory for one block at a time, of `threads` threads.
    pub fn new(
        owner: &'m dyn GlobalMemory,
        variables: [Region; 2],
        parameters: &'m [u8],
        shared_bytes: usize,
        local_bytes: usize,
        threads: usize,
    ) -> Self {
        Memory {
            shared: vec![UNINITIALIZED; shared_bytes],
            local: vec![UNINITIALIZED; local_bytes * threads],
            local_bytes,
            parameters,
            global: Global::new(owner, variables),
        }
    }

    /// Forgets what the last block wrote.
    pub fn reset(&mut self) {
        self.shared.fill(UNINITIALIZED);
        self.local.fill(UNINITIALIZED);
    }

    #[inline]
    pub fn load(&mut self, target: Target, order: Ordering) -> Result<u64, Box<Access>> {
        if self.is_parameter(&target) {
            return self.load_parameter(target);
        }
        Ok(match self.find(target, false)? {
            Found::Outside(place) => place.load(order),
            Found::Inside(bytes) => number(bytes),
        })
    }

    #[inline]
    pub fn store(
        &mut self,
        target: Target,
        value: u64,
        order: Ordering,
    ) -> Result<(), Box<Access>> {
        match self.find(target, true)? {
            Found::Outside(place) => place.store(value, order),
            Found::Inside(bytes) => put(bytes, value),
        }
        Ok(())
    }

    /// Loads what as many lanes as `values` has read one after the other, from `first` on. Answers false, having done
    /// nothing, where only lane by lane will do.
    #[inline]
    pub fn load_row(&mut self, first: Target, values: &mut [u64]) -> bool {
        match self.find_row(first, values.len(), false) {
            Some(FoundRow::Outside(row)) => row.load(values),
            Some(FoundRow::Inside(bytes)) => {
                let elements = bytes.chunks_exact(first.size as usize);
                for (value, element) in values.iter_mut().zip(elements) {
                    *value = number(element);
                }
            }
            None => return false,
        }
        true
    }

    /// Stores a row like [`Memory::load_row`].
    #[inline]
    pub fn store_row(&mut self, first: Target, values: &[u64]) -> bool {
        match self.find_row(first, values.len(), true) {
            Some(FoundRow::Outside(row)) => row.store(values),
            Some(FoundRow::Inside(bytes)) => {
                let elements = bytes.chunks_exact_mut(first.size as usize);
                for (value, element) in values.iter().zip(elements) {
                    put(element, *value);
                }
            }
            None => return false,
        }
        true
    }

    #[inline]
    fn find_row(&mut self, first: Target, count: usize, write: bool) -> Option<FoundRow<'_>> {
        let Target { address, size, .. } = first;
        match real_space(first.space, address) {
            Space::Shared if address.is_multiple_of(size.into()) => {
                let bytes = size * count as u32;
                let range = inside(address, bytes, SHARED_START, self.shared.len()).ok()?;
                Some(FoundRow::Inside(&mut self.shared[range]))
            }
            Space::Global | Space::Constant => {
                let row = self.global.row(address, size, count, write)?;
                Some(FoundRow::Outside(row))
            }
            _ => None,
        }
    }

    /// Replaces a value by a function of it, as one step, and returns the old one.
    pub fn update(
        &mut self,
        target: Target,
        change: impl Fn(u64) -> u64,
    ) -> Result<u64, Box<Access>> {
        Ok(match self.find(target, true)? {
            Found::Outside(place) => place.update(change),
            Found::Inside(bytes) => {
                let old = number(bytes);
                put(bytes, change(old));
                old
            }
        })
    }

    #[inline]
    fn find(&mut self, target: Target, write: bool) -> Result<Found<'_>, Box<Access>> {
        let Target { address, size, .. } = target;
        if address & u64::from(size - 1) != 0 {
            let problem = Problem::Misaligned { alignment: size };
            return Err(failed(target, write, problem));
        }
        match real_space(target.space, address) {
            Space::Shared => match inside(address, size, SHARED_START, self.shared.len()) {
                Ok(range) => Ok(Found::Inside(&mut self.shared[range])),
                Err(problem) => Err(failed(target, write, problem)),
            },
            Space::Local => match inside(address, size, LOCAL_START, self.local_bytes) {
                Ok(range) => {
                    let own = target.thread as usize * self.local_bytes;
                    Ok(Found::Inside(&mut self.local[own..][range]))
                }
                Err(problem) => Err(failed(target, write, problem)),
            },
            Space::Parameter => Err(failed(target, write, Problem::ReadOnly)),
            Space::Global | Space::Generic | Space::Constant => {
                match self.global.place(address, size, write) {
                    Ok(place) => Ok(Found::Outside(place)),
                    Err(problem) => Err(failed(target, write, problem)),
                }
            }
        }
    }

    fn is_parameter(&self, target: &Target) -> bool {
        real_space(target.space, target.address) == Space::Parameter
    }

    fn load_parameter(&self, target: Target) -> Result<u64, Box<Access>> {
        let Target { address, size, .. } = target;
        let range = inside(address, size, PARAMETER_START, self.parameters.len())
            .map_err(|problem| failed(target, false, problem))?;
        Ok(number(&self.parameters[range]))
    }
}

/// The space that an address lies in when it is used as an address of `space`.
#[inline]
fn real_space(space: Space, address: u64) -> Space {
    if space != Space::Generic {
        return space;
    }
    match address {
        SHARED_START..LOCAL_START => Space::Shared,
        LOCAL_START..PARAMETER_START => Space::Local,
        PARAMETER_START..CONSTANT_START => Space::Parameter,
        _ => Space::Global,
    }
}

#[inline]
fn inside(address: u64, size: u32, start: u64, length: usize) -> Result<Range<usize>, Problem> {
    let offset = address.wrapping_sub(start) as usize;
    match length.checked_sub(size as usize) {
        Some(room) if offset <= room => Ok(offset..offset + size as usize),
        _ => Err(Problem::OutsideSpace {
            start,
            length: length as u64,
        }),
    }
}

#[cold]
fn failed(target: Target, write: bool, problem: Problem) -> Box<Access> {
    Box::new(Access {
        space: real_space(target.space, target.address),
        address: target.address,
        size: target.size,
        write,
        problem,
    })
}

/// The number in at most eight bytes, low byte first.
#[inline]
fn number(bytes: &[u8]) -> u64 {
    let mut whole = [0; 8];
    whole[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(whole)
}

#[inline]
fn put(bytes: &mut [u8], value: u64) {
    let length = bytes.len();
    bytes.copy_from_slice(&value.to_le_bytes()[..length]);
}
