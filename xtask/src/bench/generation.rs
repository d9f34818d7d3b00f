//! Generation of the whole API: the compiler as a person runs it.

use crate::command::{cargo, run};
use crate::tree;
use std::time::Instant;

/// `gen` when nothing changes, and `gen --check`.
pub fn run_both() -> anyhow::Result<String> {
    cargo(&["build", "--release", "--quiet", "--package", "distosc"]).check()?;
    let generate = seconds(&["gen"])?;
    let check = seconds(&["gen", "--check"])?;
    Ok(format!(
        "bench\tgeneration of the API, all outputs\ts\t{generate:.4}\t\t0\tmost\t0.5\n\
         bench\tgeneration of the API, --check\ts\t{check:.4}\t\t0\tmost\t0.5\n"
    ))
}

/// The median of eleven runs.
fn seconds(arguments: &[&str]) -> anyhow::Result<f64> {
    let mut times = Vec::new();
    for _ in 0..11 {
        let start = Instant::now();
        run(tree::target().join("release/distosc"))
            .args(arguments)
            .check()?;
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}
