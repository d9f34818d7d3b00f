//! Structs: options with a method per field; results with public fields. Both may grow.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, types};
use crate::backend::rust_abi::{Audience, attributes, names};
use crate::model::{Field, Model, StructId};

/// The struct and how it crosses the border.
pub fn declaration(model: &Model, id: StructId) -> TokenStream {
    let item = &model.structs[id.0];
    let name = names::ident(&item.name);
    let docs = docs::of_item(&item.docs, &item.name, &item.availability);
    let gate = attributes::gate(&item.availability, Audience::Users);
    let fields = item.fields.iter().map(|field| public_field(model, field));
    let direction = if item.is_options {
        options(model, id)
    } else {
        result(model, id)
    };
    quote! {
        #docs
        #[non_exhaustive]
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct #name { #(#fields,)* }

        #gate
        impl #name { #direction }
    }
}

/// A field as a struct or record shows it.
pub fn public_field(model: &Model, field: &Field) -> TokenStream {
    let docs = field_docs(field);
    let (name, ty) = (names::ident(&field.name), types::owned(model, &field.ty));
    quote!(#docs pub #name: #ty)
}

fn field_docs(field: &Field) -> TokenStream {
    let unit = field
        .unit
        .as_ref()
        .map(|unit| format!(" In {unit}."))
        .unwrap_or_default();
    docs::of_member(&format!("{}{unit}", field.docs), &field.name)
}

fn options(model: &Model, id: StructId) -> TokenStream {
    let item = &model.structs[id.0];
    let setters = item.fields.iter().map(|field| {
        let docs = field_docs(field);
        let (name, ty) = (names::ident(&field.name), types::owned(model, &field.ty));
        quote! {
            #docs
            #[must_use]
            pub fn #name(mut self, #name: #ty) -> Self {
                self.#name = #name;
                self
            }
        }
    });
    let border = names::structure(model, id);
    let empty = types::empty_struct(model, id);
    let copies = item.fields.iter().map(|field| {
        let name = names::ident(&field.name);
        let value = types::to_border(&field.ty, quote!(self.#name));
        quote!(border.#name = #value;)
    });
    quote! {
        /// All defaults.
        pub fn new() -> Self {
            Self::default()
        }

        #(#setters)*

        pub(crate) fn to_border(&self) -> sys::#border {
            let mut border = #empty;
            #(#copies)*
            border
        }
    }
}

fn result(model: &Model, id: StructId) -> TokenStream {
    let item = &model.structs[id.0];
    let border = names::structure(model, id);
    let fields = item.fields.iter().map(|field| copied(model, field));
    quote! {
        pub(crate) fn from_border(border: &sys::#border) -> Self {
            Self { #(#fields,)* }
        }
    }
}

/// A field of the SDK's struct or record, from the border's.
pub fn copied(model: &Model, field: &Field) -> TokenStream {
    let name = names::ident(&field.name);
    let value = types::from_border(model, &field.ty, quote!(border.#name));
    quote!(#name: #value)
}
