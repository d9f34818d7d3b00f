//! Backend: identity, rights, life cycle, frames and accounting of each call as an Alloy model.

mod account;
mod clause;
mod command;
mod frame;
mod handle;
mod header;
mod names;
mod scope;
mod slice;
mod step;
mod value;

use askama::Template;

use super::formula;
use super::{Files, generated_line};
use crate::backend::naming;
use crate::model::*;

/// Where the models live in the repository.
const FOLDER: &str = "conformance/models/generated/alloy";

/// The module that the slices share, and one slice per call.
pub fn generate(model: &Model) -> Result<Files, String> {
    let mut files = Files::new();
    add(&mut files, "header", &header::header(model))?;
    for call in &model.calls {
        add(
            &mut files,
            &naming::local_function(model, call),
            &slice::slice(model, call),
        )?;
    }
    Ok(files)
}

fn add(files: &mut Files, name: &str, template: &impl Template) -> Result<(), String> {
    let text = template.render().map_err(|error| error.to_string())?;
    files.insert(
        format!("{FOLDER}/{name}.als"),
        text.trim_end().to_string() + "\n",
    );
    Ok(())
}
