//! Types as the model knows them: resolved, with their place in the arenas.

use serde::Serialize;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        pub struct $name(pub usize);
    )*};
}

ids! {
    /// Index into `Model::modules`.
    ModuleId,
    /// Index into `Model::handles`.
    HandleId,
    /// Index into `Model::enums`.
    EnumId,
    /// Index into `Model::flags`.
    FlagsId,
    /// Index into `Model::structs`.
    StructId,
    /// Index into `Model::records`.
    RecordId,
    /// Index into `Model::variants`.
    VariantId,
    /// Index into `Model::calls`.
    CallId,
    /// Index into `Model::errors`.
    ErrorId,
    /// Index into `Model::budgets`.
    BudgetId,
}

/// Any item, for lists in source order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemId {
    /// A handle type.
    Handle(HandleId),
    /// An enum.
    Enum(EnumId),
    /// A set of flags.
    Flags(FlagsId),
    /// A sized struct.
    Struct(StructId),
    /// A record.
    Record(RecordId),
    /// A tagged union.
    Variant(VariantId),
    /// A call.
    Call(CallId),
    /// An error.
    Error(ErrorId),
    /// A budget.
    Budget(BudgetId),
}

/// Integers of the border.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum IntType {
    U8,
    U16,
    U32,
    U64,
    I8,
    I16,
    I32,
    I64,
}

impl IntType {
    /// Size and alignment, in bytes.
    pub fn size_bytes(self) -> u32 {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 => 4,
            Self::U64 | Self::I64 => 8,
        }
    }

    /// Whether it has negative values.
    pub fn is_signed(self) -> bool {
        matches!(self, Self::I8 | Self::I16 | Self::I32 | Self::I64)
    }

    /// The name in the language, which is also Rust's: `u32`.
    pub fn name(self) -> &'static str {
        match self {
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::I8 => "i8",
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
        }
    }
}

/// The clock that an `instant` is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// CLOCK_MONOTONIC, in nanoseconds.
    Monotonic,
    /// CLOCK_REALTIME, in nanoseconds since 1970.
    Realtime,
}

/// Who closes a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// The callee (as an argument), the caller (as a result).
    Own,
    /// The caller; the callee uses it during the call or until completion.
    Borrow,
    /// The caller; nobody else may use it meanwhile.
    Exclusive,
}

/// A resolved type.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// `u8` on the border: 0 or 1.
    Bool,
    /// An integer.
    Int(IntType),
    /// 32-bit floating point.
    F32,
    /// 64-bit floating point.
    F64,
    /// UTF-8 text: address and length.
    String,
    /// Bytes: address and length.
    Bytes,
    /// Nanoseconds, `u64`.
    Duration,
    /// Nanoseconds on a clock, `u64`; zero means none.
    Instant(Clock),
    /// 16 bytes, as RFC 9562 orders them.
    Uuid,
    /// Elements of one type, contiguous, with a stride where they are structs.
    List(Box<Type>),
    /// A value or none.
    Option(Box<Type>),
    /// A sized struct.
    Struct(StructId),
    /// A record.
    Record(RecordId),
    /// An enum.
    Enum(EnumId),
    /// A set of flags.
    Flags(FlagsId),
    /// A tagged union.
    Variant(VariantId),
    /// A handle of one type, with the rights that the callee needs (bits of `Model::rights`).
    Handle {
        /// Which type.
        handle: HandleId,
        /// Who closes it.
        ownership: Ownership,
        /// Bits that the handle must have.
        rights: u32,
    },
    /// A handle of any type.
    AnyHandle {
        /// Who closes it.
        ownership: Ownership,
        /// Bits that the handle must have.
        rights: u32,
    },
}
