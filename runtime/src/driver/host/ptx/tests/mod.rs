//! Tests of the interpreter: committed kernels, data files, properties of instructions, and damaged text.

mod arithmetic;
mod cases;
mod convert;
mod damage;
mod evaluate;
mod floats;
mod kernels;
mod limits;
mod support;
