//! Lists and variants on their way over the border.

#![allow(dead_code, reason = "which of them are used is up to the API")]

use crate::arguments::Text;
use pyo3::PyClass;
use pyo3::prelude::*;
use pyo3::pyclass::boolean_struct::True;
use pyo3::types::{PyBytes, PyList, PyString};

/// How many places a list result begins with.
const FIRST_CAPACITY: usize = 16;

/// Places for a list that the runtime fills.
pub struct ListResult<T> {
    places: Vec<T>,
    count: u64,
    /// Elements are structs, which say their size first.
    has_header: bool,
}

impl<T: Copy> ListResult<T> {
    /// Places for what is not known beforehand.
    pub fn new() -> Self {
        Self::of(FIRST_CAPACITY, false)
    }

    /// Places for structs that are not known beforehand.
    pub fn of_structs() -> Self {
        Self::of(FIRST_CAPACITY, true)
    }

    /// As many places as the caller asks for.
    pub fn with_capacity(capacity: u32) -> Self {
        Self::of(capacity as usize, false)
    }

    fn of(capacity: usize, has_header: bool) -> Self {
        let mut list = Self {
            places: Vec::new(),
            count: 0,
            has_header,
        };
        list.reserve(capacity);
        list
    }

    /// Makes places, zeroed but for the headers.
    fn reserve(&mut self, capacity: usize) {
        self.places.reserve_exact(capacity);
        let first = self.places.as_mut_ptr();
        for index in 0..self.places.capacity() {
            // SAFETY: the place is ours, and a header is the first four bytes of a struct that has one.
            unsafe {
                let place = first.add(index);
                place.write_bytes(0, 1);
                if self.has_header {
                    place.cast::<u32>().write_unaligned(size_of::<T>() as u32);
                }
            }
        }
    }

    /// Where the runtime writes.
    pub fn pointer(&mut self) -> *mut T {
        self.places.as_mut_ptr()
    }

    /// How many fit.
    pub fn capacity(&self) -> u64 {
        self.places.capacity() as u64
    }

    /// Where the runtime writes how many there are.
    pub fn count(&mut self) -> &mut u64 {
        &mut self.count
    }

    /// Makes places for as many as the runtime said there are. False when there were enough.
    pub fn grow(&mut self) -> bool {
        let needed = self.count as usize;
        let is_short = needed > self.places.capacity();
        self.reserve(needed);
        is_short
    }

    fn written(mut self) -> Vec<T> {
        let length = (self.count as usize).min(self.places.capacity());
        // SAFETY: the runtime has written this many.
        unsafe { self.places.set_len(length) };
        self.places
    }

    /// The elements, each made by `convert`.
    pub fn into_list<'py, V: IntoPyObject<'py>>(
        self,
        py: Python<'py>,
        convert: impl Fn(T) -> PyResult<V>,
    ) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for item in self.written() {
            list.append(convert(item)?)?;
        }
        Ok(list)
    }
}

impl ListResult<std::ffi::c_char> {
    /// The text.
    pub fn into_text(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let bytes: Vec<u8> = self.written().into_iter().map(|it| it as u8).collect();
        Ok(PyString::new(py, &String::from_utf8_lossy(&bytes)).into_any())
    }
}

impl ListResult<u8> {
    /// The bytes.
    pub fn into_bytes(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(PyBytes::new(py, &self.written()).into_any())
    }
}

/// What a variant's payload points at; kept beside it.
pub enum Payload {
    /// The payload is a plain value.
    Nothing,
    /// A copy, which never changes.
    Bytes(Box<[u8]>),
    /// The text of a Python string.
    Text(Text),
    /// A handle, which keeps its name open.
    Object(Py<PyAny>),
}

/// A class of variants, which the generated part declares.
pub trait VariantClass: PyClass<Frozen = True> + Sync {
    /// The C struct.
    type Raw: Copy;

    /// What goes over the border.
    fn raw(&self) -> Self::Raw;
}

/// Variants, as the border takes them, and the objects that hold their payloads.
pub struct VariantList<T: VariantClass> {
    raw: Vec<T::Raw>,
    _owners: Vec<Py<T>>,
}

// SAFETY: the payloads belong to the owners, which never change, and may be used from any thread.
unsafe impl<T: VariantClass> Send for VariantList<T> {}

impl<T: VariantClass> VariantList<T> {
    /// The first.
    pub fn pointer(&self) -> *const T::Raw {
        self.raw.as_ptr()
    }

    /// How many.
    pub fn length(&self) -> u64 {
        self.raw.len() as u64
    }
}

impl<'a, 'py, T: VariantClass> FromPyObject<'a, 'py> for VariantList<T> {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let mut list = Self {
            raw: Vec::new(),
            _owners: Vec::new(),
        };
        for item in object.try_iter()? {
            let owner = item?.cast_into::<T>()?;
            list.raw.push(owner.get().raw());
            list._owners.push(owner.unbind());
        }
        Ok(list)
    }
}
