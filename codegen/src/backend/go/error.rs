//! Errors: a sentinel each, to compare with by `errors.Is`.

use askama::Template;

use super::types::Types;
use super::{comment, names};
use crate::model::*;

#[derive(Template)]
#[template(path = "go/errors.txt", escape = "none")]
struct ErrorsView {
    code: String,
    errors: Vec<ErrorView>,
}

struct ErrorView {
    docs: String,
    name: String,
    value: u32,
}

/// The sentinels of a module's errors of one tier, in the order of their codes; empty where there are none.
pub fn sentinels(types: &Types, tier: Tier) -> String {
    let errors: Vec<_> = types
        .model
        .errors
        .iter()
        .filter(|error| error.module == types.module && error.availability.tier == tier)
        .map(|error| view(types, error))
        .collect();
    if errors.is_empty() {
        return String::new();
    }
    super::render(&ErrorsView {
        code: types.core("Code"),
        errors,
    })
}

fn view(types: &Types, error: &ErrorItem) -> ErrorView {
    let name = names::error(error);
    let text = format!(
        "{name}: {}\n{} {}",
        comment::lower_first(&error.docs),
        error.action,
        comment::standing(types, &error.availability).trim_end()
    );
    ErrorView {
        docs: comment::lines(text.trim_end(), "\t"),
        name,
        value: error.code,
    }
}
