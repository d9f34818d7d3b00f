//! An event: a place in a stream's order with a name.

use std::sync::Arc;

use super::Device;
use crate::driver::host;
use crate::generated::traits::EventModel;
use crate::handles::{ObjectId, ObjectType, Parent, Ref};

/// A place that a stream passes once.
pub struct Event {
    device: Parent<Device>,
    place: Arc<host::Event>,
}

impl Event {
    /// `place`, of a stream of `device`.
    pub fn new(device: Ref<Device>, place: Arc<host::Event>) -> Self {
        Event {
            device: device.into_parent(),
            place,
        }
    }

    /// What can be asked and awaited.
    pub fn place(&self) -> &Arc<host::Event> {
        &self.place
    }
}

impl EventModel for Event {
    fn device(&self) -> ObjectId {
        self.device.id()
    }
}

impl ObjectType for Event {
    fn release(&self) {
        self.device.release();
    }
}
