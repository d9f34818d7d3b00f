//! Classes that are written in Python: found once, when first needed.

use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;

/// A class of a module of the package.
pub struct PythonClass {
    module: &'static str,
    name: &'static str,
    found: PyOnceLock<Py<PyAny>>,
}

impl PythonClass {
    /// `module.name`, not looked up yet.
    pub const fn new(module: &'static str, name: &'static str) -> Self {
        Self {
            module,
            name,
            found: PyOnceLock::new(),
        }
    }

    /// The class itself.
    pub fn get<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.found.import(py, self.module, self.name).cloned()
    }

    /// An instance made of these arguments.
    pub fn make<'py, A>(&self, py: Python<'py>, arguments: A) -> PyResult<Bound<'py, PyAny>>
    where
        A: PyCallArgs<'py>,
    {
        self.get(py)?.call1(arguments)
    }
}

static UUID: PythonClass = PythonClass::new("uuid", "UUID");

/// A `uuid.UUID` of 16 bytes in the order of RFC 9562.
pub fn uuid<'py>(py: Python<'py>, bytes: [u8; 16]) -> PyResult<Bound<'py, PyAny>> {
    let value = u128::from_be_bytes(bytes);
    let options = pyo3::types::PyDict::new(py);
    options.set_item("int", value)?;
    UUID.get(py)?.call((), Some(&options))
}
