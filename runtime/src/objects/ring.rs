//! Objects of module `ring`: rings.

use std::sync::Arc;

use crate::generated::traits::RingModel;
use crate::handles::{ObjectType, Parent, Ref};
use crate::objects::core::System;
use crate::ring::Reactor;

/// A ring: a reactor with a name.
pub struct Ring {
    system: Parent<System>,
    reactor: Arc<Reactor>,
}

impl Ring {
    /// `reactor`, of `system`.
    pub fn new(system: Ref<System>, reactor: Arc<Reactor>) -> Self {
        Ring {
            system: system.into_parent(),
            reactor,
        }
    }

    /// What it shares with the operations in flight.
    pub fn reactor(&self) -> &Arc<Reactor> {
        &self.reactor
    }
}

impl RingModel for Ring {
    fn capacity(&self) -> u32 {
        self.reactor.capacity()
    }
}

impl ObjectType for Ring {
    fn release(&self) {
        self.system.release();
    }

    fn last_name_closed(&self) {
        self.reactor.close();
    }
}
