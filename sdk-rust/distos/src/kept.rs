//! What an argument block points at, kept until the operation is complete.

use std::any::Any;
use std::sync::Arc;

use distos_sys as sys;

use crate::handle::{Name, Named};

/// Names and copies that an argument block points at. None of them moves when this does.
#[derive(Default)]
pub(crate) struct Kept {
    names: Vec<Arc<Name>>,
    lists: Vec<Box<dyn Any + Send>>,
}

/// A list whose elements may hold addresses of other lists that are kept beside it.
struct KeptList<T>(
    #[allow(
        dead_code,
        reason = "kept for its memory, which an argument block points at"
    )]
    Vec<T>,
);

// SAFETY: the addresses inside are of memory that the same `Kept` owns, and nobody reads through them but the runtime.
unsafe impl<T: 'static> Send for KeptList<T> {}

impl Kept {
    /// Keeps the name of `handle` open, and tells its value.
    pub(crate) fn name(&mut self, handle: &impl Named) -> u64 {
        let name = handle.name();
        self.names.push(Arc::clone(name));
        name.raw()
    }

    /// Keeps a list, and tells where its elements are.
    pub(crate) fn list<T: 'static>(&mut self, list: Vec<T>) -> *const T {
        let address = list.as_ptr();
        if !list.is_empty() {
            self.lists.push(Box::new(KeptList(list)));
        }
        address
    }

    /// Keeps one value, and tells where it is.
    pub(crate) fn value<T: 'static>(&mut self, value: T) -> *const T {
        self.list(vec![value])
    }

    /// Keeps a copy of bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> sys::distos_bytes_t {
        sys::distos_bytes_t {
            data: self.list(bytes.to_vec()),
            length: bytes.len() as u64,
        }
    }

    /// Keeps a copy of a text.
    pub(crate) fn text(&mut self, text: &str) -> sys::distos_string_t {
        let bytes = self.bytes(text.as_bytes());
        sys::distos_string_t {
            data: bytes.data.cast(),
            length: bytes.length,
        }
    }
}
