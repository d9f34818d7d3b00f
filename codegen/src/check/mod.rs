//! Checks of what is resolved: one subject a file, one rule a function.

mod border;
mod clauses;
mod fields;
mod handles;
mod names;
mod numbers;
mod place;
mod recursion;
mod retired;
mod versions;

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{CallId, Model};
use crate::resolve::{Declarations, Resolved};
use crate::source::{SourceSet, Span};
use crate::syntax::ast;

/// Reports everything that can be read and still is wrong.
///
/// Rules about the words come always; those about the model only when it is complete, for it would mislead them.
pub(crate) fn check(
    resolved: &Resolved<'_>,
    sources: &SourceSet,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let is_complete = diagnostics.iter().all(|one| HARMLESS.contains(&one.code));
    let mut checker = Checker {
        model: &resolved.model,
        all: resolved.declarations,
        clause_spans: &resolved.clauses,
        sources,
        diagnostics,
    };
    checker.names();
    checker.numbers();
    checker.retired();
    if is_complete {
        checker.complete_model();
    }
}

/// Findings that leave the model as it should be.
const HARMLESS: &[Code] = &[
    Code::UnusedImport,
    Code::UnknownAttribute,
    Code::DefaultNotZero,
    Code::Setting,
    Code::RetiredKind,
];

/// What the rules see.
struct Checker<'a, 'd> {
    model: &'a Model,
    all: &'a Declarations<'a>,
    clause_spans: &'a HashMap<(CallId, usize), Span>,
    sources: &'a SourceSet,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    fn complete_model(&mut self) {
        self.handles();
        self.recursion();
        self.places();
        self.fields();
        self.versions();
        self.clauses();
        self.border();
        self.c_names();
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn say(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::new(code, span, message));
    }
}

/// Names that stand twice, with the first of each.
fn repeated<'n>(
    names: impl IntoIterator<Item = &'n ast::Name>,
) -> Vec<(&'n ast::Name, &'n ast::Name)> {
    let mut seen: HashMap<&str, &ast::Name> = HashMap::new();
    let mut twice = Vec::new();
    for name in names {
        match seen.get(name.text.as_str()) {
            Some(first) => twice.push((*first, name)),
            None => drop(seen.insert(&name.text, name)),
        }
    }
    twice
}
