//! A module: loaded kernels with a name.

use std::sync::Arc;

use super::Device;
use crate::driver::host::ptx::{self, Kernel};
use crate::generated::traits::ModuleModel;
use crate::handles::{ObjectId, ObjectType, Parent, Ref};

/// The kernels of one PTX text.
pub struct Module {
    device: Parent<Device>,
    kernels: ptx::Module,
}

impl Module {
    /// `kernels`, loaded for `device`.
    pub fn new(device: Ref<Device>, kernels: ptx::Module) -> Self {
        Module {
            device: device.into_parent(),
            kernels,
        }
    }

    /// The kernel of this name.
    pub fn kernel(&self, name: &str) -> Option<Arc<Kernel>> {
        self.kernels.kernel(name).cloned()
    }

    /// The names of all kernels, for messages.
    pub fn kernel_names(&self) -> String {
        let names: Vec<_> = self.kernels.kernels().map(|kernel| kernel.name()).collect();
        names.join(", ")
    }
}

impl ModuleModel for Module {
    fn device(&self) -> ObjectId {
        self.device.id()
    }
}

impl ObjectType for Module {
    fn release(&self) {
        self.device.release();
    }
}
