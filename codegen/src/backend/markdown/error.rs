//! The errors: what each means, what is left, what to do, and which calls answer it.

use askama::Template;

use super::generated_line;
use super::standing;
use super::text::{self, code};
use super::types::Links;
use crate::backend::naming;
use crate::model::*;

/// `errors.md`.
#[derive(Template)]
#[template(path = "markdown/errors.txt", escape = "none")]
pub struct Page {
    generated: String,
    errors: Vec<ErrorView>,
    retired: Vec<Retired>,
}

struct ErrorView {
    name: String,
    anchor: String,
    code: u32,
    constant: String,
    docs: String,
    summary: String,
    notices: Vec<String>,
    since: String,
    class: String,
    severity: String,
    outcome: String,
    scope: String,
    retry: String,
    errno: String,
    canonical: String,
    action: String,
    answered_by: Vec<String>,
    implied_by: Implied,
}

/// Calls whose shape alone lets them answer it.
struct Implied {
    is_by_all: bool,
    calls: Vec<String>,
}

/// The page of all errors, by code.
pub fn page(model: &Model) -> Page {
    let links = Links { model, page: None };
    Page {
        generated: generated_line("<!--"),
        errors: (0..model.errors.len())
            .map(|index| view(&links, ErrorId(index)))
            .collect(),
        retired: model
            .retired
            .iter()
            .filter(|one| one.kind == "error")
            .cloned()
            .collect(),
    }
}

fn view(links: &Links<'_>, id: ErrorId) -> ErrorView {
    let item = &links.model.errors[id.0];
    ErrorView {
        name: item.name.clone(),
        anchor: item.name.to_lowercase(),
        code: item.code,
        constant: naming::c_error_constant(links.model, item),
        docs: item.docs.clone(),
        summary: text::cell(&text::first_sentence(&item.docs)),
        notices: standing::notices(&item.availability),
        since: standing::since(&item.availability),
        class: text::words(&item.class),
        severity: text::words(&item.severity),
        outcome: text::words(&item.outcome),
        scope: text::words(&item.scope),
        retry: text::words(&item.retry),
        errno: item.errno.clone(),
        canonical: item.canonical.clone(),
        action: text::sentence(&item.action),
        answered_by: answered_by(links, id),
        implied_by: implied_by(links, id),
    }
}

/// The calls whose clauses raise it, each with the clauses' names.
fn answered_by(links: &Links<'_>, id: ErrorId) -> Vec<String> {
    let mut found = Vec::new();
    for (index, call) in links.model.calls.iter().enumerate() {
        let written = call
            .errors
            .iter()
            .filter(|one| one.error == id && !one.implied);
        let names = written.map(|one| code(one.clause.rsplit('.').next().unwrap_or_default()));
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            found.push(format!(
                "{} ({})",
                links.call(CallId(index)),
                text::and(&names)
            ));
        }
    }
    found
}

/// The calls that answer it without writing so.
fn implied_by(links: &Links<'_>, id: ErrorId) -> Implied {
    let calls = &links.model.calls;
    let is_implied = |call: &Call| call.errors.iter().any(|one| one.error == id && one.implied);
    let ids = (0..calls.len()).filter(|index| is_implied(&calls[*index]));
    let links: Vec<String> = ids.map(|index| links.call(CallId(index))).collect();
    Implied {
        is_by_all: links.len() == calls.len(),
        calls: links,
    }
}
