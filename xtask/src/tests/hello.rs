//! The first example, in four languages: one expected text.

use crate::command::{cargo, run};
use crate::{install, tree, wheel};
use anyhow::ensure;
use std::fs;
use std::path::{Path, PathBuf};

/// Runs all four and compares.
pub fn all() -> anyhow::Result<()> {
    install::run_quietly(&tree::prefix())?;
    let python = wheel::fresh_environment("hello", &["numpy==2.4.*"])?;
    compare("C", &c()?)?;
    compare("Rust", &rust()?)?;
    compare("Go", &go()?)?;
    compare("Python", &in_python(&python)?)
}

/// An error that shows the first line that differs; correlation ids are random, and put aside.
pub fn compare(language: &str, output: &str) -> anyhow::Result<()> {
    let expected = fs::read_to_string(tree::expected_output())?;
    let output = &normalised(output);
    let mut lines = expected.lines().zip(output.lines());
    if let Some((want, have)) = lines.find(|(want, have)| want != have) {
        anyhow::bail!("{language} prints\n  {have}\ninstead of\n  {want}");
    }
    ensure!(
        expected == *output,
        "{language} prints {} lines instead of {}",
        output.lines().count(),
        expected.lines().count()
    );
    Ok(())
}

/// Lines that hold a correlation id hold a placeholder afterwards; anything else in its place stays.
fn normalised(output: &str) -> String {
    let line = |line: &str| match line.strip_prefix("  correlation: ") {
        Some(id) if is_uuid(id) => "  correlation: <correlation-id>\n".to_owned(),
        _ => format!("{line}\n"),
    };
    output.lines().map(line).collect()
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12]
        && text
            .chars()
            .all(|character| character == '-' || character.is_ascii_hexdigit())
}

/// The C example, against the installed library.
pub fn c() -> anyhow::Result<String> {
    let program = tree::scratch("hello-c")?.join("hello-distributed-gpu");
    compile_c(
        &tree::root().join("sdk-c/examples/hello-distributed-gpu/main.c"),
        &program,
    )?;
    run(program).arg(tree::saxpy()).output()
}

/// Compiles one file as a user does: with pkg-config.
pub fn compile_c(source: &Path, program: &Path) -> anyhow::Result<()> {
    let flags = run("pkg-config")
        .args(["--cflags", "--libs", "distos"])
        .env("PKG_CONFIG_PATH", pkg_config_path())
        .output()?;
    run("cc")
        .args(["-std=gnu11", "-O2", "-Wall", "-Wextra", "-o"])
        .args([program, source])
        .args(flags.split_whitespace())
        .arg("-lm")
        .check()
}

/// The Rust example.
pub fn rust() -> anyhow::Result<String> {
    cargo(&[
        "run",
        "--release",
        "--quiet",
        "--package",
        "distos",
        "--example",
        "hello-distributed-gpu",
        "--",
    ])
    .arg(tree::saxpy())
    .output()
}

/// The Go example, against the installed library.
pub fn go() -> anyhow::Result<String> {
    run("go")
        .args(["run", "./examples/hello-distributed-gpu"])
        .arg(tree::saxpy())
        .dir(tree::root().join("sdk-go"))
        .env("PKG_CONFIG_PATH", pkg_config_path())
        .output()
}

/// The Python example, with this interpreter, outside the tree.
pub fn in_python(python: &Path) -> anyhow::Result<String> {
    run(python)
        .arg(tree::root().join("sdk-python/examples/hello_distributed_gpu.py"))
        .arg(tree::saxpy())
        .dir(tree::scratch("hello-python")?)
        .output()
}

/// Where pkg-config finds the library that `cargo xtask` installed for its own use.
pub fn pkg_config_path() -> PathBuf {
    tree::prefix().join("lib/pkgconfig")
}
