//! `cargo xtask install`: header, libraries, pkg-config and CMake files under a prefix.

use crate::{command, library, tree};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Builds and installs, and says how to use it.
pub fn run_quietly(prefix: &Path) -> anyhow::Result<()> {
    let include = prefix.join("include");
    let lib = prefix.join("lib");
    fs::create_dir_all(&include)?;
    fs::create_dir_all(lib.join("pkgconfig"))?;
    fs::create_dir_all(lib.join("cmake/distos"))?;
    let archive = library::build_static()?;
    install_libraries(&archive, &lib)?;
    fs::copy(
        tree::root().join("sdk-c/include/distos.h"),
        include.join("distos.h"),
    )?;
    fill(
        prefix,
        "sdk-c/distos.pc.in",
        &lib.join("pkgconfig/distos.pc"),
    )?;
    fill(
        prefix,
        "sdk-c/cmake/distos-config.cmake.in",
        &lib.join("cmake/distos/distos-config.cmake"),
    )?;
    fill(
        prefix,
        "sdk-c/cmake/distos-config-version.cmake.in",
        &lib.join("cmake/distos/distos-config-version.cmake"),
    )
}

/// `cargo xtask install`.
pub fn run(prefix: &Path) -> anyhow::Result<()> {
    let prefix = std::path::absolute(prefix)?;
    run_quietly(&prefix)?;
    println!("Installed DistOS {VERSION} under {}", prefix.display());
    println!("  C      cc main.c $(pkg-config --cflags --libs distos)");
    println!("  CMake  find_package(distos) and link distos::distos");
    println!("  Go     go build, which asks pkg-config");
    if !is_default_search_path(&prefix) {
        println!(
            "First: export PKG_CONFIG_PATH={}",
            prefix.join("lib/pkgconfig").display()
        );
    }
    Ok(())
}

fn install_libraries(archive: &Path, lib: &Path) -> anyhow::Result<()> {
    let map = tree::root().join(library::MAP);
    if is_newer(&lib.join(library::FILE_NAME), &[archive, &map]) {
        return Ok(());
    }
    fs::copy(archive, lib.join("libdistos.a"))?;
    run_strip(&library::link_shared(archive, lib)?)?;
    relink(library::FILE_NAME, &lib.join(library::SONAME))?;
    relink(library::SONAME, &lib.join("libdistos.so"))
}

/// Whether the file is there and younger than what it is made of.
fn is_newer(file: &Path, sources: &[&Path]) -> bool {
    let modified = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    modified(file).is_some_and(|made| {
        sources
            .iter()
            .all(|source| modified(source).is_some_and(|time| time < made))
    })
}

/// Debug information stays in the static library.
fn run_strip(path: &Path) -> anyhow::Result<()> {
    command::run("strip").arg("--strip-debug").arg(path).check()
}

fn relink(target: &str, link: &Path) -> anyhow::Result<()> {
    if link.symlink_metadata().is_ok() {
        fs::remove_file(link)?;
    }
    Ok(symlink(target, link)?)
}

fn fill(prefix: &Path, template: &str, output: &Path) -> anyhow::Result<()> {
    let text = fs::read_to_string(tree::root().join(template))?;
    let text = text
        .replace("@PREFIX@", &prefix.display().to_string())
        .replace("@VERSION@", VERSION);
    Ok(fs::write(output, text)?)
}

fn is_default_search_path(prefix: &Path) -> bool {
    prefix == Path::new("/usr") || prefix == Path::new("/usr/local")
}
