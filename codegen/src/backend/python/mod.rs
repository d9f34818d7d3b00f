//! Backend: the Python SDK. The extension's glue in Rust, and modules, stubs and asyncio classes in Python.

mod glue;
mod names;
mod place;
pub mod reference;
mod text;

use super::Files;
use crate::model::Model;

/// Where the extension's generated part lies.
const GLUE: &str = "sdk-python/src/generated";

/// Every generated file of the Python SDK.
pub fn generate(model: &Model) -> Result<Files, String> {
    let mut files = Files::new();
    for (name, contents) in glue::files(model) {
        files.insert(format!("{GLUE}/{name}.rs"), contents);
    }
    for (path, contents) in text::files(model)? {
        files.insert(format!("sdk-python/{path}"), contents);
    }
    Ok(files)
}
