//! Sets of flags.

use super::enum_::{self, EnumView};
use super::standing;
use crate::backend::naming;
use crate::model::*;

/// A set of flags.
pub fn view(model: &Model, id: FlagsId) -> EnumView {
    let item = &model.flags[id.0];
    let c_name = naming::c_type_name(model, ItemId::Flags(id)).unwrap_or_default();
    let about = format!(
        "`{c_name}`, a set of flags in a `{}`, since {}. Other bits are refused.",
        item.repr.name(),
        standing::since(&item.availability)
    );
    EnumView {
        name: item.name.clone(),
        docs: item.docs.clone(),
        notices: standing::notices(&item.availability),
        about,
        members: enum_::members(
            model,
            item.module,
            &item.name,
            &item.availability,
            &item.members,
            |value| format!("{value:#04x}"),
        ),
    }
}
