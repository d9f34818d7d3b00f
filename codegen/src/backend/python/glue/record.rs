//! Records: tuples with names in Python, taken from any tuple of their fields.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{sys, value};
use crate::backend::naming;
use crate::backend::rust_abi::{border, names as abi};
use crate::model::*;

/// The Rust side, and the class.
pub fn declaration(model: &Model, id: RecordId) -> TokenStream {
    let item = &model.records[id.0];
    let name = abi::ident(&item.name);
    let border = sys(abi::record(model, id));
    let class = class(item);
    let python_class = super::python_class(model, item.module, &class, &item.name);
    let locals: Vec<_> = (0..item.fields.len())
        .map(|index| format_ident!("field{index}"))
        .collect();
    let types = item
        .fields
        .iter()
        .map(|field| value::extracted(model, &field.ty));
    let filled = filled(&item.layout, |index| {
        let local = &locals[index];
        value::to_border(model, &item.fields[index].ty, &quote!(#local))
    });
    let made = made(model, &item.fields);
    quote! {
        #python_class

        #[derive(Clone, Copy)]
        #[repr(transparent)]
        pub struct #name(pub #border);

        impl<'a, 'py> FromPyObject<'a, 'py> for #name {
            type Error = PyErr;

            fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
                let (#(#locals,)*): (#(#types,)*) = object.extract()?;
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

/// Every slot of a layout with its value, for a literal of the C struct; `field` gives those of fields.
pub fn filled(layout: &Layout, field: impl Fn(usize) -> TokenStream) -> Vec<TokenStream> {
    filled_with(layout, |slot| match slot.content {
        SlotContent::Field(index) => field(index),
        // Records and result structs have no lists in Python.
        SlotContent::Address(_) => quote!(ptr::null()),
        _ => quote!(0),
    })
}

/// As `filled`, where `content` gives whatever is not the header or reserved.
pub fn filled_with(layout: &Layout, content: impl Fn(&Slot) -> TokenStream) -> Vec<TokenStream> {
    let slots = layout.slots.iter();
    slots
        .map(|slot| {
            let name = abi::ident(&slot.name);
            let value = match slot.content {
                SlotContent::HeaderSize => header_size(layout),
                SlotContent::Reserved => reserved(slot),
                _ => content(slot),
            };
            quote!(#name: #value)
        })
        .collect()
}

/// The size of the whole, as its header says it.
pub fn header_size(layout: &Layout) -> TokenStream {
    let size = Literal::u32_unsuffixed(layout.size);
    quote!(#size)
}

/// Zeroes.
pub fn reserved(slot: &Slot) -> TokenStream {
    if border::is_word(slot) {
        return quote!(0);
    }
    let length = Literal::u32_unsuffixed(slot.size);
    quote!([0; #length])
}

/// The fields of `self.0` as Python has them. A handle in a record is a number: the record owns no name.
pub fn made(model: &Model, fields: &[Field]) -> Vec<TokenStream> {
    let fields = fields.iter();
    fields
        .map(|field| {
            let name = abi::ident(&field.name);
            match field.ty {
                Type::Handle { .. } | Type::AnyHandle { .. } => quote!(self.0.#name.value),
                _ => value::to_python(model, &field.ty, &quote!(self.0.#name), &TokenStream::new()),
            }
        })
        .collect()
}

/// The Rust side's path.
pub fn path(model: &Model, id: RecordId) -> TokenStream {
    let item = &model.records[id.0];
    super::path(model, item.module, &abi::ident(&item.name))
}

fn class(item: &Record) -> Ident {
    abi::ident(&naming::screaming(&item.name))
}
