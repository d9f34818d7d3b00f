//! Memory of the caller that an operation holds until its completion.

/// Bytes to read. The caller keeps them valid and unchanged until the completion.
#[derive(Debug)]
pub struct HeldBytes {
    pointer: *const u8,
    length: u64,
}

/// Bytes to write. The caller keeps them valid and untouched until the completion.
#[derive(Debug)]
pub struct HeldBytesMut {
    pointer: *mut u8,
    length: u64,
}

// SAFETY: the memory is the caller's promise, not a thread's.
unsafe impl Send for HeldBytes {}
// SAFETY: as above.
unsafe impl Send for HeldBytesMut {}

impl HeldBytes {
    /// `length` bytes from `pointer` on; null only when there are none.
    pub fn new(pointer: *const u8, length: u64) -> Self {
        HeldBytes { pointer, length }
    }

    /// The first byte.
    pub fn pointer(&self) -> *const u8 {
        self.pointer
    }

    /// How many there are.
    pub fn length(&self) -> u64 {
        self.length
    }
}

impl HeldBytesMut {
    /// `length` bytes from `pointer` on; null only when there are none.
    pub fn new(pointer: *mut u8, length: u64) -> Self {
        HeldBytesMut { pointer, length }
    }

    /// The first byte.
    pub fn pointer(&self) -> *mut u8 {
        self.pointer
    }

    /// How many there are.
    pub fn length(&self) -> u64 {
        self.length
    }
}
