//! Comments in the manner of `go doc`.

use super::names;
use super::types::Types;
use crate::model::*;

/// How wide a line of prose may be.
const WIDTH: usize = 116;

/// Text as `//` lines, each beginning with `indent`; each ends its line. Prose is wrapped, list items are not.
pub fn lines(text: &str, indent: &str) -> String {
    let wrapped = text.lines().flat_map(wrap);
    wrapped
        .map(|line| {
            format!(
                "{indent}//{}{line}\n",
                if line.is_empty() { "" } else { " " }
            )
        })
        .collect()
}

fn wrap(line: &str) -> Vec<String> {
    if line.len() <= WIDTH || line.starts_with(' ') {
        return vec![line.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in line.split(' ') {
        let last = lines.len() - 1;
        if lines[last].len() + word.len() >= WIDTH {
            lines.push(word.to_owned());
        } else {
            let space = if lines[last].is_empty() { "" } else { " " };
            lines[last].push_str(&format!("{space}{word}"));
        }
    }
    lines
}

/// A sentence that begins with the name, made of one that does not.
pub fn about(name: &str, docs: &str) -> String {
    match docs.split(' ').next() {
        Some("A" | "An" | "The" | "What" | "How") => format!("{name} is {}", lower_first(docs)),
        _ => format!("{name}: {}", lower_first(docs)),
    }
}

/// A sentence about a function, made of one that begins with what it does.
pub fn does(name: &str, docs: &str) -> String {
    match docs.split(' ').next() {
        Some("A" | "An" | "The" | "What" | "How") => {
            format!("{name} returns {}", lower_first(docs))
        }
        _ => format!("{name} {}", lower_first(docs)),
    }
}

/// The text with a small letter first, unless it begins with an abbreviation.
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let (first, second) = (letters.next(), letters.next());
    match (first, second) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// What stands below an item's own docs: how settled it is.
pub fn standing(types: &Types, availability: &Availability) -> String {
    let mut text = String::new();
    if availability.tier == Tier::Experimental {
        text.push_str("\n\nExperimental: it may change or go in any release.");
    }
    if let Some(deprecation) = &availability.deprecated {
        text.push_str(&deprecated(types, deprecation));
    }
    text
}

fn deprecated(types: &Types, deprecation: &Deprecation) -> String {
    let mut text = format!("\n\nDeprecated: since {}", deprecation.since);
    if let Some(removed) = deprecation.removed {
        text.push_str(&format!(", to be removed in {removed}"));
    }
    text.push('.');
    if let Some(replacement) = &deprecation.replacement {
        text.push_str(&format!(" Use [{}].", replacement_name(types, replacement)));
    }
    if !deprecation.note.is_empty() {
        text.push_str(&format!(" {}", deprecation.note));
    }
    text
}

/// The Go name of a call that a deprecation names; as written when it names something else.
fn replacement_name(types: &Types, written: &str) -> String {
    let model = types.model;
    let last = written.rsplit('.').next().unwrap_or(written);
    let call = model.calls.iter().find(|call| call.name == last);
    call.map_or_else(|| written.to_owned(), |call| super::call::link(types, call))
}

/// A field's docs, with its unit and what zero stands for.
pub fn field(field: &Field, model: &Model) -> String {
    let mut text = field.docs.clone();
    if let Some(unit) = &field.unit {
        text.push_str(&format!(" In {unit}."));
    }
    match (&field.default, &field.ty) {
        (Some(DefaultValue::Int(value)), _) => text.push_str(&format!(" Default: {value}.")),
        (Some(DefaultValue::Member(index)), Type::Enum(id)) => {
            let item = &model.enums[id.0];
            let ty = names::type_name(model, item.module, &item.name);
            text.push_str(&format!(
                " Default: [{}].",
                names::member(&ty, &item.members[*index].name)
            ));
        }
        _ => {}
    }
    text
}

/// The units of a call's parameters, one line each.
pub fn units(parameters: &[Parameter]) -> String {
    parameters
        .iter()
        .filter_map(|parameter| {
            let unit = parameter.unit.as_ref()?;
            Some(format!(
                "\n\n{} is in {unit}.",
                names::local(&parameter.name)
            ))
        })
        .collect()
}

/// What a call may fail with: written clauses as they are, implied errors by name.
pub fn errors(types: &Types, call: &Call) -> String {
    let mut text = String::from("\n\nErrors:");
    for clause in &call.clauses {
        if let Some(error) = raised(&clause.kind) {
            text.push_str(&format!(
                "\n  - [{}]: {}",
                types.error(error),
                clause.text.trim_end_matches(';')
            ));
        }
    }
    let implied = implied(types, call);
    if !implied.is_empty() {
        text.push_str(&format!("\n  - implied: {}", implied.join(", ")));
    }
    text
}

fn raised(kind: &ClauseKind) -> Option<ErrorId> {
    match kind {
        ClauseKind::Requires { error, .. }
        | ClauseKind::Fails { error, .. }
        | ClauseKind::MayFail { error, .. } => Some(*error),
        ClauseKind::Modifies { .. } | ClauseKind::Ensures { .. } => None,
    }
}

fn implied(types: &Types, call: &Call) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for error in call.errors.iter().filter(|error| error.implied) {
        let name = format!("[{}]", types.error(error.error));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
