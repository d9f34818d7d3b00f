//! Flags: an integer type and a constant per bit.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Audience, attributes, border, enum_, names};
use crate::model::{FlagsId, Model};

/// The type and its constants.
pub fn declaration(model: &Model, id: FlagsId, audience: Audience) -> TokenStream {
    let item = &model.flags[id.0];
    let name = names::flags(model, id);
    let repr = border::integer(item.repr);
    let attributes = attributes::of_item(&item.docs, &item.availability, audience);
    let members = item.members.iter().map(|entry| {
        enum_::member(
            &name,
            &names::flags_member(model, id, &entry.name),
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
