//! Python text: modules and their stubs, asyncio classes, exceptions, experiments, the layout test.
//!
//! Views hold strings that are ready to print; templates loop and substitute.

mod aio;
mod docs;
mod enum_;
mod error;
mod experiment;
mod flags;
mod handle;
mod imports;
mod layout;
mod module;
mod record;
mod signature;
mod struct_;
mod types;
mod variant;

use crate::backend::generated_line;
use crate::model::*;

/// Where the generated Python lies, below the SDK's folder. What is no module of the API begins with an underscore,
/// which no name of the API does.
const PACKAGE: &str = "python/distos/generated";

/// Every file, by path below the SDK's folder.
pub fn files(model: &Model) -> Result<Vec<(String, String)>, String> {
    let mut files = vec![
        (
            format!("{PACKAGE}/__init__.py"),
            package("What is generated from the API."),
        ),
        (
            format!("{PACKAGE}/_aio/__init__.py"),
            package("What is generated from the API, to be awaited."),
        ),
        (format!("{PACKAGE}/_errors.py"), error::file(model)?),
        (
            format!("{PACKAGE}/_experiments.py"),
            experiment::file(model)?,
        ),
        (
            format!("{PACKAGE}/_experiments.pyi"),
            experiment::stub(model)?,
        ),
        (
            "tests/generated/test_layouts.py".to_owned(),
            layout::file(model)?,
        ),
    ];
    for id in (0..model.modules.len()).map(ModuleId) {
        let name = &model.modules[id.0].name;
        files.push((format!("{PACKAGE}/{name}.py"), module::file(model, id)?));
        files.push((format!("{PACKAGE}/{name}.pyi"), module::stub(model, id)?));
        files.push((format!("{PACKAGE}/_aio/{name}.py"), aio::file(model, id)?));
    }
    Ok(files)
}

fn package(docs: &str) -> String {
    format!("{}\n\n\"\"\"{docs}\"\"\"\n", generated_line("#"))
}

/// Prints a template that stands inside another: without the end of its last line.
fn render(template: &impl askama::Template) -> Result<String, String> {
    let text = template.render().map_err(|error| error.to_string())?;
    Ok(text.trim_end().to_owned())
}

/// Prints a template that is a whole file.
fn render_file(template: &impl askama::Template) -> Result<String, String> {
    render(template).map(|text| text + "\n")
}
