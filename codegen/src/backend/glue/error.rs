//! Errors in the glue: the catalogue's entries.

use std::ffi::CString;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::backend::rust_abi::names;
use crate::model::{ErrorItem, Model};

/// Every error, by code.
pub fn entries(model: &Model) -> TokenStream {
    let entries = model.errors.iter().map(entry);
    quote! {
        /// Every error, by code.
        pub static ERRORS: &[ErrorEntry] = &[#(#entries,)*];
    }
}

fn entry(error: &ErrorItem) -> TokenStream {
    let code = Literal::u32_unsuffixed(error.code);
    let (name, action) = (c_string(&error.name), c_string(&error.action));
    let class = property("CLASS", &error.class);
    let severity = property("SEVERITY", &error.severity);
    let outcome = property("OUTCOME", &error.outcome);
    let scope = property("SCOPE", &error.scope);
    let retry = property("RETRY", &error.retry);
    let (canonical, errno) = (&error.canonical, &error.errno);
    quote! {
        ErrorEntry {
            code: #code,
            name: #name,
            class: #class,
            severity: #severity,
            outcome: #outcome,
            scope: #scope,
            retry: #retry,
            canonical: #canonical,
            errno: #errno,
            action: #action,
        }
    }
}

fn property(kind: &str, value: &str) -> proc_macro2::Ident {
    names::ident(&format!("DISTOS_ERROR_{kind}_{}", value.to_uppercase()))
}

/// A C string literal; a NUL inside, which no source can spell, would end it early.
pub fn c_string(text: &str) -> Literal {
    let bytes: Vec<u8> = text.bytes().take_while(|byte| *byte != 0).collect();
    Literal::c_string(&CString::new(bytes).unwrap_or_default())
}
