//! Flags: classes of Python, which the glue looks up to make values.

use proc_macro2::{Ident, TokenStream};

use crate::backend::naming;
use crate::backend::rust_abi::names as abi;
use crate::model::*;

/// The class.
pub fn declaration(model: &Model, id: FlagsId) -> TokenStream {
    let item = &model.flags[id.0];
    super::python_class(model, item.module, &class(item), &item.name)
}

/// The static that holds the class.
pub fn path(model: &Model, id: FlagsId) -> TokenStream {
    let item = &model.flags[id.0];
    super::path(model, item.module, &class(item))
}

fn class(item: &Flags) -> Ident {
    abi::ident(&naming::screaming(&item.name))
}
