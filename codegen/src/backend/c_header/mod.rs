//! Backend: the C header, by cbindgen from the declarations of `distos-sys`; the version map; the layout test in C.

mod header;
mod layout;
mod struct_;
mod version_map;

use super::Files;
use crate::model::Model;

/// `sdk-c/`. Fails when cbindgen does not understand the declarations, or the disk does not take them.
pub fn generate(model: &Model) -> Result<Files, String> {
    Ok(Files::from([
        ("sdk-c/include/distos.h".to_owned(), header::file(model)?),
        (
            "sdk-c/generated/libdistos.map".to_owned(),
            version_map::file(model),
        ),
        (
            "sdk-c/tests/generated.c".to_owned(),
            layout::test_file(model),
        ),
    ]))
}
