//! Types as Go writes them: in the public packages, in package abi, and in C, and the ways between.

use super::names;
use crate::backend::naming;
use crate::model::*;

/// The types of a model as one package sees them.
#[derive(Clone, Copy)]
pub struct Types<'m> {
    /// The API.
    pub model: &'m Model,
    /// The module whose package is being written.
    pub module: ModuleId,
}

impl Types<'_> {
    /// A type's name, with its package where that is another.
    pub fn qualified(&self, module: ModuleId, name: &str) -> String {
        let name = names::type_name(self.model, module, name);
        self.in_package(names::package(self.model, module), &name)
    }

    /// A name of the core package: `distos.UUID`.
    pub fn core(&self, name: &str) -> String {
        self.in_package(&self.model.package, name)
    }

    fn in_package(&self, package: &str, name: &str) -> String {
        if package == names::package(self.model, self.module) {
            name.to_owned()
        } else {
            format!("{package}.{name}")
        }
    }

    /// The sentinel of an error: `distos.ErrOutOfMemory`.
    pub fn error(&self, id: ErrorId) -> String {
        let item = &self.model.errors[id.0];
        self.in_package(names::package(self.model, item.module), &names::error(item))
    }

    /// The type that users see.
    pub fn public(&self, ty: &Type) -> String {
        let model = self.model;
        match ty {
            Type::Bool => "bool".into(),
            Type::Int(int) => integer(*int).into(),
            Type::F32 => "float32".into(),
            Type::F64 => "float64".into(),
            Type::String => "string".into(),
            Type::Bytes => "[]byte".into(),
            Type::Duration => "time.Duration".into(),
            Type::Instant(_) => "time.Time".into(),
            Type::Uuid => self.core("UUID"),
            Type::List(element) => format!("[]{}", self.public(element)),
            Type::Option(inner) => format!("*{}", self.public(inner)),
            Type::Struct(id) => {
                self.qualified(model.structs[id.0].module, &model.structs[id.0].name)
            }
            Type::Record(id) => {
                self.qualified(model.records[id.0].module, &model.records[id.0].name)
            }
            Type::Enum(id) => self.qualified(model.enums[id.0].module, &model.enums[id.0].name),
            Type::Flags(id) => self.qualified(model.flags[id.0].module, &model.flags[id.0].name),
            Type::Variant(id) => {
                self.qualified(model.variants[id.0].module, &model.variants[id.0].name)
            }
            Type::Handle { handle, .. } => format!("*{}", self.handle(*handle)),
            Type::AnyHandle { .. } => self.core("Handle"),
        }
    }

    /// A handle type, without the star.
    pub fn handle(&self, id: HandleId) -> String {
        let handle = &self.model.handles[id.0];
        self.qualified(handle.module, &handle.name)
    }

    /// The type of a record's field, which keeps C's layout.
    pub fn record_field(&self, field: &Field) -> String {
        match &field.ty {
            _ if field.is_pointer => "unsafe.Pointer".into(),
            Type::Instant(_) => self.core("Instant"),
            Type::Handle { .. } | Type::AnyHandle { .. } => "uint64".into(),
            other => self.public(other),
        }
    }

    /// The zero value, for the results of a failed call.
    pub fn zero(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "false".into(),
            Type::Int(_)
            | Type::F32
            | Type::F64
            | Type::Duration
            | Type::Enum(_)
            | Type::Flags(_) => "0".into(),
            Type::String => "\"\"".into(),
            Type::Bytes
            | Type::List(_)
            | Type::Option(_)
            | Type::Handle { .. }
            | Type::AnyHandle { .. } => "nil".into(),
            Type::Instant(_)
            | Type::Uuid
            | Type::Struct(_)
            | Type::Record(_)
            | Type::Variant(_) => {
                format!("{}{{}}", self.public(ty))
            }
        }
    }

    /// The expression of package abi's value for one of the public type.
    pub fn lower(&self, ty: &Type, value: &str) -> String {
        match ty {
            Type::Bool => format!("abi.Bool({value})"),
            Type::Duration => format!("abi.Nanoseconds({value})"),
            Type::Instant(Clock::Monotonic) => format!("abi.Instant({value})"),
            Type::Instant(Clock::Realtime) => format!("abi.WallInstant({value})"),
            Type::Handle { .. } | Type::AnyHandle { .. } => format!("{value}.Raw()"),
            Type::Uuid | Type::Enum(_) | Type::Flags(_) => {
                format!("{}({value})", border(self.model, ty))
            }
            Type::Record(_) => format!(
                "*(*{})(unsafe.Pointer(&{value}))",
                border_pointee(self.model, ty)
            ),
            _ => value.to_owned(),
        }
    }

    /// The expression of the public value for one of package abi's type. `session` is what a new handle belongs to.
    pub fn raise(&self, ty: &Type, value: &str, session: &str) -> String {
        match ty {
            Type::Bool => format!("{value} != 0"),
            Type::Duration | Type::Uuid | Type::Enum(_) | Type::Flags(_) => {
                format!("{}({value})", self.public(ty))
            }
            Type::Instant(Clock::Monotonic) => format!("abi.Time({value})"),
            Type::Instant(Clock::Realtime) => format!("abi.WallTime({value})"),
            Type::Record(_) => format!("*(*{})(unsafe.Pointer(&{value}))", self.public(ty)),
            Type::Handle { handle, .. } => {
                format!("new{}({value}, {session})", self.handle(*handle))
            }
            _ => value.to_owned(),
        }
    }
}

/// `u32` to `uint32`.
pub fn integer(int: IntType) -> &'static str {
    match int {
        IntType::U8 => "uint8",
        IntType::U16 => "uint16",
        IntType::U32 => "uint32",
        IntType::U64 => "uint64",
        IntType::I8 => "int8",
        IntType::I16 => "int16",
        IntType::I32 => "int32",
        IntType::I64 => "int64",
    }
}

/// The type inside package abi.
pub fn border(model: &Model, ty: &Type) -> String {
    match ty {
        Type::Bool => "uint8".into(),
        Type::Int(int) => integer(*int).into(),
        Type::F32 => "float32".into(),
        Type::F64 => "float64".into(),
        Type::String => "string".into(),
        Type::Bytes => "[]byte".into(),
        Type::Duration | Type::Instant(_) | Type::Handle { .. } | Type::AnyHandle { .. } => {
            "uint64".into()
        }
        Type::Uuid => "[16]byte".into(),
        Type::Enum(id) => integer(model.enums[id.0].repr).into(),
        Type::Flags(id) => integer(model.flags[id.0].repr).into(),
        Type::List(element) => format!("[]{}", border(model, element)),
        Type::Option(inner) => format!("*{}", border(model, inner)),
        Type::Struct(_) | Type::Record(_) | Type::Variant(_) => {
            names::border_type(model, &c_type(model, ty))
        }
    }
}

/// The same from outside package abi, for types that it declares.
pub fn border_pointee(model: &Model, ty: &Type) -> String {
    match ty {
        Type::Struct(_) | Type::Record(_) | Type::Variant(_) => {
            format!("abi.{}", border(model, ty))
        }
        _ => border(model, ty),
    }
}

/// The type in C; of a string, of bytes and of a list, what their address points at.
pub fn c_type(model: &Model, ty: &Type) -> String {
    match ty {
        Type::Bool => "uint8_t".into(),
        Type::Int(int) => format!("{}_t", integer(*int)),
        Type::F32 => "float".into(),
        Type::F64 => "double".into(),
        Type::String => "char".into(),
        Type::Bytes => "uint8_t".into(),
        Type::Duration | Type::Instant(_) => "uint64_t".into(),
        Type::Uuid => "distos_uuid_t".into(),
        Type::List(element) | Type::Option(element) => c_type(model, element),
        Type::Struct(id) => c_name(model, ItemId::Struct(*id)),
        Type::Record(id) => c_name(model, ItemId::Record(*id)),
        Type::Variant(id) => c_name(model, ItemId::Variant(*id)),
        Type::Enum(id) => format!("{}_t", integer(model.enums[id.0].repr)),
        Type::Flags(id) => format!("{}_t", integer(model.flags[id.0].repr)),
        Type::Handle { handle, .. } => c_name(model, ItemId::Handle(*handle)),
        Type::AnyHandle { .. } => "distos_handle_t".into(),
    }
}

/// The C name of a declared type.
pub fn c_name(model: &Model, item: ItemId) -> String {
    naming::c_type_name(model, item).unwrap_or_default()
}

/// What crosses the border by value, in a register.
pub fn is_scalar(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Bool
            | Type::Int(_)
            | Type::F32
            | Type::F64
            | Type::Duration
            | Type::Instant(_)
            | Type::Enum(_)
            | Type::Flags(_)
    ) || is_handle(ty)
}

/// A handle of one type or of any.
pub fn is_handle(ty: &Type) -> bool {
    matches!(ty, Type::Handle { .. } | Type::AnyHandle { .. })
}

/// What has the same bytes in the public package and in package abi, so that a slice of it needs no copy.
pub fn is_same_layout(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Bool
            | Type::Int(_)
            | Type::F32
            | Type::F64
            | Type::Enum(_)
            | Type::Flags(_)
            | Type::Uuid
            | Type::Record(_)
    )
}

/// What holds the address of Go memory, which must then be pinned.
pub fn holds_memory(model: &Model, ty: &Type) -> bool {
    match ty {
        Type::String | Type::Bytes => true,
        Type::List(element) | Type::Option(element) => holds_memory(model, element),
        Type::Struct(id) => model.structs[id.0]
            .fields
            .iter()
            .any(|field| holds_memory(model, &field.ty)),
        Type::Variant(id) => model.variants[id.0]
            .cases
            .iter()
            .any(|case| holds_memory(model, &case.ty)),
        _ => false,
    }
}
