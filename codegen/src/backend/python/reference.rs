//! How the reference names a call in Python.

use super::names;
use super::place::{self, Place};
use crate::model::*;

/// `distos.gpu.Buffer.write`.
pub fn name(model: &Model, id: CallId) -> String {
    let call = &model.calls[id.0];
    let class = |handle: HandleId| {
        let item = &model.handles[handle.0];
        format!("{}.{}", names::public_module(model, item.module), item.name)
    };
    match (place::of(model, id), call.closes) {
        (Place::Close, Some(handle)) => format!("{}.close", class(handle)),
        (Place::Constructor(handle), _) => class(handle),
        (Place::Method(handle), _) => format!(
            "{}.{}",
            class(handle),
            names::method(call, &model.handles[handle.0])
        ),
        (Place::EveryHandle, _) => format!("{}.Handle.{}", model.package, names::any_method(call)),
        (Place::Experiment, _) => format!(
            "{}.experimental.{}",
            model.package,
            names::operation(model, call)
        ),
        (Place::Close | Place::Function, _) => {
            format!(
                "{}.{}",
                names::public_module(model, call.module),
                names::parameter(&call.name)
            )
        }
    }
}
