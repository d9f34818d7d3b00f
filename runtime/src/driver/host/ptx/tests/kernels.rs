//! The committed kernels give what plain Rust gives, and the faulty ones say what is wrong.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::super::{Cause, LaunchConfig, Module, ParameterKind};
use super::support::{Argument, TestMemory, arguments, run, shape};

macro_rules! kernel_text {
    ($name:literal) => {
        include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../conformance/kernels/",
            $name,
            ".ptx"
        ))
    };
}

/// Numbers of mixed size and sign.
fn floats(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state
    };
    (0..count)
        .map(|_| (next() as i32 as f32) / 65_536.0 * f32::from_bits(0x3f80_0000 | next() >> 9))
        .collect()
}

#[test]
fn vector_add_adds() {
    let (left, right) = (floats(1000, 1), floats(1000, 2));
    let mut memory = TestMemory::new();
    let [a, b, sum] = [
        memory.add_floats(&left),
        memory.add_floats(&right),
        memory.add_floats(&[0.0; 1000]),
    ];
    let values = [a, b, sum].map(Argument::Double);
    let values = [&values[..], &[Argument::Word(1000)]].concat();
    run(kernel_text!("vector_add"), &shape(8, 128), &values, &memory).expect("it runs");
    let expected: Vec<f32> = left.iter().zip(&right).map(|(a, b)| a + b).collect();
    assert_eq!(memory.floats(sum), expected);
}

#[test]
fn saxpy_rounds_once() {
    let (x, y) = (floats(777, 3), floats(777, 4));
    let mut memory = TestMemory::new();
    let (at_x, at_y) = (memory.add_floats(&x), memory.add_floats(&y));
    let values = [
        Argument::Float(1.1),
        Argument::Double(at_x),
        Argument::Double(at_y),
        Argument::Word(777),
    ];
    run(kernel_text!("saxpy"), &shape(4, 256), &values, &memory).expect("it runs");
    let expected: Vec<f32> = x
        .iter()
        .zip(&y)
        .map(|(x, y)| 1.1f32.mul_add(*x, *y))
        .collect();
    assert_eq!(memory.floats(at_y), expected);
}

#[test]
fn block_reduce_adds_as_a_tree() {
    for (count, threads) in [(1000, 256), (1024, 1024), (5, 8), (64, 1), (100, 32)] {
        let input = floats(count, 5);
        let blocks = count.div_ceil(threads);
        let mut memory = TestMemory::new();
        let from = memory.add_floats(&input);
        let partial = memory.add_floats(&vec![0.0; blocks]);
        let values = [
            Argument::Double(from),
            Argument::Double(partial),
            Argument::Word(count as u32),
        ];
        let config = shape(blocks as u32, threads as u32);
        run(kernel_text!("block_reduce"), &config, &values, &memory).expect("it runs");
        let expected: Vec<f32> = input
            .chunks(threads)
            .map(|part| tree(part, threads))
            .collect();
        assert_eq!(memory.floats(partial), expected, "{threads} threads");
    }
}

/// The sum as the kernel's comment describes it.
fn tree(part: &[f32], threads: usize) -> f32 {
    let mut sums = part.to_vec();
    sums.resize(threads, 0.0);
    let mut half = threads / 2;
    while half > 0 {
        for index in 0..half {
            sums[index] += sums[index + half];
        }
        half /= 2;
    }
    sums[0]
}

#[test]
fn parameters_are_described() {
    let module = Module::load(kernel_text!("saxpy")).expect("it loads");
    let kernel = module.kernel("saxpy").expect("it is there");
    let shapes: Vec<_> = kernel
        .parameters()
        .iter()
        .map(|parameter| (parameter.kind, parameter.offset, parameter.size))
        .collect();
    let expected = [
        (ParameterKind::Float, 0, 4),
        (ParameterKind::Unsigned, 8, 8),
        (ParameterKind::Unsigned, 16, 8),
        (ParameterKind::Unsigned, 24, 4),
    ];
    assert_eq!(shapes, expected);
    assert_eq!(kernel.parameter_bytes(), 28);
    assert!(module.kernel("other").is_none());
}

#[test]
fn out_of_bounds_names_the_access() {
    let mut memory = TestMemory::new();
    let output = memory.add_words(&[0; 60]);
    let values = [Argument::Double(output), Argument::Word(2)];
    let fault = run(
        kernel_text!("out_of_bounds"),
        &shape(2, 24),
        &values,
        &memory,
    )
    .expect_err("it leaves the buffer");
    assert_eq!((fault.block, fault.thread), ([1, 0, 0], [6, 0, 0]));
    assert_eq!(fault.address(), Some(output + 240));
    assert_eq!(
        fault.to_string(),
        "kernel out_of_bounds, block (1, 0, 0), thread (6, 0, 0), PTX line 35, `st.global.u32 [%rd5], %r5`: \
         write of 4 bytes at 0x10000000f0 is 0 bytes past the end of the allocation of 240 bytes at 0x1000000000"
    );
    let expected: Vec<u32> = (0..60)
        .map(|i| if i % 2 == 0 { i / 2 } else { 0 })
        .collect();
    assert_eq!(memory.words(output), expected, "what came before stays");
}

#[test]
fn deadlock_names_the_threads() {
    let memory = TestMemory::new();
    let text = kernel_text!("deadlock");
    let fault = run(text, &shape(1, 40), &[], &memory).expect_err("it never ends");
    assert_eq!(
        fault.to_string(),
        "kernel deadlock, block (0, 0, 0): deadlock: \
         20 threads at barrier 0 (PTX line 18, `bar.sync 0`): \
         (0, 0, 0) (2, 0, 0) (4, 0, 0) (6, 0, 0) (8, 0, 0) (10, 0, 0) (12, 0, 0) (14, 0, 0) …; \
         20 threads at barrier 1 (PTX line 22, `bar.sync 1`): \
         (1, 0, 0) (3, 0, 0) (5, 0, 0) (7, 0, 0) (9, 0, 0) (11, 0, 0) (13, 0, 0) (15, 0, 0) …"
    );
    run(text, &shape(1, 1), &[], &memory).expect("one thread alone passes");
}

struct Spin {
    memory: TestMemory,
    flag: u64,
    turns: u64,
}

impl Spin {
    fn new(flag: u32) -> Self {
        let mut memory = TestMemory::new();
        let flag = memory.add_words(&[flag]);
        let turns = memory.add(&[0; 8]);
        Spin {
            memory,
            flag,
            turns,
        }
    }

    fn launch(
        &self,
        iterations: u64,
        config: &LaunchConfig,
        cancel: &AtomicBool,
    ) -> Result<(), Box<super::super::Fault>> {
        let module = Module::load(kernel_text!("spin")).expect("it loads");
        let kernel = module.kernel("spin").expect("it is there");
        let values = [self.flag, self.turns, iterations].map(Argument::Double);
        kernel.launch(config, &arguments(kernel, &values), &self.memory, cancel)
    }
}

#[test]
fn spin_counts_its_turns() {
    let mut spin = Spin::new(0);
    spin.launch(5000, &shape(1, 64), &AtomicBool::new(false))
        .expect("it ends");
    assert_eq!(spin.memory.doubles(spin.turns), [5000]);
    let mut spin = Spin::new(1);
    spin.launch(5000, &shape(1, 64), &AtomicBool::new(false))
        .expect("it ends");
    assert_eq!(spin.memory.doubles(spin.turns), [0]);
}

#[test]
fn spin_is_cancelled() {
    let spin = Spin::new(0);
    let cancel = AtomicBool::new(false);
    let endless = LaunchConfig {
        step_limit: u64::MAX,
        ..shape(1, 64)
    };
    let fault = std::thread::scope(|scope| {
        let launch = scope.spawn(|| spin.launch(u64::MAX, &endless, &cancel));
        std::thread::sleep(Duration::from_millis(20));
        cancel.store(true, Ordering::Relaxed);
        launch
            .join()
            .expect("no panic")
            .expect_err("it is cancelled")
    });
    assert!(fault.is_cancelled());
}

#[test]
fn spin_sees_a_flag_that_another_thread_sets() {
    use super::super::GlobalMemory;
    let spin = Spin::new(0);
    let endless = LaunchConfig {
        step_limit: u64::MAX,
        ..shape(1, 32)
    };
    std::thread::scope(|scope| {
        let launch = scope.spawn(|| spin.launch(u64::MAX, &endless, &AtomicBool::new(false)));
        std::thread::sleep(Duration::from_millis(20));
        let region = spin
            .memory
            .resolve(spin.flag, 4, true)
            .expect("it is there");
        // SAFETY: the region is mapped and aligned, and the launch reads it atomically.
        let flag = unsafe { std::sync::atomic::AtomicU32::from_ptr(region.pointer.cast()) };
        flag.store(1, Ordering::Relaxed);
        launch.join().expect("no panic").expect("it ends");
    });
}

#[test]
fn steps_are_limited() {
    let spin = Spin::new(0);
    let few = LaunchConfig {
        step_limit: 10_000,
        ..shape(1, 32)
    };
    let fault = spin
        .launch(u64::MAX, &few, &AtomicBool::new(false))
        .expect_err("too long");
    assert_eq!(fault.cause, Cause::StepLimit { limit: 10_000 });
}
