//! Parameters in the glue: the checks of each, in the order in which errors count, and what the implementation gets.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{enum_, flags, leaf, variant};
use crate::backend::rust_abi::names;
use crate::model::{Call, CallKind, Direction, HandleId, Model, Ownership, Parameter, Type};

/// Whether the implementation keeps its arguments beyond the call's return.
pub fn keeps_arguments(call: &Call) -> bool {
    call.kind != CallKind::Plain
}

/// The first checks: pointers, sizes, reserved fields, text, flags, enums, tags.
pub fn shape_check(model: &Model, parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let variable = names::ident(name);
    let is_out = parameter.direction != Direction::In;
    match &parameter.ty {
        Type::Struct(id) => struct_check(model, *id, name),
        Type::Record(_) if is_out => quote!(let #variable = call.result(#name, #variable)?;),
        Type::Record(_) => quote!(let #variable = call.record(#name, #variable)?;),
        Type::String => {
            let length = format_ident!("{name}_length");
            quote!(let #variable = call.text(#name, #variable, #length)?;)
        }
        Type::Bytes => bytes_check(name, is_out),
        Type::List(element) if is_out => out_list_check(name, element),
        Type::List(element) => list_check(model, name, element),
        Type::Variant(id) => variant::check_one(model, *id, name),
        Type::Bool => quote!(let #variable = call.boolean(#name, #variable)?;),
        Type::Flags(id) => flags::check(model, *id, name),
        Type::Enum(id) => enum_::check(model, *id, name),
        _ => TokenStream::new(),
    }
}

fn struct_check(model: &Model, id: crate::model::StructId, name: &str) -> TokenStream {
    let item = &model.structs[id.0];
    let variable = names::ident(name);
    let copy = leaf::copy_name(name);
    let method = if item.is_options {
        quote!(options)
    } else {
        quote!(structure)
    };
    quote!(let #copy = call.#method(#name, #variable)?;)
}

fn bytes_check(name: &str, is_out: bool) -> TokenStream {
    let variable = names::ident(name);
    let length = format_ident!("{name}_length");
    let method = if is_out {
        quote!(bytes_out)
    } else {
        quote!(bytes)
    };
    quote!(let #variable = call.#method(#name, #variable, #length)?;)
}

fn out_list_check(name: &str, element: &Type) -> TokenStream {
    let variable = names::ident(name);
    let (capacity, count) = (
        format_ident!("{name}_capacity"),
        format_ident!("{name}_count"),
    );
    if matches!(element, Type::Struct(_)) {
        let stride = format_ident!("{name}_stride");
        return quote!(let mut #variable = call.struct_places(#name, #variable, #capacity, #stride, #count)?;);
    }
    quote!(let mut #variable = call.places(#name, #variable, #capacity, #count)?;)
}

fn list_check(model: &Model, name: &str, element: &Type) -> TokenStream {
    let variable = names::ident(name);
    let length = format_ident!("{name}_length");
    match element {
        Type::Record(_) => quote!(let #variable = call.records(#name, #variable, #length)?;),
        Type::Struct(_) => {
            let stride = format_ident!("{name}_stride");
            quote!(let #variable = call.structures(#name, #variable, #length, #stride)?;)
        }
        Type::Variant(id) => variant::check_list(model, *id, name),
        Type::Handle { .. } | Type::AnyHandle { .. } => {
            quote!(let #variable = call.raw_list(#name, #variable, #length)?;)
        }
        _ => quote!(let #variable = call.scalars(#name, #variable, #length)?;),
    }
}

/// Where a result goes, checked before any handle.
pub fn result_check(result: &Parameter) -> TokenStream {
    let name = &result.name;
    let variable = names::ident(name);
    let place = format_ident!("{name}_out");
    match &result.ty {
        Type::Struct(_) => quote!(let #place = call.result_struct(#name, #variable)?;),
        Type::List(element) => {
            let (capacity, count) = (
                format_ident!("{name}_capacity"),
                format_ident!("{name}_count"),
            );
            if matches!(**element, Type::Struct(_)) {
                let stride = format_ident!("{name}_stride");
                quote!(let #place = call.result_structs(#name, #variable, #capacity, #stride, #count)?;)
            } else {
                quote!(let #place = call.result_list(#name, #variable, #capacity, #count)?;)
            }
        }
        _ => quote!(let #place = call.result(#name, #variable)?;),
    }
}

/// The checks of a handle: there, of this type, with these rights.
pub fn handle_check(model: &Model, call: &Call, parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let variable = names::ident(name);
    if let Some(unknown) = unsupported(call, parameter) {
        return unknown;
    }
    match &parameter.ty {
        Type::Handle { handle, rights, .. } => {
            let ty = type_name(model, *handle);
            let rights = flags::rights(model, *rights);
            if call.is_blocking {
                quote!(let #variable = call.held::<#ty>(#name, #variable.value, #rights)?;)
            } else {
                quote!(let #variable = call.borrow::<#ty>(#name, #variable.value, #rights, &pin)?;)
            }
        }
        Type::AnyHandle { rights, .. } => {
            let rights = flags::rights(model, *rights);
            quote!(let #variable = call.borrow_any(#name, #variable.value, #rights, &pin)?;)
        }
        Type::List(element) => list_of_handles(model, name, element),
        Type::Variant(id) => variant::build_one(model, *id, name),
        _ => TokenStream::new(),
    }
}

/// Handles that the runtime can't take like this yet, which its own compilation then says.
fn unsupported(call: &Call, parameter: &Parameter) -> Option<TokenStream> {
    let (Type::Handle { ownership, .. } | Type::AnyHandle { ownership, .. }) = &parameter.ty else {
        return None;
    };
    match ownership {
        Ownership::Borrow => None,
        Ownership::Own if call.closes.is_some() => None,
        Ownership::Own => Some(quote!(compile_error!("only a call that closes takes a handle");)),
        Ownership::Exclusive => {
            Some(quote!(compile_error!("the runtime has no exclusive parameters");))
        }
    }
}

fn list_of_handles(model: &Model, name: &str, element: &Type) -> TokenStream {
    let variable = names::ident(name);
    match element {
        Type::Variant(id) => variant::build_list(model, *id, name),
        Type::Handle { handle, rights, .. } => {
            let ty = type_name(model, *handle);
            let rights = flags::rights(model, *rights);
            quote! {
                let #variable = #variable
                    .iter()
                    .map(|raw| call.held::<#ty>(#name, raw.value, #rights))
                    .collect::<Result<Vec<_>, _>>()?;
            }
        }
        _ => TokenStream::new(),
    }
}

/// Whether `handle_check` of any parameter needs the epoch's pin.
pub fn needs_pin(call: &Call) -> bool {
    !call.is_blocking
        && call
            .parameters
            .iter()
            .any(|parameter| matches!(parameter.ty, Type::Handle { .. } | Type::AnyHandle { .. }))
}

/// The check that a longer struct sets nothing that this runtime does not know.
pub fn tail_check(parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let variable = names::ident(name);
    match parameter.ty {
        Type::Struct(_) => quote!(call.known_tail(#name, #variable)?;),
        _ => TokenStream::new(),
    }
}

/// What a plain call's implementation is given.
pub fn passed(parameter: &Parameter) -> TokenStream {
    let variable = names::ident(&parameter.name);
    let copy = leaf::copy_name(&parameter.name);
    match (&parameter.ty, parameter.direction) {
        (Type::Struct(_), _) => quote!(&#copy),
        (Type::List(_), Direction::Out | Direction::InOut) => quote!(&mut #variable),
        (Type::List(element), Direction::In) if is_owned_element(element) => quote!(&#variable),
        (Type::Option(_), _) => quote!(compile_error!("the runtime takes no optional parameters")),
        _ => quote!(#variable),
    }
}

/// Whether a list is built as a vector rather than borrowed from the caller.
fn is_owned_element(element: &Type) -> bool {
    matches!(
        element,
        Type::Variant(_) | Type::Handle { .. } | Type::Struct(_)
    )
}

/// A field of the owned arguments: its name and value.
pub fn kept(parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let variable = names::ident(name);
    let copy = leaf::copy_name(name);
    match &parameter.ty {
        Type::Handle { .. } => quote!(#variable: call.hold(#name, #variable)?),
        Type::Struct(_) => quote!(#variable: #copy),
        Type::String => quote!(#variable: #variable.to_owned()),
        Type::List(element) if !is_owned_element(element) => quote!(#variable: #variable.to_vec()),
        _ => quote!(#variable),
    }
}

/// The name of a handle's object type in the runtime.
pub fn type_name(model: &Model, id: HandleId) -> proc_macro2::Ident {
    names::ident(&model.handles[id.0].name)
}
