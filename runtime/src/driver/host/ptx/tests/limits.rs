//! What a kernel says of itself, and which launches it refuses before anything runs.

use super::super::{Kernel, LaunchConfig, Module};
use super::support::shape;
use std::sync::Arc;

fn kernel(tunings: &str, body: &str) -> Arc<Kernel> {
    let text = format!(
        ".version 8.8\n.target sm_90a\n.address_size 64\n.extern .shared .b8 rest[];\n\
         .entry kernel(.param .align 8 .b8 whole[12], .param .s16 small, .param .f64 wide) {tunings}\n{{\n{body}\nret;\n}}"
    );
    let module = Module::load(&text).unwrap_or_else(|error| panic!("{error}"));
    Arc::clone(module.kernel("kernel").expect("it is there"))
}

fn refusal(kernel: &Kernel, config: LaunchConfig) -> String {
    let bytes = kernel.parameter_bytes() as usize;
    kernel.check(&config, bytes).expect_err("it is refused")
}

#[test]
fn arguments_must_be_as_long_as_the_parameters() {
    let kernel = kernel("", "");
    let offsets: Vec<_> = kernel
        .parameters()
        .iter()
        .map(|parameter| (parameter.offset, parameter.size, parameter.alignment))
        .collect();
    assert_eq!(offsets, [(0, 12, 8), (12, 2, 2), (16, 8, 8)]);
    assert_eq!(kernel.parameter_bytes(), 24);
    assert_eq!(kernel.check(&shape(1, 1), 24), Ok(()));
    assert_eq!(
        kernel.check(&shape(1, 1), 20),
        Err("the arguments take 20 bytes, but its parameters 24".to_owned())
    );
}

#[test]
fn blocks_are_as_large_as_the_kernel_allows() {
    let plain = kernel("", "");
    assert_eq!(
        (plain.maximum_block(), plain.required_block()),
        (None, None)
    );
    assert_eq!(plain.maximum_threads(), 1024);
    assert_eq!(plain.check(&shape(1, 1024), 24), Ok(()));

    let bounded = kernel(".maxntid 64, 2, 1 .minnctapersm 2", "");
    assert_eq!(bounded.maximum_block(), Some([64, 2, 1]));
    assert_eq!(bounded.maximum_threads(), 128);
    assert_eq!(
        bounded.check(&shape(1, 128), 24),
        Ok(()),
        "the product counts"
    );
    assert_eq!(
        refusal(&bounded, shape(1, 129)),
        "a block has 129 threads, but at most 128 are allowed"
    );

    let exact = kernel(".reqntid 32", "");
    assert_eq!(exact.required_block(), Some([32, 1, 1]));
    assert_eq!(exact.check(&shape(7, 32), 24), Ok(()));
    assert_eq!(
        refusal(&exact, shape(1, 16)),
        "the block is [16, 1, 1], but the kernel requires [32, 1, 1]"
    );
}

#[test]
fn grids_and_blocks_have_limits() {
    let kernel = kernel("", "");
    let config = shape(1, 1);
    let grid = |grid| LaunchConfig { grid, ..config };
    let block = |block| LaunchConfig { block, ..config };
    assert_eq!(
        kernel.check(&grid([0x7fff_ffff, 0xffff, 0xffff]), 24),
        Ok(())
    );
    assert_eq!(
        refusal(&kernel, grid([0, 1, 1])),
        "the grid is [0, 1, 1], but must be between [1, 1, 1] and [2147483647, 65535, 65535]"
    );
    refusal(&kernel, grid([1, 65_536, 1]));
    refusal(&kernel, block([1, 1, 65]));
    refusal(&kernel, block([32, 33, 1]));
    refusal(&kernel, block([u32::MAX, u32::MAX, u32::MAX]));
}

#[test]
fn shared_and_local_memory_have_limits() {
    let modest = kernel("", ".shared .align 4 .b8 own[100];");
    assert_eq!(
        modest.static_shared_bytes(),
        112,
        "what the launch adds is aligned to 16"
    );
    assert!(modest.uses_dynamic_shared());
    let with_shared = |dynamic_shared_bytes| LaunchConfig {
        dynamic_shared_bytes,
        ..shape(1, 1)
    };
    assert_eq!(modest.check(&with_shared(232_448 - 112), 24), Ok(()));
    assert_eq!(
        refusal(&modest, with_shared(232_448 - 111)),
        "a block needs 232449 bytes of shared memory, but at most 232448 are there"
    );
    let greedy = kernel("", ".local .b8 own[524288];");
    assert_eq!(greedy.check(&shape(1, 1024), 24), Ok(()));
}

#[test]
fn blocks_run_in_the_same_order_every_time() {
    let text = ".version 7.0\n.target sm_70\n.entry kernel(.param .u64 p)\n{\n.reg .b32 %r<4>; .reg .b64 %d<4>;\n\
                ld.param.u64 %d0, [p];\natom.global.add.u32 %r0, [%d0], 1;\nmov.u32 %r1, %ctaid.x;\nmov.u32 %r2, %tid.x;\n\
                mad.lo.u32 %r1, %r1, 64, %r2;\nmul.wide.u32 %d1, %r1, 4;\nadd.u64 %d1, %d1, %d0;\nst.global.u32 [%d1+4], %r0;\nret;\n}";
    let mut memory = super::support::TestMemory::new();
    let order = memory.add_words(&[0; 193]);
    let values = [super::support::Argument::Double(order)];
    super::support::run(text, &shape(3, 64), &values, &memory).expect("it runs");
    let expected: Vec<u32> = std::iter::once(192).chain(0..192).collect();
    assert_eq!(memory.words(order), expected, "by block, then by thread");
}
