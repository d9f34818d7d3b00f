//! A stream: the driver's queue with a name.

use std::sync::Arc;

use super::Device;
use crate::driver::host::{self, Memory};
use crate::generated::traits::StreamModel;
use crate::handles::{ObjectId, ObjectType, Parent, Ref};

/// A queue of work. What is queued still runs after the last name is closed.
pub struct Stream {
    device: Parent<Device>,
    queue: host::Stream,
}

impl Stream {
    /// `queue`, of `device`.
    pub fn new(device: Ref<Device>, queue: host::Stream) -> Self {
        Stream {
            device: device.into_parent(),
            queue,
        }
    }

    /// Where operations are admitted.
    pub fn queue(&self) -> &host::Stream {
        &self.queue
    }

    /// The memory that kernels of the stream see.
    pub fn memory(&self) -> &Arc<Memory> {
        self.device.host().memory()
    }

    /// The device; always there for who holds a reference to the stream.
    pub fn retain_device(&self) -> Option<Ref<Device>> {
        self.device.retain()
    }
}

impl StreamModel for Stream {
    fn device(&self) -> ObjectId {
        self.device.id()
    }
}

impl ObjectType for Stream {
    fn release(&self) {
        self.device.release();
    }
}
