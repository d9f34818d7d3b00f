//! Go: format, vet, tests with the race detector, and a module outside the tree.

use super::hello::{compare, pkg_config_path};
use crate::command::{Run, run};
use crate::{install, tree};
use std::fs;
use std::path::Path;

/// `gofmt` and `go vet`, with and without experimental items.
pub fn lint() -> anyhow::Result<()> {
    install::run_quietly(&tree::prefix())?;
    let unformatted = go_tool("gofmt").args(["-l", "."]).output()?;
    anyhow::ensure!(unformatted.is_empty(), "gofmt would change:\n{unformatted}");
    go_tool("go").args(["vet", "./..."]).check()?;
    go_tool("go")
        .args(["vet", "-tags", "distos_experimental", "./..."])
        .check()
}

/// All tests under the race detector, with cgo's pointer checks at their strictest.
pub fn tests() -> anyhow::Result<()> {
    install::run_quietly(&tree::prefix())?;
    go_tool("go")
        .args([
            "test",
            "-count=1",
            "-race",
            "-tags",
            "distos_experimental",
            "./...",
        ])
        .check()?;
    go_tool("go")
        .args(["test", "-count=1", "./..."])
        .env("GOEXPERIMENT", "cgocheck2")
        .check()
}

/// The example as a module of its own, which finds the library by pkg-config alone.
pub fn outside() -> anyhow::Result<()> {
    install::run_quietly(&tree::prefix())?;
    let module = tree::scratch("go-outside")?;
    let example = tree::root().join("sdk-go/examples/hello-distributed-gpu/main.go");
    fs::copy(example, module.join("main.go"))?;
    write_module(&module)?;
    run("go")
        .args(["build", "-o", "program", "."])
        .dir(&module)
        .env("PKG_CONFIG_PATH", pkg_config_path())
        .check()?;
    compare(
        "the Go module outside",
        &run(module.join("program")).arg(tree::saxpy()).output()?,
    )
}

/// Writes the go.mod of a program that uses the SDK in this tree.
pub fn write_module(directory: &Path) -> anyhow::Result<()> {
    let sdk = tree::root().join("sdk-go");
    let text = format!(
        "module example.com/program\n\ngo 1.23\n\nrequire distos.dev/sdk-go v0.0.0\n\nreplace distos.dev/sdk-go => {}\n",
        sdk.display()
    );
    Ok(fs::write(directory.join("go.mod"), text)?)
}

fn go_tool(program: &str) -> Run {
    run(program)
        .dir(tree::root().join("sdk-go"))
        .env("PKG_CONFIG_PATH", pkg_config_path())
}
