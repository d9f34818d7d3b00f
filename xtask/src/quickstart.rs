//! `cargo xtask quickstart`: from a fresh clone to one GPU program in four languages.

use crate::report::Report;
use crate::tests::hello;
use crate::{environment, generate, install, tree, wheel};
use std::cell::OnceCell;
use std::path::PathBuf;

/// Runs the steps, then says what to look at.
pub fn run() -> anyhow::Result<()> {
    let python: OnceCell<PathBuf> = OnceCell::new();
    let mut report = Report::new(9);
    let mut ready = report.step("programs and packages", environment::ensure_all)
        && report.step(
            "compiler: idl/ becomes C, Rust, Go, Python, docs and models",
            || generate::compiler(true).check(),
        )
        && report.step("runtime: libdistos.so, header, pkg-config, CMake", || {
            install::run_quietly(&tree::prefix())
        })
        && report.step("wheel in a fresh Python environment", || {
            let path = wheel::fresh_environment("quickstart", &["numpy==2.4.*"])?;
            let _ = python.set(path);
            Ok(())
        });
    ready = ready
        && report.step("hello-distributed-gpu in C", || {
            hello::compare("C", &hello::c()?)
        });
    ready = ready
        && report.step("hello-distributed-gpu in Rust", || {
            hello::compare("Rust", &hello::rust()?)
        });
    ready = ready
        && report.step("hello-distributed-gpu in Go", || {
            hello::compare("Go", &hello::go()?)
        });
    ready = ready
        && report.step("hello-distributed-gpu in Python", || {
            let python = python.get().expect("the step before made it");
            hello::compare("Python", &hello::in_python(python)?)
        });
    if ready {
        report.step("what all four printed", print_expected);
        print_next(python.get());
    }
    report.finish()
}

fn print_expected() -> anyhow::Result<()> {
    let text = std::fs::read_to_string(tree::expected_output())?;
    text.lines().for_each(|line| println!("    {line}"));
    Ok(())
}

fn print_next(python: Option<&PathBuf>) {
    let shown = |path: PathBuf| {
        path.strip_prefix(tree::root())
            .map_or(path.clone(), std::path::Path::to_path_buf)
    };
    println!("\nThe API          idl/distos/*.idl");
    println!(
        "The C header     sdk-c/include/distos.h, installed under {}",
        shown(tree::prefix()).display()
    );
    println!("The programs     sdk-*/examples, sdk-rust/distos/examples");
    if let Some(python) = python {
        println!("A Python with it {}", shown(python.clone()).display());
    }
    println!("Next             cargo xtask test, docs/guides/add-a-call.md");
}
