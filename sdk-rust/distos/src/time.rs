//! Times on the monotonic clock, which deadlines are given in.

use std::time::Duration;

/// A time on `CLOCK_MONOTONIC`, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct MonotonicTime(u64);

impl MonotonicTime {
    /// No time: a deadline that never comes.
    pub const NONE: Self = Self(0);

    /// The present.
    pub fn now() -> Self {
        let mut time = libc::timespec {
            tv_sec: 0,
            tv_nsec: 0,
        };
        // SAFETY: `time` is a place for the answer. The clock exists on every system that this crate builds for.
        unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
        let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
        let nanoseconds = u64::try_from(time.tv_nsec).unwrap_or(0);
        Self(
            seconds
                .saturating_mul(1_000_000_000)
                .saturating_add(nanoseconds),
        )
    }

    /// `duration` from now.
    pub fn after(duration: Duration) -> Self {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        Self(Self::now().0.saturating_add(nanoseconds))
    }

    /// From nanoseconds on the clock; zero is none.
    pub const fn from_nanoseconds(nanoseconds: u64) -> Self {
        Self(nanoseconds)
    }

    /// In nanoseconds; zero for none.
    pub const fn nanoseconds(self) -> u64 {
        self.0
    }
}
