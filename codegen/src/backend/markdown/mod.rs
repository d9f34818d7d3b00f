//! Backend: the reference of the API as Markdown, for people who call it.

mod c;
mod call;
mod clause;
mod enum_;
mod error;
mod flags;
mod handle;
mod index;
mod layout;
mod module;
mod record;
mod sentence;
mod standing;
mod struct_;
mod text;
mod types;
mod variant;

use askama::Template;

use super::{Files, formula, generated_line};
use crate::model::*;

/// Where the pages live in the repository.
const FOLDER: &str = "docs/reference/api";

/// An overview, a page per module, and the errors.
pub fn generate(model: &Model) -> Result<Files, String> {
    let mut files = Files::new();
    add(&mut files, "index", &index::page(model))?;
    add(&mut files, "errors", &error::page(model))?;
    for index in 0..model.modules.len() {
        add(
            &mut files,
            &model.modules[index].name,
            &module::page(model, ModuleId(index)),
        )?;
    }
    Ok(files)
}

fn add(files: &mut Files, name: &str, template: &impl Template) -> Result<(), String> {
    let text = template.render().map_err(|error| error.to_string())?;
    files.insert(format!("{FOLDER}/{name}.md"), text::tidy(&text));
    Ok(())
}
