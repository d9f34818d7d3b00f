//! What the driver says went wrong, as the errors that the interface declares.

use std::any::Any;
use std::ffi::CStr;
use std::sync::Arc;

use crate::abi::CallContext;
use crate::driver::host::ptx::{self, Access, Problem};
use crate::driver::host::{self, AllocationError, Cause, OperationFault};
use crate::failure::{Failure, distos_error_t};
use crate::generated::abi::{
    DISTOS_ERROR_CANCELLED, DISTOS_ERROR_INTERNAL, DISTOS_ERROR_INVALID_ARGUMENT,
    DISTOS_ERROR_KERNEL_DEADLOCK, DISTOS_ERROR_KERNEL_FAULT, DISTOS_ERROR_OUT_OF_MEMORY,
    DISTOS_ERROR_OUTCOME_NOT_APPLIED, DISTOS_ERROR_OUTCOME_UNKNOWN, DISTOS_ERROR_STREAM_FAILED,
};

/// How an operation that `call` admitted ended, when it did not succeed.
pub fn of_operation(call: CallContext, failure: host::Failure) -> Failure {
    match failure {
        host::Failure::Cancelled { started } => cancelled(started),
        host::Failure::Failed(fault) => match object(call, &fault) {
            Some(object) => Failure::sealed(object),
            None => of_cause(fault.cause()),
        },
        host::Failure::StreamFailed(fault) => stream_failed(call, &fault),
    }
}

/// What had not started has left no trace; what had may have done a part.
fn cancelled(started: bool) -> Failure {
    let outcome = if started {
        DISTOS_ERROR_OUTCOME_UNKNOWN
    } else {
        DISTOS_ERROR_OUTCOME_NOT_APPLIED
    };
    Failure::status(DISTOS_ERROR_CANCELLED).outcome(outcome)
}

fn stream_failed(call: CallContext, fault: &OperationFault) -> Failure {
    let message = format!(
        "An earlier operation of the stream failed: {}.",
        fault.cause()
    );
    let failure = Failure::new(DISTOS_ERROR_STREAM_FAILED, c"POISONED", message)
        .value("cause", fault.cause());
    match object(call, fault) {
        Some(cause) => failure.caused_by(cause),
        None => failure,
    }
}

/// The one error object of a fault. The operation that failed asks first, so it is an object of that operation's call.
fn object(call: CallContext, fault: &OperationFault) -> Option<Arc<distos_error_t>> {
    let make = || -> Box<dyn Any + Send + Sync> {
        Box::new(of_cause(fault.cause()).seal(call.descriptor()).object)
    };
    let kept = fault.attachment(make);
    kept.downcast_ref::<Option<Arc<distos_error_t>>>()
        .cloned()
        .flatten()
}

fn of_cause(cause: &Cause) -> Failure {
    match cause {
        Cause::Kernel(fault) => of_kernel(fault),
        // The glue checked the range, and no work should panic: both are bugs of ours.
        Cause::OutOfRange { .. } | Cause::Internal(_) => {
            let message = format!("The operation failed: {cause}.");
            Failure::new(DISTOS_ERROR_INTERNAL, c"PANIC", message)
        }
    }
}

fn of_kernel(fault: &ptx::Fault) -> Failure {
    let (code, reason) = kernel_error(&fault.cause);
    let failure = Failure::new(code, reason, format!("In {fault}."))
        .value("kernel", &fault.kernel)
        .value("block", position(fault.block))
        .value("thread", position(fault.thread))
        .value("line", fault.line)
        .value("instruction", &fault.instruction)
        .value("fault", &fault.cause);
    match fault.address() {
        Some(address) => failure.value("address", format_args!("{address:#x}")),
        None => failure,
    }
}

fn position([x, y, z]: [u32; 3]) -> String {
    format!("({x}, {y}, {z})")
}

fn kernel_error(cause: &ptx::Cause) -> (u32, &'static CStr) {
    match cause {
        ptx::Cause::Access(access) => (DISTOS_ERROR_KERNEL_FAULT, access_reason(access)),
        ptx::Cause::Deadlock { .. } => (DISTOS_ERROR_KERNEL_DEADLOCK, c"DEADLOCK"),
        ptx::Cause::StepLimit { .. } => (DISTOS_ERROR_KERNEL_FAULT, c"STEP_LIMIT"),
        ptx::Cause::Trap => (DISTOS_ERROR_KERNEL_FAULT, c"TRAP"),
        ptx::Cause::Barrier(_) => (DISTOS_ERROR_KERNEL_FAULT, c"BARRIER"),
        ptx::Cause::NotMember { .. } => (DISTOS_ERROR_KERNEL_FAULT, c"NOT_MEMBER"),
        ptx::Cause::Cancelled => (DISTOS_ERROR_CANCELLED, c"CANCELLED"),
        ptx::Cause::Refused(_) => (DISTOS_ERROR_INVALID_ARGUMENT, c"LAUNCH_REFUSED"),
    }
}

fn access_reason(access: &Access) -> &'static CStr {
    match access.problem {
        Problem::Misaligned { .. } => c"MISALIGNED",
        Problem::OutsideSpace { .. } | Problem::OutOfBounds { .. } => c"OUT_OF_BOUNDS",
        Problem::Freed { .. } => c"FREED",
        Problem::ReadOnly => c"READ_ONLY",
    }
}

/// Why there is no allocation of `size` bytes on a device with `total` bytes.
pub fn of_allocation(size: u64, total: u64, error: AllocationError) -> Failure {
    let (clause, reason) = match error {
        _ if size > total => ("too_large", c"TOO_LARGE"),
        AllocationError::NoFreeMemory { .. } => ("no_memory", c"NO_DEVICE_MEMORY"),
        AllocationError::Alignment { .. } => ("no_memory", c"ALIGNMENT"),
        AllocationError::NoHostMemory { .. } | AllocationError::Empty => {
            ("no_memory", c"NO_HOST_MEMORY")
        }
    };
    let message = format!("The device can't allocate: {error}.");
    let failure = Failure::new(DISTOS_ERROR_OUT_OF_MEMORY, reason, message)
        .clause(clause)
        .value("requested", size)
        .value("total", total);
    match error {
        AllocationError::NoFreeMemory { free, .. } => failure.value("free", free),
        AllocationError::Alignment { alignment } => failure.value("alignment", alignment),
        AllocationError::NoHostMemory { .. } | AllocationError::Empty => failure,
    }
}
