//! Documents: relative links lead somewhere, commands that they name exist.

use super::hello::pkg_config_path;
use crate::command::{Run, cargo, run};
use crate::{install, tree, wheel};
use anyhow::ensure;
use clap::CommandFactory;
use std::fs;
use std::path::{Path, PathBuf};

/// Checks every Markdown file that git knows, but for golden files, which are parts of a whole.
pub fn run_all() -> anyhow::Result<()> {
    let files = run("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "*.md",
            ":!codegen/tests/",
        ])
        .output()?;
    let mut broken = Vec::new();
    for file in files.lines() {
        let path = tree::root().join(file);
        let text = fs::read_to_string(&path)?;
        broken.extend(
            broken_links(&path, &text)
                .into_iter()
                .map(|link| format!("{file}: no such file: {link}")),
        );
        broken.extend(
            unknown_commands(&text)
                .into_iter()
                .map(|name| format!("{file}: no such command: cargo xtask {name}")),
        );
    }
    ensure!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

/// Targets of `[text](target)` that are files of the tree and aren't there.
fn broken_links(file: &Path, text: &str) -> Vec<String> {
    let directory: PathBuf = file.parent().map(Path::to_path_buf).unwrap_or_default();
    let targets = text
        .match_indices("](")
        .filter_map(|(at, _)| text[at + 2..].split_once(')').map(|(target, _)| target));
    targets
        .filter(|target| {
            !target.contains("://") && !target.starts_with('#') && !target.starts_with("mailto:")
        })
        .filter(|target| !target.contains(char::is_whitespace))
        .filter(|target| {
            !directory
                .join(target.split('#').next().unwrap_or_default())
                .exists()
        })
        .map(str::to_owned)
        .collect()
}

/// Words after `cargo xtask` that are no command of ours.
fn unknown_commands(text: &str) -> Vec<String> {
    let known = crate::Arguments::command();
    let words = text.split("cargo xtask ").skip(1);
    words
        .map(|rest| {
            rest.chars()
                .take_while(|character| character.is_ascii_lowercase() || *character == '-')
                .collect::<String>()
        })
        .filter(|word| !word.is_empty() && !word.starts_with('-'))
        .filter(|word| known.find_subcommand(word).is_none())
        .collect()
}

/// The first block of each language in README.md is a program, and all print the same.
pub fn readme_programs() -> anyhow::Result<()> {
    install::run_quietly(&tree::prefix())?;
    let readme = fs::read_to_string(tree::root().join("README.md"))?;
    let scratch = tree::scratch("readme")?;
    for (language, file, program) in [
        (
            "python",
            "program.py",
            python as fn(&Path) -> anyhow::Result<Run>,
        ),
        ("rust", "src/main.rs", rust),
        ("go", "main.go", go),
        ("c", "program.c", c),
    ] {
        let path = scratch.join(language).join(file);
        fs::create_dir_all(path.parent().expect("the file lies in a directory"))?;
        fs::write(&path, block(&readme, language)?)?;
        let output = program(&path)?.dir(tree::root()).output()?;
        ensure!(
            output == "3 5 7 9\n",
            "the {language} program of README.md prints {output:?}"
        );
    }
    Ok(())
}

fn block<'t>(text: &'t str, language: &str) -> anyhow::Result<&'t str> {
    let begin = text
        .split_once(&format!("```{language}\n"))
        .map(|(_, rest)| rest);
    let block = begin
        .and_then(|rest| rest.split_once("\n```"))
        .map(|(block, _)| block);
    block.ok_or_else(|| anyhow::anyhow!("README.md has no {language} block"))
}

fn python(path: &Path) -> anyhow::Result<Run> {
    Ok(run(wheel::fresh_environment(
        "readme-python",
        &["numpy==2.4.*"],
    )?)
    .arg(path))
}

fn rust(path: &Path) -> anyhow::Result<Run> {
    let package = path
        .ancestors()
        .nth(2)
        .expect("src/main.rs lies in a package");
    let sdk = tree::root().join("sdk-rust/distos");
    let manifest = format!(
        "[package]\nname = \"readme\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\ndistos = {{ path = {sdk:?} }}\n\n[workspace]\n"
    );
    fs::write(package.join("Cargo.toml"), manifest)?;
    let build =
        cargo(&["run", "--quiet", "--release", "--manifest-path"]).arg(package.join("Cargo.toml"));
    Ok(build.env("CARGO_TARGET_DIR", tree::target().join("crate-outside")))
}

fn go(path: &Path) -> anyhow::Result<Run> {
    let module = path.parent().expect("main.go lies in a module");
    super::go::write_module(module)?;
    let program = module.join("program");
    run("go")
        .args(["build", "-o"])
        .arg(&program)
        .arg(".")
        .dir(module)
        .env("PKG_CONFIG_PATH", pkg_config_path())
        .check()?;
    Ok(run(program))
}

fn c(path: &Path) -> anyhow::Result<Run> {
    let program = path.with_extension("");
    super::hello::compile_c(path, &program)?;
    Ok(run(program))
}
