//! Enums: their members, and whether others may come.

use super::standing;
use super::text::code;
use crate::backend::naming;
use crate::model::*;

/// A row of a table of members.
pub struct MemberRow {
    pub name: String,
    pub value: String,
    pub constant: String,
    pub meaning: String,
}

/// An enum or a set of flags, for the page.
pub struct EnumView {
    pub name: String,
    pub docs: String,
    pub notices: Vec<String>,
    /// What kind of thing it is, in a sentence.
    pub about: String,
    pub members: Vec<MemberRow>,
}

/// An enum.
pub fn view(model: &Model, id: EnumId) -> EnumView {
    let item = &model.enums[id.0];
    let c_name = naming::c_type_name(model, ItemId::Enum(id)).unwrap_or_default();
    let openness = match item.open {
        true => "Open: be ready for values that are not in this table.",
        false => "Closed: other values are refused.",
    };
    let about = format!(
        "`{c_name}`, an enum in a `{}`, since {}. {openness}",
        item.repr.name(),
        standing::since(&item.availability)
    );
    EnumView {
        name: item.name.clone(),
        docs: item.docs.clone(),
        notices: standing::notices(&item.availability),
        about,
        members: members(
            model,
            item.module,
            &item.name,
            &item.availability,
            &item.members,
            |value| value.to_string(),
        ),
    }
}

/// The rows of members, whose values are shown by `show`.
pub fn members(
    model: &Model,
    module: ModuleId,
    owner: &str,
    availability: &Availability,
    members: &[EnumMember],
    show: fn(u64) -> String,
) -> Vec<MemberRow> {
    let rows = members.iter().map(|member| MemberRow {
        name: code(&member.name),
        value: show(member.value),
        constant: code(&naming::c_member_constant(
            model,
            module,
            owner,
            &member.name,
        )),
        meaning: standing::described(&member.docs, &member.availability, availability),
    });
    rows.collect()
}
