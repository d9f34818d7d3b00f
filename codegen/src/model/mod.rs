//! The model: an API that is resolved, ordered, checked and laid out. Backends read it and nothing else.
//!
//! Items live in arenas and refer to each other by index, so a backend never looks up a name, computes an
//! offset, or fails. Every arena is in source order: modules by name, items by their place in the file.

mod clause;
mod item;
mod layout;
mod types;

pub use clause::*;
pub use item::*;
pub use layout::*;
pub use types::*;

use serde::Serialize;

/// A whole API.
#[derive(Debug, Clone, Serialize)]
pub struct Model {
    /// The first part of every module's path: `distos`.
    pub package: String,
    /// All modules; the package's `core` module first, then by name.
    pub modules: Vec<Module>,
    /// Handle types.
    pub handles: Vec<Handle>,
    /// Enums, open and closed.
    pub enums: Vec<Enum>,
    /// Sets of flags.
    pub flags: Vec<Flags>,
    /// Sized structs, which evolve by appending.
    pub structs: Vec<Struct>,
    /// Records, whose layout is frozen.
    pub records: Vec<Record>,
    /// Tagged unions.
    pub variants: Vec<Variant>,
    /// Calls, by number within their module.
    pub calls: Vec<Call>,
    /// Errors, by code.
    pub errors: Vec<ErrorItem>,
    /// Budgets, in source order.
    pub budgets: Vec<Budget>,
    /// Numbers and clause ids that must not be used again.
    pub retired: Vec<Retired>,
    /// The `@rights` flags: rights of handles are members of it.
    pub rights: Option<FlagsId>,
}

/// One `.idl` file.
#[derive(Debug, Clone, Serialize)]
pub struct Module {
    /// The last part of its path: `gpu`.
    pub name: String,
    /// The path as written: `distos.gpu`.
    pub path: String,
    /// Its file, relative to the root that was given to the compiler: `distos/gpu.idl`.
    pub file: String,
    /// Whether it is the package's `core` module, whose items need no module prefix.
    pub is_core: bool,
    /// The `//!` text.
    pub docs: String,
    /// Everything it declares, in source order.
    pub items: Vec<ItemId>,
}
