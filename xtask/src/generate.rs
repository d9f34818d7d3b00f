//! `cargo xtask gen`: runs the compiler over idl/.

use crate::command::cargo;

/// Generates, or checks that nothing would change.
pub fn run(check: bool) -> anyhow::Result<()> {
    compiler(check).show()
}

/// The compiler's command line, for steps of other commands.
pub fn compiler(check: bool) -> crate::command::Run {
    let run = cargo(&["run", "--quiet", "--package", "distosc", "--", "gen"]);
    if check { run.arg("--check") } else { run }
}
