//! The command line.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::diagnostic::render_human;
use crate::model::Model;

#[derive(Parser)]
#[command(name = "distosc", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check {
        #[arg(long, default_value = "idl")]
        idl: PathBuf,
    },
    Model {
        #[arg(long, default_value = "idl")]
        idl: PathBuf,
    },
}

pub fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Check { idl } => match compile(&idl) {
            Ok(_) => ExitCode::SUCCESS,
            Err(code) => code,
        },
        Command::Model { idl } => match compile(&idl) {
            Ok(model) => {
                print!("{}", crate::backend::json::model_json(&model).unwrap());
                ExitCode::SUCCESS
            }
            Err(code) => code,
        },
    }
}

fn compile(idl: &Path) -> Result<Model, ExitCode> {
    let sources = crate::load(idl).map_err(|error| {
        eprintln!("{error}");
        ExitCode::from(2)
    })?;
    crate::compile(&sources).map_err(|d| {
        eprint!("{}", render_human(&sources, &d, std::io::stderr().is_terminal()));
        ExitCode::from(1)
    })
}
