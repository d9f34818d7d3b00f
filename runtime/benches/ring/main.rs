//! What it costs to hand a completion to another thread, beside a bare single-producer queue with the same doorbell.
//!
//! Two shapes, each in interleaved rounds of one process:
//! - *flowing*: a producer and a consumer run at once; the consumer sleeps on the eventfd, and takes batches when it wakes;
//! - *in turns*: the producer fills the queue, then the consumer empties it, so that nobody waits for anybody: the time is
//!   that of the queue alone.

mod bare;
mod doorbell;
mod ours;

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use bare::Bare;
use ours::Ours;

/// Places in the queue.
const CAPACITY: usize = 1024;
/// Completions that the consumer takes at once.
const BATCH: usize = 256;
const ROUNDS: usize = 41;
const FLOWING: u64 = 200_000;
const TURNS: u64 = 100;

/// What crosses: as large as a completion with its credit.
#[derive(Clone, Copy)]
pub struct Item {
    /// Which one it is.
    pub number: u64,
    /// As many bytes as a completion has besides.
    pub rest: [u64; 3],
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
    let (mut flowing, mut turns) = (Pair::default(), Pair::default());
    for _ in 0..ROUNDS {
        flowing.add(flow::<Ours>(), flow::<Bare>());
        turns.add(take_turns::<Ours>(), take_turns::<Bare>());
    }
    flowing.print("ring crossing, the consumer sleeping on the eventfd");
    turns.print("ring crossing, the queue alone");
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

/// Both ends at once.
fn flow<C: Crossing>() -> f64 {
    let (mut producer, mut consumer) = C::ends();
    let start = Instant::now();
    thread::scope(|scope| {
        scope.spawn(move || (0..FLOWING).for_each(|number| insist::<C>(&mut producer, number)));
        let mut sum = 0;
        let mut taken = 0;
        while taken < FLOWING {
            let count = C::take(&mut consumer, &mut |item| sum += item.number);
            taken += count as u64;
            if count < BATCH && taken < FLOWING {
                C::sleep(&mut consumer);
            }
        }
        assert_eq!(sum, FLOWING * (FLOWING - 1) / 2);
    });
    nanoseconds(start.elapsed(), FLOWING)
}

fn insist<C: Crossing>(producer: &mut C::Producer, number: u64) {
    let item = Item {
        number,
        rest: [number; 3],
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
        assert_eq!(sum, total / 2 * (CAPACITY as u64 - 1));
        [time, producing.join().expect("the producer does not panic")]
    });
    nanoseconds(times.into_iter().sum(), total)
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn nanoseconds(time: Duration, count: u64) -> f64 {
    time.as_nanos() as f64 / count as f64
}
