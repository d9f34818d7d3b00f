//! Constants and types that every package has, whatever its API says.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::names;
use crate::model::Model;

/// A property of errors: the prefix of its constants, and each value's name, number and docs.
type Property = (&'static str, &'static [(&'static str, u32, &'static str)]);

/// What the numbers of an error's properties mean.
const PROPERTIES: &[Property] = &[
    (
        "CLASS",
        &[
            (
                "TRANSIENT",
                1,
                "The failure may pass, by itself or by an action.",
            ),
            ("PERMANENT", 2, "The failure will not pass."),
            ("USAGE", 3, "The failure is the caller's mistake."),
        ],
    ),
    (
        "SEVERITY",
        &[
            ("INFO", 1, "Expected in the course of things."),
            ("WARNING", 2, "Worth a look."),
            ("ERROR", 3, "The call did not do what it should."),
            ("FATAL", 4, "More than the call is lost."),
        ],
    ),
    (
        "OUTCOME",
        &[
            ("NOT_APPLIED", 1, "Everything is as before the call."),
            ("APPLIED", 2, "Everything is as after a success."),
            ("UNKNOWN", 3, "Nobody knows whether the call took effect."),
        ],
    ),
    (
        "SCOPE",
        &[
            ("CALL", 1, "The failure reaches no further than the call."),
            ("STREAM", 2, "The failure reaches the stream."),
            ("DEVICE", 3, "The failure reaches the device."),
            ("COMMUNICATOR", 4, "The failure reaches the communicator."),
            ("NODE", 5, "The failure reaches the node."),
            ("SYSTEM", 6, "The failure reaches the session."),
        ],
    ),
    (
        "RETRY",
        &[
            ("NEVER", 1, "Trying again does not help."),
            ("AFTER_ACTION", 2, "Trying again helps after the action."),
            ("BACKOFF", 3, "Trying again after a while helps."),
        ],
    ),
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
            /// The value; what its bits mean is the runtime's.
            pub value: u64,
        }

        /// 16 bytes, as RFC 9562 orders them.
        #[repr(C)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct distos_uuid_t {
            /// In the order of the text form.
            pub bytes: [u8; 16],
        }

        /// Bytes of the caller.
        #[repr(C)]
        #[derive(Debug, Clone, Copy)]
        pub struct distos_bytes_t {
            /// The first byte; may be NULL when there is none.
            pub data: *const u8,
            /// In bytes.
            pub length: u64,
        }

        /// UTF-8 text of the caller, not NUL-terminated.
        #[repr(C)]
        #[derive(Debug, Clone, Copy)]
        pub struct distos_string_t {
            /// The first byte; may be NULL when there is none.
            pub data: *const ::core::ffi::c_char,
            /// In bytes.
            pub length: u64,
        }

        #properties
    }
}

/// The newest version that any call was introduced in.
fn api_version(model: &Model) -> u32 {
    model
        .calls
        .iter()
        .map(|call| call.availability.since.number())
        .max()
        .unwrap_or(0)
}

fn properties() -> TokenStream {
    let constants = PROPERTIES.iter().flat_map(|(property, values)| {
        values.iter().map(move |(name, value, docs)| {
            let constant = names::ident(&format!("DISTOS_ERROR_{property}_{name}"));
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
