//! Host arrays: aligned memory of ours with a shape, offered through the buffer protocol and DLPack.

mod data_type;
mod export;

use crate::memory::dlpack::{DataType, HOST, Tensor};
use pyo3::exceptions::{PyBufferError, PyMemoryError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use std::alloc::Layout;
use std::ffi::{CString, c_int};

/// The alignment of the first byte that DLPack asks for.
const ALIGNMENT: usize = 256;

/// Host memory with a shape and an element type, C-contiguous. Shares itself with NumPy, PyTorch, CuPy and
/// others without a copy: `numpy.asarray(array)`, `torch.from_dlpack(array)`.
#[pyclass(frozen, weakref, module = "distos")]
pub struct HostArray {
    memory: Memory,
    data_type: DataType,
    format: CString,
    shape: Vec<isize>,
    strides: Vec<isize>,
}

/// Where the elements are.
enum Memory {
    Owned(Block),
    Shared(Tensor),
}

/// Zeroed, aligned memory.
struct Block {
    pointer: *mut u8,
    layout: Layout,
}

// SAFETY: a block is plain memory; who reads and writes it when is the Python program's affair, as with any buffer.
unsafe impl Send for Block {}
// SAFETY: as above.
unsafe impl Sync for Block {}

impl Block {
    fn new(size_bytes: usize) -> PyResult<Self> {
        let layout = Layout::from_size_align(size_bytes.max(1), ALIGNMENT)
            .map_err(|_| PyMemoryError::new_err("the array is larger than the address space"))?;
        // SAFETY: the layout is at least one byte.
        let pointer = unsafe { std::alloc::alloc_zeroed(layout) };
        if pointer.is_null() {
            return Err(PyMemoryError::new_err(format!(
                "there are no {size_bytes} bytes of host memory left"
            )));
        }
        Ok(Self { pointer, layout })
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout, and freed once.
        unsafe { std::alloc::dealloc(self.pointer, self.layout) };
    }
}

impl HostArray {
    fn with_memory(memory: Memory, data_type: DataType, shape: Vec<isize>) -> PyResult<Self> {
        let format = data_type::format(data_type)?;
        let strides = strides(&shape, data_type.size_bytes() as isize);
        Ok(Self {
            memory,
            data_type,
            format,
            shape,
            strides,
        })
    }

    fn pointer(&self) -> *mut u8 {
        match &self.memory {
            Memory::Owned(block) => block.pointer,
            Memory::Shared(tensor) => tensor.pointer(),
        }
    }

    fn length(&self) -> usize {
        self.shape.iter().product::<isize>() as usize * self.data_type.size_bytes()
    }

    fn is_read_only(&self) -> bool {
        match &self.memory {
            Memory::Owned(_) => false,
            Memory::Shared(tensor) => tensor.is_read_only(),
        }
    }

    /// An array of its own with the same elements.
    fn copy(&self) -> PyResult<Self> {
        let block = Block::new(self.length())?;
        // SAFETY: both are this long, and the new one is nobody else's.
        unsafe {
            block
                .pointer
                .copy_from_nonoverlapping(self.pointer(), self.length())
        };
        Self::with_memory(Memory::Owned(block), self.data_type, self.shape.clone())
    }
}

#[pymethods]
impl HostArray {
    /// Zeroed memory for this shape. `dtype` is a name as NumPy has them, such as "float32", or a NumPy dtype.
    #[new]
    #[pyo3(signature = (shape, dtype = None))]
    fn new(shape: Shape, dtype: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let data_type = match dtype {
            None => data_type::FLOAT32,
            Some(dtype) => data_type::parse(&dtype.str()?.to_cow()?)?,
        };
        let elements = shape.elements()?;
        let size_bytes = elements
            .checked_mul(data_type.size_bytes())
            .ok_or_else(|| PyMemoryError::new_err("the array is larger than the address space"))?;
        let memory = Memory::Owned(Block::new(size_bytes)?);
        Self::with_memory(memory, data_type, shape.0)
    }

    /// An array on the memory of any C-contiguous host tensor with `__dlpack__`; nothing is copied.
    #[staticmethod]
    fn from_dlpack(tensor: &Bound<'_, PyAny>) -> PyResult<Self> {
        let tensor = Tensor::import(tensor.as_borrowed(), false)?;
        let shape = tensor.shape().iter().map(|it| *it as isize).collect();
        let data_type = tensor.data_type();
        Self::with_memory(Memory::Shared(tensor), data_type, shape)
    }

    /// The extents, in elements.
    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.shape)
    }

    /// The name of the element type.
    #[getter]
    fn dtype(&self) -> String {
        data_type::name(self.data_type)
    }

    /// In bytes.
    #[getter]
    fn nbytes(&self) -> usize {
        self.length()
    }

    fn __len__(&self) -> PyResult<usize> {
        let first = self.shape.first().copied();
        first.map(|extent| extent as usize).ok_or_else(|| {
            pyo3::exceptions::PyTypeError::new_err("len() of an array without dimensions")
        })
    }

    fn __repr__(&self) -> String {
        let extents: Vec<String> = self.shape.iter().map(ToString::to_string).collect();
        format!(
            "<distos.HostArray {}[{}]>",
            self.dtype(),
            extents.join(", ")
        )
    }

    /// The DLPack device: host memory.
    fn __dlpack_device__(&self) -> (i32, i32) {
        (HOST.device_type, HOST.device_id)
    }

    /// A DLPack capsule of this memory, or of a copy when `copy` is true.
    #[pyo3(signature = (*, stream = None, max_version = None, dl_device = None, copy = None))]
    fn __dlpack__<'py>(
        this: &Bound<'py, Self>,
        stream: Option<&Bound<'py, PyAny>>,
        max_version: Option<(u32, u32)>,
        dl_device: Option<(i32, i32)>,
        copy: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if stream.is_some() {
            return Err(PyBufferError::new_err(
                "host memory has no stream to order by",
            ));
        }
        if dl_device.is_some_and(|it| it != (HOST.device_type, HOST.device_id)) {
            return Err(PyBufferError::new_err(
                "host memory can't be given to another device",
            ));
        }
        let is_copy = copy.unwrap_or(false);
        let array = if is_copy {
            Bound::new(this.py(), this.get().copy()?)?
        } else {
            this.clone()
        };
        export::capsule(&array, max_version, is_copy)
    }

    /// # Safety
    /// Called by the interpreter with a view to fill.
    unsafe fn __getbuffer__(
        this: Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        if this.get().is_read_only() && flags & ffi::PyBUF_WRITABLE != 0 {
            return Err(PyBufferError::new_err("the array is read-only"));
        }
        // SAFETY: the interpreter's view; what it points at lives as long as the array, which it keeps.
        unsafe { export::fill(this, view, flags) };
        Ok(())
    }
}

/// A shape: an extent, or a sequence of them.
struct Shape(Vec<isize>);

impl Shape {
    fn elements(&self) -> PyResult<usize> {
        let mut elements = 1_usize;
        for extent in &self.0 {
            let extent = usize::try_from(*extent)
                .map_err(|_| PyValueError::new_err("an extent must not be negative"))?;
            elements = elements.checked_mul(extent).ok_or_else(|| {
                PyMemoryError::new_err("the array is larger than the address space")
            })?;
        }
        Ok(elements)
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Shape {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        match object.extract::<isize>() {
            Ok(extent) => Ok(Self(vec![extent])),
            Err(_) => object.extract().map(Self),
        }
    }
}

/// The strides of a C-contiguous array, in bytes.
fn strides(shape: &[isize], element: isize) -> Vec<isize> {
    let mut strides = vec![element; shape.len()];
    for index in (1..shape.len()).rev() {
        strides[index - 1] = strides[index] * shape[index].max(1);
    }
    strides
}
