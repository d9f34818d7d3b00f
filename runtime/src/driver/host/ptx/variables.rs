//! The variables of a module: where they are, their first values, and the memory that every launch shares.

use std::cell::UnsafeCell;

use super::error::LoadError;
use super::execute::global::Region;
use super::execute::memory::{CONSTANT_START, VARIABLE_START};
use super::fault::Space;
use super::frame::{Room, Shape, array_size, refuse};
use super::scope::Variable;
use super::syntax::{Declarator, Literal, Name, Value};
use super::types::Type;

/// The most bytes of constants, as for every GPU.
const MOST_CONSTANTS: u64 = 64 * 1024;
/// The most bytes of other variables: their window.
const MOST_VARIABLES: u64 = 0x0100_0000;

type Result<T> = std::result::Result<T, LoadError>;

/// Variables of one space while a module is loaded.
pub struct Section {
    room: Room,
    bytes: Vec<u8>,
}

impl Section {
    pub fn constants() -> Self {
        Section {
            room: Room::new(Space::Constant, CONSTANT_START, MOST_CONSTANTS),
            bytes: Vec::new(),
        }
    }

    pub fn variables() -> Self {
        Section {
            room: Room::new(Space::Global, VARIABLE_START, MOST_VARIABLES),
            bytes: Vec::new(),
        }
    }

    /// Places a variable, with its first value, or zeros.
    pub fn place(
        &mut self,
        shape: &Shape,
        kind: Type,
        declarator: &Declarator<'_>,
    ) -> Result<Variable> {
        let name = declarator.name;
        if shape.is_extern {
            return refuse(name, "is in another module, which is not supported");
        }
        let dimensions = dimensions(declarator);
        let size = array_size(name, kind, &dimensions)?;
        let alignment = shape.alignment(name, kind)?;
        let variable = self.room.place(name, size, alignment)?;
        let offset = self.room.used() as usize - size as usize;
        self.bytes.resize(offset + size as usize, 0);
        if let Some(value) = &declarator.initial {
            fill(name, kind, &dimensions, value, &mut self.bytes[offset..])?;
        }
        Ok(variable)
    }
}

/// The dimensions as declared; a first one that is left out is as long as the list of values.
fn dimensions(declarator: &Declarator<'_>) -> Vec<Option<u64>> {
    let mut dimensions = declarator.dimensions.clone();
    if let (Some(first @ None), Some(Value::List(values))) =
        (dimensions.first_mut(), &declarator.initial)
    {
        *first = Some(values.len() as u64);
    }
    dimensions
}

/// Writes a first value; what a list leaves out stays zero.
fn fill(
    name: Name<'_>,
    kind: Type,
    dimensions: &[Option<u64>],
    value: &Value<'_>,
    bytes: &mut [u8],
) -> Result<()> {
    match (value, dimensions) {
        (Value::Literal(literal), []) => {
            let Some(bits) = literal_bits(*literal, kind) else {
                return refuse(name, "starts as a number of another type");
            };
            let size = kind.size() as usize;
            bytes[..size].copy_from_slice(&bits.to_le_bytes()[..size]);
            Ok(())
        }
        (Value::List(values), [Some(count), rest @ ..]) if values.len() as u64 <= *count => {
            let stride = array_size(name, kind, rest)? as usize;
            for (value, element) in values.iter().zip(bytes.chunks_mut(stride)) {
                fill(name, kind, rest, value, element)?;
            }
            Ok(())
        }
        (Value::Symbol(symbol), _) => refuse(
            *symbol,
            "as a first value is not supported, only numbers are",
        ),
        _ => refuse(name, "starts as a list of another shape"),
    }
}

/// The bits of a number as a value of a type, unless it can't be one.
pub fn literal_bits(literal: Literal, kind: Type) -> Option<u64> {
    match (literal, kind) {
        (Literal::Integer(value), kind) if !kind.is_float() && kind != Type::Pred => Some(value),
        (Literal::Single(bits), Type::F32 | Type::B32) => Some(bits.into()),
        (Literal::Double(bits), Type::F64 | Type::B64) => Some(bits),
        (Literal::Decimal(value), Type::F32) => Some((value as f32).to_bits().into()),
        (Literal::Decimal(value), Type::F64) => Some(value.to_bits()),
        _ => None,
    }
}

/// The memory of a module's variables, which lives as long as its kernels.
#[derive(Debug)]
pub struct Storage {
    constants: Block,
    variables: Block,
}

#[derive(Debug)]
struct Block {
    words: Box<[UnsafeCell<u128>]>,
    length: usize,
}

// SAFETY: after it is made, the memory is only reached through regions, whose every access is atomic.
unsafe impl Send for Storage {}
// SAFETY: as above.
unsafe impl Sync for Storage {}

impl Storage {
    pub fn new(constants: &Section, variables: &Section) -> Self {
        Storage {
            constants: Block::new(&constants.bytes),
            variables: Block::new(&variables.bytes),
        }
    }

    /// What a launch can reach of it.
    pub fn regions(&self) -> [Region; 2] {
        [
            self.constants.region(CONSTANT_START, false),
            self.variables.region(VARIABLE_START, true),
        ]
    }
}

impl Block {
    fn new(bytes: &[u8]) -> Self {
        let words = bytes.chunks(16).map(|chunk| {
            let mut word = [0; 16];
            word[..chunk.len()].copy_from_slice(chunk);
            UnsafeCell::new(u128::from_ne_bytes(word))
        });
        Block {
            words: words.collect(),
            length: bytes.len(),
        }
    }

    fn region(&self, start: u64, writable: bool) -> Region {
        Region {
            pointer: UnsafeCell::raw_get(self.words.as_ptr()).cast(),
            start,
            length: self.length as u64,
            writable,
        }
    }
}
