//! Where things are in the tree.

use std::path::{Path, PathBuf};

/// The repository's root.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest
        .parent()
        .expect("xtask lies in the root")
        .to_path_buf()
}

/// Cargo's target directory: everything that is built or installed for the project goes below it.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The prefix that tests and examples use: an installation inside the target directory.
pub fn prefix() -> PathBuf {
    target().join("prefix")
}

/// A scratch directory of this name, empty.
pub fn scratch(name: &str) -> anyhow::Result<PathBuf> {
    let path = target().join("scratch").join(name);
    if path.exists() {
        std::fs::remove_dir_all(&path)?;
    }
    std::fs::create_dir_all(&path)?;
    Ok(path)
}

/// The text that every language's example prints.
pub fn expected_output() -> PathBuf {
    root().join("conformance/expected/hello-distributed-gpu.txt")
}

/// The kernel that every language's example launches.
pub fn saxpy() -> PathBuf {
    root().join("conformance/kernels/saxpy.ptx")
}
