//! The number that tells the handles of this copy of the runtime from those of another copy in the same process.
//!
//! A process may hold several copies: the wheel's shared library and a statically linked Rust program, say. They share no
//! symbol, so they can't count together. What they do share is the kernel: each copy binds an abstract Unix socket whose
//! name holds the process's PID namespace, its PID and a number from 1 to 255, and the first free number is its own. The
//! socket stays open, unused, until the process ends; it costs one descriptor. The PID namespace is in the name because
//! containers may share a network, and with it the names of abstract sockets. Where sockets are forbidden, the number is
//! random: two copies are then mistaken for each other once in 255 processes that hold two.

use std::mem;
use std::os::unix::fs::MetadataExt;

use crate::random;

/// Claims a number from 1 to 255 for as long as the process lives.
pub fn claim() -> u8 {
    let first = random_tag();
    let mut tag = first;
    loop {
        match bind(tag) {
            Bound::Ours => return tag,
            Bound::Taken => tag = next(tag),
            Bound::Impossible => return random_tag(),
        }
        if tag == first {
            return random_tag();
        }
    }
}

enum Bound {
    Ours,
    Taken,
    Impossible,
}

fn next(tag: u8) -> u8 {
    tag.checked_add(1).unwrap_or(1)
}

fn random_tag() -> u8 {
    random::bytes()[0] % 255 + 1
}

fn bind(tag: u8) -> Bound {
    // SAFETY: `socket` takes numbers and answers a descriptor that is ours, or -1.
    let socket = unsafe { libc::socket(libc::AF_UNIX, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, 0) };
    if socket < 0 {
        return Bound::Impossible;
    }
    let (address, length) = address(tag);
    // SAFETY: the address is initialised, and `length` counts the bytes of it that are used.
    let status = unsafe { libc::bind(socket, (&raw const address).cast(), length) };
    if status == 0 {
        return Bound::Ours;
    }
    let taken = std::io::Error::last_os_error().raw_os_error() == Some(libc::EADDRINUSE);
    // SAFETY: the descriptor is ours, and nobody else knows it.
    unsafe { libc::close(socket) };
    if taken {
        Bound::Taken
    } else {
        Bound::Impossible
    }
}

/// The abstract address: a zero byte, then the name.
fn address(tag: u8) -> (libc::sockaddr_un, libc::socklen_t) {
    let name = format!("distos/{}/{}/{tag}", pid_namespace(), std::process::id());
    // SAFETY: all zero is a valid `sockaddr_un`.
    let mut address: libc::sockaddr_un = unsafe { mem::zeroed() };
    address.sun_family = libc::AF_UNIX as libc::sa_family_t;
    for (place, byte) in address.sun_path[1..].iter_mut().zip(name.bytes()) {
        *place = byte as libc::c_char;
    }
    let used = mem::offset_of!(libc::sockaddr_un, sun_path) + 1 + name.len();
    (
        address,
        used.min(mem::size_of::<libc::sockaddr_un>()) as libc::socklen_t,
    )
}

fn pid_namespace() -> u64 {
    std::fs::metadata("/proc/self/ns/pid").map_or(0, |namespace| namespace.ino())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_in_one_process_get_different_numbers() {
        let mut claimed: Vec<u8> = (0..20).map(|_| claim()).collect();
        claimed.sort_unstable();
        claimed.dedup();
        assert_eq!(claimed.len(), 20);
        assert!(!claimed.contains(&0));
    }
}
