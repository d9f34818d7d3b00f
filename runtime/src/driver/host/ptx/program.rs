//! The decoded form of a kernel: instructions over register slots, which the executor steps through.

use super::execute::memory::Memory;
use super::execute::registers::{Condition, LANES, Mask, Predicate, Registers, Slot};
use super::fault::Cause;

/// Work on registers alone, for the lanes in the mask.
pub type Compute = Box<dyn Fn(&mut Registers, Mask) + Send + Sync>;

/// Work on memory, for the lanes in the mask.
pub type MemoryWork = Box<dyn Fn(&mut Reach<'_, '_>, Mask) -> Result<(), LaneCause> + Send + Sync>;

/// What a memory instruction can reach.
pub struct Reach<'a, 'm> {
    pub registers: &'a mut Registers,
    pub memory: &'a mut Memory<'m>,
    /// The thread of lane 0 within its block.
    pub first_thread: u32,
}

/// Why an instruction failed, and for which lane.
#[derive(Debug)]
pub struct LaneCause {
    pub lane: usize,
    pub cause: Cause,
}

/// One decoded instruction.
pub struct Instruction {
    pub guard: Option<Condition>,
    pub step: Step,
}

/// What an instruction does to the lanes that its guard lets through.
pub enum Step {
    Compute(Compute),
    Access(MemoryWork),
    /// Continues at this index of the program.
    Branch(u32),
    Exit,
    Trap,
    Barrier(Barrier),
    Exchange(Exchange),
    /// Stores the steps that the launch has taken.
    Clock(Slot),
    /// Orders memory, which one thread that runs a whole block does for its own accesses anyway.
    Fence,
    Nothing,
}

impl Step {
    pub fn compute(work: impl Fn(&mut Registers, Mask) + Send + Sync + 'static) -> Step {
        Step::Compute(Box::new(work))
    }

    pub fn access(
        work: impl Fn(&mut Reach<'_, '_>, Mask) -> Result<(), LaneCause> + Send + Sync + 'static,
    ) -> Step {
        Step::Access(Box::new(work))
    }
}

/// A barrier among the threads of a block.
#[derive(Clone, Copy)]
pub struct Barrier {
    pub resource: Slot,
    /// The threads it takes; without it, every thread of the block that has not exited.
    pub threads: Option<Slot>,
    pub kind: BarrierKind,
}

#[derive(Clone, Copy)]
pub enum BarrierKind {
    /// Arrives and waits.
    Wait,
    /// Arrives and goes on.
    Arrive,
    /// Arrives, waits, and learns how many threads came with a true condition.
    Reduce {
        condition: Condition,
        result: Reduction,
    },
}

#[derive(Clone, Copy)]
pub enum Reduction {
    Count(Slot),
    And(Predicate),
    Or(Predicate),
}

/// An exchange among the lanes of a warp that waits for its members (`shfl.sync`, `vote.sync` and their kin).
#[derive(Clone)]
pub struct Exchange {
    /// Lanes meet where this is equal: opcode and suffixes.
    pub meeting: u32,
    /// The lanes to wait for; without it, nothing is waited for.
    pub members: Slot,
    pub sources: [Option<Slot>; 3],
    pub condition: Option<Condition>,
    pub result: Option<Slot>,
    pub result_predicate: Option<Predicate>,
    pub exchange: fn(&Offered, Mask) -> Received,
}

/// What the lanes bring to an exchange.
pub struct Offered {
    pub sources: [[u64; LANES]; 3],
    pub condition: Mask,
}

/// What the lanes take from an exchange.
pub struct Received {
    pub values: [u64; LANES],
    pub predicate: Mask,
}

/// A register that holds something about its thread when a kernel starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Special {
    Thread(usize),
    BlockSize(usize),
    Block(usize),
    GridSize(usize),
    Lane,
    Warp,
    Warps,
    LaneMask(LaneMask),
    DynamicSharedBytes,
    TotalSharedBytes,
    Zero,
    One,
    WarpSize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LaneMask {
    Equal,
    LessOrEqual,
    Less,
    GreaterOrEqual,
    Greater,
}

/// A kernel's instructions and what they need around them.
pub struct Program {
    pub instructions: Vec<Instruction>,
    /// The place and wording of each instruction, for faults.
    pub sources: Vec<SourceLine>,
    /// Registers with every constant in its place.
    pub template: Registers,
    pub specials: Vec<(Special, Slot)>,
    pub local_bytes: u32,
}

pub struct SourceLine {
    pub line: u32,
    pub text: String,
}
