//! What a call's parameters and results become in its C signature, in order.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{border, names};
use crate::model::{Call, CallKind, Direction, Model, Parameter, Type};

/// One parameter of the exported function.
pub struct BorderParameter {
    /// Its name: `data`, `data_length`, `devices_count`, ….
    pub name: Ident,
    /// Its type as Rust writes it.
    pub ty: TokenStream,
}

/// The forms in which a call is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Returns when the call is complete.
    Blocking,
    /// Returns when the operation is in its stream.
    Enqueue,
}

/// The forms that `call` has, the blocking one first.
pub fn forms(call: &Call) -> Vec<Form> {
    if call.has_enqueue {
        vec![Form::Blocking, Form::Enqueue]
    } else {
        vec![Form::Blocking]
    }
}

/// The parameters of `form` of `call`, from the first handle to `error`.
pub fn parameters(model: &Model, call: &Call, form: Form) -> Vec<BorderParameter> {
    let mut list = Vec::new();
    for parameter in &call.parameters {
        push_parameter(model, parameter, &mut list);
    }
    for result in &call.results {
        push_result(model, result, &mut list);
    }
    if form == Form::Blocking && call.kind != CallKind::Plain {
        push(&mut list, "deadline_ns", quote!(u64));
    }
    push(&mut list, "error", quote!(*mut *mut distos_error_t));
    list
}

fn push(list: &mut Vec<BorderParameter>, name: &str, ty: TokenStream) {
    list.push(BorderParameter {
        name: names::ident(name),
        ty,
    });
}

fn push_parameter(model: &Model, parameter: &Parameter, list: &mut Vec<BorderParameter>) {
    let is_out = parameter.direction != Direction::In;
    let name = &parameter.name;
    match &parameter.ty {
        Type::String | Type::Bytes => {
            push(
                list,
                name,
                pointer(is_out, border::element(model, &parameter.ty)),
            );
            push(list, &format!("{name}_length"), quote!(u64));
        }
        Type::List(_) if is_out => push_out_list(model, parameter, list),
        Type::List(element) => {
            push(list, name, pointer(false, border::value(model, element)));
            push(list, &format!("{name}_length"), quote!(u64));
            push_stride(name, element, list);
        }
        Type::Struct(_) | Type::Record(_) | Type::Variant(_) | Type::Option(_) => {
            push(
                list,
                name,
                pointer(is_out, border::value(model, &parameter.ty)),
            );
        }
        scalar if is_out => push(list, name, pointer(true, border::value(model, scalar))),
        scalar => push(list, name, border::value(model, scalar)),
    }
}

fn push_result(model: &Model, result: &Parameter, list: &mut Vec<BorderParameter>) {
    match &result.ty {
        Type::List(_) | Type::String | Type::Bytes => push_out_list(model, result, list),
        other => push(
            list,
            &result.name,
            pointer(true, border::value(model, other)),
        ),
    }
}

fn push_out_list(model: &Model, parameter: &Parameter, list: &mut Vec<BorderParameter>) {
    let name = &parameter.name;
    push(
        list,
        name,
        pointer(true, border::element(model, &parameter.ty)),
    );
    push(list, &format!("{name}_capacity"), quote!(u64));
    if let Type::List(element) = &parameter.ty {
        push_stride(name, element, list);
    }
    push(list, &format!("{name}_count"), quote!(*mut u64));
}

fn push_stride(name: &str, element: &Type, list: &mut Vec<BorderParameter>) {
    if matches!(element, Type::Struct(_)) {
        push(list, &format!("{name}_stride"), quote!(u64));
    }
}

fn pointer(mutable: bool, target: TokenStream) -> TokenStream {
    if mutable {
        quote!(*mut #target)
    } else {
        quote!(*const #target)
    }
}
