//! Layouts: what the extension was built with, for a test with literal numbers.

use proc_macro2::TokenStream;
use quote::quote;

use crate::backend::rust_abi::names;
use crate::backend::rust_abi::text;
use crate::backend::sys::layout::{LaidOut, laid_out};
use crate::model::*;

/// `layouts.rs`.
pub fn file(model: &Model) -> String {
    let layouts = laid_out(model);
    let entries = layouts.iter().map(entry);
    let tokens = quote! {
        use distos_sys::*;
        use pyo3::prelude::*;
        use pyo3::types::PyDict;
        use std::mem::{align_of, offset_of, size_of};

        /// Size, alignment and offsets of every type of the border, by name.
        #[pyfunction]
        fn layouts(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
            let layouts = PyDict::new(py);
            #(#entries)*
            Ok(layouts)
        }

        pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            module.add_function(wrap_pyfunction!(layouts, module)?)
        }
    };
    text::file(
        "Layouts, as the extension was built with them.",
        TokenStream::new(),
        tokens,
    )
}

fn entry(layout: &LaidOut) -> TokenStream {
    let (name, text) = (&layout.name, layout.name.to_string());
    let fields: Vec<_> = layout
        .offsets
        .iter()
        .map(|(field, _)| names::ident(field))
        .collect();
    let offsets = fields.iter().map(|field| {
        let text = field.to_string();
        let text = text.trim_start_matches("r#");
        quote!((#text, offset_of!(#name, #field)))
    });
    quote! {
        let offsets: Vec<(&str, usize)> = vec![#(#offsets),*];
        layouts.set_item(#text, (size_of::<#name>(), align_of::<#name>(), offsets))?;
    }
}
