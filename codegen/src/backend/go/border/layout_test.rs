//! Layout tests: sizes and offsets of what crosses the border, as literal numbers.

use askama::Template;

use super::super::file::{GoFile, imports};
use super::super::types::Types;
use super::super::{EXPERIMENTAL, folder, names, record};
use super::{path, render, struct_};
use crate::backend::generated_line;
use crate::model::*;

#[derive(Template)]
#[template(path = "go/layout_test.txt", escape = "none")]
struct LayoutView {
    rows: Vec<String>,
}

/// The test of package abi's types, experimental ones apart, because they are not always there.
pub fn border_file(model: &Model) -> (String, String) {
    let rows: Vec<Row> = struct_::structs(model, Tier::Stable)
        .iter()
        .flat_map(|item| {
            let fields = item
                .fields
                .iter()
                .map(|field| (field.name.clone(), field.offset));
            rows(&item.name, item.size, fields.collect())
        })
        .collect();
    (path("generated_test.go"), test_file("abi", "", rows))
}

/// The test of a module's public records; none where it has none.
pub fn record_file(types: &Types) -> Option<(String, String)> {
    let model = types.model;
    let records = model
        .records
        .iter()
        .filter(|record| record.module == types.module);
    let rows: Vec<Row> = records
        .flat_map(|item| {
            let name = names::type_name(model, item.module, &item.name);
            let fields = record::field_names(item)
                .into_iter()
                .map(|(name, slot)| (name, slot.offset));
            rows(&name, item.layout.size, fields.collect())
        })
        .collect();
    let experimental = model.records.iter().any(|record| {
        record.module == types.module && record.availability.tier == Tier::Experimental
    });
    let build = if experimental { EXPERIMENTAL } else { "" };
    let path = format!("{}/generated_test.go", folder(model, types.module));
    (!rows.is_empty()).then(|| {
        (
            path,
            test_file(names::package(model, types.module), build, rows),
        )
    })
}

/// A measured expression and the number that it must have.
struct Row {
    expression: String,
    number: u32,
}

fn rows(name: &str, size: u32, fields: Vec<(String, u32)>) -> Vec<Row> {
    let whole = Row {
        expression: format!("unsafe.Sizeof({name}{{}})"),
        number: size,
    };
    let parts = fields.into_iter().map(|(field, offset)| Row {
        expression: format!("unsafe.Offsetof({name}{{}}.{field})"),
        number: offset,
    });
    std::iter::once(whole).chain(parts).collect()
}

fn test_file(package: &str, build: &str, rows: Vec<Row>) -> String {
    let rows = rows
        .iter()
        .map(|row| {
            format!(
                "{{\"{}\", {}, {}}}",
                row.expression, row.expression, row.number
            )
        })
        .collect();
    let body = render(&LayoutView { rows });
    let (standard, own) = imports(&body, &[]);
    render(&GoFile {
        generated: &generated_line("//"),
        build,
        docs: "",
        package,
        preamble: "",
        standard,
        own,
        body: body.trim_end(),
    })
    .trim_end()
    .to_owned()
        + "\n"
}
