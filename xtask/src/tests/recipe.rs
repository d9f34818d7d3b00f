//! Performs docs/guides/add-a-call.md, word for word, on a copy of the tree.

use crate::command::{Run, run};
use crate::tree;
use anyhow::{Context, bail};
use std::fs;
use std::path::Path;

/// A fenced block of the guide, with what its first line tells to do with it.
struct Block {
    action: Action,
    text: String,
}

enum Action {
    /// ```` ```idl append=path ````: add the text at the end of a file.
    Append(String),
    /// ```` ```rust after="line" in=path ````: add the text after the first line that contains this.
    After { line: String, path: String },
    /// ```` ```python file=path ````: the text is a new file.
    Create(String),
    /// ```` ```console ````: each line that begins with `$ ` is a command; the others are what it prints.
    Commands,
}

/// Follows the guide.
pub fn perform() -> anyhow::Result<()> {
    let copy = copy_of_tree()?;
    let guide = fs::read_to_string(tree::root().join("docs/guides/add-a-call.md"))?;
    let blocks = parse(&guide)?;
    anyhow::ensure!(
        blocks.len() >= 6,
        "the guide has {} blocks to perform",
        blocks.len()
    );
    for block in blocks {
        block.perform(&copy)?;
    }
    Ok(())
}

fn copy_of_tree() -> anyhow::Result<std::path::PathBuf> {
    let copy = tree::scratch("recipe")?;
    let files = run("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .output()?;
    for file in files
        .lines()
        .filter(|file| tree::root().join(file).is_file())
    {
        let target = copy.join(file);
        fs::create_dir_all(target.parent().expect("a file lies in a directory"))?;
        fs::copy(tree::root().join(file), target)?;
    }
    Ok(copy)
}

fn parse(guide: &str) -> anyhow::Result<Vec<Block>> {
    let mut blocks = Vec::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        blocks.push(Block {
            action: action(info)?,
            text: text.join("\n") + "\n",
        });
    }
    Ok(blocks)
}

fn action(info: &str) -> anyhow::Result<Action> {
    let value = |key: &str| {
        let rest = info.split_once(&format!("{key}="))?.1;
        let quoted = rest
            .strip_prefix('"')
            .and_then(|rest| rest.split('"').next());
        quoted
            .or_else(|| rest.split_whitespace().next())
            .map(str::to_owned)
    };
    if info == "console" {
        return Ok(Action::Commands);
    }
    match (value("append"), value("after"), value("in"), value("file")) {
        (Some(path), ..) => Ok(Action::Append(path)),
        (_, Some(line), Some(path), _) => Ok(Action::After { line, path }),
        (.., Some(path)) => Ok(Action::Create(path)),
        _ => bail!("the guide does not say what to do with ```{info}"),
    }
}

impl Block {
    fn perform(self, copy: &Path) -> anyhow::Result<()> {
        match self.action {
            Action::Append(path) => append(&copy.join(path), &self.text),
            Action::After { line, path } => insert(&copy.join(path), &line, &self.text),
            Action::Create(path) => create(&copy.join(path), &self.text),
            Action::Commands => console(copy, &self.text),
        }
    }
}

fn append(path: &Path, text: &str) -> anyhow::Result<()> {
    let before = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(fs::write(path, format!("{before}\n{text}"))?)
}

fn insert(path: &Path, line: &str, text: &str) -> anyhow::Result<()> {
    let before = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let at = before
        .find(line)
        .with_context(|| format!("{} has no line with {line:?}", path.display()))?;
    let end = before[at..]
        .find('\n')
        .map_or(before.len(), |length| at + length + 1);
    Ok(fs::write(
        path,
        format!("{}{text}{}", &before[..end], &before[end..]),
    )?)
}

fn create(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::create_dir_all(path.parent().expect("a file lies in a directory"))?;
    Ok(fs::write(path, text)?)
}

/// Runs the commands of a console block and compares what they print.
fn console(copy: &Path, text: &str) -> anyhow::Result<()> {
    let mut command = None;
    let mut expected = String::new();
    for line in text.lines().chain(["$ "]) {
        if let Some(next) = line.strip_prefix("$ ") {
            if let Some(command) = command
                .replace(next.to_owned())
                .filter(|command| !command.is_empty())
            {
                compare(copy, &command, &expected)?;
            }
            expected.clear();
        } else {
            expected.push_str(line);
            expected.push('\n');
        }
    }
    Ok(())
}

fn compare(copy: &Path, command: &str, expected: &str) -> anyhow::Result<()> {
    let output = shell(copy, command).output()?;
    if !expected.is_empty() && output != expected {
        bail!("`{command}` prints\n{output}instead of\n{expected}");
    }
    Ok(())
}

/// A shell in the copy, with a target directory of its own: what the guide builds must not replace what the tree built.
fn shell(copy: &Path, command: &str) -> Run {
    run("bash")
        .args(["-ec", command])
        .dir(copy)
        .env("CARGO_TARGET_DIR", copy.join("target"))
}
