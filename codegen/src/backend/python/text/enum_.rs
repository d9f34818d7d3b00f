//! Enums: `IntEnum`, or one that takes unknown values when the enum is open.

use askama::Template;

use super::docs::{beginning, docstring};
use super::render;
use crate::model::*;

/// An enum or a set of flags.
#[derive(Template)]
#[template(path = "python/enum.txt", escape = "none")]
pub struct EnumView {
    pub name: String,
    /// `OpenEnum`.
    pub base: &'static str,
    pub docs: String,
    pub members: Vec<MemberView>,
}

/// One member.
pub struct MemberView {
    pub name: String,
    pub value: String,
    pub docs: String,
}

/// The class.
pub fn class(model: &Model, id: EnumId) -> Result<String, String> {
    let item = &model.enums[id.0];
    render(&EnumView {
        name: item.name.clone(),
        base: if item.open {
            "OpenEnum"
        } else {
            "enum.IntEnum"
        },
        docs: beginning(&item.docs, 4),
        members: members(&item.members, false),
    })
}

/// The members that are settled; experimental ones are constants elsewhere.
pub fn members(members: &[EnumMember], is_hexadecimal: bool) -> Vec<MemberView> {
    let settled = members
        .iter()
        .filter(|it| it.availability.tier == Tier::Stable);
    settled
        .map(|it| MemberView {
            name: it.name.clone(),
            value: if is_hexadecimal {
                format!("{:#04x}", it.value)
            } else {
                it.value.to_string()
            },
            docs: docstring(&it.docs, 4),
        })
        .collect()
}
