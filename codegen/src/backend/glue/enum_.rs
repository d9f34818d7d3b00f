//! Enums in the glue: an alias for the implementation, and a check where no other value may come.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::backend::rust_abi::names;
use crate::model::{EnumId, Model};

/// The name under which implementations know the type.
pub fn alias(model: &Model, id: EnumId) -> TokenStream {
    let (name, border) = (
        names::ident(&model.enums[id.0].name),
        names::enumeration(model, id),
    );
    quote!(pub type #name = #border;)
}

/// The check of a parameter; an open enum takes every value.
pub fn check(model: &Model, id: EnumId, name: &str) -> TokenStream {
    if model.enums[id.0].open {
        return TokenStream::new();
    }
    let variable = names::ident(name);
    let members = members(model, id);
    quote!(call.closed(#name, #variable, &[#members])?;)
}

/// The values of a closed enum's members.
pub fn members(model: &Model, id: EnumId) -> TokenStream {
    let members = model.enums[id.0]
        .members
        .iter()
        .map(|member| Literal::u64_unsuffixed(member.value));
    quote!(#(#members),*)
}
