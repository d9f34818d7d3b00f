//! Handle types: a defined type over the module's own handle, its `Raw` and its `Close`.

use askama::Template;

use super::types::Types;
use super::{comment, names};
use crate::backend::naming;
use crate::model::*;

#[derive(Template)]
#[template(path = "go/handle.txt", escape = "none")]
struct HandleView {
    docs: String,
    name: String,
    receiver: String,
    kind: String,
    display: String,
    close_docs: String,
    close_border: String,
    interface: String,
}

/// The type with what every handle has.
pub fn declaration(types: &Types, id: HandleId) -> String {
    let item = &types.model.handles[id.0];
    let name = names::type_name(types.model, item.module, &item.name);
    let close = &types.model.calls[item.close.0];
    let text = format!(
        "{}\n\nIt may be used by any number of goroutines at once.{}",
        comment::about(&name, &item.docs),
        comment::standing(types, &item.availability)
    );
    super::render(&HandleView {
        docs: comment::lines(&text, ""),
        receiver: receiver(types, id),
        kind: names::local(&format!("{}_kind", naming::snake(&item.name))),
        display: format!("{}.{name}", names::package(types.model, item.module)),
        close_docs: comment::lines(&close_text(types, close), ""),
        close_border: format!("Call{}", names::border_call(types.model, close)),
        interface: types.core("Handle"),
        name,
    })
}

fn close_text(types: &Types, close: &Call) -> String {
    format!(
        "{}\n\nA handle that is collected while open is logged as a leak, and closed.{}",
        comment::does("Close", &close.docs),
        comment::errors(types, close)
    )
}

/// The receiver's name in a handle's methods.
pub fn receiver(types: &Types, id: HandleId) -> String {
    names::local(&naming::snake(&types.model.handles[id.0].name))
}
