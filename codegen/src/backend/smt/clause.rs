//! Clauses as named truth values, each under the text that it comes from.

use super::formula;
use super::scope::Scope;
use super::term::{Moment, term};
use crate::model::*;

/// The symbol of a clause's predicate.
pub fn symbol(clause: &Clause) -> String {
    format!("clause.{}", clause.name)
}

/// One definition per clause with a predicate; the others say why there is nothing to compute.
pub fn definitions(scope: &mut Scope<'_>) -> Vec<String> {
    let call = scope.call;
    call.clauses
        .iter()
        .flat_map(|clause| definition(scope, clause))
        .collect()
}

fn definition(scope: &mut Scope<'_>, clause: &Clause) -> Vec<String> {
    let origin = clause
        .group
        .as_ref()
        .map_or(String::new(), |group| format!(" (from the group {group})"));
    let mut lines = vec![format!("; {}{origin}", clause.text.trim_end_matches(';'))];
    match formula::predicate(&clause.kind) {
        Some(predicate) => {
            let value = term(scope, moment(&clause.kind), predicate);
            lines.push(format!("(define-fun {} () Bool {value})", symbol(clause)));
        }
        None => lines.push(format!(";   {}", nothing_to_compute(&clause.kind))),
    }
    lines
}

/// When the clause reads the state.
pub fn moment(kind: &ClauseKind) -> Moment {
    match kind {
        ClauseKind::Ensures { .. } => Moment::After,
        _ => Moment::Before,
    }
}

fn nothing_to_compute(kind: &ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Modifies { .. } => "the frame is Alloy's to judge",
        _ => "from the environment: nothing to compute",
    }
}

/// What a clause has to do with the answer of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// An error when it is false.
    Guard,
    /// An error when it is true.
    Failure,
    /// An error that is possible when it is true.
    Possibility,
    /// True after success.
    Promise,
}

/// The clauses with a predicate, in the order in which they count.
pub fn with_predicates(call: &Call) -> Vec<(&Clause, Role, &Expr)> {
    let mut found = Vec::new();
    for clause in &call.clauses {
        let role = match &clause.kind {
            ClauseKind::Requires { .. } => Role::Guard,
            ClauseKind::Fails { .. } => Role::Failure,
            ClauseKind::MayFail { .. } => Role::Possibility,
            ClauseKind::Ensures { .. } | ClauseKind::Modifies { .. } => Role::Promise,
        };
        found.extend(formula::predicate(&clause.kind).map(|predicate| (clause, role, predicate)));
    }
    found
}

/// The clause lets the call go on.
pub fn passes(clause: &Clause, role: Role) -> Option<String> {
    match role {
        Role::Guard => Some(symbol(clause)),
        Role::Failure => Some(format!("(not {})", symbol(clause))),
        Role::Possibility | Role::Promise => None,
    }
}

/// The clause answers.
pub fn answers(clause: &Clause, role: Role) -> Option<String> {
    match role {
        Role::Guard => Some(format!("(not {})", symbol(clause))),
        Role::Failure | Role::Possibility => Some(symbol(clause)),
        Role::Promise => None,
    }
}
