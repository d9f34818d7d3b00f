//! Clauses in words: what must hold, what changes, what then holds, and when each error comes.

use super::formula;
use super::sentence;
use super::text::{self, code};
use super::types::Links;
use crate::model::*;

/// A clause as a line of a list: a sentence, its formula, its name.
pub struct ClauseLine {
    /// `size_positive`.
    pub name: String,
    /// `size > 0`.
    pub formula: String,
    /// "`size` is greater than 0."
    pub sentence: String,
}

/// The clauses of one kind.
pub fn lines(model: &Model, call: &Call, is_wanted: fn(&ClauseKind) -> bool) -> Vec<ClauseLine> {
    let wanted = call.clauses.iter().filter(|clause| is_wanted(&clause.kind));
    wanted
        .filter_map(|clause| line(model, call, clause))
        .collect()
}

fn line(model: &Model, call: &Call, clause: &Clause) -> Option<ClauseLine> {
    let predicate = formula::predicate(&clause.kind)?;
    Some(ClauseLine {
        name: clause.name.clone(),
        formula: formula::text(model, call, predicate),
        sentence: text::sentence(&sentence::condition(model, call, predicate)) + &docs(clause),
    })
}

fn docs(clause: &Clause) -> String {
    match clause.docs.is_empty() {
        true => String::new(),
        false => format!(" {}", text::one_line(&clause.docs)),
    }
}

/// What the call may change, in words.
pub fn changes(model: &Model, call: &Call) -> Vec<String> {
    let targets = call.clauses.iter().filter_map(|clause| match &clause.kind {
        ClauseKind::Modifies { target } => Some(code(&formula::text(model, call, target))),
        _ => None,
    });
    targets.collect()
}

/// A row of the table of errors.
pub struct ErrorRow {
    /// A link to the error.
    pub error: String,
    /// When it comes.
    pub when: String,
    /// What to do about it.
    pub action: String,
    /// The clause, or nothing for implied ones.
    pub clause: String,
}

/// The errors of a call in the order in which they count: those implied before any clause, then the rest.
pub fn errors(links: &Links<'_>, call: &Call) -> (Vec<ErrorRow>, Vec<ErrorRow>) {
    let first_written = call
        .errors
        .iter()
        .position(|one| !one.implied)
        .unwrap_or(call.errors.len());
    let rows = |uses: &[ErrorUse]| uses.iter().map(|one| row(links, call, one)).collect();
    (
        rows(&call.errors[..first_written]),
        rows(&call.errors[first_written..]),
    )
}

fn row(links: &Links<'_>, call: &Call, one: &ErrorUse) -> ErrorRow {
    let clause = call.clauses.iter().find(|clause| clause.id == one.clause);
    let error = &links.model.errors[one.error.0];
    ErrorRow {
        error: links.error(one.error),
        when: text::cell(&clause.map_or_else(
            || one.when.clone(),
            |clause| when(links.model, call, clause, error),
        )),
        action: text::cell(&error.action),
        clause: clause.map_or(String::new(), |clause| code(&clause.name)),
    }
}

/// When a written clause answers.
fn when(model: &Model, call: &Call, clause: &Clause, error: &ErrorItem) -> String {
    let sentence = match &clause.kind {
        ClauseKind::Requires { predicate, .. } => {
            text::sentence(&sentence::opposite(model, call, predicate))
        }
        ClauseKind::Fails { when, .. } => text::sentence(&sentence::condition(model, call, when)),
        ClauseKind::MayFail {
            only_if: Some(only_if),
            ..
        } => {
            let condition = sentence::condition(model, call, only_if);
            format!("{} Only if {condition}.", text::first_sentence(&error.docs))
        }
        _ => text::first_sentence(&error.docs),
    };
    sentence + &docs(clause)
}
