//! Rust: freshness, format, lints, tests, memory ordering, sanitizer, packages.

use crate::command::{cargo, run};
use crate::{generate, tree};
use std::fs;
use std::path::Path;

/// Crates that are published, in the order in which they depend on each other.
const PUBLISHED: &[&str] = &["distos-runtime", "distos-sys", "distos"];

/// Nothing that is generated differs from what idl/ says.
pub fn generated_is_fresh() -> anyhow::Result<()> {
    generate::compiler(true).check()
}

/// `cargo fmt`.
pub fn format() -> anyhow::Result<()> {
    cargo(&["fmt", "--all", "--check"]).check()
}

/// `clippy` without a warning, experimental items included.
pub fn clippy() -> anyhow::Result<()> {
    cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--features",
        "distos/experimental",
        "--",
        "-D",
        "warnings",
    ])
    .check()
}

/// Unit, integration and documentation tests.
pub fn tests() -> anyhow::Result<()> {
    cargo(&[
        "test",
        "--no-fail-fast",
        "--features",
        "distos/experimental",
    ])
    .check()
}

/// Every interleaving of the completion queue and its wake-up, within loom's bounds.
pub fn loom() -> anyhow::Result<()> {
    cargo(&[
        "test",
        "--release",
        "--package",
        "distos-runtime",
        "--test",
        "loom_ring",
    ])
    .env("RUSTFLAGS", "--cfg loom")
    .env("CARGO_TARGET_DIR", tree::target().join("loom"))
    .check()
}

/// The runtime's tests, instrumented. The sanitizer is a nightly flag that the stable compiler carries.
///
/// A request for more memory than there is must come back as null, as it does without the sanitizer.
pub fn address_sanitizer() -> anyhow::Result<()> {
    let target = "x86_64-unknown-linux-gnu";
    cargo(&[
        "test",
        "--package",
        "distos-runtime",
        "--tests",
        "--target",
        target,
    ])
    .env("RUSTC_BOOTSTRAP", "1")
    .env("RUSTFLAGS", "-Zsanitizer=address")
    .env("ASAN_OPTIONS", "detect_leaks=1:allocator_may_return_null=1")
    .env("CARGO_TARGET_DIR", tree::target().join("asan"))
    .check()
}

/// The crates as they would be published, used by a crate outside the workspace.
pub fn packaged() -> anyhow::Result<()> {
    let mut package = cargo(&["package", "--allow-dirty", "--no-verify", "--quiet"]);
    for name in PUBLISHED {
        package = package.args(["--package", name]);
    }
    package.check()?;
    let scratch = tree::scratch("crate-outside")?;
    let mut patches = String::new();
    for name in PUBLISHED {
        let directory = unpack(name, &scratch)?;
        patches.push_str(&format!("{name} = {{ path = {directory:?} }}\n"));
    }
    let program = scratch.join("program");
    fs::create_dir_all(program.join("src"))?;
    let example = tree::root().join("sdk-rust/distos/examples/hello-distributed-gpu.rs");
    fs::copy(example, program.join("src/main.rs"))?;
    let manifest = format!(
        "[package]\nname = \"program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\ndistos = \"{}\"\n\n\
         [patch.crates-io]\n{patches}\n[workspace]\n",
        env!("CARGO_PKG_VERSION")
    );
    fs::write(program.join("Cargo.toml"), manifest)?;
    let output = cargo(&["run", "--quiet", "--release", "--"])
        .arg(tree::saxpy())
        .dir(&program)
        .env("CARGO_TARGET_DIR", tree::target().join("crate-outside"))
        .output()?;
    super::hello::compare("the packaged crates", &output)
}

fn unpack(name: &str, scratch: &Path) -> anyhow::Result<String> {
    let file = format!("{name}-{}", env!("CARGO_PKG_VERSION"));
    let archive = tree::target().join("package").join(format!("{file}.crate"));
    run("tar")
        .arg("xzf")
        .arg(archive)
        .arg("-C")
        .arg(scratch)
        .check()?;
    Ok(scratch.join(file).display().to_string())
}
