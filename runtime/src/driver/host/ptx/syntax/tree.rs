//! The tree of a PTX text: what is written, with positions, before any name is resolved.

/// Where something starts, both counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// A word of the text and its place.
#[derive(Clone, Copy, Debug)]
pub struct Name<'t> {
    pub text: &'t str,
    pub position: Position,
}

pub struct ModuleTree<'t> {
    pub version: Name<'t>,
    pub targets: Vec<Name<'t>>,
    pub address_size: Option<Name<'t>>,
    pub declarations: Vec<Declaration<'t>>,
    pub kernels: Vec<KernelTree<'t>>,
    /// A `.func` or `.alias`, which ends what was read of the text.
    pub function: Option<Name<'t>>,
}

pub struct KernelTree<'t> {
    pub name: Name<'t>,
    pub parameters: Vec<ParameterTree<'t>>,
    pub tunings: Vec<Tuning<'t>>,
    pub body: Vec<Statement<'t>>,
}

pub struct ParameterTree<'t> {
    pub directives: Vec<Directive<'t>>,
    pub name: Name<'t>,
    /// `None` stands for empty brackets.
    pub dimensions: Vec<Option<u64>>,
}

/// A performance or launch directive of a kernel, such as `.maxntid 256, 1, 1`.
pub struct Tuning<'t> {
    pub name: Name<'t>,
    pub values: Vec<u64>,
}

/// A word that starts with a dot in a declaration, such as `.align 4`.
pub struct Directive<'t> {
    pub name: Name<'t>,
    pub value: Option<u64>,
}

pub struct Declaration<'t> {
    pub directives: Vec<Directive<'t>>,
    pub declarators: Vec<Declarator<'t>>,
}

pub struct Declarator<'t> {
    pub name: Name<'t>,
    /// `%r<8>` declares `%r0` to `%r7`.
    pub count: Option<u64>,
    pub dimensions: Vec<Option<u64>>,
    pub initial: Option<Value<'t>>,
}

/// The first value of a variable.
pub enum Value<'t> {
    Literal(Literal),
    List(Vec<Value<'t>>),
    /// The address of something.
    Symbol(Name<'t>),
}

pub enum Statement<'t> {
    Block(Vec<Statement<'t>>),
    Declaration(Declaration<'t>),
    Label(Name<'t>),
    Instruction(InstructionTree<'t>),
}

pub struct InstructionTree<'t> {
    pub guard: Option<Guard<'t>>,
    /// The opcode without its suffixes.
    pub operation: Name<'t>,
    /// The suffixes without their dots.
    pub suffixes: Vec<&'t str>,
    pub operands: Vec<Operand<'t>>,
    /// The whole instruction in one line.
    pub text: String,
}

#[derive(Clone, Copy)]
pub struct Guard<'t> {
    pub negated: bool,
    pub name: Name<'t>,
}

pub struct Operand<'t> {
    pub position: Position,
    pub kind: OperandKind<'t>,
    /// What stands after a `|`, as in `%p|%q`.
    pub second: Option<Name<'t>>,
}

pub enum OperandKind<'t> {
    Name(Name<'t>),
    Negated(Name<'t>),
    Literal(Literal),
    Address(Address<'t>),
    Vector(Vec<Operand<'t>>),
    /// Arguments of a call, coordinates of a texture: nothing that an opcode here takes.
    Other,
}

pub struct Address<'t> {
    pub base: Box<Operand<'t>>,
    pub offset: i64,
}

/// A number as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// In two's complement when negative.
    Integer(u64),
    Decimal(f64),
    /// `0f…`, a bit pattern.
    Single(u32),
    /// `0d…`, a bit pattern.
    Double(u64),
}
