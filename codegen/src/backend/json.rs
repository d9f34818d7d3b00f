//! The model as JSON, for tools outside the compiler.

use serde::Serialize;

use crate::model::Model;

/// The version of the JSON's shape. It grows when something is removed or changes its meaning.
pub const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'m> {
    format: u32,
    #[serde(flatten)]
    model: &'m Model,
}

/// The whole model, indented, with a line break at the end.
pub fn model_json(model: &Model) -> Result<String, serde_json::Error> {
    let document = Document {
        format: FORMAT,
        model,
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}
