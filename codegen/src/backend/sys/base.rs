//! Functions that every package has: status names and the accessors of error objects.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::backend::rust_abi::names;
use crate::model::Model;

/// The object that an error is, which only its accessors open.
pub fn error_object() -> TokenStream {
    quote! {
        /// Why a call failed. Opened by the `distos_error_…` functions, which take NULL too; freed by `distos_error_free`.
        #[repr(C)]
        #[derive(Debug)]
        pub struct distos_error_t {
            _opaque: [u8; 0],
            _not_send: ::core::marker::PhantomData<*mut u8>,
        }
    }
}

const NUMBERS: &[(&str, &str)] = &[
    ("class", "One of `DISTOS_ERROR_CLASS_…`; 0 for NULL."),
    ("severity", "One of `DISTOS_ERROR_SEVERITY_…`; 0 for NULL."),
    (
        "outcome",
        "One of `DISTOS_ERROR_OUTCOME_…`: whether the call took effect; 0 for NULL.",
    ),
    (
        "scope",
        "One of `DISTOS_ERROR_SCOPE_…`: how far the failure reaches; 0 for NULL.",
    ),
    (
        "retry",
        "One of `DISTOS_ERROR_RETRY_…`: whether trying again makes sense; 0 for NULL.",
    ),
];

const TEXTS: &[(&str, &str)] = &[
    ("name", "The name of its code: `OUT_OF_MEMORY`."),
    ("reason", "What exactly, in upper case: `SIZE_POSITIVE`."),
    ("message", "One sentence with the values that led to it."),
    ("action", "What to do about it."),
    (
        "clause",
        "The clause that was broken: `gpu.buffer_alloc.size_positive`.",
    ),
    ("source_node", "The node where it arose."),
    ("source_subsystem", "The part of the system where it arose."),
    ("source_call", "The call that failed."),
    ("ucxl_trace", "The address of the event that caused it."),
];

/// The declarations, for the `extern` block.
pub fn functions(model: &Model) -> TokenStream {
    let numbers = NUMBERS.iter().map(|(name, docs)| number(name, docs));
    let texts = TEXTS.iter().map(|(name, docs)| text(name, docs));
    let ring_error = ring_error(model);
    quote! {
        /// The name of a status: `OUT_OF_MEMORY`, `OK`; `UNKNOWN` when this runtime does not know it. Never NULL.
        pub fn distos_status_name(status: distos_status_t) -> *const ::core::ffi::c_char;

        /// Frees an error object and what its accessors returned. NULL is allowed.
        pub fn distos_error_free(error: *mut distos_error_t);

        /// Its code; 0 for NULL.
        pub fn distos_error_code(error: *const distos_error_t) -> distos_status_t;

        #(#numbers)*
        #(#texts)*

        /// What ties it to logs and to the errors of other nodes; all zero for NULL.
        pub fn distos_error_correlation_id(error: *const distos_error_t) -> distos_uuid_t;

        /// How long to wait before trying again, in nanoseconds; 0 when nothing is known.
        pub fn distos_error_retry_after_ns(error: *const distos_error_t) -> u64;

        /// How many values of the message there are by name.
        pub fn distos_error_metadata_count(error: *const distos_error_t) -> u64;

        /// The name of the value at `index`; NULL past the end.
        pub fn distos_error_metadata_key(error: *const distos_error_t, index: u64) -> *const ::core::ffi::c_char;

        /// The value at `index`; NULL past the end.
        pub fn distos_error_metadata_value(error: *const distos_error_t, index: u64) -> *const ::core::ffi::c_char;

        /// The error that led to this one, which lives as long as it; NULL when there is none.
        pub fn distos_error_cause(error: *const distos_error_t) -> *const distos_error_t;

        #ring_error
    }
}

fn number(name: &str, docs: &str) -> TokenStream {
    let function = accessor(name);
    let docs = format!(" {docs}");
    quote! {
        #[doc = #docs]
        pub fn #function(error: *const distos_error_t) -> u32;
    }
}

fn text(name: &str, docs: &str) -> TokenStream {
    let function = accessor(name);
    let docs = format!(" {docs} Never NULL; empty when absent; lives as long as the error.");
    quote! {
        #[doc = #docs]
        pub fn #function(error: *const distos_error_t) -> *const ::core::ffi::c_char;
    }
}

fn accessor(name: &str) -> Ident {
    names::ident(&format!("distos_error_{name}"))
}

/// An API that has a ring takes the errors of completions by their ids.
fn ring_error(model: &Model) -> TokenStream {
    let Some(ring) = names::ring_handle(model) else {
        return TokenStream::new();
    };
    quote! {
        /// Takes the error object that a completion names; the caller then owns `*error`.
        /// NOT_FOUND when it was taken before, or forgotten: a ring keeps as many as it has credits.
        pub fn distos_ring_error(ring: #ring, id: u64, error: *mut *mut distos_error_t) -> distos_status_t;
    }
}

/// The names of all functions that every package has, in the order of their declarations.
pub fn function_names(model: &Model) -> Vec<String> {
    let plain = ["status_name", "error_free", "error_code"];
    let accessors = NUMBERS
        .iter()
        .chain(TEXTS)
        .map(|(name, _)| format!("error_{name}"));
    let rest = [
        "error_correlation_id",
        "error_retry_after_ns",
        "error_metadata_count",
        "error_metadata_key",
        "error_metadata_value",
        "error_cause",
    ];
    let ring = names::ring_handle(model).map(|_| "ring_error".to_owned());
    let all = plain.iter().map(|name| (*name).to_owned()).chain(accessors);
    let all = all
        .chain(rest.iter().map(|name| (*name).to_owned()))
        .chain(ring);
    all.map(|name| format!("distos_{name}")).collect()
}
