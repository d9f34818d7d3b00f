//! Backend: the C header, by cbindgen from the declarations of `distos-sys`; the version map; the layout test in C.

mod header;
mod layout;
mod struct_;
mod version_map;

use crate::model::Model;

/// `sdk-c/include/distos.h`. Fails when cbindgen does not understand the declarations, or the disk does not take them.
pub fn header_file(model: &Model) -> Result<String, String> {
    header::file(model)
}

/// `sdk-c/generated/libdistos.map`.
pub fn version_map_file(model: &Model) -> String {
    version_map::file(model)
}

/// `sdk-c/tests/generated/layout.c`.
pub fn layout_test_file(model: &Model) -> String {
    layout::test_file(model)
}
