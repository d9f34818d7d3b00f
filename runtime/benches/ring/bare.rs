//! The peer: a queue for one producer and one consumer, and the least that wakes a consumer who sleeps on an eventfd.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering, fence};

use distos_runtime::ring::mailbox::Doorbell as _;

use super::doorbell::Doorbell;
use super::{BATCH, CAPACITY, Crossing, Item};

pub struct Bare;

struct Bell {
    armed: AtomicBool,
    doorbell: Doorbell,
}

pub struct Producer {
    queue: rtrb::Producer<Item>,
    bell: Arc<Bell>,
}

pub struct Consumer {
    queue: rtrb::Consumer<Item>,
    bell: Arc<Bell>,
}

impl Crossing for Bare {
    type Producer = Producer;
    type Consumer = Consumer;

    fn ends() -> (Producer, Consumer) {
        let (producer, consumer) = rtrb::RingBuffer::new(CAPACITY);
        let bell = Arc::new(Bell {
            armed: AtomicBool::new(true),
            doorbell: Doorbell::new(),
        });
        let producer = Producer {
            queue: producer,
            bell: Arc::clone(&bell),
        };
        let queue = consumer;
        (producer, Consumer { queue, bell })
    }

    fn push(producer: &mut Producer, item: Item) -> bool {
        if producer.queue.push(item).is_err() {
            return false;
        }
        fence(Ordering::SeqCst);
        let bell = &producer.bell;
        if bell.armed.load(Ordering::Relaxed) && bell.armed.swap(false, Ordering::AcqRel) {
            bell.doorbell.ring();
        }
        true
    }

    fn take(consumer: &mut Consumer, see: &mut impl FnMut(Item)) -> usize {
        let mut taken = drain(&mut consumer.queue, BATCH, see);
        if taken < BATCH {
            consumer.bell.doorbell.clear();
            consumer.bell.armed.store(true, Ordering::Relaxed);
            fence(Ordering::SeqCst);
            taken += drain(&mut consumer.queue, BATCH - taken, see);
        }
        taken
    }

    fn sleep(consumer: &mut Consumer) {
        consumer.bell.doorbell.sleep();
    }
}

fn drain(queue: &mut rtrb::Consumer<Item>, limit: usize, see: &mut impl FnMut(Item)) -> usize {
    let count = queue.slots().min(limit);
    match queue.read_chunk(count) {
        Ok(chunk) => chunk.into_iter().map(see).count(),
        Err(_) => 0,
    }
}
