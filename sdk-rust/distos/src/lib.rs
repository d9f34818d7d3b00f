//! The DistOS SDK for Rust.
