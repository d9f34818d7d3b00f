//! Docstrings.

use crate::backend::python::names;
use crate::model::*;

/// A docstring for a block that is indented by so many spaces, without the indentation of its first line. Without docs
/// there is none.
pub fn docstring(text: &str, indent: usize) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let text = text
        .trim()
        .replace('\\', "\\\\")
        .replace("\"\"\"", "\\\"\\\"\\\"");
    let margin = " ".repeat(indent);
    let mut lines = text.lines().map(str::trim_end);
    let first = lines.next().unwrap_or_default();
    let rest: Vec<String> = lines.map(|line| indented(line, &margin)).collect();
    match rest.is_empty() {
        true => format!("\"\"\"{first}{}\"\"\"", guard(first)),
        false => format!("\"\"\"{first}\n{}\n{margin}\"\"\"", rest.join("\n")),
    }
}

/// What a block begins with: its docstring, or dots, since a block must hold something.
pub fn beginning(text: &str, indent: usize) -> String {
    match docstring(text, indent).as_str() {
        "" => "...".to_owned(),
        docs => docs.to_owned(),
    }
}

/// A quote at the end of the text must not meet those that end the docstring.
fn guard(text: &str) -> &'static str {
    match text.ends_with('"') {
        true => " ",
        false => "",
    }
}

fn indented(line: &str, margin: &str) -> String {
    match line.is_empty() {
        true => String::new(),
        false => format!("{margin}{line}"),
    }
}

/// The docs of a call, with what its clauses raise.
pub fn of_call(model: &Model, call: &Call) -> String {
    let raises = raises(model, call);
    match raises.is_empty() {
        true => call.docs.clone(),
        false => format!("{}\n\nRaises:\n{}", call.docs, raises.join("\n")),
    }
}

fn raises(model: &Model, call: &Call) -> Vec<String> {
    let written = call.errors.iter().filter(|it| !it.implied);
    written
        .map(|it| {
            let clause = call.clauses.iter().find(|clause| clause.id == it.clause);
            let text = clause.map_or("", |clause| clause.text.trim_end_matches(';'));
            format!("    {}: `{text}`", names::error(&model.errors[it.error.0]))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_stay_inside() {
        assert_eq!(docstring("says \"so\"", 4), "\"\"\"says \"so\" \"\"\"");
        assert_eq!(docstring("a\n\nb", 4), "\"\"\"a\n\n    b\n    \"\"\"");
        assert_eq!(docstring("\"\"\"", 0), "\"\"\"\\\"\\\"\\\" \"\"\"");
    }
}
