//! What the tests share: device memory in a few buffers, and launches with plain arguments.

use std::cell::UnsafeCell;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::super::{
    AccessFault, Allocation, Fault, GlobalMemory, Kernel, LaunchConfig, Module, Region,
};

/// Buffers at addresses far apart, each aligned to 16 bytes.
pub struct TestMemory {
    buffers: Vec<Buffer>,
}

struct Buffer {
    start: u64,
    /// Length in bytes.
    length: u64,
    words: Box<[UnsafeCell<u128>]>,
    state: State,
}

/// Addresses below this are near nothing.
const NULL_PAGE: u64 = 4096;

impl Buffer {
    /// How far the address is from the nearest byte.
    fn distance(&self, address: u64) -> u64 {
        let last = self.start + self.length - 1;
        self.start.saturating_sub(address) + address.saturating_sub(last)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    Writable,
    ReadOnly,
    Freed,
}

// SAFETY: threads only meet in the interpreter, whose accesses are atomic.
unsafe impl Sync for TestMemory {}

impl TestMemory {
    pub fn new() -> Self {
        TestMemory {
            buffers: Vec::new(),
        }
    }

    /// Adds a buffer with these bytes, and returns its address.
    pub fn add(&mut self, bytes: &[u8]) -> u64 {
        let start = 0x10_0000_0000 * (self.buffers.len() as u64 + 1);
        let words = bytes.chunks(16).map(|chunk| {
            let mut word = [0; 16];
            word[..chunk.len()].copy_from_slice(chunk);
            UnsafeCell::new(u128::from_le_bytes(word))
        });
        self.buffers.push(Buffer {
            start,
            length: bytes.len() as u64,
            words: words.collect(),
            state: State::Writable,
        });
        start
    }

    pub fn add_words(&mut self, words: &[u32]) -> u64 {
        self.add(
            &words
                .iter()
                .flat_map(|word| word.to_le_bytes())
                .collect::<Vec<_>>(),
        )
    }

    pub fn add_floats(&mut self, floats: &[f32]) -> u64 {
        self.add(
            &floats
                .iter()
                .flat_map(|float| float.to_le_bytes())
                .collect::<Vec<_>>(),
        )
    }

    pub fn set_state(&mut self, start: u64, state: State) {
        if let Some(buffer) = self.buffers.iter_mut().find(|buffer| buffer.start == start) {
            buffer.state = state;
        }
    }

    /// The bytes of the buffer at `start`.
    pub fn bytes(&mut self, start: u64) -> Vec<u8> {
        let buffer = self.buffers.iter_mut().find(|buffer| buffer.start == start);
        let buffer = buffer.expect("the buffer was added");
        let words = buffer
            .words
            .iter_mut()
            .flat_map(|word| word.get_mut().to_le_bytes());
        words.take(buffer.length as usize).collect()
    }

    pub fn words(&mut self, start: u64) -> Vec<u32> {
        let bytes = self.bytes(start);
        let words = bytes.chunks_exact(4);
        words
            .map(|word| u32::from_le_bytes(word.try_into().expect("four bytes")))
            .collect()
    }

    pub fn doubles(&mut self, start: u64) -> Vec<u64> {
        let bytes = self.bytes(start);
        let words = bytes.chunks_exact(8);
        words
            .map(|word| u64::from_le_bytes(word.try_into().expect("eight bytes")))
            .collect()
    }

    pub fn floats(&mut self, start: u64) -> Vec<f32> {
        self.words(start).into_iter().map(f32::from_bits).collect()
    }
}

// SAFETY: a buffer outlives the borrow that a launch holds, and is only written through the `UnsafeCell` or by launches.
unsafe impl GlobalMemory for TestMemory {
    fn resolve(&self, address: u64, length: u32, write: bool) -> Result<Region, AccessFault> {
        let nearest = self
            .buffers
            .iter()
            .min_by_key(|buffer| buffer.distance(address));
        let Some(buffer) = nearest.filter(|_| address >= NULL_PAGE) else {
            return Err(AccessFault::OutOfBounds { nearest: None });
        };
        let allocation = Allocation {
            start: buffer.start,
            length: buffer.length,
        };
        if buffer.distance(address + u64::from(length) - 1) > 0 || buffer.distance(address) > 0 {
            let nearest = Some(allocation);
            return Err(AccessFault::OutOfBounds { nearest });
        }
        match buffer.state {
            State::Freed => Err(AccessFault::Freed { allocation }),
            State::ReadOnly if write => Err(AccessFault::ReadOnly),
            state => Ok(Region {
                pointer: UnsafeCell::raw_get(buffer.words.as_ptr()).cast(),
                start: buffer.start,
                length: buffer.length,
                writable: state == State::Writable,
            }),
        }
    }
}

/// An argument of a kernel.
#[derive(Clone, Copy, Debug)]
pub enum Argument {
    Word(u32),
    Double(u64),
    Float(f32),
}

/// The arguments' bytes, each at its parameter's offset.
pub fn arguments(kernel: &Kernel, values: &[Argument]) -> Vec<u8> {
    assert_eq!(kernel.parameters().len(), values.len());
    let mut bytes = vec![0; kernel.parameter_bytes() as usize];
    for (parameter, value) in kernel.parameters().iter().zip(values) {
        let value = match value {
            Argument::Word(word) => word.to_le_bytes().to_vec(),
            Argument::Double(double) => double.to_le_bytes().to_vec(),
            Argument::Float(float) => float.to_le_bytes().to_vec(),
        };
        assert_eq!(parameter.size as usize, value.len(), "{}", parameter.name);
        bytes[parameter.offset as usize..][..value.len()].copy_from_slice(&value);
    }
    bytes
}

/// A launch of `blocks` and `threads` in x.
pub fn shape(blocks: u32, threads: u32) -> LaunchConfig {
    LaunchConfig {
        grid: [blocks, 1, 1],
        block: [threads, 1, 1],
        dynamic_shared_bytes: 0,
        step_limit: 100_000_000,
    }
}

/// The only kernel of a text.
pub fn load(text: &str) -> Arc<Kernel> {
    let module = Module::load(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let kernel = module.kernels().next().expect("the text has a kernel");
    Arc::clone(kernel)
}

/// Runs a kernel that nobody cancels.
pub fn launch(
    kernel: &Kernel,
    config: &LaunchConfig,
    values: &[Argument],
    memory: &TestMemory,
) -> Result<(), Box<Fault>> {
    let bytes = arguments(kernel, values);
    kernel.launch(config, &bytes, memory, &AtomicBool::new(false))
}

/// Runs the only kernel of a text.
pub fn run(
    text: &str,
    config: &LaunchConfig,
    values: &[Argument],
    memory: &TestMemory,
) -> Result<(), Box<Fault>> {
    launch(&load(text), config, values, memory)
}
