//! DLPack 1.1: tensors of other libraries as memory, and capsules of ours.
//!
//! The layouts are those of `dlpack.h`; everything up to `flags` is stable across its versions.

use crate::process;
use pyo3::exceptions::{PyBufferError, PyTypeError};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::ffi::{CStr, c_void};
use std::ptr::NonNull;

/// Memory of the host, `kDLCPU`.
pub const HOST: Device = Device {
    device_type: 1,
    device_id: 0,
};
/// The version that we speak.
pub const VERSION: Version = Version { major: 1, minor: 1 };
/// The tensor must not be written.
pub const FLAG_READ_ONLY: u64 = 1;
/// The producer made a copy for this exchange.
pub const FLAG_IS_COPIED: u64 = 2;
/// A capsule with a version that nobody has consumed.
pub const NAME: &CStr = c"dltensor_versioned";
/// A capsule without a version that nobody has consumed.
pub const OLD_NAME: &CStr = c"dltensor";
const USED_NAME: &CStr = c"used_dltensor_versioned";
const USED_OLD_NAME: &CStr = c"used_dltensor";

/// `DLPackVersion`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
}

/// `DLDevice`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    pub device_type: i32,
    pub device_id: i32,
}

/// `DLDataType`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DataType {
    pub code: u8,
    pub bits: u8,
    pub lanes: u16,
}

impl DataType {
    /// Of one element, in bytes.
    pub fn size_bytes(self) -> usize {
        (usize::from(self.bits) * usize::from(self.lanes)).div_ceil(8)
    }
}

/// `DLTensor`.
#[repr(C)]
pub struct RawTensor {
    pub data: *mut c_void,
    pub device: Device,
    pub dimensions: i32,
    pub data_type: DataType,
    pub shape: *mut i64,
    /// In elements; null: C-contiguous.
    pub strides: *mut i64,
    pub byte_offset: u64,
}

/// `DLManagedTensor`, without a version.
#[repr(C)]
pub struct OldManaged {
    pub tensor: RawTensor,
    pub context: *mut c_void,
    pub deleter: Option<unsafe extern "C" fn(*mut OldManaged)>,
}

/// `DLManagedTensorVersioned`.
#[repr(C)]
pub struct Managed {
    pub version: Version,
    pub context: *mut c_void,
    pub deleter: Option<unsafe extern "C" fn(*mut Managed)>,
    pub flags: u64,
    pub tensor: RawTensor,
}

#[derive(Clone, Copy)]
enum Source {
    Versioned(NonNull<Managed>),
    Old(NonNull<OldManaged>),
}

/// A tensor of another library in host memory: C-contiguous, ours until it is dropped.
pub struct Tensor {
    source: Source,
}

// SAFETY: the protocol lets a consumer use and delete a tensor from any thread.
unsafe impl Send for Tensor {}
// SAFETY: shared references read its description alone.
unsafe impl Sync for Tensor {}

impl Tensor {
    /// Takes over what `object.__dlpack__()` gives.
    pub fn import(object: Borrowed<'_, '_, PyAny>, writable: bool) -> PyResult<Self> {
        check_device(object)?;
        let tensor = consume(&capsule(object)?)?;
        tensor.check(writable)?;
        Ok(tensor)
    }

    /// The first byte, `byte_offset` included.
    pub fn pointer(&self) -> *mut u8 {
        let tensor = self.raw();
        tensor
            .data
            .cast::<u8>()
            .wrapping_add(tensor.byte_offset as usize)
    }

    /// In bytes.
    pub fn length(&self) -> u64 {
        let elements: u64 = self.shape().iter().map(|extent| *extent as u64).product();
        elements * self.data_type().size_bytes() as u64
    }

    /// The extents, in elements.
    pub fn shape(&self) -> &[i64] {
        // SAFETY: the producer promises `dimensions` extents.
        unsafe { extents(self.raw().shape, self.raw().dimensions) }
    }

    /// Of an element.
    pub fn data_type(&self) -> DataType {
        self.raw().data_type
    }

    /// Whether the producer forbids writing. Tensors without a version can't say so.
    pub fn is_read_only(&self) -> bool {
        match self.source {
            // SAFETY: the tensor is ours until we delete it.
            Source::Versioned(tensor) => unsafe { tensor.as_ref().flags & FLAG_READ_ONLY != 0 },
            Source::Old(_) => false,
        }
    }

    fn raw(&self) -> &RawTensor {
        // SAFETY: the tensor is ours until we delete it.
        unsafe {
            match &self.source {
                Source::Versioned(tensor) => &tensor.as_ref().tensor,
                Source::Old(tensor) => &tensor.as_ref().tensor,
            }
        }
    }

    fn check(&self, writable: bool) -> PyResult<()> {
        if self.raw().device.device_type != HOST.device_type {
            return Err(PyBufferError::new_err("the tensor is not in host memory"));
        }
        if !self.is_contiguous() {
            return Err(PyBufferError::new_err("the tensor is not C-contiguous"));
        }
        if writable && self.is_read_only() {
            return Err(PyBufferError::new_err("the tensor is read-only"));
        }
        Ok(())
    }

    fn is_contiguous(&self) -> bool {
        let tensor = self.raw();
        if tensor.strides.is_null() {
            return true;
        }
        // SAFETY: the producer promises `dimensions` strides.
        let strides = unsafe { extents(tensor.strides, tensor.dimensions) };
        let mut expected = 1;
        let mut pairs = self.shape().iter().zip(strides).rev();
        pairs.all(|(extent, stride)| {
            let fits = *extent <= 1 || *stride == expected;
            expected *= extent;
            fits
        })
    }
}

impl Drop for Tensor {
    fn drop(&mut self) {
        if process::is_over() {
            return;
        }
        // A producer's deleter may run Python code.
        // SAFETY: the tensor is ours, and deleted once.
        let _ = Python::try_attach(|_| unsafe { delete(self.source) });
    }
}

/// # Safety
/// `pointer` is null, with no dimensions, or points at that many extents.
unsafe fn extents<'a>(pointer: *const i64, dimensions: i32) -> &'a [i64] {
    if dimensions <= 0 || pointer.is_null() {
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(pointer, dimensions as usize) }
}

/// # Safety
/// The tensor is ours and not deleted yet.
unsafe fn delete(source: Source) {
    // SAFETY: the caller's promise.
    unsafe {
        match source {
            Source::Versioned(tensor) => {
                if let Some(deleter) = tensor.as_ref().deleter {
                    deleter(tensor.as_ptr());
                }
            }
            Source::Old(tensor) => {
                if let Some(deleter) = tensor.as_ref().deleter {
                    deleter(tensor.as_ptr());
                }
            }
        }
    }
}

fn check_device(object: Borrowed<'_, '_, PyAny>) -> PyResult<()> {
    let Ok(method) = object.getattr(intern!(object.py(), "__dlpack_device__")) else {
        let kind = object.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "memory is needed (a buffer, or a tensor with __dlpack__), not {kind}"
        )));
    };
    let (kind, _): (i32, i32) = method.call0()?.extract()?;
    if kind != HOST.device_type {
        return Err(PyBufferError::new_err(format!(
            "the tensor is on a device of type {kind}, not in host memory"
        )));
    }
    Ok(())
}

/// Asks for the newest version that we speak; producers older than versions don't know the argument.
fn capsule<'py>(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = object.py();
    let options = PyDict::new(py);
    options.set_item("max_version", (VERSION.major, VERSION.minor))?;
    match object.call_method("__dlpack__", (), Some(&options)) {
        Err(error) if error.is_instance_of::<PyTypeError>(py) => object.call_method0("__dlpack__"),
        answer => answer,
    }
}

fn consume(capsule: &Bound<'_, PyAny>) -> PyResult<Tensor> {
    if let Some(tensor) = take::<Managed>(capsule, NAME, USED_NAME)? {
        let tensor = Tensor {
            source: Source::Versioned(tensor),
        };
        let version = match tensor.source {
            // SAFETY: the version stands at the same place in all versions.
            Source::Versioned(tensor) => unsafe { tensor.as_ref().version },
            Source::Old(_) => VERSION,
        };
        if version.major != VERSION.major {
            return Err(PyBufferError::new_err(format!(
                "the tensor speaks DLPack {}.{}, we speak {}.{}",
                version.major, version.minor, VERSION.major, VERSION.minor
            )));
        }
        return Ok(tensor);
    }
    if let Some(tensor) = take::<OldManaged>(capsule, OLD_NAME, USED_OLD_NAME)? {
        return Ok(Tensor {
            source: Source::Old(tensor),
        });
    }
    Err(PyBufferError::new_err(
        "__dlpack__ gave no capsule with a tensor",
    ))
}

fn take<T>(
    capsule: &Bound<'_, PyAny>,
    name: &CStr,
    used: &'static CStr,
) -> PyResult<Option<NonNull<T>>> {
    // SAFETY: the object is alive and the interpreter attached; renaming makes the tensor ours.
    unsafe {
        if ffi::PyCapsule_IsValid(capsule.as_ptr(), name.as_ptr()) == 0 {
            return Ok(None);
        }
        let pointer = ffi::PyCapsule_GetPointer(capsule.as_ptr(), name.as_ptr());
        if ffi::PyCapsule_SetName(capsule.as_ptr(), used.as_ptr()) != 0 {
            return Err(PyErr::fetch(capsule.py()));
        }
        Ok(NonNull::new(pointer.cast()))
    }
}
