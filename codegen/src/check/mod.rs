//! Checks of what is resolved: one rule a function, one subject a file.

mod numbers;

use crate::diagnostic::Diagnostic;
use crate::resolve::Resolved;
use crate::source::SourceSet;

/// Reports everything that resolves and still is wrong.
pub fn check(resolved: &Resolved<'_>, sources: &SourceSet, diagnostics: &mut Vec<Diagnostic>) {
    let _ = sources;
    numbers::check(resolved, diagnostics);
}
