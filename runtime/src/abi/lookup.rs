//! Handles as arguments and results.

use crossbeam_epoch::{Guard, pin};

use super::CallContext;
use crate::failure::Failure;
use crate::generated::abi::{
    DISTOS_ERROR_INVALID_HANDLE, DISTOS_ERROR_OUT_OF_MEMORY, DISTOS_ERROR_PERMISSION_DENIED,
    DISTOS_ERROR_WRONG_TYPE,
};
use crate::handles::{AnyName, HandleValue, ObjectType, Pinned, PinnedAny, Reason, Ref, TABLE};

impl CallContext {
    /// A handle of one type, with the rights that the call needs, for the time of the call.
    #[inline]
    pub fn borrow<'pin, T: ObjectType>(
        self,
        name: &'static str,
        value: u64,
        rights: u32,
        pin: &'pin Guard,
    ) -> Result<Pinned<'pin, T>, Failure> {
        let found = self.find(name, value, pin)?;
        let Some(object) = found.typed::<T>() else {
            return Err(wrong_type(name, value, T::NAME, found.header().type_name()));
        };
        self.has(name, value, object.rights(), rights)?;
        Ok(object)
    }

    /// A handle of any type, with the rights that the call needs, for the time of the call.
    #[inline]
    pub fn borrow_any<'pin>(
        self,
        name: &'static str,
        value: u64,
        rights: u32,
        pin: &'pin Guard,
    ) -> Result<PinnedAny<'pin>, Failure> {
        let found = self.find(name, value, pin)?;
        self.has(name, value, found.rights(), rights)?;
        Ok(found)
    }

    #[inline]
    fn find<'pin>(
        self,
        name: &'static str,
        value: u64,
        pin: &'pin Guard,
    ) -> Result<PinnedAny<'pin>, Failure> {
        TABLE
            .find(value, pin)
            .map_err(|reason| invalid(name, value, reason))
    }

    #[inline]
    fn has(self, name: &'static str, value: u64, rights: u32, needed: u32) -> Result<(), Failure> {
        if rights & needed == needed {
            Ok(())
        } else {
            Err(missing_right(name, value, rights, needed))
        }
    }

    /// A strong reference, for queued work.
    #[inline]
    pub fn hold<T: ObjectType>(
        self,
        name: &'static str,
        object: Pinned<'_, T>,
    ) -> Result<Ref<T>, Failure> {
        object.retain().ok_or_else(|| self.released(name))
    }

    /// A handle as a strong reference, for calls that wait and for elements of lists.
    #[inline]
    pub fn held<T: ObjectType>(
        self,
        name: &'static str,
        value: u64,
        rights: u32,
    ) -> Result<Ref<T>, Failure> {
        let pin = pin();
        let object = self.borrow::<T>(name, value, rights, &pin)?;
        self.hold(name, object)
    }

    /// Closes a name.
    pub fn close<T: ObjectType>(self, name: &'static str, value: u64) -> Result<(), Failure> {
        let pin = pin();
        self.borrow::<T>(name, value, 0, &pin)?;
        let object = TABLE
            .remove(value)
            .map_err(|reason| invalid(name, value, reason))?;
        object.drop_name();
        Ok(())
    }

    /// What a call answers when its object goes while it runs.
    #[cold]
    pub fn released(self, name: &'static str) -> Failure {
        let message = format!("The handle {name} was closed by another thread while the call ran.");
        Failure::implied(DISTOS_ERROR_INVALID_HANDLE, c"CLOSED", message).value("parameter", name)
    }

    /// Gives a new object its name, with all rights.
    pub fn publish<T: ObjectType>(self, object: Ref<T>) -> Result<u64, Failure> {
        self.publish_any(AnyName {
            object: object.into_any(),
            rights: T::RIGHTS,
        })
    }

    /// Gives an object a name.
    pub fn publish_any(self, name: AnyName) -> Result<u64, Failure> {
        TABLE.insert(name).map_err(|name| {
            name.object.drop_name();
            table_full()
        })
    }
}

#[cold]
pub(super) fn invalid(name: &'static str, value: u64, reason: Reason) -> Failure {
    let (reason, what) = match reason {
        Reason::Forged => (c"FORGED", "was never given out by this runtime"),
        Reason::Closed => (c"CLOSED", "is closed"),
        Reason::OtherRuntime => (
            c"OTHER_RUNTIME",
            "was made by another copy of the runtime in this process",
        ),
    };
    let message = format!("The handle {name}, {value:#018x}, {what}.");
    Failure::implied(DISTOS_ERROR_INVALID_HANDLE, reason, message)
        .value("parameter", name)
        .value("handle", format_args!("{value:#018x}"))
        .value("generation", HandleValue::from_bits(value).generation)
}

#[cold]
fn wrong_type(
    name: &'static str,
    value: u64,
    needed: &'static str,
    found: &'static str,
) -> Failure {
    let message = format!(
        "The handle {name}, {value:#018x}, names a {found}, and the call takes a {needed}."
    );
    Failure::implied(DISTOS_ERROR_WRONG_TYPE, c"WRONG_TYPE", message)
        .value("parameter", name)
        .value("handle", format_args!("{value:#018x}"))
        .value("needed", needed)
        .value("found", found)
}

#[cold]
fn missing_right(name: &'static str, value: u64, rights: u32, needed: u32) -> Failure {
    let message =
        format!("The handle {name} has the rights {rights:#x}, and the call needs {needed:#x}.");
    Failure::implied(DISTOS_ERROR_PERMISSION_DENIED, c"MISSING_RIGHT", message)
        .value("parameter", name)
        .value("handle", format_args!("{value:#018x}"))
        .value("rights", format_args!("{rights:#x}"))
        .value("needed", format_args!("{needed:#x}"))
}

#[cold]
fn table_full() -> Failure {
    let message = "All slots of the handle table are taken.";
    Failure::new(DISTOS_ERROR_OUT_OF_MEMORY, c"HANDLES_EXHAUSTED", message).clause("no_memory")
}
