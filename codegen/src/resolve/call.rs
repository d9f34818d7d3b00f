//! Calls: parameters, results, attributes, and the clauses in the order in which they count.

use super::*;

impl<'a> Resolver<'a> {
    pub(super) fn calls(&mut self) {
        for index in 0..self.declarations.calls.len() {
            let mut call = self.call_head(CallId(index));
            call.clauses = self.call_clauses(CallId(index), &call);
            self.model.calls.push(call);
        }
    }

    fn call_head(&mut self, id: CallId) -> Call {
        let one = &self.declarations.calls[id.0];
        let header = &one.item.header;
        self.check_attributes(header, attributes::ON_CALLS);
        self.refuse_subscribe(one.body);
        let availability = self.availability(header, None, &one.item.name);
        let parameters = self.parameters(
            one.module,
            ItemId::Call(id),
            0,
            &one.body.parameters,
            &availability,
        );
        let results = self.parameters(
            one.module,
            ItemId::Call(id),
            parameters.len(),
            &one.body.results,
            &availability,
        );
        let kind = kind(one.body);
        let writes =
            !results.is_empty() || parameters.iter().any(|one| one.direction != Direction::In);
        Call {
            name: one.item.name.text.clone(),
            module: one.module,
            number: u32::try_from(one.body.number.value).unwrap_or(0),
            kind,
            docs: header.docs.clone(),
            availability,
            is_blocking: self.has_mark(header, "blocking"),
            is_final: self.has_mark(header, "final"),
            idempotent: self.idempotent(header),
            consistency: self.word(header, "consistency").map(|path| path.text()),
            budget: self.budget(one.module, header),
            decision: self.quoted(header, "decision"),
            replaces: self.replaces(one.module, header),
            receiver: receiver(&parameters),
            closes: self.closes(id),
            clauses: Vec::new(),
            errors: Vec::new(),
            arguments: None,
            has_enqueue: kind == CallKind::Stream && !writes,
            parameters,
            results,
        }
    }

    fn refuse_subscribe(&mut self, call: &ast::Call) {
        let subscribe = call.kind.as_ref().filter(|kind| kind.text == "subscribe");
        let emits = call.emits.as_ref().map(|emits| emits.span);
        if let Some(span) = subscribe.map(|kind| kind.span).or(emits) {
            let message = "`subscribe call` and `emits` are not in this version";
            self.report(Diagnostic::new(Code::NotInThisVersion, span, message));
        }
    }

    pub(super) fn parameters(
        &mut self,
        module: ModuleId,
        owner: ItemId,
        offset: usize,
        parameters: &[ast::Parameter],
        outer: &Availability,
    ) -> Vec<Parameter> {
        let mut resolved = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            self.check_attributes(&parameter.header, &["unit"]);
            let ty = self.ty(module, &parameter.ty);
            if ty.is_none() {
                self.unresolved.insert((owner, offset + index));
            }
            resolved.push(Parameter {
                name: parameter.name.text.clone(),
                direction: direction(parameter.direction.as_ref()),
                unit: self.unit(&parameter.header),
                availability: self.availability(&parameter.header, Some(outer), &parameter.name),
                ty: ty.unwrap_or(Type::Bool),
            });
        }
        resolved
    }

    fn idempotent(&mut self, header: &ast::Header) -> Option<Idempotency> {
        let word = self.word(header, "idempotent")?;
        match word.text().as_str() {
            "yes" => Some(Idempotency::Yes),
            "no" => Some(Idempotency::No),
            other => {
                let message = format!("`@idempotent` takes `yes` or `no`, not `{other}`");
                self.report(Diagnostic::new(
                    Code::AttributeArguments,
                    word.span,
                    message,
                ));
                None
            }
        }
    }

    fn budget(&mut self, module: ModuleId, header: &ast::Header) -> Option<BudgetId> {
        let path = self.word(header, "budget")?;
        let (scope, name) = self.scope_of(module, &path)?;
        let budgets = &self.declarations.scopes[scope.0].budgets;
        let found = budgets.get(name.text.as_str()).copied();
        if found.is_none()
            && !self.declarations.scopes[scope.0]
                .broken
                .contains(name.text.as_str())
        {
            let message = format!("there is no budget `{}`", name.text);
            let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message);
            self.report(diagnostic.did_you_mean(&name.text, budgets.keys().copied()));
        }
        found
    }

    fn replaces(&mut self, module: ModuleId, header: &ast::Header) -> Option<CallId> {
        let path = self.word(header, "replaces")?;
        self.call_named(module, &path)
    }

    fn call_named(&mut self, module: ModuleId, path: &ast::Path) -> Option<CallId> {
        let (scope, name) = self.scope_of(module, path)?;
        let calls = &self.declarations.scopes[scope.0].calls;
        let found = calls.get(name.text.as_str()).copied();
        if found.is_none() {
            let message = format!("there is no call `{}`", name.text);
            let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message);
            self.report(diagnostic.did_you_mean(&name.text, calls.keys().copied()));
        }
        found
    }

    fn closes(&self, id: CallId) -> Option<HandleId> {
        let one = &self.declarations.calls[id.0];
        let handles = &self.declarations.handles;
        let position = handles.iter().position(|handle| {
            let close = handle.body.closes.first();
            handle.module == one.module
                && close.is_some_and(|close| close.text == one.item.name.text)
        });
        position.map(HandleId)
    }

    /// A struct that is the last `in` parameter of a call holds its options.
    pub(super) fn mark_options(&mut self) {
        for call in &self.model.calls {
            if let Some(Parameter {
                ty: Type::Struct(id),
                direction: Direction::In,
                ..
            }) = call.parameters.last()
            {
                self.model.structs[id.0].is_options = true;
            }
        }
    }
}

fn kind(call: &ast::Call) -> CallKind {
    match call.kind.as_ref().map(|kind| kind.text.as_str()) {
        None => CallKind::Plain,
        Some("stream") => CallKind::Stream,
        Some(_) => CallKind::Async,
    }
}

fn direction(word: Option<&ast::Name>) -> Direction {
    match word.map(|word| word.text.as_str()) {
        Some("out") => Direction::Out,
        Some("inout") => Direction::InOut,
        _ => Direction::In,
    }
}

/// The first parameter, when it is a handle of one type.
fn receiver(parameters: &[Parameter]) -> Option<usize> {
    matches!(parameters.first()?.ty, Type::Handle { .. }).then_some(0)
}
