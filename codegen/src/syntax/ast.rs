//! The syntax tree: what was written, with places, before any name is looked up.

use crate::source::Span;

/// A word, and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// Words with dots between them: `distos.core`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Path {
    /// The words.
    pub names: Vec<Name>,
    /// The whole.
    pub span: Span,
}

impl Path {
    /// As written, without blanks.
    pub fn text(&self) -> String {
        let words: Vec<_> = self.names.iter().map(|name| name.text.as_str()).collect();
        words.join(".")
    }
}

/// A whole number, as written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Number {
    /// Its value.
    pub value: i128,
    /// Where.
    pub span: Span,
}

/// One file.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// The `//!` text.
    pub docs: String,
    /// What `module` says.
    pub module: Path,
    /// What `use` says.
    pub imports: Vec<Import>,
    /// What the file declares, in its order.
    pub items: Vec<Item>,
    /// Names of items that could not be read, so that nobody complains that they are missing.
    pub broken: Vec<String>,
}

/// `use a.b.{C, D};`
#[derive(Debug, Clone)]
pub struct Import {
    /// `a.b`.
    pub module: Path,
    /// `C`, `D`.
    pub names: Vec<Name>,
}

/// What may stand before an item, a member, a parameter or a clause.
#[derive(Debug, Clone, Default)]
pub struct Header {
    /// The `///` text.
    pub docs: String,
    /// `@since(0.1)`, ….
    pub attributes: Vec<Attribute>,
}

/// `@name(arguments)`.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// `since`.
    pub name: Name,
    /// `0.1`.
    pub arguments: Vec<Argument>,
    /// The whole.
    pub span: Span,
}

/// An argument of an attribute.
#[derive(Debug, Clone)]
pub struct Argument {
    /// `removed` of `removed = 0.3`.
    pub name: Option<Name>,
    /// `0.3`.
    pub value: Value,
    /// The whole.
    pub span: Span,
}

/// The value of an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `"text"`.
    Text(String),
    /// `0.1`.
    Version(u16, u16),
    /// `12`.
    Number(i128),
    /// `local`, `gpu_alloc`.
    Path(Path),
}

/// An item.
#[derive(Debug, Clone)]
pub struct Item {
    /// Documentation and attributes.
    pub header: Header,
    /// Its name; of a retired number, the kind.
    pub name: Name,
    /// The rest.
    pub kind: ItemKind,
    /// The whole.
    pub span: Span,
}

/// What an item declares.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum ItemKind {
    Handle(Handle),
    Enum(Enumeration),
    Flags(Enumeration),
    Struct(Vec<Field>),
    Record(Vec<Field>),
    Variant(Variant),
    Group(Group),
    Call(Call),
    Error(ErrorItem),
    Budget(Budget),
    Retired(Retired),
}

/// `handle`.
#[derive(Debug, Clone, Default)]
pub struct Handle {
    /// `= 3`.
    pub tag: Option<Number>,
    /// Each `rights { … }`.
    pub rights: Vec<Vec<Name>>,
    /// Each `model { … }`.
    pub model: Vec<Vec<ModelField>>,
    /// Each `parent …;`.
    pub parents: Vec<Parent>,
    /// Each `close …;`.
    pub closes: Vec<Name>,
}

/// `const size: u64`.
#[derive(Debug, Clone)]
pub struct ModelField {
    /// `const`, `owned` or `shared`.
    pub mutability: String,
    /// `size`.
    pub name: Name,
    /// `u64`.
    pub ty: Type,
}

/// `parent system: System;`, or `parent device;` where the model has that field.
#[derive(Debug, Clone)]
pub struct Parent {
    /// `system`.
    pub name: Name,
    /// `System`.
    pub ty: Option<Type>,
}

/// `enum`, `open enum` and `flags`.
#[derive(Debug, Clone, Default)]
pub struct Enumeration {
    /// `open`.
    pub open: bool,
    /// `: u32`.
    pub repr: Option<Name>,
    /// What is in the braces.
    pub members: Vec<Member>,
    /// Numbers that must not be used again.
    pub retired: Vec<RetiredMember>,
}

/// `DEVICE = 0`.
#[derive(Debug, Clone)]
pub struct Member {
    /// Documentation and attributes.
    pub header: Header,
    /// `DEVICE`.
    pub name: Name,
    /// `0`.
    pub value: Number,
}

/// `retired 3 "why"`.
#[derive(Debug, Clone)]
pub struct RetiredMember {
    /// `3`.
    pub value: Number,
    /// `why`.
    pub note: String,
}

/// A field of a struct or record.
#[derive(Debug, Clone)]
pub struct Field {
    /// Documentation and attributes.
    pub header: Header,
    /// `alignment`.
    pub name: Name,
    /// `u64`.
    pub ty: Type,
    /// `= 256`.
    pub default: Option<FieldDefault>,
}

/// What a zero field stands for.
#[derive(Debug, Clone)]
pub struct FieldDefault {
    /// The value.
    pub value: DefaultValue,
    /// Where.
    pub span: Span,
}

/// The value of a default.
#[derive(Debug, Clone)]
pub enum DefaultValue {
    /// `256`.
    Number(i128),
    /// `5ms`, in nanoseconds.
    Duration(u64),
    /// `DEVICE`.
    Name(Name),
}

/// `variant`.
#[derive(Debug, Clone, Default)]
pub struct Variant {
    /// `: u32`.
    pub repr: Option<Name>,
    /// What is in the braces.
    pub cases: Vec<Case>,
    /// Numbers that must not be used again.
    pub retired: Vec<RetiredMember>,
}

/// `I32(i32) = 1`.
#[derive(Debug, Clone)]
pub struct Case {
    /// Documentation and attributes.
    pub header: Header,
    /// `I32`.
    pub name: Name,
    /// `i32`.
    pub payload: Option<Type>,
    /// `1`.
    pub tag: Number,
}

/// A type, as written.
#[derive(Debug, Clone, Default)]
pub struct Type {
    /// `own`, `borrow`, `exclusive`.
    pub ownership: Option<Name>,
    /// The type itself.
    pub shape: TypeShape,
    /// `has READ | WRITE`.
    pub rights: Vec<Name>,
    /// The whole.
    pub span: Span,
}

/// The shape of a type.
#[derive(Debug, Clone)]
pub enum TypeShape {
    /// `u64`, `Buffer`, `core.Buffer`.
    Path(Path),
    /// `instant(monotonic)`.
    Clocked(Name, Name),
    /// `list<T>`, `option<T>`.
    Generic(Name, Box<Type>),
}

impl Default for TypeShape {
    fn default() -> Self {
        Self::Path(Path::default())
    }
}

/// `call`.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// `async`, `stream`, `subscribe`.
    pub kind: Option<Name>,
    /// `0x0201`.
    pub number: Number,
    /// In parentheses.
    pub parameters: Vec<Parameter>,
    /// After the arrow.
    pub results: Vec<Parameter>,
    /// `emits R`.
    pub emits: Option<Path>,
    /// In braces.
    pub clauses: Vec<Clause>,
}

/// A parameter or a result.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Documentation and attributes.
    pub header: Header,
    /// `out`, `inout`, `in`.
    pub direction: Option<Name>,
    /// `buffer`.
    pub name: Name,
    /// `borrow Buffer has READ`: the ownership is written before the name.
    pub ty: Type,
}

/// `clauses name(parameters) { … }`.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// In parentheses.
    pub parameters: Vec<Parameter>,
    /// In braces.
    pub clauses: Vec<Clause>,
}

/// One clause.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Documentation and attributes.
    pub header: Header,
    /// `in_bounds`.
    pub name: Option<Name>,
    /// The rest.
    pub kind: ClauseKind,
    /// Without the semicolon, documentation and attributes.
    pub span: Span,
}

/// What a clause says.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum ClauseKind {
    Requires { predicate: Expr, error: Name },
    Fails { error: Name, when: Expr },
    MayFail { error: Name, only_if: Option<Expr> },
    Modifies { target: Expr },
    Ensures { predicate: Expr },
    Invariant,
    Apply { group: Name, arguments: Vec<Expr> },
}

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// What an expression is.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum ExprKind {
    Number(i128),
    Bool(bool),
    Path(Path),
    Unary(String, Box<Expr>),
    Binary(String, Box<Expr>, Box<Expr>),
    Function(Name, Vec<Expr>),
    Has(Box<Expr>, Vec<Name>),
    /// Could not be read; said already.
    Broken,
}

/// `error`.
#[derive(Debug, Clone, Default)]
pub struct ErrorItem {
    /// `= 8`.
    pub code: Number,
    /// In braces.
    pub settings: Vec<Setting>,
}

/// `class = transient;`
#[derive(Debug, Clone)]
pub struct Setting {
    /// `class`.
    pub name: Name,
    /// `transient`, or the text between the quotes.
    pub value: Name,
}

/// `budget`.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    /// `h200`.
    pub platform: Name,
    /// Each `over "…";`.
    pub over: Vec<Name>,
    /// `p50 = 0.5us;`
    pub limits: Vec<Limit>,
}

/// `p50 = 0.5us;`
#[derive(Debug, Clone)]
pub struct Limit {
    /// `p50`.
    pub name: Name,
    /// In nanoseconds.
    pub nanoseconds: u64,
}

/// `retired error 9 "why";`
#[derive(Debug, Clone)]
pub struct Retired {
    /// The number, or the id.
    pub what: RetiredWhat,
    /// Why.
    pub note: String,
    /// Of `what`.
    pub span: Span,
}

/// What is retired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetiredWhat {
    /// A number.
    Number(i128),
    /// A clause's or a member's id.
    Id(String),
}
