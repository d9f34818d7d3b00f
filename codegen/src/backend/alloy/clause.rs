//! Clauses as predicates, each under its text and a word on how exact it is.

use super::scope::{Precision, Scope};
use super::slice::Paragraph;
use super::value::{self, Moment};
use super::{formula, names};
use crate::model::*;

/// The name of a clause's predicate.
pub fn name(clause: &Clause) -> String {
    names::free(&clause.name)
}

/// One predicate per clause that can be true or false.
pub fn predicates(scope: &mut Scope<'_>) -> Vec<Paragraph> {
    let call = scope.call;
    call.clauses
        .iter()
        .filter_map(|clause| predicate(scope, clause))
        .collect()
}

fn predicate(scope: &mut Scope<'_>, clause: &Clause) -> Option<Paragraph> {
    let expr = formula::predicate(&clause.kind)?;
    let moment = match clause.kind {
        ClauseKind::Ensures { .. } => Moment::After,
        _ => Moment::Before,
    };
    scope.precision = Precision::default();
    let lines = formula::conjuncts(expr)
        .into_iter()
        .map(|part| value::condition(scope, moment, part))
        .collect();
    let mut comment = vec![text(clause)];
    comment.extend(exactness(&scope.precision));
    Some(Paragraph {
        comment,
        head: format!("pred {}", name(clause)),
        lines,
    })
}

/// The clause as it is written.
pub fn text(clause: &Clause) -> String {
    let origin = clause
        .group
        .as_ref()
        .map_or(String::new(), |group| format!(" (from the group {group})"));
    format!("{}{origin}", clause.text.trim_end_matches(';'))
}

fn exactness(precision: &Precision) -> Vec<String> {
    let mut lines = Vec::new();
    match (precision.abstracted.as_slice(), precision.has_numbers) {
        ([], false) => lines.push("Exact.".to_string()),
        ([], true) => lines.push("Numbers as sets of units.".to_string()),
        (formulas, has_numbers) => {
            let numbers = if has_numbers {
                "Numbers as sets of units. "
            } else {
                ""
            };
            lines.push(format!(
                "{numbers}Abstracted, so that it may be anything: {}.",
                formulas.join("; ")
            ));
        }
    }
    lines
}

/// Clauses that let the call go on, as conditions.
pub fn passing(clauses: &[Clause]) -> Vec<String> {
    let conditions = clauses.iter().filter_map(|clause| match clause.kind {
        ClauseKind::Requires { .. } => Some(name(clause)),
        ClauseKind::Fails { .. } => Some(format!("not {}", name(clause))),
        _ => None,
    });
    conditions.collect()
}

/// What the caller must see to.
pub fn required(call: &Call) -> Vec<String> {
    let required = call
        .clauses
        .iter()
        .filter(|clause| matches!(clause.kind, ClauseKind::Requires { .. }));
    required.map(name).collect()
}

/// What holds after success.
pub fn promised(call: &Call) -> Vec<String> {
    let promised = call
        .clauses
        .iter()
        .filter(|clause| matches!(clause.kind, ClauseKind::Ensures { .. }));
    promised.map(name).collect()
}
