//! The extension module of the DistOS SDK for Python.

mod arguments;
mod bridge;
mod classes;
mod failure;
#[rustfmt::skip]
mod generated;
mod handle;
mod host_array;
mod lists;
mod memory;
mod process;
mod session;
mod time;
mod waiting;
mod warning;

use pyo3::prelude::*;

/// `distos._native`: what Python sees of libdistos.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<handle::Handle>()?;
    module.add_class::<host_array::HostArray>()?;
    module.add_function(wrap_pyfunction!(bridge::cancel, module)?)?;
    module.add_function(wrap_pyfunction!(bridge::set_ring_capacity, module)?)?;
    module.add_function(wrap_pyfunction!(bridge::parked_operations, module)?)?;
    generated::register(module)?;
    process::register(module)
}

/// Makes a submodule and hangs it into `parent`.
pub(crate) fn add_submodule<'py>(
    parent: &Bound<'py, PyModule>,
    name: &str,
) -> PyResult<Bound<'py, PyModule>> {
    let module = PyModule::new(parent.py(), name)?;
    parent.add_submodule(&module)?;
    Ok(module)
}
