//! Documents: relative links lead somewhere, commands that they name exist.

use crate::command::run;
use crate::tree;
use anyhow::ensure;
use clap::CommandFactory;
use std::fs;
use std::path::{Path, PathBuf};

/// Checks every Markdown file that git knows.
pub fn run_all() -> anyhow::Result<()> {
    let files = run("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "*.md",
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
