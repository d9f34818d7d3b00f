//! `cargo xtask bench`: each figure beside its peer in the same run, as a table.

mod c;
mod generation;
mod go;
mod python;
mod rust;
mod table;

use crate::report::Report;
use crate::{environment, install, tree};
use table::Figure;

/// A program that measures, and what it is called in a filter.
struct Benchmark {
    name: &'static str,
    run: fn() -> anyhow::Result<String>,
}

const BENCHMARKS: &[Benchmark] = &[
    Benchmark {
        name: "calls in C",
        run: c::calls,
    },
    Benchmark {
        name: "calls in Rust",
        run: rust::calls,
    },
    Benchmark {
        name: "calls in Go",
        run: go::calls,
    },
    Benchmark {
        name: "calls in Python",
        run: python::calls,
    },
    Benchmark {
        name: "ring crossing",
        run: rust::ring,
    },
    Benchmark {
        name: "awaiting in Go",
        run: go::awaiting,
    },
    Benchmark {
        name: "awaiting in Python",
        run: python::awaiting,
    },
    Benchmark {
        name: "generation",
        run: generation::run_both,
    },
];

/// Runs the benchmarks whose name contains one of the words; a full run writes the table.
pub fn run(filter: &[String]) -> anyhow::Result<()> {
    let chosen: Vec<&Benchmark> = BENCHMARKS
        .iter()
        .filter(|one| {
            filter.is_empty() || filter.iter().any(|word| one.name.contains(word.as_str()))
        })
        .collect();
    let mut figures: Vec<Figure> = Vec::new();
    let mut report = Report::new(chosen.len() + 2);
    report.step("programs and packages", environment::ensure_all);
    report.step("library", || install::run_quietly(&tree::prefix()));
    for benchmark in &chosen {
        report.step(benchmark.name, || {
            figures.extend(table::parse(&(benchmark.run)()?)?);
            Ok(())
        });
    }
    println!("\n{}", table::render(&figures));
    if filter.is_empty() {
        table::write(&figures)?;
        println!("Written to docs/internals/performance.md");
    }
    report.finish()
}
