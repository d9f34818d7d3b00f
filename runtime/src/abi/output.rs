//! Results: where they go, checked before the call and written after it.

use std::mem::{align_of, size_of};

use super::CallContext;
use super::structs::{SizedStruct, bad_size};
use crate::failure::Failure;
use crate::generated::abi::{DISTOS_ERROR_BUFFER_TOO_SMALL, DISTOS_ERROR_INVALID_ARGUMENT};

/// The place of one value.
#[derive(Debug)]
pub struct Out<T>(*mut T);

// SAFETY: the memory is the caller's promise, not a thread's.
unsafe impl<T: Send> Send for Out<T> {}

impl<T: Copy> Out<T> {
    /// Writes the value.
    #[inline]
    pub fn write(self, value: T) {
        // SAFETY: `result` was told that the pointer is valid for a write, and checked that it is not null.
        unsafe { self.0.write_unaligned(value) };
    }
}

/// The place of a struct, of which the caller knows `size` bytes.
#[derive(Debug)]
pub struct OutStruct<T> {
    pointer: *mut T,
    size: u32,
}

// SAFETY: the memory is the caller's promise, not a thread's.
unsafe impl<T: Send> Send for OutStruct<T> {}

/// What a struct begins with: `size` and `reserved`.
const HEADER: usize = 8;

impl<T: SizedStruct> OutStruct<T> {
    /// Fills the struct up to the caller's size; what we don't know of it becomes zero. Its `size` stays.
    #[inline]
    pub fn write(self, value: &T) {
        let size = self.size as usize;
        let known = size.min(size_of::<T>());
        let target = self.pointer.cast::<u8>();
        let source = std::ptr::from_ref(value).cast::<u8>();
        // SAFETY: `result_struct` was told that `size` bytes can be written, and they are at least the header.
        unsafe {
            std::ptr::copy_nonoverlapping(source.add(HEADER), target.add(HEADER), known - HEADER);
            target.add(known).write_bytes(0, size - known);
        }
    }
}

/// The places of a list of scalars or records.
#[derive(Debug)]
pub struct OutList<T> {
    name: &'static str,
    pointer: *mut T,
    capacity: u64,
    count: *mut u64,
}

impl<T: Copy> OutList<T> {
    /// Writes the elements; when there are too many for the places, only how many there are.
    pub fn write(self, call: CallContext, elements: &[T]) -> Result<(), Failure> {
        write_count(self.count, elements.len());
        if elements.len() as u64 > self.capacity {
            return Err(call.too_small(self.name, elements.len(), self.capacity));
        }
        for (index, element) in elements.iter().enumerate() {
            // SAFETY: there are at least as many places as elements.
            unsafe { self.pointer.add(index).write_unaligned(*element) };
        }
        Ok(())
    }
}

/// The places of a list of structs, `stride` bytes apart.
#[derive(Debug)]
pub struct OutStructs<T> {
    list: OutList<T>,
    stride: u32,
}

impl<T: SizedStruct> OutStructs<T> {
    /// Writes the elements, each as the caller knows it; when there are too many, only how many there are.
    pub fn write(self, call: CallContext, elements: &[T]) -> Result<(), Failure> {
        let OutList {
            name,
            pointer,
            capacity,
            count,
        } = self.list;
        write_count(count, elements.len());
        if elements.len() as u64 > capacity {
            return Err(call.too_small(name, elements.len(), capacity));
        }
        for (index, element) in elements.iter().enumerate() {
            // SAFETY: there are at least as many places as elements, `stride` bytes apart.
            let place = unsafe { pointer.byte_add(index * self.stride as usize) };
            // SAFETY: the place has `stride` bytes, at least the header.
            unsafe { place.cast::<[u32; 2]>().write_unaligned([self.stride, 0]) };
            OutStruct {
                pointer: place,
                size: self.stride,
            }
            .write(element);
        }
        Ok(())
    }
}

fn write_count(place: *mut u64, count: usize) {
    // SAFETY: checked not to be null, and the caller's promise that it is valid for a write.
    unsafe { place.write_unaligned(count as u64) };
}

/// The places of an `out` list: filled from the first on, as far as the call gets.
#[derive(Debug)]
pub struct Places<T> {
    pointer: *mut T,
    capacity: u64,
    used: u64,
    count: *mut u64,
}

impl<T: Copy> Places<T> {
    /// How many places there are.
    #[inline]
    pub fn capacity(&self) -> u64 {
        self.capacity
    }

    /// How many are filled.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// How many are left.
    pub fn left(&self) -> u64 {
        self.capacity - self.used
    }

    /// Fills the next place. Does nothing when there is none.
    pub fn push(&mut self, value: T) {
        if self.used < self.capacity {
            // SAFETY: the place is one of those that `places` was told about.
            unsafe { self.pointer.add(self.used as usize).write_unaligned(value) };
            self.used += 1;
        }
    }

    /// Tells the caller how many are filled.
    pub fn finish(self) {
        write_count(self.count, self.used as usize);
    }
}

impl CallContext {
    /// The place of a scalar, record or handle.
    ///
    /// # Safety
    /// The pointer is null or valid for a write until the call is complete.
    #[inline]
    pub unsafe fn result<T>(self, name: &'static str, pointer: *mut T) -> Result<Out<T>, Failure> {
        self.not_null(name, pointer)?;
        Ok(Out(pointer))
    }

    /// The place of a struct.
    ///
    /// # Safety
    /// The pointer is null or leads to as many bytes as its first field says, until the call is complete.
    #[inline]
    pub unsafe fn result_struct<T: SizedStruct>(
        self,
        name: &'static str,
        pointer: *mut T,
    ) -> Result<OutStruct<T>, Failure> {
        self.not_null(name, pointer)?;
        // SAFETY: the caller vouches for it.
        let size = unsafe { self.size_of_struct(name, pointer.cast_const())? };
        Ok(OutStruct { pointer, size })
    }

    /// The places of a list of scalars or records.
    ///
    /// # Safety
    /// The pointers are null or valid for writes of `capacity` elements and of the count.
    #[inline]
    pub unsafe fn result_list<T>(
        self,
        name: &'static str,
        pointer: *mut T,
        capacity: u64,
        count: *mut u64,
    ) -> Result<OutList<T>, Failure> {
        self.present(name, pointer, capacity)?;
        self.not_null(name, count)?;
        Ok(OutList {
            name,
            pointer,
            capacity,
            count,
        })
    }

    /// The places of a list of structs.
    ///
    /// # Safety
    /// As for `result_list`, with elements of `stride` bytes.
    #[inline]
    pub unsafe fn result_structs<T: SizedStruct>(
        self,
        name: &'static str,
        pointer: *mut T,
        capacity: u64,
        stride: u64,
        count: *mut u64,
    ) -> Result<OutStructs<T>, Failure> {
        // SAFETY: the caller vouches for it.
        let list = unsafe { self.result_list(name, pointer, capacity, count)? };
        let stride = self.stride::<T>(name, stride)?;
        Ok(OutStructs { list, stride })
    }

    /// The distance between structs: at least the smallest that ever was, and aligned.
    #[inline]
    fn stride<T: SizedStruct>(self, name: &'static str, stride: u64) -> Result<u32, Failure> {
        match u32::try_from(stride) {
            Ok(small) if small >= T::MINIMUM_SIZE && small <= 4096 => {
                if stride.is_multiple_of(align_of::<T>() as u64) {
                    Ok(small)
                } else {
                    Err(bad_stride(name, stride, align_of::<T>()))
                }
            }
            _ => Err(bad_size(name, T::NAME, stride, T::MINIMUM_SIZE)),
        }
    }

    /// The places of an `out` list.
    ///
    /// # Safety
    /// As for `result_list`.
    #[inline]
    pub unsafe fn places<T>(
        self,
        name: &'static str,
        pointer: *mut T,
        capacity: u64,
        count: *mut u64,
    ) -> Result<Places<T>, Failure> {
        self.present(name, pointer, capacity)?;
        self.not_null(name, count)?;
        Ok(Places {
            pointer,
            capacity,
            used: 0,
            count,
        })
    }

    #[cold]
    fn too_small(self, name: &'static str, needed: usize, capacity: u64) -> Failure {
        let message = format!("{name} has {capacity} places, and {needed} are needed.");
        Failure::implied(DISTOS_ERROR_BUFFER_TOO_SMALL, c"TOO_FEW_PLACES", message)
            .value("parameter", name)
            .value("capacity", capacity)
            .value("needed", needed)
    }
}

#[cold]
fn bad_stride(name: &'static str, stride: u64, alignment: usize) -> Failure {
    let message =
        format!("The stride of {name} is {stride} bytes, which is not a multiple of {alignment}.");
    Failure::implied(DISTOS_ERROR_INVALID_ARGUMENT, c"STRIDE", message)
        .value("parameter", name)
        .value("stride", stride)
        .value("alignment", alignment)
}
