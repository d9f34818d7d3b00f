//! Records: frozen layouts.

use super::layout;
use super::standing;
use super::struct_::StructView;
use super::types::Links;
use crate::backend::naming;
use crate::model::*;

/// A record.
pub fn view(links: &Links<'_>, id: RecordId) -> StructView {
    let item = &links.model.records[id.0];
    let c_name = naming::c_type_name(links.model, ItemId::Record(id)).unwrap_or_default();
    let about = format!(
        "`{c_name}`: {} bytes, since {}. Its layout is frozen.",
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
