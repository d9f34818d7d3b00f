//! Layouts as tables: every byte of a struct, record or argument block has a row.

use super::standing;
use super::text::{self, code};
use super::types::Links;
use crate::model::*;

/// A row of a layout's table.
pub struct SlotRow {
    pub offset: u32,
    pub size: u32,
    pub name: String,
    pub ty: String,
    pub meaning: String,
}

/// The rows of a struct or record.
pub fn of_fields(
    links: &Links<'_>,
    layout: &Layout,
    fields: &[Field],
    owner: &Availability,
) -> Vec<SlotRow> {
    let rows = layout.slots.iter().map(|slot| {
        match field_of(&slot.content).and_then(|index| fields.get(index)) {
            Some(field) => SlotRow {
                ty: ty(links, slot, &field.ty),
                meaning: meaning(links, field, slot, owner),
                ..bare(slot)
            },
            None => bare(slot),
        }
    });
    rows.collect()
}

/// The rows of an argument block.
pub fn of_arguments(links: &Links<'_>, layout: &Layout, call: &Call) -> Vec<SlotRow> {
    let all: Vec<&Parameter> = call.parameters.iter().chain(&call.results).collect();
    let rows = layout.slots.iter().map(|slot| {
        let parameter = match &slot.content {
            SlotContent::ResultAddress(index) => call.results.get(*index),
            content => field_of(content).and_then(|index| all.get(index).copied()),
        };
        match parameter {
            Some(parameter) => SlotRow {
                ty: ty(links, slot, &parameter.ty),
                meaning: part(&parameter.name, slot, &parameter.ty),
                ..bare(slot)
            },
            None => bare(slot),
        }
    });
    rows.collect()
}

/// What the slot itself holds.
fn ty(links: &Links<'_>, slot: &Slot, ty: &Type) -> String {
    match slot.content {
        SlotContent::Length(_) | SlotContent::Capacity(_) | SlotContent::Stride(_) => code("u64"),
        SlotContent::Address(_) | SlotContent::ResultAddress(_) | SlotContent::CountAddress(_) => {
            "address".to_string()
        }
        _ => text::cell(&links.ty(ty)),
    }
}

fn bare(slot: &Slot) -> SlotRow {
    let meaning = match slot.content {
        SlotContent::HeaderSize => "Its size, as the caller knows it.",
        SlotContent::Reserved => "Zero.",
        _ => "",
    };
    let ty = if slot.content == SlotContent::HeaderSize {
        code("u32")
    } else {
        String::new()
    };
    SlotRow {
        offset: slot.offset,
        size: slot.size,
        name: code(&slot.name),
        ty,
        meaning: meaning.to_string(),
    }
}

fn field_of(content: &SlotContent) -> Option<usize> {
    match content {
        SlotContent::Field(index)
        | SlotContent::Address(index)
        | SlotContent::Length(index)
        | SlotContent::Capacity(index)
        | SlotContent::Stride(index)
        | SlotContent::CountAddress(index) => Some(*index),
        SlotContent::HeaderSize | SlotContent::Reserved | SlotContent::ResultAddress(_) => None,
    }
}

fn meaning(links: &Links<'_>, field: &Field, slot: &Slot, owner: &Availability) -> String {
    if !matches!(
        slot.content,
        SlotContent::Field(_) | SlotContent::Address(_)
    ) {
        return part(&field.name, slot, &field.ty);
    }
    let unit = field
        .unit
        .as_ref()
        .map_or(String::new(), |unit| format!(" In {unit}."));
    let default = default(links.model, field)
        .map_or(String::new(), |default| format!(" Default: {default}."));
    let docs = format!("{}{unit}{default}", text::one_line(&field.docs));
    standing::described(docs.trim(), &field.availability, owner)
}

/// What zero stands for, where that is not zero itself.
fn default(model: &Model, field: &Field) -> Option<String> {
    match (field.default.as_ref()?, &field.ty) {
        (DefaultValue::Int(value), _) => Some(code(&value.to_string())),
        (DefaultValue::Member(index), Type::Enum(id)) => {
            Some(code(&model.enums[id.0].members[*index].name))
        }
        (DefaultValue::Member(_), _) => None,
    }
}

/// What one slot of several is to its parameter.
fn part(name: &str, slot: &Slot, ty: &Type) -> String {
    let name = code(name);
    match slot.content {
        SlotContent::Address(_) => match ty {
            Type::Struct(_) => format!("Where {name} is; null: every default."),
            _ => format!("Where {name} begins."),
        },
        SlotContent::Length(_) => match ty {
            Type::List(_) => format!("How many elements {name} has."),
            _ => format!("How many bytes {name} has."),
        },
        SlotContent::Capacity(_) => format!("How many places {name} has."),
        SlotContent::Stride(_) => format!("From one element of {name} to the next, in bytes."),
        SlotContent::CountAddress(_) => {
            format!("Where the number of elements of {name} is written.")
        }
        SlotContent::ResultAddress(_) => format!("Where {name} is written."),
        _ => String::new(),
    }
}
