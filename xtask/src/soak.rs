//! `cargo xtask soak`: each language's stress test, with many operations.

use crate::command::{Run, cargo, run};
use crate::report::Report;
use crate::tests::hello::pkg_config_path;
use crate::{install, tree, wheel};

/// Runs the stress tests of C, Rust, Go and Python with this many operations each.
pub fn run_all(operations: u64) -> anyhow::Result<()> {
    let mut report = Report::new(5);
    if report.step("library", || install::run_quietly(&tree::prefix())) {
        report.step("soak in C", || scaled(c()?, operations));
        report.step("soak in Rust", || scaled(rust(), operations));
        report.step("soak in Go", || scaled(go(), operations));
        report.step("soak in Python", || scaled(python()?, operations));
    }
    println!("{operations} operations through each language");
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

fn rust() -> Run {
    cargo(&[
        "test",
        "--release",
        "--package",
        "distos",
        "--test",
        "stress",
        "--",
        "--nocapture",
    ])
}

fn go() -> Run {
    run("go")
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
        .env("PKG_CONFIG_PATH", pkg_config_path())
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
