//! Tests as data: each `testdata/<folder>/<name>.ptx` has beside it `<name>.txt`, what must come of it. `BLESS=1` writes
//! the second from what comes of it now.
//!
//! `run`: launched as a comment of the text says, with the address of an output of zeros and that of an input that counts
//! up, if the kernel has parameters for them; the output's words are compared. `fault`: the same, and the fault is
//! compared. `refuse`: the text does not load, and the refusal is compared.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::{LaunchConfig, Module};
use super::support::{Argument, State, TestMemory, run};

/// The words of the input, and the address of the freed and the read-only buffers of the `fault` cases.
const INPUT_WORDS: u32 = 64;

#[test]
fn runs() {
    check("run", |text| {
        let mut launch = Launch::of(text);
        match launch.run(text) {
            Ok(()) => launch.output(),
            Err(fault) => panic!("{fault}"),
        }
    });
}

#[test]
fn faults() {
    check("fault", |text| match Launch::of(text).run(text) {
        Ok(()) => panic!("it has no fault"),
        Err(fault) => format!("{fault}\n"),
    });
}

#[test]
fn refusals() {
    check("refuse", |text| match Module::load(text) {
        Ok(_) => panic!("it loads"),
        Err(error) => format!("{error}\n"),
    });
}

struct Launch {
    config: LaunchConfig,
    memory: TestMemory,
    buffers: Vec<u64>,
}

impl Launch {
    /// Reads `// launch: blocks=1 threads=32 shared=0 words=32 steps=1000`, where each is optional.
    fn of(text: &str) -> Self {
        let options = text
            .lines()
            .find_map(|line| line.strip_prefix("// launch:"));
        let options = options.expect("the text says how to launch it");
        let option = |name: &str, default| {
            let found = options
                .split_whitespace()
                .find_map(|word| word.strip_prefix(name));
            found.map_or(default, |value| value.parse().expect("a number"))
        };
        let mut memory = TestMemory::new();
        let words = option("words=", 32) as usize;
        let input: Vec<u32> = (0..INPUT_WORDS).collect();
        let buffers = vec![
            memory.add_words(&vec![0; words]),
            memory.add_words(&input),
            memory.add_words(&[0; 4]),
            memory.add_words(&[0; 4]),
        ];
        memory.set_state(buffers[2], State::Freed);
        memory.set_state(buffers[3], State::ReadOnly);
        Launch {
            config: LaunchConfig {
                grid: [option("blocks=", 1), 1, 1],
                block: [option("threads=", 32), option("rows=", 1), 1],
                dynamic_shared_bytes: option("shared=", 0),
                step_limit: option("steps=", 100_000).into(),
            },
            memory,
            buffers,
        }
    }

    fn run(&self, text: &str) -> Result<(), Box<super::super::Fault>> {
        let module = Module::load(text).unwrap_or_else(|error| panic!("{error}"));
        let kernel = module.kernels().next().expect("a kernel");
        let count = kernel.parameters().len();
        let values: Vec<_> = self.buffers[..count]
            .iter()
            .map(|at| Argument::Double(*at))
            .collect();
        run(text, &self.config, &values, &self.memory)
    }

    /// Eight words a line.
    fn output(&mut self) -> String {
        let words = self.memory.words(self.buffers[0]);
        let line = |words: &[u32]| {
            let words: Vec<_> = words.iter().map(|word| format!("{word:08x}")).collect();
            words.join(" ") + "\n"
        };
        words.chunks(8).map(line).collect()
    }
}

fn check(folder: &str, outcome: impl Fn(&str) -> String) {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    for path in texts(folder) {
        let text = fs::read_to_string(&path).expect("the case can be read");
        println!("{}", path.display());
        let actual = outcome(&text);
        let expected_path = path.with_extension("txt");
        let expected = fs::read_to_string(&expected_path).unwrap_or_default();
        if actual == expected {
            continue;
        }
        if bless {
            fs::write(&expected_path, &actual).expect("the expectation can be written");
        } else {
            wrong.push(format!("{}:\n{actual}", expected_path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "BLESS=1 would write\n{}",
        wrong.join("\n")
    );
}

fn texts(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src/driver/host/ptx/testdata")
        .join(folder);
    let entries = fs::read_dir(&folder).expect("the folder is there");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "ptx"));
    paths.sort();
    assert!(!paths.is_empty(), "{} has cases", folder.display());
    paths
}
