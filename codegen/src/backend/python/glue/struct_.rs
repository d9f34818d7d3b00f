//! Structs: frozen dataclasses in Python. Options structs are keyword arguments, and have no class.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{record, sys, value};
use crate::backend::naming;
use crate::backend::python::names;
use crate::backend::rust_abi::names as abi;
use crate::model::*;

/// The Rust side, and the class.
pub fn declaration(model: &Model, id: StructId) -> TokenStream {
    let item = &model.structs[id.0];
    if item.is_options {
        return TokenStream::new();
    }
    let name = abi::ident(&item.name);
    let border = sys(abi::structure(model, id));
    let class = class(item);
    let python_class = super::python_class(model, item.module, &class, &item.name);
    let filled = record::filled(&item.layout, |index| attribute(model, &item.fields[index]));
    let made = record::made(model, &item.fields);
    quote! {
        #python_class

        #[derive(Clone, Copy)]
        #[repr(transparent)]
        pub struct #name(pub #border);

        impl<'a, 'py> FromPyObject<'a, 'py> for #name {
            type Error = PyErr;

            fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
                Ok(Self(#border { #(#filled,)* }))
            }
        }

        impl #name {
            pub fn to_python<'py>(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                #class.make(py, (#(#made,)*))
            }
        }
    }
}

fn attribute(model: &Model, field: &Field) -> TokenStream {
    let name = names::field(&field.name);
    let ty = value::extracted(model, &field.ty);
    value::to_border(
        model,
        &field.ty,
        &quote!(object.getattr(#name)?.extract::<#ty>()?),
    )
}

/// The Rust side's path.
pub fn path(model: &Model, id: StructId) -> TokenStream {
    let item = &model.structs[id.0];
    super::path(model, item.module, &abi::ident(&item.name))
}

fn class(item: &Struct) -> Ident {
    abi::ident(&naming::screaming(&item.name))
}
