//! Python: format, lints, types, and pytest over the wheel in a fresh environment.

use super::hello;
use crate::command::{Run, run};
use crate::{environment, tree, wheel};
use std::path::Path;

/// `ruff check`, `ruff format --check`, `mypy --strict`.
pub fn lint() -> anyhow::Result<()> {
    let python = environment::python()?;
    module(&python, &["ruff", "check", "."]).check()?;
    module(&python, &["ruff", "format", "--check", "."]).check()?;
    module(
        &python,
        &["mypy", "--strict", "python", "tests", "examples"],
    )
    .check()
}

/// The wheel, installed where nothing else is, under its tests; then the example.
pub fn tests() -> anyhow::Result<()> {
    let python = wheel::fresh_environment("pytest", &["pytest==9.*", "numpy==2.4.*"])?;
    let scratch = tree::scratch("pytest-run")?;
    run(&python)
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .arg(tree::root().join("sdk-python/tests"))
        .dir(scratch)
        .check()?;
    hello::compare("the wheel", &hello::in_python(&python)?)
}

fn module(python: &Path, arguments: &[&str]) -> Run {
    run(python)
        .arg("-m")
        .args(arguments)
        .dir(tree::root().join("sdk-python"))
}
