//! Classes whose waiting calls are awaited: wrappers of the handle classes.

use askama::Template;

use super::docs::{self, beginning};
use super::handle::{form_docs, form_name, with_first};
use super::module::{blocks, push_from};
use super::signature::{self, Signature};
use super::types::{self, Scope};
use super::{imports, render, render_file};
use crate::backend::generated_line;
use crate::backend::python::{names, place};
use crate::backend::rust_abi::signature::Form;
use crate::model::*;

/// How long a line may be, and where bodies of methods begin.
const LINE_LENGTH: usize = 120;
const BODY_INDENT: usize = 8;

#[derive(Template)]
#[template(path = "python/aio.py.txt", escape = "none")]
struct AioView {
    line: String,
    docs: String,
    imports: Vec<String>,
    exported: Vec<String>,
    classes: Vec<String>,
}

#[derive(Template)]
#[template(path = "python/aio_handle.py.txt", escape = "none")]
struct HandleView {
    name: String,
    docs: String,
    native: String,
    methods: Vec<String>,
}

/// A method, with its body.
#[derive(Template)]
#[template(path = "python/aio_method.py.txt", escape = "none")]
struct MethodView {
    keyword: &'static str,
    name: String,
    parameters: Vec<String>,
    returns: String,
    docs: String,
    body: Vec<String>,
}

/// `_aio/gpu.py`.
pub fn file(model: &Model, id: ModuleId) -> Result<String, String> {
    let handles = model.modules[id.0]
        .items
        .iter()
        .filter_map(|item| match item {
            ItemId::Handle(id) => Some(*id),
            _ => None,
        });
    let handles: Vec<HandleId> = handles.collect();
    let classes = handles
        .iter()
        .map(|id| class(model, *id))
        .collect::<Result<Vec<_>, _>>()?;
    let mut exported: Vec<String> = handles
        .iter()
        .map(|id| model.handles[id.0].name.clone())
        .collect();
    exported.sort();
    render_file(&AioView {
        line: generated_line("#"),
        docs: beginning(&format!("{} To be awaited.", model.modules[id.0].docs), 0),
        imports: imports_of(model, id, &classes.join("\n")),
        exported,
        classes,
    })
}

fn imports_of(model: &Model, id: ModuleId, body: &str) -> Vec<String> {
    let mut standard = Vec::new();
    if imports::uses(body, "asyncio.") {
        standard.push("import asyncio".to_owned());
    }
    push_from(
        &mut standard,
        "asyncio",
        &imports::names(body, &["CancelledError", "Future"]),
    );
    push_from(
        &mut standard,
        "collections.abc",
        &imports::names(body, &["Sequence"]),
    );
    push_from(
        &mut standard,
        "typing",
        &imports::names(body, &["Any", "Self"]),
    );
    push_from(&mut standard, "uuid", &imports::names(body, &["UUID"]));
    let mut own = Vec::new();
    if imports::uses(body, "_operations.") {
        push_from(&mut own, "distos._native", &["_operations", "cancel"]);
    }
    push_from(
        &mut own,
        "distos._types",
        &imports::names(body, &["ReadableMemory", "Span", "WritableMemory"]),
    );
    push_from(
        &mut own,
        "distos.aio._handle",
        &imports::names(body, &["Handle"]),
    );
    push_from(&mut own, "distos.generated", &imports::modules(model, body));
    let mut others: Vec<&str> = model
        .modules
        .iter()
        .map(|module| module.name.as_str())
        .collect();
    others.retain(|name| {
        *name != model.modules[id.0].name && imports::uses(body, &format!("aio_{name}."))
    });
    others.sort_unstable();
    for name in others {
        own.push(format!(
            "from distos.generated._aio import {name} as aio_{name}"
        ));
    }
    blocks(standard, own)
}

fn class(model: &Model, id: HandleId) -> Result<String, String> {
    let item = &model.handles[id.0];
    let scope = Scope {
        module: item.module,
        is_aio: true,
    };
    let mut methods = Vec::new();
    if let Some(call) = place::constructor(model, id) {
        methods.push(constructor(model, &model.calls[call.0], id, scope)?);
    }
    for call in place::methods(model, id) {
        let call = &model.calls[call.0];
        // What is deprecated does not begin a new life here.
        if call.availability.deprecated.is_none() {
            methods.append(&mut forms(model, call, item, scope)?);
        }
    }
    render(&HandleView {
        name: item.name.clone(),
        docs: beginning(&item.docs, 4),
        native: types::plain_handle(model, id),
        methods,
    })
}

fn constructor(model: &Model, call: &Call, id: HandleId, scope: Scope) -> Result<String, String> {
    let signature = signature::of(model, call, Form::Blocking, false, scope);
    let made = invocation(
        "self._handle = ",
        &types::plain_handle(model, id),
        &signature.passed,
        "",
    );
    render(&MethodView {
        keyword: "def",
        name: "__init__".to_owned(),
        parameters: with_first("self", signature.parameters),
        returns: "None".to_owned(),
        docs: beginning(&docs::of_call(model, call), 8),
        body: made,
    })
}

fn forms(model: &Model, call: &Call, handle: &Handle, scope: Scope) -> Result<Vec<String>, String> {
    let is_any = matches!(call.parameters[0].ty, Type::AnyHandle { .. });
    let name = if is_any {
        names::any_method(call)
    } else {
        names::method(call, handle)
    };
    let forms = super::super::glue::forms(call).into_iter();
    forms
        .map(|form| {
            let signature = signature::of(model, call, form, true, scope);
            let is_operation = form == Form::Blocking && place::is_operation(call);
            let body = match (is_operation, call.is_blocking) {
                (true, _) => operation(model, call, &signature, scope),
                (false, true) => in_thread(model, call, &name, &signature, scope),
                (false, false) => direct(model, call, &form_name(&name, form), &signature, scope),
            };
            let returns = if is_any {
                signature.returns.replace("Handle", "Self")
            } else {
                signature.returns
            };
            render(&MethodView {
                keyword: if is_operation || call.is_blocking {
                    "async def"
                } else {
                    "def"
                },
                name: form_name(&name, form),
                parameters: with_first("self", signature.parameters),
                returns,
                docs: beginning(&form_docs(model, call, form), 8),
                body,
            })
        })
        .collect()
}

/// Submits to the ring of the running event loop, and awaits the future.
fn operation(model: &Model, call: &Call, signature: &Signature, scope: Scope) -> Vec<String> {
    let function = format!("_operations.{}", names::operation(model, call));
    let arguments = with_first("self._handle", signature.passed.clone());
    let (before, after) = returning(model, call, scope);
    let mut body = invocation("future: Future[Any] = ", &function, &arguments, "");
    body.push("try:".to_owned());
    body.push(format!("    {before}await future{after}"));
    body.push("except (CancelledError, GeneratorExit):".to_owned());
    body.push("    cancel(self._handle, future)".to_owned());
    body.push("    raise".to_owned());
    body
}

/// Calls in a thread, since the event loop must not wait.
fn in_thread(
    model: &Model,
    call: &Call,
    name: &str,
    signature: &Signature,
    scope: Scope,
) -> Vec<String> {
    let arguments = with_first(&format!("self._handle.{name}"), signature.passed.clone());
    let (before, after) = returning(model, call, scope);
    invocation(
        &format!("{before}await "),
        "asyncio.to_thread",
        &arguments,
        &after,
    )
}

fn direct(
    model: &Model,
    call: &Call,
    name: &str,
    signature: &Signature,
    scope: Scope,
) -> Vec<String> {
    let (before, after) = returning(model, call, scope);
    invocation(
        &before,
        &format!("self._handle.{name}"),
        &signature.passed,
        &after,
    )
}

/// A statement with one call, on one line if it fits, else with one argument a line.
fn invocation(before: &str, function: &str, arguments: &[String], after: &str) -> Vec<String> {
    let line = format!("{before}{function}({}){after}", arguments.join(", "));
    if line.len() + BODY_INDENT <= LINE_LENGTH {
        return vec![line];
    }
    match before.strip_suffix('(') {
        None => exploded(before, function, arguments, 0),
        // The call is itself an argument.
        Some(outer) => {
            let mut lines = vec![format!("{outer}(")];
            lines.extend(exploded("", function, arguments, 4));
            lines.push(after.to_owned());
            lines
        }
    }
}

/// A call with one argument a line, all of it indented by so many spaces.
fn exploded(before: &str, function: &str, arguments: &[String], indent: usize) -> Vec<String> {
    let margin = " ".repeat(indent);
    let mut lines = vec![format!("{margin}{before}{function}(")];
    lines.extend(
        arguments
            .iter()
            .map(|argument| format!("{margin}    {argument},")),
    );
    lines.push(format!("{margin})"));
    lines
}

/// What stands before and after the value that a call returns; handles are wrapped.
fn returning(model: &Model, call: &Call, scope: Scope) -> (String, String) {
    match call.results.as_slice() {
        [] if signature::returns_nothing(call) => (String::new(), String::new()),
        [
            Parameter {
                ty: Type::Handle { handle, .. },
                ..
            },
        ] => (
            format!("return {}.wrap(", types::handle(model, *handle, scope)),
            ")".to_owned(),
        ),
        [
            Parameter {
                ty: Type::AnyHandle { .. },
                ..
            },
        ] => ("return self.wrap(".to_owned(), ")".to_owned()),
        _ => ("return ".to_owned(), String::new()),
    }
}
