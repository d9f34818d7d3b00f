//! An open device.

use std::sync::Arc;

use crate::driver::host::HostDevice;
use crate::generated::traits::DeviceModel;
use crate::handles::{ObjectType, Parent, Ref};
use crate::objects::core::System;

/// `host:0`, as one session has it open: one object for the session, however often it is opened.
pub struct Device {
    system: Parent<System>,
    host: Arc<HostDevice>,
}

impl Device {
    /// The device of `system`, with a name for the caller: the one that is open, or a new one.
    pub fn open(system: Ref<System>) -> Ref<Self> {
        let index = system.host().properties().index;
        let owner = system.clone();
        // SAFETY: `release` forgets the device.
        unsafe {
            owner
                .devices()
                .find_or_insert(index, || Ref::new(Self::new(system)))
        }
    }

    fn new(system: Ref<System>) -> Self {
        let host = Arc::clone(system.host());
        Device {
            system: system.into_parent(),
            host,
        }
    }

    /// What plays the device.
    pub fn host(&self) -> &HostDevice {
        &self.host
    }
}

impl DeviceModel for Device {
    fn index(&self) -> u32 {
        self.host.properties().index
    }

    fn total(&self) -> u64 {
        self.host.properties().total_memory
    }
}

impl ObjectType for Device {
    fn release(&self) {
        self.system.devices().forget(self.index(), self);
        self.system.release();
    }
}
