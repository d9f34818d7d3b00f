//! The overview: modules, all calls by number, and how to read the rest.

use askama::Template;

use super::generated_line;
use super::standing;
use super::text;
use super::types::Links;
use crate::model::*;

/// `index.md`.
#[derive(Template)]
#[template(path = "markdown/index.txt", escape = "none")]
pub struct Page {
    generated: String,
    package: String,
    modules: Vec<ModuleRow>,
    calls: Vec<CallRow>,
    retired: Vec<Retired>,
}

struct ModuleRow {
    name: String,
    about: String,
    calls: usize,
}

/// A row of a table of calls.
pub struct CallRow {
    pub link: String,
    pub number: String,
    pub kind: &'static str,
    pub since: String,
    pub about: String,
}

/// The overview.
pub fn page(model: &Model) -> Page {
    let links = Links { model, page: None };
    let modules = model
        .modules
        .iter()
        .enumerate()
        .map(|(index, module)| ModuleRow {
            name: module.name.clone(),
            about: text::cell(&text::first_sentence(&module.docs)),
            calls: model
                .calls
                .iter()
                .filter(|call| call.module == ModuleId(index))
                .count(),
        });
    let mut by_number: Vec<usize> = (0..model.calls.len()).collect();
    by_number.sort_by_key(|index| model.calls[*index].number);
    Page {
        generated: generated_line("<!--"),
        package: model.package.clone(),
        modules: modules.collect(),
        calls: by_number
            .into_iter()
            .map(|index| call_row(&links, CallId(index)))
            .collect(),
        retired: model
            .retired
            .iter()
            .filter(|one| one.kind != "error")
            .cloned()
            .collect(),
    }
}

/// A call in a table of calls.
pub fn call_row(links: &Links<'_>, id: CallId) -> CallRow {
    let call = &links.model.calls[id.0];
    let deprecated = if call.availability.deprecated.is_some() {
        ", deprecated"
    } else {
        ""
    };
    CallRow {
        link: links.call(id),
        number: format!("{:#06x}", call.number),
        kind: kind(call.kind),
        since: format!("{}{deprecated}", standing::since(&call.availability)),
        about: text::cell(&text::first_sentence(&call.docs)),
    }
}

/// The kind of a call in a word.
pub fn kind(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Plain => "plain",
        CallKind::Async => "async",
        CallKind::Stream => "stream",
    }
}
