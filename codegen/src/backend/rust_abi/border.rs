//! Types as Rust writes them on the C border.

use proc_macro2::TokenStream;
use quote::quote;

use super::names;
use crate::model::{IntType, Layout, Model, Slot, SlotContent, Type};

/// The type of a value of `ty` that is passed or stored by value.
pub fn value(model: &Model, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(u8),
        Type::Int(int) => integer(*int),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => quote!(distos_string_t),
        Type::Bytes => quote!(distos_bytes_t),
        Type::Duration | Type::Instant(_) => quote!(u64),
        Type::Uuid => quote!(distos_uuid_t),
        Type::List(element) | Type::Option(element) => value(model, element),
        Type::Struct(id) => ident(names::structure(model, *id)),
        Type::Record(id) => ident(names::record(model, *id)),
        Type::Enum(id) => ident(names::enumeration(model, *id)),
        Type::Flags(id) => ident(names::flags(model, *id)),
        Type::Variant(id) => ident(names::variant(model, *id)),
        Type::Handle { handle, .. } => ident(names::handle(model, *handle)),
        Type::AnyHandle { .. } => quote!(distos_handle_t),
    }
}

fn ident(name: proc_macro2::Ident) -> TokenStream {
    quote!(#name)
}

/// An integer type, which the language names as Rust does.
pub fn integer(int: IntType) -> TokenStream {
    let name = names::ident(int.name());
    quote!(#name)
}

/// What the address of a string, of bytes or of a list points at.
pub fn element(model: &Model, ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote!(::core::ffi::c_char),
        Type::Bytes => quote!(u8),
        Type::List(element) => value(model, element),
        other => value(model, other),
    }
}

/// The type of a slot of a struct, record or argument block; `ty` tells the type of a field, by index.
pub fn slot<'m>(
    model: &Model,
    slot: &Slot,
    is_out: impl Fn(usize) -> bool,
    ty: impl Fn(usize) -> &'m Type,
) -> TokenStream {
    match slot.content {
        SlotContent::HeaderSize => quote!(u32),
        SlotContent::Reserved => reserved(slot),
        SlotContent::Field(index) => field(model, slot, ty(index)),
        SlotContent::Address(index) => pointer(is_out(index), element(model, ty(index))),
        SlotContent::Length(_) | SlotContent::Capacity(_) | SlotContent::Stride(_) => quote!(u64),
        SlotContent::ResultAddress(index) => pointer(true, element(model, ty(index))),
        SlotContent::CountAddress(_) => quote!(*mut u64),
    }
}

/// A whole field; a struct never stands inside another, so it is the address of one.
fn field(model: &Model, slot: &Slot, ty: &Type) -> TokenStream {
    match ty {
        Type::Struct(_) if slot.size == 8 => pointer(false, value(model, ty)),
        other => value(model, other),
    }
}

fn pointer(mutable: bool, target: TokenStream) -> TokenStream {
    if mutable {
        quote!(*mut #target)
    } else {
        quote!(*const #target)
    }
}

fn reserved(slot: &Slot) -> TokenStream {
    if is_word(slot) {
        return quote!(u32);
    }
    let length = proc_macro2::Literal::u32_unsuffixed(slot.size);
    quote!([u8; #length])
}

/// Whether a reserved slot is one aligned `u32` rather than an array of bytes.
pub fn is_word(slot: &Slot) -> bool {
    slot.size == 4 && slot.offset.is_multiple_of(4)
}

/// Whether a layout has a slot of type pointer, which is neither `Send` nor comparable by value.
pub fn has_pointer(layout: &Layout) -> bool {
    layout.slots.iter().any(|slot| {
        matches!(
            slot.content,
            SlotContent::Address(_) | SlotContent::ResultAddress(_) | SlotContent::CountAddress(_)
        )
    })
}
