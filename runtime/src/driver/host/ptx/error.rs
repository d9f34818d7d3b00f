//! The refusal of a PTX text: where, what, and which opcode if it is one.

use std::fmt;

use super::syntax::Position;

/// Why a module can't be loaded. Nothing that loads is refused later for what its text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// Line of the text, from one.
    pub line: u32,
    /// Column of the line, from one, in characters.
    pub column: u32,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The opcode with its suffixes, when an instruction is what is refused.
    pub opcode: Option<String>,
}

impl LoadError {
    pub(super) fn new(position: Position, message: impl Into<String>) -> Self {
        LoadError {
            line: position.line,
            column: position.column,
            message: message.into(),
            opcode: None,
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PTX line {}, column {}: ", self.line, self.column)?;
        if let Some(opcode) = &self.opcode {
            write!(out, "`{opcode}`: ")?;
        }
        out.write_str(&self.message)
    }
}

impl std::error::Error for LoadError {}
