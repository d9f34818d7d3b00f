//! The identity of `host:0`: the same after a restart, another on every machine.

use std::fs;

use sha2::{Digest, Sha256};

/// Files that name the machine, best first. The last one names it only as well as its owner did.
const SOURCES: [&str; 3] = [
    "/etc/machine-id",
    "/var/lib/dbus/machine-id",
    "/proc/sys/kernel/hostname",
];

/// A UUID of version 8 (RFC 9562), derived from the machine's id. The id itself, which is confidential, can't be read from it.
pub fn uuid() -> [u8; 16] {
    derive(&machine())
}

fn machine() -> String {
    let read = |path: &&str| fs::read_to_string(path).ok();
    let texts = SOURCES.iter().filter_map(read);
    let mut named = texts.map(|text| text.trim().to_owned());
    named.find(|text| !text.is_empty()).unwrap_or_default()
}

fn derive(machine: &str) -> [u8; 16] {
    let digest = Sha256::new()
        .chain_update("distos host:0\n")
        .chain_update(machine)
        .finalize();
    let mut uuid = [0; 16];
    uuid.copy_from_slice(&digest[..16]);
    uuid[6] = 0x80 | (uuid[6] & 0x0f);
    uuid[8] = 0x80 | (uuid[8] & 0x3f);
    uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_version_eight_and_the_variant_of_the_standard() {
        let uuid = uuid();
        assert_eq!(uuid[6] >> 4, 8);
        assert_eq!(uuid[8] >> 6, 0b10);
    }

    #[test]
    fn is_the_same_for_a_machine_and_differs_between_machines() {
        assert_eq!(derive("one"), derive("one"));
        assert_ne!(derive("one"), derive("two"));
    }
}
