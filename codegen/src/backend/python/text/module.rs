//! A module of the API: its classes at run time, and their stubs.

use askama::Template;

use super::types::Scope;
use super::{enum_, flags, handle, imports, record, render_file, struct_, variant};
use crate::backend::generated_line;
use crate::backend::python::{names, place};
use crate::model::*;

#[derive(Template)]
#[template(path = "python/module.py.txt", escape = "none")]
struct ModuleView {
    line: String,
    docs: String,
    imports: Vec<String>,
    exported: Vec<String>,
    /// Of the extension module.
    native: String,
    /// What the extension module has.
    natives: Vec<String>,
    classes: Vec<String>,
    /// The names of `classes`.
    class_names: Vec<String>,
    public_module: String,
}

#[derive(Template)]
#[template(path = "python/module.pyi.txt", escape = "none")]
struct StubView {
    line: String,
    docs: String,
    imports: Vec<String>,
    exported: Vec<String>,
    classes: Vec<String>,
    functions: Vec<String>,
}

/// What a module declares, in source order.
struct Contents {
    classes: Vec<String>,
    class_names: Vec<String>,
    natives: Vec<String>,
    stubs: Vec<String>,
    functions: Vec<String>,
    function_names: Vec<String>,
}

/// The module at run time.
pub fn file(model: &Model, id: ModuleId) -> Result<String, String> {
    let contents = contents(model, id)?;
    let body = contents.classes.join("\n");
    let mut natives = contents.natives.clone();
    natives.extend(contents.function_names.clone());
    let needs_native = !natives.is_empty();
    render_file(&ModuleView {
        line: generated_line("#"),
        docs: super::docs::docstring(&model.modules[id.0].docs, 0),
        imports: standard_imports(&body, needs_native.then_some("from distos import _native")),
        exported: exported(&contents),
        native: format!("_native.{}", names::module(model, id)),
        natives,
        classes: contents.classes,
        class_names: contents.class_names,
        public_module: names::public_module(model, id),
    })
}

/// The module's stub.
pub fn stub(model: &Model, id: ModuleId) -> Result<String, String> {
    let contents = contents(model, id)?;
    let exported = exported(&contents);
    let mut classes = contents.classes;
    classes.extend(contents.stubs);
    let body = classes.join("\n") + &contents.functions.join("\n");
    render_file(&StubView {
        line: generated_line("#"),
        docs: super::docs::docstring(&model.modules[id.0].docs, 0),
        imports: stub_imports(model, id, &body),
        exported,
        classes,
        functions: contents.functions,
    })
}

fn contents(model: &Model, id: ModuleId) -> Result<Contents, String> {
    let mut contents = Contents {
        classes: Vec::new(),
        class_names: Vec::new(),
        natives: Vec::new(),
        stubs: Vec::new(),
        functions: Vec::new(),
        function_names: Vec::new(),
    };
    for item in &model.modules[id.0].items {
        contents.push(model, *item)?;
    }
    let scope = Scope {
        module: id,
        is_aio: false,
    };
    for call in place::functions(model, id) {
        let call = &model.calls[call.0];
        contents
            .functions
            .append(&mut handle::function(model, call, &call.name, scope)?);
        let forms = super::super::glue::forms(call);
        contents.function_names.extend(
            forms
                .into_iter()
                .map(|form| handle::form_name(&call.name, form)),
        );
    }
    Ok(contents)
}

impl Contents {
    fn push(&mut self, model: &Model, item: ItemId) -> Result<(), String> {
        match item {
            ItemId::Handle(id) => {
                self.push_native(&model.handles[id.0].name, handle::stub(model, id)?)
            }
            ItemId::Variant(id) => {
                self.push_native(&model.variants[id.0].name, variant::stub(model, id)?)
            }
            ItemId::Enum(id) => self.push_class(&model.enums[id.0].name, enum_::class(model, id)?),
            ItemId::Flags(id) => self.push_class(&model.flags[id.0].name, flags::class(model, id)?),
            ItemId::Record(id) => {
                self.push_class(&model.records[id.0].name, record::class(model, id)?)
            }
            ItemId::Struct(id) => {
                if let Some(class) = struct_::class(model, id)? {
                    self.push_class(&model.structs[id.0].name, class);
                }
            }
            // Calls are methods and functions; errors have a module of their own; budgets are for the docs.
            ItemId::Call(_) | ItemId::Error(_) | ItemId::Budget(_) => {}
        }
        Ok(())
    }

    fn push_native(&mut self, name: &str, stub: String) {
        self.natives.push(name.to_owned());
        self.stubs.push(stub);
    }

    fn push_class(&mut self, name: &str, class: String) {
        self.class_names.push(name.to_owned());
        self.classes.push(class);
    }
}

fn exported(contents: &Contents) -> Vec<String> {
    let mut names = contents.natives.clone();
    names.extend(contents.class_names.clone());
    names.extend(contents.function_names.clone());
    names.sort_by_key(|name| (kind(name), name.clone()));
    names
}

/// As linters sort `__all__`: constants, classes, the rest.
fn kind(name: &str) -> u8 {
    match (
        name.chars().any(char::is_lowercase),
        name.starts_with(char::is_uppercase),
    ) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => 2,
    }
}

fn standard_imports(body: &str, native: Option<&str>) -> Vec<String> {
    let mut standard = Vec::new();
    if imports::uses(body, "enum.") {
        standard.push("import enum".to_owned());
    }
    if imports::uses(body, "dataclass") {
        standard.push("from dataclasses import dataclass".to_owned());
    }
    if imports::uses(body, "NamedTuple") {
        standard.push("from typing import NamedTuple".to_owned());
    }
    if imports::uses(body, "UUID") {
        standard.push("from uuid import UUID".to_owned());
    }
    let mut own: Vec<String> = native.map(str::to_owned).into_iter().collect();
    if imports::uses(body, "OpenEnum") {
        own.push("from distos._types import OpenEnum".to_owned());
    }
    blocks(standard, own)
}

fn stub_imports(model: &Model, id: ModuleId, body: &str) -> Vec<String> {
    let mut standard = Vec::new();
    let typing = imports::names(body, &["Any", "NamedTuple", "Self", "final"]);
    for (module, candidates) in [
        ("collections.abc", &["Sequence"][..]),
        ("dataclasses", &["dataclass"]),
    ] {
        push_from(&mut standard, module, &imports::names(body, candidates));
    }
    push_from(&mut standard, "typing", &typing);
    push_from(&mut standard, "uuid", &imports::names(body, &["UUID"]));
    if imports::uses(body, "enum.") {
        standard.insert(0, "import enum".to_owned());
    }
    let mut third = Vec::new();
    push_from(
        &mut third,
        "typing_extensions",
        &imports::names(body, &["deprecated"]),
    );
    let mut own = Vec::new();
    push_from(
        &mut own,
        "distos._native",
        &imports::names(body, &["Handle"]),
    );
    let types = [
        "HandleWrapper",
        "OpenEnum",
        "ReadableMemory",
        "Span",
        "WritableMemory",
    ];
    push_from(&mut own, "distos._types", &imports::names(body, &types));
    let mut modules = imports::modules(model, body);
    modules.retain(|name| *name != model.modules[id.0].name);
    push_from(&mut own, "distos.generated", &modules);
    let mut lines = blocks(standard, third);
    if !lines.is_empty() && !own.is_empty() {
        lines.push(String::new());
    }
    lines.extend(own);
    lines
}

/// `from module import a, b`, unless there is nothing to import.
pub fn push_from(lines: &mut Vec<String>, module: &str, names: &[&str]) {
    if !names.is_empty() {
        lines.push(format!("from {module} import {}", names.join(", ")));
    }
}

/// Two blocks of imports, set apart by an empty line.
pub fn blocks(mut first: Vec<String>, second: Vec<String>) -> Vec<String> {
    if !first.is_empty() && !second.is_empty() {
        first.push(String::new());
    }
    first.extend(second);
    first
}
