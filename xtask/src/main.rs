//! The build commands of DistOS.
fn main() {}
