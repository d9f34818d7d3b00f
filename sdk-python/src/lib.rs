//! The extension module of the DistOS SDK for Python.
