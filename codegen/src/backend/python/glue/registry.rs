//! What is registered where, and the tables by handle type.

use proc_macro2::TokenStream;
use quote::quote;

use super::{call, experiment, file_name, handle, names, operation, place};
use crate::backend::rust_abi::names as abi;
use crate::backend::rust_abi::text;
use crate::model::*;

/// `mod.rs`.
pub fn file(model: &Model) -> String {
    let modules: Vec<_> = (0..model.modules.len())
        .map(|index| abi::ident(&file_name(model, ModuleId(index))))
        .collect();
    let names: Vec<_> = model.modules.iter().map(|module| &module.name).collect();
    let handles = || (0..model.handles.len()).map(HandleId);
    let closings = handles().map(|id| handle::close_arm(model, id));
    let class_names = handles().map(|id| handle::name_arm(model, id));
    let tokens = quote! {
        #(mod #modules;)*
        mod experiments;
        mod layouts;
        mod operations;

        use crate::add_submodule;
        use crate::failure;
        use distos_sys as sys;
        use pyo3::prelude::*;
        use std::ptr;

        /// Hangs everything that is generated into the extension module.
        pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {
            #(#modules::register(&add_submodule(parent, #names)?)?;)*
            operations::register(&add_submodule(parent, "_operations")?)?;
            experiments::register(&add_submodule(parent, "_experiments")?)?;
            layouts::register(parent)
        }

        /// Closes a handle of this type.
        pub fn close(py: Python<'_>, kind: u8, value: u64) -> PyResult<()> {
            let mut error = ptr::null_mut();
            let status = match kind {
                // SAFETY: the only pointer is to a local.
                #(#closings,)*
                _ => sys::DISTOS_OK,
            };
            failure::check(py, status, error)
        }

        /// The name of the class of handles of this type.
        pub fn class_name(kind: u8) -> &'static str {
            match kind {
                #(#class_names,)*
                _ => "handle",
            }
        }
    };
    text::file(
        "What is registered where, and the tables by handle type.",
        quote!(#![allow(clippy::undocumented_unsafe_blocks)]),
        tokens,
    )
}

/// The function that hangs the classes and functions of a module into its Python module.
pub fn of_module(model: &Model, id: ModuleId) -> TokenStream {
    let classes = model.modules[id.0]
        .items
        .iter()
        .filter_map(|item| match item {
            ItemId::Handle(id) => Some(abi::ident(&model.handles[id.0].name)),
            ItemId::Variant(id) => Some(abi::ident(&model.variants[id.0].name)),
            _ => None,
        });
    let functions = place::functions(model, id).into_iter().flat_map(|id| {
        let call = &model.calls[id.0];
        call::function_names(call, &call.name)
    });
    quote! {
        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            #(module.add_class::<#classes>()?;)*
            #(module.add_function(wrap_pyfunction!(#functions, module)?)?;)*
            Ok(())
        }
    }
}

/// The function that hangs experiments into their Python module.
pub fn of_experiments(model: &Model) -> TokenStream {
    let functions = place::calls(model, place::Place::Experiment)
        .into_iter()
        .flat_map(|id| call::function_names(&model.calls[id.0], &experiment::name(model, id)));
    register(functions)
}

/// The function that hangs operations into their Python module.
pub fn of_operations(model: &Model) -> TokenStream {
    let functions = operation::calls(model)
        .into_iter()
        .map(|id| abi::ident(&names::operation(model, &model.calls[id.0])));
    register(functions)
}

fn register(functions: impl Iterator<Item = proc_macro2::Ident>) -> TokenStream {
    quote! {
        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            #(module.add_function(wrap_pyfunction!(#functions, module)?)?;)*
            Ok(())
        }
    }
}
