//! Flags: a set of named bits.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, enum_};
use crate::backend::rust_abi::{Audience, attributes, border, names};
use crate::model::{FlagsId, Model};

/// The type, its constants and its operators.
pub fn declaration(model: &Model, id: FlagsId) -> TokenStream {
    let item = &model.flags[id.0];
    let name = names::ident(&item.name);
    let repr = border::integer(item.repr);
    let docs = docs::of_item(&item.docs, &item.name, &item.availability);
    let members = item
        .members
        .iter()
        .map(|member| enum_::constant(member, &names::flags_member(model, id, &member.name)));
    let names_of_members = item.members.iter().map(|member| {
        let gate = attributes::gate(&member.availability, Audience::Users);
        let (constant, text) = (names::ident(&member.name), &member.name);
        quote!(#gate (Self::#constant, #text))
    });
    let gate = attributes::gate(&item.availability, Audience::Users);
    quote! {
        #docs
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct #name(pub #repr);

        #gate
        impl #name {
            #(#members)*

            /// No bit.
            pub const NONE: Self = Self(0);

            /// Whether it has every bit of `other`.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }
        }

        #gate
        impl ::std::ops::BitOr for #name {
            type Output = Self;

            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        #gate
        impl ::std::ops::BitAnd for #name {
            type Output = Self;

            fn bitand(self, other: Self) -> Self {
                Self(self.0 & other.0)
            }
        }

        #gate
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, out: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let names = [#(#names_of_members),*];
                out.debug_set().entries(names.iter().filter(|(flag, _)| self.contains(*flag)).map(|(_, name)| name)).finish()
            }
        }
    }
}
