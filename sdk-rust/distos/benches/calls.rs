//! What a call costs in Rust, beside a call into a plain shared library, in interleaved rounds of one process.

use std::ffi::{CString, c_void};
use std::hint::black_box;
use std::mem;
use std::ptr;
use std::time::Instant;

use distos::System;
use distos::gpu::Buffer;

const ROUNDS: usize = 41;
const CALLS: u64 = 200_000;

/// `plain_null` of the plain library.
type Plain = unsafe extern "C" fn(error: *mut *mut c_void) -> u32;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let plain = plain_library(&std::env::var("DISTOS_PLAIN_LIBRARY")?)?;
    let system = System::open(Default::default())?;
    let device = system.device_open(0)?;
    let buffer = device.buffer_alloc(64, Default::default())?;
    distos::null_call()?;
    buffer.address(63)?;
    let [mut bare, mut null, mut checked] = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        bare.push(plain_calls(plain));
        null.push(null_calls());
        checked.push(checked_calls(&buffer));
    }
    let (bare, one) = (median(&mut bare), median(&mut checked));
    let peer = format!("a call into a plain shared library\t{bare:.2}");
    let null = median(&mut null);
    println!("bench\tRust: null call\tns\t{null:.2}\t{peer}\tover\t5");
    println!("bench\tRust: handle, right and clause checked\tns\t{one:.2}\t{peer}\tover\t40");
    Ok(())
}

fn plain_library(path: &str) -> Result<Plain, String> {
    let path = CString::new(path).map_err(|error| error.to_string())?;
    // SAFETY: both texts end in a zero byte, and the library, which is our own, does nothing when it is loaded.
    let symbol = unsafe {
        let library = libc::dlopen(path.as_ptr(), libc::RTLD_NOW);
        if library.is_null() {
            return Err(format!("{path:?} can't be loaded"));
        }
        libc::dlsym(library, c"plain_null".as_ptr())
    };
    if symbol.is_null() {
        return Err(format!("{path:?} has no plain_null"));
    }
    // SAFETY: the library declares the function so.
    Ok(unsafe { mem::transmute::<*mut c_void, Plain>(symbol) })
}

fn plain_calls(plain: Plain) -> f64 {
    nanoseconds(|_| {
        let mut error = ptr::null_mut();
        // SAFETY: the place is valid.
        black_box(unsafe { plain(&raw mut error) });
    })
}

fn null_calls() -> f64 {
    nanoseconds(|_| {
        let _ = black_box(distos::null_call());
    })
}

/// A handle, a right, a clause and a result.
fn checked_calls(buffer: &Buffer) -> f64 {
    nanoseconds(|number| {
        let _ = black_box(buffer.address(number & 63));
    })
}

/// Of one call.
fn nanoseconds(call: impl Fn(u64)) -> f64 {
    let start = Instant::now();
    (0..CALLS).for_each(call);
    start.elapsed().as_nanos() as f64 / CALLS as f64
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
