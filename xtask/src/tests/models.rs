//! The generated models and the spike's, before z3 and Alloy: every verdict is the expected one.

use crate::command::run;
use crate::{environment, tree};
use std::path::{Path, PathBuf};

/// The artifact on Maven Central.
const ALLOY: &str = "org.alloytools:org.alloytools.alloy.dist:6.2.0";

/// What the compiler made of the API.
pub fn generated() -> anyhow::Result<()> {
    prove("conformance/models/run.py")
}

/// The twelve clauses that were tried by hand.
pub fn spike() -> anyhow::Result<()> {
    prove("conformance/spike/run.py")
}

fn prove(script: &str) -> anyhow::Result<()> {
    let python = environment::python()?;
    let z3 = python.with_file_name("z3");
    run(&python)
        .arg(tree::root().join(script))
        .arg("--z3")
        .arg(z3)
        .arg("--alloy-jar")
        .arg(alloy_jar()?)
        .check()
}

/// Alloy, fetched once.
fn alloy_jar() -> anyhow::Result<PathBuf> {
    let directory = tree::target().join("alloy");
    let jar = directory.join(jar_name());
    if !jar.exists() {
        fetch(&directory)?;
    }
    Ok(jar)
}

fn jar_name() -> String {
    let mut parts = ALLOY.split(':').skip(1);
    let (name, version) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    format!("{name}-{version}.jar")
}

fn fetch(directory: &Path) -> anyhow::Result<()> {
    run("mvn")
        .args([
            "--batch-mode",
            "--quiet",
            "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy",
        ])
        .arg(format!("-Dartifact={ALLOY}"))
        .arg(format!("-DoutputDirectory={}", directory.display()))
        .check()
}
