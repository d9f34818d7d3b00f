//! A module's page: an overview, its calls, its types.

use askama::Template;

use super::call::{self, CallView};
use super::enum_::{self, EnumView};
use super::handle::{self, HandleView};
use super::index::{self, CallRow};
use super::struct_::{self, StructView};
use super::types::Links;
use super::variant::{self, VariantView};
use super::{flags, generated_line, record, text};
use crate::model::*;

/// `gpu.md`.
#[derive(Template)]
#[template(path = "markdown/module.txt", escape = "none")]
pub struct Page {
    generated: String,
    path: String,
    docs: String,
    overview: Vec<CallRow>,
    types: Vec<TypeRow>,
    calls: Vec<CallView>,
    handles: Vec<HandleView>,
    structs: Vec<StructView>,
    enums: Vec<EnumView>,
    variants: Vec<VariantView>,
    errors: Vec<String>,
}

struct TypeRow {
    link: String,
    kind: &'static str,
    about: String,
}

/// The page of a module.
pub fn page(model: &Model, id: ModuleId) -> Page {
    let links = Links {
        model,
        page: Some(id),
    };
    let module = &model.modules[id.0];
    let mut page = Page {
        generated: generated_line("<!--"),
        path: module.path.clone(),
        docs: module.docs.clone(),
        overview: Vec::new(),
        types: Vec::new(),
        calls: Vec::new(),
        handles: Vec::new(),
        structs: Vec::new(),
        enums: Vec::new(),
        variants: Vec::new(),
        errors: Vec::new(),
    };
    for item in &module.items {
        page.add(&links, *item);
    }
    page
}

impl Page {
    fn add(&mut self, links: &Links<'_>, item: ItemId) {
        self.types.extend(type_row(links, item));
        match item {
            ItemId::Call(id) => {
                self.overview.push(index::call_row(links, id));
                self.calls.push(call::view(links, id));
            }
            ItemId::Handle(id) => self.handles.push(handle::view(links, id)),
            ItemId::Enum(id) => self.enums.push(enum_::view(links.model, id)),
            ItemId::Flags(id) => self.enums.push(flags::view(links.model, id)),
            ItemId::Struct(id) => self.structs.push(struct_::view(links, id)),
            ItemId::Record(id) => self.structs.push(record::view(links, id)),
            ItemId::Variant(id) => self.variants.push(variant::view(links, id)),
            ItemId::Error(id) => self.errors.push(links.error(id)),
            // Budgets are shown where they are kept.
            ItemId::Budget(_) => {}
        }
    }
}

/// A type in the overview.
fn type_row(links: &Links<'_>, item: ItemId) -> Option<TypeRow> {
    let model = links.model;
    let (kind, module, name, docs) = match item {
        ItemId::Handle(id) => {
            let item = &model.handles[id.0];
            ("handle", item.module, &item.name, &item.docs)
        }
        ItemId::Enum(id) => {
            let item = &model.enums[id.0];
            ("enum", item.module, &item.name, &item.docs)
        }
        ItemId::Flags(id) => {
            let item = &model.flags[id.0];
            ("flags", item.module, &item.name, &item.docs)
        }
        ItemId::Struct(id) => {
            let item = &model.structs[id.0];
            (
                if item.is_options { "options" } else { "struct" },
                item.module,
                &item.name,
                &item.docs,
            )
        }
        ItemId::Record(id) => {
            let item = &model.records[id.0];
            ("record", item.module, &item.name, &item.docs)
        }
        ItemId::Variant(id) => {
            let item = &model.variants[id.0];
            ("variant", item.module, &item.name, &item.docs)
        }
        ItemId::Call(_) | ItemId::Error(_) | ItemId::Budget(_) => return None,
    };
    Some(TypeRow {
        link: links.to(module, name),
        kind,
        about: text::cell(&text::first_sentence(docs)),
    })
}
