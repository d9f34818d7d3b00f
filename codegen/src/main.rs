//! The command `distosc`.

use std::env;
use std::io::{self, ErrorKind, IsTerminal};
use std::process::ExitCode;

use distosc::cli;

fn main() -> ExitCode {
    let color = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none();
    match cli::run(
        env::args_os(),
        &mut io::stdout().lock(),
        &mut io::stderr().lock(),
        color,
    ) {
        Ok(code) => ExitCode::from(code),
        // The reader went away: that is no failure of ours.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(cli::USAGE)
        }
    }
}
