//! Arguments: what a parameter becomes in the Rust function, in its Python signature, and on the border.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{record, sys, value};
use crate::backend::python::names;
use crate::backend::rust_abi::names as abi;
use crate::model::*;

/// What parameters become.
#[derive(Default)]
pub struct Arguments {
    /// Parameters of the Rust function.
    pub parameters: Vec<TokenStream>,
    /// Positional parameters of the Python signature.
    pub positional: Vec<TokenStream>,
    /// Parameters of the Python signature that are given by name, with their defaults.
    pub keywords: Vec<TokenStream>,
    /// Statements before the call.
    pub prepared: Vec<TokenStream>,
    /// What goes over the border, in order.
    pub border: Vec<TokenStream>,
}

/// What the parameters of a call become. With a receiver, the first is `this`.
pub fn all(model: &Model, call: &Call, with_receiver: bool) -> Arguments {
    let mut arguments = Arguments::default();
    for (index, parameter) in call.parameters.iter().enumerate() {
        if index == 0 && with_receiver {
            let number = quote!(this.as_super().get().value());
            arguments
                .border
                .push(value::handle_value(model, &parameter.ty, &number));
        } else {
            arguments.push(model, call, parameter);
        }
    }
    arguments
}

impl Arguments {
    /// What stands in `#[pyo3(signature = …)]`.
    pub fn signature(&self) -> TokenStream {
        let (positional, keywords) = (&self.positional, &self.keywords);
        match keywords.is_empty() {
            true => quote!((#(#positional),*)),
            false => quote!((#(#positional,)* *, #(#keywords),*)),
        }
    }

    /// Adds the deadline of a call that may wait.
    pub fn push_timeout(&mut self) {
        self.parameters.push(quote!(timeout: Option<Span>));
        self.keywords.push(quote!(timeout = None));
    }

    fn push(&mut self, model: &Model, call: &Call, parameter: &Parameter) {
        let is_out = parameter.direction != Direction::In;
        match &parameter.ty {
            Type::Struct(id) if model.structs[id.0].is_options => {
                self.push_options(model, call, parameter, *id)
            }
            Type::List(element) if is_out => self.push_out_list(model, parameter, element),
            Type::List(element) => self.push_list(model, parameter, element),
            Type::Bytes if is_out => self.push_memory(parameter, quote!(WritableMemory)),
            Type::Bytes => self.push_memory(parameter, quote!(ReadableMemory)),
            Type::String => self.push_memory(parameter, quote!(Text)),
            Type::Struct(_) | Type::Record(_) | Type::Variant(_) => {
                self.push_pointer(model, parameter)
            }
            ty => {
                let extracted = match gives_session(call, parameter) {
                    true => value::kept_handle(),
                    false => value::extracted(model, ty),
                };
                let name = self.push_positional(parameter, extracted);
                self.border
                    .push(value::to_border(model, ty, &quote!(#name)));
            }
        }
    }

    fn push_positional(&mut self, parameter: &Parameter, ty: TokenStream) -> proc_macro2::Ident {
        let name = abi::ident(&names::parameter(&parameter.name));
        self.parameters.push(quote!(#name: #ty));
        self.positional.push(quote!(#name));
        name
    }

    fn push_memory(&mut self, parameter: &Parameter, ty: TokenStream) {
        let name = self.push_positional(parameter, ty);
        self.border.push(quote!(#name.pointer()));
        self.border.push(quote!(#name.length()));
    }

    fn push_pointer(&mut self, model: &Model, parameter: &Parameter) {
        let name = self.push_positional(parameter, value::extracted(model, &parameter.ty));
        let border = value::to_border(model, &parameter.ty, &quote!(#name));
        self.border.push(quote!(&#border));
    }

    fn push_list(&mut self, model: &Model, parameter: &Parameter, element: &Type) {
        let name = self.push_positional(parameter, value::extracted(model, &parameter.ty));
        if !matches!(element, Type::Variant(_)) {
            let border = value::to_border(model, element, &quote!(it));
            self.prepared
                .push(quote!(let #name: Vec<_> = #name.into_iter().map(|it| #border).collect();));
            self.border.push(quote!(#name.as_ptr()));
            self.border.push(quote!(#name.len() as u64));
        } else {
            self.border.push(quote!(#name.pointer()));
            self.border.push(quote!(#name.length()));
        }
        self.push_stride(model, element);
    }

    /// The caller says how many places there are; what was written is returned.
    fn push_out_list(&mut self, model: &Model, parameter: &Parameter, element: &Type) {
        let capacity = abi::ident(&format!("{}_capacity", parameter.name));
        let list = abi::ident(&names::parameter(&parameter.name));
        let ty = crate::backend::rust_abi::border::value(model, element);
        self.parameters.push(quote!(#capacity: u32));
        self.positional.push(quote!(#capacity));
        self.prepared
            .push(quote!(let mut #list = ListResult::<sys::#ty>::with_capacity(#capacity);));
        self.push_places(model, &quote!(#list), element);
    }

    /// Pointer, capacity, stride where there is one, count.
    pub fn push_places(&mut self, model: &Model, list: &TokenStream, element: &Type) {
        self.border.push(quote!(#list.pointer()));
        self.border.push(quote!(#list.capacity()));
        self.push_stride(model, element);
        self.border.push(quote!(#list.count()));
    }

    fn push_stride(&mut self, model: &Model, element: &Type) {
        if let Type::Struct(id) = element {
            let size = Literal::u32_unsuffixed(model.structs[id.0].layout.size);
            self.border.push(quote!(#size));
        }
    }

    fn push_options(&mut self, model: &Model, call: &Call, parameter: &Parameter, id: StructId) {
        let item = &model.structs[id.0];
        for field in &item.fields {
            let name = abi::ident(&names::option(call, parameter, field));
            let (ty, default) = option(model, field);
            self.parameters.push(quote!(#name: #ty));
            self.keywords.push(quote!(#name = #default));
        }
        let options = options_name(parameter);
        let literal = options_literal(model, call, parameter, id, |name| quote!(#name));
        self.prepared.push(quote!(let #options = #literal;));
        self.border.push(quote!(&#options));
    }
}

/// Whether `parameter` is the first handle of a call that makes handles, which join its session.
fn gives_session(call: &Call, parameter: &Parameter) -> bool {
    let is_handle = |it: &Parameter| matches!(it.ty, Type::Handle { .. } | Type::AnyHandle { .. });
    let first = call.parameters.iter().find(|it| is_handle(it));
    let makes_handle = call
        .results
        .iter()
        .any(|it| is_handle(it) || matches!(it.ty, Type::List(_)));
    makes_handle && first.is_some_and(|first| first.name == parameter.name)
}

/// What holds an options struct in the generated function.
pub fn options_name(parameter: &Parameter) -> proc_macro2::Ident {
    format_ident!("{}_struct", parameter.name)
}

/// The C struct of an options parameter; `access` tells how the value of a keyword is read.
pub fn options_literal(
    model: &Model,
    call: &Call,
    parameter: &Parameter,
    id: StructId,
    access: impl Fn(&proc_macro2::Ident) -> TokenStream,
) -> TokenStream {
    let item = &model.structs[id.0];
    let border = sys(abi::structure(model, id));
    let keyword = |index: usize| {
        access(&abi::ident(&names::option(
            call,
            parameter,
            &item.fields[index],
        )))
    };
    let filled = record::filled_with(&item.layout, |slot| match slot.content {
        SlotContent::Field(index) => {
            option_to_border(model, &item.fields[index].ty, &keyword(index))
        }
        SlotContent::Address(index) => {
            let keyword = keyword(index);
            quote!(#keyword.as_ref().map_or(ptr::null(), |it| it.pointer()))
        }
        SlotContent::Length(index) => {
            let keyword = keyword(index);
            quote!(#keyword.as_ref().map_or(0, |it| it.length()))
        }
        _ => quote!(0),
    });
    quote!(#border { #(#filled,)* })
}

/// The Rust type of an option's keyword, and its default.
pub fn option(model: &Model, field: &Field) -> (TokenStream, TokenStream) {
    let ty = value::extracted(model, &field.ty);
    match (&field.ty, &field.default) {
        (Type::Bool, _) => (ty, quote!(false)),
        (Type::F32 | Type::F64, _) => (ty, quote!(0.0)),
        (Type::Int(_), Some(DefaultValue::Int(number))) => {
            let number = Literal::i128_unsuffixed(*number);
            (ty, quote!(#number))
        }
        (Type::Int(_) | Type::Enum(_) | Type::Flags(_), _) => (ty, quote!(0)),
        _ => (quote!(Option<#ty>), quote!(None)),
    }
}

fn option_to_border(model: &Model, ty: &Type, keyword: &TokenStream) -> TokenStream {
    match ty {
        Type::Bool | Type::F32 | Type::F64 | Type::Int(_) | Type::Enum(_) | Type::Flags(_) => {
            value::to_border(model, ty, keyword)
        }
        Type::Duration | Type::Instant(_) => quote!(#keyword.map_or(0, |it| it.nanoseconds())),
        Type::Handle { .. } | Type::AnyHandle { .. } => value::handle_value(
            model,
            ty,
            &quote!(#keyword.as_ref().map_or(0, |it| it.value())),
        ),
        Type::Uuid => {
            quote!(sys::distos_uuid_t { bytes: #keyword.as_ref().map_or([0; 16], |it| it.0) })
        }
        Type::Record(_) => quote!(#keyword.map_or(unsafe { std::mem::zeroed() }, |it| it.0)),
        _ => quote!(unsafe { std::mem::zeroed() }),
    }
}
