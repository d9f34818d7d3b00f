//! Names as Go writes them.

use crate::backend::naming;
use crate::model::*;

/// Words that Go writes in capitals.
const INITIALISMS: &[&str] = &["api", "fd", "id", "uuid", "rpc", "url"];

/// Words of Go, and names that generated functions use themselves.
const TAKEN: &[&str] = &[
    "abi",
    "any",
    "bool",
    "break",
    "byte",
    "case",
    "chan",
    "const",
    "context",
    "continue",
    "ctx",
    "default",
    "defer",
    "distos",
    "driver",
    "else",
    "err",
    "error",
    "failed",
    "failure",
    "fallthrough",
    "false",
    "float32",
    "float64",
    "for",
    "func",
    "go",
    "goto",
    "i",
    "if",
    "import",
    "int",
    "interface",
    "len",
    "lifetime",
    "make",
    "map",
    "max",
    "min",
    "mode",
    "new",
    "nil",
    "operation",
    "package",
    "pins",
    "places",
    "range",
    "result",
    "return",
    "runtime",
    "select",
    "session",
    "string",
    "struct",
    "switch",
    "time",
    "true",
    "type",
    "uint",
    "uint64",
    "unsafe",
    "value",
    "var",
];

/// `device_summary` and `DEVICE_SUMMARY` to `DeviceSummary`.
pub fn camel(name: &str) -> String {
    name.to_lowercase().split('_').map(word).collect()
}

fn word(word: &str) -> String {
    if INITIALISMS.contains(&word) {
        return word.to_uppercase();
    }
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A parameter's name: `data_length` to `dataLength`, and clear of Go's own words.
pub fn local(name: &str) -> String {
    let (first, rest) = name.split_once('_').unwrap_or((name, ""));
    let name = format!(
        "{}{}",
        first.to_lowercase(),
        if rest.is_empty() {
            String::new()
        } else {
            camel(rest)
        }
    );
    if TAKEN.contains(&name.as_str()) {
        format!("{name}Value")
    } else {
        name
    }
}

/// The package of a module.
pub fn package(model: &Model, module: ModuleId) -> &str {
    let module = &model.modules[module.0];
    if module.is_core {
        &model.package
    } else {
        &module.name
    }
}

/// A type's name inside its package, which does not repeat the package: `ring.Options`, `ring.Ring`.
pub fn type_name(model: &Model, module: ModuleId, name: &str) -> String {
    let module = &model.modules[module.0];
    let words = naming::snake(name);
    match words.strip_prefix(&format!("{}_", module.name)) {
        Some(rest) if !module.is_core => camel(rest),
        _ => name.to_owned(),
    }
}

/// `MemoryKindDevice`.
pub fn member(type_name: &str, member: &str) -> String {
    format!("{type_name}{}", camel(member))
}

/// `ErrOutOfMemory`.
pub fn error(item: &ErrorItem) -> String {
    format!("Err{}", camel(&item.name))
}

/// A method's name: the call's without the receiver's. `prefix` is what the call's name may begin with.
pub fn method(model: &Model, call: &Call, prefix: &str) -> String {
    match call.name.strip_prefix(&format!("{prefix}_")) {
        Some(rest) => camel(rest),
        None => constructor(model, call).unwrap_or_else(|| camel(&call.name)),
    }
}

/// A function's name: the call's without the package's.
pub fn function(model: &Model, call: &Call) -> String {
    match call
        .name
        .strip_prefix(&format!("{}_", model.modules[call.module.0].name))
    {
        Some(rest) => camel(rest),
        None => constructor(model, call).unwrap_or_else(|| camel(&call.name)),
    }
}

/// `buffer_alloc`, which makes a Buffer, to `AllocBuffer`: Go puts the verb first.
fn constructor(model: &Model, call: &Call) -> Option<String> {
    call.results.iter().find_map(|result| match result.ty {
        Type::Handle {
            handle,
            ownership: Ownership::Own,
            ..
        } => {
            let name = &model.handles[handle.0].name;
            let verb = call
                .name
                .strip_prefix(&format!("{}_", naming::snake(name)))?;
            Some(format!("{}{name}", camel(verb)))
        }
        _ => None,
    })
}

/// `distos_gpu_buffer_options_t` to `GpuBufferOptions`: a type of package abi.
pub fn border_type(model: &Model, c_name: &str) -> String {
    border(model, c_name.strip_suffix("_t").unwrap_or(c_name))
}

/// `distos_gpu_buffer_alloc` to `GpuBufferAlloc`: a function of package abi.
pub fn border_call(model: &Model, call: &Call) -> String {
    border(model, &naming::c_function(model, call))
}

fn border(model: &Model, c_name: &str) -> String {
    camel(
        c_name
            .strip_prefix(&format!("{}_", model.package))
            .unwrap_or(c_name),
    )
}

/// The last words of a C name: `gpu_buffer_alloc`, for the helpers in C.
pub fn tail<'n>(model: &Model, c_name: &'n str) -> &'n str {
    c_name
        .strip_prefix(&model.package)
        .and_then(|rest| rest.strip_prefix('_'))
        .unwrap_or(c_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_camel_case() {
        assert_eq!(camel("OUT_OF_MEMORY"), "OutOfMemory");
        assert_eq!(camel("ring_event_fd"), "RingEventFD");
        assert_eq!(local("user_data"), "userData");
        assert_eq!(local("range"), "rangeValue");
    }
}
