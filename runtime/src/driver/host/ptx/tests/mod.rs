//! Tests of the interpreter: committed kernels, data files, properties, and damaged text.

mod cases;
mod kernels;
mod support;
