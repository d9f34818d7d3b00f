//! Variants: a tag and what it says is there.

use super::standing;
use super::text::{self, code};
use super::types::Links;
use crate::backend::naming;
use crate::model::*;

/// A variant, for the page.
pub struct VariantView {
    pub name: String,
    pub docs: String,
    pub notices: Vec<String>,
    pub about: String,
    pub cases: Vec<CaseRow>,
}

/// A row of the table of cases.
pub struct CaseRow {
    pub name: String,
    pub tag: u32,
    pub constant: String,
    pub holds: String,
    pub meaning: String,
}

/// A variant.
pub fn view(links: &Links<'_>, id: VariantId) -> VariantView {
    let item = &links.model.variants[id.0];
    let c_name = naming::c_type_name(links.model, ItemId::Variant(id)).unwrap_or_default();
    let about = format!(
        "`{c_name}`: {} bytes, since {}. The tag is a `u32` at offset 0, the value a union of {} bytes at offset 8.",
        item.size,
        standing::since(&item.availability),
        item.payload_size
    );
    let cases = item.cases.iter().map(|case| CaseRow {
        name: code(&case.name),
        tag: case.tag,
        constant: code(&naming::c_member_constant(
            links.model,
            item.module,
            &item.name,
            &case.name,
        )),
        holds: text::cell(&holds(links, &case.ty)),
        meaning: standing::described(&case.docs, &case.availability, &item.availability),
    });
    VariantView {
        name: item.name.clone(),
        docs: item.docs.clone(),
        notices: standing::notices(&item.availability),
        about,
        cases: cases.collect(),
    }
}

fn holds(links: &Links<'_>, ty: &Type) -> String {
    let rights = links
        .rights(ty)
        .map_or(String::new(), |rights| format!("; {rights}"));
    format!("{}{rights}", links.ty(ty))
}
