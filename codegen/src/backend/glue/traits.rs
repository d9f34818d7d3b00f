//! What the domains implement: a trait per module, a model trait per handle, owned arguments.

use proc_macro2::TokenStream;
use quote::quote;

use super::call::arguments_type;
use super::{enum_, flags, handle, parameter, record, struct_, variant};
use crate::backend::naming::camel;
use crate::backend::rust_abi::{border, names, text};
use crate::model::{Call, CallKind, Direction, ItemId, Model, Module, Parameter, Type};

/// `runtime/src/generated/traits.rs`.
pub fn file(model: &Model) -> String {
    let imports = model.modules.iter().map(|module| objects(model, module));
    let modules = model.modules.iter().map(|module| of_module(model, module));
    let items = quote! {
        use crate::abi::CallContext;
        use crate::abi::support::Places;
        use crate::failure::Failure;
        use crate::handles::{AnyName, HandleType, ObjectId, Pinned, PinnedAny, Ref};
        use crate::memory::{HeldBytes, HeldBytesMut};
        #(#imports)*
        use crate::operation::Completer;
        use super::abi::*;
        #(#modules)*
    };
    let job = "What the domains implement: a method for each call, and what clauses may ask of an object.";
    text::file(
        job,
        quote!(#![allow(missing_docs, unused_imports, clippy::too_many_arguments)]),
        items,
    )
}

fn objects(model: &Model, module: &Module) -> TokenStream {
    let path = names::ident(&module.name);
    let handles: Vec<_> = module
        .items
        .iter()
        .filter_map(|item| match item {
            ItemId::Handle(id) => Some(names::ident(&model.handles[id.0].name)),
            _ => None,
        })
        .collect();
    if handles.is_empty() {
        return TokenStream::new();
    }
    quote!(pub use crate::objects::#path::{#(#handles),*};)
}

fn of_module(model: &Model, module: &Module) -> TokenStream {
    let items = module.items.iter().map(|item| of_item(model, *item));
    let trait_name = trait_name(model, &module.name);
    let docs = format!(" The calls of module `{}`.", module.name);
    let methods = module.items.iter().filter_map(|item| match item {
        ItemId::Call(id) => Some(method(model, &model.calls[id.0])),
        _ => None,
    });
    quote! {
        #(#items)*
        #[doc = #docs]
        pub trait #trait_name { #(#methods)* }
    }
}

/// `Gpu`; `RingCalls` where a handle has the module's name.
fn trait_name(model: &Model, module: &str) -> proc_macro2::Ident {
    let name = camel(module);
    let is_taken = model.handles.iter().any(|handle| handle.name == name);
    names::ident(&if is_taken {
        format!("{name}Calls")
    } else {
        name
    })
}

fn of_item(model: &Model, item: ItemId) -> TokenStream {
    match item {
        ItemId::Handle(id) => handle::declaration(model, id),
        ItemId::Enum(id) => enum_::alias(model, id),
        ItemId::Flags(id) => flags::alias(model, id),
        ItemId::Struct(id) => struct_::alias(model, id),
        ItemId::Record(id) => record::alias(model, id),
        ItemId::Variant(id) => variant::owned(model, id),
        ItemId::Call(id) => owned_arguments(model, &model.calls[id.0]),
        ItemId::Error(_) | ItemId::Budget(_) => TokenStream::new(),
    }
}

fn owned_arguments(model: &Model, call: &Call) -> TokenStream {
    if !parameter::keeps_arguments(call) {
        return TokenStream::new();
    }
    let name = arguments_type(call);
    let docs = format!(
        " The arguments of `{}`, held until its completion.",
        call.name
    );
    let fields = call.parameters.iter().map(|parameter| {
        let (name, ty) = (names::ident(&parameter.name), kept_type(model, parameter));
        quote!(pub #name: #ty)
    });
    quote! {
        #[doc = #docs]
        #[derive(Debug)]
        pub struct #name { #(#fields,)* }
    }
}

fn method(model: &Model, call: &Call) -> TokenStream {
    if call.closes.is_some() {
        return TokenStream::new();
    }
    let name = names::ident(&call.name);
    let docs = call.docs.lines().map(|line| format!(" {line}"));
    let docs = quote!(#(#[doc = #docs])*);
    if call.kind != CallKind::Plain {
        let arguments = arguments_type(call);
        return quote!(#docs fn #name(&self, call: CallContext, arguments: #arguments, completer: Completer););
    }
    let parameters = call.parameters.iter().map(|parameter| {
        let (name, ty) = (
            names::ident(&parameter.name),
            passed_type(model, call, parameter),
        );
        quote!(#name: #ty)
    });
    let results = results(model, call);
    quote!(#docs fn #name(&self, call: CallContext, #(#parameters),*) -> Result<#results, Failure>;)
}

fn results(model: &Model, call: &Call) -> TokenStream {
    let types: Vec<TokenStream> = call
        .results
        .iter()
        .map(|result| result_type(model, &result.ty))
        .collect();
    match types.as_slice() {
        [] => quote!(()),
        [one] => one.clone(),
        several => quote!((#(#several),*)),
    }
}

fn result_type(model: &Model, ty: &Type) -> TokenStream {
    match ty {
        Type::Handle { handle, .. } => {
            let ty = parameter::type_name(model, *handle);
            quote!(Ref<#ty>)
        }
        Type::AnyHandle { .. } => quote!(AnyName),
        Type::List(element) => {
            let element = known_type(model, element);
            quote!(Vec<#element>)
        }
        Type::Bool => quote!(bool),
        other => known_type(model, other),
    }
}

/// The alias under which implementations know a type.
fn known_type(model: &Model, ty: &Type) -> TokenStream {
    let name = match ty {
        Type::Struct(id) => &model.structs[id.0].name,
        Type::Record(id) => &model.records[id.0].name,
        Type::Enum(id) => &model.enums[id.0].name,
        Type::Flags(id) => &model.flags[id.0].name,
        Type::Variant(id) => &model.variants[id.0].name,
        other => return border::value(model, other),
    };
    let name = names::ident(name);
    quote!(#name)
}

fn passed_type(model: &Model, call: &Call, parameter: &Parameter) -> TokenStream {
    match &parameter.ty {
        Type::Handle { handle, .. } => {
            let ty = parameter::type_name(model, *handle);
            if call.is_blocking {
                quote!(Ref<#ty>)
            } else {
                quote!(Pinned<'_, #ty>)
            }
        }
        Type::AnyHandle { .. } => quote!(PinnedAny<'_>),
        Type::String => quote!(&str),
        Type::Bytes => bytes_type(parameter.direction),
        Type::Bool => quote!(bool),
        Type::Struct(_) => {
            let ty = known_type(model, &parameter.ty);
            quote!(&#ty)
        }
        Type::List(element) => list_type(model, parameter.direction, element),
        other => known_type(model, other),
    }
}

fn bytes_type(direction: Direction) -> TokenStream {
    if direction == Direction::In {
        quote!(HeldBytes)
    } else {
        quote!(HeldBytesMut)
    }
}

fn list_type(model: &Model, direction: Direction, element: &Type) -> TokenStream {
    let element = element_type(model, element);
    if direction == Direction::In {
        quote!(&[#element])
    } else {
        quote!(&mut Places<#element>)
    }
}

fn element_type(model: &Model, element: &Type) -> TokenStream {
    match element {
        Type::Handle { handle, .. } => {
            let ty = parameter::type_name(model, *handle);
            quote!(Ref<#ty>)
        }
        other => known_type(model, other),
    }
}

fn kept_type(model: &Model, parameter: &Parameter) -> TokenStream {
    match &parameter.ty {
        Type::Handle { handle, .. } => {
            let ty = parameter::type_name(model, *handle);
            quote!(Ref<#ty>)
        }
        Type::String => quote!(String),
        Type::Bytes => bytes_type(parameter.direction),
        Type::Bool => quote!(bool),
        Type::List(element) => {
            let element = element_type(model, element);
            quote!(Vec<#element>)
        }
        other => known_type(model, other),
    }
}
