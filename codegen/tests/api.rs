//! The API of the repository and an unrelated one go through the compiler; the latter's model is written down.

mod support;

use std::fmt::Write;

use distosc::backend::naming;
use distosc::model::*;
use support::{expect, library_api, rendered, repository_api, tests};

#[test]
fn the_repository_api_compiles() {
    let sources = repository_api();
    let result = distosc::compile(&sources);
    assert!(result.is_ok(), "{}", rendered(&sources, &result));
}

#[test]
fn an_unrelated_api_compiles_to_what_is_written_down() {
    let sources = library_api();
    let result = distosc::compile(&sources);
    let Ok(model) = &result else {
        panic!("{}", rendered(&sources, &result));
    };
    expect(
        &tests().join("data/library/model.expected"),
        &outline(model),
    );
}

#[test]
fn the_same_text_gives_the_same_model() {
    let json = || {
        let model = distosc::compile(&library_api()).expect("it compiles");
        distosc::backend::json::model_json(&model).expect("a model is JSON")
    };
    assert_eq!(json(), json());
}

#[test]
fn every_byte_of_every_layout_is_named() {
    for sources in [repository_api(), library_api()] {
        let model = distosc::compile(&sources).expect("it compiles");
        let structs = model.structs.iter().map(|item| &item.layout);
        let records = model.records.iter().map(|item| &item.layout);
        let blocks = model
            .calls
            .iter()
            .filter_map(|call| call.arguments.as_ref());
        for layout in structs.chain(records).chain(blocks) {
            let mut end = 0;
            for slot in &layout.slots {
                assert_eq!(slot.offset, end, "{layout:?}");
                end += slot.size;
            }
            assert_eq!((end, end % layout.align), (layout.size, 0), "{layout:?}");
        }
    }
}

/// Layouts, names in C and errors: what would break callers if it changed.
fn outline(model: &Model) -> String {
    let mut text = String::new();
    for item in &model.structs {
        write_layout(&mut text, &item.name, &item.layout);
    }
    for item in &model.records {
        write_layout(&mut text, &item.name, &item.layout);
    }
    for item in &model.variants {
        let sizes = format!(
            "size {} align {} payload {}",
            item.size, item.align, item.payload_size
        );
        writeln!(text, "{} {sizes}", item.name).expect("strings take all");
    }
    for call in &model.calls {
        write_call(&mut text, model, call);
    }
    for (name, _) in naming::c_names(model) {
        writeln!(text, "{name}").expect("strings take all");
    }
    text
}

fn write_layout(text: &mut String, name: &str, layout: &Layout) {
    writeln!(text, "{name} size {} align {}", layout.size, layout.align).expect("strings take all");
    for slot in &layout.slots {
        let Slot {
            name,
            offset,
            size,
            content,
        } = slot;
        writeln!(text, "    {offset:>3} {size:>2} {name} {content:?}").expect("strings take all");
    }
}

fn write_call(text: &mut String, model: &Model, call: &Call) {
    let head = format!(
        "{:#06x} {} {:?} receiver {:?} closes {:?} enqueue {}",
        call.number, call.name, call.kind, call.receiver, call.closes, call.has_enqueue
    );
    writeln!(text, "{head}").expect("strings take all");
    for one in &call.errors {
        writeln!(
            text,
            "    {} {}",
            model.errors[one.error.0].name, one.clause
        )
        .expect("strings take all");
    }
    for clause in call.clauses.iter() {
        writeln!(text, "    | {}", clause.text).expect("strings take all");
    }
    if let Some(block) = &call.arguments {
        write_layout(text, "    block", block);
    }
}
