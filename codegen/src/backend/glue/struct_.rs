//! Structs in the glue: an alias for the implementation, and what the runtime must know to read one.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{enum_, flags};
use crate::backend::rust_abi::{border, names};
use crate::model::{Call, DefaultValue, Field, Layout, Model, SlotContent, Struct, StructId, Type};

/// The name under which implementations know the type.
pub fn alias(model: &Model, id: StructId) -> TokenStream {
    let (name, border) = (
        names::ident(&model.structs[id.0].name),
        names::structure(model, id),
    );
    quote!(pub type #name = #border;)
}

/// How the runtime reads and writes the struct.
pub fn implementation(model: &Model, id: StructId) -> TokenStream {
    let item = &model.structs[id.0];
    let types: Vec<&Type> = item.fields.iter().map(field_type).collect();
    sized(
        model,
        &names::structure(model, id),
        &item.name,
        item.minimum_size,
        &item.layout,
        &types,
        defaults(item),
    )
}

/// How the runtime reads the argument block of a call.
pub fn argument_block(model: &Model, call: &Call, layout: &Layout) -> TokenStream {
    let name = format!("arguments of {}", call.name);
    // What stands in a block is checked when the call is admitted, in the order of its parameters.
    sized(
        model,
        &names::argument_block(model, call),
        &name,
        layout.size,
        layout,
        &[],
        TokenStream::new(),
    )
}

fn sized(
    model: &Model,
    ty: &Ident,
    name: &str,
    minimum: u32,
    layout: &Layout,
    fields: &[&Type],
    defaults: TokenStream,
) -> TokenStream {
    let minimum = Literal::u32_unsuffixed(minimum);
    let checks = field_checks(model, layout, fields);
    quote! {
        unsafe impl SizedStruct for #ty {
            const NAME: &'static str = #name;
            const MINIMUM_SIZE: u32 = #minimum;

            fn check(&self) -> Result<(), BadField> {
                #checks
                Ok(())
            }

            #defaults
        }
    }
}

/// Puts defaults where zero stands for them. A default that is zero itself needs nothing.
fn defaults(item: &Struct) -> TokenStream {
    let fills: Vec<TokenStream> = item
        .fields
        .iter()
        .filter_map(|field| match field.default {
            Some(DefaultValue::Int(value)) if value != 0 => {
                let (name, value) = (names::ident(&field.name), Literal::i128_unsuffixed(value));
                Some(quote!(if self.#name == 0 { self.#name = #value; }))
            }
            _ => None,
        })
        .collect();
    if fills.is_empty() {
        return TokenStream::new();
    }
    quote! {
        fn fill_defaults(&mut self) {
            #(#fills)*
        }
    }
}

/// The type of a field.
pub fn field_type(field: &Field) -> &Type {
    &field.ty
}

/// Checks of single fields: reserved ones are zero, `bool`, flags and closed enums hold what they may.
pub fn field_checks(model: &Model, layout: &Layout, fields: &[&Type]) -> TokenStream {
    let checks = layout.slots.iter().map(|slot| {
        let (text, name) = (&slot.name, names::ident(&slot.name));
        match slot.content {
            SlotContent::Reserved if border::is_word(slot) => quote!(is_zero(#text, self.#name)?;),
            SlotContent::Reserved => quote!(are_zero(#text, &self.#name)?;),
            SlotContent::Field(index) => {
                field_check(model, text, &name, fields.get(index).copied())
            }
            _ => TokenStream::new(),
        }
    });
    quote!(#(#checks)*)
}

fn field_check(model: &Model, text: &str, name: &Ident, ty: Option<&Type>) -> TokenStream {
    match ty {
        Some(Type::Bool) => quote!(is_boolean(#text, self.#name)?;),
        Some(Type::Flags(id)) => {
            let mask = flags::mask(model, *id);
            quote!(is_flags(#text, self.#name, #mask)?;)
        }
        Some(Type::Enum(id)) if !model.enums[id.0].open => {
            let members = enum_::members(model, *id);
            quote!(is_closed(#text, self.#name, &[#members])?;)
        }
        _ => TokenStream::new(),
    }
}
