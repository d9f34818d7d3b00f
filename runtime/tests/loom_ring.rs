//! The memory ordering of the mailbox: the interleavings of a few threads, explored by loom.
//!
//! `RUSTFLAGS="--cfg loom" cargo test -p distos-runtime --test loom_ring --release`
#![cfg(loom)]

use distos_runtime::ring::credits::Credits;
use distos_runtime::ring::mailbox::{Doorbell, Mailbox};
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Arc, Mutex};
use loom::thread;

/// A counter, as an eventfd is one; its lock is the kernel's.
#[derive(Default)]
struct Counter(Mutex<u64>);

impl Doorbell for Counter {
    fn ring(&self) {
        *self.0.lock().unwrap() += 1;
    }

    fn clear(&self) -> u64 {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    fn shut(&self) {}
}

impl Counter {
    fn is_readable(&self) -> bool {
        *self.0.lock().unwrap() > 0
    }
}

type Letters = Mailbox<usize, Counter>;

/// Explores all interleavings in which threads are interrupted at most three times: bugs that need more are rare, and all
/// interleavings are too many.
fn explore(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

fn mailbox(capacity: usize) -> Arc<Letters> {
    Arc::new(Mailbox::new(capacity, Counter::default()))
}

fn take(mailbox: &Letters, limit: usize) -> Vec<usize> {
    let mut taken = Vec::new();
    mailbox.take(limit, |value| taken.push(value));
    taken
}

fn spawn_pushers(
    mailbox: &Arc<Letters>,
    values: std::ops::Range<usize>,
) -> Vec<thread::JoinHandle<()>> {
    values
        .map(|value| {
            let mailbox = Arc::clone(mailbox);
            thread::spawn(move || mailbox.push(value))
        })
        .collect()
}

/// What a consumer that follows the rules of the descriptor has left once all producers are done: if anything is there, the
/// doorbell says so.
#[test]
fn nothing_arrives_unannounced() {
    explore(|| {
        let mailbox = mailbox(2);
        let producers = spawn_pushers(&mailbox, 0..2);
        let mut taken = take(&mailbox, 4);
        producers
            .into_iter()
            .for_each(|producer| producer.join().unwrap());
        assert!(taken.len() == 2 || mailbox.doorbell().is_readable());
        taken.extend(take(&mailbox, 4));
        taken.sort_unstable();
        assert_eq!(taken, [0, 1]);
        // Everybody has rung by now, so the descriptor is quiet again.
        assert!(!mailbox.doorbell().is_readable());
    });
}

/// A consumer that reads the descriptor itself, as a blocking read does, before it takes.
#[test]
fn who_reads_the_descriptor_is_told_again() {
    explore(|| {
        let mailbox = mailbox(2);
        let producers = spawn_pushers(&mailbox, 0..2);
        mailbox.doorbell().clear();
        let taken = take(&mailbox, 4).len();
        producers
            .into_iter()
            .for_each(|producer| producer.join().unwrap());
        assert!(taken == 2 || mailbox.doorbell().is_readable());
    });
}

/// A consumer with fewer places than there are completions.
#[test]
fn a_batch_that_is_full_leaves_the_rest_announced() {
    explore(|| {
        let mailbox = mailbox(2);
        let producers = spawn_pushers(&mailbox, 0..2);
        let mut taken = take(&mailbox, 1);
        producers
            .into_iter()
            .for_each(|producer| producer.join().unwrap());
        assert!(taken.len() == 2 || mailbox.doorbell().is_readable());
        while taken.len() < 2 {
            taken.extend(take(&mailbox, 1));
        }
        assert!(take(&mailbox, 1).is_empty());
        assert!(!mailbox.doorbell().is_readable());
    });
}

/// A ring that comes late does not leave the descriptor readable, and does not hide the ring of another.
#[test]
fn a_late_ring_is_accounted_for() {
    explore(|| {
        let mailbox = mailbox(2);
        let producers = spawn_pushers(&mailbox, 0..1);
        let mut taken = take(&mailbox, 2).len();
        mailbox.push(1);
        taken += take(&mailbox, 2).len();
        for producer in producers {
            producer.join().unwrap();
        }
        assert!(taken == 2 || mailbox.doorbell().is_readable());
        taken += take(&mailbox, 2).len();
        assert_eq!(taken, 2);
        assert!(!mailbox.doorbell().is_readable());
    });
}

/// A cell is used again only when its credit has come back, and the value is seen whole: loom watches the cells.
#[test]
fn cells_are_used_again_as_credits_return() {
    explore(|| {
        let mailbox = mailbox(1);
        let credits = Arc::new(AtomicUsize::new(1));
        let producer = {
            let (mailbox, credits) = (Arc::clone(&mailbox), Arc::clone(&credits));
            thread::spawn(move || {
                for value in 0..2 {
                    while credits
                        .compare_exchange(1, 0, Ordering::AcqRel, Ordering::Relaxed)
                        .is_err()
                    {
                        thread::yield_now();
                    }
                    mailbox.push(value);
                }
            })
        };
        let mut taken = Vec::new();
        while taken.len() < 2 {
            let got = take(&mailbox, 1);
            if got.is_empty() {
                thread::yield_now();
            } else {
                credits.store(1, Ordering::Release);
                taken.extend(got);
            }
        }
        producer.join().unwrap();
        assert_eq!(taken, [0, 1]);
    });
}

/// A thread that sleeps is woken: loom finds a deadlock otherwise.
#[test]
fn sleepers_are_woken() {
    explore(|| {
        let mailbox = mailbox(2);
        let producers = spawn_pushers(&mailbox, 0..1);
        let mut taken = take(&mailbox, 2);
        while taken.is_empty() {
            mailbox.sleep(None, || false);
            taken = take(&mailbox, 2);
        }
        assert_eq!(taken, [0]);
        producers
            .into_iter()
            .for_each(|producer| producer.join().unwrap());
    });
}

/// Closing wakes sleepers, too.
#[test]
fn closing_wakes_sleepers() {
    explore(|| {
        let mailbox = mailbox(1);
        let closed = Arc::new(AtomicUsize::new(0));
        let closer = {
            let (mailbox, closed) = (Arc::clone(&mailbox), Arc::clone(&closed));
            thread::spawn(move || {
                closed.store(1, Ordering::SeqCst);
                mailbox.wake();
            })
        };
        while closed.load(Ordering::SeqCst) == 0 {
            mailbox.sleep(None, || closed.load(Ordering::SeqCst) == 1);
        }
        closer.join().unwrap();
    });
}

/// A credit is with one holder at a time: each marks a place of its own, and loom watches the places.
#[test]
fn credits_have_one_holder() {
    explore(|| {
        let credits = Arc::new(Credits::new(2));
        let places: Arc<Vec<_>> = Arc::new((0..2).map(loom::cell::UnsafeCell::new).collect());
        let hold = move |credits: &Credits, places: &[loom::cell::UnsafeCell<usize>]| {
            let Some(credit) = credits.take() else {
                return;
            };
            // SAFETY: the credit is ours alone; loom would tell.
            places[credit as usize].with_mut(|place| unsafe { *place += 1 });
            credits.give(&[credit]);
        };
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (credits, places) = (Arc::clone(&credits), Arc::clone(&places));
                thread::spawn(move || hold(&credits, &places))
            })
            .collect();
        let both: Vec<u32> = (0..2).filter_map(|_| credits.take()).collect();
        credits.give(&both);
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap());
        let mut left: Vec<u32> = std::iter::from_fn(|| credits.take()).collect();
        left.sort_unstable();
        assert_eq!(left, [0, 1]);
    });
}
