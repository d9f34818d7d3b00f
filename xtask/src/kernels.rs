//! `cargo xtask kernels`: conformance/kernels/*.cu to PTX, with NVRTC from PyPI.

use crate::{command::run, environment, tree};

/// NVRTC, and the headers of the CUDA runtime. An older NVRTC writes PTX that older drivers accept.
const PACKAGES: &[&str] = &[
    "nvidia-cuda-nvrtc-cu12==12.9.86",
    "nvidia-cuda-runtime-cu12==12.9.79",
];

/// Compiles every kernel again.
pub fn run_all() -> anyhow::Result<()> {
    let python = environment::python()?;
    environment::pip_install(&python, PACKAGES)?;
    run(&python)
        .arg(tree::root().join("conformance/kernels/compile.py"))
        .show()
}
