//! Records: named tuples; a plain tuple will do as an argument.

use super::docs::beginning;
use super::render;
use super::struct_::{self, StructView};
use super::types::Scope;
use crate::backend::python::names;
use crate::model::*;

/// The class.
pub fn class(model: &Model, id: RecordId) -> Result<String, String> {
    let item = &model.records[id.0];
    let scope = Scope {
        module: item.module,
        is_aio: false,
    };
    render(&StructView {
        name: item.name.clone(),
        decorator: "",
        bases: "(NamedTuple)",
        docs: beginning(&item.docs, 4),
        fields: struct_::fields(model, &item.fields, scope, names::record_field),
    })
}
