//! Constants and types that every package has, whatever its API says.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::names;
use crate::model::Model;

/// The names that an error's properties have as numbers: constant prefix, docs, values.
pub const PROPERTIES: &[(&str, &str, &[(&str, u32)])] = &[
    ("ERROR_CLASS", "What kind of failure an error is.", &[("TRANSIENT", 1), ("PERMANENT", 2), ("USAGE", 3)]),
    ("ERROR_SEVERITY", "How bad an error is.", &[("INFO", 1), ("WARNING", 2), ("ERROR", 3), ("FATAL", 4)]),
    ("ERROR_OUTCOME", "Whether a call that failed took effect.", &[("NOT_APPLIED", 1), ("APPLIED", 2), ("UNKNOWN", 3)]),
    (
        "ERROR_SCOPE",
        "How far an error reaches.",
        &[("CALL", 1), ("STREAM", 2), ("DEVICE", 3), ("COMMUNICATOR", 4), ("NODE", 5), ("SYSTEM", 6)],
    ),
    ("ERROR_RETRY", "Whether trying again makes sense.", &[("NEVER", 1), ("AFTER_ACTION", 2), ("BACKOFF", 3)]),
];

/// Status, version, error object, uuid, and the payloads of variants.
pub fn base(model: &Model) -> TokenStream {
    let version = Literal::u32_unsuffixed(api_version(model));
    let properties = properties();
    quote! {
        /// Zero, or the code of an error.
        pub type distos_status_t = u32;

        /// The status of success.
        pub const DISTOS_OK: distos_status_t = 0;

        /// The version of the API that these declarations were generated from, as major * 1000 + minor.
        pub const DISTOS_API_VERSION: u32 = #version;

        /// A handle of any type. The value 0 is never a handle.
        #[repr(C)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct distos_handle_t {
            pub value: u64,
        }

        /// 16 bytes, as RFC 9562 orders them.
        #[repr(C)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct distos_uuid_t {
            pub bytes: [u8; 16],
        }

        /// Bytes of the caller.
        #[repr(C)]
        #[derive(Debug, Clone, Copy)]
        pub struct distos_bytes_t {
            pub data: *const u8,
            pub length: u64,
        }

        /// UTF-8 text of the caller, not NUL-terminated.
        #[repr(C)]
        #[derive(Debug, Clone, Copy)]
        pub struct distos_string_t {
            pub data: *const ::core::ffi::c_char,
            pub length: u64,
        }

        #properties
    }
}

/// The newest version that any call was introduced in.
fn api_version(model: &Model) -> u32 {
    model.calls.iter().map(|call| call.availability.since.number()).max().unwrap_or(0)
}

fn properties() -> TokenStream {
    let constants = PROPERTIES.iter().flat_map(|(prefix, docs, values)| {
        values.iter().map(move |(name, value)| {
            let constant = names::ident(&format!("DISTOS_{prefix}_{name}"));
            let value = Literal::u32_unsuffixed(*value);
            let docs = format!(" {docs}");
            quote! {
                #[doc = #docs]
                pub const #constant: u32 = #value;
            }
        })
    });
    quote!(#(#constants)*)
}
