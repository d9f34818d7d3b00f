//! Structs: their fields with defaults, and where each byte is.

use super::layout::{self, SlotRow};
use super::standing;
use super::types::Links;
use crate::backend::naming;
use crate::model::*;

/// A sized struct or a record, for the page.
pub struct StructView {
    pub name: String,
    pub docs: String,
    pub notices: Vec<String>,
    /// What kind of thing it is, in a sentence.
    pub about: String,
    pub rows: Vec<SlotRow>,
}

/// A sized struct.
pub fn view(links: &Links<'_>, id: StructId) -> StructView {
    let item = &links.model.structs[id.0];
    let c_name = naming::c_type_name(links.model, ItemId::Struct(id)).unwrap_or_default();
    let options = match item.is_options {
        true => " A null pointer stands for all defaults.",
        false => "",
    };
    let about = format!(
        "`{c_name}`: {} bytes, since {}. It grows by appending: set `size` to your `sizeof`.{options}",
        item.layout.size,
        standing::since(&item.availability)
    );
    StructView {
        name: item.name.clone(),
        docs: item.docs.clone(),
        notices: standing::notices(&item.availability),
        about,
        rows: layout::of_fields(links, &item.layout, &item.fields, &item.availability),
    }
}
