//! A test of the layouts that the extension was built with, against literal numbers.

use askama::Template;

use super::render_file;
use crate::backend::generated_line;
use crate::backend::sys::layout::laid_out;
use crate::model::*;

#[derive(Template)]
#[template(path = "python/test_layouts.py.txt", escape = "none")]
struct LayoutsView {
    line: String,
    layouts: Vec<LayoutView>,
}

struct LayoutView {
    name: String,
    size: u32,
    align: u32,
    offsets: Vec<(String, u32)>,
}

/// `test_layouts.py`.
pub fn file(model: &Model) -> Result<String, String> {
    let layouts = laid_out(model).into_iter().map(|it| LayoutView {
        name: it.name.to_string(),
        size: it.size,
        align: it.align,
        offsets: it.offsets,
    });
    render_file(&LayoutsView {
        line: generated_line("#"),
        layouts: layouts.collect(),
    })
}
