//! Records in the glue: an alias for the implementation, and the check of one that a caller passes.

use proc_macro2::TokenStream;
use quote::quote;

use super::struct_;
use crate::backend::rust_abi::names;
use crate::model::{Model, RecordId, Type};

/// The name under which implementations know the type.
pub fn alias(model: &Model, id: RecordId) -> TokenStream {
    let (name, border) = (
        names::ident(&model.records[id.0].name),
        names::record(model, id),
    );
    quote!(pub type #name = #border;)
}

/// How the runtime reads and writes the record.
pub fn implementation(model: &Model, id: RecordId) -> TokenStream {
    let item = &model.records[id.0];
    let (ty, name) = (names::record(model, id), &item.name);
    let types: Vec<&Type> = item.fields.iter().map(struct_::field_type).collect();
    let checks = struct_::field_checks(model, &item.layout, &types);
    quote! {
        unsafe impl Record for #ty {
            const NAME: &'static str = #name;

            fn check(&self) -> Result<(), BadField> {
                #checks
                Ok(())
            }
        }
    }
}
