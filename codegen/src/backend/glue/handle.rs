//! Handles in the glue: what the table must know of a type, and what clauses may ask of its objects.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::backend::rust_abi::{border, names};
use crate::model::{HandleId, Model, ModelField, Mutability, Type};

/// The handle type and the model trait that the object implements.
pub fn declaration(model: &Model, id: HandleId) -> TokenStream {
    let item = &model.handles[id.0];
    let name = names::ident(&item.name);
    let text = &item.name;
    let number = Literal::u8_unsuffixed(item.number);
    let rights: Literal = format!("{:#04x}", item.rights)
        .parse()
        .unwrap_or_else(|_| Literal::u32_unsuffixed(item.rights));
    let model_trait = format_ident!("{}Model", item.name);
    let docs = format!(" What clauses may ask of a `{}`.", item.name);
    let methods = item
        .model
        .iter()
        .filter(|field| field.mutability != Mutability::Shared);
    let methods = methods.map(|field| method(model, field));
    quote! {
        impl HandleType for #name {
            const NUMBER: u8 = #number;
            const NAME: &'static str = #text;
            const RIGHTS: u32 = #rights;
        }

        #[doc = #docs]
        pub trait #model_trait {
            #(#methods)*
        }
    }
}

fn method(model: &Model, field: &ModelField) -> TokenStream {
    let name = names::ident(&field.name);
    let ty = match &field.ty {
        Type::Handle { .. } | Type::AnyHandle { .. } => quote!(ObjectId),
        Type::Bool => quote!(bool),
        other => border::value(model, other),
    };
    quote!(fn #name(&self) -> #ty;)
}
