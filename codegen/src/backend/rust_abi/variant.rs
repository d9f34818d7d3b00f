//! Variants: a tag, and a union of the payloads.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Audience, attributes, border, names};
use crate::model::{Model, Variant, VariantCase, VariantId};

/// The tags, the union and the struct.
pub fn declaration(model: &Model, id: VariantId, audience: Audience) -> TokenStream {
    let item = &model.variants[id.0];
    let tags = item.cases.iter().map(|case| tag(model, id, case, audience));
    let union = union(model, id, item);
    let name = names::variant(model, id);
    let union_name = names::variant_union(model, id);
    let attributes = attributes::of_item(&item.docs, &item.availability, audience);
    quote! {
        #(#tags)*
        #union
        #attributes
        #[repr(C)]
        #[derive(Clone, Copy)]
        pub struct #name {
            /// Which member of `value` counts.
            pub tag: u32,
            /// Zero.
            pub reserved: u32,
            /// The payload.
            pub value: #union_name,
        }
    }
}

fn tag(model: &Model, id: VariantId, case: &VariantCase, audience: Audience) -> TokenStream {
    let name = names::variant_tag(model, id, &case.name);
    let value = Literal::u32_unsuffixed(case.tag);
    let attributes = attributes::of_item(&case.docs, &case.availability, audience);
    quote! {
        #attributes
        pub const #name: u32 = #value;
    }
}

fn union(model: &Model, id: VariantId, item: &Variant) -> TokenStream {
    let name = names::variant_union(model, id);
    let docs = format!(" The payload of `{}`.", names::variant(model, id));
    let members = item.cases.iter().map(|case| {
        let member = names::variant_member(&case.name);
        let ty = border::value(model, &case.ty);
        let docs = attributes::docs(&case.docs);
        quote!(#docs pub #member: #ty)
    });
    quote! {
        #[doc = #docs]
        #[repr(C)]
        #[derive(Clone, Copy)]
        pub union #name {
            #(#members,)*
        }
    }
}
