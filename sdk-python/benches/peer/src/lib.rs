//! What the calls of the Python SDK are compared with: functions of PyO3 with nothing behind them.

use pyo3::prelude::*;

/// A class with one number.
#[pyclass(frozen)]
struct Thing {
    number: u64,
}

#[pymethods]
impl Thing {
    #[new]
    fn new(number: u64) -> Self {
        Self { number }
    }
}

/// Does nothing.
#[pyfunction]
fn nothing() -> PyResult<()> {
    Ok(())
}

/// Looks into an object, and adds.
#[pyfunction]
fn look(thing: &Bound<'_, Thing>, offset: u64) -> PyResult<u64> {
    Ok(thing.get().number + offset)
}

#[pymodule]
fn peer(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Thing>()?;
    module.add_function(wrap_pyfunction!(nothing, module)?)?;
    module.add_function(wrap_pyfunction!(look, module)?)
}
