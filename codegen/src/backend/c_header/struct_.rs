//! Structs: the macro that initialises one.

use crate::backend::rust_abi::{border, names};
use crate::model::{Field, Model, Slot, SlotContent, Struct, StructId, Tier, Type};

/// An `_INIT` macro for every struct: its size, and zero for the rest, which means its default.
pub fn initializers(model: &Model) -> String {
    let mut text = String::from(
        "/* Initialisers: the size is set, everything else is zero, which means its default. */\n",
    );
    for (index, item) in model.structs.iter().enumerate() {
        let name = names::structure(model, StructId(index)).to_string();
        text.push_str(&guarded(initializer(item, &name), item.availability.tier));
    }
    text
}

fn initializer(item: &Struct, name: &str) -> String {
    let constant = name.trim_end_matches("_t").to_uppercase();
    let values: Vec<&str> = item
        .layout
        .slots
        .iter()
        .map(|slot| zero(slot, &item.fields))
        .collect();
    format!(
        "#define {constant}_INIT {{ sizeof({name}), {} }}\n",
        values[1..].join(", ")
    )
}

/// Every member is named by position, since C++ before 20 knows no designated ones and `-Wextra` wants all.
fn zero(slot: &Slot, fields: &[Field]) -> &'static str {
    match slot.content {
        SlotContent::Reserved if !border::is_word(slot) => "{ 0 }",
        SlotContent::Field(index) => match fields[index].ty {
            Type::Uuid => "{ { 0 } }",
            Type::Record(_) | Type::Handle { .. } | Type::AnyHandle { .. } => "{ 0 }",
            _ => "0",
        },
        _ => "0",
    }
}

/// Text that is there for those who ask for experimental items.
pub fn guarded(text: String, tier: Tier) -> String {
    match tier {
        Tier::Stable => text,
        Tier::Experimental => format!("#if defined(DISTOS_ENABLE_EXPERIMENTAL)\n{text}#endif\n"),
    }
}
