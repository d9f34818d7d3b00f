//! The atomics and locks of the mailbox: the standard library's, or loom's when its memory ordering is checked.

#[cfg(not(loom))]
pub use std::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicU32, AtomicU64, AtomicUsize, fence},
};

#[cfg(loom)]
pub use loom::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicU32, AtomicU64, AtomicUsize, fence},
};

use std::mem::MaybeUninit;
pub use std::sync::atomic::Ordering;

/// A place that is written before it is read, by turns.
#[cfg(not(loom))]
pub struct Cell<T>(std::cell::UnsafeCell<MaybeUninit<T>>);

#[cfg(not(loom))]
impl<T: Copy> Cell<T> {
    pub fn new() -> Self {
        Cell(std::cell::UnsafeCell::new(MaybeUninit::uninit()))
    }

    /// # Safety
    /// Nobody else accesses the cell meanwhile.
    pub unsafe fn put(&self, value: T) {
        // SAFETY: the caller vouches for it.
        unsafe { (*self.0.get()).write(value) };
    }

    /// # Safety
    /// Nobody else accesses the cell meanwhile, and there is a value in it.
    pub unsafe fn take(&self) -> T {
        // SAFETY: the caller vouches for it.
        unsafe { (*self.0.get()).assume_init() }
    }
}

#[cfg(loom)]
pub struct Cell<T>(loom::cell::UnsafeCell<MaybeUninit<T>>);

#[cfg(loom)]
impl<T: Copy> Cell<T> {
    pub fn new() -> Self {
        Cell(loom::cell::UnsafeCell::new(MaybeUninit::uninit()))
    }

    /// # Safety
    /// Nobody else accesses the cell meanwhile; loom checks it.
    pub unsafe fn put(&self, value: T) {
        // SAFETY: the caller vouches for it, and loom would tell.
        self.0.with_mut(|place| unsafe { (*place).write(value) });
    }

    /// # Safety
    /// As for `put`, and there is a value in it.
    pub unsafe fn take(&self) -> T {
        // SAFETY: the caller vouches for it, and loom would tell.
        self.0.with_mut(|place| unsafe { (*place).assume_init() })
    }
}

/// Locks `mutex`. No code of others runs under one of these locks, so a panic can't leave the data half-changed.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Stores `value` as a publication, in the one order of all sequentially consistent operations; a load after it is
/// `Ordering::SeqCst`, too.
///
/// Together with a store, a fence and a load on the other side, at least one side sees the other's store (C++20,
/// [atomics.order]). The exchange is cheaper than a fence on processors that have one instruction for both.
#[cfg(not(loom))]
pub fn publish(place: &AtomicU32, value: u32) {
    place.swap(value, Ordering::SeqCst);
}

/// The same by a fence: loom does not know the one order of operations, only that of fences.
#[cfg(loom)]
pub fn publish(place: &AtomicU32, value: u32) {
    place.store(value, Ordering::Release);
    fence(Ordering::SeqCst);
}
