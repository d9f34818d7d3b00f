//! Many operations of `host:0` at once, with cancellations at random: none is lost, none completes twice.

mod host_support;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use distos_runtime::driver::host::{Cause, Failure, HostDevice, Stop, Stream};
use host_support::{Outcome, Random, device, wait};

const OPERATIONS: usize = 100_000;
const SUBMITTERS: usize = 4;
const STREAMS: usize = 6;

/// What became of one operation.
#[derive(Default)]
struct Record {
    runs: AtomicU8,
    completions: AtomicU8,
    successes: AtomicU8,
    dropped: AtomicU8,
}

/// Goes with the work of an operation.
struct Held(Arc<Vec<Record>>, usize);

impl Drop for Held {
    fn drop(&mut self) {
        self.0[self.1].dropped.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn no_completion_is_lost_and_none_comes_twice() {
    let device = device(3);
    let streams: Vec<_> = (0..STREAMS)
        .map(|_| device.create_stream(0).unwrap())
        .collect();
    let records: Arc<Vec<Record>> = Arc::new((0..OPERATIONS).map(|_| Record::default()).collect());
    let waiters = AtomicUsize::new(0);
    let called = Arc::new(AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for submitter in 0..SUBMITTERS {
            let (streams, records, waiters, called) = (&streams, &records, &waiters, &called);
            scope.spawn(move || submit_share(submitter, streams, records, waiters, called));
        }
    });
    for stream in &streams {
        wait(&stream.record()).unwrap();
    }
    for record in records.iter() {
        check(record);
    }
    assert_eq!(
        called.load(Ordering::SeqCst),
        waiters.load(Ordering::SeqCst)
    );
}

fn submit_share(
    submitter: usize,
    streams: &[Stream],
    records: &Arc<Vec<Record>>,
    waiters: &AtomicUsize,
    called: &Arc<AtomicUsize>,
) {
    let mut random = Random(submitter as u64 + 1);
    let mut tickets = Vec::new();
    for number in (submitter..OPERATIONS).step_by(SUBMITTERS) {
        let stream = &streams[random.below(STREAMS as u64) as usize];
        tickets.push(submit_one(stream, records, number));
        if random.below(3) == 0 {
            tickets
                .swap_remove(random.below(tickets.len() as u64) as usize)
                .cancel();
        }
        if random.below(50) == 0 {
            await_event(stream, random.below(2) == 0, waiters, called);
        }
    }
}

fn submit_one(
    stream: &Stream,
    records: &Arc<Vec<Record>>,
    number: usize,
) -> distos_runtime::driver::host::Ticket {
    let held = Held(Arc::clone(records), number);
    let told = Arc::clone(records);
    stream.submit(
        move |cancel| {
            held.0[held.1].runs.fetch_add(1, Ordering::SeqCst);
            if cancel.load(Ordering::Relaxed) {
                Err(Stop::Cancelled)
            } else {
                Ok(())
            }
        },
        move |outcome| tell(&told[number], &outcome),
    )
}

fn tell(record: &Record, outcome: &Outcome) {
    assert_eq!(
        record.dropped.load(Ordering::SeqCst),
        1,
        "the work goes first"
    );
    record
        .successes
        .fetch_add(u8::from(outcome.is_ok()), Ordering::SeqCst);
    record.completions.fetch_add(1, Ordering::SeqCst);
}

/// Waits for an event in the background; takes the waiter back, if asked to and if that is still possible.
fn await_event(stream: &Stream, take_back: bool, waiters: &AtomicUsize, called: &Arc<AtomicUsize>) {
    let event = stream.record();
    let count = Arc::clone(called);
    let id = event.wait(Box::new(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    }));
    let taken_back = take_back && id.is_some_and(|id| event.remove(id).is_some());
    waiters.fetch_add(usize::from(!taken_back), Ordering::SeqCst);
}

fn check(record: &Record) {
    let [runs, completions, successes, dropped] = [
        &record.runs,
        &record.completions,
        &record.successes,
        &record.dropped,
    ]
    .map(|count| count.load(Ordering::SeqCst));
    assert_eq!((completions, dropped), (1, 1));
    assert!(runs <= 1 && successes <= runs);
}

#[test]
fn a_failure_in_the_midst_answers_all_that_comes_after() {
    let device = HostDevice::new(1 << 20, 2);
    for round in 0..200 {
        let stream = device.create_stream(0).unwrap();
        let counts: Arc<[AtomicUsize; 3]> = Arc::default();
        for number in 0..50 {
            let counts = Arc::clone(&counts);
            let fails = number == round % 50;
            stream.submit(
                move |_| match fails {
                    true => Err(Stop::FailedStream(Cause::Internal("on purpose".to_owned()))),
                    false => Ok(()),
                },
                move |outcome| {
                    counts[class(&outcome)].fetch_add(1, Ordering::SeqCst);
                },
            );
        }
        assert!(wait(&stream.record()).is_err());
        let counts = [0, 1, 2].map(|class| counts[class].load(Ordering::SeqCst));
        let before = round % 50;
        assert_eq!(counts, [before, 1, 50 - before - 1]);
    }
}

fn class(outcome: &Outcome) -> usize {
    match outcome {
        Ok(()) => 0,
        Err(Failure::Failed(_)) => 1,
        Err(_) => 2,
    }
}
