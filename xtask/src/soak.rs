//! `cargo xtask soak`: each language's stress test, with many operations.

use crate::command::{Run, cargo, run};
use crate::report::Report;
use crate::tests::hello::pkg_config_path;
use crate::{install, results, tree, wheel};
use std::fmt::Write;
use std::time::Instant;

/// Where the last full run is kept.
const DOCUMENT: &str = "docs/internals/soak.md";

/// A language and the program that stresses it.
type Language = (&'static str, fn() -> anyhow::Result<Run>);

const LANGUAGES: &[Language] = &[("C", c), ("Rust", rust), ("Go", go), ("Python", python)];

/// Runs the stress tests of C, Rust, Go and Python with this many operations each, and keeps the result.
pub fn run_all(operations: u64) -> anyhow::Result<()> {
    let mut report = Report::new(LANGUAGES.len() + 1);
    let mut table =
        String::from("| language | operations | seconds | result |\n|---|--:|--:|---|\n");
    if report.step("library", || install::run_quietly(&tree::prefix())) {
        for (language, program) in LANGUAGES {
            let start = Instant::now();
            let passed = report.step(&format!("soak in {language}"), || {
                scaled(program()?, operations)
            });
            let (seconds, result) = (
                start.elapsed().as_secs(),
                if passed { "passed" } else { "**failed**" },
            );
            let _ = writeln!(
                table,
                "| {language} | {operations} | {seconds} | {result} |"
            );
        }
        results::write(DOCUMENT, &table)?;
        println!("Written to {DOCUMENT}");
    }
    report.finish()
}

fn scaled(program: Run, operations: u64) -> anyhow::Result<()> {
    program
        .env("DISTOS_SOAK_OPERATIONS", operations.to_string())
        .check()
}

fn c() -> anyhow::Result<Run> {
    let program = crate::tests::compile_c("soak", &["-g", "-fsanitize=address,undefined"])?;
    Ok(run(program).arg(tree::root().join("conformance/kernels")))
}

fn rust() -> anyhow::Result<Run> {
    Ok(cargo(&[
        "test",
        "--release",
        "--package",
        "distos",
        "--test",
        "stress",
        "--",
        "--nocapture",
    ]))
}

fn go() -> anyhow::Result<Run> {
    Ok(run("go")
        .args([
            "test",
            "-count=1",
            "-timeout=2h",
            "-v",
            "-run",
            "Stress",
            "./...",
        ])
        .dir(tree::root().join("sdk-go"))
        .env("PKG_CONFIG_PATH", pkg_config_path()))
}

fn python() -> anyhow::Result<Run> {
    let python = wheel::fresh_environment("soak", &["pytest==9.*", "numpy==2.4.*"])?;
    let tests = tree::root().join("sdk-python/tests");
    Ok(run(python)
        .args([
            "-m",
            "pytest",
            "-q",
            "-s",
            "-p",
            "no:cacheprovider",
            "-k",
            "stress",
        ])
        .arg(tests))
}
