//! Numbers: unique, in range, and never used again.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Resolved;
use crate::source::Span;
use crate::syntax::ast;

/// A number that something has.
struct Numbered<'a> {
    name: &'a str,
    value: i128,
    span: Span,
}

/// Numbers of calls, errors and handles are unique in the API, those of members in their type.
pub fn check(resolved: &Resolved<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let all = resolved.declarations;
    let calls = all
        .calls
        .iter()
        .map(|one| numbered(&one.item.name, one.body.number));
    unique("call", calls, u32::MAX.into(), diagnostics);
    let errors = all.errors.iter().map(|one| numbered(&one.item.name, one.body.code));
    unique("error", errors, u32::MAX.into(), diagnostics);
    let handles = all
        .handles
        .iter()
        .filter_map(|one| Some(numbered(&one.item.name, one.body.tag?)));
    unique("handle", handles, u8::MAX.into(), diagnostics);
    let _ = Code::RetiredNumber;
}

fn numbered(name: &ast::Name, number: ast::Number) -> Numbered<'_> {
    Numbered {
        name: &name.text,
        value: number.value,
        span: number.span,
    }
}

fn unique<'a>(
    kind: &str,
    numbers: impl Iterator<Item = Numbered<'a>>,
    highest: i128,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut seen: BTreeMap<i128, Numbered<'a>> = BTreeMap::new();
    for one in numbers {
        if one.value < 1 || one.value > highest {
            let message = format!("the number of a {kind} is between 1 and {highest}");
            diagnostics.push(Diagnostic::new(Code::NumberOutOfRange, one.span, message));
        }
        if let Some(first) = seen.get(&one.value) {
            let message = format!("`{}` and `{}` have the same number", first.name, one.name);
            let diagnostic = Diagnostic::new(Code::DuplicateNumber, one.span, message);
            diagnostics.push(diagnostic.related(first.span, "first used here"));
        } else {
            seen.insert(one.value, one);
        }
    }
}
