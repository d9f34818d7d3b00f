//! What it costs to hand a completion to another thread, beside a bare single-producer queue with the same doorbell.
//!
//! Two shapes, each in interleaved rounds of one process:
//! - *in bursts*: the consumer sleeps on the eventfd until a burst of completions wakes it, and takes the burst;
//! - *in turns*: the producer fills the queue, then the consumer empties it, so that nobody waits for anybody: the time is
//!   that of the queue alone.
//!
//! A producer and a consumer that run freely measure the scheduler: how often the consumer gets to sleep changes the time by
//! a factor of three from run to run.

mod bare;
mod doorbell;
mod ours;

use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bare::Bare;
use ours::Ours;

/// Places in the queue.
const CAPACITY: usize = 1024;
/// Completions that the consumer takes at once.
const BATCH: usize = 256;
const ROUNDS: usize = 41;
const BURSTS: u64 = 500;
const TURNS: u64 = 100;

/// What crosses: as large as a completion.
#[derive(Clone, Copy)]
pub struct Item {
    /// Which one it is.
    pub number: u64,
    /// As many bytes as a completion has besides.
    pub rest: [u64; 2],
}

/// A queue to another thread, with a doorbell.
pub trait Crossing: Sync {
    /// The producer's end.
    type Producer: Send;
    /// The consumer's end.
    type Consumer: Send;

    /// An empty queue.
    fn ends() -> (Self::Producer, Self::Consumer);

    /// Adds an item; false when there is no place.
    fn push(producer: &mut Self::Producer, item: Item) -> bool;

    /// Takes what is there, at most a batch, and answers how many. With fewer than a batch, the doorbell is armed.
    fn take(consumer: &mut Self::Consumer, see: &mut impl FnMut(Item)) -> usize;

    /// Sleeps until the doorbell rings.
    fn sleep(consumer: &mut Self::Consumer);
}

fn main() {
    let (mut woken, mut turns) = (Pair::default(), Pair::default());
    for _ in 0..ROUNDS {
        woken.add(bursts::<Ours>(), bursts::<Bare>());
        turns.add(take_turns::<Ours>(), take_turns::<Bare>());
    }
    woken.print("crossing the ring, the consumer woken");
    turns.print("crossing the ring, the queue alone");
}

/// Nanoseconds of each round.
#[derive(Default)]
struct Pair {
    ours: Vec<f64>,
    bare: Vec<f64>,
}

impl Pair {
    fn add(&mut self, ours: f64, bare: f64) {
        self.ours.push(ours);
        self.bare.push(bare);
    }

    fn print(mut self, name: &str) {
        let (ours, bare) = (median(&mut self.ours), median(&mut self.bare));
        let peer = "a bare single-producer queue (rtrb) and an eventfd";
        println!("bench\t{name}\tns\t{ours:.2}\t{peer}\t{bare:.2}\tratio\t1.3");
    }
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Both ends at once; the next burst comes when the last one has been taken.
fn bursts<C: Crossing>() -> f64 {
    let (mut producer, mut consumer) = C::ends();
    let taken = AtomicU64::new(0);
    let produce = || {
        for burst in 0..BURSTS {
            while taken.load(Ordering::Acquire) < burst * BATCH as u64 {
                thread::yield_now();
            }
            (0..BATCH as u64).for_each(|number| insist::<C>(&mut producer, number));
        }
    };
    let start = Instant::now();
    thread::scope(|scope| {
        scope.spawn(produce);
        let mut sum = 0;
        while taken.load(Ordering::Relaxed) < BURSTS * BATCH as u64 {
            C::sleep(&mut consumer);
            let mut count = BATCH;
            while count == BATCH {
                count = C::take(&mut consumer, &mut |item| sum += item.number);
                taken.fetch_add(count as u64, Ordering::Release);
            }
        }
        assert_eq!(sum, BURSTS * of_numbers_below(BATCH as u64));
    });
    nanoseconds(start.elapsed(), BURSTS * BATCH as u64)
}

fn insist<C: Crossing>(producer: &mut C::Producer, number: u64) {
    let item = Item {
        number,
        rest: [number; 2],
    };
    while !C::push(producer, item) {
        thread::yield_now();
    }
}

/// One end after the other.
fn take_turns<C: Crossing>() -> f64 {
    let (mut producer, mut consumer) = C::ends();
    let barrier = Barrier::new(2);
    let total = TURNS * CAPACITY as u64;
    let times = thread::scope(|scope| {
        let producing = scope.spawn(|| {
            let mut time = Duration::ZERO;
            for _ in 0..TURNS {
                time += timed(|| {
                    (0..CAPACITY as u64).for_each(|number| insist::<C>(&mut producer, number))
                });
                barrier.wait();
                barrier.wait();
            }
            time
        });
        let mut time = Duration::ZERO;
        let mut sum = 0;
        for _ in 0..TURNS {
            barrier.wait();
            time +=
                timed(|| while C::take(&mut consumer, &mut |item| sum += item.number) == BATCH {});
            barrier.wait();
        }
        assert_eq!(sum, TURNS * of_numbers_below(CAPACITY as u64));
        [time, producing.join().expect("the producer does not panic")]
    });
    nanoseconds(times.into_iter().sum(), total)
}

fn of_numbers_below(limit: u64) -> u64 {
    limit * (limit - 1) / 2
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn nanoseconds(time: Duration, count: u64) -> f64 {
    time.as_nanos() as f64 / count as f64
}
