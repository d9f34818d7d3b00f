//! The C ABI of DistOS, as Rust declares it. Everything here is generated; `distos` is the safe way in.
//!
//! The feature `static`, which is on by default, links the runtime into the program. Without it, `dynamic` links
//! `libdistos.so`. With both, which happens when two crates of one program ask for one each, `static` wins, because two
//! copies of the runtime in one process don't know each other's handles.
#![no_std]
#![allow(non_camel_case_types)]

#[cfg(feature = "static")]
extern crate distos_runtime as _;

#[rustfmt::skip]
mod generated;

pub use generated::*;
