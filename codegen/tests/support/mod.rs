//! What the tests share: the example API around a snippet, and expected files that `BLESS=1` rewrites.

#![allow(dead_code, reason = "each test uses a part")]

use std::fs;
use std::path::{Path, PathBuf};

use distosc::diagnostic::{Diagnostic, render_human};
use distosc::model::Model;
use distosc::source::SourceSet;

/// The folder of the tests.
pub fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The API of this repository.
pub fn repository_api() -> SourceSet {
    distosc::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../idl")).expect("the API is there")
}

/// An API that has nothing to do with this repository.
pub fn library_api() -> SourceSet {
    distosc::load(&tests().join("data")).expect("the library is there")
}

/// A snippet as the module `example.test`, beside `example.core`, which declares errors, rights and two handle types.
pub fn with_core(snippet: &str) -> SourceSet {
    let core = include_str!("core.idl");
    SourceSet::from_texts([
        ("example/core.idl", core),
        ("example/test.idl", &as_module(snippet)),
    ])
}

/// A snippet as the module `example.test`, with nothing beside it.
pub fn alone(snippet: &str) -> SourceSet {
    SourceSet::from_texts([("example/test.idl", as_module(snippet))])
}

/// A snippet that does not say which module it is gets the line that does.
fn as_module(snippet: &str) -> String {
    match snippet.lines().any(|line| line.starts_with("module ")) {
        true => snippet.to_string(),
        false => format!("module example.test;\n\n{snippet}"),
    }
}

/// What is wrong, as a person reads it; a line that says so when nothing is.
pub fn rendered(sources: &SourceSet, result: &Result<Model, Vec<Diagnostic>>) -> String {
    match result {
        Ok(_) => "nothing is wrong\n".to_string(),
        Err(diagnostics) => render_human(sources, diagnostics, false),
    }
}

/// Compares with a file, or rewrites it when `BLESS=1` is set.
pub fn expect(path: &Path, actual: &str) {
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("the folder can be made");
        fs::write(path, actual).expect("the file can be written");
        return;
    }
    let expected =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert_eq!(
        expected,
        actual,
        "{} differs; BLESS=1 rewrites it",
        path.display()
    );
}
