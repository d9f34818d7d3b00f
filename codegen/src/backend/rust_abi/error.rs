//! Errors: one status code each.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Audience, attributes, names};
use crate::model::Model;

/// The constants, by code.
pub fn codes(model: &Model, audience: Audience) -> TokenStream {
    let codes = model.errors.iter().map(|error| {
        let name = names::error_code(model, error);
        let code = Literal::u32_unsuffixed(error.code);
        let attributes = attributes::of_item(&error.docs, &error.availability, audience);
        quote! {
            #attributes
            pub const #name: distos_status_t = #code;
        }
    });
    quote!(#(#codes)*)
}
