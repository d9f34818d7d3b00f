//! The Python backend writes the six calls as its target says.

mod support;

use distosc::backend::{BACKENDS, Files};

fn generated() -> Files {
    let model = distosc::compile(&support::repository_api()).expect("the API is right");
    let python = BACKENDS
        .iter()
        .find(|backend| backend.name == "python")
        .expect("there is a Python backend");
    (python.generate)(&model).expect("Python text needs no tool")
}

/// The pieces of a golden file: the generated file that must hold each, and its text.
fn pieces(golden: &str) -> impl Iterator<Item = (&str, &str)> {
    golden.split("#@ ").skip(1).map(|part| {
        let (path, text) = part.split_once('\n').expect("a path has its own line");
        (path.trim(), text.trim())
    })
}

#[test]
fn the_six_calls_read_as_their_target() {
    let files = generated();
    let folder = support::tests().join("golden/python");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).expect("the golden files are there") {
        let path = entry.expect("the folder is readable").path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let golden = std::fs::read_to_string(&path).expect("a golden file is text");
        for (file, text) in pieces(&golden) {
            let generated = files
                .get(file)
                .unwrap_or_else(|| panic!("{file} is not generated"));
            assert!(
                generated.contains(text),
                "{} expects in {file}:\n{text}",
                path.display()
            );
            compared += 1;
        }
    }
    assert!(compared >= 20, "only {compared} pieces were compared");
}
