//! Names as Python has them.

use crate::backend::naming;
use crate::model::*;

/// Words that can't be names in Python.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// Words that the generated Rust needs for itself, or that Rust reserves.
const TAKEN: &[&str] = &[
    "abstract", "become", "box", "const", "crate", "do", "dyn", "enum", "extern", "final", "fn",
    "impl", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "py",
    "ref", "self", "static", "struct", "super", "this", "timeout", "trait", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where",
];

/// Members of every handle class.
const MEMBERS: &[&str] = &["close", "closed", "value", "handle", "wrap"];

/// Members of every tuple, which a record is.
const TUPLE_MEMBERS: &[&str] = &["count", "index"];

/// A parameter's name.
pub fn parameter(name: &str) -> String {
    escaped(name, &[KEYWORDS, TAKEN])
}

/// A field's name in a struct.
pub fn field(name: &str) -> String {
    escaped(name, &[KEYWORDS])
}

/// A field's name in a record.
pub fn record_field(name: &str) -> String {
    escaped(name, &[KEYWORDS, TUPLE_MEMBERS])
}

/// The constructor of a variant's case: `I32` to `i32`.
pub fn case(name: &str) -> String {
    escaped(&name.to_lowercase(), &[KEYWORDS, &["case", "value"]])
}

fn escaped(name: &str, taken: &[&[&str]]) -> String {
    match taken.iter().any(|words| words.contains(&name)) {
        true => format!("{name}_"),
        false => name.to_owned(),
    }
}

/// A call as a method of a handle class: `buffer_write` of `Buffer` is `write`.
pub fn method(call: &Call, handle: &Handle) -> String {
    method_without(&call.name, &naming::snake(&handle.name))
}

/// A call on a handle of any type as a method: `handle_duplicate` is `duplicate`.
pub fn any_method(call: &Call) -> String {
    let first = call
        .parameters
        .first()
        .map_or("", |first| first.name.as_str());
    method_without(&call.name, first)
}

fn method_without(call: &str, owner: &str) -> String {
    let rest = call
        .strip_prefix(owner)
        .and_then(|rest| rest.strip_prefix('_'));
    escaped(rest.unwrap_or(call), &[KEYWORDS, MEMBERS])
}

/// A call's name across modules: its C name without the package.
pub fn operation(model: &Model, call: &Call) -> String {
    let name = naming::c_function(model, call);
    name.strip_prefix(&format!("{}_", model.package))
        .unwrap_or(&name)
        .to_owned()
}

/// An error's class: `OUT_OF_MEMORY` to `OutOfMemoryError`.
pub fn error(error: &ErrorItem) -> String {
    let name = naming::camel(&error.name);
    match name.ends_with("Error") {
        true => name,
        false => format!("{name}Error"),
    }
}

/// The module of an item: `gpu`.
pub fn module(model: &Model, module: ModuleId) -> &str {
    &model.modules[module.0].name
}

/// The module as users import it: `distos.gpu`, and `distos` for the core module.
pub fn public_module(model: &Model, module: ModuleId) -> String {
    let item = &model.modules[module.0];
    match item.is_core {
        true => model.package.clone(),
        false => format!("{}.{}", model.package, item.name),
    }
}

/// The keyword of an options struct's field; it says whose it is when a parameter has the same name.
pub fn option(call: &Call, options: &Parameter, field: &Field) -> String {
    let is_taken = call
        .parameters
        .iter()
        .any(|parameter| parameter.name == field.name);
    match is_taken {
        true => parameter(&format!("{}_{}", options.name, field.name)),
        false => parameter(&field.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_is_not_repeated() {
        assert_eq!(method_without("buffer_write", "buffer"), "write");
        assert_eq!(method_without("buffer_alloc", "device"), "buffer_alloc");
        assert_eq!(method_without("buffer_close", "buffer"), "close_");
        assert_eq!(method_without("stream_yield", "stream"), "yield_");
    }
}
