//! Records: Go structs with C's layout, so that slices of them cross the border as they are.

use askama::Template;

use super::types::Types;
use super::{comment, names};
use crate::model::*;

#[derive(Template)]
#[template(path = "go/record.txt", escape = "none")]
struct RecordView {
    docs: String,
    name: String,
    fields: Vec<FieldView>,
}

struct FieldView {
    docs: String,
    name: String,
    ty: String,
}

/// The struct.
pub fn declaration(types: &Types, id: RecordId) -> String {
    let item = &types.model.records[id.0];
    let name = names::type_name(types.model, item.module, &item.name);
    let text = comment::about(&name, &item.docs) + &comment::standing(types, &item.availability);
    let fields = item
        .layout
        .slots
        .iter()
        .map(|slot| field(types, item, slot))
        .collect();
    super::render(&RecordView {
        docs: comment::lines(&text, ""),
        name,
        fields,
    })
}

fn field(types: &Types, item: &Record, slot: &Slot) -> FieldView {
    match slot.content {
        SlotContent::Field(index) => {
            let field = &item.fields[index];
            FieldView {
                docs: comment::lines(&comment::field(field, types.model), "\t"),
                name: names::camel(&field.name),
                ty: types.record_field(field),
            }
        }
        _ => FieldView {
            docs: comment::lines("Zero.", "\t"),
            name: names::local(&slot.name),
            ty: super::border::struct_::reserved(slot),
        },
    }
}

/// The public names of a record's fields, with their slots.
pub fn field_names(item: &Record) -> Vec<(String, &Slot)> {
    item.layout
        .slots
        .iter()
        .map(|slot| match slot.content {
            SlotContent::Field(index) => (names::camel(&item.fields[index].name), slot),
            _ => (names::local(&slot.name), slot),
        })
        .collect()
}
