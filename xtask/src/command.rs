//! Running other programs: output goes to a log, and to the person only when something fails.

use crate::{report, tree};
use anyhow::{Context, bail};
use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program with its arguments; errors name it as one would type it.
pub struct Run {
    command: Command,
    line: String,
}

/// A program to run in the repository's root.
pub fn run(program: impl AsRef<OsStr>) -> Run {
    let line = program.as_ref().to_string_lossy().into_owned();
    let mut command = Command::new(program);
    // What it prints goes to a log.
    command
        .current_dir(tree::root())
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "1");
    Run { command, line }
}

/// Cargo, as it runs us.
pub fn cargo(arguments: &[&str]) -> Run {
    run(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).args(arguments)
}

impl Run {
    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        for argument in arguments {
            self.line.push(' ');
            self.line.push_str(&argument.as_ref().to_string_lossy());
            self.command.arg(argument);
        }
        self
    }

    /// Adds one argument.
    pub fn arg(self, argument: impl AsRef<OsStr>) -> Self {
        self.args([argument])
    }

    /// Sets a variable of its environment.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it in this directory.
    pub fn dir(mut self, path: impl AsRef<Path>) -> Self {
        self.command.current_dir(path);
        self
    }

    /// Runs it to its end; its output goes to the log of the present step.
    pub fn check(mut self) -> anyhow::Result<()> {
        let log = report::log_path();
        let file = open_log(&log, &self.line)?;
        self.command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        let status = self
            .command
            .status()
            .with_context(|| format!("can't run `{}`", self.line))?;
        if !status.success() {
            bail!(
                "`{}` failed ({status})\n{}\nThe whole log: {}",
                self.line,
                tail(&log),
                log.display()
            );
        }
        Ok(())
    }

    /// Runs it to its end and gives what it wrote to standard output.
    pub fn output(mut self) -> anyhow::Result<String> {
        let log = report::log_path();
        let file = open_log(&log, &self.line)?;
        self.command.stdin(Stdio::null()).stderr(file);
        let output = self
            .command
            .output()
            .with_context(|| format!("can't run `{}`", self.line))?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stdout);
            bail!(
                "`{}` failed ({})\n{text}{}",
                self.line,
                output.status,
                tail(&log)
            );
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Whether it runs and succeeds; its output is lost.
    pub fn succeeds(mut self) -> bool {
        self.command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.command.status().is_ok_and(|status| status.success())
    }

    /// Runs it to its end, with its output on the terminal.
    pub fn show(mut self) -> anyhow::Result<()> {
        let status = self
            .command
            .status()
            .with_context(|| format!("can't run `{}`", self.line))?;
        if !status.success() {
            bail!("`{}` failed ({status})", self.line);
        }
        Ok(())
    }
}

fn open_log(path: &PathBuf, line: &str) -> anyhow::Result<File> {
    use std::io::Write;
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut file = File::options().create(true).append(true).open(path)?;
    writeln!(file, "$ {line}")?;
    Ok(file)
}

fn tail(path: &Path) -> String {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(60)..].join("\n")
}
