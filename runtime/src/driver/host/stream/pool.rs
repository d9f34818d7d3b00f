//! The worker threads that the streams of a device share, and the line in which streams wait for one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::queue::Queue;
use super::worker;
use crate::lock::lock;

/// Owned by the device and its streams. When the last of them goes, the threads end as soon as the line is empty.
pub struct Pool {
    line: Arc<Line>,
}

/// Streams with something to do, and how many threads are there for them.
pub struct Line {
    limit: usize,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    ready: BinaryHeap<Reverse<Ready>>,
    arrivals: u64,
    workers: usize,
    idle: usize,
    closed: bool,
}

/// A stream in line: lowest priority value first, then in order of arrival.
struct Ready {
    priority: i32,
    arrival: u64,
    queue: Arc<Queue>,
}

impl Pool {
    /// At most `limit` threads, at least one. None starts yet.
    pub fn new(limit: usize) -> Self {
        Pool {
            line: Arc::new(Line::new(limit.max(1))),
        }
    }

    /// Makes sure that there is a thread, so that whatever is scheduled later will run.
    pub fn start_first_worker(&self) -> io::Result<()> {
        let mut state = lock(&self.line.state);
        if state.workers == 0 {
            worker::start(Arc::clone(&self.line))?;
            state.workers = 1;
        }
        Ok(())
    }

    /// Puts `queue` in line. Starts another thread when there are more streams in line than threads without work.
    pub fn schedule(&self, queue: Arc<Queue>) {
        if self.line.push(queue) && worker::start(Arc::clone(&self.line)).is_err() {
            // The threads that are there will do it later.
            lock(&self.line.state).workers -= 1;
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        lock(&self.line.state).closed = true;
        self.line.changed.notify_all();
    }
}

impl Line {
    fn new(limit: usize) -> Self {
        Line {
            limit,
            state: Mutex::new(State {
                ready: BinaryHeap::new(),
                arrivals: 0,
                workers: 0,
                idle: 0,
                closed: false,
            }),
            changed: Condvar::new(),
        }
    }

    /// Adds a stream to the line. True when a thread should be started for it, which is counted already.
    fn push(&self, queue: Arc<Queue>) -> bool {
        let mut state = lock(&self.state);
        state.push(queue);
        self.changed.notify_one();
        let more = state.ready.len() > state.idle && state.workers < self.limit;
        state.workers += usize::from(more);
        more
    }

    /// Puts a stream that still has work back in line. The thread that does so comes for the next one itself.
    pub fn put_back(&self, queue: Arc<Queue>) {
        lock(&self.state).push(queue);
    }

    /// The next stream with something to do; waits for one. `None` when there won't be any more.
    pub fn take(&self) -> Option<Arc<Queue>> {
        let mut state = lock(&self.state);
        loop {
            if let Some(Reverse(ready)) = state.ready.pop() {
                return Some(ready.queue);
            }
            if state.closed {
                return None;
            }
            state.idle += 1;
            let woken = self.changed.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }
}

impl State {
    fn push(&mut self, queue: Arc<Queue>) {
        let arrival = self.arrivals;
        self.arrivals += 1;
        self.ready.push(Reverse(Ready {
            priority: queue.priority(),
            arrival,
            queue,
        }));
    }
}

impl Ready {
    fn rank(&self) -> (i32, u64) {
        (self.priority, self.arrival)
    }
}

impl PartialEq for Ready {
    fn eq(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }
}

impl Eq for Ready {}

impl PartialOrd for Ready {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ready {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank().cmp(&other.rank())
    }
}
