//! Variants: a class with a constructor for every case.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{sys, value};
use crate::backend::python::names;
use crate::backend::rust_abi::attributes;
use crate::backend::rust_abi::names as abi;
use crate::model::*;

/// The class.
pub fn declaration(model: &Model, id: VariantId) -> TokenStream {
    let item = &model.variants[id.0];
    let name = abi::ident(&item.name);
    let border = sys(abi::variant(model, id));
    let module = names::public_module(model, item.module);
    let docs = attributes::docs(&item.docs);
    let constructors = item.cases.iter().map(|case| constructor(model, id, case));
    let cases = item.cases.iter().map(|case| {
        let (tag, name) = (Literal::u32_unsuffixed(case.tag), names::case(&case.name));
        quote!(#tag => #name)
    });
    quote! {
        #docs
        #[pyclass(frozen, module = #module)]
        pub struct #name {
            raw: #border,
            held: crate::lists::Payload,
        }

        // SAFETY: what the payload points at is held beside it, and never changes.
        unsafe impl Send for #name {}
        // SAFETY: as above.
        unsafe impl Sync for #name {}

        impl #name {
            /// What came over the border.
            pub fn of(raw: #border) -> Self {
                Self { raw, held: crate::lists::Payload::Nothing }
            }

            pub fn raw(&self) -> #border {
                self.raw
            }
        }

        impl crate::lists::VariantClass for #name {
            type Raw = #border;

            fn raw(&self) -> Self::Raw {
                self.raw
            }
        }

        #[pymethods]
        impl #name {
            #(#constructors)*

            /// The name of the case.
            #[getter]
            fn case(&self) -> &'static str {
                match self.raw.tag {
                    #(#cases,)*
                    _ => "unknown",
                }
            }

            fn __repr__(&self) -> String {
                format!("<{}.{}>", stringify!(#name), self.case())
            }
        }
    }
}

fn constructor(model: &Model, id: VariantId, case: &VariantCase) -> TokenStream {
    let name = abi::ident(&names::case(&case.name));
    let docs = attributes::docs(&case.docs);
    let tag = Literal::u32_unsuffixed(case.tag);
    let border = sys(abi::variant(model, id));
    let union = sys(abi::variant_union(model, id));
    let member = abi::variant_member(&case.name);
    let Payload {
        ty,
        prepared,
        border: payload,
        held,
    } = payload(model, &case.ty);
    quote! {
        #docs
        #[staticmethod]
        fn #name(value: #ty) -> Self {
            #prepared
            let payload = #payload;
            let held = #held;
            Self { raw: #border { tag: #tag, reserved: 0, value: #union { #member: payload } }, held }
        }
    }
}

/// What becomes of a case's value.
struct Payload {
    /// What PyO3 extracts.
    ty: TokenStream,
    /// Comes before the rest.
    prepared: TokenStream,
    /// Goes over the border.
    border: TokenStream,
    /// Stays as long as the object.
    held: TokenStream,
}

fn payload(model: &Model, ty: &Type) -> Payload {
    let (prepared, border, held) = match ty {
        Type::Bytes => (
            quote!(let value = value.to_vec().into_boxed_slice();),
            quote!(sys::distos_bytes_t {
                data: value.as_ptr(),
                length: value.len() as u64
            }),
            quote!(crate::lists::Payload::Bytes(value)),
        ),
        Type::String => (
            TokenStream::new(),
            quote!(sys::distos_string_t {
                data: value.pointer(),
                length: value.length()
            }),
            quote!(crate::lists::Payload::Text(value)),
        ),
        Type::Handle { .. } | Type::AnyHandle { .. } => (
            TokenStream::new(),
            value::to_border(model, ty, &quote!(value)),
            quote!(crate::lists::Payload::Object(value.into_object())),
        ),
        _ => (
            TokenStream::new(),
            value::to_border(model, ty, &quote!(value)),
            quote!(crate::lists::Payload::Nothing),
        ),
    };
    let ty = match ty {
        Type::Handle { .. } | Type::AnyHandle { .. } => quote!(HandleArgument<'_>),
        _ => value::extracted(model, ty),
    };
    Payload {
        ty,
        prepared,
        border,
        held,
    }
}

/// The class's path.
pub fn path(model: &Model, id: VariantId) -> TokenStream {
    let item = &model.variants[id.0];
    super::path(model, item.module, &abi::ident(&item.name))
}
