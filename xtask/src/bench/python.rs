//! Calls and awaiting in Python.

use crate::command::{cargo, run};
use crate::{tree, wheel};
use std::fs;
use std::path::PathBuf;

/// A null call and a checked call; the peer is a bare extension module.
pub fn calls() -> anyhow::Result<String> {
    measure("calls.py")
}

/// 10,000 operations in flight; the peer is bare asyncio futures of the same shape.
pub fn awaiting() -> anyhow::Result<String> {
    measure("awaiting.py")
}

fn measure(script: &str) -> anyhow::Result<String> {
    let python = wheel::fresh_environment("bench-python", &["numpy==2.4.*"])?;
    let program = tree::root().join("sdk-python/benches").join(script);
    run(python).arg(program).env("PYTHONPATH", peer()?).output()
}

/// A directory with the peer in it: an extension module that does nothing else.
fn peer() -> anyhow::Result<PathBuf> {
    cargo(&["build", "--release", "--package", "distos-python-peer"]).check()?;
    let directory = tree::target().join("bench-python-peer");
    fs::create_dir_all(&directory)?;
    fs::copy(
        tree::target().join("release/libpeer.so"),
        directory.join("peer.abi3.so"),
    )?;
    Ok(directory)
}
