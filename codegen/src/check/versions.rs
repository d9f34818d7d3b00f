//! Versions: a settled item mentions nothing unsettled or newer, and versions do not contradict each other.

use super::*;
use crate::model::*;

/// Something that an item mentions.
struct Mention<'m> {
    name: &'m str,
    availability: &'m Availability,
    span: Span,
}

impl<'a> Checker<'a, '_> {
    pub(super) fn versions(&mut self) {
        self.call_versions();
        self.type_versions();
        for (index, error) in self.model.errors.iter().enumerate() {
            let item = self.all.errors[index].item;
            self.order(&error.availability, None, &item.name);
        }
        for (index, handle) in self.model.handles.iter().enumerate() {
            let one = &self.all.handles[index];
            self.order(&handle.availability, None, &one.item.name);
            let written = one.body.model.iter().flatten();
            for (field, written) in handle.model.iter().zip(written) {
                self.type_mention(&handle.availability, &field.ty, written.ty.span);
            }
        }
    }

    fn type_versions(&mut self) {
        for (index, item) in self.model.structs.iter().enumerate() {
            let one = &self.all.structs[index];
            self.order(&item.availability, None, &one.item.name);
            self.field_versions(&item.availability, &item.fields, one.body);
        }
        for (index, item) in self.model.records.iter().enumerate() {
            let one = &self.all.records[index];
            self.order(&item.availability, None, &one.item.name);
            self.field_versions(&item.availability, &item.fields, one.body);
        }
        for (index, item) in self.model.variants.iter().enumerate() {
            let one = &self.all.variants[index];
            self.order(&item.availability, None, &one.item.name);
            for (case, written) in item.cases.iter().zip(&one.body.cases) {
                self.order(&case.availability, Some(&item.availability), &written.name);
                self.type_mention(&case.availability, &case.ty, written.name.span);
            }
        }
        self.member_versions();
    }

    fn member_versions(&mut self) {
        let enums = self
            .model
            .enums
            .iter()
            .map(|item| (&item.availability, &item.members));
        let flags = self
            .model
            .flags
            .iter()
            .map(|item| (&item.availability, &item.members));
        let written = self.all.enums.iter().chain(&self.all.flags);
        for ((outer, members), one) in enums.chain(flags).zip(written) {
            self.order(outer, None, &one.item.name);
            for (member, written) in members.iter().zip(&one.body.members) {
                self.order(&member.availability, Some(outer), &written.name);
            }
        }
    }

    fn field_versions(&mut self, outer: &Availability, fields: &[Field], written: &[ast::Field]) {
        for (field, written) in fields.iter().zip(written) {
            self.order(&field.availability, Some(outer), &written.name);
            self.type_mention(&field.availability, &field.ty, written.ty.span);
        }
    }

    fn call_versions(&mut self) {
        for (index, call) in self.model.calls.iter().enumerate() {
            let one = &self.all.calls[index];
            self.order(&call.availability, None, &one.item.name);
            let parameters = call.parameters.iter().chain(&call.results);
            let written = one.body.parameters.iter().chain(&one.body.results);
            for (parameter, written) in parameters.zip(written) {
                self.order(
                    &parameter.availability,
                    Some(&call.availability),
                    &written.name,
                );
                self.type_mention(&parameter.availability, &parameter.ty, written.ty.span);
            }
            self.clause_versions(CallId(index), call);
            self.signature(call, &one.item.name);
            self.replacement(one.module, &call.availability, &one.item.header);
        }
    }

    fn clause_versions(&mut self, id: CallId, call: &Call) {
        for (index, clause) in call.clauses.iter().enumerate() {
            let span = self
                .clause_spans
                .get(&(id, index))
                .copied()
                .unwrap_or_default();
            if let ClauseKind::Requires { error, .. }
            | ClauseKind::Fails { error, .. }
            | ClauseKind::MayFail { error, .. } = clause.kind
            {
                let error = &self.model.errors[error.0];
                self.mention(
                    &clause.availability,
                    mention(&error.name, &error.availability, span),
                );
            }
            for expression in expressions(&clause.kind) {
                self.expression_mentions(&clause.availability, expression, span);
            }
        }
    }

    fn expression_mentions(&mut self, outer: &Availability, expression: &Expr, span: Span) {
        let member = match expression.kind {
            ExprKind::EnumMember(id, index) => Some(&self.model.enums[id.0].members[index]),
            ExprKind::FlagsMember(id, index) => Some(&self.model.flags[id.0].members[index]),
            _ => None,
        };
        if let Some(member) = member {
            self.mention(outer, mention(&member.name, &member.availability, span));
        }
        for part in expression.parts() {
            self.expression_mentions(outer, part, span);
        }
    }

    fn type_mention(&mut self, outer: &Availability, ty: &Type, span: Span) {
        let model = self.model;
        let (name, availability) = match ty {
            Type::List(inner) | Type::Option(inner) => {
                return self.type_mention(outer, inner, span);
            }
            Type::Struct(id) => (&model.structs[id.0].name, &model.structs[id.0].availability),
            Type::Record(id) => (&model.records[id.0].name, &model.records[id.0].availability),
            Type::Enum(id) => (&model.enums[id.0].name, &model.enums[id.0].availability),
            Type::Flags(id) => (&model.flags[id.0].name, &model.flags[id.0].availability),
            Type::Variant(id) => (
                &model.variants[id.0].name,
                &model.variants[id.0].availability,
            ),
            Type::Handle { handle, .. } => (
                &model.handles[handle.0].name,
                &model.handles[handle.0].availability,
            ),
            _ => return,
        };
        self.mention(outer, mention(name, availability, span));
    }

    fn mention(&mut self, outer: &Availability, mention: Mention<'_>) {
        if outer.tier == Tier::Stable && mention.availability.tier == Tier::Experimental {
            let message = format!(
                "`{}` is experimental, and what mentions it is not",
                mention.name
            );
            self.say(Code::MentionsExperimental, mention.span, message);
        } else if mention.availability.since > outer.since {
            let message = format!(
                "`{}` is there since {}, and what mentions it since {}",
                mention.name, mention.availability.since, outer.since
            );
            self.say(Code::MentionsNewer, mention.span, message);
        }
    }

    /// Introduced, then stable, then deprecated, then removed; a member not before what holds it.
    fn order(&mut self, own: &Availability, outer: Option<&Availability>, name: &ast::Name) {
        // What is inherited was looked at where it is stated.
        let states = |differs: fn(&Availability, &Availability) -> bool| {
            outer.is_none_or(|outer| differs(own, outer))
        };
        let stable = own
            .stable
            .filter(|_| states(|own, outer| own.stable != outer.stable));
        let deprecated = own.deprecated.as_ref();
        let deprecated =
            deprecated.filter(|_| states(|own, outer| own.deprecated != outer.deprecated));
        let removed = deprecated.and_then(|one| one.removed);
        let contradictions = [
            (
                outer.is_some_and(|outer| own.since < outer.since),
                "is older than what holds it",
            ),
            (
                stable.is_some_and(|stable| stable < own.since),
                "is stable before it is there",
            ),
            (
                stable.is_some() && own.tier == Tier::Experimental,
                "is stable and experimental at once",
            ),
            (
                deprecated.is_some_and(|one| one.since < own.since),
                "is deprecated before it is there",
            ),
            (
                deprecated.is_some_and(|one| removed.is_some_and(|removed| removed <= one.since)),
                "is removed before it could be noticed that it is deprecated",
            ),
        ];
        for (is_wrong, message) in contradictions {
            if is_wrong {
                let message = format!("`{}` {message}", name.text);
                self.say(Code::VersionOrder, name.span, message);
            }
        }
    }

    /// A frozen signature needs a place to grow, or says that it will not.
    fn signature(&mut self, call: &Call, name: &ast::Name) {
        let ends_in_options = matches!(
            call.parameters.last(),
            Some(Parameter { ty: Type::Struct(id), .. }) if self.model.structs[id.0].is_options
        );
        if call.availability.stable.is_some() && !ends_in_options && !call.is_final {
            let message = format!("`{}` is stable and has no place to grow", call.name);
            let diagnostic = Diagnostic::new(Code::SignatureNotFinal, name.span, message);
            self.report(diagnostic.note("end it in an options struct, or mark it `@final`"));
        }
    }

    /// What a deprecation tells to use is there.
    fn replacement(&mut self, module: ModuleId, availability: &Availability, header: &ast::Header) {
        let Some(replacement) = availability
            .deprecated
            .as_ref()
            .and_then(|one| one.replacement.as_ref())
        else {
            return;
        };
        let attribute = header
            .attributes
            .iter()
            .find(|one| one.name.text == "deprecated");
        let last = replacement.rsplit('.').next().unwrap_or(replacement);
        let scopes = &self.all.scopes;
        let is_there = scopes.iter().any(|scope| scope.declares(last));
        if let (false, Some(attribute)) = (is_there, attribute) {
            let message = format!("there is no `{replacement}` to use instead");
            let diagnostic = Diagnostic::new(Code::UnknownName, attribute.span, message);
            let known = scopes[module.0].declared();
            let hint = crate::diagnostic::closest(last, known);
            self.report(match hint {
                Some(hint) => diagnostic.note(format!("did you mean `{hint}`?")),
                None => diagnostic,
            });
        }
    }
}

fn mention<'m>(name: &'m str, availability: &'m Availability, span: Span) -> Mention<'m> {
    Mention {
        name,
        availability,
        span,
    }
}

fn expressions(kind: &ClauseKind) -> Vec<&Expr> {
    match kind {
        ClauseKind::Requires { predicate, .. } | ClauseKind::Ensures { predicate } => {
            vec![predicate]
        }
        ClauseKind::Fails { when, .. } => vec![when],
        ClauseKind::MayFail { only_if, .. } => only_if.iter().collect(),
        ClauseKind::Modifies { target } => vec![target],
    }
}
