//! Objects of module `core`: sessions.

use std::sync::Arc;

use crate::driver::host::HostDevice;
use crate::generated::traits::SystemModel;
use crate::handles::{ObjectType, Registry};
use crate::objects::gpu::Device;

/// A session: an agreed version, and the devices that it sees.
pub struct System {
    api_version: u32,
    host: Arc<HostDevice>,
    devices: Registry<Device>,
}

impl System {
    /// A session that follows `api_version`, with `host` as `host:0`.
    pub fn new(api_version: u32, host: HostDevice) -> Self {
        System {
            api_version,
            host: Arc::new(host),
            devices: Registry::new(),
        }
    }

    /// `host:0`.
    pub fn host(&self) -> &Arc<HostDevice> {
        &self.host
    }

    /// The devices that are open, by index.
    pub fn devices(&self) -> &Registry<Device> {
        &self.devices
    }
}

impl SystemModel for System {
    fn api_version(&self) -> u32 {
        self.api_version
    }
}

impl ObjectType for System {
    fn release(&self) {}
}
