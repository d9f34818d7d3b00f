//! Handles: rights, what clauses may say of the object, and how long it lives.

use super::standing;
use super::text::{self, code};
use super::types::{self, Links};
use crate::backend::naming;
use crate::model::*;

/// A handle type, for the page.
pub struct HandleView {
    pub name: String,
    pub docs: String,
    pub notices: Vec<String>,
    pub about: String,
    pub life: String,
    pub rights: Vec<String>,
    pub fields: Vec<FieldRow>,
}

/// A row of the table of model fields.
pub struct FieldRow {
    pub name: String,
    pub ty: String,
    pub changes: &'static str,
}

/// A handle type.
pub fn view(links: &Links<'_>, id: HandleId) -> HandleView {
    let model = links.model;
    let item = &model.handles[id.0];
    let c_name = naming::c_type_name(model, ItemId::Handle(id)).unwrap_or_default();
    let fields = item.model.iter().map(|field| FieldRow {
        name: code(&field.name),
        ty: text::cell(&links.ty(&field.ty)),
        changes: match field.mutability {
            Mutability::Const => "never changes",
            Mutability::Owned => "changes only for who has it exclusively",
            Mutability::Shared => "may change at any time",
        },
    });
    HandleView {
        name: item.name.clone(),
        docs: item.docs.clone(),
        notices: standing::notices(&item.availability),
        about: format!(
            "`{c_name}`, type number {}, since {}.",
            item.number,
            standing::since(&item.availability)
        ),
        life: life(links, item),
        rights: types::right_names(model, item.rights)
            .iter()
            .map(|name| code(name))
            .collect(),
        fields: fields.collect(),
    }
}

/// What it keeps alive, and what closes it.
fn life(links: &Links<'_>, item: &Handle) -> String {
    let close = links.call(item.close);
    match &item.parent {
        Some((_, parent)) => {
            format!(
                "It keeps its {} alive. {close} closes a name of it; the object ends after its last name, its queued work and its children.",
                links.handle(*parent)
            )
        }
        None => format!(
            "{close} closes a name of it; the object ends after its last name, its queued work and its children."
        ),
    }
}
