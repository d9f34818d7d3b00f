//! Backend: the Go module. A package per module of the API, package abi, which speaks C, and tests of the layout.

mod argument;
mod border;
mod call;
mod comment;
mod enum_;
mod error;
mod file;
mod handle;
mod names;
mod outcome;
mod record;
pub mod reference;
mod struct_;
mod types;
mod variant;

use askama::Template;

use super::{Files, generated_line};
use crate::model::*;
use file::{GoFile, imports};
use types::Types;

/// Where the module lives in the repository, and what it is called.
const ROOT: &str = "sdk-go";
const MODULE_PATH: &str = "distos.dev/sdk-go";

/// The build tag of experimental items.
const EXPERIMENTAL: &str = "distos_experimental";

/// All generated files of the Go module.
pub fn generate(model: &Model) -> Result<Files, String> {
    let mut files = Files::new();
    for index in 0..model.modules.len() {
        let types = Types {
            model,
            module: ModuleId(index),
        };
        add(&mut files, package_file(&types, Tier::Stable));
        add(&mut files, package_file(&types, Tier::Experimental));
        add(&mut files, border::layout_test::record_file(&types));
    }
    files.extend(border::files(model));
    Ok(files)
}

fn add(files: &mut Files, file: Option<(String, String)>) {
    files.extend(file);
}

/// The public text of a module's items of one tier. Every package has a stable file, which holds its docs.
fn package_file(types: &Types, tier: Tier) -> Option<(String, String)> {
    let body = body(types, tier);
    if body.is_empty() && tier == Tier::Experimental {
        return None;
    }
    let (name, build) = match tier {
        Tier::Stable => ("generated.go", ""),
        Tier::Experimental => ("generated_experimental.go", EXPERIMENTAL),
    };
    let docs = match tier {
        Tier::Stable => package_docs(types),
        Tier::Experimental => String::new(),
    };
    let path = format!("{}/{name}", folder(types.model, types.module));
    Some((
        path,
        go_file(
            types.model,
            Parts {
                package: names::package(types.model, types.module),
                build,
                docs: &docs,
                body: &body,
            },
        ),
    ))
}

/// What tells one Go file without a preamble from another.
struct Parts<'p> {
    package: &'p str,
    build: &'p str,
    docs: &'p str,
    body: &'p str,
}

fn go_file(model: &Model, parts: Parts) -> String {
    let (standard, own) = imports(parts.body, &own_packages(model, parts.package));
    render(&GoFile {
        generated: &generated_line("//"),
        build: parts.build,
        docs: parts.docs,
        package: parts.package,
        preamble: "",
        standard,
        own,
        body: parts.body.trim_end(),
    })
    .trim_end()
    .to_owned()
        + "\n"
}

fn folder(model: &Model, module: ModuleId) -> String {
    let module = &model.modules[module.0];
    if module.is_core {
        ROOT.to_owned()
    } else {
        format!("{ROOT}/{}", module.name)
    }
}

/// Everything of this Go module that the text of a package may import, in the order of gofmt.
fn own_packages(model: &Model, package: &str) -> Vec<String> {
    let modules = model
        .modules
        .iter()
        .filter(|module| !module.is_core && module.name != package)
        .map(|module| module.name.clone());
    let internal = ["abi", "driver", "failure", "lifetime"].map(|name| format!("internal/{name}"));
    let mut paths: Vec<String> = modules
        .chain(internal)
        .map(|path| format!("{MODULE_PATH}/{path}"))
        .collect();
    if package != model.package {
        paths.push(MODULE_PATH.to_owned());
    }
    paths.sort();
    paths
}

fn package_docs(types: &Types) -> String {
    let module = &types.model.modules[types.module.0];
    let name = format!("Package {}", names::package(types.model, types.module));
    comment::lines(&comment::about(&name, &module.docs), "")
}

fn body(types: &Types, tier: Tier) -> String {
    let mut text = error::sentinels(types, tier);
    for item in &types.model.modules[types.module.0].items {
        text.push_str(&declaration(types, *item, tier));
    }
    for call in types
        .model
        .calls
        .iter()
        .filter(|call| call.availability.tier == tier && call.closes.is_none())
    {
        for place in call::places(types.model, call) {
            if place.module(types.model, call) == types.module {
                text.push_str(&call::declaration(types, call, place));
            }
        }
    }
    text
}

/// A type, if it is of this tier; of a stable type in the experimental file, its experimental members.
fn declaration(types: &Types, item: ItemId, tier: Tier) -> String {
    if tier_of(types.model, item) == Some(tier) {
        return match item {
            ItemId::Handle(id) => handle::declaration(types, id),
            ItemId::Enum(id) => enum_::enumeration(types, id),
            ItemId::Flags(id) => enum_::flags(types, id),
            ItemId::Struct(id) => struct_::declaration(types, id),
            ItemId::Record(id) => record::declaration(types, id),
            ItemId::Variant(id) => variant::declaration(types, id),
            ItemId::Call(_) | ItemId::Error(_) | ItemId::Budget(_) => String::new(),
        };
    }
    match (item, tier) {
        (ItemId::Variant(id), Tier::Experimental) => variant::experimental_cases(types, id),
        (item, Tier::Experimental) => enum_::experimental_members(types, item),
        _ => String::new(),
    }
}

/// The tier of a type; calls and errors are taken in other orders, and budgets have no Go form.
fn tier_of(model: &Model, item: ItemId) -> Option<Tier> {
    match item {
        ItemId::Handle(id) => Some(model.handles[id.0].availability.tier),
        ItemId::Enum(id) => Some(model.enums[id.0].availability.tier),
        ItemId::Flags(id) => Some(model.flags[id.0].availability.tier),
        ItemId::Struct(id) => Some(model.structs[id.0].availability.tier),
        ItemId::Record(id) => Some(model.records[id.0].availability.tier),
        ItemId::Variant(id) => Some(model.variants[id.0].availability.tier),
        ItemId::Call(_) | ItemId::Error(_) | ItemId::Budget(_) => None,
    }
}

/// The text of a declaration, an empty line after it. The templates hold loops over strings and can't fail; should one
/// ever, the text says so and does not compile.
fn render(template: &impl Template) -> String {
    let text = template
        .render()
        .unwrap_or_else(|error| format!("template: {error}"));
    text.trim_end().to_owned() + "\n\n"
}
