//! Errors: a class each, below the class of its kind and the builtin that comes nearest.

use askama::Template;

use super::docs::beginning;
use super::render_file;
use crate::backend::generated_line;
use crate::backend::python::names;
use crate::model::*;

#[derive(Template)]
#[template(path = "python/errors.py.txt", escape = "none")]
struct ErrorsView {
    line: String,
    exported: Vec<String>,
    errors: Vec<ErrorView>,
}

struct ErrorView {
    name: String,
    bases: String,
    docs: String,
    summary: String,
    code: u32,
    constant: String,
    errno: String,
    severity: String,
    outcome: String,
    scope: String,
    retry: String,
    canonical: String,
    action: String,
}

/// `_errors.py`.
pub fn file(model: &Model) -> Result<String, String> {
    let errors: Vec<ErrorView> = model.errors.iter().map(view).collect();
    let mut exported: Vec<String> = errors.iter().map(|error| error.name.clone()).collect();
    exported.sort();
    render_file(&ErrorsView {
        line: generated_line("#"),
        exported,
        errors,
    })
}

fn view(error: &ErrorItem) -> ErrorView {
    ErrorView {
        name: names::error(error),
        bases: bases(error),
        docs: beginning(&error.docs, 4),
        summary: literal(error.docs.lines().next().unwrap_or_default()),
        code: error.code,
        constant: error.name.clone(),
        errno: error.errno.clone(),
        severity: error.severity.to_uppercase(),
        outcome: error.outcome.to_uppercase(),
        scope: error.scope.to_uppercase(),
        retry: error.retry.to_uppercase(),
        canonical: error.canonical.clone(),
        action: literal(&error.action),
    }
}

fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn bases(error: &ErrorItem) -> String {
    let class = match error.class.as_str() {
        "transient" => "TransientError",
        "usage" => "UsageError",
        _ => "PermanentError",
    };
    match builtin(error) {
        "" => class.to_owned(),
        builtin => format!("{class}, {builtin}"),
    }
}

/// The builtin that a Python programmer would catch.
fn builtin(error: &ErrorItem) -> &'static str {
    match (error.canonical.as_str(), error.errno.as_str()) {
        (_, "ENOMEM") => "MemoryError",
        ("DEADLINE_EXCEEDED", _) => "TimeoutError",
        ("PERMISSION_DENIED", _) => "PermissionError",
        ("OUT_OF_RANGE", _) => "IndexError, ValueError",
        ("INVALID_ARGUMENT", _) => "ValueError",
        ("NOT_FOUND", _) => "LookupError",
        ("UNIMPLEMENTED", _) => "NotImplementedError",
        ("UNAVAILABLE", "EAGAIN") => "BlockingIOError",
        ("CANCELLED" | "OK", _) => "",
        _ => "RuntimeError",
    }
}
