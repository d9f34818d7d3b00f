//! Handles: a struct around the value, so that the types can't be mixed up.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Audience, attributes, names};
use crate::model::{HandleId, Model};

/// The handle's type.
pub fn declaration(model: &Model, id: HandleId, audience: Audience) -> TokenStream {
    let item = &model.handles[id.0];
    let name = names::handle(model, id);
    let attributes = attributes::of_item(&item.docs, &item.availability, audience);
    quote! {
        #attributes
        #[repr(C)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct #name {
            /// The value; what its bits mean is the runtime's.
            pub value: u64,
        }
    }
}
