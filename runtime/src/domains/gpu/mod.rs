//! Module `gpu`, over `host:0`: what each call does once its arguments are checked.

mod device;
mod failure;
mod launch;
mod operation;

use crate::abi::CallContext;
use crate::driver::host::ptx;
use crate::failure::Failure;
use crate::generated::abi::{
    DISTOS_ERROR_INTERNAL, DISTOS_ERROR_MODULE_INVALID, DISTOS_ERROR_OUT_OF_MEMORY,
    DISTOS_ERROR_UNSUPPORTED, DISTOS_GPU_MEMORY_KIND_DEVICE, DISTOS_GPU_MEMORY_KIND_MANAGED,
    DISTOS_GPU_MEMORY_KIND_PINNED,
};
use crate::generated::traits::{
    BufferOptions, BufferReadArguments, BufferWriteArguments, DeviceInfo, DeviceSummary,
    EventWaitArguments, Gpu, KernelLaunchArguments, MemoryKind, StreamOptions,
};
use crate::handles::{Pinned, Ref};
use crate::objects::core::System;
use crate::objects::gpu::{Buffer, Device, Event, Module, Stream};
use crate::operation::Completer;

/// The implementation of the module.
pub struct Domain;

impl Gpu for Domain {
    fn device_list(
        &self,
        _call: CallContext,
        system: Pinned<'_, System>,
    ) -> Result<Vec<DeviceSummary>, Failure> {
        Ok(vec![device::summary(system.host())])
    }

    fn device_count(
        &self,
        _call: CallContext,
        _system: Pinned<'_, System>,
    ) -> Result<u32, Failure> {
        Ok(device::COUNT)
    }

    fn device_open(
        &self,
        call: CallContext,
        system: Pinned<'_, System>,
        index: u32,
    ) -> Result<Ref<Device>, Failure> {
        device::check_index(index)?;
        let system = call.hold("system", system)?;
        Ok(Device::open(system))
    }

    fn device_info(
        &self,
        _call: CallContext,
        device: Pinned<'_, Device>,
    ) -> Result<DeviceInfo, Failure> {
        Ok(device::info(device.host()))
    }

    fn buffer_alloc(
        &self,
        call: CallContext,
        device: Pinned<'_, Device>,
        size: u64,
        options: &BufferOptions,
    ) -> Result<Ref<Buffer>, Failure> {
        check_kind(options.kind)?;
        let total = device.host().properties().total_memory;
        let allocated = device.host().allocate(size, options.alignment);
        let allocation = allocated.map_err(|error| failure::of_allocation(size, total, error))?;
        let device = call.hold("device", device)?;
        Ok(Ref::new(Buffer::new(device, allocation)))
    }

    fn buffer_address(
        &self,
        _call: CallContext,
        buffer: Pinned<'_, Buffer>,
        offset: u64,
    ) -> Result<u64, Failure> {
        Ok(buffer.address() + offset)
    }

    fn stream_create(
        &self,
        call: CallContext,
        device: Pinned<'_, Device>,
        options: &StreamOptions,
    ) -> Result<Ref<Stream>, Failure> {
        let created = device.host().create_stream(options.priority);
        let queue = created.map_err(|error| no_worker(&error))?;
        let device = call.hold("device", device)?;
        Ok(Ref::new(Stream::new(device, queue)))
    }

    fn buffer_write(
        &self,
        call: CallContext,
        arguments: BufferWriteArguments,
        completer: Completer,
    ) {
        operation::write(call, arguments, completer);
    }

    fn buffer_read(&self, call: CallContext, arguments: BufferReadArguments, completer: Completer) {
        operation::read(call, arguments, completer);
    }

    fn module_load(
        &self,
        call: CallContext,
        device: Pinned<'_, Device>,
        text: &str,
    ) -> Result<Ref<Module>, Failure> {
        let kernels = ptx::Module::load(text).map_err(|error| malformed(&error))?;
        let device = call.hold("device", device)?;
        Ok(Ref::new(Module::new(device, kernels)))
    }

    fn kernel_launch(
        &self,
        call: CallContext,
        arguments: KernelLaunchArguments,
        completer: Completer,
    ) {
        launch::start(call, arguments, completer);
    }

    fn event_record(
        &self,
        call: CallContext,
        stream: Pinned<'_, Stream>,
    ) -> Result<Ref<Event>, Failure> {
        // Held first: a stream that is released meanwhile records nothing.
        let stream = call.hold("stream", stream)?;
        let device = stream.retain_device().ok_or_else(orphaned)?;
        let place = stream.queue().record();
        Ok(Ref::new(Event::new(device, place)))
    }

    fn event_wait(&self, call: CallContext, arguments: EventWaitArguments, completer: Completer) {
        operation::wait(call, arguments, completer);
    }
}

/// The host has one kind of memory, which is as good as each of those that it knows.
fn check_kind(kind: MemoryKind) -> Result<(), Failure> {
    match kind {
        DISTOS_GPU_MEMORY_KIND_DEVICE
        | DISTOS_GPU_MEMORY_KIND_PINNED
        | DISTOS_GPU_MEMORY_KIND_MANAGED => Ok(()),
        unknown => Err(unknown_kind(unknown)),
    }
}

#[cold]
fn unknown_kind(kind: MemoryKind) -> Failure {
    let message = format!("Memory of kind {kind} is newer than this runtime.");
    Failure::implied(DISTOS_ERROR_UNSUPPORTED, c"UNKNOWN_VALUE", message).value("kind", kind)
}

#[cold]
fn orphaned() -> Failure {
    let message = "The stream outlived its device.";
    Failure::new(DISTOS_ERROR_INTERNAL, c"ORPHANED", message)
}

#[cold]
fn no_worker(error: &std::io::Error) -> Failure {
    let message = format!("The device can't start its first worker thread: {error}.");
    Failure::new(DISTOS_ERROR_OUT_OF_MEMORY, c"NO_THREAD", message).value("cause", error)
}

#[cold]
fn malformed(error: &ptx::LoadError) -> Failure {
    let failure = Failure::new(
        DISTOS_ERROR_MODULE_INVALID,
        c"MALFORMED",
        format!("{error}."),
    );
    let failure = failure
        .value("line", error.line)
        .value("column", error.column)
        .value("problem", &error.message);
    match &error.opcode {
        Some(opcode) => failure.value("opcode", opcode),
        None => failure,
    }
}
