//! What the domains implement: a method for each call, and what clauses may ask of an object.
#![allow(missing_docs)]

use crate::abi::CallContext;
use crate::failure::Failure;
use crate::handles::{AnyName, HandleType, ObjectId, Pinned, PinnedAny, Ref};
use crate::operation::Completer;

use super::abi::*;

pub type Rights = distos_rights_t;
pub type SystemOptions = distos_system_options_t;
pub type CallInfo = distos_call_info_t;
pub type BufferOptions = distos_gpu_buffer_options_t;
pub type DeviceSummary = distos_gpu_device_summary_t;

impl HandleType for System {
    const NUMBER: u8 = 1;
    const NAME: &'static str = "System";
    const RIGHTS: u32 = 0x14;
}

/// What clauses may ask of a `System`.
pub trait SystemModel {
    fn api_version(&self) -> u32;
}


impl HandleType for Device {
    const NUMBER: u8 = 2;
    const NAME: &'static str = "Device";
    const RIGHTS: u32 = 0x15;
}

/// What clauses may ask of a `Device`.
pub trait DeviceModel {
    fn index(&self) -> u32;
    fn total(&self) -> u64;
}

impl HandleType for Buffer {
    const NUMBER: u8 = 3;
    const NAME: &'static str = "Buffer";
    const RIGHTS: u32 = 0x0f;
}

/// What clauses may ask of a `Buffer`.
pub trait BufferModel {
    fn device(&self) -> ObjectId;
    fn size(&self) -> u64;
}

impl HandleType for Stream {
    const NUMBER: u8 = 4;
    const NAME: &'static str = "Stream";
    const RIGHTS: u32 = 0x24;
}

/// What clauses may ask of a `Stream`.
pub trait StreamModel {
    fn device(&self) -> ObjectId;
}

/// The arguments of `buffer_write`, held until its completion.
#[derive(Debug)]
pub struct BufferWriteArguments {
    pub buffer: Ref<Buffer>,
    pub stream: Ref<Stream>,
    pub offset: u64,
    pub data: HeldBytes,
}
