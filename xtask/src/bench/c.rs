//! Calls in C.

use crate::command::run;
use crate::tests::hello::pkg_config_path;
use crate::tree;

/// A null call, a checked call, two threads; the peer is a plain shared library.
pub fn calls() -> anyhow::Result<String> {
    let scratch = tree::scratch("bench-c")?;
    let sources = tree::root().join("sdk-c/benches");
    let plain = scratch.join("libplain.so");
    run("cc")
        .args(["-O2", "-fPIC", "-shared", "-o"])
        .arg(&plain)
        .arg(sources.join("plain.c"))
        .check()?;
    let flags = run("pkg-config")
        .args(["--cflags", "--libs", "distos"])
        .env("PKG_CONFIG_PATH", pkg_config_path())
        .output()?;
    let program = scratch.join("calls");
    run("cc")
        .args(["-O2", "-D_GNU_SOURCE", "-DDISTOS_ENABLE_EXPERIMENTAL", "-o"])
        .arg(&program)
        .arg(sources.join("calls.c"))
        .arg(&plain)
        .args(flags.split_whitespace())
        .arg("-lpthread")
        .check()?;
    run(program).output()
}
