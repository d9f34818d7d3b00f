//! `cargo xtask bench`: each figure beside its peer in the same run.

/// Runs the benchmarks.
pub fn run(_filter: &[String]) -> anyhow::Result<()> {
    anyhow::bail!("none yet")
}
