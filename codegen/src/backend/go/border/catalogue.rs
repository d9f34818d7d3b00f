//! The error catalogue: what is known of a status that comes without an error object.

use askama::Template;

use super::super::names;
use crate::model::*;

#[derive(Template)]
#[template(path = "go/catalogue.txt", escape = "none")]
struct CatalogueView {
    errors: Vec<ErrorView>,
}

struct ErrorView {
    status: String,
    code: u32,
    name: String,
    class: usize,
    severity: usize,
    outcome: usize,
    scope: usize,
    retry: usize,
    canonical: String,
    errno: String,
    message: String,
    action: String,
}

/// The status codes, and what `Describe` knows of each.
pub fn declarations(model: &Model) -> String {
    super::render(&CatalogueView {
        errors: model.errors.iter().map(view).collect(),
    })
}

fn view(error: &ErrorItem) -> ErrorView {
    ErrorView {
        status: format!("Status{}", names::camel(&error.name)),
        code: error.code,
        name: error.name.clone(),
        class: number(&error.class, &["transient", "permanent", "usage"]),
        severity: number(&error.severity, &["info", "warning", "error", "fatal"]),
        outcome: number(&error.outcome, &["not_applied", "applied", "unknown"]),
        scope: number(
            &error.scope,
            &["call", "stream", "device", "communicator", "node", "system"],
        ),
        retry: number(&error.retry, &["never", "after_action", "backoff"]),
        canonical: error.canonical.clone(),
        errno: error.errno.clone(),
        message: quoted(&error.docs),
        action: quoted(&error.action),
    }
}

/// The number that the base ABI gives a property, which counts from one.
fn number(value: &str, names: &[&str]) -> usize {
    names
        .iter()
        .position(|name| *name == value)
        .map_or(0, |index| index + 1)
}

/// A Go string literal; line breaks become spaces.
fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
