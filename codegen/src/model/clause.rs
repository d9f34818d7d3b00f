//! Clauses: what a call needs, what it promises, and how it may fail. Expressions are typed and total.

use super::*;

/// One clause of a call.
#[derive(Debug, Clone, Serialize)]
pub struct Clause {
    /// `gpu.buffer_alloc.size_positive`.
    pub id: String,
    /// `size_positive`.
    pub name: String,
    /// What it says.
    pub kind: ClauseKind,
    /// The `///` text.
    pub docs: String,
    /// Since when.
    pub availability: Availability,
    /// The whole clause as written, on one line: for messages and docs.
    pub text: String,
    /// The group it came from.
    pub group: Option<String>,
}

/// What a clause says.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseKind {
    /// The error exactly when the predicate is false, at submission.
    Requires {
        /// Must hold.
        predicate: Expr,
        /// Raised otherwise.
        error: ErrorId,
    },
    /// The error exactly when the condition holds at the commit point.
    Fails {
        /// Raised.
        error: ErrorId,
        /// When.
        when: Expr,
    },
    /// The error may come from the environment.
    MayFail {
        /// Raised.
        error: ErrorId,
        /// Necessary, not sufficient.
        only_if: Option<Expr>,
    },
    /// The frame: what may change.
    Modifies {
        /// A model field of a parameter.
        target: Expr,
    },
    /// Holds just after the commit point.
    Ensures {
        /// May mention results and `old`.
        predicate: Expr,
    },
}

/// A typed expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Of what type.
    pub ty: ExprType,
}

/// The type of an expression. Integers are mathematical, bounded within 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExprType {
    /// True or false.
    Bool,
    /// Between the bounds, both included.
    Int {
        /// Lowest value.
        low: i128,
        /// Highest value.
        high: i128,
    },
    /// 64-bit floating point.
    Float,
    /// A value of an enum.
    Enum(EnumId),
    /// A set of flags.
    Flags(FlagsId),
    /// The identity of an object.
    Object(HandleId),
    /// The identity of an object of any type.
    AnyObject,
    /// A struct.
    Struct(StructId),
    /// A record.
    Record(RecordId),
    /// A list, string or bytes: only its length may be asked.
    Sequence,
}

impl Expr {
    /// The expressions that it is made of, in the order in which they are written.
    pub fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            ExprKind::Field(inner, _) | ExprKind::ModelField(inner, _) => vec![inner],
            ExprKind::Unary(_, inner) | ExprKind::Old(inner) => vec![inner],
            ExprKind::Binary(_, left, right) => vec![left, right],
            ExprKind::Builtin(_, arguments) => arguments.iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExprKind {
    /// `4096`.
    Int(i128),
    /// `true`.
    Bool(bool),
    /// `PINNED`, by index.
    EnumMember(EnumId, usize),
    /// One flag, by index.
    FlagsMember(FlagsId, usize),
    /// A parameter of the call, by index.
    Parameter(usize),
    /// A result of the call, by index.
    Result(usize),
    /// A field of a struct or record, by index.
    Field(Box<Expr>, usize),
    /// A model field of an object, by index.
    ModelField(Box<Expr>, usize),
    /// `!x`, `-x`.
    Unary(UnaryOp, Box<Expr>),
    /// `x + y`, `x && y`, ….
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `old(x)`.
    Old(Box<Expr>),
    /// `len(x)`, ….
    Builtin(Builtin, Vec<Expr>),
}

/// Operators with one operand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum UnaryOp {
    Not,
    Negate,
}

/// Operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    /// By a non-zero constant.
    Divide,
    /// By a non-zero constant.
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    /// `a implies b`.
    Implies,
}

/// Functions of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Builtin {
    /// `len(x)`: elements of a list, bytes of a string or of bytes.
    Length,
    /// `capacity(x)`: places in an `out` list.
    Capacity,
    /// `is_power_of_two(x)`: false for zero.
    IsPowerOfTwo,
    /// `rights_of(h)`: of the handle, not of the object.
    RightsOf,
    /// `is_subset(a, b)`: of flags.
    IsSubset,
    /// `min(a, b)`.
    Min,
    /// `max(a, b)`.
    Max,
}
