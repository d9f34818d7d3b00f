//! Experiments: calls and members that are not settled, in a module of their own.

use askama::Template;

use super::docs::docstring;
use super::module::push_from;
use super::types::Scope;
use super::{handle, imports, render_file};
use crate::backend::generated_line;
use crate::backend::naming;
use crate::backend::python::names;
use crate::backend::python::place::{self, Place};
use crate::model::*;

#[derive(Template)]
#[template(path = "python/experiments.py.txt", escape = "none")]
struct ExperimentsView {
    line: String,
    imports: Vec<String>,
    exported: Vec<String>,
    functions: Vec<String>,
    constants: Vec<ConstantView>,
}

#[derive(Template)]
#[template(path = "python/experiments.pyi.txt", escape = "none")]
struct StubView {
    line: String,
    imports: Vec<String>,
    exported: Vec<String>,
    constants: Vec<ConstantView>,
    functions: Vec<String>,
}

/// A member of an enum or of flags that is not settled.
struct ConstantView {
    name: String,
    ty: String,
    value: u64,
    docs: String,
}

/// Handles and types of every module stand qualified.
const NOWHERE: Scope = Scope {
    module: ModuleId(usize::MAX),
    is_aio: false,
};

/// `_experiments.py`.
pub fn file(model: &Model) -> Result<String, String> {
    let functions = functions(model);
    let constants = constants(model);
    let names: Vec<&str> = modules(model, &constants);
    let mut imports = vec!["from distos import _native".to_owned()];
    push_from(&mut imports, "distos.generated", &names);
    let exported = exported(&functions, &constants);
    render_file(&ExperimentsView {
        line: generated_line("#"),
        imports,
        exported,
        functions,
        constants,
    })
}

/// `_experiments.pyi`.
pub fn stub(model: &Model) -> Result<String, String> {
    let constants = constants(model);
    let mut stubs = Vec::new();
    for id in place::calls(model, Place::Experiment) {
        let name = super::super::glue::experiment_name(model, id);
        stubs.append(&mut handle::function(
            model,
            &model.calls[id.0],
            &name,
            NOWHERE,
        )?);
    }
    let types = constants
        .iter()
        .map(|it| it.ty.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let body = stubs.join("\n") + " " + &types;
    let mut standard = Vec::new();
    push_from(
        &mut standard,
        "collections.abc",
        &imports::names(&body, &["Sequence"]),
    );
    if !constants.is_empty() {
        push_from(&mut standard, "typing", &["Final"]);
    }
    push_from(&mut standard, "uuid", &imports::names(&body, &["UUID"]));
    let mut own = Vec::new();
    push_from(
        &mut own,
        "distos._native",
        &imports::names(&body, &["Handle"]),
    );
    push_from(
        &mut own,
        "distos._types",
        &imports::names(&body, &["ReadableMemory", "Span", "WritableMemory"]),
    );
    push_from(
        &mut own,
        "distos.generated",
        &imports::modules(model, &body),
    );
    let exported = exported(&functions(model), &constants);
    let imports = super::module::blocks(standard, own);
    render_file(&StubView {
        line: generated_line("#"),
        imports,
        exported,
        constants,
        functions: stubs,
    })
}

fn functions(model: &Model) -> Vec<String> {
    let calls = place::calls(model, Place::Experiment).into_iter();
    calls
        .flat_map(|id| {
            let name = super::super::glue::experiment_name(model, id);
            let forms = super::super::glue::forms(&model.calls[id.0]).into_iter();
            forms
                .map(|form| handle::form_name(&name, form))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn constants(model: &Model) -> Vec<ConstantView> {
    let enums = model
        .enums
        .iter()
        .flat_map(|it| members(model, it.module, &it.name, &it.members));
    let flags = model
        .flags
        .iter()
        .flat_map(|it| members(model, it.module, &it.name, &it.members));
    enums.chain(flags).collect()
}

fn members(
    model: &Model,
    module: ModuleId,
    owner: &str,
    members: &[EnumMember],
) -> Vec<ConstantView> {
    let unsettled = members
        .iter()
        .filter(|it| it.availability.tier == Tier::Experimental);
    unsettled
        .map(|it| ConstantView {
            name: format!("{}_{}", naming::screaming(owner), it.name),
            ty: format!("{}.{owner}", names::module(model, module)),
            value: it.value,
            docs: docstring(&it.docs, 0),
        })
        .collect()
}

fn modules<'m>(model: &'m Model, constants: &[ConstantView]) -> Vec<&'m str> {
    let types = constants
        .iter()
        .map(|it| it.ty.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    imports::modules(model, &types)
}

fn exported(functions: &[String], constants: &[ConstantView]) -> Vec<String> {
    let mut constants: Vec<String> = constants.iter().map(|it| it.name.clone()).collect();
    let mut functions = functions.to_vec();
    constants.sort();
    functions.sort();
    constants.extend(functions);
    constants
}
