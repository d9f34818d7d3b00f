//! Many operations with random cancellation, deadlines and full queues: each completes once, and nothing is left.

mod border;

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use border::*;

const OPERATIONS: u64 = 20_000;
const PRODUCERS: u64 = 2;

/// A small generator of numbers that look random, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Submits until all of its operations are accepted; between them it cancels some. Gives back what they copy from, which must
/// outlive them.
fn produce(session: Session, ring: distos_ring_t, producer: u64) -> Vec<u8> {
    let submitter = Submitter { ring };
    let stream = stream_create(session.device, std::ptr::null()).unwrap();
    let session = Session { stream, ..session };
    let buffer = session.buffer(3 << 20);
    let data = vec![producer as u8; 3 << 20];
    let small = write_block(session, buffer, &data[..64]);
    let large = write_block(session, buffer, &data);
    let mut numbers = Numbers(producer * 7919 + 1);
    let mut accepted = 0;
    while accepted < OPERATIONS {
        let batch = (1 + numbers.next(8)).min(OPERATIONS - accepted);
        let entries: Vec<_> = (0..batch)
            .map(|index| {
                let block = if numbers.next(200) == 0 {
                    &large
                } else {
                    &small
                };
                let user_data = producer << 32 | (accepted + index);
                let mut entry = entry(DISTOS_CALL_GPU_BUFFER_WRITE, user_data, block);
                entry.flags = u32::from(numbers.next(4) == 0);
                if numbers.next(4) == 0 {
                    entry.deadline = in_time(Duration::from_micros(numbers.next(200)));
                }
                entry
            })
            .collect();
        match submitter.submit(&entries) {
            Ok(count) => accepted += u64::from(count),
            Err(told) => {
                assert_eq!(told.status, DISTOS_ERROR_WOULD_BLOCK);
                thread::yield_now();
            }
        }
        if numbers.next(3) == 0 && accepted > 0 {
            submitter.cancel(producer << 32 | accepted.saturating_sub(1 + numbers.next(16)));
        }
    }
    // SAFETY: takes values only. The operations in flight hold the buffer and the stream.
    unsafe {
        call(|error| distos_gpu_buffer_free(buffer, error)).unwrap();
        call(|error| distos_gpu_stream_close(stream, error)).unwrap();
    }
    data
}

#[test]
fn every_accepted_operation_completes_once() {
    let session = Session::open();
    let ring = session.ring(64);
    let seen: Vec<AtomicU64> = (0..PRODUCERS * OPERATIONS)
        .map(|_| AtomicU64::new(0))
        .collect();
    let total = AtomicU64::new(0);
    let data: Vec<_> = thread::scope(|scope| {
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|producer| scope.spawn(move || produce(session, ring, producer)))
            .collect();
        for consumer in 0..2 {
            let (seen, total) = (&seen, &total);
            scope.spawn(move || {
                let submitter = Submitter { ring };
                while total.load(Ordering::Relaxed) < PRODUCERS * OPERATIONS {
                    let soon = in_time(Duration::from_millis(20));
                    let Ok(completions) = submitter.wait(1 + consumer, 16, soon) else {
                        continue;
                    };
                    for completion in &completions {
                        check(completion);
                        let index = (completion.user_data >> 32) * OPERATIONS
                            + (completion.user_data & 0xffff_ffff);
                        assert_eq!(seen[index as usize].fetch_add(1, Ordering::Relaxed), 0);
                    }
                    total.fetch_add(completions.len() as u64, Ordering::Relaxed);
                }
            });
        }
        producers
            .into_iter()
            .map(|producer| producer.join().unwrap())
            .collect()
    });
    drop(data);
    assert!(seen.iter().all(|count| count.load(Ordering::Relaxed) == 1));
    assert_eq!(session.allocated(), 0);
    Submitter { ring }.close();
}

fn check(completion: &distos_ring_completion_t) {
    let possible = [
        DISTOS_OK,
        DISTOS_ERROR_CANCELLED,
        DISTOS_ERROR_DEADLINE_EXCEEDED,
    ];
    assert!(possible.contains(&completion.status), "{completion:?}");
    assert_eq!(completion.error, 0);
    assert_eq!(
        completion.outcome == DISTOS_RING_OUTCOME_SUCCEEDED,
        completion.status == DISTOS_OK
    );
}
