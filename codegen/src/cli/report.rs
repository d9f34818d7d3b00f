//! What commands print, and the exit codes that go with it.

use std::io::{self, Write};

use super::{FINDINGS, Format, Input, SUCCESS, USAGE};
use crate::diagnostic::{render_human, render_json};
use crate::generate::{Mode, Report};
use crate::model::Model;

/// Where commands print to.
pub struct Output<'o> {
    /// Results.
    pub out: &'o mut dyn Write,
    /// What is wrong.
    pub err: &'o mut dyn Write,
    /// Whether `err` shows colours.
    pub color: bool,
}

impl Output<'_> {
    /// Compiles the API, or prints what is wrong: people read it on `err`, tools on `out`.
    pub fn compile(&mut self, input: &Input) -> io::Result<Result<Model, u8>> {
        let sources = match crate::load(&input.idl) {
            Ok(sources) => sources,
            Err(error) => return Ok(Err(self.failed(&error)?)),
        };
        let diagnostics = match crate::compile(&sources) {
            Ok(model) => return Ok(Ok(model)),
            Err(diagnostics) => diagnostics,
        };
        match input.format {
            Format::Json => write!(self.out, "{}", render_json(&sources, &diagnostics))?,
            Format::Human => {
                write!(
                    self.err,
                    "{}",
                    render_human(&sources, &diagnostics, self.color)
                )?;
                writeln!(
                    self.err,
                    "{}",
                    summary(diagnostics.len(), &diagnostics[0].code.id())
                )?;
            }
        }
        Ok(Err(FINDINGS))
    }

    /// Prints what was generated.
    pub fn generated(&mut self, report: &Report, mode: Mode) -> io::Result<u8> {
        let verb = match mode {
            Mode::Write => "written",
            Mode::Check => "stale",
        };
        for path in &report.changed {
            writeln!(self.out, "{verb}: {path}")?;
        }
        for path in &report.orphans {
            writeln!(
                self.err,
                "error: {path} says that it is generated, but nothing generates it"
            )?;
        }
        writeln!(
            self.out,
            "{} {verb}, {} unchanged",
            report.changed.len(),
            report.unchanged
        )?;
        let is_stale = mode == Mode::Check && !report.changed.is_empty();
        if is_stale {
            writeln!(
                self.err,
                "error: run `cargo xtask gen` and commit the result"
            )?;
        }
        if !report.orphans.is_empty() {
            writeln!(self.err, "error: delete what nothing generates")?;
        }
        let is_bad = is_stale || !report.orphans.is_empty();
        Ok(if is_bad { FINDINGS } else { SUCCESS })
    }

    /// Prints why a command could not be carried out.
    pub fn failed(&mut self, error: &dyn std::error::Error) -> io::Result<u8> {
        writeln!(self.err, "error: {error}")?;
        Ok(USAGE)
    }

    /// Prints what clap says: help and version are no mistakes.
    pub fn usage(&mut self, error: &clap::Error) -> io::Result<u8> {
        let text = error.render();
        if !error.use_stderr() {
            write!(self.out, "{text}")?;
            return Ok(SUCCESS);
        }
        match self.color {
            true => write!(self.err, "{}", text.ansi())?,
            false => write!(self.err, "{text}")?,
        }
        Ok(USAGE)
    }
}

fn summary(count: usize, first: &str) -> String {
    let findings = if count == 1 { "finding" } else { "findings" };
    format!("{count} {findings}; `distosc explain {first}` says more about the first")
}
