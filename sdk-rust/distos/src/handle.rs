//! Handles: owned names of objects, closed when dropped.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use distos_sys as sys;

use crate::error::{Error, Result};
use crate::kept::Kept;
use crate::operation::{Completable, Op, Operation};
use crate::reactor::{Reactor, Ticket};
use crate::time::MonotonicTime;

/// Closes a handle: one of the calls that do, whatever its type.
pub type Close = fn(u64, *mut *mut sys::distos_error_t) -> sys::distos_status_t;

/// A handle of any type.
pub trait Handle: Named {
    /// The value on the border, for calls of the C ABI. Still owned by `self`; 0 when it was closed.
    fn as_raw(&self) -> u64 {
        self.name().raw()
    }
}

impl<T: Named> Handle for T {}

/// What the SDK needs of a handle type.
#[doc(hidden)]
pub trait Named: Sized + Send {
    /// How it is closed.
    const CLOSE: Close;

    /// The owned name.
    fn name(&self) -> &Arc<Name>;

    /// The session it belongs to.
    fn context(&self) -> &Context;

    /// Puts the two together.
    fn assemble(name: Arc<Name>, context: Context) -> Self;

    /// Takes over a name that a call made.
    fn adopt(raw: u64, context: Context) -> Self {
        Self::assemble(Arc::new(Name::new(raw, Self::CLOSE)), context)
    }

    /// Takes over the name of a new session.
    fn adopt_root(raw: u64) -> Self {
        let name = Arc::new(Name::new(raw, Self::CLOSE));
        Self::assemble(Arc::clone(&name), Context::new(name))
    }
}

/// The name of an object, closed once: when asked, or when dropped.
#[doc(hidden)]
pub struct Name {
    raw: AtomicU64,
    close: Close,
}

impl Name {
    fn new(raw: u64, close: Close) -> Self {
        Self {
            raw: AtomicU64::new(raw),
            close,
        }
    }

    /// The value; 0 when closed, which the runtime refuses.
    pub fn raw(&self) -> u64 {
        self.raw.load(Ordering::Acquire)
    }

    /// Closes it. Closing twice is an error of the second one.
    pub fn close(&self) -> Result<()> {
        let raw = self.raw.swap(0, Ordering::AcqRel);
        Error::check(|error| (self.close)(raw, error))
    }
}

impl Drop for Name {
    fn drop(&mut self) {
        let raw = *self.raw.get_mut();
        if raw != 0 {
            // A close that fails leaves nothing that could be done here.
            let _ = (self.close)(raw, std::ptr::null_mut());
        }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:#018x}", self.raw())
    }
}

/// A session, shared by all its handles: the last one of them ends it.
#[doc(hidden)]
#[derive(Clone)]
pub struct Context(Arc<Session>);

struct Session {
    system: Arc<Name>,
    reactor: OnceLock<Reactor>,
}

impl Context {
    fn new(system: Arc<Name>) -> Self {
        Self(Arc::new(Session {
            system,
            reactor: OnceLock::new(),
        }))
    }

    /// Submits an operation; `bind` writes the addresses of `memory` into the argument block.
    pub(crate) fn submit<B: 'static, M: Send + 'static>(
        &self,
        call: u32,
        deadline: MonotonicTime,
        (block, kept): (B, Kept),
        memory: M,
        bind: impl FnOnce(&mut B, &mut M),
    ) -> Op<M> {
        let operation = Operation::new(block, kept, memory, bind);
        match self.reactor() {
            Ok(reactor) => reactor.submit(call, deadline, operation),
            Err(error) => {
                operation.complete(Err(error));
                Op::new(operation, Ticket::none())
            }
        }
    }

    /// The session's reactor, started by whoever needs it first.
    fn reactor(&self) -> Result<&Reactor> {
        if let Some(reactor) = self.0.reactor.get() {
            return Ok(reactor);
        }
        // Of two threads that start one each, one keeps its own and the other's ends unused.
        let started = Reactor::start(self.0.system.raw())?;
        Ok(self.0.reactor.get_or_init(|| started))
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Context").field(&self.0.system).finish()
    }
}
