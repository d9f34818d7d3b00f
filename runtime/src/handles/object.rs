//! Objects: what handles name, counted by strong references, and released the moment that the last one goes.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};

use crossbeam_epoch as epoch;

/// What the interface says about a handle type. Generated.
pub trait HandleType {
    /// The number in the handle's bits; 1 to 255.
    const NUMBER: u8;
    /// `Buffer`.
    const NAME: &'static str;
    /// All rights that a name of it can have: those of a new one.
    const RIGHTS: u32;
}

/// What a handle type does besides.
pub trait ObjectType: HandleType + Send + Sync + Sized + 'static {
    /// Gives back what the object owns: memory, and its hold on its parent. Runs once, when the last strong reference goes.
    /// Plain calls that found the object before may still read it, so it must stay readable.
    fn release(&self);

    /// Runs once, when the last name is closed. Strong references may remain.
    fn last_name_closed(&self) {}
}

/// An object with its counts.
#[repr(C)]
pub struct Object<T> {
    header: Header,
    value: T,
}

/// What every object begins with.
#[repr(C)]
pub struct Header {
    strong: AtomicUsize,
    names: AtomicUsize,
    functions: &'static Functions,
}

/// What is done with an object whose type is not known.
struct Functions {
    number: u8,
    rights: u32,
    name: &'static str,
    release: unsafe fn(NonNull<Header>),
    last_name_closed: unsafe fn(NonNull<Header>),
    destroy: unsafe fn(NonNull<Header>),
}

impl<T> Object<T> {
    #[inline]
    pub(super) fn value(&self) -> &T {
        &self.value
    }
}

impl<T: ObjectType> Object<T> {
    const FUNCTIONS: &'static Functions = &Functions {
        number: T::NUMBER,
        rights: T::RIGHTS,
        name: T::NAME,
        release: release::<T>,
        last_name_closed: last_name_closed::<T>,
        destroy: destroy::<T>,
    };
}

/// # Safety
/// `header` begins a live `Object<T>`.
unsafe fn release<T: ObjectType>(header: NonNull<Header>) {
    // SAFETY: the caller vouches for it.
    unsafe { header.cast::<Object<T>>().as_ref() }
        .value
        .release();
}

/// # Safety
/// `header` begins a live `Object<T>`.
unsafe fn last_name_closed<T: ObjectType>(header: NonNull<Header>) {
    // SAFETY: the caller vouches for it.
    unsafe { header.cast::<Object<T>>().as_ref() }
        .value
        .last_name_closed();
}

/// # Safety
/// `header` begins an `Object<T>` that came from a box, and that nobody can reach any more.
unsafe fn destroy<T: ObjectType>(header: NonNull<Header>) {
    // SAFETY: the caller vouches for it.
    drop(unsafe { Box::from_raw(header.cast::<Object<T>>().as_ptr()) });
}

impl Header {
    /// The number of the object's type. No two types have the same.
    #[inline]
    pub fn number(&self) -> u8 {
        self.functions.number
    }

    /// The rights of a new name.
    pub fn rights(&self) -> u32 {
        self.functions.rights
    }

    /// The name of the object's type.
    pub fn type_name(&self) -> &'static str {
        self.functions.name
    }

    /// Counts a name, also after the last one has been closed. For types that do nothing when it is.
    fn name_again(&self) {
        self.names.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts another name, unless the last one has been closed already.
    pub fn add_name(&self) -> bool {
        increment_unless_zero(&self.names)
    }
}

fn increment_unless_zero(count: &AtomicUsize) -> bool {
    let more = |count: usize| (count != 0).then_some(count + 1);
    count
        .fetch_update(Ordering::AcqRel, Ordering::Relaxed, more)
        .is_ok()
}

/// An object's own code runs where nobody could take its panic: in drops.
fn quietly(run: impl FnOnce()) {
    let _ = catch_unwind(AssertUnwindSafe(run));
}

/// A strong reference to an object of any type.
pub struct AnyRef(NonNull<Header>);

// SAFETY: objects are `Send` and `Sync`, and their counts are atomic.
unsafe impl Send for AnyRef {}
// SAFETY: as above.
unsafe impl Sync for AnyRef {}

impl AnyRef {
    /// What the object begins with.
    pub fn header(&self) -> &Header {
        // SAFETY: the object lives as long as this reference.
        unsafe { self.0.as_ref() }
    }

    /// A strong reference to an object that may be on its way out; none when the last one has gone already.
    ///
    /// # Safety
    /// `object` came from `into_raw`, and its memory is there.
    pub unsafe fn retain(object: NonNull<Header>) -> Option<Self> {
        // SAFETY: the caller vouches for it.
        increment_unless_zero(&unsafe { object.as_ref() }.strong).then_some(AnyRef(object))
    }

    /// Counts a name less, and tells the object when it was the last.
    pub fn drop_name(&self) {
        if self.header().names.fetch_sub(1, Ordering::AcqRel) == 1 {
            // SAFETY: the functions are those of the object's type, and it lives: this is a reference to it.
            quietly(|| unsafe { (self.header().functions.last_name_closed)(self.0) });
        }
    }

    /// Hands the reference over as a pointer.
    pub fn into_raw(self) -> NonNull<Header> {
        let pointer = self.0;
        std::mem::forget(self);
        pointer
    }

    /// Takes a reference back.
    ///
    /// # Safety
    /// `pointer` came from `into_raw`, and is taken back once.
    pub unsafe fn from_raw(pointer: NonNull<Header>) -> Self {
        AnyRef(pointer)
    }
}

impl Clone for AnyRef {
    fn clone(&self) -> Self {
        self.header().strong.fetch_add(1, Ordering::Relaxed);
        AnyRef(self.0)
    }
}

impl Drop for AnyRef {
    fn drop(&mut self) {
        if self.header().strong.fetch_sub(1, Ordering::Release) != 1 {
            return;
        }
        fence(Ordering::Acquire);
        let object = self.0;
        let functions = self.header().functions;
        // SAFETY: the functions are those of the object's type, and its memory goes only below.
        quietly(|| unsafe { (functions.release)(object) });
        let guard = epoch::pin();
        // SAFETY: no reference is left and no name leads here; calls that found the object before are pinned, and the
        // epoch waits for them. The object may be destroyed on any thread, as it is `Send`.
        unsafe { guard.defer_unchecked(move || (functions.destroy)(object)) };
    }
}

/// A strong reference to an object.
pub struct Ref<T> {
    any: AnyRef,
    object: PhantomData<Object<T>>,
}

// SAFETY: it is an `AnyRef`, and the objects of handles are `Send` and `Sync`.
unsafe impl<T: ObjectType> Send for Ref<T> {}
// SAFETY: as above.
unsafe impl<T: ObjectType> Sync for Ref<T> {}

impl<T: ObjectType> Ref<T> {
    /// A new object, which expects one name.
    pub fn new(value: T) -> Self {
        let header = Header {
            strong: AtomicUsize::new(1),
            names: AtomicUsize::new(1),
            functions: Object::<T>::FUNCTIONS,
        };
        let object = NonNull::from(Box::leak(Box::new(Object { header, value })));
        Ref {
            any: AnyRef(object.cast()),
            object: PhantomData,
        }
    }

    /// The object of a pointer that was `as_pointer`, which then expects one name more; none when it has been released.
    ///
    /// # Safety
    /// The object's memory is there.
    pub(super) unsafe fn again(object: NonNull<Object<T>>) -> Option<Self> {
        // SAFETY: the caller vouches for it.
        let any = unsafe { AnyRef::retain(object.cast()) }?;
        any.header().name_again();
        Some(Ref {
            any,
            object: PhantomData,
        })
    }

    /// Where the object is.
    pub(super) fn as_pointer(&self) -> NonNull<Object<T>> {
        self.any.0.cast()
    }

    /// Who it is.
    pub fn id(&self) -> ObjectId {
        ObjectId::of(self.any.header())
    }

    /// The same reference, without its type.
    pub fn into_any(self) -> AnyRef {
        self.any
    }

    /// The same reference with its type, when it is this one.
    pub fn from_any(any: AnyRef) -> Option<Self> {
        (any.header().number() == T::NUMBER).then_some(Ref {
            any,
            object: PhantomData,
        })
    }

    /// The reference that a child keeps.
    pub fn into_parent(self) -> Parent<T> {
        Parent {
            object: self.any.into_raw().cast(),
            held: AtomicBool::new(true),
        }
    }
}

impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        Ref {
            any: self.any.clone(),
            object: PhantomData,
        }
    }
}

impl<T: ObjectType> Deref for Ref<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: a `Ref<T>` is made only for an `Object<T>`, which lives as long as the reference.
        &unsafe { self.any.0.cast::<Object<T>>().as_ref() }.value
    }
}

impl<T: ObjectType> fmt::Debug for Ref<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}({})", T::NAME, self.id())
    }
}

/// A child's hold on its parent: strong until the child's `release` gives it back, and readable for as long as the child is.
///
/// Readable after the release, too: whoever can still see the child was pinned before that, and the epoch keeps the
/// parent's memory for them as well.
pub struct Parent<T> {
    object: NonNull<Object<T>>,
    held: AtomicBool,
}

// SAFETY: it is a strong reference, and the objects of handles are `Send` and `Sync`.
unsafe impl<T: ObjectType> Send for Parent<T> {}
// SAFETY: as above.
unsafe impl<T: ObjectType> Sync for Parent<T> {}

impl<T: ObjectType> Parent<T> {
    /// Who it is.
    pub fn id(&self) -> ObjectId {
        // SAFETY: see the type.
        ObjectId::of(unsafe { &self.object.as_ref().header })
    }

    /// Gives the hold back. For the child's `release`.
    pub fn release(&self) {
        if self.held.swap(false, Ordering::AcqRel) {
            // SAFETY: `into_parent` left this one reference to us, and it is taken back once.
            drop(unsafe { AnyRef::from_raw(self.object.cast()) });
        }
    }

    /// Another strong reference, unless the parent has been released with the child.
    pub fn retain(&self) -> Option<Ref<T>> {
        // SAFETY: the pointer came from `into_raw`; for the memory, see the type.
        let any = unsafe { AnyRef::retain(self.object.cast()) }?;
        Some(Ref {
            any,
            object: PhantomData,
        })
    }
}

impl<T> Deref for Parent<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: see the type.
        &unsafe { self.object.as_ref() }.value
    }
}

/// Who an object is: two names of it are equal. Meaningful while the object is reachable.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ObjectId(usize);

impl ObjectId {
    /// The identity of the object that `header` begins.
    pub fn of(header: &Header) -> Self {
        ObjectId(std::ptr::from_ref(header).addr())
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "object {:#x}", self.0)
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
