//! Types as the SDK's users see them, and how their values cross the border.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::backend::rust_abi::names;
use crate::model::{Clock, Model, ModuleId, RecordId, StructId, Type};

/// The path of an item: `crate::Rights`, `crate::gpu::Buffer`.
pub fn path(model: &Model, module: ModuleId, name: &str) -> TokenStream {
    let name = names::ident(name);
    let module = &model.modules[module.0];
    if module.is_core {
        return quote!(crate::#name);
    }
    let module = names::ident(&module.name);
    quote!(crate::#module::#name)
}

/// The type of an owned value: a field, a result, an element.
pub fn owned(model: &Model, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::Int(int) => {
            let name = names::ident(int.name());
            quote!(#name)
        }
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => quote!(String),
        Type::Bytes => quote!(Vec<u8>),
        Type::Duration => quote!(::std::time::Duration),
        Type::Instant(Clock::Monotonic) => quote!(MonotonicTime),
        Type::Instant(Clock::Realtime) => quote!(u64),
        Type::Uuid => quote!(Uuid),
        Type::List(element) => {
            let element = owned(model, element);
            quote!(Vec<#element>)
        }
        Type::Option(inner) => {
            let inner = owned(model, inner);
            quote!(Option<#inner>)
        }
        Type::Struct(id) => path(model, model.structs[id.0].module, &model.structs[id.0].name),
        Type::Record(id) => path(model, model.records[id.0].module, &model.records[id.0].name),
        Type::Enum(id) => path(model, model.enums[id.0].module, &model.enums[id.0].name),
        Type::Flags(id) => path(model, model.flags[id.0].module, &model.flags[id.0].name),
        Type::Variant(id) => path(
            model,
            model.variants[id.0].module,
            &model.variants[id.0].name,
        ),
        Type::Handle { handle, .. } => path(
            model,
            model.handles[handle.0].module,
            &model.handles[handle.0].name,
        ),
        Type::AnyHandle { .. } => quote!(H),
    }
}

/// The value of `expression`, which is of the SDK's type, on the border. Only for types without an address.
pub fn to_border(ty: &Type, expression: TokenStream) -> TokenStream {
    match ty {
        Type::Bool => quote!(u8::from(#expression)),
        Type::Duration => quote!(u64::try_from(#expression.as_nanos()).unwrap_or(u64::MAX)),
        Type::Instant(Clock::Monotonic) => quote!(#expression.nanoseconds()),
        Type::Uuid => quote!(sys::distos_uuid_t { bytes: #expression.0 }),
        Type::Enum(_) | Type::Flags(_) => quote!(#expression.0),
        Type::Record(_) | Type::Struct(_) => quote!(#expression.to_border()),
        _ => expression,
    }
}

/// The SDK's value of `expression`, which is of the border's type. Only for types without an address.
pub fn from_border(model: &Model, ty: &Type, expression: TokenStream) -> TokenStream {
    match ty {
        Type::Bool => quote!((#expression != 0)),
        Type::Duration => quote!(::std::time::Duration::from_nanos(#expression)),
        Type::Instant(Clock::Monotonic) => quote!(MonotonicTime::from_nanoseconds(#expression)),
        Type::Uuid => quote!(Uuid(#expression.bytes)),
        Type::Enum(_) | Type::Flags(_) => {
            let ty = owned(model, ty);
            quote!(#ty(#expression))
        }
        Type::Record(_) | Type::Struct(_) => {
            let ty = owned(model, ty);
            quote!(#ty::from_border(&#expression))
        }
        _ => expression,
    }
}

/// The border's type of an element that has no address inside.
pub fn border(model: &Model, ty: &Type) -> TokenStream {
    let name: Ident = match ty {
        Type::Struct(id) => names::structure(model, *id),
        Type::Record(id) => names::record(model, *id),
        Type::Variant(id) => names::variant(model, *id),
        Type::Handle { handle, .. } => names::handle(model, *handle),
        Type::Uuid => return quote!(sys::distos_uuid_t),
        Type::AnyHandle { .. } => return quote!(sys::distos_handle_t),
        scalar => return crate::backend::rust_abi::border::value(model, &scalar_of(model, scalar)),
    };
    quote!(sys::#name)
}

/// Enums and flags are integers on the border.
fn scalar_of(model: &Model, ty: &Type) -> Type {
    match ty {
        Type::Enum(id) => Type::Int(model.enums[id.0].repr),
        Type::Flags(id) => Type::Int(model.flags[id.0].repr),
        other => other.clone(),
    }
}

/// An empty struct on the border, with its size set.
pub fn empty_struct(model: &Model, id: StructId) -> TokenStream {
    let name = names::structure(model, id);
    quote!(sys::#name { size: size_of::<sys::#name>() as u32, ..unsafe { arrays::zeroed() } })
}

/// An empty record on the border.
pub fn empty_record(model: &Model, id: RecordId) -> TokenStream {
    let name = names::record(model, id);
    quote!(unsafe { arrays::zeroed::<sys::#name>() })
}
