//! `cargo xtask test`: every suite, one after the other; a failed one does not stop the rest.

mod c;
mod documents;
mod go;
pub mod hello;
mod models;
mod python;
mod recipe;
mod rust;

use crate::environment;
use crate::report::Report;

/// A named set of tests.
struct Suite {
    name: &'static str,
    run: fn() -> anyhow::Result<()>,
}

macro_rules! suites {
    ($($name:literal => $run:path),* $(,)?) => { &[$(Suite { name: $name, run: $run }),*] };
}

/// In the order of what builds on what, quick ones first.
const SUITES: &[Suite] = suites! {
    "generated files are fresh" => rust::generated_is_fresh,
    "rust: format" => rust::format,
    "rust: clippy" => rust::clippy,
    "rust: tests" => rust::tests,
    "rust: ring under loom" => rust::loom,
    "rust: runtime under AddressSanitizer" => rust::address_sanitizer,
    "c: libdistos.so exports and versions" => c::exports,
    "c: header as C11 and C++17" => c::header,
    "c: tests under AddressSanitizer and UBSan" => c::sanitized,
    "c: two copies of the runtime in one process" => c::two_copies,
    "c: pkg-config and CMake projects outside" => c::outside,
    "go: gofmt, vet" => go::lint,
    "go: tests with the race detector" => go::tests,
    "go: module outside" => go::outside,
    "python: ruff, mypy" => python::lint,
    "python: wheel in a fresh environment, pytest" => python::tests,
    "rust: packaged crates, crate outside" => rust::packaged,
    "hello-distributed-gpu prints the same in four languages" => hello::all,
    "recipe: a new call in four languages" => recipe::perform,
    "models: z3 and Alloy on what is generated" => models::generated,
    "models: the spike" => models::spike,
    "readme: its programs in four languages" => documents::readme_programs,
    "documents: links, names, commands" => documents::run_all,
};

/// Prints the suites' names.
pub fn list() -> anyhow::Result<()> {
    for suite in SUITES {
        println!("{}", suite.name);
    }
    Ok(())
}

/// Runs the suites whose name contains one of the words; all without words.
pub fn run(filter: &[String]) -> anyhow::Result<()> {
    let chosen: Vec<&Suite> = SUITES
        .iter()
        .filter(|suite| {
            filter.is_empty() || filter.iter().any(|word| suite.name.contains(word.as_str()))
        })
        .collect();
    anyhow::ensure!(
        !chosen.is_empty(),
        "no suite is called like that; cargo xtask test --list shows them"
    );
    let mut report = Report::new(chosen.len() + 1);
    if !report.step("programs and packages", environment::ensure_all) {
        return report.finish();
    }
    for suite in chosen {
        report.step(suite.name, suite.run);
    }
    report.finish()
}

/// Compiles sdk-c/tests/NAME.c against the installed library.
pub fn compile_c(name: &str, options: &[&str]) -> anyhow::Result<std::path::PathBuf> {
    c::compile_test(name, options)
}
