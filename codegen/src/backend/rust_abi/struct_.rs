//! Structs: `size`, `reserved`, then the fields, every byte named.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Audience, attributes, border, names};
use crate::model::{Field, Layout, Model, Slot, SlotContent, StructId};

/// The struct.
pub fn declaration(model: &Model, id: StructId, audience: Audience) -> TokenStream {
    let item = &model.structs[id.0];
    let attributes = attributes::of_item(&item.docs, &item.availability, audience);
    laid_out(
        model,
        &names::structure(model, id),
        attributes,
        &item.layout,
        &item.fields,
    )
}

/// A `#[repr(C)]` struct with a field for every slot of `layout`.
pub fn laid_out(
    model: &Model,
    name: &Ident,
    attributes: TokenStream,
    layout: &Layout,
    fields: &[Field],
) -> TokenStream {
    let slots = layout.slots.iter().map(|slot| {
        let docs = attributes::docs(&slot_docs(slot, fields));
        let field = names::ident(&slot.name);
        let ty = border::slot(model, slot, |_| false, |index| &fields[index].ty);
        quote!(#docs pub #field: #ty)
    });
    quote! {
        #attributes
        #[repr(C)]
        #[derive(Debug, Clone, Copy)]
        pub struct #name {
            #(#slots,)*
        }
    }
}

fn slot_docs(slot: &Slot, fields: &[Field]) -> String {
    match slot.content {
        SlotContent::HeaderSize => {
            "The size of this struct as the caller knows it, in bytes.".to_owned()
        }
        SlotContent::Reserved => "Zero.".to_owned(),
        SlotContent::Field(index) | SlotContent::Address(index) => described(&fields[index]),
        SlotContent::Length(index) => format!("The length of `{}`.", fields[index].name),
        SlotContent::Capacity(_)
        | SlotContent::Stride(_)
        | SlotContent::ResultAddress(_)
        | SlotContent::CountAddress(_) => String::new(),
    }
}

fn described(field: &Field) -> String {
    let docs = if field.docs.is_empty() {
        format!("`{}`.", field.name)
    } else {
        field.docs.clone()
    };
    match &field.unit {
        Some(unit) => format!("{docs} In {unit}."),
        None => docs,
    }
}
