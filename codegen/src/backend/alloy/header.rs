//! The module that all slices open: rights, and whether anything is ever exclusive.

use askama::Template;

use super::generated_line;
use crate::model::*;

/// `header.als`.
#[derive(Template)]
#[template(path = "alloy/header.txt", escape = "none")]
pub struct Header {
    generated: String,
    rights: Vec<String>,
    has_exclusive: bool,
}

/// The shared module of an API.
pub fn header(model: &Model) -> Header {
    let rights = model.rights.map(|id| &model.flags[id.0].members);
    Header {
        generated: generated_line("//"),
        rights: rights
            .into_iter()
            .flatten()
            .map(|member| member.name.clone())
            .collect(),
        has_exclusive: has_exclusive(model),
    }
}

/// Whether any call of the API takes something for itself alone.
pub fn has_exclusive(model: &Model) -> bool {
    let mut parameters = model.calls.iter().flat_map(|call| &call.parameters);
    parameters.any(|parameter| is_exclusive(&parameter.ty))
}

/// Whether nobody else may use the object meanwhile.
pub fn is_exclusive(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Handle {
            ownership: Ownership::Exclusive,
            ..
        } | Type::AnyHandle {
            ownership: Ownership::Exclusive,
            ..
        }
    )
}
