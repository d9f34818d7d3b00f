//! Handles: 64-bit names of objects, with rights.
//!
//! - An [`Object`] lives as long as strong references to it: names hold one, so do queued work and children. When the last
//!   goes, its `release` runs at once; the memory of the struct follows when no call that is running can still see it.
//! - A plain call looks a name up under an epoch pin and writes nothing that other threads read.
//! - A slot of the table counts generations, so that a stale name is never mistaken for a new one.

mod instance;
mod object;
mod pinned;
mod registry;
mod table;
mod value;

pub use object::{AnyRef, HandleType, Object, ObjectId, ObjectType, Parent, Ref};
pub use pinned::{AnyName, Pinned, PinnedAny};
pub use registry::Registry;
pub use table::{Found, Reason, Table};
pub use value::{HandleValue, LAST_GENERATION, SLOTS};

/// The table of this copy of the runtime.
pub static TABLE: Table = Table::new();
