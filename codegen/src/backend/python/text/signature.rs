//! Signatures: the parameters and the result of a call, as annotations say them.

use super::types::{self, Scope};
use crate::backend::python::names;
use crate::backend::rust_abi::signature::Form;
use crate::model::*;

/// A call as Python declares it.
pub struct Signature {
    /// `size: int`, and `*` before those that are given by name.
    pub parameters: Vec<String>,
    /// How the same parameters are passed on.
    pub passed: Vec<String>,
    /// `Buffer`, `None`, `tuple[int, bool]`.
    pub returns: String,
}

/// The signature of a form of a call, without its receiver if it has one.
pub fn of(model: &Model, call: &Call, form: Form, has_receiver: bool, scope: Scope) -> Signature {
    let (mut positional, mut keywords) = (Vec::new(), Vec::new());
    let mut passed = Vec::new();
    for parameter in call.parameters.iter().skip(usize::from(has_receiver)) {
        match options(model, &parameter.ty) {
            Some(id) => {
                for field in &model.structs[id.0].fields {
                    let name = names::option(call, parameter, field);
                    keywords.push(keyword(model, field, &name, scope));
                    passed.push(format!("{name}={name}"));
                }
            }
            None => {
                let (declared, passing) = positional_parameter(model, parameter, scope);
                positional.push(declared);
                passed.push(passing);
            }
        }
    }
    if call.kind != CallKind::Plain && form == Form::Blocking {
        keywords.push("timeout: Span | None = None".to_owned());
        passed.push("timeout=timeout".to_owned());
    }
    if !keywords.is_empty() {
        positional.push("*".to_owned());
        positional.append(&mut keywords);
    }
    Signature {
        parameters: positional,
        passed,
        returns: returns(model, call, scope),
    }
}

/// The options struct that a type is.
fn options(model: &Model, ty: &Type) -> Option<StructId> {
    match ty {
        Type::Struct(id) if model.structs[id.0].is_options => Some(*id),
        _ => None,
    }
}

fn positional_parameter(model: &Model, parameter: &Parameter, scope: Scope) -> (String, String) {
    let is_out = parameter.direction != Direction::In;
    if is_out && matches!(parameter.ty, Type::List(_)) {
        let name = format!("{}_capacity", parameter.name);
        return (format!("{name}: int"), name);
    }
    let name = names::parameter(&parameter.name);
    let declared = format!(
        "{name}: {}",
        types::argument(model, &parameter.ty, is_out, scope)
    );
    (declared, passing(&parameter.ty, &name, scope))
}

/// Handles of `distos.aio` are passed on as the handles that they wrap.
fn passing(ty: &Type, name: &str, scope: Scope) -> String {
    let is_handle = |ty: &Type| matches!(ty, Type::Handle { .. } | Type::AnyHandle { .. });
    match ty {
        ty if scope.is_aio && is_handle(ty) => format!("{name}._handle"),
        Type::List(element) if scope.is_aio && is_handle(element) => {
            format!("[it._handle for it in {name}]")
        }
        _ => name.to_owned(),
    }
}

fn keyword(model: &Model, field: &Field, name: &str, scope: Scope) -> String {
    let ty = types::argument(model, &field.ty, false, scope);
    match (&field.ty, &field.default) {
        (Type::Bool, _) => format!("{name}: {ty} = False"),
        (Type::F32 | Type::F64, _) => format!("{name}: {ty} = 0.0"),
        (Type::Int(_), Some(DefaultValue::Int(number))) => format!("{name}: {ty} = {number}"),
        (Type::Int(_), _) => format!("{name}: {ty} = 0"),
        (Type::Enum(id), default) => format!("{name}: {ty} = {}", member(model, *id, default, &ty)),
        (Type::Flags(_), _) => format!("{name}: {ty} = {ty}(0)"),
        _ => format!("{name}: {} | None = None", ty.trim_end_matches(" | None")),
    }
}

fn member(model: &Model, id: EnumId, default: &Option<DefaultValue>, ty: &str) -> String {
    let members = &model.enums[id.0].members;
    let found = match default {
        Some(DefaultValue::Member(index)) => members.get(*index),
        _ => members.iter().find(|member| member.value == 0),
    };
    found.map_or_else(
        || format!("{ty}(0)"),
        |member| format!("{ty}.{}", member.name),
    )
}

/// Whether a call has nothing to return.
pub fn returns_nothing(call: &Call) -> bool {
    call.results.is_empty() && out_lists(call).next().is_none()
}

fn out_lists(call: &Call) -> impl Iterator<Item = &Parameter> {
    call.parameters
        .iter()
        .filter(|it| it.direction != Direction::In && matches!(it.ty, Type::List(_)))
}

fn returns(model: &Model, call: &Call, scope: Scope) -> String {
    let values = out_lists(call)
        .chain(&call.results)
        .map(|it| types::result(model, &it.ty, scope));
    let values: Vec<String> = values.collect();
    match values.as_slice() {
        [] => "None".to_owned(),
        [one] => one.clone(),
        _ => format!("tuple[{}]", values.join(", ")),
    }
}
