//! Names on the C border, as Rust identifiers.

use proc_macro2::{Ident, Span};

use crate::model::*;

/// An identifier, escaped where Rust reserves the word.
pub fn ident(name: &str) -> Ident {
    match syn::parse_str::<Ident>(name) {
        Ok(ident) => ident,
        Err(_) => Ident::new_raw(name, Span::call_site()),
    }
}

fn c_name(model: &Model, module: ModuleId, name: &str) -> String {
    let module = &model.modules[module.0];
    let words = snake(name);
    let repeats = words == module.name || words.starts_with(&format!("{}_", module.name));
    if module.is_core || repeats {
        format!("{}_{words}", model.package)
    } else {
        format!("{}_{}_{words}", model.package, module.name)
    }
}

/// `DeviceSummary` to `device_summary`.
pub fn snake(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && index > 0 && !out.ends_with('_') && !name.starts_with(|c: char| c.is_lowercase()) {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn type_ident(model: &Model, module: ModuleId, name: &str) -> Ident {
    ident(&format!("{}_t", c_name(model, module, name)))
}

fn constant(model: &Model, module: ModuleId, name: &str, member: &str) -> Ident {
    ident(&format!("{}_{}", c_name(model, module, name), member).to_uppercase())
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
    ident(&format!("{}_value_t", c_name(model, item.module, &item.name)))
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
pub fn error_code(error: &ErrorItem) -> Ident {
    ident(&format!("DISTOS_ERROR_{}", error.name))
}

/// `distos_gpu_buffer_alloc`.
pub fn call(model: &Model, call: &Call) -> Ident {
    ident(&c_name(model, call.module, &call.name))
}

/// `distos_gpu_buffer_write_enqueue`.
pub fn call_enqueue(model: &Model, call: &Call) -> Ident {
    ident(&format!("{}_enqueue", c_name(model, call.module, &call.name)))
}

/// `distos_gpu_buffer_write_arguments_t`.
pub fn argument_block(model: &Model, call: &Call) -> Ident {
    ident(&format!("{}_arguments_t", c_name(model, call.module, &call.name)))
}

/// `DISTOS_CALL_GPU_BUFFER_ALLOC`.
pub fn call_number(model: &Model, call: &Call) -> Ident {
    let name = c_name(model, call.module, &call.name);
    let tail = name.strip_prefix("distos_").unwrap_or(&name);
    ident(&format!("DISTOS_CALL_{}", tail.to_uppercase()))
}

/// The type of a ring's handle, in an API that has the ring module.
pub fn ring_handle(model: &Model) -> Option<Ident> {
    let is_ring = |item: &Handle| item.name == "Ring" && model.modules[item.module.0].name == "ring";
    model.handles.iter().position(is_ring).map(|index| handle(model, HandleId(index)))
}
