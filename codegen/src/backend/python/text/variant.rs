//! Variants: a class with a constructor for every case.

use askama::Template;

use super::docs::beginning;
use super::render;
use super::types::{self, Scope};
use crate::backend::python::names;
use crate::model::*;

#[derive(Template)]
#[template(path = "python/variant.pyi.txt", escape = "none")]
struct VariantView {
    name: String,
    docs: String,
    cases: Vec<CaseView>,
}

struct CaseView {
    name: String,
    ty: String,
    docs: String,
}

/// The stub of the class.
pub fn stub(model: &Model, id: VariantId) -> Result<String, String> {
    let item = &model.variants[id.0];
    let scope = Scope {
        module: item.module,
        is_aio: false,
    };
    let cases = item.cases.iter().map(|case| CaseView {
        name: names::case(&case.name),
        ty: types::payload(model, &case.ty, scope),
        docs: beginning(&case.docs, 8),
    });
    render(&VariantView {
        name: item.name.clone(),
        docs: beginning(&item.docs, 4),
        cases: cases.collect(),
    })
}
