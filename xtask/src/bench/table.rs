//! Figures: lines that a benchmark prints, and the table made of them.

use crate::results;
use anyhow::{Context, bail};
use std::fmt::Write;

/// One figure beside its peer.
pub struct Figure {
    name: String,
    unit: String,
    ours: f64,
    peer_name: String,
    peer: f64,
    bar: Bar,
}

/// What is asked of a figure.
enum Bar {
    /// Ours at most this many times the peer's.
    Ratio(f64),
    /// Ours at most this much over the peer's.
    Over(f64),
    /// Ours at most this.
    Most(f64),
}

/// The lines `bench<TAB>name<TAB>unit<TAB>ours<TAB>peer's name<TAB>peer<TAB>ratio|over|most<TAB>bar`.
pub fn parse(output: &str) -> anyhow::Result<Vec<Figure>> {
    let lines = output
        .lines()
        .filter_map(|line| line.trim().strip_prefix("bench\t"));
    let figures: Vec<Figure> = lines
        .map(|line| figure(line).with_context(|| format!("not a figure: {line:?}")))
        .collect::<Result<_, _>>()?;
    anyhow::ensure!(
        !figures.is_empty(),
        "the benchmark printed no figure:\n{output}"
    );
    Ok(figures)
}

fn figure(line: &str) -> anyhow::Result<Figure> {
    let words: Vec<&str> = line.split('\t').collect();
    let [name, unit, ours, peer_name, peer, kind, bar] = words[..] else {
        bail!("seven columns are wanted")
    };
    let bar = bar.parse()?;
    let bar = match kind {
        "ratio" => Bar::Ratio(bar),
        "over" => Bar::Over(bar),
        "most" => Bar::Most(bar),
        _ => bail!("no such kind of bar: {kind}"),
    };
    let (name, unit, peer_name) = (name.to_owned(), unit.to_owned(), peer_name.to_owned());
    Ok(Figure {
        name,
        unit,
        ours: ours.parse()?,
        peer_name,
        peer: peer.parse()?,
        bar,
    })
}

impl Figure {
    fn is_met(&self) -> bool {
        match self.bar {
            Bar::Ratio(bar) => self.ours / self.peer <= bar,
            Bar::Over(bar) => self.ours - self.peer <= bar,
            Bar::Most(bar) => self.ours <= bar,
        }
    }

    /// What was found and what was asked, in the same terms.
    fn compared(&self) -> (String, String) {
        match self.bar {
            Bar::Ratio(bar) => (
                format!("{:.2} times", self.ours / self.peer),
                format!("at most {bar} times"),
            ),
            Bar::Over(bar) => (
                format!("{:+.1} {}", self.ours - self.peer, self.unit),
                format!("at most {bar} {} over", self.unit),
            ),
            Bar::Most(bar) => (
                format!("{:.3} {}", self.ours, self.unit),
                format!("at most {bar} {}", self.unit),
            ),
        }
    }
}

/// The table, as Markdown.
pub fn render(figures: &[Figure]) -> String {
    let mut text = String::from(
        "| what | ours | beside | peer | compared | asked | met |\n|---|--:|---|--:|--:|--:|---|\n",
    );
    for figure in figures {
        let (found, asked) = figure.compared();
        let Figure {
            name,
            unit,
            ours,
            peer_name,
            peer,
            ..
        } = figure;
        let met = if figure.is_met() { "yes" } else { "**no**" };
        let peer = if *peer == 0.0 {
            String::new()
        } else {
            format!("{peer:.2} {unit}")
        };
        let _ = writeln!(
            text,
            "| {name} | {ours:.2} {unit} | {peer_name} | {peer} | {found} | {asked} | {met} |"
        );
    }
    text
}

/// Replaces the table in docs/internals/performance.md; the text around it is written by hand.
pub fn write(figures: &[Figure]) -> anyhow::Result<()> {
    results::write("docs/internals/performance.md", &render(figures))
}
