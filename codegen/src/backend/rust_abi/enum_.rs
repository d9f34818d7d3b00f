//! Enums: an integer type and a constant per member, because an unknown value must not be undefined behaviour.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Audience, attributes, border, names};
use crate::model::{EnumId, EnumMember, IntType, Model};

/// The type and its constants.
pub fn declaration(model: &Model, id: EnumId, audience: Audience) -> TokenStream {
    let item = &model.enums[id.0];
    let name = names::enumeration(model, id);
    let repr = border::integer(item.repr);
    let attributes = attributes::of_item(&item.docs, &item.availability, audience);
    let members = item.members.iter().map(|entry| {
        member(
            &name,
            &names::enum_member(model, id, &entry.name),
            entry,
            item.repr,
            audience,
        )
    });
    quote! {
        #attributes
        pub type #name = #repr;
        #(#members)*
    }
}

/// The constant of one member of an enum or of a set of flags.
pub fn member(
    ty: &Ident,
    name: &Ident,
    member: &EnumMember,
    repr: IntType,
    audience: Audience,
) -> TokenStream {
    let attributes = attributes::of_item(&member.docs, &member.availability, audience);
    let value = literal(member.value, repr);
    quote! {
        #attributes
        pub const #name: #ty = #value;
    }
}

/// The value as the source's two's complement bits say it.
fn literal(value: u64, repr: IntType) -> proc_macro2::Literal {
    if repr.is_signed() {
        proc_macro2::Literal::i64_unsuffixed(value as i64)
    } else {
        proc_macro2::Literal::u64_unsuffixed(value)
    }
}
