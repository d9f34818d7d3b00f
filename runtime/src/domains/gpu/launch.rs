//! Kernel launches: what can be refused is refused at admission; the rest is an operation of the stream.

use std::sync::Arc;

use super::operation;
use crate::abi::CallContext;
use crate::driver::host::ptx::{Kernel, LaunchConfig};
use crate::driver::host::{self, Argument, ArgumentMismatch, DEFAULT_STEP_LIMIT, Memory};
use crate::failure::Failure;
use crate::generated::abi::{
    DISTOS_ERROR_INVALID_ARGUMENT, DISTOS_ERROR_NOT_FOUND, DISTOS_ERROR_UNSUPPORTED,
};
use crate::generated::traits::{KernelArg, KernelLaunchArguments};
use crate::objects::gpu::Module;
use crate::operation::Completer;

/// A launch that fits its kernel.
struct Launch {
    kernel: Arc<Kernel>,
    config: LaunchConfig,
    parameters: Vec<u8>,
}

/// Admits the launch, or completes it as refused.
pub fn start(call: CallContext, arguments: KernelLaunchArguments, completer: Completer) {
    let stream = arguments.stream.clone();
    let memory = Arc::clone(stream.memory());
    let launch = match prepare(&arguments, &memory) {
        Ok(launch) => launch,
        Err(failure) => {
            drop(arguments);
            return completer.complete(Err(failure));
        }
    };
    operation::submit(call, &stream, completer, move |cancel| {
        // The kernel may access what the arguments hold.
        let _held = &arguments;
        let Launch {
            kernel,
            config,
            parameters,
        } = &launch;
        host::launch(&memory, kernel, config, parameters, cancel)
    });
}

fn prepare(arguments: &KernelLaunchArguments, memory: &Arc<Memory>) -> Result<Launch, Failure> {
    let kernel = find(&arguments.module, &arguments.kernel)?;
    let parameters = pack(&kernel, &arguments.arguments, memory)?;
    let (grid, block) = (arguments.grid, arguments.block);
    let config = LaunchConfig {
        grid: [grid.x, grid.y, grid.z],
        block: [block.x, block.y, block.z],
        dynamic_shared_bytes: arguments.options.dynamic_shared_memory,
        step_limit: DEFAULT_STEP_LIMIT,
    };
    let fits = kernel.check(&config, parameters.len());
    fits.map_err(|reason| too_much(&kernel, &reason))?;
    Ok(Launch {
        kernel,
        config,
        parameters,
    })
}

fn find(module: &Module, name: &str) -> Result<Arc<Kernel>, Failure> {
    module.kernel(name).ok_or_else(|| absent(module, name))
}

#[cold]
fn absent(module: &Module, name: &str) -> Failure {
    let known = module.kernel_names();
    let message = format!("The module has no kernel {name}; it has: {known}.");
    Failure::new(DISTOS_ERROR_NOT_FOUND, c"NO_KERNEL", message)
        .clause("absent")
        .value("kernel", name)
        .value("kernels", known)
}

fn pack(
    kernel: &Kernel,
    arguments: &[KernelArg],
    memory: &Arc<Memory>,
) -> Result<Vec<u8>, Failure> {
    let typed = arguments.iter().enumerate();
    let typed: Result<Vec<_>, _> = typed
        .map(|(index, argument)| typed_argument(index, argument, memory))
        .collect();
    host::pack(kernel, &typed?).map_err(|mismatch| mismatched(kernel, &mismatch))
}

fn typed_argument<'a>(
    index: usize,
    argument: &'a KernelArg,
    memory: &Arc<Memory>,
) -> Result<Argument<'a>, Failure> {
    Ok(match argument {
        KernelArg::I32(value) => Argument::I32(*value),
        KernelArg::U32(value) => Argument::U32(*value),
        KernelArg::U64(value) => Argument::U64(*value),
        KernelArg::F32(value) => Argument::F32(*value),
        KernelArg::F64(value) => Argument::F64(*value),
        KernelArg::Bytes(bytes) => Argument::Bytes(bytes),
        KernelArg::Buffer(buffer) if buffer.is_in(memory) => Argument::Address(buffer.address()),
        KernelArg::Buffer(_) => return Err(elsewhere(index)),
    })
}

#[cold]
fn elsewhere(index: usize) -> Failure {
    let message = format!("Argument {index} is a buffer of another device than the stream's.");
    Failure::new(DISTOS_ERROR_INVALID_ARGUMENT, c"OTHER_DEVICE", message)
        .clause("mismatch")
        .value("index", index)
}

#[cold]
fn mismatched(kernel: &Kernel, mismatch: &ArgumentMismatch) -> Failure {
    let message = format!(
        "The arguments don't fit kernel {}: {mismatch}.",
        kernel.name()
    );
    let failure = Failure::new(DISTOS_ERROR_INVALID_ARGUMENT, c"ARGUMENT_MISMATCH", message)
        .clause("mismatch")
        .value("kernel", kernel.name());
    match mismatch {
        ArgumentMismatch::Count { expected, given } => {
            failure.value("expected", expected).value("given", given)
        }
        ArgumentMismatch::Kind {
            index,
            parameter,
            expected,
            given,
        } => failure
            .value("index", index)
            .value("parameter", parameter)
            .value("expected", expected)
            .value("given", given),
    }
}

#[cold]
fn too_much(kernel: &Kernel, reason: &str) -> Failure {
    let message = format!("Kernel {} can't be launched so: {reason}.", kernel.name());
    Failure::new(DISTOS_ERROR_UNSUPPORTED, c"LAUNCH_TOO_LARGE", message)
        .clause("too_much")
        .value("kernel", kernel.name())
        .value("problem", reason)
}
