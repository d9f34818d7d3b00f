//! The extension's glue, in Rust: one file per module, one for operations, experiments and layouts each.

mod argument;
mod call;
mod enum_;
mod experiment;
mod flags;
mod handle;
mod layout;
mod operation;
mod record;
mod registry;
mod result;
mod struct_;
mod value;
mod variant;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{names, place};
use crate::backend::rust_abi::names as abi;
use crate::backend::rust_abi::text;
use crate::model::*;

pub use call::forms;
pub use experiment::name as experiment_name;

/// Every file, by name without extension.
pub fn files(model: &Model) -> Vec<(String, String)> {
    let modules = (0..model.modules.len()).map(ModuleId);
    let mut files: Vec<_> = modules
        .map(|id| (file_name(model, id), module_file(model, id)))
        .collect();
    files.push(("mod".to_owned(), registry::file(model)));
    files.push(("operations".to_owned(), operation::file(model)));
    files.push(("experiments".to_owned(), experiment::file(model)));
    files.push(("layouts".to_owned(), layout::file(model)));
    files
}

/// The Rust module that a module of the API becomes; its own name may be a word of Rust.
fn file_name(model: &Model, id: ModuleId) -> String {
    format!("{}_module", names::module(model, id))
}

/// The path of something that a module's file declares.
fn path(model: &Model, module: ModuleId, item: &Ident) -> TokenStream {
    let file = abi::ident(&file_name(model, module));
    quote!(super::#file::#item)
}

fn module_file(model: &Model, id: ModuleId) -> String {
    let module = &model.modules[id.0];
    let items = module.items.iter().map(|item| declaration(model, *item));
    let functions = place::functions(model, id)
        .into_iter()
        .map(|call| call::function(model, call));
    let register = registry::of_module(model, id);
    let tokens = quote! {
        #(#items)*
        #(#functions)*
        #register
    };
    file(
        &format!("The classes and functions of `{}`.", module.path),
        tokens,
    )
}

/// A file with the imports that all of them share.
fn file(job: &str, items: TokenStream) -> String {
    let attributes = quote! {
        #![doc = ""]
        #![doc = " Every `unsafe` here rests on the same ground: pointers are to locals or to memory that a Python object lends,"]
        #![doc = " which live during the call, and for operations until the completion; all zero is a value of every C struct."]
        #![allow(clippy::undocumented_unsafe_blocks, clippy::too_many_arguments, clippy::useless_conversion, clippy::redundant_field_names, clippy::needless_question_mark)]
        #![allow(missing_docs, dead_code, deprecated, unused_imports, unused_mut, unused_variables)]
    };
    let items = quote! {
        use crate::arguments::{HandleArgument, HandleValue, Text, Uuid};
        use crate::bridge::{self, Held, Operation};
        use crate::classes::{self, PythonClass};
        use crate::failure;
        use crate::handle::{self, Handle, HandleClass};
        use crate::lists::{ListResult, VariantList};
        use crate::memory::{ReadableMemory, WritableMemory};
        use crate::session::Session;
        use crate::time::{self, Instant, Span};
        use crate::waiting;
        use crate::warning;
        use distos_sys as sys;
        use pyo3::prelude::*;
        use pyo3::types::{PyDict, PyList, PyTuple};
        use std::ptr;
        use std::sync::Arc;
        #items
    };
    text::file(job, attributes, items)
}

fn declaration(model: &Model, item: ItemId) -> TokenStream {
    match item {
        ItemId::Handle(id) => handle::declaration(model, id),
        ItemId::Enum(id) => enum_::declaration(model, id),
        ItemId::Flags(id) => flags::declaration(model, id),
        ItemId::Struct(id) => struct_::declaration(model, id),
        ItemId::Record(id) => record::declaration(model, id),
        ItemId::Variant(id) => variant::declaration(model, id),
        // Calls go where `place` says; errors are classes of Python; budgets have no place here.
        ItemId::Call(_) | ItemId::Error(_) | ItemId::Budget(_) => TokenStream::new(),
    }
}

/// A declaration of the C border, as the path that the glue uses.
fn sys(ident: Ident) -> TokenStream {
    quote!(sys::#ident)
}

/// A class of the generated Python modules, found when first needed.
fn python_class(model: &Model, module: ModuleId, class: &Ident, name: &str) -> TokenStream {
    let path = format!(
        "{}.generated.{}",
        model.package,
        names::module(model, module)
    );
    quote! {
        pub static #class: PythonClass = PythonClass::new(#path, #name);
    }
}
