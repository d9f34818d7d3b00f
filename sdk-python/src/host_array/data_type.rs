//! Element types: their names, their DLPack codes, and their `struct` formats.

use crate::memory::dlpack::DataType;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::ffi::CString;

/// Name, DLPack code, bits, `struct` format.
const TABLE: &[(&str, u8, u8, &str)] = &[
    ("bool", 6, 8, "?"),
    ("int8", 0, 8, "b"),
    ("int16", 0, 16, "h"),
    ("int32", 0, 32, "i"),
    ("int64", 0, 64, "q"),
    ("uint8", 1, 8, "B"),
    ("uint16", 1, 16, "H"),
    ("uint32", 1, 32, "I"),
    ("uint64", 1, 64, "Q"),
    ("float16", 2, 16, "e"),
    ("float32", 2, 32, "f"),
    ("float64", 2, 64, "d"),
    ("complex64", 5, 64, "Zf"),
    ("complex128", 5, 128, "Zd"),
];

/// What an array has when nothing is said.
pub const FLOAT32: DataType = DataType {
    code: 2,
    bits: 32,
    lanes: 1,
};

/// The type of this name. Also takes `<class 'numpy.float32'>`.
pub fn parse(text: &str) -> PyResult<DataType> {
    let name = text.trim_start_matches("<class '").trim_end_matches("'>");
    let name = name.trim_start_matches("numpy.");
    let found = TABLE.iter().find(|(it, ..)| *it == name);
    let (_, code, bits, _) = found.ok_or_else(|| {
        let names: Vec<&str> = TABLE.iter().map(|(name, ..)| *name).collect();
        PyValueError::new_err(format!(
            "there is no element type {text:?}; there are {}",
            names.join(", ")
        ))
    })?;
    Ok(DataType {
        code: *code,
        bits: *bits,
        lanes: 1,
    })
}

/// The name of a type.
pub fn name(data_type: DataType) -> String {
    entry(data_type).map_or_else(|| format!("{data_type:?}"), |(name, ..)| name.to_string())
}

/// The `struct` format of a type.
pub fn format(data_type: DataType) -> PyResult<CString> {
    let (.., format) = entry(data_type).ok_or_else(|| {
        PyValueError::new_err(format!("elements of {data_type:?} have no buffer format"))
    })?;
    Ok(CString::new(*format)?)
}

fn entry(data_type: DataType) -> Option<&'static (&'static str, u8, u8, &'static str)> {
    let mut entries = TABLE.iter();
    entries.find(|(_, code, bits, _)| {
        data_type.lanes == 1 && *code == data_type.code && *bits == data_type.bits
    })
}
