//! What the catalogue holds: errors, calls, and the clauses that generated code checks.

use std::ffi::CStr;

/// An error, as the interface declares it. The numbers are those of the `DISTOS_ERROR_…` constants.
#[derive(Debug)]
pub struct ErrorEntry {
    /// The status.
    pub code: u32,
    /// `OUT_OF_MEMORY`.
    pub name: &'static CStr,
    /// Transient, permanent, or the caller's mistake.
    pub class: u32,
    /// Info to fatal.
    pub severity: u32,
    /// Whether the call took effect, unless a clause knows better.
    pub outcome: u32,
    /// How far it reaches, unless a clause knows better.
    pub scope: u32,
    /// Whether trying again makes sense.
    pub retry: u32,
    /// The name of gRPC's code.
    pub canonical: &'static str,
    /// `ENOMEM`.
    pub errno: &'static str,
    /// What to do about it.
    pub action: &'static CStr,
}

/// The kind of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Never waits.
    Plain,
    /// Completes through a ring.
    Async,
    /// Completes in the order of a stream.
    Stream,
}

/// How settled a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// May change or go.
    Experimental,
    /// Frozen.
    Stable,
}

/// A call.
#[derive(Debug)]
pub struct Descriptor {
    /// As the interface gives it.
    pub number: u32,
    /// `gpu`.
    pub module: &'static CStr,
    /// `gpu.buffer_alloc`.
    pub name: &'static CStr,
    /// Plain, asynchronous, or ordered by a stream.
    pub kind: Kind,
    /// How settled it is.
    pub tier: Tier,
    /// The version that introduced it, as major * 1000 + minor.
    pub since: u32,
    /// The version that deprecated it; 0 when none did.
    pub deprecated: u32,
    /// The version that will remove it; 0 when none is planned.
    pub removed: u32,
    /// Whether it closes a handle; it then does nothing in the child of a fork.
    pub closes: bool,
    /// Every error that can come out, in the order of precedence. Without INTERNAL.
    pub errors: &'static [ErrorUse],
}

/// An error that can come out of a call.
#[derive(Debug)]
pub struct ErrorUse {
    /// Its status.
    pub code: u32,
    /// The clause that says so.
    pub clause: &'static CStr,
    /// Whether every call of this shape has it.
    pub implied: bool,
}

/// A precondition that generated code checks.
#[derive(Debug)]
pub struct Clause {
    /// `gpu.buffer_alloc.size_positive`.
    pub id: &'static CStr,
    /// The status when it is false.
    pub code: u32,
    /// `SIZE_POSITIVE`.
    pub reason: &'static CStr,
    /// `size > 0`.
    pub text: &'static str,
}
