//! Types as annotations say them.

use crate::backend::python::names;
use crate::model::*;

/// Where an annotation stands.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// The module whose names need no qualification.
    pub module: ModuleId,
    /// Whether handles are those of `distos.aio`, and everything else is qualified.
    pub is_aio: bool,
}

/// An argument of this type.
pub fn argument(model: &Model, ty: &Type, is_out: bool, scope: Scope) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Int(_) => "int".to_owned(),
        Type::F32 | Type::F64 => "float".to_owned(),
        Type::String => "str".to_owned(),
        Type::Bytes if is_out => "WritableMemory".to_owned(),
        Type::Bytes => "ReadableMemory".to_owned(),
        Type::Duration => "Span".to_owned(),
        Type::Instant(_) => "float | None".to_owned(),
        Type::Uuid => "UUID".to_owned(),
        Type::List(element) => format!("Sequence[{}]", argument(model, element, false, scope)),
        Type::Option(inner) => format!("{} | None", argument(model, inner, is_out, scope)),
        Type::Record(id) => record(model, *id, scope),
        other => named(model, other, scope),
    }
}

/// A result of this type.
pub fn result(model: &Model, ty: &Type, scope: Scope) -> String {
    match ty {
        Type::Bytes => "bytes".to_owned(),
        Type::Duration | Type::Instant(_) => "float".to_owned(),
        Type::List(element) => format!("list[{}]", result(model, element, scope)),
        Type::Option(inner) => format!("{} | None", result(model, inner, scope)),
        Type::Record(_) => named(model, ty, scope),
        other => argument(model, other, false, scope),
    }
}

/// A field of a struct or record; a handle there is a number.
pub fn field(model: &Model, ty: &Type, scope: Scope) -> String {
    match ty {
        Type::Handle { .. } | Type::AnyHandle { .. } => "int".to_owned(),
        Type::Instant(_) => "float".to_owned(),
        other => result(model, other, scope),
    }
}

/// What a variant's constructor takes: a handle may also be one of `distos.aio`.
pub fn payload(model: &Model, ty: &Type, scope: Scope) -> String {
    let own = argument(model, ty, false, scope);
    match ty {
        Type::Handle { .. } | Type::AnyHandle { .. } => format!("{own} | HandleWrapper"),
        _ => own,
    }
}

/// A type that the API declares.
pub fn named(model: &Model, ty: &Type, scope: Scope) -> String {
    match ty {
        Type::Enum(id) => qualified(
            model,
            model.enums[id.0].module,
            &model.enums[id.0].name,
            scope,
        ),
        Type::Flags(id) => qualified(
            model,
            model.flags[id.0].module,
            &model.flags[id.0].name,
            scope,
        ),
        Type::Struct(id) => qualified(
            model,
            model.structs[id.0].module,
            &model.structs[id.0].name,
            scope,
        ),
        Type::Record(id) => qualified(
            model,
            model.records[id.0].module,
            &model.records[id.0].name,
            scope,
        ),
        Type::Variant(id) => qualified(
            model,
            model.variants[id.0].module,
            &model.variants[id.0].name,
            scope,
        ),
        Type::Handle { handle, .. } => self::handle(model, *handle, scope),
        Type::AnyHandle { .. } => "Handle".to_owned(),
        _ => String::new(),
    }
}

/// A handle class.
pub fn handle(model: &Model, id: HandleId, scope: Scope) -> String {
    let item = &model.handles[id.0];
    match (scope.is_aio, item.module == scope.module) {
        (_, true) => item.name.clone(),
        (true, false) => format!("aio_{}.{}", names::module(model, item.module), item.name),
        (false, false) => format!("{}.{}", names::module(model, item.module), item.name),
    }
}

/// A handle class of the module that is not awaited.
pub fn plain_handle(model: &Model, id: HandleId) -> String {
    let item = &model.handles[id.0];
    format!("{}.{}", names::module(model, item.module), item.name)
}

fn record(model: &Model, id: RecordId, scope: Scope) -> String {
    let item = &model.records[id.0];
    let fields: Vec<String> = item
        .fields
        .iter()
        .map(|it| field(model, &it.ty, scope))
        .collect();
    let name = qualified(model, item.module, &item.name, scope);
    format!("{name} | tuple[{}]", fields.join(", "))
}

fn qualified(model: &Model, module: ModuleId, name: &str, scope: Scope) -> String {
    match !scope.is_aio && module == scope.module {
        true => name.to_owned(),
        false => format!("{}.{name}", names::module(model, module)),
    }
}
