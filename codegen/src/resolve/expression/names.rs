//! Names in expressions: parameters, results, fields, and members of enums and flags.

use super::*;

impl Resolver<'_> {
    pub(super) fn path(
        &mut self,
        context: &Context<'_>,
        path: &ast::Path,
        wanted: Option<ExprType>,
    ) -> Option<Expr> {
        let (first, rest) = path.names.split_first()?;
        match self.variable(context, first) {
            Found::Value(mut value) => {
                for name in rest {
                    value = self.field(context, value, name)?;
                }
                Some(value)
            }
            Found::Unusable => None,
            Found::Nothing if rest.is_empty() => self.member_of(context, first, wanted),
            Found::Nothing => self.qualified_member(context, path),
        }
    }

    /// Whether a path of one word is a value and not the bare name of a member.
    pub(super) fn is_bare_member(&self, context: &Context<'_>, expression: &ast::Expr) -> bool {
        let ast::ExprKind::Path(path) = &expression.kind else {
            return false;
        };
        let [name] = path.names.as_slice() else {
            return false;
        };
        let name = name.text.as_str();
        let mut named = context.parameters.iter().chain(context.results);
        !context.bindings.contains_key(name) && !named.any(|one| one.name == name)
    }

    fn variable(&mut self, context: &Context<'_>, name: &ast::Name) -> Found {
        if let Some(bound) = context.bindings.get(name.text.as_str()) {
            return Found::Value(bound.clone());
        }
        let position = |list: &[Parameter]| list.iter().position(|one| one.name == name.text);
        if let Some(index) = position(context.parameters) {
            return self.value(
                context,
                name,
                &context.parameters[index].ty,
                index,
                ExprKind::Parameter(index),
            );
        }
        let Some(index) = position(context.results) else {
            return Found::Nothing;
        };
        if context.moment != Moment::After {
            let message = format!("the result `{}` is not there yet", name.text);
            let diagnostic = Diagnostic::new(Code::WrongMoment, name.span, message);
            self.report(diagnostic.note("only `ensures` speaks about results"));
            return Found::Unusable;
        }
        let place = context.parameters.len() + index;
        self.value(
            context,
            name,
            &context.results[index].ty,
            place,
            ExprKind::Result(index),
        )
    }

    fn value(
        &mut self,
        context: &Context<'_>,
        name: &ast::Name,
        ty: &Type,
        place: usize,
        kind: ExprKind,
    ) -> Found {
        let is_unknown = context
            .owner
            .is_some_and(|owner| self.unresolved.contains(&(owner, place)));
        if is_unknown {
            return Found::Unusable;
        }
        match type_of(ty) {
            Some(ty) => Found::Value(Expr { kind, ty }),
            None => {
                self.unusable(name);
                Found::Unusable
            }
        }
    }

    fn unusable(&mut self, name: &ast::Name) {
        let message = format!(
            "clauses can't speak about `{}`: its type has no operations",
            name.text
        );
        self.report(Diagnostic::new(Code::TypeMismatch, name.span, message));
    }

    fn field(&mut self, context: &Context<'_>, value: Expr, name: &ast::Name) -> Option<Expr> {
        match value.ty {
            ExprType::Struct(id) => {
                let fields = self.model.structs[id.0].fields.clone();
                self.data_field(ItemId::Struct(id), &fields, value, name)
            }
            ExprType::Record(id) => {
                let fields = self.model.records[id.0].fields.clone();
                self.data_field(ItemId::Record(id), &fields, value, name)
            }
            ExprType::Object(id) => self.model_field(context, id, value, name),
            other => {
                let message = format!("{} has no fields", describe(&self.model, other));
                self.report(Diagnostic::new(Code::UnknownField, name.span, message));
                None
            }
        }
    }

    fn data_field(
        &mut self,
        owner: ItemId,
        fields: &[Field],
        value: Expr,
        name: &ast::Name,
    ) -> Option<Expr> {
        let Some(index) = fields.iter().position(|field| field.name == name.text) else {
            let known = fields.iter().map(|field| field.name.as_str());
            self.no_field(value.ty, name, known);
            return None;
        };
        if self.unresolved.contains(&(owner, index)) {
            return None;
        }
        let Some(ty) = type_of(&fields[index].ty) else {
            self.unusable(name);
            return None;
        };
        let kind = ExprKind::Field(Box::new(value), index);
        Some(Expr { kind, ty })
    }

    fn model_field(
        &mut self,
        context: &Context<'_>,
        id: HandleId,
        value: Expr,
        name: &ast::Name,
    ) -> Option<Expr> {
        let fields = self.model.handles[id.0].model.clone();
        let Some(index) = fields.iter().position(|field| field.name == name.text) else {
            let known = fields.iter().map(|field| field.name.as_str());
            self.no_field(value.ty, name, known);
            return None;
        };
        if self.unresolved.contains(&(ItemId::Handle(id), index)) {
            return None;
        }
        let field = &fields[index];
        if context.moment == Moment::Submission && field.mutability == Mutability::Shared {
            let message = format!(
                "`{}` is shared: it may change between the test and the call",
                name.text
            );
            let diagnostic = Diagnostic::new(Code::WrongMoment, name.span, message);
            self.report(
                diagnostic
                    .note("`fails … when` is decided at the commit point and may speak about it"),
            );
            return None;
        }
        let Some(ty) = type_of(&field.ty) else {
            self.unusable(name);
            return None;
        };
        let kind = ExprKind::ModelField(Box::new(value), index);
        Some(Expr { kind, ty })
    }

    fn no_field<'f>(
        &mut self,
        ty: ExprType,
        name: &ast::Name,
        known: impl Iterator<Item = &'f str>,
    ) {
        let message = format!("{} has no field `{}`", describe(&self.model, ty), name.text);
        let diagnostic = Diagnostic::new(Code::UnknownField, name.span, message);
        self.report(diagnostic.did_you_mean(&name.text, known));
    }

    /// A bare member, found by the type that is needed where it stands.
    fn member_of(
        &mut self,
        context: &Context<'_>,
        name: &ast::Name,
        wanted: Option<ExprType>,
    ) -> Option<Expr> {
        match wanted {
            Some(ExprType::Enum(id)) => self.enum_member(id, name),
            Some(ExprType::Flags(id)) => self.flags_member(id, name),
            _ => {
                let message = format!("there is no parameter or result `{}`", name.text);
                let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message);
                let named = context.parameters.iter().chain(context.results);
                let known = named
                    .map(|one| one.name.as_str())
                    .chain(context.bindings.keys().copied());
                self.report(diagnostic.did_you_mean(&name.text, known));
                None
            }
        }
    }

    /// `MemoryKind.PINNED`.
    fn qualified_member(&mut self, context: &Context<'_>, path: &ast::Path) -> Option<Expr> {
        let (name, ty) = path.names.split_last()?;
        let declared = self.declarations.scopes[context.module.0].types.keys();
        let imported = self.declarations.scopes[context.module.0].imports.keys();
        let first = ty.first()?;
        if ty.len() == 1 && !declared.chain(imported).any(|known| *known == first.text) {
            return self.member_of(context, first, None);
        }
        let ty_path = ast::Path {
            names: ty.to_vec(),
            span: path.span,
        };
        match self.type_item(context.module, &ty_path)? {
            ItemId::Enum(id) => self.enum_member(id, name),
            ItemId::Flags(id) => self.flags_member(id, name),
            _ => {
                let message = format!("`{}` has no members", ty_path.text());
                self.report(Diagnostic::new(Code::UnknownName, name.span, message));
                None
            }
        }
    }

    fn enum_member(&mut self, id: EnumId, name: &ast::Name) -> Option<Expr> {
        let index = self.member_index(&self.model.enums[id.0].members.clone(), name)?;
        let kind = ExprKind::EnumMember(id, index);
        let ty = ExprType::Enum(id);
        Some(Expr { kind, ty })
    }

    fn flags_member(&mut self, id: FlagsId, name: &ast::Name) -> Option<Expr> {
        let index = self.member_index(&self.model.flags[id.0].members.clone(), name)?;
        let kind = ExprKind::FlagsMember(id, index);
        let ty = ExprType::Flags(id);
        Some(Expr { kind, ty })
    }

    fn member_index(&mut self, members: &[EnumMember], name: &ast::Name) -> Option<usize> {
        let found = members.iter().position(|member| member.name == name.text);
        if found.is_none() {
            let message = format!("there is no member `{}`", name.text);
            let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message);
            let known = members.iter().map(|member| member.name.as_str());
            self.report(diagnostic.did_you_mean(&name.text, known));
        }
        found
    }
}

enum Found {
    Value(Expr),
    /// There, but not to be used here; said already.
    Unusable,
    Nothing,
}
