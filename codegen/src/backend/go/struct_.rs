//! Sized structs: plain Go structs, with a way to and from the struct of package abi.

use askama::Template;

use super::types::{Types, border_pointee, holds_memory};
use super::{comment, names};
use crate::model::*;

#[derive(Template)]
#[template(path = "go/struct.txt", escape = "none")]
struct StructView {
    docs: String,
    name: String,
    border: String,
    size_constant: String,
    fields: Vec<FieldView>,
    lower: bool,
    raise: bool,
    pins: bool,
}

struct FieldView {
    docs: String,
    name: String,
    ty: String,
    lower: Vec<String>,
    raise: String,
}

/// The struct, and the ways that calls take it.
pub fn declaration(types: &Types, id: StructId) -> String {
    let item = &types.model.structs[id.0];
    let name = names::type_name(types.model, item.module, &item.name);
    let text = comment::about(&name, &item.docs) + &comment::standing(types, &item.availability);
    let ty = Type::Struct(id);
    let border = border_pointee(types.model, &ty);
    super::render(&StructView {
        docs: comment::lines(&text, ""),
        name,
        size_constant: border.replacen("abi.", "abi.SizeOf", 1),
        border,
        fields: item.fields.iter().map(|field| view(types, field)).collect(),
        lower: is_used(types.model, &ty, true),
        raise: is_used(types.model, &ty, false),
        pins: holds_memory(types.model, &ty),
    })
}

fn view(types: &Types, field: &Field) -> FieldView {
    let name = names::camel(&field.name);
    FieldView {
        docs: comment::lines(&comment::field(field, types.model), "\t"),
        ty: types.public(&field.ty),
        lower: lower(types, field, &name),
        raise: raise(types, field, &name),
        name,
    }
}

/// Strings and bytes stay where they are: the border holds their address, so they are pinned.
fn lower(types: &Types, field: &Field, name: &str) -> Vec<String> {
    let data = match field.ty {
        Type::String => "StringData",
        Type::Bytes => "SliceData",
        _ => {
            return vec![format!(
                "border.{name} = {}",
                types.lower(&field.ty, &format!("value.{name}"))
            )];
        }
    };
    vec![
        format!("border.{name} = abi.Pin(pins, unsafe.{data}(value.{name}), len(value.{name}))"),
        format!("border.{name}Length = uint64(len(value.{name}))"),
    ]
}

fn raise(types: &Types, field: &Field, name: &str) -> String {
    match field.ty {
        Type::String => {
            format!("value.{name} = abi.CopyString(border.{name}, border.{name}Length)")
        }
        Type::Bytes => {
            format!("value.{name} = []byte(abi.CopyString(border.{name}, border.{name}Length))")
        }
        _ => format!(
            "value.{name} = {}",
            types.raise(&field.ty, &format!("border.{name}"), "nil")
        ),
    }
}

/// Whether some call takes (`lower`) or gives the struct, alone or in a list.
fn is_used(model: &Model, ty: &Type, lower: bool) -> bool {
    let is = |candidate: &Type| {
        candidate == ty || matches!(candidate, Type::List(element) if **element == *ty)
    };
    model.calls.iter().any(|call| match lower {
        true => call
            .parameters
            .iter()
            .any(|parameter| parameter.direction != Direction::Out && is(&parameter.ty)),
        false => {
            call.results.iter().any(|result| is(&result.ty))
                || call
                    .parameters
                    .iter()
                    .any(|parameter| parameter.direction != Direction::In && is(&parameter.ty))
        }
    })
}
