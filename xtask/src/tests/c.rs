//! C: what the library exports, the header under two languages, tests under sanitizers, projects outside.

use super::hello::{compare, pkg_config_path};
use crate::command::run;
use crate::{install, library, tree};
use anyhow::ensure;
use std::fs;
use std::path::{Path, PathBuf};

/// The warnings under which header and tests compile.
const STRICT: &[&str] = &["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// Every exported symbol has a version node, and nothing but the interface is exported.
pub fn exports() -> anyhow::Result<()> {
    install::run_quietly(&tree::prefix())?;
    let shared = tree::prefix().join("lib").join(library::FILE_NAME);
    let table = run("objdump").arg("-T").arg(&shared).output()?;
    let exported: Vec<(&str, &str)> = table.lines().filter_map(exported_symbol).collect();
    let map = fs::read_to_string(tree::root().join("sdk-c/generated/libdistos.map"))?;
    let promised = map.matches("distos_").count();
    ensure!(
        exported.len() == promised,
        "{} symbols are exported, the map names {promised}",
        exported.len()
    );
    for (version, symbol) in exported {
        ensure!(symbol.starts_with("distos_"), "{symbol} is exported");
        ensure!(
            version.starts_with("DISTOS_"),
            "{symbol} has version {version:?}"
        );
    }
    let dynamic = run("objdump").arg("-p").arg(&shared).output()?;
    ensure!(
        dynamic.contains(&format!("SONAME               {}", library::SONAME)),
        "the soname is wrong:\n{dynamic}"
    );
    ensure!(
        dynamic
            .lines()
            .any(|line| line.contains("FLAGS_1") || line.contains("NODELETE")),
        "-z nodelete is missing"
    );
    Ok(())
}

/// Version and name of a symbol that this library defines and exports, from a line of `objdump -T`.
fn exported_symbol(line: &str) -> Option<(&str, &str)> {
    let is_global = line.get(17..18)? == "g" || line.get(17..18)? == "w";
    if !is_global || line.contains("*UND*") || line.contains("*ABS*") {
        return None;
    }
    let mut words = line.split_whitespace().rev();
    let name = words.next()?;
    let version = words.next()?;
    Some((version.trim_matches(['(', ')']), name))
}

/// The header alone, as C11 and C++17, with and without experimental items.
pub fn header() -> anyhow::Result<()> {
    let include = tree::root().join("sdk-c/include");
    for (compiler, language, standard) in [("cc", "c", "-std=c11"), ("c++", "c++", "-std=c++17")] {
        for experimental in [&[][..], &["-DDISTOS_ENABLE_EXPERIMENTAL"]] {
            run(compiler)
                .args(["-x", language, standard, "-fsyntax-only"])
                .args(STRICT)
                .args(experimental)
                .arg(include.join("distos.h"))
                .check()?;
        }
    }
    Ok(())
}

/// sdk-c/tests/*.c, each a program that exits 0, under AddressSanitizer, UBSan and the leak checker.
pub fn sanitized() -> anyhow::Result<()> {
    install::run_quietly(&tree::prefix())?;
    let scratch = tree::scratch("c-tests")?;
    for source in sources()? {
        let program = compile(
            &source,
            &scratch,
            &[
                "-g",
                "-fsanitize=address,undefined",
                "-fno-sanitize-recover=all",
            ],
        )?;
        run(program)
            .arg(tree::root().join("conformance/kernels"))
            .check()?;
    }
    Ok(())
}

/// The library, and a copy of its file, loaded into one process.
pub fn two_copies() -> anyhow::Result<()> {
    install::run_quietly(&tree::prefix())?;
    let scratch = tree::scratch("two-copies")?;
    let first = tree::prefix().join("lib").join(library::FILE_NAME);
    let second = scratch.join("libdistos-copy.so");
    fs::copy(&first, &second)?;
    let program = compile(
        &tree::root().join("sdk-c/tests/two-copies/main.c"),
        &scratch,
        &["-g"],
    )?;
    run(program).args([first, second]).check()
}

/// A program that finds the library by pkg-config, and one that finds it by CMake.
pub fn outside() -> anyhow::Result<()> {
    install::run_quietly(&tree::prefix())?;
    compare("C by pkg-config", &super::hello::c()?)?;
    let project = tree::scratch("cmake-outside")?;
    fs::copy(
        tree::root().join("sdk-c/examples/hello-distributed-gpu/main.c"),
        project.join("main.c"),
    )?;
    let text = "cmake_minimum_required(VERSION 3.20)\nproject(program C)\nfind_package(distos 0.1 REQUIRED)\n\
                add_executable(program main.c)\ntarget_link_libraries(program PRIVATE distos::distos m)\n";
    fs::write(project.join("CMakeLists.txt"), text)?;
    let build = project.join("build");
    let prefix = format!("-DCMAKE_PREFIX_PATH={}", tree::prefix().display());
    run("cmake")
        .arg("-S")
        .arg(&project)
        .arg("-B")
        .arg(&build)
        .arg(prefix)
        .check()?;
    run("cmake").arg("--build").arg(&build).check()?;
    compare(
        "C by CMake",
        &run(build.join("program")).arg(tree::saxpy()).output()?,
    )
}

fn sources() -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(tree::root().join("sdk-c/tests"))?;
    let mut sources: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    sources.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
    sources.sort();
    ensure!(!sources.is_empty(), "sdk-c/tests holds no C file");
    Ok(sources)
}

/// A test program of this name, for other commands.
pub fn compile_test(name: &str, options: &[&str]) -> anyhow::Result<PathBuf> {
    compile(
        &tree::root().join(format!("sdk-c/tests/{name}.c")),
        &tree::scratch(name)?,
        options,
    )
}

fn compile(source: &Path, directory: &Path, options: &[&str]) -> anyhow::Result<PathBuf> {
    let program = directory.join(source.file_stem().expect("a C file has a name"));
    let flags = run("pkg-config")
        .args(["--cflags", "--libs", "distos"])
        .env("PKG_CONFIG_PATH", pkg_config_path())
        .output()?;
    run("cc")
        .args(["-std=c11", "-D_GNU_SOURCE", "-O1"])
        .args(STRICT)
        .args(options)
        .arg("-o")
        .arg(&program)
        .arg(source)
        .args(flags.split_whitespace())
        .args(["-ldl", "-lpthread"])
        .check()?;
    Ok(program)
}
