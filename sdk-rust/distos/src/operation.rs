//! Operations in flight: futures that own the memory they lend, for any executor or none.

use std::cell::UnsafeCell;
use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use distos_sys as sys;

use crate::error::{Error, Result};
use crate::kept::Kept;
use crate::reactor::Ticket;

/// An operation that was submitted when its method was called.
///
/// Awaiting it answers the memory that went in. It is a future for any executor; [`wait`](Self::wait) needs none.
/// Dropping it asks the runtime to cancel the operation; its memory is freed when the operation is complete, not before.
///
/// When the ring of the session has no credit left, the operation waits for its turn inside the SDK, up to 65,536
/// of them; one more fails with `WOULD_BLOCK`.
#[must_use = "dropping an operation cancels it"]
pub struct Op<T> {
    outcome: Arc<dyn Outcome<T>>,
    ticket: Ticket,
}

/// An operation that failed, and the memory that it had borrowed.
#[derive(Debug)]
#[non_exhaustive]
pub struct Failed<T> {
    /// Why.
    pub error: Error,
    /// The memory. After an error whose outcome is not `NotApplied` it may hold anything.
    pub memory: T,
}

impl<T> Op<T> {
    pub(crate) fn new(outcome: Arc<dyn Outcome<T>>, ticket: Ticket) -> Self {
        Self { outcome, ticket }
    }

    /// Whether it is complete, so that waiting for it returns at once.
    pub fn is_complete(&self) -> bool {
        self.outcome.is_complete()
    }

    /// Waits for the completion on this thread.
    ///
    /// # Errors
    /// What the operation failed with.
    pub fn wait(self) -> Result<T> {
        self.outcome.wait().map_err(|failed| failed.error)
    }

    /// Waits for the completion on this thread; after `timeout`, asks for cancellation and waits for the end of that.
    ///
    /// # Errors
    /// What the operation failed with; `DEADLINE_EXCEEDED` when it was cancelled because of the timeout.
    pub fn wait_timeout(self, timeout: Duration) -> Result<T> {
        if self.outcome.wait_until(Instant::now().checked_add(timeout)) {
            return self.wait();
        }
        self.request_cancel();
        self.wait().map_err(|error| match error.code() {
            sys::DISTOS_ERROR_CANCELLED => Error::from_code(sys::DISTOS_ERROR_DEADLINE_EXCEEDED),
            _ => error,
        })
    }

    /// Asks the runtime to end it early. It then completes as it really ended: cancelled, or not.
    pub fn request_cancel(&self) {
        if !self.is_complete() {
            self.ticket.cancel();
        }
    }

    /// Asks the runtime to end it early, and answers a future of its end that gives the memory back in any case.
    pub fn cancel(self) -> Settle<T> {
        self.request_cancel();
        self.settle()
    }

    /// A future of its end that gives the memory back also when it failed.
    pub fn settle(self) -> Settle<T> {
        Settle(self)
    }
}

impl<T> Future for Op<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.outcome
            .poll(context.waker())
            .map(|end| end.map_err(|failed| failed.error))
    }
}

impl<T> Drop for Op<T> {
    fn drop(&mut self) {
        self.request_cancel();
    }
}

impl<T> fmt::Debug for Op<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Op")
            .field("is_complete", &self.is_complete())
            .finish_non_exhaustive()
    }
}

/// The end of an operation, with its memory in any case. Made by [`Op::settle`] and [`Op::cancel`].
#[must_use = "dropping an operation cancels it"]
#[derive(Debug)]
pub struct Settle<T>(Op<T>);

impl<T> Settle<T> {
    /// Waits for the end on this thread.
    ///
    /// # Errors
    /// What the operation failed with, and its memory.
    pub fn wait(self) -> std::result::Result<T, Failed<T>> {
        self.0.outcome.wait()
    }
}

impl<T> Future for Settle<T> {
    type Output = std::result::Result<T, Failed<T>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.outcome.poll(context.waker())
    }
}

/// Runs a future to its end on this thread, for programs without an executor.
pub fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// What the future sees of an operation.
pub(crate) trait Outcome<T>: Send + Sync {
    fn is_complete(&self) -> bool;
    fn poll(&self, waker: &Waker) -> Poll<std::result::Result<T, Failed<T>>>;
    fn wait(&self) -> std::result::Result<T, Failed<T>>;
    /// Whether it is complete in time; `None` waits for ever.
    fn wait_until(&self, until: Option<Instant>) -> bool;
}

/// What the reactor sees of an operation.
pub(crate) trait Completable: Send + Sync {
    /// The address and size of the argument block. Called by whoever submits, never after that.
    fn block(&self) -> (u64, u32);
    /// Says how it ended. After this, the runtime touches none of its memory.
    fn complete(&self, end: Result<()>);
}

/// An argument block, what it points at, and how it ended.
pub(crate) struct Operation<B, M> {
    progress: Mutex<Progress>,
    completed: Condvar,
    lent: UnsafeCell<Lent<B, M>>,
}

/// What the runtime reads and writes until the completion.
struct Lent<B, M> {
    block: B,
    memory: Option<M>,
    _kept: Kept,
}

enum Progress {
    Running(Option<Waker>),
    Complete(Result<()>),
    Taken,
}

// SAFETY: `lent` is touched by one thread at a time: its maker, then the one that submits, then the one that takes the
// completion, each handing over through the lock of the reactor or of `progress`. The addresses in it are of memory that
// it owns.
unsafe impl<B, M: Send> Send for Operation<B, M> {}
// SAFETY: as above.
unsafe impl<B, M: Send> Sync for Operation<B, M> {}

impl<B: 'static, M: Send + 'static> Operation<B, M> {
    /// Lends `memory` and what `kept` has; `bind` writes the addresses of `memory` into the block, once at its place.
    pub(crate) fn new(
        block: B,
        kept: Kept,
        memory: M,
        bind: impl FnOnce(&mut B, &mut M),
    ) -> Arc<Self> {
        let lent = Lent {
            block,
            memory: Some(memory),
            _kept: kept,
        };
        let operation = Arc::new(Self {
            progress: Mutex::new(Progress::Running(None)),
            completed: Condvar::new(),
            lent: UnsafeCell::new(lent),
        });
        // SAFETY: nobody else has the operation yet.
        let lent = unsafe { &mut *operation.lent.get() };
        if let Some(memory) = &mut lent.memory {
            bind(&mut lent.block, memory);
        }
        operation
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the end, once it is there.
    fn take(&self, progress: &mut Progress) -> Option<std::result::Result<M, Failed<M>>> {
        if !matches!(progress, Progress::Complete(_)) {
            return None;
        }
        let Progress::Complete(end) = std::mem::replace(progress, Progress::Taken) else {
            return None;
        };
        // SAFETY: the operation is complete, and `Taken` keeps everybody else away.
        let memory = unsafe { &mut *self.lent.get() }.memory.take()?;
        Some(match end {
            Ok(()) => Ok(memory),
            Err(error) => Err(Failed { error, memory }),
        })
    }
}

impl<B: 'static, M: Send + 'static> Completable for Operation<B, M> {
    fn block(&self) -> (u64, u32) {
        // SAFETY: only the address is taken.
        let block = unsafe { &raw const (*self.lent.get()).block };
        (block.expose_provenance() as u64, size_of::<B>() as u32)
    }

    fn complete(&self, end: Result<()>) {
        let before = std::mem::replace(&mut *self.progress(), Progress::Complete(end));
        self.completed.notify_all();
        if let Progress::Running(Some(waker)) = before {
            waker.wake();
        }
    }
}

impl<B: 'static, M: Send + 'static> Outcome<M> for Operation<B, M> {
    fn is_complete(&self) -> bool {
        !matches!(*self.progress(), Progress::Running(_))
    }

    fn poll(&self, waker: &Waker) -> Poll<std::result::Result<M, Failed<M>>> {
        let mut progress = self.progress();
        if let Some(end) = self.take(&mut progress) {
            return Poll::Ready(end);
        }
        match &mut *progress {
            Progress::Running(Some(known)) if known.will_wake(waker) => {}
            Progress::Running(place) => *place = Some(waker.clone()),
            // A future that is polled after its end stays pending, as futures may.
            Progress::Complete(_) | Progress::Taken => {}
        }
        Poll::Pending
    }

    fn wait(&self) -> std::result::Result<M, Failed<M>> {
        let mut progress = self.progress();
        loop {
            if let Some(end) = self.take(&mut progress) {
                return end;
            }
            progress = self
                .completed
                .wait(progress)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn wait_until(&self, until: Option<Instant>) -> bool {
        let mut progress = self.progress();
        while matches!(*progress, Progress::Running(_)) {
            let Some(until) = until else {
                progress = self
                    .completed
                    .wait(progress)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let Some(left) = until
                .checked_duration_since(Instant::now())
                .filter(|left| !left.is_zero())
            else {
                return false;
            };
            let waited = self.completed.wait_timeout(progress, left);
            progress = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}
