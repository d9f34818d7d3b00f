//! Operations of closed event loops: a thread waits for their completions, then lets their memory go.

use super::Bridge;
use super::ring;
use crate::process;
use crate::time;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// How long a reaper waits before it looks whether the interpreter exits.
const SLICE_NS: u64 = 20_000_000;

static PARKED: AtomicUsize = AtomicUsize::new(0);
static THREADS: Mutex<Vec<JoinHandle<()>>> = Mutex::new(Vec::new());

/// How many operations are parked.
pub fn parked() -> usize {
    PARKED.load(Ordering::Acquire)
}

/// Waits for what is in flight, in a thread of its own.
pub fn park(bridge: Arc<Bridge>, operations: usize) {
    PARKED.fetch_add(operations, Ordering::AcqRel);
    let leaked = bridge.clone();
    let spawned = thread::Builder::new()
        .name("distos-reaper".to_owned())
        .spawn(move || reap(bridge));
    match spawned {
        Ok(thread) => {
            let mut threads = THREADS.lock().unwrap_or_else(PoisonError::into_inner);
            threads.retain(|it| !it.is_finished());
            threads.push(thread);
        }
        // Without a thread the memory is never let go, which is safe.
        Err(_) => std::mem::forget(leaked),
    }
}

fn reap(bridge: Arc<Bridge>) {
    let mut batch = [ring::EMPTY; super::BATCH];
    while !process::is_over() && !bridge.lock().flights.is_empty() {
        let count = bridge.ring.wait(&mut batch, time::now() + SLICE_NS);
        let landed = bridge.land(&batch[..count]);
        if landed.is_empty() {
            continue;
        }
        PARKED.fetch_sub(landed.len(), Ordering::AcqRel);
        // What is held belongs to Python objects.
        let mut landed = Some(landed);
        if Python::try_attach(|_| drop(landed.take())).is_none() {
            std::mem::forget(landed);
        }
    }
    if process::is_over() {
        std::mem::forget(bridge);
    }
}

/// Waits for the threads, which see within a slice that the process is over.
pub fn join() {
    let threads = std::mem::take(&mut *THREADS.lock().unwrap_or_else(PoisonError::into_inner));
    for thread in threads {
        // A reaper that panicked has nothing more to tell.
        let _ = thread.join();
    }
}

/// The threads are the parent's. The lock may be held by one of them, so it is only tried.
pub fn forget() {
    PARKED.store(0, Ordering::Release);
    if let Ok(mut threads) = THREADS.try_lock() {
        std::mem::forget(std::mem::take(&mut *threads));
    }
}
