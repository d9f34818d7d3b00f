//! Enums and sets of flags: an integer type, a constant per member, and a `String` method.

use askama::Template;

use super::types::{Types, integer};
use super::{comment, names};
use crate::model::*;

#[derive(Template)]
#[template(path = "go/enum.txt", escape = "none")]
struct EnumView {
    docs: String,
    name: String,
    repr: &'static str,
    is_flags: bool,
    members: Vec<MemberView>,
}

#[derive(Template)]
#[template(path = "go/members.txt", escape = "none")]
struct MembersView {
    type_name: String,
    members: Vec<MemberView>,
}

struct MemberView {
    docs: String,
    constant: String,
    name: String,
    value: String,
}

/// The type of an enum.
pub fn enumeration(types: &Types, id: EnumId) -> String {
    let item = &types.model.enums[id.0];
    declaration(
        types,
        Source {
            module: item.module,
            name: &item.name,
            docs: &item.docs,
            availability: &item.availability,
            repr: item.repr,
            members: &item.members,
        },
        false,
    )
}

/// The type of a set of flags.
pub fn flags(types: &Types, id: FlagsId) -> String {
    let item = &types.model.flags[id.0];
    declaration(
        types,
        Source {
            module: item.module,
            name: &item.name,
            docs: &item.docs,
            availability: &item.availability,
            repr: item.repr,
            members: &item.members,
        },
        true,
    )
}

/// What enums and sets of flags have in common.
struct Source<'m> {
    module: ModuleId,
    name: &'m str,
    docs: &'m str,
    availability: &'m Availability,
    repr: IntType,
    members: &'m [EnumMember],
}

fn declaration(types: &Types, item: Source, is_flags: bool) -> String {
    let name = names::type_name(types.model, item.module, item.name);
    let text = comment::about(&name, item.docs) + &comment::standing(types, item.availability);
    let members = item
        .members
        .iter()
        .map(|member| view(types, &name, member, item.repr))
        .collect();
    let constants = constants(
        types,
        &name,
        item.members,
        item.repr,
        item.availability.tier,
    );
    let view = EnumView {
        docs: comment::lines(&text, ""),
        name,
        repr: integer(item.repr),
        is_flags,
        members,
    };
    format!("{}{constants}", super::render(&view))
}

/// The constants of the members of one tier, which stand in that tier's file.
fn constants(
    types: &Types,
    name: &str,
    members: &[EnumMember],
    repr: IntType,
    tier: Tier,
) -> String {
    let members: Vec<_> = members
        .iter()
        .filter(|member| member.availability.tier == tier)
        .map(|member| view(types, name, member, repr))
        .collect();
    if members.is_empty() {
        return String::new();
    }
    super::render(&MembersView {
        type_name: name.to_owned(),
        members,
    })
}

/// The constants of experimental members of a stable type.
pub fn experimental_members(types: &Types, item: ItemId) -> String {
    let (module, name, availability, repr, members) = match item {
        ItemId::Enum(id) => {
            let item = &types.model.enums[id.0];
            (
                item.module,
                &item.name,
                &item.availability,
                item.repr,
                &item.members,
            )
        }
        ItemId::Flags(id) => {
            let item = &types.model.flags[id.0];
            (
                item.module,
                &item.name,
                &item.availability,
                item.repr,
                &item.members,
            )
        }
        _ => return String::new(),
    };
    if availability.tier == Tier::Experimental {
        return String::new();
    }
    let name = names::type_name(types.model, module, name);
    constants(types, &name, members, repr, Tier::Experimental)
}

fn view(types: &Types, type_name: &str, member: &EnumMember, repr: IntType) -> MemberView {
    let constant = names::member(type_name, &member.name);
    let text =
        comment::about(&constant, &member.docs) + &comment::standing(types, &member.availability);
    let value = if repr.is_signed() {
        (member.value as i64).to_string()
    } else {
        member.value.to_string()
    };
    MemberView {
        docs: comment::lines(&text, "\t"),
        constant,
        name: member.name.clone(),
        value,
    }
}
