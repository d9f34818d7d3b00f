//! Layouts: what rustc makes of the declarations, against literal numbers.

#[rustfmt::skip]
mod generated;
