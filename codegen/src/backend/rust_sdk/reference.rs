//! How the reference names a call in Rust.

use super::call::{self, Place};
use crate::model::*;

/// `distos::gpu::Buffer::write`.
pub fn name(model: &Model, call: &Call) -> String {
    let place = call::place(model, call);
    let name = call::name(model, call, &place);
    match place {
        Place::Method(id) | Place::Constructor(id) => {
            let handle = &model.handles[id.0];
            format!("{}{}::{name}", module(model, handle.module), handle.name)
        }
        Place::Function => format!("{}{name}", module(model, call.module)),
    }
}

fn module(model: &Model, id: ModuleId) -> String {
    let module = &model.modules[id.0];
    match module.is_core {
        true => format!("{}::", model.package),
        false => format!("{}::{}::", model.package, module.name),
    }
}
