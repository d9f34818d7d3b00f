//! The command `distosc`.

use std::process::ExitCode;

fn main() -> ExitCode {
    distosc::cli::main()
}
