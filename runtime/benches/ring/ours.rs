//! The ring's own: the mailbox, and the credits that keep it from overflowing.

use std::sync::Arc;

use distos_runtime::ring::InFlight;
use distos_runtime::ring::mailbox::Mailbox;

use super::doorbell::Doorbell;
use super::{BATCH, CAPACITY, Crossing, Item};

pub struct Ours;

struct Shared {
    credits: InFlight,
    mailbox: Mailbox<Arrival, Doorbell>,
}

/// As in the ring.
#[derive(Clone, Copy)]
#[repr(C, packed(4))]
struct Arrival {
    item: Item,
    credit: u32,
}

pub struct End {
    shared: Arc<Shared>,
    returned: Vec<u32>,
}

impl Crossing for Ours {
    type Producer = End;
    type Consumer = End;

    fn ends() -> (End, End) {
        let shared = Arc::new(Shared {
            credits: InFlight::new(CAPACITY as u32),
            mailbox: Mailbox::new(CAPACITY, Doorbell::new()),
        });
        let end = |shared| End {
            shared,
            returned: Vec::with_capacity(BATCH),
        };
        (end(Arc::clone(&shared)), end(shared))
    }

    fn push(producer: &mut End, item: Item) -> bool {
        let Some(credit) = producer.shared.credits.take_credit() else {
            return false;
        };
        producer.shared.mailbox.push(Arrival { item, credit });
        true
    }

    fn take(consumer: &mut End, see: &mut impl FnMut(Item)) -> usize {
        let returned = &mut consumer.returned;
        let count = consumer
            .shared
            .mailbox
            .take(BATCH, |Arrival { item, credit }| {
                see(item);
                returned.push(credit);
            });
        consumer.shared.credits.give_back(returned);
        returned.clear();
        count
    }

    fn sleep(consumer: &mut End) {
        consumer.shared.mailbox.doorbell().sleep();
    }
}
