//! Builds libdistos.so from the runtime's static library: a Rust cdylib can't carry a version script.

use crate::command::{cargo, run};
use crate::tree;
use std::path::{Path, PathBuf};

/// The file that holds the code; links to it carry the shorter names.
pub const FILE_NAME: &str = concat!("libdistos.so.", env!("CARGO_PKG_VERSION"));
/// What programs ask the dynamic linker for.
pub const SONAME: &str = "libdistos.so.0";

/// Which symbols are exported, and under which version.
pub const MAP: &str = "sdk-c/generated/libdistos.map";

/// The static library, built for release.
pub fn build_static() -> anyhow::Result<PathBuf> {
    cargo(&["build", "--release", "--package", "distos-runtime"]).check()?;
    Ok(tree::target().join("release/libdistos_runtime.a"))
}

/// Links the shared library into this directory, under its full name.
pub fn link_shared(archive: &Path, directory: &Path) -> anyhow::Result<PathBuf> {
    let output = directory.join(FILE_NAME);
    let map = tree::root().join(MAP);
    run("cc")
        .args(["-shared", "-o"])
        .arg(&output)
        .arg(format!("-Wl,-soname,{SONAME}"))
        .arg(format!("-Wl,--version-script={}", map.display()))
        .args([
            "-Wl,-z,nodelete",
            "-Wl,-z,relro",
            "-Wl,-z,now",
            "-Wl,--gc-sections",
            "-Wl,--no-undefined",
        ])
        .arg("-Wl,--whole-archive")
        .arg(archive)
        .arg("-Wl,--no-whole-archive")
        .args(["-lgcc_s", "-lpthread", "-lm", "-ldl", "-lc"])
        .check()?;
    Ok(output)
}
