//! Random bits: for correlation ids and for the first guess of an instance number.

use std::hash::{BuildHasher, Hasher, RandomState};

/// 128 random bits. Not for secrets.
pub fn bytes() -> [u8; 16] {
    let mut bytes = [0_u8; 16];
    // SAFETY: the kernel writes at most 16 bytes into the array.
    let filled = unsafe { libc::getrandom(bytes.as_mut_ptr().cast(), 16, libc::GRND_NONBLOCK) };
    if filled == 16 { bytes } else { hashed() }
}

/// For a machine whose pool is not ready yet, or that forbids the system call: each `RandomState` has other keys.
fn hashed() -> [u8; 16] {
    let half = || RandomState::new().build_hasher().finish().to_ne_bytes();
    let mut bytes = [0_u8; 16];
    bytes[..8].copy_from_slice(&half());
    bytes[8..].copy_from_slice(&half());
    bytes
}
