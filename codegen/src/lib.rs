//! The compiler of the DistOS interface language: `syntax → model → check → backend`.

pub mod backend;
mod check;
pub mod cli;
pub mod diagnostic;
pub mod generate;
mod layout;
pub mod model;
mod resolve;
pub mod source;
pub mod syntax;

use std::path::Path;

use diagnostic::Diagnostic;
use model::Model;
use source::{LoadError, SourceSet};

/// Compiles an API. All that is wrong is reported, in the order of the files.
pub fn compile(sources: &SourceSet) -> Result<Model, Vec<Diagnostic>> {
    let mut diagnostics = Vec::new();
    let files: Vec<_> = sources
        .files()
        .map(|(id, file)| (id, syntax::parse(id, &file.text, &mut diagnostics)))
        .collect();
    let declarations = resolve::Declarations::gather(&files, &mut diagnostics);
    let resolved = resolve::resolve(sources, &declarations, &mut diagnostics);
    check::check(&resolved, sources, &mut diagnostics);
    if diagnostics.is_empty() {
        return Ok(resolved.model);
    }
    diagnostics.sort_by_key(|one| (one.span, one.code));
    diagnostics.dedup();
    Err(diagnostics)
}

/// Reads every `.idl` file below `root`.
pub fn load(root: &Path) -> Result<SourceSet, LoadError> {
    SourceSet::load(root)
}
