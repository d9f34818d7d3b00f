//! A buffer: an allocation with a name.

use std::sync::{Arc, Mutex};

use super::Device;
use crate::driver::host::{Allocation, Memory};
use crate::generated::traits::BufferModel;
use crate::handles::{ObjectId, ObjectType, Parent, Ref};
use crate::lock::lock;

/// Device memory that goes with the last name and the last queued operation.
pub struct Buffer {
    device: Parent<Device>,
    size: u64,
    address: u64,
    /// None once the buffer is released: calls that found it before may still look.
    allocation: Mutex<Option<Arc<Allocation>>>,
}

impl Buffer {
    /// `allocation`, of `device`.
    pub fn new(device: Ref<Device>, allocation: Allocation) -> Self {
        Buffer {
            device: device.into_parent(),
            size: allocation.size(),
            address: allocation.address(),
            allocation: Mutex::new(Some(Arc::new(allocation))),
        }
    }

    /// The device's address of the first byte.
    pub fn address(&self) -> u64 {
        self.address
    }

    /// Whether it is memory of this device.
    pub fn is_in(&self, memory: &Arc<Memory>) -> bool {
        Arc::ptr_eq(self.device.host().memory(), memory)
    }

    /// The memory; always there for who holds a reference to the buffer.
    pub fn allocation(&self) -> Option<Arc<Allocation>> {
        lock(&self.allocation).clone()
    }
}

impl BufferModel for Buffer {
    fn device(&self) -> ObjectId {
        self.device.id()
    }

    fn size(&self) -> u64 {
        self.size
    }
}

impl ObjectType for Buffer {
    fn release(&self) {
        // The memory goes before the device may.
        let allocation = lock(&self.allocation).take();
        drop(allocation);
        self.device.release();
    }
}
