//! The reference and the models of a small API, word by word. `conformance/models/run.py` runs the same models.

mod support;

use std::fs;

use distosc::backend::BACKENDS;
use support::{expect, rendered, tests, with_core};

/// What is compared of each backend's files: those about the small API itself.
const COMPARED: &[&str] = &["test", "header", "errors", "index"];

#[test]
fn a_small_api_reads_as_expected() {
    let folder = tests().join("golden/models");
    let text = fs::read_to_string(folder.join("depot.idl")).expect("the API is there");
    let sources = with_core(&text);
    let compiled = distosc::compile(&sources);
    let Ok(model) = compiled else {
        panic!("{}", rendered(&sources, &compiled));
    };
    let mut count = 0;
    for name in ["smt", "alloy", "markdown"] {
        let backend = BACKENDS
            .iter()
            .find(|backend| backend.name == name)
            .expect("the backend is there");
        for (path, text) in (backend.generate)(&model).expect("it needs no tool") {
            let file = path.rsplit('/').next().expect("a path has a file");
            if COMPARED.iter().any(|part| file.contains(part)) {
                expect(&folder.join(name).join(file), &text);
                count += 1;
            }
        }
    }
    assert_eq!(
        count, 9,
        "three slices for Alloy and its header, two for z3, three pages"
    );
}
