//! Runs one instruction on chosen operands, a launch of one warp at a time, and compares with plain Rust.

use std::fmt::Write;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::super::Kernel;
use super::support::{self, Argument, TestMemory, shape};

const LANES: usize = 32;
/// How many warps of operands each instruction is tried with.
const ROUNDS: usize = 6;

/// Bits that numbers go wrong at.
const EDGES: [u64; 28] = [
    0,
    1,
    2,
    31,
    32,
    33,
    63,
    64,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    u64::MAX,
    // Single precision: smallest subnormal and normal, one, largest, infinity, not a number.
    0x0080_0000,
    0x3f80_0000,
    0x7f7f_ffff,
    0x7f80_0000,
    0x7fc0_0001,
    // Double precision: one, infinity, not a number.
    0x3ff0_0000_0000_0000,
    0x7ff0_0000_0000_0000,
    0x7ff8_0000_0000_0001,
];

/// Operands with many edges among them, and floats of ordinary size.
fn operand() -> impl Strategy<Value = u64> {
    prop_oneof![
        any::<u64>(),
        select(EDGES.to_vec()),
        select(EDGES.to_vec()).prop_map(|bits| bits.wrapping_neg()),
        select(EDGES.to_vec()).prop_map(|bits| bits ^ 1 << 63 ^ 1 << 31),
        (-1000.0..1000.0f32).prop_map(|value| value.to_bits().into()),
        (-1e10..1e10f64).prop_map(f64::to_bits),
        0..100u64,
        // Halves, which rounding to nearest must decide about.
        (-40..40i32).prop_map(|halves| (halves as f32 * 0.5).to_bits().into()),
        (-40..40i32).prop_map(|halves| (f64::from(halves) * 0.5).to_bits()),
    ]
}

/// The size in bytes of a type, by its name.
pub fn size(kind: &str) -> usize {
    match &kind[1..] {
        "8" => 1,
        "16" => 2,
        "32" => 4,
        _ => 8,
    }
}

/// Checks that `instruction` gives in every lane what `expected` gives. The first type is the result's, the others those
/// of `expected`'s arguments, which are the operands' bits, extended with zeros. In the instruction, `$r` is the result,
/// `$a`, `$b` and `$c` are the operands, `%p` is a free predicate.
pub fn check(instruction: &str, kinds: &[&str], expected: impl Fn(&[u64]) -> u64) {
    let mut runner = TestRunner::deterministic();
    let kernel = support::load(&text(instruction, kinds));
    for _ in 0..ROUNDS {
        let operands: Vec<Vec<u64>> = kinds[1..]
            .iter()
            .map(|kind| sample(&mut runner, size(kind)))
            .collect();
        let results = launch(&kernel, kinds, &operands);
        for (lane, result) in results.iter().enumerate() {
            let inputs: Vec<u64> = operands.iter().map(|values| values[lane]).collect();
            let expected = expected(&inputs) & mask(size(kinds[0]));
            assert_eq!(*result, expected, "{instruction} of {inputs:#x?}");
        }
    }
}

fn sample(runner: &mut TestRunner, size: usize) -> Vec<u64> {
    let values = proptest::collection::vec(operand(), LANES);
    let tree = values.new_tree(runner).expect("values can be made");
    tree.current()
        .iter()
        .map(|bits| bits & mask(size))
        .collect()
}

fn mask(size: usize) -> u64 {
    u64::MAX >> (64 - 8 * size)
}

fn launch(kernel: &Kernel, kinds: &[&str], operands: &[Vec<u64>]) -> Vec<u64> {
    let mut memory = TestMemory::new();
    let result = memory.add(&vec![0; LANES * 8]);
    let mut values = vec![Argument::Double(result)];
    for (kind, operand) in kinds[1..].iter().zip(operands) {
        let bytes = operand
            .iter()
            .flat_map(|bits| bits.to_le_bytes()[..size(kind)].to_vec());
        values.push(Argument::Double(memory.add(&bytes.collect::<Vec<_>>())));
    }
    let config = shape(1, LANES as u32);
    support::launch(kernel, &config, &values, &memory).unwrap_or_else(|fault| panic!("{fault}"));
    memory.doubles(result)
}

/// A kernel that loads the operands of its lane, executes the instruction, and stores the result in eight bytes.
fn text(instruction: &str, kinds: &[&str]) -> String {
    let mut text = String::from(".version 8.0\n.target sm_80\n.entry kernel(.param .u64 r");
    let names = ["a", "b", "c", "d"];
    let sources: Vec<_> = names.iter().zip(&kinds[1..]).collect();
    for (name, _) in &sources {
        write!(text, ", .param .u64 {name}").expect("a string takes all");
    }
    text.push_str(")\n{\n.reg .u32 %t; .reg .u64 %i, %o; .reg .pred %p, %q; .reg .b32 %w;\nmov.u32 %t, %tid.x;\n");
    for (name, kind) in &sources {
        let bytes = size(kind);
        writeln!(
            text,
            ".reg .{register} %{name};\nld.param.u64 %i, [{name}];\nmul.wide.u32 %o, %t, {bytes};\n\
             add.u64 %i, %i, %o;\nld.global.b{bits} %{name}, [%i];",
            register = register(kind),
            bits = bytes * 8
        )
        .expect("a string takes all");
    }
    let instruction = instruction.replace('$', "%");
    writeln!(
        text,
        ".reg .{register} %r;\n{instruction}\nld.param.u64 %i, [r];\nmul.wide.u32 %o, %t, 8;\nadd.u64 %i, %i, %o;\n\
         st.global.b{bits} [%i], %r;\nret;\n}}",
        register = register(kinds[0]),
        bits = size(kinds[0]) * 8
    )
    .expect("a string takes all");
    text
}

/// The register type for a value: bytes live in wider registers.
fn register(kind: &str) -> String {
    match size(kind) {
        1 => "b16".to_owned(),
        _ if kind.starts_with('f') => kind.to_owned(),
        bytes => format!("b{}", bytes * 8),
    }
}
