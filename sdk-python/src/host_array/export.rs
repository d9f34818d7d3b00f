//! Exports of host arrays: buffer views and DLPack capsules, each of which keeps the array alive.

use super::HostArray;
use crate::memory::dlpack::{
    FLAG_IS_COPIED, FLAG_READ_ONLY, HOST, Managed, NAME, OLD_NAME, OldManaged, RawTensor, VERSION,
};
use crate::process;
use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;
use std::ffi::{CStr, c_int, c_void};
use std::ptr;

/// What a capsule's tensor points at, freed by its deleter.
struct Context {
    _array: Py<HostArray>,
    shape: Vec<i64>,
    strides: Vec<i64>,
}

/// A capsule with a version when the consumer knows versions.
pub fn capsule<'py>(
    array: &Bound<'py, HostArray>,
    max_version: Option<(u32, u32)>,
    is_copy: bool,
) -> PyResult<Bound<'py, PyAny>> {
    match max_version {
        Some((major, _)) if major >= VERSION.major => versioned(array, is_copy),
        _ if array.get().is_read_only() => Err(PyBufferError::new_err(
            "the array is read-only, which DLPack can say since 1.0 only",
        )),
        _ => old(array),
    }
}

fn versioned<'py>(array: &Bound<'py, HostArray>, is_copy: bool) -> PyResult<Bound<'py, PyAny>> {
    let read_only = array.get().is_read_only() && !is_copy;
    let (tensor, context) = describe(array);
    let managed = Box::new(Managed {
        version: VERSION,
        context,
        deleter: Some(delete_versioned),
        flags: u64::from(read_only) * FLAG_READ_ONLY + u64::from(is_copy) * FLAG_IS_COPIED,
        tensor,
    });
    wrap(
        array.py(),
        Box::into_raw(managed).cast(),
        NAME,
        end_versioned,
    )
}

fn old<'py>(array: &Bound<'py, HostArray>) -> PyResult<Bound<'py, PyAny>> {
    let (tensor, context) = describe(array);
    let managed = Box::new(OldManaged {
        tensor,
        context,
        deleter: Some(delete_old),
    });
    wrap(array.py(), Box::into_raw(managed).cast(), OLD_NAME, end_old)
}

fn describe(array: &Bound<'_, HostArray>) -> (RawTensor, *mut c_void) {
    let it = array.get();
    let element = it.data_type.size_bytes() as i64;
    let context = Box::into_raw(Box::new(Context {
        _array: array.clone().unbind(),
        shape: it.shape.iter().map(|extent| *extent as i64).collect(),
        strides: it
            .strides
            .iter()
            .map(|stride| *stride as i64 / element)
            .collect(),
    }));
    // SAFETY: just made, and ours until the deleter runs.
    let (shape, strides) = unsafe {
        (
            (*context).shape.as_mut_ptr(),
            (*context).strides.as_mut_ptr(),
        )
    };
    let tensor = RawTensor {
        data: it.pointer().cast(),
        device: HOST,
        dimensions: it.shape.len() as i32,
        data_type: it.data_type,
        shape,
        strides,
        byte_offset: 0,
    };
    (tensor, context.cast())
}

fn wrap<'py>(
    py: Python<'py>,
    pointer: *mut c_void,
    name: &'static CStr,
    end: unsafe extern "C" fn(*mut ffi::PyObject),
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: the name is static, the pointer is not null, and `end` takes what it points at.
    unsafe {
        Bound::from_owned_ptr_or_err(py, ffi::PyCapsule_New(pointer, name.as_ptr(), Some(end)))
    }
}

/// # Safety
/// `context` is one that `describe` made, and nobody uses it any more.
unsafe fn free(context: *mut c_void) {
    if process::is_over() {
        return;
    }
    // Dropping the array needs the interpreter; without it the array is leaked.
    // SAFETY: the caller's promise.
    let _ = Python::try_attach(|_| drop(unsafe { Box::from_raw(context.cast::<Context>()) }));
}

unsafe extern "C" fn delete_versioned(tensor: *mut Managed) {
    // SAFETY: the consumer calls the deleter once, with the tensor that we gave.
    let managed = unsafe { Box::from_raw(tensor) };
    // SAFETY: the context is this tensor's.
    unsafe { free(managed.context) };
}

unsafe extern "C" fn delete_old(tensor: *mut OldManaged) {
    // SAFETY: the consumer calls the deleter once, with the tensor that we gave.
    let managed = unsafe { Box::from_raw(tensor) };
    // SAFETY: the context is this tensor's.
    unsafe { free(managed.context) };
}

/// The capsule ends; unless it was consumed, the tensor is still ours.
unsafe extern "C" fn end_versioned(capsule: *mut ffi::PyObject) {
    // SAFETY: called by the interpreter with the capsule; the name tells that nobody consumed it.
    unsafe {
        if ffi::PyCapsule_IsValid(capsule, NAME.as_ptr()) == 1 {
            delete_versioned(ffi::PyCapsule_GetPointer(capsule, NAME.as_ptr()).cast());
        }
    }
}

/// The capsule ends; unless it was consumed, the tensor is still ours.
unsafe extern "C" fn end_old(capsule: *mut ffi::PyObject) {
    // SAFETY: called by the interpreter with the capsule; the name tells that nobody consumed it.
    unsafe {
        if ffi::PyCapsule_IsValid(capsule, OLD_NAME.as_ptr()) == 1 {
            delete_old(ffi::PyCapsule_GetPointer(capsule, OLD_NAME.as_ptr()).cast());
        }
    }
}

/// Fills a view of the buffer protocol.
///
/// # Safety
/// `view` is the interpreter's, to be filled.
pub unsafe fn fill(array: Bound<'_, HostArray>, view: *mut ffi::Py_buffer, flags: c_int) {
    let it = array.get();
    let asks = |flag: c_int| flags & flag == flag;
    // SAFETY: the caller's promise; shape, strides and format live in the array, which the view keeps.
    unsafe {
        (*view).buf = it.pointer().cast();
        (*view).len = it.length() as isize;
        (*view).itemsize = it.data_type.size_bytes() as isize;
        (*view).readonly = c_int::from(it.is_read_only());
        (*view).ndim = it.shape.len() as c_int;
        (*view).format = if asks(ffi::PyBUF_FORMAT) {
            it.format.as_ptr().cast_mut()
        } else {
            ptr::null_mut()
        };
        (*view).shape = if asks(ffi::PyBUF_ND) {
            it.shape.as_ptr().cast_mut()
        } else {
            ptr::null_mut()
        };
        (*view).strides = if asks(ffi::PyBUF_STRIDES) {
            it.strides.as_ptr().cast_mut()
        } else {
            ptr::null_mut()
        };
        (*view).suboffsets = ptr::null_mut();
        (*view).internal = ptr::null_mut();
        (*view).obj = array.into_any().into_ptr();
    }
}
