//! Errors: their kinds by name, and what the catalogue says of those that the status alone tells.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs;
use crate::backend::naming::camel;
use crate::backend::rust_abi::{names, text};
use crate::model::{ErrorItem, Model};

/// `error.rs`.
pub fn file(model: &Model) -> String {
    let kinds = model.errors.iter().map(|error| {
        let docs = docs::of_item(&error.docs, &error.name, &error.availability);
        let name = kind(error);
        quote!(#docs #name)
    });
    let from = model.errors.iter().map(|error| {
        let (code, name) = (names::error_code(model, error), kind(error));
        quote!(sys::#code => Self::#name)
    });
    let entries = model.errors.iter().map(entry);
    let items = quote! {
        use distos_sys as sys;
        use crate::error::Entry;

        /// Which error it is.
        #[non_exhaustive]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorKind {
            #(#kinds,)*
            /// One that this version of the SDK does not know, by its code.
            Unknown(u32),
        }

        impl ErrorKind {
            /// Of a status that is not zero.
            pub(crate) fn from_code(code: u32) -> Self {
                match code {
                    #(#from,)*
                    code => Self::Unknown(code),
                }
            }

            /// What the catalogue says of it.
            pub(crate) fn entry(self) -> Option<&'static Entry> {
                Some(match self {
                    #(#entries,)*
                    Self::Unknown(_) => return None,
                })
            }
        }
    };
    text::file(
        "Every error by name, with its entry in the catalogue.",
        TokenStream::new(),
        items,
    )
}

fn kind(error: &ErrorItem) -> Ident {
    names::ident(&camel(&error.name))
}

fn entry(error: &ErrorItem) -> TokenStream {
    let kind = kind(error);
    let (name, action) = (&error.name, &error.action);
    let message = error.docs.lines().next().unwrap_or_default();
    let class = property("CLASS", &error.class);
    let severity = property("SEVERITY", &error.severity);
    let outcome = property("OUTCOME", &error.outcome);
    let scope = property("SCOPE", &error.scope);
    let retry = property("RETRY", &error.retry);
    quote! {
        Self::#kind => &Entry {
            name: #name,
            class: sys::#class,
            severity: sys::#severity,
            outcome: sys::#outcome,
            scope: sys::#scope,
            retry: sys::#retry,
            message: #message,
            action: #action,
        }
    }
}

fn property(kind: &str, value: &str) -> Ident {
    names::ident(&format!("DISTOS_ERROR_{kind}_{}", value.to_uppercase()))
}
