//! Names on the C border, as Rust identifiers.

use proc_macro2::{Ident, Span};

pub use crate::backend::naming::snake;
use crate::backend::naming::{
    c_call_constant, c_error_constant, c_function, c_member_constant, c_name,
};
use crate::model::*;

/// An identifier, escaped where Rust reserves the word. Four words can't be escaped, and get an underscore.
pub fn ident(name: &str) -> Ident {
    match name {
        "self" | "Self" | "super" | "crate" => Ident::new(&format!("{name}_"), Span::call_site()),
        _ => syn::parse_str(name).unwrap_or_else(|_| Ident::new_raw(name, Span::call_site())),
    }
}

fn type_ident(model: &Model, module: ModuleId, name: &str) -> Ident {
    ident(&format!("{}_t", c_name(model, module, name)))
}

fn constant(model: &Model, module: ModuleId, name: &str, member: &str) -> Ident {
    ident(&c_member_constant(model, module, name, member))
}

/// `distos_gpu_buffer_t`.
pub fn handle(model: &Model, id: HandleId) -> Ident {
    let item = &model.handles[id.0];
    type_ident(model, item.module, &item.name)
}

/// `distos_gpu_memory_kind_t`.
pub fn enumeration(model: &Model, id: EnumId) -> Ident {
    let item = &model.enums[id.0];
    type_ident(model, item.module, &item.name)
}

/// `DISTOS_GPU_MEMORY_KIND_DEVICE`.
pub fn enum_member(model: &Model, id: EnumId, member: &str) -> Ident {
    let item = &model.enums[id.0];
    constant(model, item.module, &item.name, member)
}

/// `distos_rights_t`.
pub fn flags(model: &Model, id: FlagsId) -> Ident {
    let item = &model.flags[id.0];
    type_ident(model, item.module, &item.name)
}

/// `DISTOS_RIGHTS_READ`.
pub fn flags_member(model: &Model, id: FlagsId, member: &str) -> Ident {
    let item = &model.flags[id.0];
    constant(model, item.module, &item.name, member)
}

/// `distos_gpu_buffer_options_t`.
pub fn structure(model: &Model, id: StructId) -> Ident {
    let item = &model.structs[id.0];
    type_ident(model, item.module, &item.name)
}

/// `distos_gpu_dim3_t`.
pub fn record(model: &Model, id: RecordId) -> Ident {
    let item = &model.records[id.0];
    type_ident(model, item.module, &item.name)
}

/// `distos_gpu_kernel_arg_t`.
pub fn variant(model: &Model, id: VariantId) -> Ident {
    let item = &model.variants[id.0];
    type_ident(model, item.module, &item.name)
}

/// `distos_gpu_kernel_arg_value_t`, the union.
pub fn variant_union(model: &Model, id: VariantId) -> Ident {
    let item = &model.variants[id.0];
    ident(&format!(
        "{}_value_t",
        c_name(model, item.module, &item.name)
    ))
}

/// `DISTOS_GPU_KERNEL_ARG_I32`.
pub fn variant_tag(model: &Model, id: VariantId, case: &str) -> Ident {
    let item = &model.variants[id.0];
    constant(model, item.module, &item.name, case)
}

/// `i32`: the member of the union.
pub fn variant_member(case: &str) -> Ident {
    ident(&case.to_lowercase())
}

/// `DISTOS_ERROR_OUT_OF_MEMORY`.
pub fn error_code(model: &Model, error: &ErrorItem) -> Ident {
    ident(&c_error_constant(model, error))
}

/// `distos_gpu_buffer_alloc`.
pub fn call(model: &Model, call: &Call) -> Ident {
    ident(&c_function(model, call))
}

/// `distos_gpu_buffer_write_enqueue`.
pub fn call_enqueue(model: &Model, call: &Call) -> Ident {
    ident(&format!("{}_enqueue", c_function(model, call)))
}

/// `distos_gpu_buffer_write_arguments_t`.
pub fn argument_block(model: &Model, call: &Call) -> Ident {
    ident(&format!("{}_arguments_t", c_function(model, call)))
}

/// `DISTOS_CALL_GPU_BUFFER_ALLOC`.
pub fn call_number(model: &Model, call: &Call) -> Ident {
    ident(&c_call_constant(model, call))
}

/// The type of a ring's handle, in an API that has the ring module.
pub fn ring_handle(model: &Model) -> Option<Ident> {
    let is_ring =
        |item: &Handle| item.name == "Ring" && model.modules[item.module.0].name == "ring";
    model
        .handles
        .iter()
        .position(is_ring)
        .map(|index| handle(model, HandleId(index)))
}
