//! What is generated from `idl/`: types of the border, traits to implement, exported functions, the catalogue.

#[rustfmt::skip]
pub mod abi;
#[rustfmt::skip]
pub mod catalogue;
#[rustfmt::skip]
pub mod glue;
#[rustfmt::skip]
pub mod traits;
