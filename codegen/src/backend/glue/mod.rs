//! Backend: what the runtime is given, which is the exported functions, the traits behind them, and the catalogue.

mod call;
mod catalogue;
mod enum_;
mod error;
mod flags;
mod handle;
mod leaf;
mod parameter;
mod predicate;
mod record;
mod struct_;
mod traits;
mod variant;

use proc_macro2::TokenStream;
use quote::quote;

use super::Files;
use super::rust_abi::{self, text};
use crate::model::{ItemId, Model};

/// `runtime/src/generated/`.
pub fn generate(model: &Model) -> Result<Files, String> {
    let files = [
        ("mod.rs", module_file()),
        ("abi.rs", rust_abi::runtime_file(model)),
        ("glue.rs", file(model)),
        ("traits.rs", traits::file(model)),
        ("catalogue.rs", catalogue::file(model)),
    ];
    Ok(files
        .into_iter()
        .map(|(name, text)| (format!("runtime/src/generated/{name}"), text))
        .collect())
}

/// `runtime/src/generated/glue.rs`.
fn file(model: &Model) -> String {
    let items = model
        .modules
        .iter()
        .flat_map(|module| &module.items)
        .map(|item| of_item(model, *item));
    let dispatch = call::ring_dispatch(model);
    let attributes = quote! {
        #![doc = ""]
        #![doc = " Every `unsafe` here rests on one promise: the caller keeps what the interface says about its pointers. Every"]
        #![doc = " `unsafe impl` is of a `repr(C)` type without padding, of which every bit pattern is a value."]
        #![allow(missing_docs, clippy::missing_safety_doc, clippy::undocumented_unsafe_blocks)]
        #![allow(clippy::too_many_arguments, clippy::nonminimal_bool, clippy::int_plus_one, unused_unsafe, unused_variables)]
    };
    let items = quote! {
        use crate::abi::descriptor::Descriptor;
        use crate::abi::support::*;
        use crate::domains;
        use super::abi::*;
        use super::catalogue as calls;
        use super::traits::*;
        #(#items)*
        #dispatch
    };
    text::file(
        "The exported functions, and how each async and stream call is taken off a ring.",
        attributes,
        items,
    )
}

/// `runtime/src/generated/mod.rs`.
fn module_file() -> String {
    let items = quote! {
        #[rustfmt::skip]
        pub mod abi;
        #[rustfmt::skip]
        pub mod catalogue;
        #[rustfmt::skip]
        pub mod glue;
        #[rustfmt::skip]
        pub mod traits;
    };
    let job = "What is generated from `idl/`: types of the border, traits to implement, exported functions, the catalogue.";
    text::file(job, TokenStream::new(), items)
}

fn of_item(model: &Model, item: ItemId) -> TokenStream {
    match item {
        ItemId::Struct(id) => struct_::implementation(model, id),
        ItemId::Record(id) => record::implementation(model, id),
        ItemId::Variant(id) => variant::functions(model, id),
        ItemId::Call(id) => {
            let call = &model.calls[id.0];
            let block = call
                .arguments
                .as_ref()
                .map(|layout| struct_::argument_block(model, call, layout));
            let functions = call::functions(model, call);
            quote!(#block #functions)
        }
        // These need nothing but their declarations.
        ItemId::Handle(_)
        | ItemId::Enum(_)
        | ItemId::Flags(_)
        | ItemId::Error(_)
        | ItemId::Budget(_) => TokenStream::new(),
    }
}
