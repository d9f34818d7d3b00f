//! Backend: the generated part of the Rust SDK, which is types, errors, options, and one thin method per call.

mod call;
mod docs;
mod enum_;
mod error;
mod flags;
mod handle;
mod operation;
mod parameter;
mod record;
pub mod reference;
mod struct_;
mod types;
mod variant;

use proc_macro2::TokenStream;
use quote::quote;

use super::Files;
use super::rust_abi::{names, text};
use crate::model::{ItemId, Model, Module};

const FOLDER: &str = "sdk-rust/distos/src/generated";

/// `sdk-rust/distos/src/generated/`: a file per module, the errors, and what ties them together.
pub fn generate(model: &Model) -> Result<Files, String> {
    let mut files: Files = model
        .modules
        .iter()
        .map(|module| {
            (
                format!("{FOLDER}/{}.rs", file_name(module)),
                module_file(model, module),
            )
        })
        .collect();
    files.insert(format!("{FOLDER}/error.rs"), error::file(model));
    files.insert(format!("{FOLDER}/mod.rs"), root_file(model));
    Ok(files)
}

/// The core module's items stand at the root of the crate; its file must not be called like Rust's own `core`.
fn file_name(module: &Module) -> &str {
    if module.is_core { "root" } else { &module.name }
}

fn root_file(model: &Model) -> String {
    let modules = model.modules.iter().map(|module| {
        let name = names::ident(file_name(module));
        if module.is_core {
            quote!(mod #name; pub use #name::*;)
        } else {
            quote!(pub mod #name;)
        }
    });
    let items = quote! {
        #(#modules)*
        mod error;
        pub use error::ErrorKind;
    };
    let attributes = quote! {
        #![doc = ""]
        #![doc = " Every `unsafe` here calls the C ABI with pointers to values that live through the call, or that the operation"]
        #![doc = " owns until its completion."]
        #![allow(deprecated, unused_imports, clippy::undocumented_unsafe_blocks, clippy::too_many_arguments, clippy::needless_update, clippy::borrow_deref_ref)]
    };
    text::file(
        "Types, errors, options, and one method per call.",
        attributes,
        items,
    )
}

fn module_file(model: &Model, module: &Module) -> String {
    let items = module.items.iter().map(|item| of_item(model, *item));
    let items = quote! {
        use crate::arrays::{self, HostBytes, HostBytesMut, Uuid};
        use crate::error::{Error, Result};
        use crate::handle::{Close, Context, Handle, Name, Named};
        use crate::kept::Kept;
        use crate::operation::Op;
        use crate::time::MonotonicTime;
        use distos_sys as sys;
        use std::sync::Arc;
        #(#items)*
    };
    text::file(module.docs.trim(), TokenStream::new(), items)
}

fn of_item(model: &Model, item: ItemId) -> TokenStream {
    match item {
        ItemId::Handle(id) => handle::declaration(model, id),
        ItemId::Enum(id) => enum_::declaration(model, id),
        ItemId::Flags(id) => flags::declaration(model, id),
        ItemId::Struct(id) => struct_::declaration(model, id),
        ItemId::Record(id) => record::declaration(model, id),
        ItemId::Variant(id) => variant::declaration(model, id),
        ItemId::Call(id) => call::declaration(model, &model.calls[id.0]),
        // Errors have a file of their own, and budgets nothing to declare.
        ItemId::Error(_) | ItemId::Budget(_) => TokenStream::new(),
    }
}
