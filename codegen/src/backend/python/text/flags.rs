//! Flags: `IntFlag`, which keeps bits that it does not know.

use super::docs::beginning;
use super::enum_::{self, EnumView};
use super::render;
use crate::model::*;

/// The class.
pub fn class(model: &Model, id: FlagsId) -> Result<String, String> {
    let item = &model.flags[id.0];
    render(&EnumView {
        name: item.name.clone(),
        base: "enum.IntFlag, boundary=enum.KEEP",
        docs: beginning(&item.docs, 4),
        members: enum_::members(&item.members, true),
    })
}
