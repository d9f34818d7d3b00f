//! `distosc explain`: a diagnostic's page, or an error's, made from the model.

use std::fmt::Write as _;
use std::io;

use super::{FINDINGS, Input, SUCCESS, report::Output};
use crate::diagnostic::{Code, closest};
use crate::model::*;

/// Explains `what`, or lists everything that can be explained.
pub fn command(input: &Input, what: Option<&str>, output: &mut Output<'_>) -> io::Result<u8> {
    if let Some(code) = what.and_then(Code::from_id) {
        write!(output.out, "{}", diagnostic_page(code))?;
        return Ok(SUCCESS);
    }
    let model = match output.compile(input)? {
        Ok(model) => model,
        Err(code) => return Ok(code),
    };
    let Some(what) = what else {
        write!(output.out, "{}", list(&model))?;
        return Ok(SUCCESS);
    };
    match model
        .errors
        .iter()
        .position(|error| error.name.eq_ignore_ascii_case(what))
    {
        Some(index) => {
            write!(output.out, "{}", error_page(&model, ErrorId(index)))?;
            Ok(SUCCESS)
        }
        None => unknown(&model, what, output),
    }
}

fn unknown(model: &Model, what: &str, output: &mut Output<'_>) -> io::Result<u8> {
    let ids: Vec<_> = Code::ALL.iter().map(|code| code.id()).collect();
    let names = model.errors.iter().map(|error| error.name.as_str());
    write!(
        output.err,
        "error: there is no diagnostic and no error `{what}`"
    )?;
    match closest(what, names.chain(ids.iter().map(String::as_str))) {
        Some(name) => writeln!(output.err, "; did you mean `{name}`?")?,
        None => writeln!(output.err, "; `distosc explain --list` shows all")?,
    }
    Ok(FINDINGS)
}

fn diagnostic_page(code: Code) -> String {
    format!("{code}: {}\n\n{}", code.title(), code.page())
}

fn list(model: &Model) -> String {
    let mut text = String::from("Diagnostics:\n");
    for code in Code::ALL {
        line(&mut text, &code.id(), code.title());
    }
    text.push_str("\nErrors:\n");
    for error in &model.errors {
        line(
            &mut text,
            &error.name,
            error.docs.lines().next().unwrap_or(""),
        );
    }
    text
}

fn line(text: &mut String, name: &str, what: &str) {
    text.push_str(&format!("  {name:<18} {what}\n"));
}

/// What an error means, and which clause of which call raises it.
fn error_page(model: &Model, id: ErrorId) -> String {
    let error = &model.errors[id.0];
    let mut text = format!("{} = {}\n\n{}\n\n", error.name, error.code, error.docs);
    let settings = [
        ("class", &error.class),
        ("severity", &error.severity),
        ("outcome", &error.outcome),
        ("scope", &error.scope),
        ("retry", &error.retry),
        ("canonical", &error.canonical),
        ("errno", &error.errno),
    ];
    for (name, value) in settings {
        // Writing to a string can't fail.
        let _ = writeln!(text, "  {name:<10} {value}");
    }
    text.push_str(&format!("\nWhat to do: {}\n\nRaised by:\n", error.action));
    for call in &model.calls {
        for one in call.errors.iter().filter(|one| one.error == id) {
            text.push_str(&format!("  {:<44} {}\n", one.clause, reason(call, one)));
        }
    }
    text
}

/// When it comes: a sentence for implied errors, the clause as written for the others.
fn reason<'m>(call: &'m Call, one: &'m ErrorUse) -> &'m str {
    if one.implied {
        return &one.when;
    }
    let clause = call.clauses.iter().find(|clause| clause.id == one.clause);
    clause.map_or("", |clause| clause.text.as_str())
}
