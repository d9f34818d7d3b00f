//! Structs, records and variants with the layout of the C header, and assertions in C that it is theirs.

use askama::Template;

use super::super::file::pad;
use super::super::names;
use super::super::types::{border, c_name};
use crate::model::*;

#[derive(Template)]
#[template(path = "go/border_struct.txt", escape = "none")]
struct StructView {
    name: String,
    c_name: String,
    size: u32,
    fields: Vec<String>,
}

/// A type of package abi: its names, and its fields at their places.
pub struct BorderStruct {
    /// `GpuBufferOptions`.
    pub name: String,
    /// `distos_gpu_buffer_options_t`.
    pub c_name: String,
    /// In bytes.
    pub size: u32,
    /// Every byte, in order.
    pub fields: Vec<BorderField>,
}

/// A field of a type of package abi.
pub struct BorderField {
    /// `Alignment`.
    pub name: String,
    /// `alignment`.
    pub c_name: String,
    /// `uint64`.
    pub ty: String,
    /// From the start, in bytes.
    pub offset: u32,
}

/// Every struct, record and variant of one tier.
pub fn structs(model: &Model, tier: Tier) -> Vec<BorderStruct> {
    let items = model.modules.iter().flat_map(|module| &module.items);
    items.filter_map(|item| one(model, *item, tier)).collect()
}

fn one(model: &Model, item: ItemId, tier: Tier) -> Option<BorderStruct> {
    match item {
        ItemId::Struct(id) => {
            let declared = &model.structs[id.0];
            let is_it = declared.availability.tier == tier;
            is_it.then(|| laid_out(model, item, &declared.layout, &declared.fields))
        }
        ItemId::Record(id) => {
            let declared = &model.records[id.0];
            let is_it = declared.availability.tier == tier;
            is_it.then(|| laid_out(model, item, &declared.layout, &declared.fields))
        }
        ItemId::Variant(id) => {
            let declared = &model.variants[id.0];
            (declared.availability.tier == tier).then(|| variant(model, item, declared))
        }
        _ => None,
    }
}

fn laid_out(model: &Model, item: ItemId, layout: &Layout, fields: &[Field]) -> BorderStruct {
    let c_name = c_name(model, item);
    BorderStruct {
        name: names::border_type(model, &c_name),
        c_name,
        size: layout.size,
        fields: layout
            .slots
            .iter()
            .map(|slot| field(model, slot, fields))
            .collect(),
    }
}

fn field(model: &Model, slot: &Slot, fields: &[Field]) -> BorderField {
    let ty = match slot.content {
        SlotContent::HeaderSize => "uint32".to_owned(),
        SlotContent::Reserved => reserved(slot),
        SlotContent::Field(index) if fields[index].is_pointer => "unsafe.Pointer".to_owned(),
        SlotContent::Field(index) => border(model, &fields[index].ty),
        SlotContent::Length(_) | SlotContent::Capacity(_) | SlotContent::Stride(_) => {
            "uint64".to_owned()
        }
        SlotContent::Address(_) | SlotContent::ResultAddress(_) | SlotContent::CountAddress(_) => {
            "unsafe.Pointer".to_owned()
        }
    };
    BorderField {
        name: names::camel(&slot.name),
        c_name: slot.name.clone(),
        ty,
        offset: slot.offset,
    }
}

/// The type of bytes that are zero.
pub fn reserved(slot: &Slot) -> String {
    if slot.size == 4 && slot.offset.is_multiple_of(4) {
        "uint32".to_owned()
    } else {
        format!("[{}]byte", slot.size)
    }
}

fn variant(model: &Model, item: ItemId, declared: &Variant) -> BorderStruct {
    let c_name = c_name(model, item);
    let field = |name: &str, ty: &str, offset| BorderField {
        name: names::camel(name),
        c_name: name.to_owned(),
        ty: ty.to_owned(),
        offset,
    };
    BorderStruct {
        name: names::border_type(model, &c_name),
        c_name,
        size: declared.size,
        fields: vec![
            field("tag", "uint32", 0),
            field("reserved", "uint32", 4),
            field(
                "value",
                &format!("[{}]uint64", super::super::variant::words(declared)),
                8,
            ),
        ],
    }
}

/// The types in Go.
pub fn declarations(model: &Model, tier: Tier) -> String {
    structs(model, tier)
        .into_iter()
        .map(|item| declaration(&item))
        .collect()
}

fn declaration(item: &BorderStruct) -> String {
    let width = item
        .fields
        .iter()
        .map(|field| field.name.len())
        .max()
        .unwrap_or(0);
    super::render(&StructView {
        name: item.name.clone(),
        c_name: item.c_name.clone(),
        size: item.size,
        fields: item
            .fields
            .iter()
            .map(|field| format!("{} {}", pad(&field.name, width), field.ty))
            .collect(),
    })
}

/// Assertions that the C header has this layout too.
pub fn assertions(model: &Model, tier: Tier) -> String {
    let text: String = structs(model, tier).iter().map(assertion).collect();
    if text.is_empty() { text } else { text + "\n" }
}

fn assertion(item: &BorderStruct) -> String {
    let name = &item.c_name;
    let mut text = format!(
        "_Static_assert(sizeof({name}) == {}, \"{name}\");\n",
        item.size
    );
    for field in &item.fields {
        let (field, offset) = (&field.c_name, field.offset);
        text.push_str(&format!(
            "_Static_assert(offsetof({name}, {field}) == {offset}, \"{name}.{field}\");\n"
        ));
    }
    text
}
