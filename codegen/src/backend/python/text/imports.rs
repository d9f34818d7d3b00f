//! Imports: those that a text uses, out of those that it may.

use crate::model::Model;

/// The modules of the API whose names stand qualified in `body`.
pub fn modules<'m>(model: &'m Model, body: &str) -> Vec<&'m str> {
    let mut names: Vec<&str> = model
        .modules
        .iter()
        .map(|module| module.name.as_str())
        .collect();
    names.retain(|name| uses(body, &format!("{name}.")));
    names.sort_unstable();
    names
}

/// The names of `candidates` that stand in `body`.
pub fn names<'n>(body: &str, candidates: &[&'n str]) -> Vec<&'n str> {
    candidates
        .iter()
        .copied()
        .filter(|name| uses(body, name))
        .collect()
}

/// Whether `name` stands in `text` as a word that nothing qualifies; one that ends in a dot must qualify another.
pub fn uses(text: &str, name: &str) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let ends_open = name.ends_with('.');
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(|it| is_word(it) || it == '.' || it == '`')
            && after.is_some_and(is_word) == ends_open
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word() {
        assert!(uses("kind: gpu.MemoryKind", "gpu."));
        assert!(!uses("kind: aio_gpu.MemoryKind", "gpu."));
        assert!(!uses("clause `gpu.buffer_alloc`", "gpu."));
        assert!(!uses("Closes a gpu.", "gpu."));
        assert!(uses("-> Span | None", "Span"));
        assert!(!uses("-> Spanner", "Span"));
    }
}
