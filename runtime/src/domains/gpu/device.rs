//! What there is to know about `host:0`.

use crate::driver::host::HostDevice;
use crate::failure::Failure;
use crate::generated::abi::{DISTOS_ERROR_NOT_FOUND, distos_uuid_t};
use crate::generated::traits::{DeviceInfo, DeviceSummary};

/// `host:0` is the only device.
pub const COUNT: u32 = 1;

/// Its line in the list of devices.
pub fn summary(host: &HostDevice) -> DeviceSummary {
    let properties = host.properties();
    DeviceSummary {
        size: size_of::<DeviceSummary>() as u32,
        reserved: 0,
        index: properties.index,
        emulated: 1,
        uuid: distos_uuid_t {
            bytes: properties.uuid,
        },
        reserved0: [0; 3],
    }
}

/// Everything about it, with the memory that is free now.
pub fn info(host: &HostDevice) -> DeviceInfo {
    let properties = host.properties();
    DeviceInfo {
        size: size_of::<DeviceInfo>() as u32,
        reserved: 0,
        index: properties.index,
        emulated: 1,
        uuid: distos_uuid_t {
            bytes: properties.uuid,
        },
        reserved0: [0; 3],
        total_memory: properties.total_memory,
        free_memory: host.memory().free(),
        multiprocessors: properties.multiprocessors,
        warp_size: properties.warp_size,
        max_threads_per_block: properties.maximum_threads_per_block,
        max_shared_memory_per_block: properties.maximum_shared_memory_per_block,
    }
}

/// Whether there is a device at `index`.
pub fn check_index(index: u32) -> Result<(), Failure> {
    if index < COUNT {
        return Ok(());
    }
    let message = format!("There is no device {index}; there are {COUNT}.");
    let failure = Failure::new(DISTOS_ERROR_NOT_FOUND, c"NO_DEVICE", message);
    Err(failure.value("index", index).value("count", COUNT))
}
