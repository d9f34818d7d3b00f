//! Tests of the interpreter: committed kernels, data files, properties, and damaged text.

mod kernels;
mod support;
