//! Records: frozen layouts without a header.

use proc_macro2::TokenStream;

use super::{Audience, attributes, names, struct_};
use crate::model::{Model, RecordId};

/// The record.
pub fn declaration(model: &Model, id: RecordId, audience: Audience) -> TokenStream {
    let item = &model.records[id.0];
    let attributes = attributes::of_item(&item.docs, &item.availability, audience);
    struct_::laid_out(
        model,
        &names::record(model, id),
        attributes,
        &item.layout,
        &item.fields,
    )
}
