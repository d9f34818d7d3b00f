//! Records: plain values with public fields.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, struct_, types};
use crate::backend::rust_abi::{Audience, attributes, names};
use crate::model::{Model, RecordId};

/// The record and how it crosses the border, both ways.
pub fn declaration(model: &Model, id: RecordId) -> TokenStream {
    let item = &model.records[id.0];
    let name = names::ident(&item.name);
    let docs = docs::of_item(&item.docs, &item.name, &item.availability);
    let gate = attributes::gate(&item.availability, Audience::Users);
    let fields = item
        .fields
        .iter()
        .map(|field| struct_::public_field(model, field));
    let border = names::record(model, id);
    let empty = types::empty_record(model, id);
    let to = item.fields.iter().map(|field| {
        let name = names::ident(&field.name);
        let value = types::to_border(&field.ty, quote!(self.#name));
        quote!(border.#name = #value;)
    });
    let from = item
        .fields
        .iter()
        .map(|field| struct_::copied(model, field));
    quote! {
        #docs
        #[derive(Debug, Clone, Copy, Default, PartialEq)]
        pub struct #name { #(#fields,)* }

        #gate
        #[allow(dead_code)]
        impl #name {
            pub(crate) fn to_border(self) -> sys::#border {
                let mut border = #empty;
                #(#to)*
                border
            }

            pub(crate) fn from_border(border: &sys::#border) -> Self {
                Self { #(#from,)* }
            }
        }
    }
}
