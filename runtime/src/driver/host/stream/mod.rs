//! Streams: work that runs in the order of its admission.

mod pool;
mod queue;
mod worker;

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub use pool::Pool;
pub use queue::CancelOutcome;
use queue::{Operation, Queue};

use super::event::Event;
use super::failure::{Failure, Stop};

/// A queue of operations. Operations of one stream run one after the other, those of different streams at the same time.
///
/// Dropping a stream waits for nothing: what is queued still runs.
pub struct Stream {
    queue: Arc<Queue>,
    pool: Arc<Pool>,
}

/// Names one operation, to cancel it. Dropping it does nothing.
#[derive(Clone)]
pub struct Ticket {
    queue: Arc<Queue>,
    number: u64,
}

impl Stream {
    pub(super) fn new(pool: &Arc<Pool>, priority: i32) -> io::Result<Self> {
        pool.start_first_worker()?;
        Ok(Stream {
            queue: Arc::new(Queue::new(priority)),
            pool: Arc::clone(pool),
        })
    }

    /// Admits an operation: `work` runs at its place in the order, then `completion` is called, exactly once.
    ///
    /// - `work` owns all that the operation holds. Its flag turns true when it should stop early; it then answers
    ///   [`Stop::Cancelled`], or whatever is true by then. It is gone, with all it owned, before `completion` is called:
    ///   from then on nothing here touches the operation's memory.
    /// - `completion` is called on a worker thread, or by [`Ticket::cancel`] on the thread that cancels, and never before
    ///   `submit` has given the operation its place; it may be called before `submit` returns.
    /// - After an operation that failed the stream, `work` is dropped without a run, and `completion` gets
    ///   [`Failure::StreamFailed`], in order.
    /// - A panic of `work` fails the stream with `Cause::Internal`; one of `completion` is caught and forgotten.
    pub fn submit(
        &self,
        work: impl FnOnce(&AtomicBool) -> Result<(), Stop> + Send + 'static,
        completion: impl FnOnce(Result<(), Failure>) + Send + 'static,
    ) -> Ticket {
        let operation = Operation::new(Box::new(work), Box::new(completion));
        let (number, schedule) = self.queue.push(operation);
        if schedule {
            self.pool.schedule(Arc::clone(&self.queue));
        }
        Ticket {
            queue: Arc::clone(&self.queue),
            number,
        }
    }

    /// Marks the place after all that was admitted so far. Complete at once when the stream has nothing to do.
    pub fn record(&self) -> Arc<Event> {
        let event = Arc::new(Event::new());
        match self.queue.idle_outcome() {
            Some(outcome) => event.complete(outcome),
            None => {
                let marked = Arc::clone(&event);
                self.submit(|_| Ok(()), move |outcome| marked.complete(outcome));
            }
        }
        event
    }

    /// The failure that ended the stream, if one has.
    pub fn failure(&self) -> Option<Failure> {
        self.queue.failure()
    }
}

impl Ticket {
    /// Asks to end the operation early.
    ///
    /// One that has not started is dropped, and its completion is called with [`Failure::Cancelled`] on this thread,
    /// before this returns: hold no lock that the completion takes.
    pub fn cancel(&self) -> CancelOutcome {
        self.queue.cancel(self.number)
    }
}
