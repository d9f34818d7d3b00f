//! Enums: a number with names for those that are known, since newer runtimes may answer others.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::backend::rust_abi::{Audience, attributes, border, names};
use crate::model::{EnumId, EnumMember, Model};

/// The type and its constants.
pub fn declaration(model: &Model, id: EnumId) -> TokenStream {
    let item = &model.enums[id.0];
    let name = names::ident(&item.name);
    let repr = border::integer(item.repr);
    let docs = docs::of_item(&item.docs, &item.name, &item.availability);
    let members = item
        .members
        .iter()
        .map(|member| constant(member, &names::enum_member(model, id, &member.name)));
    let arms = item.members.iter().map(|member| {
        let gate = attributes::gate(&member.availability, Audience::Users);
        let (constant, text) = (names::ident(&member.name), &member.name);
        quote!(#gate Self::#constant => out.write_str(#text))
    });
    let gate = attributes::gate(&item.availability, Audience::Users);
    let unknown = format!("{}({{}})", item.name);
    quote! {
        #docs
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct #name(pub #repr);

        #gate
        impl #name {
            #(#members)*
        }

        #gate
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match *self {
                    #(#arms,)*
                    _ => write!(out, #unknown, self.0),
                }
            }
        }
    }
}

/// The constant of one member of an enum or of a set of flags.
pub fn constant(member: &EnumMember, border: &proc_macro2::Ident) -> TokenStream {
    let docs = docs::of_item(&member.docs, &member.name, &member.availability);
    let name = names::ident(&member.name);
    quote! {
        #docs
        pub const #name: Self = Self(sys::#border);
    }
}
