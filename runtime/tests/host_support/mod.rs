//! What the tests of `host:0` share: waiting for completions, and work that stops at a gate.
#![allow(
    dead_code,
    reason = "each test file is a crate of its own, and uses a part"
)]

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use distos_runtime::driver::host::{Event, Failure, HostDevice, Stop, Stream, Ticket};

pub const MEBIBYTE: u64 = 1 << 20;

/// Longer than anything takes that isn't stuck.
const STUCK: Duration = Duration::from_secs(120);

pub type Outcome = Result<(), Failure>;

/// One completion to come.
pub struct Pending {
    pub ticket: Ticket,
    outcome: Receiver<Outcome>,
}

impl Pending {
    pub fn outcome(&self) -> Outcome {
        self.outcome.recv_timeout(STUCK).expect("a completion")
    }

    /// The outcome, if it has come already.
    pub fn try_outcome(&self) -> Option<Outcome> {
        self.outcome.try_recv().ok()
    }

    pub fn no_second_outcome(&self) -> bool {
        self.outcome.try_recv().is_err()
    }
}

pub fn device(workers: usize) -> HostDevice {
    HostDevice::new(64 * MEBIBYTE, workers)
}

/// Submits `work` and remembers its completion.
pub fn submit(
    stream: &Stream,
    work: impl FnOnce(&std::sync::atomic::AtomicBool) -> Result<(), Stop> + Send + 'static,
) -> Pending {
    let (sender, outcome) = channel();
    let ticket = stream.submit(work, notify(sender));
    Pending { ticket, outcome }
}

fn notify(sender: Sender<Outcome>) -> impl FnOnce(Outcome) + Send {
    move |outcome| {
        // The test may have ended without looking.
        let _ = sender.send(outcome);
    }
}

/// Work that occupies its stream, and a worker, until the gate opens.
pub struct Gate {
    pub operation: Pending,
    barrier: Arc<Barrier>,
}

impl Gate {
    /// Occupies the stream: returns when the work runs.
    pub fn close(stream: &Stream) -> Gate {
        Gate::queue(stream).entered()
    }

    /// Returns when the work is admitted.
    pub fn queue(stream: &Stream) -> Gate {
        let barrier = Arc::new(Barrier::new(2));
        let inside = Arc::clone(&barrier);
        let operation = submit(stream, move |_| {
            inside.wait();
            inside.wait();
            Ok(())
        });
        Gate { operation, barrier }
    }

    /// Returns when the work runs.
    pub fn entered(self) -> Gate {
        self.barrier.wait();
        self
    }

    pub fn open(self) {
        self.barrier.wait();
        self.operation.outcome().expect("nobody cancelled the gate");
    }
}

pub fn wait(event: &Event) -> Outcome {
    let (sender, outcome) = channel();
    event.wait(Box::new(notify(sender)));
    outcome.recv_timeout(STUCK).expect("the event to complete")
}

/// Small numbers that look random and are the same in every run (xorshift64*, Vigna 2016).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) % limit
    }
}
