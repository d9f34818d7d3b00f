//! The catalogue: every error, and every call with its clauses and the errors that can come out of it.
#![allow(missing_docs)]

use crate::abi::descriptor::{Clause, Descriptor, ErrorEntry, ErrorUse, Kind, Tier};

use super::abi::*;

/// Every error, by code.
pub static ERRORS: &[ErrorEntry] = &[
    ErrorEntry {
        code: 1,
        name: c"INVALID_ARGUMENT",
        class: DISTOS_ERROR_CLASS_USAGE,
        severity: DISTOS_ERROR_SEVERITY_ERROR,
        outcome: DISTOS_ERROR_OUTCOME_NOT_APPLIED,
        scope: DISTOS_ERROR_SCOPE_CALL,
        retry: DISTOS_ERROR_RETRY_NEVER,
        canonical: "INVALID_ARGUMENT",
        errno: "EINVAL",
        action: c"Correct the argument that the message names.",
    },
    ErrorEntry {
        code: 8,
        name: c"OUT_OF_MEMORY",
        class: DISTOS_ERROR_CLASS_TRANSIENT,
        severity: DISTOS_ERROR_SEVERITY_ERROR,
        outcome: DISTOS_ERROR_OUTCOME_NOT_APPLIED,
        scope: DISTOS_ERROR_SCOPE_CALL,
        retry: DISTOS_ERROR_RETRY_AFTER_ACTION,
        canonical: "RESOURCE_EXHAUSTED",
        errno: "ENOMEM",
        action: c"Free buffers, trim the pool, or ask for less.",
    },
];

pub static SYSTEM_OPEN: Descriptor = Descriptor {
    number: DISTOS_CALL_SYSTEM_OPEN,
    module: c"core",
    name: c"core.system_open",
    kind: Kind::Plain,
    tier: Tier::Stable,
    since: 1,
    deprecated: 0,
    removed: 0,
    closes: false,
    errors: &[
        ErrorUse { code: DISTOS_ERROR_FORKED_CHILD, clause: c"core.system_open.implied.forked_child", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_ARGUMENT, clause: c"core.system_open.implied.invalid_argument", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNIMPLEMENTED, clause: c"core.system_open.implied.unimplemented", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNSUPPORTED, clause: c"core.system_open.implied.unsupported", implied: true },
        ErrorUse { code: DISTOS_ERROR_VERSION_MISMATCH, clause: c"core.system_open.version", implied: false },
        ErrorUse { code: DISTOS_ERROR_OUT_OF_MEMORY, clause: c"core.system_open.no_memory", implied: false },
    ],
};

pub static CALL_INFO: Descriptor = Descriptor {
    number: DISTOS_CALL_CALL_INFO,
    module: c"core",
    name: c"core.call_info",
    kind: Kind::Plain,
    tier: Tier::Stable,
    since: 1,
    deprecated: 0,
    removed: 0,
    closes: false,
    errors: &[
        ErrorUse { code: DISTOS_ERROR_FORKED_CHILD, clause: c"core.call_info.implied.forked_child", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_ARGUMENT, clause: c"core.call_info.implied.invalid_argument", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_HANDLE, clause: c"core.call_info.implied.invalid_handle", implied: true },
        ErrorUse { code: DISTOS_ERROR_WRONG_TYPE, clause: c"core.call_info.implied.wrong_type", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNIMPLEMENTED, clause: c"core.call_info.implied.unimplemented", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNSUPPORTED, clause: c"core.call_info.implied.unsupported", implied: true },
    ],
};

pub static HANDLE_DUPLICATE: Descriptor = Descriptor {
    number: DISTOS_CALL_HANDLE_DUPLICATE,
    module: c"core",
    name: c"core.handle_duplicate",
    kind: Kind::Plain,
    tier: Tier::Stable,
    since: 1,
    deprecated: 0,
    removed: 0,
    closes: false,
    errors: &[
        ErrorUse { code: DISTOS_ERROR_FORKED_CHILD, clause: c"core.handle_duplicate.implied.forked_child", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_ARGUMENT, clause: c"core.handle_duplicate.implied.invalid_argument", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_HANDLE, clause: c"core.handle_duplicate.implied.invalid_handle", implied: true },
        ErrorUse { code: DISTOS_ERROR_PERMISSION_DENIED, clause: c"core.handle_duplicate.implied.permission_denied", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNIMPLEMENTED, clause: c"core.handle_duplicate.implied.unimplemented", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNSUPPORTED, clause: c"core.handle_duplicate.implied.unsupported", implied: true },
        ErrorUse { code: DISTOS_ERROR_PERMISSION_DENIED, clause: c"core.handle_duplicate.subset", implied: false },
        ErrorUse { code: DISTOS_ERROR_OUT_OF_MEMORY, clause: c"core.handle_duplicate.no_memory", implied: false },
    ],
};

pub static HANDLE_DUPLICATE_SUBSET: Clause = Clause {
    id: c"core.handle_duplicate.subset",
    code: DISTOS_ERROR_PERMISSION_DENIED,
    reason: c"SUBSET",
    text: "is_subset(rights, rights_of(handle))",
};

pub static GPU_DEVICE_LIST: Descriptor = Descriptor {
    number: DISTOS_CALL_GPU_DEVICE_LIST,
    module: c"gpu",
    name: c"gpu.device_list",
    kind: Kind::Plain,
    tier: Tier::Stable,
    since: 1,
    deprecated: 0,
    removed: 0,
    closes: false,
    errors: &[
        ErrorUse { code: DISTOS_ERROR_FORKED_CHILD, clause: c"gpu.device_list.implied.forked_child", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_ARGUMENT, clause: c"gpu.device_list.implied.invalid_argument", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_HANDLE, clause: c"gpu.device_list.implied.invalid_handle", implied: true },
        ErrorUse { code: DISTOS_ERROR_WRONG_TYPE, clause: c"gpu.device_list.implied.wrong_type", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNIMPLEMENTED, clause: c"gpu.device_list.implied.unimplemented", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNSUPPORTED, clause: c"gpu.device_list.implied.unsupported", implied: true },
        ErrorUse { code: DISTOS_ERROR_BUFFER_TOO_SMALL, clause: c"gpu.device_list.implied.buffer_too_small", implied: true },
    ],
};

pub static GPU_BUFFER_ALLOC: Descriptor = Descriptor {
    number: DISTOS_CALL_GPU_BUFFER_ALLOC,
    module: c"gpu",
    name: c"gpu.buffer_alloc",
    kind: Kind::Plain,
    tier: Tier::Stable,
    since: 1,
    deprecated: 0,
    removed: 0,
    closes: false,
    errors: &[
        ErrorUse { code: DISTOS_ERROR_FORKED_CHILD, clause: c"gpu.buffer_alloc.implied.forked_child", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_ARGUMENT, clause: c"gpu.buffer_alloc.implied.invalid_argument", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_HANDLE, clause: c"gpu.buffer_alloc.implied.invalid_handle", implied: true },
        ErrorUse { code: DISTOS_ERROR_WRONG_TYPE, clause: c"gpu.buffer_alloc.implied.wrong_type", implied: true },
        ErrorUse { code: DISTOS_ERROR_PERMISSION_DENIED, clause: c"gpu.buffer_alloc.implied.permission_denied", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNIMPLEMENTED, clause: c"gpu.buffer_alloc.implied.unimplemented", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNSUPPORTED, clause: c"gpu.buffer_alloc.implied.unsupported", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_ARGUMENT, clause: c"gpu.buffer_alloc.size_positive", implied: false },
        ErrorUse { code: DISTOS_ERROR_INVALID_ARGUMENT, clause: c"gpu.buffer_alloc.alignment_pow2", implied: false },
        ErrorUse { code: DISTOS_ERROR_DEVICE_LOST, clause: c"gpu.buffer_alloc.lost", implied: false },
        ErrorUse { code: DISTOS_ERROR_OUT_OF_MEMORY, clause: c"gpu.buffer_alloc.too_large", implied: false },
        ErrorUse { code: DISTOS_ERROR_OUT_OF_MEMORY, clause: c"gpu.buffer_alloc.no_memory", implied: false },
    ],
};

pub static GPU_BUFFER_ALLOC_SIZE_POSITIVE: Clause = Clause {
    id: c"gpu.buffer_alloc.size_positive",
    code: DISTOS_ERROR_INVALID_ARGUMENT,
    reason: c"SIZE_POSITIVE",
    text: "size > 0",
};

pub static GPU_BUFFER_ALLOC_ALIGNMENT_POW2: Clause = Clause {
    id: c"gpu.buffer_alloc.alignment_pow2",
    code: DISTOS_ERROR_INVALID_ARGUMENT,
    reason: c"ALIGNMENT_POW2",
    text: "options.alignment == 0 || is_power_of_two(options.alignment)",
};

pub static GPU_BUFFER_WRITE: Descriptor = Descriptor {
    number: DISTOS_CALL_GPU_BUFFER_WRITE,
    module: c"gpu",
    name: c"gpu.buffer_write",
    kind: Kind::Stream,
    tier: Tier::Stable,
    since: 1,
    deprecated: 0,
    removed: 0,
    closes: false,
    errors: &[
        ErrorUse { code: DISTOS_ERROR_FORKED_CHILD, clause: c"gpu.buffer_write.implied.forked_child", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_ARGUMENT, clause: c"gpu.buffer_write.implied.invalid_argument", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_HANDLE, clause: c"gpu.buffer_write.implied.invalid_handle", implied: true },
        ErrorUse { code: DISTOS_ERROR_WRONG_TYPE, clause: c"gpu.buffer_write.implied.wrong_type", implied: true },
        ErrorUse { code: DISTOS_ERROR_PERMISSION_DENIED, clause: c"gpu.buffer_write.implied.permission_denied", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNIMPLEMENTED, clause: c"gpu.buffer_write.implied.unimplemented", implied: true },
        ErrorUse { code: DISTOS_ERROR_UNSUPPORTED, clause: c"gpu.buffer_write.implied.unsupported", implied: true },
        ErrorUse { code: DISTOS_ERROR_WOULD_BLOCK, clause: c"gpu.buffer_write.implied.would_block", implied: true },
        ErrorUse { code: DISTOS_ERROR_CANCELLED, clause: c"gpu.buffer_write.implied.cancelled", implied: true },
        ErrorUse { code: DISTOS_ERROR_DEADLINE_EXCEEDED, clause: c"gpu.buffer_write.implied.deadline_exceeded", implied: true },
        ErrorUse { code: DISTOS_ERROR_INVALID_ARGUMENT, clause: c"gpu.buffer_write.same_device", implied: false },
        ErrorUse { code: DISTOS_ERROR_OUT_OF_RANGE, clause: c"gpu.buffer_write.in_bounds", implied: false },
        ErrorUse { code: DISTOS_ERROR_DEVICE_LOST, clause: c"gpu.buffer_write.lost", implied: false },
        ErrorUse { code: DISTOS_ERROR_STREAM_FAILED, clause: c"gpu.buffer_write.poisoned", implied: false },
    ],
};

pub static GPU_BUFFER_WRITE_SAME_DEVICE: Clause = Clause {
    id: c"gpu.buffer_write.same_device",
    code: DISTOS_ERROR_INVALID_ARGUMENT,
    reason: c"SAME_DEVICE",
    text: "buffer.device == stream.device",
};

pub static GPU_BUFFER_WRITE_IN_BOUNDS: Clause = Clause {
    id: c"gpu.buffer_write.in_bounds",
    code: DISTOS_ERROR_OUT_OF_RANGE,
    reason: c"IN_BOUNDS",
    text: "offset + len(data) <= buffer.size",
};

/// Every call, by number.
pub static CALLS: &[&Descriptor] = &[
    &SYSTEM_OPEN,
    &CALL_INFO,
    &HANDLE_DUPLICATE,
    &GPU_DEVICE_LIST,
    &GPU_BUFFER_ALLOC,
    &GPU_BUFFER_WRITE,
];
