//! PTX text to a tree: the grammar, the tree, and the walk from one to the other.

mod parse;
mod tree;

pub use parse::parse;
pub use tree::{
    Declaration, Declarator, Guard, InstructionTree, KernelTree, Literal, ModuleTree, Name,
    Operand, OperandKind, ParameterTree, Position, Statement, Tuning, Value,
};
