//! Why a kernel stopped before its end, and who was where.

use std::fmt;

/// What stopped a kernel. Memory written before it stays written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name of the kernel.
    pub kernel: String,
    /// Block index.
    pub block: [u32; 3],
    /// Thread index within the block; of the first thread that waits when the cause is a deadlock.
    pub thread: [u32; 3],
    /// Line of the PTX text, from one; zero when no instruction is to blame.
    pub line: u32,
    /// The instruction as written, in one line.
    pub instruction: String,
    /// What went wrong there.
    pub cause: Cause,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// An access to memory that isn't allowed.
    Access(Access),
    /// Threads wait for something that can't happen any more.
    Deadlock {
        /// Who waits, by place.
        waiting: Vec<Waiting>,
    },
    /// The launch took as many steps as it was allowed.
    StepLimit {
        /// How many that is.
        limit: u64,
    },
    /// The kernel executed `trap`.
    Trap,
    /// The caller asked for it.
    Cancelled,
    /// A barrier was used in a way that means nothing.
    Barrier(String),
    /// A thread entered an exchange among lanes of which it is no member.
    NotMember {
        /// The mask, one bit for each lane.
        members: u32,
    },
    /// The launch configuration or its arguments don't fit the kernel.
    Refused(String),
}

/// An access to memory that isn't allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The space that the address is in.
    pub space: Space,
    /// The device address, or that in the window of its space.
    pub address: u64,
    /// Size in bytes.
    pub size: u32,
    /// Whether it was a write.
    pub write: bool,
    /// Why it isn't allowed.
    pub problem: Problem,
}

/// A window of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Any of the others, by its address.
    Generic,
    /// Device memory, for every thread.
    Global,
    /// Memory of a block.
    Shared,
    /// Memory of a thread.
    Local,
    /// The arguments of the launch.
    Parameter,
    /// Constants of the module.
    Constant,
}

/// Why an access isn't allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The address is no multiple of what it must be.
    Misaligned {
        /// The alignment in bytes.
        alignment: u32,
    },
    /// Outside of what the space has.
    OutsideSpace {
        /// Where the space starts.
        start: u64,
        /// Its length in bytes.
        length: u64,
    },
    /// In no allocation of global memory.
    OutOfBounds {
        /// The allocation that it probably meant.
        nearest: Option<Allocation>,
    },
    /// In an allocation that was freed.
    Freed {
        /// Where it was.
        allocation: Allocation,
    },
    /// A write to what can only be read.
    ReadOnly,
}

/// A range of device addresses that were, or are, allocated together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// The first address.
    pub start: u64,
    /// Length in bytes.
    pub length: u64,
}

/// Threads of one block that wait at the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What they wait at, as in `barrier 0`.
    pub place: String,
    /// Line of the PTX text, from one.
    pub line: u32,
    /// The instruction as written, in one line.
    pub instruction: String,
    /// The first of them, at most [`Waiting::NAMED`].
    pub threads: Vec<[u32; 3]>,
    /// How many there are.
    pub count: u32,
}

impl Waiting {
    /// How many threads are named for each place.
    pub const NAMED: usize = 8;
}

impl Fault {
    /// The address of the access that failed.
    pub fn address(&self) -> Option<u64> {
        match &self.cause {
            Cause::Access(access) => Some(access.address),
            _ => None,
        }
    }

    /// Whether the caller asked for it.
    pub fn is_cancelled(&self) -> bool {
        self.cause == Cause::Cancelled
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { kernel, block, .. } = self;
        write!(out, "kernel {kernel}")?;
        if let Cause::Refused(reason) = &self.cause {
            return write!(out, ": {reason}");
        }
        write!(out, ", block {}", Index(*block))?;
        if !matches!(self.cause, Cause::Deadlock { .. }) {
            write!(out, ", thread {}", Index(self.thread))?;
            write!(out, ", PTX line {}, `{}`", self.line, self.instruction)?;
        }
        write!(out, ": {}", self.cause)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Access(access) => access.fmt(out),
            Cause::Deadlock { waiting } => deadlock(waiting, out),
            Cause::StepLimit { limit } => write!(out, "the launch took its {limit} steps"),
            Cause::Trap => out.write_str("trap"),
            Cause::Cancelled => out.write_str("cancelled"),
            Cause::Barrier(problem) => out.write_str(problem),
            Cause::NotMember { members } => {
                write!(
                    out,
                    "the thread is not in its own member mask {members:#010x}"
                )
            }
            Cause::Refused(reason) => out.write_str(reason),
        }
    }
}

fn deadlock(waiting: &[Waiting], out: &mut fmt::Formatter<'_>) -> fmt::Result {
    out.write_str("deadlock: ")?;
    for (index, group) in waiting.iter().enumerate() {
        out.write_str(if index == 0 { "" } else { "; " })?;
        write!(out, "{group}")?;
    }
    Ok(())
}

impl fmt::Display for Waiting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.count == 1 { "" } else { "s" };
        write!(out, "{} thread{plural} at {}", self.count, self.place)?;
        write!(out, " (PTX line {}, `{}`):", self.line, self.instruction)?;
        for thread in &self.threads {
            write!(out, " {}", Index(*thread))?;
        }
        if self.count as usize > self.threads.len() {
            out.write_str(" …")?;
        }
        Ok(())
    }
}

impl fmt::Display for Access {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.write { "write" } else { "read" };
        let Access { address, size, .. } = self;
        let plural = if *size == 1 { "" } else { "s" };
        write!(out, "{verb} of {size} byte{plural} at {address:#x} ")?;
        match &self.problem {
            Problem::Misaligned { alignment } => {
                write!(out, "is not aligned to {alignment} bytes")
            }
            Problem::OutsideSpace { start, length } => {
                let name = self.space.name();
                write!(
                    out,
                    "is outside the {length} bytes of {name} memory at {start:#x}"
                )
            }
            Problem::OutOfBounds { nearest: None } => out.write_str("is in no allocation"),
            Problem::OutOfBounds {
                nearest: Some(allocation),
            } => write!(out, "is {}", Distance(*address, *allocation)),
            Problem::Freed { allocation } => {
                write!(
                    out,
                    "is in freed memory: {}",
                    Distance(*address, *allocation)
                )
            }
            Problem::ReadOnly => out.write_str("is in memory that can only be read"),
        }
    }
}

impl Space {
    fn name(self) -> &'static str {
        match self {
            Space::Generic => "generic",
            Space::Global => "global",
            Space::Shared => "shared",
            Space::Local => "local",
            Space::Parameter => "parameter",
            Space::Constant => "constant",
        }
    }
}

/// An address as seen from an allocation.
struct Distance(u64, Allocation);

impl fmt::Display for Distance {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Distance(address, Allocation { start, length }) = self;
        let end = start.saturating_add(*length);
        if address < start {
            write!(out, "{} bytes before", start - address)?;
        } else if *address >= end {
            write!(out, "{} bytes past the end of", address - end)?;
        } else {
            write!(out, "{} bytes into", address - start)?;
        }
        write!(out, " the allocation of {length} bytes at {start:#x}")
    }
}

struct Index([u32; 3]);

impl fmt::Display for Index {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [x, y, z] = self.0;
        write!(out, "({x}, {y}, {z})")
    }
}
