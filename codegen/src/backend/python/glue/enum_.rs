//! Enums: classes of Python, which the glue looks up to make members.

use proc_macro2::{Ident, TokenStream};

use crate::backend::naming;
use crate::backend::rust_abi::names as abi;
use crate::model::*;

/// The class.
pub fn declaration(model: &Model, id: EnumId) -> TokenStream {
    let item = &model.enums[id.0];
    super::python_class(model, item.module, &class(item), &item.name)
}

/// The static that holds the class.
pub fn path(model: &Model, id: EnumId) -> TokenStream {
    let item = &model.enums[id.0];
    super::path(model, item.module, &class(item))
}

fn class(item: &Enum) -> Ident {
    abi::ident(&naming::screaming(&item.name))
}
