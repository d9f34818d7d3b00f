//! The build commands of DistOS: `cargo xtask --help` lists them.

mod bench;
mod command;
mod environment;
mod generate;
mod install;
mod kernels;
mod library;
mod quickstart;
mod report;
mod results;
mod soak;
mod tests;
mod tree;
mod wheel;

use clap::{CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The build commands of DistOS.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    version,
    arg_required_else_help = true
)]
#[command(
    after_help = "On a fresh machine:\n  cargo xtask quickstart   see one API become four SDKs and run a GPU program in each\n  cargo xtask test         run every test"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything, then run the same GPU program in C, Rust, Go and Python.
    Quickstart,
    /// Run every test; installs what is missing.
    Test {
        /// Run only the suites whose name contains one of these words.
        filter: Vec<String>,
        /// List the suites.
        #[arg(long)]
        list: bool,
    },
    /// Write everything that follows from idl/.
    Gen {
        /// Write nothing; fail if a file would change.
        #[arg(long)]
        check: bool,
    },
    /// Build libdistos and install header, libraries, pkg-config and CMake files.
    Install {
        /// Where to install; bin, include and lib are made below it.
        #[arg(long, default_value = "/usr/local")]
        prefix: PathBuf,
    },
    /// Build the Python wheel into target/wheels.
    Wheel,
    /// Measure everything beside its peer and write docs/internals/performance.md.
    Bench {
        /// Run only the benchmarks whose name contains one of these words; writes no table.
        filter: Vec<String>,
    },
    /// Run a million operations through each language with random cancellation and deadlines.
    Soak {
        /// Operations for each language.
        #[arg(long, default_value_t = 1_000_000)]
        operations: u64,
    },
    /// Compile conformance/kernels/*.cu to PTX again, with NVRTC from PyPI.
    Kernels,
    /// Print a completion script.
    Completions {
        /// For this shell.
        shell: clap_complete::Shell,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Quickstart => quickstart::run(),
        Command::Test { list: true, .. } => tests::list(),
        Command::Test { filter, .. } => tests::run(&filter),
        Command::Gen { check } => generate::run(check),
        Command::Install { prefix } => install::run(&prefix),
        Command::Wheel => wheel::run_loudly(),
        Command::Bench { filter } => bench::run(&filter),
        Command::Soak { operations } => soak::run_all(operations),
        Command::Kernels => kernels::run_all(),
        Command::Completions { shell } => {
            clap_complete::generate(
                shell,
                &mut Arguments::command(),
                "cargo-xtask",
                &mut std::io::stdout(),
            );
            Ok(())
        }
    }
}
