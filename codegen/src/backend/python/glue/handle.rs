//! Handles: a class each, with the calls that begin with such a handle as methods.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{call, names, place, sys};
use crate::backend::rust_abi::attributes;
use crate::backend::rust_abi::names as abi;
use crate::model::*;

/// The class.
pub fn declaration(model: &Model, id: HandleId) -> TokenStream {
    let item = &model.handles[id.0];
    let name = abi::ident(&item.name);
    let docs = attributes::docs(&item.docs);
    let module = names::public_module(model, item.module);
    let number = Literal::u8_unsuffixed(item.number);
    let constructor = place::constructor(model, id).map(|it| call::constructor(model, it));
    let methods = place::methods(model, id)
        .into_iter()
        .map(|it| call::method(model, it, id));
    quote! {
        #docs
        #[pyclass(frozen, extends = Handle, module = #module)]
        pub struct #name;

        impl HandleClass for #name {
            const KIND: u8 = #number;
            const MARKER: Self = Self;
        }

        #[pymethods]
        impl #name {
            #constructor
            #(#methods)*
        }
    }
}

/// The arm that closes a handle of this type.
pub fn close_arm(model: &Model, id: HandleId) -> TokenStream {
    let item = &model.handles[id.0];
    let number = Literal::u8_unsuffixed(item.number);
    let close = abi::call(model, &model.calls[item.close.0]);
    let border = sys(abi::handle(model, id));
    quote!(#number => unsafe { sys::#close(#border { value }, &mut error) })
}

/// The arm that names this type.
pub fn name_arm(model: &Model, id: HandleId) -> TokenStream {
    let item = &model.handles[id.0];
    let number = Literal::u8_unsuffixed(item.number);
    let name = format!("{}.{}", names::public_module(model, item.module), item.name);
    quote!(#number => #name)
}

/// The class's path.
pub fn path(model: &Model, id: HandleId) -> TokenStream {
    let item = &model.handles[id.0];
    super::path(model, item.module, &abi::ident(&item.name))
}
