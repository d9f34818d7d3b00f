//! Layout tests with literal numbers: what rustc makes of the declarations against what the compiler laid out.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use crate::backend::rust_abi::{names, text};
use crate::model::{Layout, Model, RecordId, StructId, VariantId};

/// A type with every byte named.
pub struct LaidOut {
    /// Its name on the border.
    pub name: Ident,
    /// Its size.
    pub size: u32,
    /// Its alignment.
    pub align: u32,
    /// Its fields and their offsets.
    pub offsets: Vec<(String, u32)>,
    /// Whether users need the experimental gate to see it.
    pub is_experimental: bool,
}

/// Every laid-out type of the API: handles, structs, records, variants, argument blocks.
pub fn laid_out(model: &Model) -> Vec<LaidOut> {
    let handles = model
        .handles
        .iter()
        .enumerate()
        .map(|(index, item)| LaidOut {
            name: names::handle(model, crate::model::HandleId(index)),
            size: 8,
            align: 8,
            offsets: vec![("value".to_owned(), 0)],
            is_experimental: is_experimental(&item.availability),
        });
    let structs = model.structs.iter().enumerate().map(|(index, item)| {
        of_layout(
            names::structure(model, StructId(index)),
            &item.layout,
            &item.availability,
        )
    });
    let records = model.records.iter().enumerate().map(|(index, item)| {
        of_layout(
            names::record(model, RecordId(index)),
            &item.layout,
            &item.availability,
        )
    });
    let variants = model
        .variants
        .iter()
        .enumerate()
        .map(|(index, item)| LaidOut {
            name: names::variant(model, VariantId(index)),
            size: item.size,
            align: item.align,
            offsets: vec![
                ("tag".to_owned(), 0),
                ("reserved".to_owned(), 4),
                ("value".to_owned(), 8),
            ],
            is_experimental: is_experimental(&item.availability),
        });
    let blocks = model.calls.iter().filter_map(|call| {
        let layout = call.arguments.as_ref()?;
        Some(of_layout(
            names::argument_block(model, call),
            layout,
            &call.availability,
        ))
    });
    handles
        .chain(structs)
        .chain(records)
        .chain(variants)
        .chain(blocks)
        .collect()
}

fn of_layout(name: Ident, layout: &Layout, availability: &crate::model::Availability) -> LaidOut {
    LaidOut {
        name,
        size: layout.size,
        align: layout.align,
        offsets: layout
            .slots
            .iter()
            .map(|slot| (slot.name.clone(), slot.offset))
            .collect(),
        is_experimental: is_experimental(availability),
    }
}

fn is_experimental(availability: &crate::model::Availability) -> bool {
    availability.tier == crate::model::Tier::Experimental
}

/// The test file.
pub fn test_file(model: &Model) -> String {
    let tests = laid_out(model);
    let tests = tests.iter().map(test);
    let items = quote! {
        use ::core::mem::{align_of, offset_of, size_of};
        use distos_sys::*;
        #(#tests)*
    };
    text::file(
        "Every type of the border has the size, alignment and offsets that the API's model says.",
        TokenStream::new(),
        items,
    )
}

fn test(ty: &LaidOut) -> TokenStream {
    let name = &ty.name;
    let test = format_ident!("{}", name.to_string().trim_end_matches("_t"));
    let fields = ty.offsets.iter().map(|(field, _)| names::ident(field));
    let offsets = ty.offsets.iter().map(|(_, offset)| *offset);
    let numbers = [ty.size, ty.align]
        .into_iter()
        .chain(offsets)
        .map(Literal::u32_unsuffixed);
    let gate = ty
        .is_experimental
        .then(|| quote!(#[cfg(feature = "experimental")]));
    quote! {
        #gate
        #[test]
        fn #test() {
            let layout = [size_of::<#name>(), align_of::<#name>(), #(offset_of!(#name, #fields)),*];
            assert_eq!(layout, [#(#numbers),*]);
        }
    }
}
