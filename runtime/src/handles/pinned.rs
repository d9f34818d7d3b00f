//! Objects as a call sees them: borrowed under an epoch pin, with the rights of the name that led there.

use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

use super::object::{AnyRef, Header, Object, ObjectId, ObjectType, Ref};

/// An object of any type, for the time of a call.
#[derive(Clone, Copy)]
pub struct PinnedAny<'pin> {
    object: NonNull<Header>,
    rights: u32,
    pin: PhantomData<&'pin Header>,
}

impl<'pin> PinnedAny<'pin> {
    /// # Safety
    /// `object` came from `AnyRef::into_raw`, and its memory is there for `'pin`.
    pub(super) unsafe fn new(object: NonNull<Header>, rights: u32) -> Self {
        PinnedAny {
            object,
            rights,
            pin: PhantomData,
        }
    }

    /// What the object begins with.
    #[inline]
    pub fn header(&self) -> &'pin Header {
        // SAFETY: `new` was told that the memory is there.
        unsafe { self.object.as_ref() }
    }

    /// The rights of the name.
    #[inline]
    pub fn rights(&self) -> u32 {
        self.rights
    }

    /// Who it is.
    pub fn id(&self) -> ObjectId {
        ObjectId::of(self.header())
    }

    /// A strong reference, unless the object has been released meanwhile.
    pub fn retain(&self) -> Option<AnyRef> {
        // SAFETY: `new` was told as much.
        unsafe { AnyRef::retain(self.object) }
    }

    /// A second name of the object, unless the last one has been closed meanwhile.
    pub fn add_name(&self, rights: u32) -> Option<AnyName> {
        let object = self.retain()?;
        self.header()
            .add_name()
            .then_some(AnyName { object, rights })
    }

    /// The same with its type, when it is this one.
    #[inline]
    pub fn typed<T: ObjectType>(self) -> Option<Pinned<'pin, T>> {
        (self.header().number() == T::NUMBER).then_some(Pinned {
            any: self,
            object: PhantomData,
        })
    }
}

/// An object, for the time of a call.
pub struct Pinned<'pin, T> {
    any: PinnedAny<'pin>,
    object: PhantomData<&'pin Object<T>>,
}

impl<T> Clone for Pinned<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Pinned<'_, T> {}

impl<T: ObjectType> Pinned<'_, T> {
    /// The rights of the name.
    #[inline]
    pub fn rights(&self) -> u32 {
        self.any.rights
    }

    /// Who it is.
    pub fn id(&self) -> ObjectId {
        self.any.id()
    }

    /// A strong reference, unless the object has been released meanwhile.
    pub fn retain(&self) -> Option<Ref<T>> {
        Ref::from_any(self.any.retain()?)
    }
}

impl<T: ObjectType> Deref for Pinned<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: `typed` compared the type, so an `Object<T>` begins here, and its memory is there for `'pin`.
        unsafe { self.any.object.cast::<Object<T>>().as_ref() }.value()
    }
}

/// An object that is about to get a name.
pub struct AnyName {
    /// The object; its count of names already holds this one.
    pub object: AnyRef,
    /// The rights of the name.
    pub rights: u32,
}
