//! Handles: the stubs of their classes, and of functions.

use askama::Template;

use super::docs::{self, beginning};
use super::render;
use super::signature;
use super::types::Scope;
use crate::backend::python::{names, place};
use crate::backend::rust_abi::attributes;
use crate::backend::rust_abi::signature::Form;
use crate::model::*;

#[derive(Template)]
#[template(path = "python/handle.pyi.txt", escape = "none")]
struct HandleView {
    name: String,
    docs: String,
    methods: Vec<String>,
}

/// A method or function, declared but not defined.
#[derive(Template)]
#[template(path = "python/call.pyi.txt", escape = "none")]
struct CallView {
    margin: &'static str,
    decorator: String,
    name: String,
    parameters: Vec<String>,
    returns: String,
    docs: String,
}

/// The stub of the class.
pub fn stub(model: &Model, id: HandleId) -> Result<String, String> {
    let item = &model.handles[id.0];
    let scope = Scope {
        module: item.module,
        is_aio: false,
    };
    let mut methods = Vec::new();
    if let Some(call) = place::constructor(model, id) {
        methods.push(constructor(model, &model.calls[call.0], scope)?);
    }
    for call in place::methods(model, id) {
        methods.append(&mut method(model, &model.calls[call.0], item, scope)?);
    }
    render(&HandleView {
        name: item.name.clone(),
        docs: beginning(&item.docs, 4),
        methods,
    })
}

fn constructor(model: &Model, call: &Call, scope: Scope) -> Result<String, String> {
    let signature = signature::of(model, call, Form::Blocking, false, scope);
    render(&CallView {
        margin: "    ",
        decorator: decorator(call, "    "),
        name: "__new__".to_owned(),
        parameters: with_first("cls", signature.parameters),
        returns: "Self".to_owned(),
        docs: beginning(&docs::of_call(model, call), 8),
    })
}

fn method(
    model: &Model,
    call: &Call,
    handle: &Handle,
    scope: Scope,
) -> Result<Vec<String>, String> {
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
            let returns = if is_any {
                signature.returns.replace("Handle", "Self")
            } else {
                signature.returns
            };
            render(&CallView {
                margin: "    ",
                decorator: decorator(call, "    "),
                name: form_name(&name, form),
                parameters: with_first("self", signature.parameters),
                returns,
                docs: beginning(&form_docs(model, call, form), 8),
            })
        })
        .collect()
}

/// The stubs of a function, in all its forms.
pub fn function(
    model: &Model,
    call: &Call,
    name: &str,
    scope: Scope,
) -> Result<Vec<String>, String> {
    let forms = super::super::glue::forms(call).into_iter();
    forms
        .map(|form| {
            let signature = signature::of(model, call, form, false, scope);
            render(&CallView {
                margin: "",
                decorator: decorator(call, ""),
                name: form_name(name, form),
                parameters: signature.parameters,
                returns: signature.returns,
                docs: beginning(&form_docs(model, call, form), 4),
            })
        })
        .collect()
}

/// The name of a form.
pub fn form_name(name: &str, form: Form) -> String {
    match form {
        Form::Blocking => name.to_owned(),
        Form::Enqueue => format!("{name}_enqueue"),
    }
}

/// The docs of a form.
pub fn form_docs(model: &Model, call: &Call, form: Form) -> String {
    let docs = docs::of_call(model, call);
    match form {
        Form::Blocking => docs,
        Form::Enqueue => docs.replacen('\n', "\nReturns when it is in its stream.\n", 1),
    }
}

/// The receiver, then the rest.
pub fn with_first(first: &str, parameters: Vec<String>) -> Vec<String> {
    let mut all = vec![first.to_owned()];
    all.extend(parameters);
    all
}

fn decorator(call: &Call, margin: &str) -> String {
    match &call.availability.deprecated {
        None => String::new(),
        Some(deprecation) => {
            let note = attributes::note(deprecation).replace('"', "'");
            format!("{margin}@deprecated(\"{note}\")\n")
        }
    }
}
