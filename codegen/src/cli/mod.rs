//! The command line: arguments in, texts and an exit code out.

mod explain;
mod report;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::backend::BACKENDS;
use crate::generate::{self, Mode};
use report::Output;

/// All is well.
pub const SUCCESS: u8 = 0;
/// Something was found.
pub const FINDINGS: u8 = 1;
/// The command could not be carried out.
pub const USAGE: u8 = 2;

/// The compiler of the DistOS interface language.
#[derive(Parser)]
#[command(name = "distosc", version, about, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  distosc check                        is the API in ./idl right?
  distosc check --format json          the same, for an editor
  distosc gen                          bring every generated file up to date
  distosc gen --check                  are they? (exit code 1 if not)
  distosc model | jq '.calls[].name'   the whole API as JSON
  distosc explain DI0042               what a diagnostic means, with examples
  distosc explain OUT_OF_MEMORY        what an error means, and who answers it

Exit codes: 0 all is well, 1 something was found, 2 the command could not be carried out.";

#[derive(Subcommand)]
enum Command {
    /// Say what is wrong with the API
    Check(Input),
    /// Generate everything from the API: bindings, headers, documentation, models
    Gen {
        #[command(flatten)]
        input: Input,
        /// Write nothing; fail when a file is stale
        #[arg(long)]
        check: bool,
        /// The root of the repository, below which the files go
        #[arg(long, default_value = ".", value_name = "ROOT")]
        out: PathBuf,
        /// Run these backends alone; orphans are then not looked for
        #[arg(long, value_name = "NAME", value_parser = backend_names())]
        only: Vec<String>,
    },
    /// Print the API as JSON: resolved, ordered and laid out
    Model(Input),
    /// Explain a diagnostic (DI0042) or an error of the API (OUT_OF_MEMORY)
    Explain {
        #[command(flatten)]
        input: Input,
        /// What to explain
        #[arg(required_unless_present = "list")]
        what: Option<String>,
        /// List everything that can be explained
        #[arg(long, conflicts_with = "what")]
        list: bool,
    },
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
struct Input {
    /// The folder with the `.idl` files
    #[arg(long, default_value = "idl", value_name = "DIR")]
    idl: PathBuf,
    /// How to print what is wrong
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// With the lines it is about
    Human,
    /// For tools
    Json,
}

fn backend_names() -> clap::builder::PossibleValuesParser {
    let names = BACKENDS
        .iter()
        .map(|backend| clap::builder::PossibleValue::new(backend.name).help(backend.summary));
    names.collect::<Vec<_>>().into()
}

/// Carries out a command. `color`: whether `err` is a terminal that shows colours. Returns the exit code.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    color: bool,
) -> io::Result<u8> {
    let mut output = Output { out, err, color };
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => command(arguments.command, &mut output),
        Err(error) => output.usage(&error),
    }
}

fn command(command: Command, output: &mut Output<'_>) -> io::Result<u8> {
    match command {
        Command::Check(input) => check(&input, output),
        Command::Gen {
            input,
            check,
            out,
            only,
        } => {
            let mode = if check { Mode::Check } else { Mode::Write };
            gen_command(&input, mode, &out, &only, output)
        }
        Command::Model(input) => model(&input, output),
        Command::Explain { input, what, .. } => explain::command(&input, what.as_deref(), output),
        Command::Completions { shell } => completions(shell, output),
    }
}

fn check(input: &Input, output: &mut Output<'_>) -> io::Result<u8> {
    let model = match output.compile(input)? {
        Ok(model) => model,
        Err(code) => return Ok(code),
    };
    if input.format == Format::Json {
        writeln!(output.out, "[]")?;
    } else {
        let (calls, modules) = (model.calls.len(), model.modules.len());
        writeln!(
            output.out,
            "{calls} calls in {modules} modules: nothing is wrong"
        )?;
    }
    Ok(SUCCESS)
}

fn gen_command(
    input: &Input,
    mode: Mode,
    root: &std::path::Path,
    only: &[String],
    output: &mut Output<'_>,
) -> io::Result<u8> {
    let model = match output.compile(input)? {
        Ok(model) => model,
        Err(code) => return Ok(code),
    };
    let chosen: Vec<_> = BACKENDS
        .iter()
        .filter(|backend| only.is_empty() || only.iter().any(|name| name == backend.name))
        .copied()
        .collect();
    match generate::generate(&model, &chosen, root, mode) {
        Ok(mut report) => {
            if !only.is_empty() {
                report.orphans.clear();
            }
            output.generated(&report, mode)
        }
        Err(error) => output.failed(&error),
    }
}

fn model(input: &Input, output: &mut Output<'_>) -> io::Result<u8> {
    let model = match output.compile(input)? {
        Ok(model) => model,
        Err(code) => return Ok(code),
    };
    match crate::backend::json::model_json(&model) {
        Ok(text) => {
            output.out.write_all(text.as_bytes())?;
            Ok(SUCCESS)
        }
        Err(error) => output.failed(&error),
    }
}

fn completions(shell: clap_complete::Shell, output: &mut Output<'_>) -> io::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "distosc", &mut script);
    output.out.write_all(&script)?;
    Ok(SUCCESS)
}
