//! Calls: a number each, and an argument block for those that a ring takes.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Audience, attributes, border, names};
use crate::model::{Call, CallId, Direction, Layout, Model, Slot, SlotContent, Type};

/// The number and the argument block.
pub fn declaration(model: &Model, id: CallId, audience: Audience) -> TokenStream {
    let call = &model.calls[id.0];
    let number = names::call_number(model, call);
    let value = hexadecimal(call.number);
    let docs = format!("The number of `{}`.", names::call(model, call));
    let attributes = attributes::of_item(&docs, &call.availability, audience);
    let block = call
        .arguments
        .as_ref()
        .map(|layout| argument_block(model, call, layout, audience));
    quote! {
        #attributes
        pub const #number: u32 = #value;
        #block
    }
}

/// Call numbers are written in hexadecimal, as the language writes them: the upper byte tells the module's part.
fn hexadecimal(number: u32) -> Literal {
    format!("{number:#06x}")
        .parse()
        .unwrap_or_else(|_| Literal::u32_unsuffixed(number))
}

fn argument_block(model: &Model, call: &Call, layout: &Layout, audience: Audience) -> TokenStream {
    let name = names::argument_block(model, call);
    let docs = format!(
        "The arguments of `{}` in a ring entry.",
        names::call(model, call)
    );
    let attributes = attributes::of_item(&docs, &call.availability, audience);
    let slots = layout
        .slots
        .iter()
        .map(|slot| argument_slot(model, call, slot));
    quote! {
        #attributes
        #[repr(C)]
        #[derive(Debug, Clone, Copy)]
        pub struct #name {
            #(#slots,)*
        }
    }
}

fn argument_slot(model: &Model, call: &Call, slot: &Slot) -> TokenStream {
    let field = names::ident(&slot.name);
    let ty = border::slot(
        model,
        slot,
        |index| {
            call.parameters
                .get(index)
                .is_some_and(|parameter| parameter.direction != Direction::In)
        },
        |index| slot_type(call, slot, index),
    );
    let docs = attributes::docs(&slot_docs(call, slot));
    quote!(#docs pub #field: #ty)
}

/// Result slots count results, the others count parameters.
fn slot_type<'m>(call: &'m Call, slot: &Slot, index: usize) -> &'m Type {
    match slot.content {
        SlotContent::ResultAddress(_) => &call.results[index].ty,
        _ => &call.parameters[index].ty,
    }
}

fn slot_docs(call: &Call, slot: &Slot) -> String {
    let parameter = |index: usize| call.parameters[index].name.as_str();
    match slot.content {
        SlotContent::HeaderSize => {
            "The size of this block as the caller knows it, in bytes.".to_owned()
        }
        SlotContent::Reserved => "Zero.".to_owned(),
        SlotContent::Field(index) => format!("`{}`.", parameter(index)),
        SlotContent::Address(index) => format!("The address of `{}`.", parameter(index)),
        SlotContent::Length(index) => format!("The length of `{}`.", parameter(index)),
        SlotContent::Capacity(_) => "How many elements fit.".to_owned(),
        SlotContent::Stride(_) => "The distance between elements, in bytes.".to_owned(),
        SlotContent::ResultAddress(index) => {
            format!("Where `{}` is written.", call.results[index].name)
        }
        SlotContent::CountAddress(_) => "Where the number of elements is written.".to_owned(),
    }
}
