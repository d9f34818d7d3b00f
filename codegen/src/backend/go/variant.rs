//! Variants: an opaque struct, and a function per case that makes one.

use askama::Template;

use super::types::{Types, border_pointee, holds_memory, is_handle};
use super::{comment, names};
use crate::model::*;

#[derive(Template)]
#[template(path = "go/variant.txt", escape = "none")]
struct VariantView {
    docs: String,
    name: String,
    border: String,
    words: u32,
    holds_memory: bool,
    holds_handle: bool,
}

#[derive(Template)]
#[template(path = "go/case.txt", escape = "none")]
struct CaseView {
    docs: String,
    variant: String,
    name: String,
    ty: String,
    fill: Vec<String>,
}

/// The type, and the cases of its own tier.
pub fn declaration(types: &Types, id: VariantId) -> String {
    let item = &types.model.variants[id.0];
    let name = names::type_name(types.model, item.module, &item.name);
    let cases = cases(types, id, item.availability.tier);
    let text = format!(
        "{} Its zero value is none of its cases.{}",
        comment::about(&name, &item.docs),
        comment::standing(types, &item.availability)
    );
    let view = VariantView {
        docs: comment::lines(&text, ""),
        border: border_pointee(types.model, &Type::Variant(id)),
        words: words(item),
        holds_memory: holds_memory(types.model, &Type::Variant(id)),
        holds_handle: item.cases.iter().any(|case| is_handle(&case.ty)),
        name,
    };
    format!("{}{cases}", super::render(&view))
}

/// The payload in words of eight bytes.
pub fn words(item: &Variant) -> u32 {
    item.payload_size.div_ceil(8)
}

/// The functions of the cases of one tier.
fn cases(types: &Types, id: VariantId, tier: Tier) -> String {
    let item = &types.model.variants[id.0];
    item.cases
        .iter()
        .filter(|case| case.availability.tier == tier)
        .map(|each| case(types, item, each))
        .collect()
}

/// The functions of experimental cases of a stable variant.
pub fn experimental_cases(types: &Types, id: VariantId) -> String {
    match types.model.variants[id.0].availability.tier {
        Tier::Stable => cases(types, id, Tier::Experimental),
        Tier::Experimental => String::new(),
    }
}

fn case(types: &Types, item: &Variant, case: &VariantCase) -> String {
    let variant = names::type_name(types.model, item.module, &item.name);
    let name = names::member(&variant, &case.name);
    let text = comment::about(&name, &case.docs) + &comment::standing(types, &case.availability);
    super::render(&CaseView {
        docs: comment::lines(&text, ""),
        ty: types.public(&case.ty),
        fill: fill(types, case),
        variant,
        name,
    })
}

/// The statements that fill `argument` from `payload`.
fn fill(types: &Types, case: &VariantCase) -> Vec<String> {
    let mut lines = vec![format!("argument.tag = {}", case.tag)];
    match &case.ty {
        Type::String | Type::Bytes => {
            let data = if case.ty == Type::String {
                "StringData"
            } else {
                "SliceData"
            };
            lines.push(format!("argument.memory = unsafe.{data}(payload)"));
            lines.push("argument.words[1] = uint64(len(payload))".to_owned());
        }
        ty if is_handle(ty) => {
            lines.push("argument.words[0] = payload.Raw()".to_owned());
            lines.push("argument.handle = payload".to_owned());
        }
        ty => {
            let border = border_pointee(types.model, ty);
            let value = types.lower(ty, "payload");
            lines.push(format!(
                "*(*{border})(unsafe.Pointer(&argument.words)) = {value}"
            ));
        }
    }
    lines
}
