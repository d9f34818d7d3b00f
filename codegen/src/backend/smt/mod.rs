//! Backend: the arithmetic of each call's clauses as SMT-LIB, with the verdicts that are expected.

mod boundary;
mod check;
mod clause;
mod scope;
mod symbol;
mod term;

use askama::Template;

use super::formula;
use super::{Files, generated_line};
use crate::backend::naming;
use crate::model::*;
use check::Check;
use scope::Scope;

/// Where the slices live in the repository.
const FOLDER: &str = "conformance/models/generated/smt";

/// One slice per call that has something to compute.
#[derive(Template)]
#[template(path = "smt/slice.txt", escape = "none")]
struct Slice {
    generated: String,
    title: String,
    preamble: Vec<String>,
    declarations: Vec<String>,
    clauses: Vec<String>,
    checks: Vec<Check>,
}

/// All slices.
pub fn generate(model: &Model) -> Result<Files, String> {
    let computing = model.calls.iter().filter(|call| has_predicate(call));
    computing
        .map(|call| {
            let path = format!("{FOLDER}/{}.smt2", naming::local_function(model, call));
            let text = slice(model, call)
                .render()
                .map_err(|error| error.to_string())?;
            Ok((path, text.trim_end().to_string() + "\n"))
        })
        .collect()
}

/// Whether a clause of the call can be true or false; the others have no arithmetic.
pub fn has_predicate(call: &Call) -> bool {
    call.clauses
        .iter()
        .any(|clause| formula::predicate(&clause.kind).is_some())
}

fn slice(model: &Model, call: &Call) -> Slice {
    let mut scope = Scope::new(model, call);
    let clauses = clause::definitions(&mut scope);
    let checks = check::checks(&mut scope);
    let title = format!(
        "{}.{}: {}",
        model.modules[call.module.0].name,
        call.name,
        first_line(&call.docs)
    );
    Slice {
        generated: generated_line(";"),
        title,
        preamble: scope.preamble(),
        declarations: scope.declarations(),
        clauses,
        checks,
    }
}

fn first_line(docs: &str) -> &str {
    docs.lines().next().unwrap_or_default()
}
