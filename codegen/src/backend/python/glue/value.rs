//! Single values: how each type comes from Python, and how it goes back.

use proc_macro2::TokenStream;
use quote::quote;

use super::{enum_, flags, handle, record, struct_, sys, variant};
use crate::backend::rust_abi::{border, names as abi};
use crate::model::*;

/// The Rust type that PyO3 extracts an argument of this type to.
pub fn extracted(model: &Model, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::Int(int) => border::integer(*int),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::Duration => quote!(Span),
        Type::Instant(_) => quote!(Instant),
        Type::Uuid => quote!(Uuid),
        Type::String => quote!(Text),
        Type::Bytes => quote!(ReadableMemory),
        Type::Enum(id) => border::integer(model.enums[id.0].repr),
        Type::Flags(id) => border::integer(model.flags[id.0].repr),
        Type::Record(id) => record::path(model, *id),
        Type::Struct(id) => struct_::path(model, *id),
        Type::Variant(id) => {
            let class = variant::path(model, *id);
            quote!(Bound<'py, #class>)
        }
        Type::Handle { handle, .. } => {
            let class = handle::path(model, *handle);
            quote!(HandleValue<#class>)
        }
        Type::AnyHandle { .. } => kept_handle(),
        Type::List(element) => list(model, element),
        Type::Option(inner) => extracted(model, inner),
    }
}

/// A handle whose object is needed too: for its session, or to keep it.
pub fn kept_handle() -> TokenStream {
    quote!(HandleArgument<'py>)
}

fn list(model: &Model, element: &Type) -> TokenStream {
    match element {
        Type::Variant(id) => {
            let class = variant::path(model, *id);
            quote!(VariantList<#class>)
        }
        other => {
            let element = extracted(model, other);
            quote!(Vec<#element>)
        }
    }
}

/// The value on the border of an extracted `value`.
pub fn to_border(model: &Model, ty: &Type, value: &TokenStream) -> TokenStream {
    match ty {
        Type::Bool => quote!(u8::from(#value)),
        Type::Duration | Type::Instant(_) => quote!(#value.nanoseconds()),
        Type::Uuid => quote!(sys::distos_uuid_t { bytes: #value.0 }),
        Type::Record(_) | Type::Struct(_) => quote!(#value.0),
        Type::Variant(_) => quote!(#value.get().raw()),
        Type::Handle { .. } | Type::AnyHandle { .. } => {
            handle_value(model, ty, &quote!(#value.value()))
        }
        Type::Option(inner) => to_border(model, inner, value),
        _ => quote!(#value),
    }
}

/// A handle on the border, of its number.
pub fn handle_value(model: &Model, ty: &Type, number: &TokenStream) -> TokenStream {
    let class = match ty {
        Type::Handle { handle, .. } => sys(abi::handle(model, *handle)),
        _ => quote!(sys::distos_handle_t),
    };
    quote!(#class { value: #number })
}

/// The Rust type of a result of this type, as PyO3 takes it.
pub fn returned(model: &Model, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::Int(int) => border::integer(*int),
        Type::F32 => quote!(f32),
        Type::F64 | Type::Duration | Type::Instant(_) => quote!(f64),
        Type::Handle { handle, .. } => {
            let class = handle::path(model, *handle);
            quote!(Bound<'py, #class>)
        }
        Type::Option(inner) => returned(model, inner),
        Type::List(_) => quote!(Bound<'py, PyList>),
        _ => quote!(Bound<'py, PyAny>),
    }
}

/// The result of this type that the border wrote to `value`. `session` is who the handles in it belong to.
pub fn to_python(
    model: &Model,
    ty: &Type,
    value: &TokenStream,
    session: &TokenStream,
) -> TokenStream {
    match ty {
        Type::Bool => quote!(#value != 0),
        Type::Duration | Type::Instant(_) => quote!(time::seconds(#value)),
        Type::Uuid => quote!(classes::uuid(py, #value.bytes)?),
        Type::Enum(id) => made(enum_::path(model, *id), value),
        Type::Flags(id) => made(flags::path(model, *id), value),
        Type::Record(id) => {
            let record = record::path(model, *id);
            quote!(#record(#value).to_python(py)?)
        }
        Type::Struct(id) => {
            let structure = struct_::path(model, *id);
            quote!(#structure(#value).to_python(py)?)
        }
        Type::Variant(id) => {
            let class = variant::path(model, *id);
            quote!(Bound::new(py, #class::of(#value))?.into_any())
        }
        Type::Handle { handle, .. } => {
            let class = handle::path(model, *handle);
            quote!(handle::adopt::<#class>(py, #value.value, #session)?)
        }
        Type::Option(inner) => to_python(model, inner, value, session),
        _ => quote!(#value),
    }
}

fn made(class: TokenStream, value: &TokenStream) -> TokenStream {
    quote!(#class.make(py, (#value,))?)
}
