//! The monotonic clock, as deadlines are written in it.

use std::time::Duration;

/// Nanoseconds on CLOCK_MONOTONIC.
pub fn now_ns() -> u64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the kernel writes the one struct that it is given.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut now) };
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

/// How long it is until `deadline_ns`; zero when it has passed, none when there is no deadline.
pub fn left(deadline_ns: u64) -> Option<Duration> {
    (deadline_ns != 0).then(|| Duration::from_nanos(deadline_ns.saturating_sub(now_ns())))
}
