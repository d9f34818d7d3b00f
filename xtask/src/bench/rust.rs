//! Calls in Rust, and the ring.

use crate::command::{cargo, run};
use crate::tree;

/// A null call and a checked call; the peer is a plain shared library.
pub fn calls() -> anyhow::Result<String> {
    let plain = tree::scratch("bench-rust")?.join("libplain.so");
    run("cc")
        .args(["-O2", "-fPIC", "-shared", "-o"])
        .arg(&plain)
        .arg("sdk-c/benches/plain.c")
        .check()?;
    bench("distos", "calls")
        .args(["--features", "experimental"])
        .env("DISTOS_PLAIN_LIBRARY", plain)
        .output()
}

/// The completion queue between two threads; the peer is a bare single-producer queue.
pub fn ring() -> anyhow::Result<String> {
    bench("distos-runtime", "ring").output()
}

fn bench(package: &str, name: &str) -> crate::command::Run {
    cargo(&["bench", "--quiet", "--package", package, "--bench", name])
}
