//! Structs: frozen dataclasses. Options structs are keyword arguments, and have no class.

use askama::Template;

use super::docs::{beginning, docstring};
use super::render;
use super::types::{self, Scope};
use crate::backend::python::names;
use crate::model::*;

/// A struct or record.
#[derive(Template)]
#[template(path = "python/struct.txt", escape = "none")]
pub struct StructView {
    pub name: String,
    /// `@dataclass(…)`, or empty.
    pub decorator: &'static str,
    /// `(NamedTuple)`, or empty.
    pub bases: &'static str,
    pub docs: String,
    pub fields: Vec<FieldView>,
}

/// One field.
pub struct FieldView {
    pub name: String,
    pub ty: String,
    pub docs: String,
}

/// The class; none of an options struct.
pub fn class(model: &Model, id: StructId) -> Result<Option<String>, String> {
    let item = &model.structs[id.0];
    if item.is_options {
        return Ok(None);
    }
    let scope = Scope {
        module: item.module,
        is_aio: false,
    };
    let text = render(&StructView {
        name: item.name.clone(),
        decorator: "@dataclass(frozen=True, slots=True)\n",
        bases: "",
        docs: beginning(&item.docs, 4),
        fields: fields(model, &item.fields, scope, names::field),
    })?;
    Ok(Some(text))
}

/// The fields, named by `name`.
pub fn fields(
    model: &Model,
    fields: &[Field],
    scope: Scope,
    name: fn(&str) -> String,
) -> Vec<FieldView> {
    let fields = fields.iter();
    fields
        .map(|it| FieldView {
            name: name(&it.name),
            ty: types::field(model, &it.ty, scope),
            docs: docstring(&with_unit(it), 4),
        })
        .collect()
}

fn with_unit(field: &Field) -> String {
    match (&field.unit, field.docs.is_empty()) {
        (Some(unit), false) => format!("{} In {unit}.", field.docs),
        (Some(unit), true) => format!("In {unit}."),
        _ => field.docs.clone(),
    }
}
