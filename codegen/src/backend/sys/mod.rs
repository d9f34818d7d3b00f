//! Backend: `distos-sys`, the declarations of the C ABI for Rust. The C header is made from the same text.

pub mod base;
pub mod call;
pub mod layout;

use proc_macro2::TokenStream;
use quote::quote;

use super::Files;
use super::rust_abi::{self, Audience, text};
use crate::model::Model;

/// `sdk-rust/distos-sys/`.
pub fn generate(model: &Model) -> Result<Files, String> {
    Ok(Files::from([
        (
            "sdk-rust/distos-sys/src/generated.rs".to_owned(),
            declarations_file(model),
        ),
        (
            "sdk-rust/distos-sys/tests/generated/mod.rs".to_owned(),
            layout::test_file(model),
        ),
    ]))
}

/// The declarations, as a file: `distos-sys` compiles it, and cbindgen reads it.
pub fn declarations_file(model: &Model) -> String {
    text::file(
        "Every type, constant and function of the C ABI.",
        TokenStream::new(),
        declarations(model),
    )
}

/// Types, constants, and one block of functions.
pub fn declarations(model: &Model) -> TokenStream {
    let types = rust_abi::declarations(model, Audience::Users);
    let error = base::error_object();
    let base = base::functions(model);
    let calls = call::functions(model);
    quote! {
        #types
        #error
        #[cfg_attr(all(feature = "dynamic", not(feature = "static")), link(name = "distos"))]
        unsafe extern "C" {
            #base
            #calls
        }
    }
}
