//! How a parameter's value gets from the public function to package abi's.

use super::call::keeps_alive;
use super::names;
use super::types::{Types, border_pointee, holds_memory, is_same_layout, is_scalar};
use crate::model::*;

/// One argument of a generated function.
pub struct Argument {
    /// The parameter's name in Go.
    pub name: String,
    /// Its public type.
    pub ty: String,
    /// Whether it is the method's receiver.
    pub is_receiver: bool,
    /// Statements before the call.
    pub setup: Vec<String>,
    /// What package abi gets.
    pub value: String,
    /// Whether it must not be collected before the call is over.
    pub keeps_alive: bool,
    /// Whether `setup` speaks of a pinner named `pins`.
    pub needs_pins: bool,
}

/// The arguments of a call, in the order of the declaration.
pub fn arguments(types: &Types, call: &Call, receiver: Option<(usize, String)>) -> Vec<Argument> {
    let is_plain = call.kind == CallKind::Plain;
    call.parameters
        .iter()
        .enumerate()
        .map(|(index, parameter)| match &receiver {
            Some((at, name)) if *at == index => receiving(name),
            _ => argument(types, parameter, is_plain),
        })
        .collect()
}

fn receiving(name: &str) -> Argument {
    Argument {
        name: name.to_owned(),
        ty: String::new(),
        is_receiver: true,
        setup: Vec::new(),
        value: format!("{name}.Raw()"),
        keeps_alive: true,
        needs_pins: false,
    }
}

fn argument(types: &Types, parameter: &Parameter, is_plain: bool) -> Argument {
    let name = names::local(&parameter.name);
    let (setup, value) = pass(types, parameter, &name, is_plain);
    Argument {
        ty: public(types, &parameter.ty),
        is_receiver: false,
        setup,
        value,
        keeps_alive: keeps_alive(&parameter.ty),
        needs_pins: !matches!(parameter.ty, Type::String | Type::Bytes)
            && holds_memory(types.model, &parameter.ty),
        name,
    }
}

/// Structs go by address, so that nil is "all defaults".
fn public(types: &Types, ty: &Type) -> String {
    match ty {
        Type::Struct(_) => format!("*{}", types.public(ty)),
        _ => types.public(ty),
    }
}

/// The statements before the call, and the expression in it.
fn pass(types: &Types, parameter: &Parameter, name: &str, is_plain: bool) -> (Vec<String>, String) {
    let model = types.model;
    let ty = &parameter.ty;
    let border = format!("{name}Border");
    let pins = if holds_memory(model, ty) {
        ", pins"
    } else {
        ""
    };
    match ty {
        Type::Bytes if !is_plain => (vec![format!("operation.PinBytes({name})")], name.to_owned()),
        Type::String | Type::Bytes => (Vec::new(), name.to_owned()),
        Type::Struct(_) => (
            vec![format!("var {border} {}", border_pointee(model, ty))],
            format!("{name}.lower(&{border}{pins})"),
        ),
        Type::Variant(_) => (
            vec![format!("var {border} {}", border_pointee(model, ty))],
            format!("{name}.lower(&{border}{pins})"),
        ),
        Type::Record(_) => (
            Vec::new(),
            format!("(*{})(unsafe.Pointer(&{name}))", border_pointee(model, ty)),
        ),
        Type::List(element) => list(types, element, name, pins),
        ty if is_scalar(ty) || *ty == Type::Uuid => (Vec::new(), types.lower(ty, name)),
        _ => (Vec::new(), name.to_owned()),
    }
}

/// A slice with the same bytes goes as it is; any other is lowered element by element.
fn list(types: &Types, element: &Type, name: &str, pins: &str) -> (Vec<String>, String) {
    let border_type = border_pointee(types.model, element);
    if matches!(element, Type::Int(_) | Type::F32 | Type::F64) {
        return (Vec::new(), name.to_owned());
    }
    if is_same_layout(element) {
        let cast = format!(
            "unsafe.Slice((*{border_type})(unsafe.Pointer(unsafe.SliceData({name}))), len({name}))"
        );
        return (Vec::new(), cast);
    }
    let border = format!("{name}Border");
    let lower = match element {
        Type::Struct(_) | Type::Variant(_) => format!("{name}[i].lower(&{border}[i]{pins})"),
        other => format!(
            "{border}[i] = {}",
            types.lower(other, &format!("{name}[i]"))
        ),
    };
    let setup = vec![
        format!("{border} := make([]{border_type}, len({name}))"),
        format!("for i := range {name} {{"),
        format!("\t{lower}"),
        "}".to_owned(),
    ];
    (setup, border)
}
