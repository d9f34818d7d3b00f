//! Types that the API declares: enums, flags, handles, structs, records and variants.

use super::types::int_type;
use super::*;

impl<'a> Resolver<'a> {
    pub(super) fn enums(&mut self) {
        for one in &self.declarations.enums {
            let availability = self.item_header(one.item, &[]);
            let resolved = Enum {
                name: one.item.name.text.clone(),
                module: one.module,
                docs: one.item.header.docs.clone(),
                open: one.body.open,
                repr: self.repr(one.body.repr.as_ref()),
                members: self.members(&one.body.members, &availability),
                availability,
            };
            self.model.enums.push(resolved);
        }
    }

    pub(super) fn flag_sets(&mut self) {
        for one in &self.declarations.flags {
            let availability = self.item_header(one.item, attributes::ON_FLAGS);
            let resolved = Flags {
                name: one.item.name.text.clone(),
                module: one.module,
                docs: one.item.header.docs.clone(),
                repr: self.repr(one.body.repr.as_ref()),
                members: self.members(&one.body.members, &availability),
                availability,
            };
            self.model.flags.push(resolved);
        }
    }

    /// The one set of flags that is marked `@rights`.
    pub(super) fn find_rights(&mut self) {
        for (index, one) in self.declarations.flags.iter().enumerate() {
            if !self.has_mark(&one.item.header, "rights") {
                continue;
            }
            if let Some(first) = self.model.rights {
                let message = "a second set of flags is marked `@rights`";
                let first = self.declarations.flags[first.0].item.name.span;
                let diagnostic = Diagnostic::new(Code::DuplicateName, one.item.name.span, message);
                self.report(diagnostic.related(first, "the first one"));
            } else {
                self.model.rights = Some(FlagsId(index));
            }
        }
    }

    fn item_header(&mut self, item: &ast::Item, allowed: &[&str]) -> Availability {
        self.check_attributes(&item.header, allowed);
        self.availability(&item.header, None, &item.name)
    }

    fn member_header(
        &mut self,
        header: &ast::Header,
        outer: &Availability,
        name: &ast::Name,
        allowed: &[&str],
    ) -> Availability {
        self.check_attributes(header, allowed);
        self.availability(header, Some(outer), name)
    }

    fn repr(&mut self, name: Option<&ast::Name>) -> IntType {
        let Some(name) = name else {
            return IntType::U32;
        };
        match int_type(&name.text) {
            Some(int) if !int.is_signed() => int,
            _ => {
                let message = format!("`{}` is not an unsigned integer type", name.text);
                self.report(Diagnostic::new(Code::TypeNotHere, name.span, message));
                IntType::U32
            }
        }
    }

    fn members(&mut self, members: &[ast::Member], outer: &Availability) -> Vec<EnumMember> {
        members
            .iter()
            .map(|member| EnumMember {
                name: member.name.text.clone(),
                docs: member.header.docs.clone(),
                availability: self.member_header(&member.header, outer, &member.name, &[]),
                value: u64::try_from(member.value.value).unwrap_or(0),
            })
            .collect()
    }

    pub(super) fn handles(&mut self) {
        for one in &self.declarations.handles {
            let resolved = self.handle(one);
            self.model.handles.push(resolved);
        }
        // Parents speak of other handles, so they come when all are there.
        for (index, one) in self.declarations.handles.iter().enumerate() {
            self.model.handles[index].parent =
                self.parent(one.module, HandleId(index), one.body.parents.first());
        }
    }

    fn handle(&mut self, one: &Declared<'a, ast::Handle>) -> Handle {
        let availability = self.item_header(one.item, &[]);
        let rights: Vec<_> = one.body.rights.iter().flatten().cloned().collect();
        Handle {
            name: one.item.name.text.clone(),
            module: one.module,
            number: one
                .body
                .tag
                .map_or(0, |tag| u8::try_from(tag.value).unwrap_or(0)),
            docs: one.item.header.docs.clone(),
            availability,
            rights: self.rights_of_names(&rights, None),
            model: self.model_fields(one),
            parent: None,
            close: self.close(one),
        }
    }

    fn model_fields(&mut self, one: &Declared<'a, ast::Handle>) -> Vec<ModelField> {
        let fields: Vec<_> = one.body.model.iter().flatten().collect();
        let own = self.declarations.scopes[one.module.0]
            .types
            .get(one.item.name.text.as_str())
            .copied();
        let mut resolved = Vec::new();
        for (index, field) in fields.into_iter().enumerate() {
            let ty = self.ty(one.module, &field.ty);
            if let (None, Some(own)) = (&ty, own) {
                self.unresolved.insert((own, index));
            }
            resolved.push(ModelField {
                name: field.name.text.clone(),
                mutability: mutability(&field.mutability),
                ty: ty.unwrap_or(Type::Bool),
            });
        }
        resolved
    }

    fn parent(
        &mut self,
        module: ModuleId,
        handle: HandleId,
        parent: Option<&ast::Parent>,
    ) -> Option<(String, HandleId)> {
        let parent = parent?;
        let name = &parent.name;
        let ty = match &parent.ty {
            Some(ty) => self.ty(module, ty)?,
            None => {
                let fields = &self.model.handles[handle.0].model;
                let found = fields.iter().find(|field| field.name == name.text);
                match found {
                    Some(field) => field.ty.clone(),
                    None => {
                        let message = format!(
                            "the model has no field `{}`; write its type: `parent {}: T;`",
                            name.text, name.text
                        );
                        self.report(Diagnostic::new(Code::UnknownField, name.span, message));
                        return None;
                    }
                }
            }
        };
        if let Type::Handle { handle, .. } = ty {
            return Some((name.text.clone(), handle));
        }
        let message = "a parent is a handle";
        self.report(Diagnostic::new(Code::TypeNotHere, name.span, message));
        None
    }

    fn close(&mut self, one: &Declared<'a, ast::Handle>) -> CallId {
        let Some(name) = one.body.closes.first() else {
            return CallId(0);
        };
        let scope = &self.declarations.scopes[one.module.0];
        let found = scope.calls.get(name.text.as_str()).copied();
        if found.is_none() && !scope.broken.contains(name.text.as_str()) {
            let message = format!("there is no call `{}` in this module", name.text);
            let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message);
            self.report(diagnostic.did_you_mean(&name.text, scope.calls.keys().copied()));
        }
        found.unwrap_or(CallId(0))
    }

    pub(super) fn structs(&mut self) {
        for (index, one) in self.declarations.structs.iter().enumerate() {
            let availability = self.item_header(one.item, &[]);
            let id = ItemId::Struct(StructId(index));
            let fields = self.fields(one.module, id, one.body, &availability);
            self.model.structs.push(Struct {
                name: one.item.name.text.clone(),
                module: one.module,
                docs: one.item.header.docs.clone(),
                fields,
                availability,
                layout: layout::empty(),
                minimum_size: 0,
                is_options: false,
            });
        }
    }

    pub(super) fn records(&mut self) {
        for (index, one) in self.declarations.records.iter().enumerate() {
            let availability = self.item_header(one.item, &[]);
            let id = ItemId::Record(RecordId(index));
            let fields = self.fields(one.module, id, one.body, &availability);
            self.model.records.push(Record {
                name: one.item.name.text.clone(),
                module: one.module,
                docs: one.item.header.docs.clone(),
                fields,
                availability,
                layout: layout::empty(),
            });
        }
    }

    fn fields(
        &mut self,
        module: ModuleId,
        id: ItemId,
        fields: &[ast::Field],
        outer: &Availability,
    ) -> Vec<Field> {
        let mut resolved = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let availability =
                self.member_header(&field.header, outer, &field.name, attributes::ON_VALUES);
            let ty = self.ty(module, &field.ty);
            if ty.is_none() {
                self.unresolved.insert((id, index));
            }
            let default = field.default.as_ref();
            resolved.push(Field {
                name: field.name.text.clone(),
                docs: field.header.docs.clone(),
                availability,
                default: default.and_then(|default| self.default(ty.as_ref()?, default)),
                unit: self.unit(&field.header),
                is_pointer: self.has_mark(&field.header, "pointer"),
                ty: ty.unwrap_or(Type::Bool),
            });
        }
        resolved
    }

    pub(super) fn unit(&mut self, header: &ast::Header) -> Option<String> {
        self.word(header, "unit").map(|path| path.text())
    }

    fn default(&mut self, ty: &Type, default: &ast::FieldDefault) -> Option<DefaultValue> {
        match (&default.value, ty) {
            (ast::DefaultValue::Name(name), Type::Enum(id)) => self.default_member(*id, name),
            (ast::DefaultValue::Number(value), Type::Int(_)) => Some(DefaultValue::Int(*value)),
            (ast::DefaultValue::Duration(value), Type::Duration) => {
                Some(DefaultValue::Int(i128::from(*value)))
            }
            (ast::DefaultValue::Name(name), Type::Bool) if name.text == "false" => None,
            (ast::DefaultValue::Name(name), Type::Bool) if name.text == "true" => {
                let message = "a zero field means false, so the default can't be true";
                let diagnostic = Diagnostic::new(Code::DefaultNotZero, default.span, message);
                self.report(
                    diagnostic
                        .note("name the field for the opposite, so that false is the default"),
                );
                None
            }
            _ => {
                let message = "this is not a value of the field's type";
                self.report(Diagnostic::new(
                    Code::ValueDoesNotFit,
                    default.span,
                    message,
                ));
                None
            }
        }
    }

    fn default_member(&mut self, id: EnumId, name: &ast::Name) -> Option<DefaultValue> {
        let of = &self.model.enums[id.0];
        let found = of
            .members
            .iter()
            .position(|member| member.name == name.text);
        if found.is_none() {
            let message = format!("`{}` has no member `{}`", of.name, name.text);
            let known = of.members.iter().map(|member| member.name.as_str());
            let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message)
                .did_you_mean(&name.text, known);
            self.report(diagnostic);
        }
        found.map(DefaultValue::Member)
    }

    pub(super) fn variants(&mut self) {
        for one in &self.declarations.variants {
            let availability = self.item_header(one.item, &[]);
            if self.repr(one.body.repr.as_ref()) != IntType::U32 {
                let span = one
                    .body
                    .repr
                    .as_ref()
                    .map_or(one.item.name.span, |repr| repr.span);
                let message = "the tag of a variant is a `u32`";
                self.report(Diagnostic::new(Code::TypeNotHere, span, message));
            }
            let cases = self.cases(one.module, &one.body.cases, &availability);
            self.model.variants.push(Variant {
                name: one.item.name.text.clone(),
                module: one.module,
                docs: one.item.header.docs.clone(),
                cases,
                availability,
                payload_size: 0,
                size: 0,
                align: 1,
            });
        }
    }

    fn cases(
        &mut self,
        module: ModuleId,
        cases: &[ast::Case],
        outer: &Availability,
    ) -> Vec<VariantCase> {
        let mut resolved = Vec::new();
        for case in cases {
            let availability = self.member_header(&case.header, outer, &case.name, &[]);
            let ty = match &case.payload {
                Some(payload) => self.ty(module, payload),
                None => {
                    let message = format!("the case `{}` carries nothing", case.name.text);
                    let diagnostic =
                        Diagnostic::new(Code::NotInThisVersion, case.name.span, message);
                    self.report(diagnostic.note("give it a payload, such as `(bool)`"));
                    None
                }
            };
            resolved.push(VariantCase {
                name: case.name.text.clone(),
                docs: case.header.docs.clone(),
                availability,
                ty: ty.unwrap_or(Type::Bool),
                tag: u32::try_from(case.tag.value).unwrap_or(0),
            });
        }
        resolved
    }
}

fn mutability(word: &str) -> Mutability {
    match word {
        "owned" => Mutability::Owned,
        "shared" => Mutability::Shared,
        _ => Mutability::Const,
    }
}
