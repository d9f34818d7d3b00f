//! Boundary values: arguments on both sides of each comparison in a guard, which make the sharpest tests.

use super::check::{Assertion, Check, Clauses, Expected, all_pass, named};
use super::clause::{self, Role};
use super::formula;
use super::scope::Scope;
use super::term::{self, Moment};
use crate::model::*;

/// Two checks per comparison of integers in a clause that answers: the last value inside and the first one outside.
pub fn checks(scope: &mut Scope<'_>, clauses: &Clauses<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for (index, (clause, role, predicate)) in clauses.iter().enumerate() {
        if *role == Role::Promise {
            continue;
        }
        let guard = Guard {
            clause,
            role: *role,
            values: values(scope, predicate),
            expected: expected(*role, predicate),
            within: within(clauses, clause, *role),
            beyond: beyond(&clauses[..index], clause, *role),
        };
        for comparison in comparisons(scope, predicate, true) {
            checks.extend(guard.edges(&comparison));
        }
    }
    checks
}

/// A clause that answers, with what is assumed on its two sides.
struct Guard<'m> {
    clause: &'m Clause,
    role: Role,
    /// What to show of the arguments that are found.
    values: Vec<String>,
    expected: Expected,
    /// The call goes on, or may fail.
    within: Vec<Assertion>,
    /// The clause answers, or can't.
    beyond: Vec<Assertion>,
}

/// A product may have no factors that hit the edge, and what may fail is not decided here: both are questions.
fn expected(role: Role, predicate: &Expr) -> Expected {
    match role == Role::Possibility || term::skips_values(predicate) {
        true => Expected::Any,
        false => Expected::Sat,
    }
}

fn within(clauses: &Clauses<'_>, clause: &Clause, role: Role) -> Vec<Assertion> {
    let mut assertions = all_pass(clauses);
    if role == Role::Possibility {
        assertions.extend(named(clause, clause::answers(clause, role)));
    }
    assertions
}

fn beyond(earlier: &Clauses<'_>, clause: &Clause, role: Role) -> Vec<Assertion> {
    let mut assertions = all_pass(earlier);
    let refusal = match role {
        Role::Possibility => Some(format!("(not {})", clause::symbol(clause))),
        _ => clause::answers(clause, role),
    };
    assertions.extend(named(clause, refusal));
    assertions
}

impl Guard<'_> {
    fn edges(&self, comparison: &Comparison) -> Vec<Check> {
        // Within, what is required is true, and what makes the call fail is false.
        let is_true_within = comparison.is_positive == (self.role != Role::Failure);
        let words = match self.role {
            Role::Possibility => ["last that may fail", "first that may not fail"],
            _ => ["last that passes", "first that is refused"],
        };
        let sides = [
            (words[0], is_true_within, &self.within),
            (words[1], !is_true_within, &self.beyond),
        ];
        sides
            .into_iter()
            .map(|(word, is_true, assumed)| self.edge(comparison, word, is_true, assumed))
            .collect()
    }

    fn edge(
        &self,
        comparison: &Comparison,
        word: &str,
        is_true: bool,
        assumed: &[Assertion],
    ) -> Check {
        let mut assertions = assumed.to_vec();
        assertions.push(Assertion {
            term: comparison.nearest(is_true),
            name: "edge".into(),
        });
        Check {
            title: format!(
                "boundary of {}: {word} by {}",
                self.clause.name, comparison.text
            ),
            assertions,
            expected: self.expected,
            values: self.values.clone(),
        }
    }
}

/// A comparison of two integers inside a predicate.
struct Comparison {
    text: String,
    op: BinaryOp,
    left: String,
    right: String,
    /// It stands under an even number of negations: when it is true, the predicate tends to be.
    is_positive: bool,
}

impl Comparison {
    /// Both sides as near to each other as they get while the comparison is true, or false.
    fn nearest(&self, is_true: bool) -> String {
        use BinaryOp::{Equal, Greater, GreaterEqual, Less, NotEqual};
        let (left, right) = (&self.left, &self.right);
        let below = format!("(= (+ {left} 1) {right})");
        let above = format!("(= {left} (+ {right} 1))");
        match (self.op, is_true) {
            (Equal, false) | (NotEqual, true) => format!("(or {below} {above})"),
            (Less, true) | (GreaterEqual, false) => below,
            (Greater, true) | (BinaryOp::LessEqual, false) => above,
            _ => format!("(= {left} {right})"),
        }
    }
}

fn comparisons(scope: &mut Scope<'_>, expr: &Expr, is_positive: bool) -> Vec<Comparison> {
    match &expr.kind {
        ExprKind::Unary(UnaryOp::Not, inner) => comparisons(scope, inner, !is_positive),
        ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or | BinaryOp::Implies), left, right) => {
            let is_left_positive = is_positive == (*op != BinaryOp::Implies);
            let mut found = comparisons(scope, left, is_left_positive);
            found.extend(comparisons(scope, right, is_positive));
            found
        }
        ExprKind::Binary(op, left, right) if term::is_integer(left) && term::is_integer(right) => {
            vec![Comparison {
                text: formula::text(scope.model, scope.call, expr),
                op: *op,
                left: term::term(scope, Moment::Before, left),
                right: term::term(scope, Moment::Before, right),
                is_positive,
            }]
        }
        _ => Vec::new(),
    }
}

/// The integers that a predicate reads.
fn values(scope: &mut Scope<'_>, predicate: &Expr) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for part in formula::all_parts(predicate) {
        let is_read = !matches!(part.kind, ExprKind::Int(_)) && !term::is_arithmetic(part);
        if is_read && term::is_integer(part) {
            let value = term::term(scope, Moment::Before, part);
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values
}
