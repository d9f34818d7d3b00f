//! What an opcode's decoder works with: the suffixes left to explain, and operands turned into register places.

mod address;
mod operands;

use super::error::LoadError;
use super::frame::Frame;
use super::syntax::{InstructionTree, Operand};
use super::types::Type;

pub use address::AddressPlace;

pub type Result<T> = std::result::Result<T, LoadError>;

/// One instruction while it is decoded.
pub struct Decode<'a, 't> {
    pub frame: &'a mut Frame<'t>,
    scope: usize,
    tree: &'a InstructionTree<'t>,
    suffixes: Vec<&'t str>,
}

/// A word of a suffix and what it stands for.
pub type Words<T> = [(&'static str, T)];

impl<'a, 't> Decode<'a, 't> {
    pub fn new(frame: &'a mut Frame<'t>, scope: usize, tree: &'a InstructionTree<'t>) -> Self {
        Decode {
            frame,
            scope,
            tree,
            suffixes: tree.suffixes.clone(),
        }
    }

    /// A refusal of this instruction.
    pub fn refuse(&self, message: impl Into<String>) -> LoadError {
        LoadError {
            opcode: Some(self.opcode()),
            ..LoadError::new(self.tree.operation.position, message)
        }
    }

    fn refuse_at(&self, operand: &Operand<'_>, message: impl Into<String>) -> LoadError {
        LoadError {
            opcode: Some(self.opcode()),
            ..LoadError::new(operand.position, message)
        }
    }

    /// The opcode with all its suffixes.
    pub fn opcode(&self) -> String {
        let mut opcode = self.tree.operation.text.to_owned();
        for suffix in &self.tree.suffixes {
            opcode.push('.');
            opcode.push_str(suffix);
        }
        opcode
    }

    /// Takes a suffix if it is there.
    pub fn flag(&mut self, name: &str) -> bool {
        let found = self.suffixes.iter().position(|suffix| *suffix == name);
        found.map(|index| self.suffixes.remove(index)).is_some()
    }

    /// Takes every suffix that starts like this.
    pub fn skip_prefixed(&mut self, prefix: &str) {
        self.suffixes.retain(|suffix| !suffix.starts_with(prefix));
    }

    /// Takes the first suffix that is one of `words`.
    pub fn choose<T: Copy>(&mut self, words: &Words<T>) -> Option<T> {
        let meaning = |suffix: &&str| words.iter().find(|(word, _)| word == suffix);
        let index = self
            .suffixes
            .iter()
            .position(|suffix| meaning(suffix).is_some())?;
        meaning(&self.suffixes.remove(index)).map(|(_, value)| *value)
    }

    /// Like `choose`, and refuses when there is none.
    pub fn require<T: Copy>(&mut self, words: &Words<T>) -> Result<T> {
        match self.choose(words) {
            Some(value) => Ok(value),
            None => {
                let names: Vec<_> = words.iter().map(|(word, _)| format!(".{word}")).collect();
                Err(self.refuse(format!("needs one of {}", names.join(", "))))
            }
        }
    }

    /// Takes the next suffix that is a type.
    pub fn kind(&mut self) -> Result<Type> {
        let found = self
            .suffixes
            .iter()
            .position(|suffix| Type::parse(suffix).is_some());
        let kind = found.and_then(|index| Type::parse(self.suffixes.remove(index)));
        kind.ok_or_else(|| match self.suffixes.last() {
            Some(suffix) => self.refuse(format!("`.{suffix}` is not supported")),
            None => self.refuse("needs a type"),
        })
    }

    /// Refuses suffixes that nothing has taken.
    pub fn finish(&self) -> Result<()> {
        match self.suffixes.first() {
            None => Ok(()),
            Some(suffix) => Err(self.refuse(format!("`.{suffix}` is not supported"))),
        }
    }

    /// The refusal of a type that an opcode does not have.
    pub fn wrong_kind(&self, kind: Type) -> LoadError {
        self.refuse(format!("has no type .{}", kind.name()))
    }
}
