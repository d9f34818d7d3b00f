//! Clauses: typed, with groups applied, in the order in which they count.

use std::collections::BTreeMap;

use super::expression::{Context, Moment};
use super::*;

/// What a clause can speak about: the call's parameters and results, or the group's parameters.
struct Speaker<'c> {
    module: ModuleId,
    /// The owner of the parameters that could not be resolved.
    owner: Option<ItemId>,
    parameters: &'c [Parameter],
    results: &'c [Parameter],
    bindings: BTreeMap<&'c str, Expr>,
}

impl<'a> Resolver<'a> {
    /// The clauses of a call, sorted into the order in which they count.
    pub(super) fn call_clauses(&mut self, id: CallId, call: &Call) -> Vec<Clause> {
        let one = &self.declarations.calls[id.0];
        let speaker = Speaker {
            module: one.module,
            owner: Some(ItemId::Call(id)),
            parameters: &call.parameters,
            results: &call.results,
            bindings: BTreeMap::new(),
        };
        let mut clauses = Vec::new();
        for clause in &one.body.clauses {
            match &clause.kind {
                ast::ClauseKind::Apply { group, arguments } => {
                    clauses.extend(self.apply(&speaker, call, group, arguments));
                }
                _ => clauses.extend(self.clause(&speaker, call, clause, None)),
            }
        }
        // Stable: clauses of one kind stay in the order in which they are written.
        clauses.sort_by_key(|(clause, _)| rank(&clause.kind));
        let (clauses, spans): (Vec<_>, Vec<_>) = clauses.into_iter().unzip();
        let places = spans.into_iter().enumerate();
        self.clauses
            .extend(places.map(|(index, span)| ((id, index), span)));
        clauses
    }

    /// Types every group once by itself, so that what is wrong in it is said once.
    pub(super) fn group_bodies(&mut self) {
        for one in &self.declarations.groups {
            self.check_attributes(&one.item.header, &[]);
            let call = self.group_as_call(one);
            let parameters = &call.parameters;
            let speaker = Speaker {
                module: one.module,
                owner: None,
                parameters,
                results: &[],
                bindings: BTreeMap::new(),
            };
            for clause in &one.body.clauses {
                match &clause.kind {
                    ast::ClauseKind::Apply { group, .. } => {
                        let message = "a group of clauses may not use another one";
                        self.report(Diagnostic::new(Code::NotInThisVersion, group.span, message));
                    }
                    _ => drop(self.clause(&speaker, &call, clause, None)),
                }
            }
        }
    }

    /// A group looks like a call to its clauses.
    fn group_as_call(&mut self, one: &Declared<'a, ast::Group>) -> Call {
        let availability = Availability {
            since: Version { major: 0, minor: 0 },
            tier: Tier::Stable,
            stable: None,
            deprecated: None,
        };
        let mut parameters = Vec::new();
        for parameter in &one.body.parameters {
            parameters.push(Parameter {
                name: parameter.name.text.clone(),
                direction: Direction::In,
                ty: self.ty(one.module, &parameter.ty).unwrap_or(Type::Bool),
                unit: None,
                availability: availability.clone(),
            });
        }
        Call {
            name: one.item.name.text.clone(),
            module: one.module,
            number: 0,
            kind: CallKind::Plain,
            docs: String::new(),
            availability,
            is_blocking: false,
            is_final: false,
            idempotent: None,
            consistency: None,
            budget: None,
            decision: None,
            replaces: None,
            parameters,
            results: Vec::new(),
            receiver: None,
            closes: None,
            clauses: Vec::new(),
            errors: Vec::new(),
            arguments: None,
            has_enqueue: false,
        }
    }

    fn apply(
        &mut self,
        speaker: &Speaker<'_>,
        call: &Call,
        name: &ast::Name,
        arguments: &[ast::Expr],
    ) -> Vec<(Clause, Span)> {
        let Some(group) = self.group_named(speaker.module, name) else {
            return Vec::new();
        };
        let one = &self.declarations.groups[group];
        if arguments.len() != one.body.parameters.len() {
            let message = format!(
                "`{}` takes {} arguments, and gets {}",
                name.text,
                one.body.parameters.len(),
                arguments.len()
            );
            let diagnostic = Diagnostic::new(Code::GroupArguments, name.span, message);
            self.report(diagnostic.related(one.item.name.span, "declared here"));
            return Vec::new();
        }
        let mut bindings = BTreeMap::new();
        for (parameter, argument) in one.body.parameters.iter().zip(arguments) {
            let Some(argument) = self.group_argument(speaker, one.module, parameter, argument)
            else {
                return Vec::new();
            };
            bindings.insert(parameter.name.text.as_str(), argument);
        }
        let inner = Speaker {
            module: one.module,
            owner: speaker.owner,
            parameters: &[],
            results: &[],
            bindings,
        };
        // What is wrong inside the group was said when the group was typed by itself.
        let said = self.diagnostics.len();
        let clauses = one.body.clauses.iter();
        let clauses =
            clauses.filter_map(|clause| self.clause(&inner, call, clause, Some(&name.text)));
        let clauses = clauses.collect();
        self.diagnostics.truncate(said);
        clauses
    }

    fn group_named(&mut self, module: ModuleId, name: &ast::Name) -> Option<usize> {
        let home = self.home_of(module, &name.text);
        let scope = &self.declarations.scopes[home.0];
        let found = scope.groups.get(name.text.as_str()).copied();
        if found.is_none() && !scope.broken.contains(name.text.as_str()) {
            let message = format!("there is no group of clauses `{}`", name.text);
            let diagnostic = Diagnostic::new(Code::UnknownName, name.span, message);
            self.report(diagnostic.did_you_mean(&name.text, scope.groups.keys().copied()));
        }
        found
    }

    fn group_argument(
        &mut self,
        speaker: &Speaker<'_>,
        home: ModuleId,
        parameter: &ast::Parameter,
        argument: &ast::Expr,
    ) -> Option<Expr> {
        let said = self.diagnostics.len();
        let wanted = self.ty(home, &parameter.ty);
        self.diagnostics.truncate(said);
        let wanted = expression::type_of(&wanted?)?;
        let typed = self.typed(speaker, Moment::Anywhere, argument, Some(wanted))?;
        if expression::fits(typed.ty, wanted) {
            return Some(typed);
        }
        let message = format!(
            "`{}` is {}, and gets {}",
            parameter.name.text,
            expression::describe(&self.model, wanted),
            expression::describe(&self.model, typed.ty)
        );
        self.report(Diagnostic::new(
            Code::GroupArguments,
            argument.span,
            message,
        ));
        None
    }

    fn clause(
        &mut self,
        speaker: &Speaker<'_>,
        call: &Call,
        clause: &ast::Clause,
        group: Option<&str>,
    ) -> Option<(Clause, Span)> {
        self.check_attributes(&clause.header, &[]);
        let name = self.clause_name(clause)?;
        let availability = self.availability(&clause.header, Some(&call.availability), &name);
        let kind = self.clause_kind(speaker, clause)?;
        let module = &self.model.modules[call.module.0].name;
        let resolved = Clause {
            id: format!("{module}.{}.{}", call.name, name.text),
            name: name.text,
            kind,
            docs: clause.header.docs.clone(),
            availability,
            text: one_line(self.sources.text(clause.span)),
            group: group.map(str::to_string),
        };
        Some((resolved, clause.span))
    }

    /// A frame has no name of its own, so what it speaks about is its name: `device_allocated`.
    fn clause_name(&mut self, clause: &ast::Clause) -> Option<ast::Name> {
        if let ast::ClauseKind::Modifies { target } = &clause.kind {
            let text = match &target.kind {
                ast::ExprKind::Path(path) => path.text().replace('.', "_"),
                _ => String::new(),
            };
            let text = format!("modifies_{text}");
            return Some(ast::Name {
                text,
                span: target.span,
            });
        }
        if clause.name.is_none() {
            let message = "this clause has no name";
            let diagnostic = Diagnostic::new(Code::ClauseName, clause.span, message);
            self.report(
                diagnostic.note(
                    "the name appears in the error, the test, the proof and the documentation",
                ),
            );
        }
        clause.name.clone()
    }

    fn clause_kind(&mut self, speaker: &Speaker<'_>, clause: &ast::Clause) -> Option<ClauseKind> {
        let truth = Some(ExprType::Bool);
        Some(match &clause.kind {
            ast::ClauseKind::Requires { predicate, error } => {
                let error = self.error_named(error);
                let predicate = self.typed(speaker, Moment::Submission, predicate, truth);
                ClauseKind::Requires {
                    predicate: predicate?,
                    error: error?,
                }
            }
            ast::ClauseKind::Fails { error, when } => {
                let error = self.error_named(error);
                let when = self.typed(speaker, Moment::Commit, when, truth);
                ClauseKind::Fails {
                    error: error?,
                    when: when?,
                }
            }
            ast::ClauseKind::MayFail { error, only_if } => {
                let error = self.error_named(error);
                let only_if = match only_if {
                    Some(only_if) => Some(self.typed(speaker, Moment::Commit, only_if, truth)?),
                    None => None,
                };
                ClauseKind::MayFail {
                    error: error?,
                    only_if,
                }
            }
            ast::ClauseKind::Modifies { target } => ClauseKind::Modifies {
                target: self.typed(speaker, Moment::Anywhere, target, None)?,
            },
            ast::ClauseKind::Ensures { predicate } => ClauseKind::Ensures {
                predicate: self.typed(speaker, Moment::After, predicate, truth)?,
            },
            ast::ClauseKind::Invariant => {
                let message = "`invariant` is not in this version";
                self.report(Diagnostic::new(
                    Code::NotInThisVersion,
                    clause.span,
                    message,
                ));
                return None;
            }
            ast::ClauseKind::Apply { .. } => return None,
        })
    }

    fn typed(
        &mut self,
        speaker: &Speaker<'_>,
        moment: Moment,
        expression: &ast::Expr,
        wanted: Option<ExprType>,
    ) -> Option<Expr> {
        let context = Context {
            module: speaker.module,
            owner: speaker.owner,
            parameters: speaker.parameters,
            results: speaker.results,
            bindings: &speaker.bindings,
            moment,
        };
        self.expression(&context, expression, wanted)
    }
}

/// What counts first: preconditions, then failures, then the frame, then what holds afterwards.
fn rank(kind: &ClauseKind) -> u8 {
    match kind {
        ClauseKind::Requires { .. } => 0,
        ClauseKind::Fails { .. } | ClauseKind::MayFail { .. } => 1,
        ClauseKind::Modifies { .. } => 2,
        ClauseKind::Ensures { .. } => 3,
    }
}

/// Source text without comments and line breaks.
fn one_line(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""));
    let words: Vec<_> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}
