//! Progress of steps on the terminal, and the summary at the end.

use crate::tree;
use indicatif::{ProgressBar, ProgressStyle};
use std::cell::RefCell;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::{Duration, Instant};

thread_local! {
    static STEP: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The log of the step that runs now.
pub fn log_path() -> PathBuf {
    let name = STEP.with(|step| step.borrow().clone());
    let name = if name.is_empty() {
        "xtask".to_owned()
    } else {
        name.replace([' ', '/', ':', ','], "-")
    };
    tree::target().join("logs").join(format!("{name}.log"))
}

/// Steps that run one after the other; a failed one does not stop the rest unless asked.
pub struct Report {
    started: Instant,
    total: usize,
    passed: usize,
    failed: Vec<(String, String)>,
}

impl Report {
    /// A report of this many steps.
    pub fn new(total: usize) -> Self {
        Self {
            started: Instant::now(),
            total,
            passed: 0,
            failed: Vec::new(),
        }
    }

    /// Runs a step and says how it went.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> anyhow::Result<()>) -> bool {
        STEP.with(|step| name.clone_into(&mut step.borrow_mut()));
        let _ = std::fs::remove_file(log_path());
        let number = self.passed + self.failed.len() + 1;
        let spinner = spinner(&format!("[{number}/{}] {name}", self.total));
        let start = Instant::now();
        let result = work();
        spinner.finish_and_clear();
        let time = seconds(start.elapsed());
        match result {
            Ok(()) => {
                println!(
                    "{} [{number}/{}] {name} ({time})",
                    mark("✓", "32"),
                    self.total
                );
                self.passed += 1;
                true
            }
            Err(error) => {
                println!(
                    "{} [{number}/{}] {name} ({time})",
                    mark("✗", "31"),
                    self.total
                );
                println!("{error:#}");
                self.failed.push((name.to_owned(), format!("{error:#}")));
                false
            }
        }
    }

    /// Prints the summary; an error if a step failed.
    pub fn finish(self) -> anyhow::Result<()> {
        let time = seconds(self.started.elapsed());
        println!("\n{} steps in {time}", self.passed + self.failed.len());
        for (name, error) in &self.failed {
            println!(
                "{} {name}: {}",
                mark("✗", "31"),
                error.lines().next().unwrap_or_default()
            );
        }
        println!("{} passed, {} failed", self.passed, self.failed.len());
        anyhow::ensure!(
            self.failed.is_empty(),
            "{} of {} steps failed",
            self.failed.len(),
            self.total
        );
        Ok(())
    }
}

/// A coloured mark on a terminal, a plain one elsewhere.
fn mark(text: &str, colour: &str) -> String {
    if std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        format!("\x1b[{colour}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

fn spinner(message: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}")
        .expect("the template is constant");
    let bar = ProgressBar::new_spinner()
        .with_style(style)
        .with_message(message.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
