//! Flags in the glue: an alias for the implementation, a mask of what is known, and the rights that calls ask for.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::backend::rust_abi::names;
use crate::model::{FlagsId, Model};

/// The name under which implementations know the type.
pub fn alias(model: &Model, id: FlagsId) -> TokenStream {
    let (name, border) = (
        names::ident(&model.flags[id.0].name),
        names::flags(model, id),
    );
    quote!(pub type #name = #border;)
}

/// The check of a parameter: no unknown bit.
pub fn check(model: &Model, id: FlagsId, name: &str) -> TokenStream {
    let variable = names::ident(name);
    let mask = mask(model, id);
    quote!(call.flags(#name, #variable, #mask)?;)
}

/// Every bit that has a name.
pub fn mask(model: &Model, id: FlagsId) -> Literal {
    let bits = model.flags[id.0]
        .members
        .iter()
        .fold(0, |bits, member| bits | member.value);
    format!("{bits:#x}")
        .parse()
        .unwrap_or_else(|_| Literal::u64_unsuffixed(bits))
}

/// Rights as the constants that make them up; 0 for none.
pub fn rights(model: &Model, bits: u32) -> TokenStream {
    let Some(id) = model.rights.filter(|_| bits != 0) else {
        return quote!(0);
    };
    let members = model.flags[id.0]
        .members
        .iter()
        .filter(|member| member.value & u64::from(bits) != 0);
    let names = members.map(|member| names::flags_member(model, id, &member.name));
    quote!(#(#names)|*)
}
