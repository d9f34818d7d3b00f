//! Names that are free in Alloy and in the shared module.

use crate::backend::naming;
use crate::model::*;

/// Words of Alloy.
const KEYWORDS: &[&str] = &[
    "abstract",
    "after",
    "all",
    "always",
    "and",
    "as",
    "assert",
    "before",
    "but",
    "check",
    "disj",
    "disjoint",
    "else",
    "enum",
    "eventually",
    "exactly",
    "expect",
    "extends",
    "fact",
    "for",
    "fun",
    "historically",
    "iden",
    "iff",
    "implies",
    "in",
    "Int",
    "int",
    "invariant",
    "let",
    "lone",
    "module",
    "no",
    "none",
    "not",
    "once",
    "one",
    "open",
    "or",
    "pred",
    "private",
    "releases",
    "run",
    "seq",
    "set",
    "sig",
    "since",
    "some",
    "steps",
    "String",
    "sum",
    "this",
    "triggered",
    "univ",
    "until",
    "var",
];

/// What the shared module and every slice declare.
const TAKEN: &[&str] = &[
    "Alive",
    "Call",
    "Minted",
    "Name",
    "Numbers",
    "Object",
    "Queued",
    "Right",
    "Unit",
    "Value",
    "Work",
    "accepted",
    "admitted",
    "amounts",
    "balanced",
    "cancelled",
    "closed",
    "consumed",
    "ends",
    "entered",
    "frame",
    "given",
    "holds",
    "known",
    "made",
    "object",
    "parent",
    "refused",
    "rights",
    "sameFields",
    "settled",
    "step",
    "succeeds",
    "touched",
    "whole",
    "work",
];

/// A name that is free: one that is taken gets an underscore.
pub fn free(name: &str) -> String {
    match KEYWORDS.contains(&name) || TAKEN.contains(&name) {
        true => format!("{name}_"),
        false => name.to_string(),
    }
}

/// A field of `Call`. Words of the shared module may be fields, since `Call` has none of its fields.
pub fn field(name: &str) -> String {
    match KEYWORDS.contains(&name) || name == "work" {
        true => format!("{name}_"),
        false => name.to_string(),
    }
}

/// The signature of a handle type; the module is added where two modules have a type of the same name.
pub fn handle(model: &Model, id: HandleId) -> String {
    let item = &model.handles[id.0];
    let is_shared = model
        .handles
        .iter()
        .filter(|other| other.name == item.name)
        .count()
        > 1;
    match is_shared {
        true => format!("{}_{}", model.modules[item.module.0].name, item.name),
        false => free(&item.name),
    }
}

/// A model field; the type is added where several types have a field of this name, which Alloy can't tell apart.
pub fn model_field(model: &Model, id: HandleId, field: &ModelField) -> String {
    let owners = model
        .handles
        .iter()
        .filter(|item| item.model.iter().any(|other| other.name == field.name));
    match owners.count() > 1 {
        true => format!(
            "{}_{}",
            naming::snake(&model.handles[id.0].name),
            field.name
        ),
        false => free(&field.name),
    }
}

/// The signature of what a member of an enum or set of flags belongs to.
pub fn flags(model: &Model, id: FlagsId) -> String {
    match model.rights == Some(id) {
        true => "Right".to_string(),
        false => free(&model.flags[id.0].name),
    }
}

/// One flag; rights stand alone, as in the interface language.
pub fn flag(model: &Model, id: FlagsId, member: usize) -> String {
    let item = &model.flags[id.0];
    let name = &item.members[member].name;
    match model.rights == Some(id) {
        true => name.clone(),
        false => format!("{}_{name}", item.name),
    }
}

/// One member of an enum.
pub fn enum_member(model: &Model, id: EnumId, member: usize) -> String {
    let item = &model.enums[id.0];
    format!("{}_{}", item.name, item.members[member].name)
}

/// A name made of a formula: `is_power_of_two(options.alignment)` to `is_power_of_two_options_alignment`.
pub fn of_formula(text: &str) -> String {
    let words = text
        .split_whitespace()
        .map(|token| spelt(token).map_or_else(|| letters(token), str::to_string));
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

/// Signs in words, so that two formulas of the same words have different names.
fn spelt(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "+" => "plus",
        "-" => "minus",
        "*" => "times",
        "/" => "over",
        "%" => "modulo",
        "==" => "is",
        "!=" => "is_not",
        "<" => "below",
        "<=" => "at_most",
        ">" => "above",
        ">=" => "at_least",
        "&&" => "and_also",
        "||" => "or_else",
        _ => return None,
    })
}

fn letters(token: &str) -> String {
    let token = token.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    token
        .split('_')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_names() {
        assert_eq!(
            of_formula("is_power_of_two(options.alignment)"),
            "is_power_of_two_options_alignment"
        );
        assert_eq!(
            of_formula("max(book.pages, 1000) * 4"),
            "max_book_pages_1000_times_4"
        );
    }

    #[test]
    fn words_of_alloy_are_avoided() {
        assert_eq!(field("set"), "set_");
        assert_eq!(field("rights"), "rights");
        assert_eq!(free("Object"), "Object_");
    }
}
