//! How the reference names a call in Go.

use super::types::Types;
use super::{call, names};
use crate::model::*;

/// `gpu.Buffer.Write`; none where the call has no Go form yet.
pub fn name(model: &Model, call: &Call) -> Option<String> {
    if let Some(id) = call.closes {
        let handle = &model.handles[id.0];
        let types = Types {
            model,
            module: handle.module,
        };
        let package = names::package(model, handle.module);
        return Some(format!("{package}.{}.Close", types.handle(id)));
    }
    if call::gap(call).is_some() {
        return None;
    }
    let module = call::places(model, call)[0].module(model, call);
    let link = call::link(&Types { model, module }, call);
    Some(format!("{}.{link}", names::package(model, module)))
}
