//! Tables of results in documents: written anew, with the machine, the date and the commit that they were taken on.

use crate::{command::run, tree};
use anyhow::Context;
use std::fs;

/// Replaces what stands between `<!-- table -->` and `<!-- /table -->`; the text around it is written by hand.
pub fn write(document: &str, table: &str) -> anyhow::Result<()> {
    let path = tree::root().join(document);
    let text = fs::read_to_string(&path)?;
    let (before, rest) = text
        .split_once("<!-- table -->\n")
        .with_context(|| format!("{document} has no <!-- table -->"))?;
    let (_, after) = rest
        .split_once("<!-- /table -->")
        .with_context(|| format!("{document} has no <!-- /table -->"))?;
    let machine = machine()?;
    Ok(fs::write(
        path,
        format!("{before}<!-- table -->\n{machine}\n\n{table}<!-- /table -->{after}"),
    )?)
}

fn machine() -> anyhow::Result<String> {
    let processors = fs::read_to_string("/proc/cpuinfo")?;
    let model = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or(": unknown");
    let date = run("date").args(["-u", "+%Y-%m-%d"]).output()?;
    let commit = run("git").args(["rev-parse", "--short", "HEAD"]).output()?;
    let cores = std::thread::available_parallelism()?;
    let model = model.trim_start_matches(['\t', ' ', ':']);
    Ok(format!(
        "Measured on {} at {}: {cores} virtual cores, {model}.",
        date.trim(),
        commit.trim()
    ))
}
