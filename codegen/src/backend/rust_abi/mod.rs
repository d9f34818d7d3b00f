//! Backend: the types and constants of the C border, in Rust, as the runtime and `distos-sys` both declare them.

pub mod attributes;
pub mod border;
pub mod call;
pub mod const_;
pub mod enum_;
pub mod error;
pub mod flags;
pub mod handle;
pub mod names;
pub mod record;
pub mod signature;
pub mod struct_;
pub mod text;
pub mod variant;

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{ItemId, Model};

/// For whom the declarations are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The runtime, which has every item.
    Runtime,
    /// Users: experimental items need a feature, and deprecated calls warn.
    Users,
}

/// Every type and constant of the API, in source order, after those that every package has.
pub fn declarations(model: &Model, audience: Audience) -> TokenStream {
    let base = const_::base(model);
    let errors = error::codes(model, audience);
    let items = model
        .modules
        .iter()
        .flat_map(|module| &module.items)
        .map(|item| declaration(model, *item, audience));
    quote!(#base #errors #(#items)*)
}

fn declaration(model: &Model, item: ItemId, audience: Audience) -> TokenStream {
    match item {
        ItemId::Handle(id) => handle::declaration(model, id, audience),
        ItemId::Enum(id) => enum_::declaration(model, id, audience),
        ItemId::Flags(id) => flags::declaration(model, id, audience),
        ItemId::Struct(id) => struct_::declaration(model, id, audience),
        ItemId::Record(id) => record::declaration(model, id, audience),
        ItemId::Variant(id) => variant::declaration(model, id, audience),
        ItemId::Call(id) => call::declaration(model, id, audience),
        // Errors are constants in the order of their codes; budgets have no place on the border.
        ItemId::Error(_) | ItemId::Budget(_) => TokenStream::new(),
    }
}

/// `runtime/src/generated/abi.rs`.
pub fn runtime_file(model: &Model) -> String {
    let types = declarations(model, Audience::Runtime);
    let declarations = quote! {
        pub use crate::failure::distos_error_t;
        #types
    };
    text::file(
        "The types and constants of the C border.",
        quote!(#![allow(non_camel_case_types, missing_docs, dead_code)]),
        declarations,
    )
}
