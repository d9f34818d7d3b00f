//! What each slice asks: can the call succeed, is every error reached, does every promise say something.

use super::clause::{self, Role};
use super::scope::Scope;
use super::symbol::integer;
use super::term::{self, Moment};
use super::{boundary, formula};
use crate::model::*;

/// One question to the prover.
#[derive(Debug, Clone)]
pub struct Check {
    /// What is claimed or asked.
    pub title: String,
    /// What is assumed.
    pub assertions: Vec<Assertion>,
    /// The verdict that is right.
    pub expected: Expected,
    /// Terms whose values are worth knowing.
    pub values: Vec<String>,
}

/// A term under a name, which an unsat core lists.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// What holds.
    pub term: String,
    /// The id of the clause that it comes from, or another word.
    pub name: String,
}

/// The verdict that is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// There are such values.
    Sat,
    /// There are none.
    Unsat,
    /// Either: it is a question.
    Any,
}

impl Check {
    /// As `set-info` has it.
    pub fn status(&self) -> &'static str {
        match self.expected {
            Expected::Sat => "sat",
            Expected::Unsat => "unsat",
            Expected::Any => "unknown",
        }
    }
}

/// All checks of a call.
pub fn checks(scope: &mut Scope<'_>) -> Vec<Check> {
    let call = scope.call;
    let clauses = clause::with_predicates(call);
    let mut checks = vec![can_succeed(call, &clauses)];
    checks.extend(zero_options(scope, &clauses));
    checks.extend(errors_are_reached(&clauses));
    checks.extend(promises_say_something(&clauses));
    checks.extend(order_shows(&clauses));
    checks.extend(ranges(scope, &clauses));
    checks.extend(boundary::checks(scope, &clauses));
    checks
}

/// Clauses with their roles and predicates.
pub type Clauses<'m> = [(&'m Clause, Role, &'m Expr)];

/// Every clause lets the call go on.
pub fn all_pass(clauses: &Clauses<'_>) -> Vec<Assertion> {
    let passing = clauses
        .iter()
        .filter_map(|(clause, role, _)| named(clause, clause::passes(clause, *role)));
    passing.collect()
}

/// An assertion under the id of its clause.
pub fn named(clause: &Clause, term: Option<String>) -> Option<Assertion> {
    Some(Assertion {
        term: term?,
        name: clause.id.clone(),
    })
}

fn can_succeed(call: &Call, clauses: &Clauses<'_>) -> Check {
    let mut assertions = all_pass(clauses);
    let promises = clauses.iter().filter(|(_, role, _)| *role == Role::Promise);
    assertions
        .extend(promises.filter_map(|(clause, ..)| named(clause, Some(clause::symbol(clause)))));
    Check {
        title: format!("claim: {} can succeed", call.name),
        assertions,
        expected: Expected::Sat,
        values: Vec::new(),
    }
}

/// Options that are all zero, which a null pointer stands for, pass every precondition.
fn zero_options(scope: &Scope<'_>, clauses: &Clauses<'_>) -> Option<Check> {
    let options = scope.leaves.iter().filter(|leaf| leaf.is_option);
    let mut assertions: Vec<Assertion> = options
        .filter_map(|leaf| {
            let term = format!("(= {} {})", leaf.symbol, leaf.sort.zero()?);
            Some(Assertion {
                term,
                name: format!("|zero {}|", leaf.symbol),
            })
        })
        .collect();
    if assertions.is_empty() {
        return None;
    }
    assertions.extend(all_pass(clauses));
    Some(Check {
        title: "claim: options of zero are accepted".into(),
        assertions,
        expected: Expected::Sat,
        values: Vec::new(),
    })
}

/// Each error has arguments that reach it past every earlier clause.
fn errors_are_reached(clauses: &Clauses<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for (index, (clause, role, _)) in clauses.iter().enumerate() {
        if let Some(answer) = named(clause, clause::answers(clause, *role)) {
            let mut assertions = all_pass(&clauses[..index]);
            assertions.push(answer);
            checks.push(Check {
                title: format!("claim: {} is reached", clause.id),
                assertions,
                expected: Expected::Sat,
                values: Vec::new(),
            });
        }
    }
    checks
}

/// A promise that is true whatever happens promises nothing.
fn promises_say_something(clauses: &Clauses<'_>) -> Vec<Check> {
    let promises = clauses.iter().filter(|(_, role, _)| *role == Role::Promise);
    promises
        .map(|(clause, ..)| {
            let mut assertions = all_pass(clauses);
            assertions.extend(named(
                clause,
                Some(format!("(not {})", clause::symbol(clause))),
            ));
            Check {
                title: format!("not vacuous: {} could be broken", clause.id),
                assertions,
                expected: Expected::Sat,
                values: Vec::new(),
            }
        })
        .collect()
}

/// Two clauses that answer differently: can both apply, so that their order shows?
fn order_shows(clauses: &Clauses<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for (index, (first, first_role, _)) in clauses.iter().enumerate() {
        for (second, second_role, _) in &clauses[index + 1..] {
            let both = (
                clause::answers(first, *first_role),
                clause::answers(second, *second_role),
            );
            if let (Some(one), Some(other)) = both
                && error_of(first) != error_of(second)
            {
                checks.push(Check {
                    title: format!(
                        "question: can {} and {} apply at once",
                        first.name, second.name
                    ),
                    assertions: [named(first, Some(one)), named(second, Some(other))]
                        .into_iter()
                        .flatten()
                        .collect(),
                    expected: Expected::Any,
                    values: Vec::new(),
                });
            }
        }
    }
    checks
}

fn error_of(clause: &Clause) -> Option<ErrorId> {
    match &clause.kind {
        ClauseKind::Requires { error, .. }
        | ClauseKind::Fails { error, .. }
        | ClauseKind::MayFail { error, .. } => Some(*error),
        ClauseKind::Modifies { .. } | ClauseKind::Ensures { .. } => None,
    }
}

/// What the compiler believes about the bounds of everything that is computed.
fn ranges(scope: &mut Scope<'_>, clauses: &Clauses<'_>) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::new();
    for (clause, _, predicate) in clauses {
        let moment = clause::moment(&clause.kind);
        for part in formula::all_parts(predicate)
            .into_iter()
            .filter(|part| term::is_arithmetic(part))
        {
            if let ExprType::Int { low, high } = part.ty
                && low < high
            {
                let check = range(scope, moment, part, (low, high));
                if !checks.iter().any(|known| known.title == check.title) {
                    checks.push(check);
                }
            }
        }
    }
    checks
}

fn range(scope: &mut Scope<'_>, moment: Moment, part: &Expr, (low, high): (i128, i128)) -> Check {
    let value = term::term(scope, moment, part);
    let text = formula::text(scope.model, scope.call, part);
    Check {
        title: format!("claim: {text} is from {low} to {high}"),
        assertions: vec![Assertion {
            term: format!("(not (<= {} {value} {}))", integer(low), integer(high)),
            name: "outside".into(),
        }],
        expected: Expected::Unsat,
        values: Vec::new(),
    }
}
