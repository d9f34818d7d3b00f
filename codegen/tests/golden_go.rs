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

/// The part of `generated` that stands for `text` now: from its first line to as many of its last line as it had.
fn again(generated: &str, text: &str) -> Option<String> {
    let (first, last) = (text.lines().next()?, text.lines().last()?);
    let ends = text.lines().filter(|line| *line == last).count();
    let mut found = 0;
    let mut lines = Vec::new();
    for line in generated.lines().skip_while(|line| *line != first) {
        lines.push(line);
        found += usize::from(line == last);
        if found == ends {
            return Some(lines.join("\n"));
        }
    }
    None
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
        compared += compare(&files, &path, &golden);
    }
    assert!(compared >= 12, "only {compared} pieces were compared");
}

/// Compares every piece of a golden file, or rewrites the file where `BLESS=1` asks for it.
fn compare(files: &Files, path: &Path, golden: &str) -> usize {
    let bless = std::env::var("BLESS").is_ok_and(|value| value == "1");
    let mut blessed = Vec::new();
    for (file, text) in pieces(golden) {
        let generated = files
            .get(&file)
            .unwrap_or_else(|| panic!("{file} is not generated"));
        if bless {
            let now = again(generated, &text).unwrap_or(text);
            blessed.push(format!("//@ {file}\n{now}\n"));
        } else {
            let path = path.display();
            assert!(
                generated.contains(&text),
                "{path} expects in {file}:\n{text}"
            );
            blessed.push(text);
        }
    }
    if bless {
        std::fs::write(path, blessed.join("\n")).expect("the golden file is writable");
    }
    blessed.len()
}
