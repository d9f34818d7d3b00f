//! Objects that are found by a number too: what a parent has open already.

use std::collections::BTreeMap;
use std::ptr::NonNull;
use std::sync::Mutex;

use super::object::{Object, ObjectType, Ref};
use crate::lock::lock;

/// The open objects of one parent. It holds no reference: an object goes with its last one, and leaves the registry then.
pub struct Registry<T> {
    open: Mutex<BTreeMap<u32, Entry<T>>>,
}

/// An object that has not been released, or is about to leave.
struct Entry<T>(NonNull<Object<T>>);

// SAFETY: it is a way to an object that is `Send` and `Sync`.
unsafe impl<T: ObjectType> Send for Entry<T> {}

impl<T: ObjectType> Registry<T> {
    /// Nothing is open.
    pub const fn new() -> Self {
        Registry {
            open: Mutex::new(BTreeMap::new()),
        }
    }

    /// The object that is open as `number`, with a name for the caller; else the one that `make` makes.
    ///
    /// # Safety
    /// The type's `release` calls [`Registry::forget`] with this number, here.
    pub unsafe fn find_or_insert(&self, number: u32, make: impl FnOnce() -> Ref<T>) -> Ref<T> {
        let mut open = lock(&self.open);
        // SAFETY: an object's memory goes after its release, and that takes the entry away, under this lock.
        let found = open
            .get(&number)
            .and_then(|entry| unsafe { Ref::again(entry.0) });
        found.unwrap_or_else(|| {
            let made = make();
            open.insert(number, Entry(made.as_pointer()));
            made
        })
    }

    /// Takes an object out that is being released, unless a new one has its number already.
    pub fn forget(&self, number: u32, value: &T) {
        let mut open = lock(&self.open);
        // SAFETY: as above.
        let is_it = |entry: &Entry<T>| std::ptr::eq(unsafe { entry.0.as_ref() }.value(), value);
        if open.get(&number).is_some_and(is_it) {
            open.remove(&number);
        }
    }
}

impl<T: ObjectType> Default for Registry<T> {
    fn default() -> Self {
        Self::new()
    }
}
