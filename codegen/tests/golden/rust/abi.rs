//! The types and constants of the C border.
#![allow(non_camel_case_types, missing_docs, dead_code)]

pub use crate::failure::distos_error_t;

/// Zero, or the code of an error.
pub type distos_status_t = u32;
/// The status of success.
pub const DISTOS_OK: distos_status_t = 0;
/// The version of the API that these declarations were generated from, as major * 1000 + minor.
pub const DISTOS_API_VERSION: u32 = 1;

/// A handle of any type. The value 0 is never a handle.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct distos_handle_t {
    pub value: u64,
}

/// 16 bytes, as RFC 9562 orders them.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct distos_uuid_t {
    pub bytes: [u8; 16],
}

/// Bytes of the caller.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct distos_bytes_t {
    pub data: *const u8,
    pub length: u64,
}

/// UTF-8 text of the caller, not NUL-terminated.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct distos_string_t {
    pub data: *const ::core::ffi::c_char,
    pub length: u64,
}

pub const DISTOS_ERROR_CLASS_TRANSIENT: u32 = 1;
pub const DISTOS_ERROR_CLASS_PERMANENT: u32 = 2;
pub const DISTOS_ERROR_CLASS_USAGE: u32 = 3;
pub const DISTOS_ERROR_SEVERITY_INFO: u32 = 1;
pub const DISTOS_ERROR_SEVERITY_WARNING: u32 = 2;
pub const DISTOS_ERROR_SEVERITY_ERROR: u32 = 3;
pub const DISTOS_ERROR_SEVERITY_FATAL: u32 = 4;
pub const DISTOS_ERROR_OUTCOME_NOT_APPLIED: u32 = 1;
pub const DISTOS_ERROR_OUTCOME_APPLIED: u32 = 2;
pub const DISTOS_ERROR_OUTCOME_UNKNOWN: u32 = 3;
pub const DISTOS_ERROR_SCOPE_CALL: u32 = 1;
pub const DISTOS_ERROR_SCOPE_STREAM: u32 = 2;
pub const DISTOS_ERROR_SCOPE_DEVICE: u32 = 3;
pub const DISTOS_ERROR_SCOPE_COMMUNICATOR: u32 = 4;
pub const DISTOS_ERROR_SCOPE_NODE: u32 = 5;
pub const DISTOS_ERROR_SCOPE_SYSTEM: u32 = 6;
pub const DISTOS_ERROR_RETRY_NEVER: u32 = 1;
pub const DISTOS_ERROR_RETRY_AFTER_ACTION: u32 = 2;
pub const DISTOS_ERROR_RETRY_BACKOFF: u32 = 3;

pub const DISTOS_ERROR_INVALID_ARGUMENT: distos_status_t = 1;
pub const DISTOS_ERROR_INVALID_HANDLE: distos_status_t = 2;
pub const DISTOS_ERROR_WRONG_TYPE: distos_status_t = 3;
pub const DISTOS_ERROR_PERMISSION_DENIED: distos_status_t = 4;
pub const DISTOS_ERROR_UNIMPLEMENTED: distos_status_t = 5;
pub const DISTOS_ERROR_UNSUPPORTED: distos_status_t = 6;
pub const DISTOS_ERROR_WOULD_BLOCK: distos_status_t = 7;
pub const DISTOS_ERROR_OUT_OF_MEMORY: distos_status_t = 8;
pub const DISTOS_ERROR_OUT_OF_RANGE: distos_status_t = 10;
pub const DISTOS_ERROR_BUFFER_TOO_SMALL: distos_status_t = 11;
pub const DISTOS_ERROR_NOT_FOUND: distos_status_t = 12;
pub const DISTOS_ERROR_CANCELLED: distos_status_t = 13;
pub const DISTOS_ERROR_DEADLINE_EXCEEDED: distos_status_t = 14;
pub const DISTOS_ERROR_NOT_READY: distos_status_t = 15;
pub const DISTOS_ERROR_FORKED_CHILD: distos_status_t = 16;
pub const DISTOS_ERROR_VERSION_MISMATCH: distos_status_t = 17;
pub const DISTOS_ERROR_DEVICE_LOST: distos_status_t = 18;
pub const DISTOS_ERROR_STREAM_FAILED: distos_status_t = 19;
pub const DISTOS_ERROR_KERNEL_FAULT: distos_status_t = 20;
pub const DISTOS_ERROR_KERNEL_DEADLOCK: distos_status_t = 21;
pub const DISTOS_ERROR_MODULE_INVALID: distos_status_t = 22;
pub const DISTOS_ERROR_INTERNAL: distos_status_t = 23;

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct distos_system_t {
    pub value: u64,
}

pub type distos_tier_t = u32;
pub const DISTOS_TIER_ABSENT: distos_tier_t = 0;
pub const DISTOS_TIER_EXPERIMENTAL: distos_tier_t = 1;
pub const DISTOS_TIER_STABLE: distos_tier_t = 2;
pub const DISTOS_TIER_DEPRECATED: distos_tier_t = 3;

pub type distos_call_kind_t = u32;
pub const DISTOS_CALL_KIND_PLAIN: distos_call_kind_t = 0;
pub const DISTOS_CALL_KIND_ASYNC: distos_call_kind_t = 1;
pub const DISTOS_CALL_KIND_STREAM: distos_call_kind_t = 2;

pub type distos_rights_t = u32;
pub const DISTOS_RIGHTS_READ: distos_rights_t = 1;
pub const DISTOS_RIGHTS_WRITE: distos_rights_t = 2;
pub const DISTOS_RIGHTS_DUPLICATE: distos_rights_t = 4;
pub const DISTOS_RIGHTS_TRANSFER: distos_rights_t = 8;
pub const DISTOS_RIGHTS_ALLOCATE: distos_rights_t = 16;
pub const DISTOS_RIGHTS_EXECUTE: distos_rights_t = 32;
pub const DISTOS_RIGHTS_WAIT: distos_rights_t = 64;

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct distos_system_options_t {
    pub size: u32,
    pub reserved: u32,
    pub api_version: u32,
    pub reserved0: u32,
    pub host_memory_limit: u64,
}

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct distos_call_info_t {
    pub size: u32,
    pub reserved: u32,
    pub number: u32,
    pub tier: distos_tier_t,
    pub kind: distos_call_kind_t,
    pub since: u32,
    pub deprecated: u32,
    pub removed: u32,
}

pub const DISTOS_CALL_SYSTEM_OPEN: u32 = 0x0001;
pub const DISTOS_CALL_CALL_INFO: u32 = 0x0003;
pub const DISTOS_CALL_HANDLE_DUPLICATE: u32 = 0x0004;

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct distos_gpu_device_t {
    pub value: u64,
}

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct distos_gpu_buffer_t {
    pub value: u64,
}

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct distos_gpu_stream_t {
    pub value: u64,
}

pub type distos_gpu_memory_kind_t = u32;
pub const DISTOS_GPU_MEMORY_KIND_DEVICE: distos_gpu_memory_kind_t = 0;
pub const DISTOS_GPU_MEMORY_KIND_PINNED: distos_gpu_memory_kind_t = 1;
pub const DISTOS_GPU_MEMORY_KIND_MANAGED: distos_gpu_memory_kind_t = 2;

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct distos_gpu_buffer_options_t {
    pub size: u32,
    pub reserved: u32,
    pub kind: distos_gpu_memory_kind_t,
    pub reserved0: u32,
    pub alignment: u64,
}

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct distos_gpu_device_summary_t {
    pub size: u32,
    pub reserved: u32,
    pub index: u32,
    pub uuid: distos_uuid_t,
    pub emulated: u8,
    pub reserved0: [u8; 3],
}

pub const DISTOS_CALL_GPU_DEVICE_LIST: u32 = 0x0201;
pub const DISTOS_CALL_GPU_BUFFER_ALLOC: u32 = 0x0206;
pub const DISTOS_CALL_GPU_BUFFER_WRITE: u32 = 0x020b;

#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct distos_gpu_buffer_write_arguments_t {
    pub size: u32,
    pub reserved: u32,
    pub buffer: distos_gpu_buffer_t,
    pub stream: distos_gpu_stream_t,
    pub offset: u64,
    pub data: *const u8,
    pub data_length: u64,
}
