//! Package abi: the types, codes and thin functions in which Go meets C.

pub mod call;
pub mod catalogue;
pub mod layout_test;
pub mod struct_;

use super::file::{GoFile, imports};
use super::{EXPERIMENTAL, ROOT, render};
use crate::backend::{Files, generated_line};
use crate::model::*;

/// The files of package abi.
pub fn files(model: &Model) -> Files {
    let mut files = Files::new();
    for tier in [Tier::Stable, Tier::Experimental] {
        files.extend(package_files(model, tier));
    }
    files.extend([layout_test::border_file(model)]);
    files
}

/// The folder of package abi.
pub fn path(name: &str) -> String {
    format!("{ROOT}/internal/abi/{name}")
}

/// The declarations of one tier, and the annotations of their C helpers.
fn package_files(model: &Model, tier: Tier) -> Vec<(String, String)> {
    let calls: Vec<call::BorderCall> = model
        .calls
        .iter()
        .filter(|call| call.availability.tier == tier)
        .flat_map(|call| call::forms(model, call))
        .collect();
    let structs = struct_::declarations(model, tier);
    if calls.is_empty() && structs.is_empty() {
        return Vec::new();
    }
    let catalogue = if tier == Tier::Stable {
        catalogue::declarations(model)
    } else {
        String::new()
    };
    let body: String = [catalogue, structs]
        .into_iter()
        .chain(calls.iter().map(call::go))
        .collect();
    let preamble: String = [macros(tier), struct_::assertions(model, tier)]
        .into_iter()
        .chain(calls.iter().map(call::c))
        .collect();
    let annotations: String = calls.iter().map(call::annotations).collect();
    let (name, build) = match tier {
        Tier::Stable => ("generated", ""),
        Tier::Experimental => ("generated_experimental", EXPERIMENTAL),
    };
    vec![
        (
            path(&format!("{name}.go")),
            go_file(build, &preamble, &body),
        ),
        (
            path(&format!("{name}_go124.go")),
            go_file(&annotated_build(build), &annotations, ""),
        ),
    ]
}

/// Older toolchains refuse the annotations, so they stand in files of their own.
fn annotated_build(build: &str) -> String {
    if build.is_empty() {
        "go1.24".to_owned()
    } else {
        format!("go1.24 && {build}")
    }
}

fn macros(tier: Tier) -> String {
    let experimental = "#cgo CFLAGS: -DDISTOS_ENABLE_EXPERIMENTAL\n";
    format!(
        "{}#include \"glue.h\"\n\n",
        if tier == Tier::Experimental {
            experimental
        } else {
            ""
        }
    )
}

fn go_file(build: &str, preamble: &str, body: &str) -> String {
    let (standard, own) = imports(body, &[]);
    render(&GoFile {
        generated: &generated_line("//"),
        build,
        docs: "",
        package: "abi",
        preamble,
        standard,
        own,
        body: body.trim_end(),
    })
    .trim_end()
    .to_owned()
        + "\n"
}
