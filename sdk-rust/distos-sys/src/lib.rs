//! Generated declarations of the DistOS C ABI.
