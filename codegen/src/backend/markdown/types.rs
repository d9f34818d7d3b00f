//! Types as the reference writes them, each with a link to where it is explained.

use super::text::{self, code};
use crate::model::*;

/// Where links start: the page of a module.
#[derive(Clone, Copy)]
pub struct Links<'m> {
    /// The API.
    pub model: &'m Model,
    /// The module whose page it is; none on the other pages.
    pub page: Option<ModuleId>,
}

impl Links<'_> {
    /// A link to an item: `[`Buffer`](#buffer)`.
    pub fn to(&self, module: ModuleId, name: &str) -> String {
        format!("[`{name}`]({})", self.target(module, name))
    }

    /// The address of an item.
    pub fn target(&self, module: ModuleId, name: &str) -> String {
        let anchor = name.to_lowercase();
        match self.page == Some(module) {
            true => format!("#{anchor}"),
            false => format!("{}.md#{anchor}", self.model.modules[module.0].name),
        }
    }

    /// A link to a call.
    pub fn call(&self, id: CallId) -> String {
        let call = &self.model.calls[id.0];
        self.to(call.module, &call.name)
    }

    /// A link to an error.
    pub fn error(&self, id: ErrorId) -> String {
        let name = &self.model.errors[id.0].name;
        format!("[`{name}`](errors.md#{})", name.to_lowercase())
    }

    /// A link to a handle type.
    pub fn handle(&self, id: HandleId) -> String {
        let item = &self.model.handles[id.0];
        self.to(item.module, &item.name)
    }

    /// A type in words.
    pub fn ty(&self, ty: &Type) -> String {
        let model = self.model;
        match ty {
            Type::Bool => code("bool"),
            Type::Int(int) => code(int.name()),
            Type::F32 => code("f32"),
            Type::F64 => code("f64"),
            Type::String => code("string"),
            Type::Bytes => code("bytes"),
            Type::Duration => code("duration"),
            Type::Instant(Clock::Monotonic) => code("instant(monotonic)"),
            Type::Instant(Clock::Realtime) => code("instant(realtime)"),
            Type::Uuid => code("uuid"),
            Type::List(element) => format!("list of {}", self.ty(element)),
            Type::Option(inner) => format!("{} or none", self.ty(inner)),
            Type::Struct(id) => self.to(model.structs[id.0].module, &model.structs[id.0].name),
            Type::Record(id) => self.to(model.records[id.0].module, &model.records[id.0].name),
            Type::Enum(id) => self.to(model.enums[id.0].module, &model.enums[id.0].name),
            Type::Flags(id) => self.to(model.flags[id.0].module, &model.flags[id.0].name),
            Type::Variant(id) => self.to(model.variants[id.0].module, &model.variants[id.0].name),
            Type::Handle { handle, .. } => self.handle(*handle),
            Type::AnyHandle { .. } => "any handle".to_string(),
        }
    }

    /// What a handle must be allowed, where it must be allowed something.
    pub fn rights(&self, ty: &Type) -> Option<String> {
        match ty {
            Type::Handle { rights, .. } | Type::AnyHandle { rights, .. } if *rights != 0 => {
                let names: Vec<String> = right_names(self.model, *rights)
                    .iter()
                    .map(|name| code(name))
                    .collect();
                let noun = if names.len() == 1 { "right" } else { "rights" };
                Some(format!("needs the {noun} {}", text::and(&names)))
            }
            _ => None,
        }
    }
}

/// The names of rights.
pub fn right_names(model: &Model, bits: u32) -> Vec<String> {
    let members = model
        .rights
        .into_iter()
        .flat_map(|id| &model.flags[id.0].members);
    members
        .filter(|member| u64::from(bits) & member.value != 0)
        .map(|member| member.name.clone())
        .collect()
}

/// Who closes a handle, in words.
pub fn ownership(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Handle { ownership, .. } | Type::AnyHandle { ownership, .. } => {
            Some(match ownership {
                Ownership::Own => "consumed",
                Ownership::Borrow => "borrowed",
                Ownership::Exclusive => "exclusive: nobody else may use the object meanwhile",
            })
        }
        _ => None,
    }
}

/// How many bytes a unit is given in, in words.
pub fn unit(unit: Option<&String>) -> Option<String> {
    unit.map(|unit| format!("in {unit}"))
}
