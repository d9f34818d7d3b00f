//! Time: seconds in Python, nanoseconds on the border.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

const NANOSECONDS_PER_SECOND: f64 = 1e9;

/// A span of time: seconds as a number, or a `datetime.timedelta`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    nanoseconds: u64,
}

impl Span {
    /// In nanoseconds.
    #[allow(dead_code, reason = "whether a call takes a duration is up to the API")]
    pub fn nanoseconds(self) -> u64 {
        self.nanoseconds
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Span {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let nanoseconds = match object.extract::<f64>() {
            Ok(seconds) => of_seconds(seconds)?,
            Err(_) => of_timedelta(object)?,
        };
        Ok(Self { nanoseconds })
    }
}

/// An instant of a clock: seconds, as `time.monotonic()` and `time.time()` say them; zero and None: none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Instant {
    nanoseconds: u64,
}

impl Instant {
    /// In nanoseconds of its clock.
    pub fn nanoseconds(self) -> u64 {
        self.nanoseconds
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Instant {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if object.is_none() {
            return Ok(Self::default());
        }
        let nanoseconds = of_seconds(object.extract()?)?;
        Ok(Self { nanoseconds })
    }
}

fn of_seconds(seconds: f64) -> PyResult<u64> {
    if seconds.is_nan() || seconds < 0.0 {
        return Err(PyValueError::new_err(format!(
            "a time must be at least 0 seconds, but is {seconds}"
        )));
    }
    // The cast saturates: an infinite time is the longest one.
    Ok((seconds * NANOSECONDS_PER_SECOND).ceil() as u64)
}

fn of_timedelta(object: Borrowed<'_, '_, PyAny>) -> PyResult<u64> {
    let part = |name: &str| -> PyResult<i64> { object.getattr(name)?.extract() };
    let parts = (|| PyResult::Ok((part("days")?, part("seconds")?, part("microseconds")?)))();
    let Ok((days, seconds, microseconds)) = parts else {
        let kind = object.get_type().name()?;
        return Err(PyTypeError::new_err(format!(
            "a time must be a number of seconds or a timedelta, not {kind}"
        )));
    };
    let total =
        (i128::from(days) * 86_400 + i128::from(seconds)) * 1_000_000 + i128::from(microseconds);
    if total < 0 {
        return Err(PyValueError::new_err("a time must not be negative"));
    }
    Ok(u64::try_from(total * 1_000).unwrap_or(u64::MAX))
}

/// The instant on CLOCK_MONOTONIC, in nanoseconds, at which `timeout` has passed; zero when there is none.
pub fn deadline(timeout: Option<Span>) -> u64 {
    match timeout {
        None => 0,
        Some(span) => now().saturating_add(span.nanoseconds),
    }
}

/// CLOCK_MONOTONIC, in nanoseconds.
pub fn now() -> u64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is ours, and the clock always exists.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// How long until an instant on CLOCK_MONOTONIC, in seconds; zero when it has passed.
pub fn seconds_until(instant: u64) -> f64 {
    instant.saturating_sub(now()) as f64 / NANOSECONDS_PER_SECOND
}

/// Nanoseconds as seconds.
pub fn seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / NANOSECONDS_PER_SECOND
}
