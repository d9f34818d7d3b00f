//! Many operations with random cancellation, dropped futures, deadlines and a full ring: none is lost, nothing leaks.
//!
//! `DISTOS_SOAK_OPERATIONS` says how many; `cargo xtask soak` asks for a million.

mod common;

use std::collections::VecDeque;
use std::thread;
use std::time::Duration;

use common::Bench;
use distos::gpu::{Buffer, Device, Event, Stream};
use distos::{ErrorKind, Failed, MonotonicTime, Op, Result};

const DEFAULT_OPERATIONS: usize = 20_000;
const THREADS: usize = 4;
/// More than the ring has credits for, so that submissions wait their turn inside the SDK.
const IN_FLIGHT: usize = 700;
const BUFFER_SIZE: usize = 64 * 1024;

#[test]
fn no_operation_is_lost_and_nothing_leaks() {
    let operations = operations();
    let bench = Bench::new();
    let before = bench.free_memory();
    let workers: Vec<_> = (0..THREADS)
        .map(|seed| {
            let device = bench.device.clone();
            thread::spawn(move || work(&device, seed as u64 + 1, operations / THREADS))
        })
        .collect();
    let tallies: Vec<Tally> = workers
        .into_iter()
        .map(|worker| worker.join().expect("no worker panics"))
        .collect();
    let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    let (succeeded, cancelled, late, dropped) = (
        sum(|tally| tally.succeeded),
        sum(|tally| tally.cancelled),
        sum(|tally| tally.late),
        sum(|tally| tally.dropped),
    );
    println!("{succeeded} succeeded, {cancelled} cancelled, {late} late, {dropped} dropped");
    assert_eq!(
        succeeded + cancelled + late + dropped,
        operations / THREADS * THREADS
    );
    assert!(
        succeeded > 0 && cancelled > 0 && late > 0 && dropped > 0,
        "every way to end was taken"
    );
    assert_eq!(
        bench.free_memory(),
        before,
        "all memory of the device is free again"
    );
}

fn operations() -> usize {
    let wanted = std::env::var("DISTOS_SOAK_OPERATIONS").ok();
    wanted.map_or(DEFAULT_OPERATIONS, |text| {
        text.parse().expect("DISTOS_SOAK_OPERATIONS is a number")
    })
}

/// How operations ended.
#[derive(Default)]
struct Tally {
    succeeded: usize,
    cancelled: usize,
    late: usize,
    dropped: usize,
}

/// An operation in flight, with what must be true of its memory.
enum Flight {
    Copy(Op<Vec<u8>>, usize),
    Wait(Op<()>),
}

/// Xorshift: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

fn work(device: &Device, seed: u64, operations: usize) -> Tally {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let stream = device
        .stream_create(Default::default())
        .expect("a stream is made");
    let buffer = device
        .buffer_alloc(BUFFER_SIZE as u64, Default::default())
        .expect("there is enough memory");
    // A new buffer's contents are undefined; every byte that is ever read is 0 or 1 from here on.
    buffer
        .write(&stream, 0, vec![0u8; BUFFER_SIZE])
        .wait()
        .expect("it is cleared");
    let mut flights = VecDeque::new();
    let mut tally = Tally::default();
    for _ in 0..operations {
        flights.push_back(submit(&mut random, &stream, &buffer));
        while flights.len() > IN_FLIGHT {
            let index = random.below(flights.len() as u64) as usize;
            let flight = flights
                .swap_remove_back(index)
                .expect("the index is within");
            end(&mut random, flight, &mut tally);
        }
    }
    for flight in flights {
        end(&mut random, flight, &mut tally);
    }
    drain(&stream);
    tally
}

fn submit(random: &mut Random, stream: &Stream, buffer: &Buffer) -> Flight {
    let length = 1 + random.below(4096) as usize;
    let offset = random.below((BUFFER_SIZE - length) as u64);
    let deadline = deadline(random);
    match random.below(8) {
        0 => Flight::Wait(record(stream).wait_by(deadline)),
        1..=4 => Flight::Copy(
            buffer.write_by(deadline, stream, offset, vec![1; length]),
            length,
        ),
        _ => Flight::Copy(
            buffer.read_by(deadline, stream, offset, vec![0; length]),
            length,
        ),
    }
}

/// One in eight is in the past or very near.
fn deadline(random: &mut Random) -> MonotonicTime {
    match random.below(8) {
        0 => MonotonicTime::after(Duration::from_micros(random.below(200))),
        _ => MonotonicTime::NONE,
    }
}

fn record(stream: &Stream) -> Event {
    stream.event_record().expect("the place is marked")
}

fn end(random: &mut Random, flight: Flight, tally: &mut Tally) {
    match (random.below(4), flight) {
        (0, Flight::Copy(operation, _)) => {
            drop(operation);
            tally.dropped += 1;
        }
        (0, Flight::Wait(operation)) => {
            drop(operation);
            tally.dropped += 1;
        }
        (1, Flight::Copy(operation, length)) => check(operation.cancel().wait(), length, tally),
        (_, Flight::Copy(operation, length)) => check(operation.settle().wait(), length, tally),
        (1, Flight::Wait(operation)) => count(
            operation.cancel().wait().map_err(|failed| failed.error),
            tally,
        ),
        (_, Flight::Wait(operation)) => count(operation.wait(), tally),
    }
}

/// The memory is the one that went in, whatever happened.
fn check(end: std::result::Result<Vec<u8>, Failed<Vec<u8>>>, length: usize, tally: &mut Tally) {
    let (memory, outcome) = match end {
        Ok(memory) => (memory, Ok(())),
        Err(failed) => (failed.memory, Err(failed.error)),
    };
    assert_eq!(memory.len(), length);
    assert!(
        memory.iter().all(|byte| *byte <= 1),
        "nobody else wrote into it"
    );
    count(outcome, tally);
}

fn count(end: Result<()>, tally: &mut Tally) {
    match end.map_err(|error| error.kind()) {
        Ok(()) => tally.succeeded += 1,
        Err(ErrorKind::Cancelled) => tally.cancelled += 1,
        Err(ErrorKind::DeadlineExceeded) => tally.late += 1,
        Err(other) => panic!("nothing else can end an operation, but {other:?} did"),
    }
}

/// Waits until everything that was submitted is over, dropped futures included.
fn drain(stream: &Stream) {
    record(stream)
        .wait()
        .wait()
        .expect("the stream passes its end");
}
