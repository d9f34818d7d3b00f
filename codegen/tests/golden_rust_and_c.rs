//! What each construct adds to the Rust and C files; and that all of them together compile.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use distosc::backend::{BACKENDS, Backend, Files};
use distosc::generate::run_backends;
use distosc::source::SourceSet;

/// The backends whose output this is about.
const NAMES: &[&str] = &["runtime", "sys", "c", "rust"];

fn backends() -> Vec<Backend> {
    BACKENDS
        .iter()
        .filter(|backend| NAMES.contains(&backend.name))
        .copied()
        .collect()
}

fn folder() -> PathBuf {
    support::tests().join("golden/rust_and_c")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn constructs() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it is readable").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "idl"));
    paths.sort();
    paths
}

/// The repository's API, and beside it modules that are made of snippets.
fn generated(snippets: &[(String, String)]) -> Files {
    let idl = |name: &str| {
        fs::read_to_string(root().join("idl/distos").join(name)).expect("the API is readable")
    };
    let mut texts: Vec<(String, String)> = ["core.idl", "gpu.idl", "ring.idl"]
        .into_iter()
        .map(|name| (format!("distos/{name}"), idl(name)))
        .collect();
    for (module, text) in snippets {
        let text = format!("//! A construct.\nmodule distos.{module};\n\n{text}");
        texts.push((format!("distos/{module}.idl"), text));
    }
    let sources = SourceSet::from_texts(texts);
    let model = distosc::compile(&sources);
    let model =
        model.unwrap_or_else(|errors| panic!("{}", support::rendered(&sources, &Err(errors))));
    run_backends(&model, &backends()).expect("every model can be generated from")
}

/// Items stand apart by empty lines.
fn items(text: &str) -> Vec<&str> {
    text.split("\n\n")
        .map(|item| item.trim_matches('\n'))
        .collect()
}

/// What `with` has that `without` has not, by file.
fn gained(without: &Files, with: &Files) -> String {
    let mut report = String::new();
    for (path, text) in with {
        let known = without
            .get(path)
            .map(|text| items(text))
            .unwrap_or_default();
        let new: Vec<String> = items(text)
            .into_iter()
            .filter(|item| !known.contains(item))
            .map(|item| gained_by(&known, item))
            .collect();
        if !new.is_empty() {
            report.push_str(&format!("==== {path}\n{}\n\n", new.join("\n\n")));
        }
    }
    report
}

/// An item that is new stands whole; of one that grew, its head and the lines it gained.
fn gained_by(known: &[&str], item: &str) -> String {
    let Some(before) = known.iter().find(|before| head(before) == head(item)) else {
        return item.to_owned();
    };
    let lines: BTreeSet<&str> = before.lines().collect();
    let new: Vec<&str> = item.lines().filter(|line| !lines.contains(line)).collect();
    format!("{}\n... gains\n{}", head(item), new.join("\n"))
}

/// The first line that is neither docs nor an attribute.
fn head(item: &str) -> &str {
    let is_head = |line: &&str| {
        !["//", "#", " *", "/*"]
            .iter()
            .any(|start| line.starts_with(start))
    };
    item.lines().find(is_head).unwrap_or(item)
}

#[test]
fn each_construct_adds_what_is_expected() {
    let without = generated(&[]);
    let paths = constructs();
    assert_eq!(paths.len(), 8, "one for each kind of declaration");
    for path in paths {
        let snippet = fs::read_to_string(&path).expect("it is readable");
        let with = generated(&[("golden".to_owned(), snippet)]);
        support::expect(&path.with_extension("expected"), &gained(&without, &with));
    }
}

#[test]
fn all_constructs_together_compile() {
    let snippets: Vec<(String, String)> = constructs()
        .into_iter()
        .map(|path| {
            let name = path
                .file_stem()
                .expect("it has a name")
                .to_string_lossy()
                .into_owned();
            (
                format!("golden_{name}"),
                fs::read_to_string(&path).expect("it is readable"),
            )
        })
        .collect();
    let files = generated(&snippets);
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("golden-rust-and-c");
    let _ = fs::remove_dir_all(place.join("sdk-rust"));
    for (path, text) in &files {
        write(&place.join(path), text);
    }
    compile_c(&place.join("sdk-c"));
    compile_rust(&place);
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file has a folder"))
        .expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

fn run(command: &mut Command) {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn compile_c(sdk: &Path) {
    for (compiler, language, standard) in [("cc", "c", "-std=c11"), ("c++", "c++", "-std=c++17")] {
        for experimental in [None, Some("-DDISTOS_ENABLE_EXPERIMENTAL")] {
            let mut command = Command::new(compiler);
            command.args([
                standard,
                "-Wall",
                "-Wextra",
                "-Wpedantic",
                "-Werror",
                "-fsyntax-only",
                "-x",
                language,
            ]);
            run(command.args(experimental).arg(sdk.join("include/distos.h")));
        }
    }
    let program = sdk.join("layout");
    let mut command = Command::new("cc");
    command
        .args([
            "-std=c11",
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Werror",
            "-I",
        ])
        .arg(sdk.join("include"));
    run(command
        .arg(sdk.join("tests/generated.c"))
        .arg("-o")
        .arg(&program));
    run(&mut Command::new(program));
}

/// The crates as they are in the repository, around what was generated here. Nothing is linked, so the runtime is not needed.
fn compile_rust(place: &Path) {
    for name in ["distos-sys", "distos"] {
        let source = root().join("sdk-rust").join(name);
        for entry in fs::read_dir(source.join("src")).expect("the crate is there") {
            let path = entry.expect("it is readable").path();
            let target = place
                .join("sdk-rust")
                .join(name)
                .join("src")
                .join(path.file_name().expect("it has a name"));
            if path.is_file() && !target.exists() {
                fs::copy(&path, &target).expect("it can be copied");
            }
        }
    }
    let manifest = |name: &str, dependencies: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[features]\nstatic = []\ndynamic = []\n\
             experimental = []\n\n[dependencies]\n{dependencies}\n"
        )
    };
    let sys = manifest("distos-sys", "").replace("static = []\n", "");
    write(&place.join("sdk-rust/distos-sys/Cargo.toml"), &sys);
    let sdk = manifest(
        "distos",
        "distos-sys = { path = \"../distos-sys\" }\nlibc = \"0.2\"",
    )
    .replace(
        "experimental = []",
        "experimental = [\"distos-sys/experimental\"]",
    );
    write(&place.join("sdk-rust/distos/Cargo.toml"), &sdk);
    write(
        &place.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"sdk-rust/distos-sys\", \"sdk-rust/distos\"]\n",
    );
    fs::copy(root().join("Cargo.lock"), place.join("Cargo.lock")).expect("it can be copied");
    for features in ["", "distos/experimental"] {
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .current_dir(place)
            .args(["check", "--offline", "--quiet", "--features", features]);
        run(cargo
            .env("CARGO_TARGET_DIR", place.join("target"))
            .env("RUSTFLAGS", "-D warnings -A unexpected_cfgs"));
    }
}
