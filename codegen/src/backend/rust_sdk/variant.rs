//! Variants: enums that borrow what they name.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, types};
use crate::backend::naming::camel;
use crate::backend::rust_abi::{Audience, attributes, names};
use crate::model::{Model, Type, Variant, VariantCase, VariantId};

/// The enum and how it goes to the border.
pub fn declaration(model: &Model, id: VariantId) -> TokenStream {
    let item = &model.variants[id.0];
    let name = names::ident(&item.name);
    let docs = docs::of_item(&item.docs, &item.name, &item.availability);
    let gate = attributes::gate(&item.availability, Audience::Users);
    let lifetime = lifetime(item);
    let cases = item.cases.iter().map(|case| {
        let docs = docs::of_item(&case.docs, &case.name, &case.availability);
        let (name, ty) = (names::ident(&camel(&case.name)), payload(model, &case.ty));
        quote!(#docs #name(#ty))
    });
    let arms = item.cases.iter().map(|case| arm(model, id, case));
    let border = names::variant(model, id);
    quote! {
        #docs
        #[non_exhaustive]
        #[derive(Debug, Clone, Copy)]
        pub enum #name #lifetime { #(#cases,)* }

        #gate
        impl #lifetime #name #lifetime {
            /// The value on the border; what it names is kept until the operation is complete.
            pub(crate) fn to_border(self, #[allow(unused_variables)] kept: &mut Kept) -> sys::#border {
                match self { #(#arms,)* }
            }
        }
    }
}

/// A lifetime where a case borrows.
pub fn lifetime(item: &Variant) -> TokenStream {
    if borrows(item) {
        quote!(<'a>)
    } else {
        TokenStream::new()
    }
}

/// Whether any case borrows.
pub fn borrows(item: &Variant) -> bool {
    item.cases
        .iter()
        .any(|case| matches!(case.ty, Type::Bytes | Type::String | Type::Handle { .. }))
}

fn payload(model: &Model, ty: &Type) -> TokenStream {
    match ty {
        Type::Bytes => quote!(&'a [u8]),
        Type::String => quote!(&'a str),
        Type::Handle { .. } => {
            let ty = types::owned(model, ty);
            quote!(&'a #ty)
        }
        other => types::owned(model, other),
    }
}

fn arm(model: &Model, id: VariantId, case: &VariantCase) -> TokenStream {
    let gate = attributes::gate(&case.availability, Audience::Users);
    let name = names::ident(&camel(&case.name));
    let (tag, member) = (
        names::variant_tag(model, id, &case.name),
        names::variant_member(&case.name),
    );
    let (border, union) = (names::variant(model, id), names::variant_union(model, id));
    let value = match &case.ty {
        Type::Bytes => quote!(kept.bytes(value)),
        Type::String => quote!(kept.text(value)),
        Type::Handle { handle, .. } => {
            let ty = names::handle(model, *handle);
            quote!(sys::#ty { value: kept.name(value) })
        }
        other => types::to_border(other, quote!(value)),
    };
    quote! {
        #gate
        Self::#name(value) => sys::#border { tag: sys::#tag, reserved: 0, value: sys::#union { #member: #value } }
    }
}
