//! The backend of the runtime writes the six calls as they were written by hand before it, item by item.

mod support;

use std::collections::BTreeSet;

use distosc::backend::BACKENDS;

#[test]
fn the_six_calls_read_as_written_by_hand() {
    let model = distosc::compile(&support::repository_api()).expect("the API is right");
    let runtime = BACKENDS
        .iter()
        .find(|backend| backend.name == "runtime")
        .expect("there is a runtime backend");
    let files = (runtime.generate)(&model).expect("Rust text needs no tool");
    for name in ["abi", "glue", "traits"] {
        let path = support::tests().join(format!("golden/rust/{name}.rs"));
        let golden = std::fs::read_to_string(&path).expect("the golden files are there");
        let generated: BTreeSet<String> =
            items(&files[&format!("runtime/src/generated/{name}.rs")])
                .into_iter()
                .collect();
        let missing: Vec<String> = items(&golden)
            .into_iter()
            .filter(|item| !generated.contains(item))
            .collect();
        assert!(
            missing.is_empty(),
            "{name}.rs lacks {} items:\n{}",
            missing.len(),
            missing.join("\n\n")
        );
    }
}

/// The items of a file, printed alike and without comments.
fn items(text: &str) -> Vec<String> {
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let file = syn::parse_file(&code.join("\n")).expect("it is Rust");
    file.items
        .into_iter()
        .map(|item| {
            let alone = syn::File {
                shebang: None,
                frontmatter: None,
                attrs: Vec::new(),
                items: vec![item],
            };
            prettyplease::unparse(&alone)
        })
        .collect()
}
