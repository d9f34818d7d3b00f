//! Calls and awaiting in Go: its own benchmarks, paired by name.

use crate::command::run;
use crate::tests::hello::pkg_config_path;
use crate::tree;
use anyhow::Context;

/// A null call; the peer is a bare cgo call.
pub fn calls() -> anyhow::Result<String> {
    let output = go_bench("^Benchmark(BareCgoCall|NullCall)$", "1s")?;
    figure(
        &output,
        "Go: null call",
        "BenchmarkNullCall",
        "a bare cgo call",
        "BenchmarkBareCgoCall",
        1.2,
    )
}

/// 10,000 operations in flight; the peer is a goroutine and a channel of the same shape.
pub fn awaiting() -> anyhow::Result<String> {
    let output = go_bench("^Benchmark(Await10000|GoroutineAndChannel10000)$", "20x")?;
    let ours = ("Go: await, 10,000 in flight", "BenchmarkAwait10000");
    figure(
        &output,
        ours.0,
        ours.1,
        "goroutines and channels",
        "BenchmarkGoroutineAndChannel10000",
        1.5,
    )
}

fn go_bench(pattern: &str, time: &str) -> anyhow::Result<String> {
    run("go")
        .args([
            "test",
            "-tags",
            "distos_experimental",
            "-run",
            "^$",
            "-count",
            "7",
            "-benchtime",
            time,
            "-bench",
            pattern,
        ])
        .arg("./...")
        .dir(tree::root().join("sdk-go"))
        .env("PKG_CONFIG_PATH", pkg_config_path())
        .output()
}

fn figure(
    output: &str,
    name: &str,
    ours: &str,
    peer_name: &str,
    peer: &str,
    bar: f64,
) -> anyhow::Result<String> {
    let (ours, peer) = (median(output, ours)?, median(output, peer)?);
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
