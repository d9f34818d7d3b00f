//! Types: from words to places in the model.

use super::*;

/// The names of types that need no declaration.
pub const BUILT_IN: &[&str] = &[
    "bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "string", "bytes",
    "duration", "uuid", "any",
];

const CLOCKS: &[(&str, Clock)] = &[
    ("monotonic", Clock::Monotonic),
    ("realtime", Clock::Realtime),
];

impl Resolver<'_> {
    /// A type as the model knows it; none when it is not known, which is reported.
    pub(super) fn ty(&mut self, module: ModuleId, ty: &ast::Type) -> Option<Type> {
        match &ty.shape {
            ast::TypeShape::Path(path) => self.named_type(module, ty, path),
            ast::TypeShape::Clocked(name, clock) => self.clocked(name, clock),
            ast::TypeShape::Generic(name, inner) => self.generic(module, ty, name, inner),
        }
    }

    fn named_type(&mut self, module: ModuleId, ty: &ast::Type, path: &ast::Path) -> Option<Type> {
        let built_in = path.names.first().and_then(|name| built_in(&name.text));
        let found = match built_in {
            Some(Type::AnyHandle { .. }) if path.names.len() == 1 => {
                return Some(Type::AnyHandle {
                    ownership: ownership(ty),
                    rights: self.rights_of_names(&ty.rights, None),
                });
            }
            Some(found) if path.names.len() == 1 => found,
            _ => match self.type_item(module, path)? {
                ItemId::Handle(handle) => return Some(self.handle_type(ty, handle)),
                ItemId::Enum(id) => Type::Enum(id),
                ItemId::Flags(id) => Type::Flags(id),
                ItemId::Struct(id) => Type::Struct(id),
                ItemId::Record(id) => Type::Record(id),
                ItemId::Variant(id) => Type::Variant(id),
                _ => return None,
            },
        };
        self.refuse_handle_words(ty, &path.text());
        Some(found)
    }

    fn handle_type(&mut self, ty: &ast::Type, handle: HandleId) -> Type {
        Type::Handle {
            handle,
            ownership: ownership(ty),
            rights: self.rights_of_names(&ty.rights, Some(handle)),
        }
    }

    fn refuse_handle_words(&mut self, ty: &ast::Type, name: &str) {
        let word = ty.ownership.as_ref().or(ty.rights.first());
        if let Some(word) = word {
            let message = format!(
                "`{name}` is not a handle, so `{}` says nothing about it",
                word.text
            );
            self.report(Diagnostic::new(
                Code::OwnershipMisplaced,
                word.span,
                message,
            ));
        }
    }

    fn clocked(&mut self, name: &ast::Name, clock: &ast::Name) -> Option<Type> {
        if name.text != "instant" {
            let message = format!("there is no type `{}(…)`", name.text);
            self.report(
                Diagnostic::new(Code::UnknownName, name.span, message)
                    .did_you_mean(&name.text, ["instant"]),
            );
            return None;
        }
        let found = CLOCKS.iter().find(|(known, _)| *known == clock.text);
        if found.is_none() {
            let message = format!("there is no clock `{}`", clock.text);
            let known = CLOCKS.iter().map(|(known, _)| *known);
            self.report(
                Diagnostic::new(Code::UnknownName, clock.span, message)
                    .did_you_mean(&clock.text, known),
            );
        }
        found.map(|(_, clock)| Type::Instant(*clock))
    }

    fn generic(
        &mut self,
        module: ModuleId,
        ty: &ast::Type,
        name: &ast::Name,
        inner: &ast::Type,
    ) -> Option<Type> {
        let inner = Box::new(self.ty(module, inner)?);
        self.refuse_handle_words(ty, &name.text);
        if name.text == "list" {
            return Some(Type::List(inner));
        }
        let message = "`option<T>` has no layout in this version";
        let diagnostic = Diagnostic::new(Code::NotInThisVersion, ty.span, message);
        self.report(
            diagnostic
                .note("use a value that means none, such as zero, and say so in the documentation"),
        );
        None
    }

    /// The bits of rights, by name; those that `handle` has, when one is given.
    pub(super) fn rights_of_names(&mut self, names: &[ast::Name], handle: Option<HandleId>) -> u32 {
        let bits = names.iter().map(|name| self.right(name, handle));
        bits.fold(0, |all, bit| all | bit)
    }

    fn right(&mut self, name: &ast::Name, handle: Option<HandleId>) -> u32 {
        let Some(rights) = self.model.rights else {
            let message = "no `flags` type of the API is marked `@rights`";
            self.report(Diagnostic::new(Code::UnknownRight, name.span, message));
            return 0;
        };
        let members = &self.model.flags[rights.0].members;
        let Some(member) = members.iter().find(|member| member.name == name.text) else {
            let message = format!("there is no right `{}`", name.text);
            let diagnostic = Diagnostic::new(Code::UnknownRight, name.span, message);
            let known = members.iter().map(|member| member.name.as_str());
            self.diagnostics
                .push(diagnostic.did_you_mean(&name.text, known));
            return 0;
        };
        let bit = u32::try_from(member.value).unwrap_or(0);
        if let Some(handle) = handle.and_then(|handle| self.model.handles.get(handle.0))
            && handle.rights & bit == 0
        {
            let message = format!("a `{}` never has the right `{}`", handle.name, name.text);
            self.diagnostics
                .push(Diagnostic::new(Code::UnknownRight, name.span, message));
        }
        bit
    }
}

/// Handles that say nothing are borrowed; where something must be said, a check asks for it.
fn ownership(ty: &ast::Type) -> Ownership {
    match ty.ownership.as_ref().map(|word| word.text.as_str()) {
        Some("own") => Ownership::Own,
        Some("exclusive") => Ownership::Exclusive,
        _ => Ownership::Borrow,
    }
}

fn built_in(name: &str) -> Option<Type> {
    Some(match name {
        "bool" => Type::Bool,
        "f32" => Type::F32,
        "f64" => Type::F64,
        "string" => Type::String,
        "bytes" => Type::Bytes,
        "duration" => Type::Duration,
        "uuid" => Type::Uuid,
        "any" => Type::AnyHandle {
            ownership: Ownership::Borrow,
            rights: 0,
        },
        _ => Type::Int(int_type(name)?),
    })
}

/// An integer type by its name.
pub fn int_type(name: &str) -> Option<IntType> {
    use IntType::*;
    [U8, U16, U32, U64, I8, I16, I32, I64]
        .into_iter()
        .find(|int| int.name() == name)
}
