//! Memory of other Python objects: borrowed through the buffer protocol or DLPack, and held until it is dropped.

mod buffer;
pub mod dlpack;

use buffer::BufferExport;
use dlpack::Tensor;
use pyo3::prelude::*;

/// Bytes that may be read. Whoever holds this keeps them where they are.
pub struct ReadableMemory(Owner);

/// Bytes that may be written. Whoever holds this keeps them where they are.
pub struct WritableMemory(Owner);

enum Owner {
    Buffer(BufferExport),
    Tensor(Tensor),
}

impl Owner {
    fn extract(object: Borrowed<'_, '_, PyAny>, writable: bool) -> PyResult<Self> {
        if BufferExport::is_offered(object) {
            return BufferExport::new(object, writable).map(Self::Buffer);
        }
        Tensor::import(object, writable).map(Self::Tensor)
    }

    fn pointer(&self) -> *mut u8 {
        match self {
            Self::Buffer(export) => export.pointer(),
            Self::Tensor(tensor) => tensor.pointer(),
        }
    }

    fn length(&self) -> u64 {
        match self {
            Self::Buffer(export) => export.length(),
            Self::Tensor(tensor) => tensor.length(),
        }
    }
}

impl ReadableMemory {
    /// The first byte.
    pub fn pointer(&self) -> *const u8 {
        self.0.pointer()
    }

    /// In bytes.
    pub fn length(&self) -> u64 {
        self.0.length()
    }

    /// A copy.
    pub fn to_vec(&self) -> Vec<u8> {
        let length = self.length() as usize;
        if length == 0 {
            return Vec::new();
        }
        // SAFETY: the export holds this many bytes.
        unsafe { std::slice::from_raw_parts(self.pointer(), length) }.to_vec()
    }
}

impl WritableMemory {
    /// The first byte.
    pub fn pointer(&self) -> *mut u8 {
        self.0.pointer()
    }

    /// In bytes.
    pub fn length(&self) -> u64 {
        self.0.length()
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for ReadableMemory {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        Owner::extract(object, false).map(Self)
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for WritableMemory {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        Owner::extract(object, true).map(Self)
    }
}
