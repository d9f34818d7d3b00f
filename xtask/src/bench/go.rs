//! Calls and awaiting in Go: its own benchmarks, paired by name.

use crate::command::run;
use crate::tests::hello::pkg_config_path;
use crate::tree;
use anyhow::Context;

/// How often each benchmark runs, in turn with its peer.
const ROUNDS: usize = 21;

/// A null call; the peer is a bare cgo call.
pub fn calls() -> anyhow::Result<String> {
    let output = alternate(".", "^Benchmark(BareCgoCall|NullCall)$", "0.05s")?;
    figure(
        &output,
        "Go: null call",
        "BenchmarkNullCall",
        "a bare cgo call",
        "BenchmarkBareCgoCall",
        1.2,
        1.0,
    )
}

/// 10,000 operations in flight; the peer is a goroutine and a channel for each.
pub fn awaiting() -> anyhow::Result<String> {
    let output = alternate(
        "./gpu",
        "^Benchmark(Await10000|GoroutineAndChannel10000)$",
        "10x",
    )?;
    let ours = ("Go: await, 10,000 in flight", "BenchmarkAwait10000");
    figure(
        &output,
        ours.0,
        ours.1,
        "a goroutine and a channel for each",
        "BenchmarkGoroutineAndChannel10000",
        1.5,
        10_000.0,
    )
}

/// Runs the benchmarks of a package by turns: Go itself would repeat one before it comes to the next.
fn alternate(package: &str, pattern: &str, time: &str) -> anyhow::Result<String> {
    let program = tree::scratch("bench-go")?.join("benchmarks");
    let library = tree::prefix().join("lib");
    run("go")
        .args(["test", "-c", "-tags", "distos_experimental", "-o"])
        .arg(&program)
        .arg(package)
        .dir(tree::root().join("sdk-go"))
        .env("PKG_CONFIG_PATH", pkg_config_path())
        // Go keeps what it built without looking at pkg-config's answer; this makes the prefix part of the key.
        .env("CGO_LDFLAGS", format!("-O2 -g -L{}", library.display()))
        .check()?;
    let round = || {
        run(&program)
            .args([
                "-test.run",
                "^$",
                "-test.timeout",
                "60s",
                "-test.benchtime",
                time,
            ])
            .args(["-test.bench", pattern])
            .output()
    };
    (0..ROUNDS).map(|_| round()).collect()
}

/// A benchmark and its peer, each of which does `count` operations at a time.
fn figure(
    output: &str,
    name: &str,
    ours: &str,
    peer_name: &str,
    peer: &str,
    bar: f64,
    count: f64,
) -> anyhow::Result<String> {
    let (ours, peer) = (median(output, ours)? / count, median(output, peer)? / count);
    Ok(format!(
        "bench\t{name}\tns\t{ours}\t{peer_name}\t{peer}\tratio\t{bar}\n"
    ))
}

/// The median of the runs of one benchmark, ns per operation.
fn median(output: &str, name: &str) -> anyhow::Result<f64> {
    let lines = output
        .lines()
        .filter(|line| line.split(['-', ' ', '\t']).next() == Some(name));
    let mut values: Vec<f64> = lines.filter_map(nanoseconds).collect();
    values.sort_by(f64::total_cmp);
    values
        .get(values.len() / 2)
        .copied()
        .with_context(|| format!("{name} did not run:\n{output}"))
}

fn nanoseconds(line: &str) -> Option<f64> {
    let words: Vec<&str> = line.split_whitespace().collect();
    words
        .windows(2)
        .find(|pair| pair[1] == "ns/op")
        .and_then(|pair| pair[0].parse().ok())
}
