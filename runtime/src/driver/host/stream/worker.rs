//! A worker thread: takes streams from the line and completes their operations.

use std::io;
use std::sync::Arc;
use std::thread;

use super::pool::Line;
use crate::threads;

/// Operations of one stream that a thread completes before it looks for another stream that waits.
const TURN: usize = 16;

/// Starts a thread that nobody joins: it ends with the line, and never holds up the end of the process.
pub fn start(line: Arc<Line>) -> io::Result<()> {
    let name = "distos-host".to_owned();
    let builder = thread::Builder::new().name(name);
    builder.spawn(move || work(&line)).map(drop)
}

fn work(line: &Line) {
    threads::block_signals();
    while let Some(queue) = line.take() {
        if (0..TURN).all(|_| queue.step()) {
            line.put_back(queue);
        }
    }
}
