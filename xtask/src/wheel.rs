//! `cargo xtask wheel`: the Python wheel, with libdistos.so inside.

use crate::{command::run, environment, install, library, tree};
use std::fs;
use std::path::{Path, PathBuf};

/// Builds the wheel and says where it is.
pub fn run_loudly() -> anyhow::Result<()> {
    let wheel = build()?;
    println!(
        "{}\nInstall it: pip install {}",
        wheel.display(),
        wheel.display()
    );
    Ok(())
}

/// Builds the wheel.
pub fn build() -> anyhow::Result<PathBuf> {
    let python = environment::python()?;
    install::run_quietly(&tree::prefix())?;
    let package = tree::root().join("sdk-python");
    let carried = package.join("python/distos").join(library::SONAME);
    fs::copy(
        tree::prefix().join("lib").join(library::FILE_NAME),
        &carried,
    )?;
    let output = tree::target().join("wheels");
    let _ = fs::remove_dir_all(&output);
    let maturin = python.with_file_name("maturin");
    let built = run(maturin)
        .args(["build", "--release", "--out"])
        .arg(&output)
        .arg("--interpreter")
        .arg(&python)
        .env("LIBRARY_PATH", tree::prefix().join("lib"))
        .dir(&package)
        .check();
    fs::remove_file(carried)?;
    built?;
    only_wheel(&output)
}

/// A fresh virtual environment outside the tree's packages, with the wheel and these packages in it.
pub fn fresh_environment(name: &str, packages: &[&str]) -> anyhow::Result<PathBuf> {
    let directory = tree::scratch(name)?.join("venv");
    environment::make_virtual_environment(&directory)?;
    let python = directory.join("bin/python");
    let wheel = build()?;
    let mut all = vec![wheel.to_str().expect("our paths are UTF-8")];
    all.extend(packages);
    environment::pip_install(&python, &all)?;
    Ok(python)
}

fn only_wheel(directory: &Path) -> anyhow::Result<PathBuf> {
    let mut wheels =
        fs::read_dir(directory)?.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    wheels
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .ok_or_else(|| anyhow::anyhow!("maturin left no wheel in {}", directory.display()))
}
