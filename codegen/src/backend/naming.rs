//! Names that all backends share: words in other cases, and what everything is called in C.

use crate::model::*;

/// `MemoryKind` to `memory_kind`, `Dim3` to `dim3`, `IOError` to `io_error`.
pub fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut result = String::new();
    for (index, letter) in letters.iter().enumerate() {
        if letter.is_uppercase() && starts_word(&letters, index) {
            result.push('_');
        }
        result.extend(letter.to_lowercase());
    }
    result
}

/// Whether an upper-case letter starts a new word: after a lower-case letter or digit, or before the word's tail.
fn starts_word(letters: &[char], index: usize) -> bool {
    let Some(before) = index.checked_sub(1).map(|index| letters[index]) else {
        return false;
    };
    let tail_follows = letters
        .get(index + 1)
        .is_some_and(|after| after.is_lowercase());
    before.is_lowercase() || before.is_ascii_digit() || (before.is_uppercase() && tail_follows)
}

/// `buffer_alloc` or `OUT_OF_MEMORY` to `BufferAlloc`, `OutOfMemory`; a name that is in this case already stays.
pub fn camel(name: &str) -> String {
    snake_of_any(name).split('_').map(capitalized).collect()
}

/// `buffer_alloc` to `bufferAlloc`.
pub fn lower_camel(name: &str) -> String {
    let mut words = snake_of_any(name);
    let tail = words.split_off(words.find('_').unwrap_or(words.len()));
    words + &camel(tail.trim_start_matches('_'))
}

/// `MemoryKind` or `memory_kind` to `MEMORY_KIND`.
pub fn screaming(name: &str) -> String {
    snake_of_any(name).to_uppercase()
}

/// Snake case of a name in any case.
fn snake_of_any(name: &str) -> String {
    match name.chars().any(char::is_lowercase) {
        true => snake(name),
        false => name.to_lowercase(),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// The start of every C name of a module: `distos_gpu_`, and `distos_` for the core module.
pub fn c_prefix(model: &Model, module: ModuleId) -> String {
    let module = &model.modules[module.0];
    match module.is_core {
        true => format!("{}_", model.package),
        false => format!("{}_{}_", model.package, module.name),
    }
}

/// A C name without suffix. A name that starts with the module's own does not repeat it: `distos_ring_create`.
pub fn c_name(model: &Model, module: ModuleId, name: &str) -> String {
    let words = snake_of_any(name);
    format!(
        "{}_{}",
        model.package,
        local_c_name(&model.modules[module.0], &words)
    )
}

/// A C name without the package: `gpu_buffer_alloc`, `ring_create`, `system_open`.
fn local_c_name(module: &Module, words: &str) -> String {
    let repeats = words.strip_prefix(module.name.as_str());
    match module.is_core || repeats.is_some_and(|rest| rest.is_empty() || rest.starts_with('_')) {
        true => words.to_string(),
        false => format!("{}_{words}", module.name),
    }
}

/// The C name of a type that the API declares: `distos_gpu_buffer_t`. Calls, errors and budgets are no types.
pub fn c_type_name(model: &Model, item: ItemId) -> Option<String> {
    let (module, name) = match item {
        ItemId::Handle(id) => (model.handles[id.0].module, &model.handles[id.0].name),
        ItemId::Enum(id) => (model.enums[id.0].module, &model.enums[id.0].name),
        ItemId::Flags(id) => (model.flags[id.0].module, &model.flags[id.0].name),
        ItemId::Struct(id) => (model.structs[id.0].module, &model.structs[id.0].name),
        ItemId::Record(id) => (model.records[id.0].module, &model.records[id.0].name),
        ItemId::Variant(id) => (model.variants[id.0].module, &model.variants[id.0].name),
        ItemId::Call(_) | ItemId::Error(_) | ItemId::Budget(_) => return None,
    };
    Some(c_name(model, module, name) + "_t")
}

/// The C function of a call: `distos_gpu_buffer_alloc`.
pub fn c_function(model: &Model, call: &Call) -> String {
    c_name(model, call.module, &call.name)
}

/// A call's name across modules, without the package: `gpu_buffer_alloc`.
pub fn local_function(model: &Model, call: &Call) -> String {
    local_c_name(&model.modules[call.module.0], &call.name)
}

/// The constant of a call's number: `DISTOS_CALL_GPU_BUFFER_ALLOC`.
pub fn c_call_constant(model: &Model, call: &Call) -> String {
    let local = local_c_name(&model.modules[call.module.0], &call.name);
    format!("{}_CALL_{local}", model.package).to_uppercase()
}

/// The constant of an error: `DISTOS_ERROR_OUT_OF_MEMORY`.
pub fn c_error_constant(model: &Model, error: &ErrorItem) -> String {
    format!("{}_ERROR_{}", model.package, error.name).to_uppercase()
}

/// The constant of a member of an enum, set of flags or variant: `DISTOS_GPU_MEMORY_KIND_DEVICE`.
pub fn c_member_constant(model: &Model, module: ModuleId, owner: &str, member: &str) -> String {
    screaming(&format!(
        "{}_{}",
        c_name(model, module, owner),
        member.to_lowercase()
    ))
}

/// Every C name that the API takes up, with the item it comes from.
pub fn c_names(model: &Model) -> Vec<(String, ItemId)> {
    let items = model
        .modules
        .iter()
        .flat_map(|module| module.items.iter().copied());
    items
        .flat_map(|item| {
            names_of(model, item)
                .into_iter()
                .map(move |name| (name, item))
        })
        .collect()
}

fn names_of(model: &Model, item: ItemId) -> Vec<String> {
    let members = |module, owner: &str, members: &[EnumMember]| -> Vec<String> {
        let constants = members
            .iter()
            .map(|member| c_member_constant(model, module, owner, &member.name));
        constants.collect()
    };
    let mut names = match item {
        ItemId::Enum(id) => members(
            model.enums[id.0].module,
            &model.enums[id.0].name,
            &model.enums[id.0].members,
        ),
        ItemId::Flags(id) => members(
            model.flags[id.0].module,
            &model.flags[id.0].name,
            &model.flags[id.0].members,
        ),
        ItemId::Variant(id) => {
            let one = &model.variants[id.0];
            let cases = one
                .cases
                .iter()
                .map(|case| c_member_constant(model, one.module, &one.name, &case.name));
            cases.collect()
        }
        ItemId::Error(id) => vec![c_error_constant(model, &model.errors[id.0])],
        ItemId::Call(id) => call_names(model, &model.calls[id.0]),
        _ => Vec::new(),
    };
    names.extend(c_type_name(model, item));
    names
}

fn call_names(model: &Model, call: &Call) -> Vec<String> {
    let function = c_function(model, call);
    let mut names = vec![c_call_constant(model, call)];
    if call.arguments.is_some() {
        names.push(format!("{function}_arguments_t"));
    }
    if call.has_enqueue {
        names.push(format!("{function}_enqueue"));
    }
    names.push(function);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_convert() {
        assert_eq!(snake("MemoryKind"), "memory_kind");
        assert_eq!(snake("Dim3"), "dim3");
        assert_eq!(snake("IOError"), "io_error");
        assert_eq!(camel("buffer_alloc"), "BufferAlloc");
        assert_eq!(camel("OUT_OF_MEMORY"), "OutOfMemory");
        assert_eq!(camel("MemoryKind"), "MemoryKind");
        assert_eq!(lower_camel("buffer_alloc"), "bufferAlloc");
        assert_eq!(screaming("MemoryKind"), "MEMORY_KIND");
    }

    #[test]
    fn the_module_is_not_repeated() {
        let module = |name: &str, is_core| Module {
            name: name.to_string(),
            path: format!("library.{name}"),
            file: String::new(),
            is_core,
            docs: String::new(),
            items: Vec::new(),
        };
        assert_eq!(local_c_name(&module("vault", false), "vault"), "vault");
        assert_eq!(
            local_c_name(&module("vault", false), "vault_open"),
            "vault_open"
        );
        assert_eq!(
            local_c_name(&module("vault", false), "vaulted"),
            "vault_vaulted"
        );
        assert_eq!(local_c_name(&module("vault", false), "book"), "vault_book");
        assert_eq!(local_c_name(&module("core", true), "open"), "open");
    }
}
