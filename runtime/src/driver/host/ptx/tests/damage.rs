//! Damaged text never makes the loader or a launch crash.

use std::sync::atomic::AtomicBool;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseResult};

use super::super::{LaunchConfig, Module};
use super::support::TestMemory;

const TEXTS: [&str; 10] = [
    include_str!("../testdata/run/module_variables.ptx"),
    include_str!("../testdata/run/spin_lock.ptx"),
    include_str!("../testdata/run/local_memory.ptx"),
    include_str!("../testdata/run/shuffle_of_halves.ptx"),
    include_str!("../testdata/run/barrier_reduce.ptx"),
    include_str!("../testdata/run/vector_access.ptx"),
    include_str!("../testdata/run/predicates.ptx"),
    include_str!("../testdata/run/atomics_shared.ptx"),
    include_str!("../testdata/run/nested_scopes.ptx"),
    include_str!("../testdata/run/dynamic_shared.ptx"),
];

/// Words that mean something in PTX, to be put where they don't belong.
const WORDS: [&str; 50] = [
    "add.u32",
    "shl.b64",
    "div.s32",
    "cvt.rzi.s64.f32",
    "bra",
    "bar.sync",
    "bar.arrive",
    "exit",
    "ret;",
    "trap;",
    "ld.global.u32",
    "st.shared.v4.f32",
    "ld.param.u64",
    "atom.global.cas.b64",
    "shfl.sync.up.b32",
    "vote.sync.all.pred",
    "bfi.b64",
    "bfe.s32",
    "prmt.b32",
    "mad.wide.s32",
    "mov.b64",
    "%r1",
    "%r2",
    "%d3",
    "%f0",
    "%p0",
    "!%p1",
    "{",
    "}",
    "[",
    "]",
    ";",
    ",",
    ":",
    "|",
    "@",
    "0",
    "-1",
    "4294967295",
    "0x7fffffffffffffff",
    "18446744073709551615",
    "0f7fc00000",
    "1e999",
    ".reg .b32 %r<4294967295>;",
    ".shared .b8 x[48000];",
    ".local .b8 y[524288];",
    ".extern .shared .b8 z[];",
    ".const .u32 t[2] = {1, 2};",
    "= {{1}, 2}",
    "é",
];

/// One piece of damage; places are taken modulo the length.
#[derive(Clone, Debug)]
enum Damage {
    Remove { at: usize, count: usize },
    Insert { at: usize, word: &'static str },
    Replace { at: usize, word: &'static str },
    Copy { from: usize, to: usize },
}

fn damage() -> impl Strategy<Value = Damage> {
    let word = || proptest::sample::select(WORDS.to_vec());
    let place = || any::<usize>();
    prop_oneof![
        (place(), 1..4usize).prop_map(|(at, count)| Damage::Remove { at, count }),
        (place(), word()).prop_map(|(at, word)| Damage::Insert { at, word }),
        (place(), word()).prop_map(|(at, word)| Damage::Replace { at, word }),
        (place(), place()).prop_map(|(from, to)| Damage::Copy { from, to }),
    ]
}

impl Damage {
    fn apply(&self, words: &mut Vec<String>) {
        let length = words.len().max(1);
        match self {
            Damage::Remove { at, count } => {
                let start = at % length;
                let end = (start + count).min(words.len());
                words.drain(start.min(end)..end);
            }
            Damage::Insert { at, word } => words.insert(at % length, (*word).to_owned()),
            Damage::Replace { at, word } => words[at % length] = (*word).to_owned(),
            Damage::Copy { from, to } => words[to % length] = words[from % length].clone(),
        }
    }
}

/// Words and what is between them, so that a damaged text keeps its lines.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for line in text.lines() {
        let is_boundary = |letter: char| " \t,;[]{}".contains(letter);
        pieces.extend(line.split_inclusive(is_boundary).map(str::to_owned));
        pieces.push("\n".to_owned());
    }
    pieces
}

/// Loads a text, and launches whatever comes of it on small memory, with few steps.
fn survive(text: &str) -> TestCaseResult {
    let Ok(module) = Module::load(text) else {
        return Ok(());
    };
    for kernel in module.kernels() {
        let mut memory = TestMemory::new();
        let buffer = memory.add_words(&[0; 64]);
        let mut arguments = vec![0; kernel.parameter_bytes() as usize];
        for chunk in arguments.chunks_exact_mut(8) {
            chunk.copy_from_slice(&buffer.to_le_bytes());
        }
        let config = LaunchConfig {
            grid: [2, 1, 1],
            block: [48, 1, 1],
            dynamic_shared_bytes: 64,
            step_limit: 20_000,
        };
        if let Err(fault) = kernel.launch(&config, &arguments, &memory, &AtomicBool::new(false)) {
            prop_assert!(!fault.to_string().is_empty());
        }
    }
    Ok(())
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(0x0070_7478),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn damaged_words_are_survived(
        text in proptest::sample::select(TEXTS.to_vec()),
        damages in proptest::collection::vec(damage(), 1..6),
    ) {
        let mut words = pieces(text);
        for damage in &damages {
            damage.apply(&mut words);
        }
        survive(&words.concat())?;
    }

    #[test]
    fn damaged_letters_are_survived(
        text in proptest::sample::select(TEXTS.to_vec()),
        damages in proptest::collection::vec((any::<usize>(), any::<char>()), 1..4),
    ) {
        let mut letters: Vec<char> = text.chars().collect();
        for (at, letter) in damages {
            let at = at % letters.len();
            letters[at] = letter;
        }
        survive(&letters.iter().collect::<String>())?;
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        survive(&text)?;
    }
}
