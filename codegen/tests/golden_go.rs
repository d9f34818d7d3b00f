//! The Go backend writes the six calls as they were written by hand before it.

use std::path::{Path, PathBuf};

use distosc::backend::{BACKENDS, Files};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn generated() -> Files {
    let sources = distosc::load(&root().join("idl")).expect("the API is readable");
    let model = distosc::compile(&sources).expect("the API is right");
    let go = BACKENDS
        .iter()
        .find(|backend| backend.name == "go")
        .expect("there is a Go backend");
    (go.generate)(&model).expect("Go text needs no tool")
}

/// The pieces of a golden file: the generated file that must hold each, and its text.
fn pieces(golden: &str) -> Vec<(String, String)> {
    let parts = golden.split("//@ ").skip(1);
    parts
        .map(|part| {
            let (path, text) = part.split_once('\n').expect("a path has its own line");
            (path.trim().to_owned(), text.trim().to_owned())
        })
        .collect()
}

#[test]
fn the_six_calls_read_as_written_by_hand() {
    let files = generated();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/go");
    let mut compared = 0;
    for entry in std::fs::read_dir(folder).expect("the golden files are there") {
        let path = entry.expect("the folder is readable").path();
        if path.extension().is_none_or(|extension| extension != "go") {
            continue;
        }
        let golden = std::fs::read_to_string(&path).expect("a golden file is text");
        for (file, text) in pieces(&golden) {
            let generated = files
                .get(&file)
                .unwrap_or_else(|| panic!("{file} is not generated"));
            assert!(
                generated.contains(&text),
                "{} expects in {file}:\n{text}",
                path.display()
            );
            compared += 1;
        }
    }
    assert!(compared >= 12, "only {compared} pieces were compared");
}
