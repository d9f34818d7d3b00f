//! Items: what a module declares.

use super::*;

/// How settled an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// May change or go in any release.
    Experimental,
    /// Frozen.
    Stable,
}

/// A version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Version {
    /// Before the dot.
    pub major: u16,
    /// After the dot.
    pub minor: u16,
}

impl Version {
    /// `major * 1000 + minor`, as the ABI carries it.
    pub fn number(self) -> u32 {
        u32::from(self.major) * 1000 + u32::from(self.minor)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// Since when an item is there, and until when; inherited from what encloses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Availability {
    /// The version that introduced it.
    pub since: Version,
    /// Experimental when `@since` says so.
    pub tier: Tier,
    /// The version that made it stable, where `@stable` says so.
    pub stable: Option<Version>,
    /// What `@deprecated` says.
    pub deprecated: Option<Deprecation>,
}

/// What `@deprecated` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deprecation {
    /// The version that deprecates it.
    pub since: Version,
    /// The version that will remove it.
    pub removed: Option<Version>,
    /// What to use instead, as written.
    pub replacement: Option<String>,
    /// Why.
    pub note: String,
}

/// A handle type.
#[derive(Debug, Clone, Serialize)]
pub struct Handle {
    /// `Buffer`.
    pub name: String,
    /// Where it is declared.
    pub module: ModuleId,
    /// The type tag in the handle's value: 1 to 255.
    pub number: u8,
    /// The `///` text.
    pub docs: String,
    /// Since when.
    pub availability: Availability,
    /// Rights that it knows, as bits of `Model::rights`.
    pub rights: u32,
    /// What clauses may speak about.
    pub model: Vec<ModelField>,
    /// The object that it keeps alive: name and type.
    pub parent: Option<(String, HandleId)>,
    /// The call that closes it.
    pub close: CallId,
}

/// A field that clauses may speak about.
#[derive(Debug, Clone, Serialize)]
pub struct ModelField {
    /// `size`.
    pub name: String,
    /// How it may change.
    pub mutability: Mutability,
    /// Its type; a handle type means identity of the object.
    pub ty: Type,
}

/// How a model field may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mutability {
    /// Never.
    Const,
    /// Only through an `exclusive` parameter.
    Owned,
    /// At any time.
    Shared,
}

/// An enum.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Enum {
    pub name: String,
    pub module: ModuleId,
    pub docs: String,
    pub availability: Availability,
    /// Whether values that this version does not know may come.
    pub open: bool,
    /// The type on the border.
    pub repr: IntType,
    pub members: Vec<EnumMember>,
}

/// A member of an enum or of a set of flags.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct EnumMember {
    /// `DEVICE`.
    pub name: String,
    pub docs: String,
    pub availability: Availability,
    pub value: u64,
}

/// A set of flags.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Flags {
    pub name: String,
    pub module: ModuleId,
    pub docs: String,
    pub availability: Availability,
    pub repr: IntType,
    pub members: Vec<EnumMember>,
}

/// A sized struct: `u32 size, u32 reserved`, then the fields.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Struct {
    pub name: String,
    pub module: ModuleId,
    pub docs: String,
    pub availability: Availability,
    pub fields: Vec<Field>,
    /// With the header and the reserved fields.
    pub layout: Layout,
    /// The smallest size that is accepted: that of its first frozen version, or its own.
    pub minimum_size: u32,
    /// Whether it is the options parameter of a call: it then may be null, and becomes keyword arguments.
    pub is_options: bool,
}

/// A record: no header, frozen layout.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Record {
    pub name: String,
    pub module: ModuleId,
    pub docs: String,
    pub availability: Availability,
    pub fields: Vec<Field>,
    pub layout: Layout,
}

/// A field of a struct or record.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Field {
    pub name: String,
    pub docs: String,
    pub availability: Availability,
    pub ty: Type,
    /// `@unit(bytes)`.
    pub unit: Option<String>,
    /// What zero stands for.
    pub default: Option<DefaultValue>,
    /// `@pointer`: the integer is an address.
    pub is_pointer: bool,
}

/// What a zero field stands for.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultValue {
    /// A number.
    Int(i128),
    /// A member of the field's enum, by index; its value is zero.
    Member(usize),
}

/// A tagged union: `u32 tag, u32 reserved`, then the payload at offset 8.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Variant {
    pub name: String,
    pub module: ModuleId,
    pub docs: String,
    pub availability: Availability,
    pub cases: Vec<VariantCase>,
    /// Size and alignment of the payload.
    pub payload_size: u32,
    /// Of the whole.
    pub size: u32,
    /// Of the whole.
    pub align: u32,
}

/// One case of a variant.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct VariantCase {
    /// `I32`.
    pub name: String,
    pub docs: String,
    pub availability: Availability,
    pub ty: Type,
    pub tag: u32,
}

/// The kind of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CallKind {
    /// Never waits.
    Plain,
    /// A ring submission.
    Async,
    /// Ordered by a stream.
    Stream,
}

/// Whether doing it twice is the same as doing it once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Idempotency {
    Yes,
    No,
}

/// A call.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Call {
    pub name: String,
    pub module: ModuleId,
    pub number: u32,
    pub kind: CallKind,
    pub docs: String,
    pub availability: Availability,
    /// `@blocking`: a plain call that waits, up to its deadline.
    pub is_blocking: bool,
    /// `@final`: stable although it does not end in an options struct.
    pub is_final: bool,
    pub idempotent: Option<Idempotency>,
    /// `local`, `stream`, …, as written.
    pub consistency: Option<String>,
    pub budget: Option<BudgetId>,
    /// A UCXL address, as written.
    pub decision: Option<String>,
    /// The older call that this one stands for, where `@replaces` says so.
    pub replaces: Option<CallId>,
    /// In the order of the declaration.
    pub parameters: Vec<Parameter>,
    pub results: Vec<Parameter>,
    /// The parameter that becomes the method's receiver: the first one, when it is a borrowed or owned handle of one type.
    pub receiver: Option<usize>,
    /// The handle type that this call closes.
    pub closes: Option<HandleId>,
    /// Every clause in the order in which it counts, groups expanded.
    pub clauses: Vec<Clause>,
    /// Every error that can come out, implied and written, in the order of precedence. Without INTERNAL.
    pub errors: Vec<ErrorUse>,
    /// What a ring entry points at; of async and stream calls alone.
    pub arguments: Option<Layout>,
    /// Whether a stream call has a form that returns when enqueued: it has no result and no `out` parameter.
    pub has_enqueue: bool,
}

/// Where a parameter's value comes from and goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Read.
    In,
    /// Memory of the caller, written.
    Out,
    /// Memory of the caller, read and written.
    InOut,
}

/// A parameter or a result.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Parameter {
    pub name: String,
    pub direction: Direction,
    pub ty: Type,
    pub unit: Option<String>,
    pub availability: Availability,
}

/// An error.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct ErrorItem {
    pub name: String,
    pub module: ModuleId,
    pub code: u32,
    pub docs: String,
    pub availability: Availability,
    pub class: String,
    pub severity: String,
    pub outcome: String,
    pub scope: String,
    pub retry: String,
    /// gRPC's code, by name.
    pub canonical: String,
    /// `ENOMEM`.
    pub errno: String,
    pub action: String,
}

/// What may come out of a call, and why.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorUse {
    /// Which error.
    pub error: ErrorId,
    /// `gpu.buffer_alloc.size_positive`, or `gpu.buffer_alloc.implied.null_options` for implied ones.
    pub clause: String,
    /// Whether the compiler added it.
    pub implied: bool,
    /// For implied errors: when it comes, as a sentence for the docs.
    pub when: String,
}

/// What a call may cost over a named engine call.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs)]
pub struct Budget {
    pub name: String,
    pub module: ModuleId,
    pub docs: String,
    /// `h200`.
    pub platform: String,
    /// `cuMemAllocAsync`.
    pub over: String,
    pub p50_ns: Option<u64>,
    pub p99_ns: Option<u64>,
}

/// A number or id that must not be used again.
#[derive(Debug, Clone, Serialize)]
pub struct Retired {
    /// `error`, `call`, `handle`, ….
    pub kind: String,
    /// The number, or the clause id.
    pub what: String,
    /// Why.
    pub note: String,
    /// Where it says so.
    pub module: ModuleId,
}
