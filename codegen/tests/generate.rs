//! Files in the tree: written when they differ, never touched when equal, and no orphans.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use distosc::backend::{Backend, Files, generated_line};
use distosc::generate::{GenerateError, Mode, Report, generate};
use distosc::model::Model;

/// A backend whose file lists the calls.
fn listing(model: &Model) -> Result<Files, String> {
    let names: Vec<_> = model.calls.iter().map(|call| call.name.as_str()).collect();
    let text = format!("{}\n{}\n", generated_line("#"), names.join("\n"));
    Ok(Files::from([("lists/calls.txt".to_string(), text)]))
}

fn unmarked(_: &Model) -> Result<Files, String> {
    Ok(Files::from([(
        "lists/calls.txt".to_string(),
        "calls\n".to_string(),
    )]))
}

fn outside(_: &Model) -> Result<Files, String> {
    Ok(Files::from([(
        "../calls.txt".to_string(),
        generated_line("#"),
    )]))
}

fn failing(_: &Model) -> Result<Files, String> {
    Err("the tool is not there".to_string())
}

fn backend(generate: fn(&Model) -> Result<Files, String>) -> Backend {
    Backend {
        name: "listing",
        summary: "a list of all calls",
        generate,
    }
}

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("generate")
        .join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("the folder can be made");
    path
}

fn run(root: &Path, backends: &[Backend], mode: Mode) -> Result<Report, GenerateError> {
    let model = distosc::compile(&support::library_api()).expect("it compiles");
    generate(&model, backends, root, mode)
}

#[test]
fn differing_files_are_written_and_equal_ones_left_alone() {
    let root = folder("writes");
    let backends = [backend(listing)];
    let first = run(&root, &backends, Mode::Write).expect("it generates");
    assert_eq!((first.changed.len(), first.unchanged), (1, 0));
    let path = root.join("lists/calls.txt");
    let before = fs::metadata(&path)
        .and_then(|data| data.modified())
        .expect("it is there");
    let second = run(&root, &backends, Mode::Write).expect("it generates");
    assert_eq!((second.changed.len(), second.unchanged), (0, 1));
    let after = fs::metadata(&path)
        .and_then(|data| data.modified())
        .expect("it is there");
    assert_eq!(before, after);
}

#[test]
fn checking_writes_nothing() {
    let root = folder("checks");
    let report = run(&root, &[backend(listing)], Mode::Check).expect("it compares");
    assert_eq!(report.changed, ["lists/calls.txt"]);
    assert!(!root.join("lists").exists());
}

#[test]
fn what_nothing_generates_is_an_orphan() {
    let root = folder("orphans");
    for hidden in [".hidden", "target", "codegen"] {
        fs::create_dir_all(root.join(hidden)).expect("the folder can be made");
        fs::write(root.join(hidden).join("old.txt"), generated_line("//"))
            .expect("it can be written");
    }
    fs::write(root.join("old.md"), generated_line("<!--") + "\n").expect("it can be written");
    fs::write(root.join("mine.txt"), "by hand\n").expect("it can be written");
    let report = run(&root, &[backend(listing)], Mode::Write).expect("it generates");
    assert_eq!(report.orphans, ["old.md"]);
}

#[test]
fn bad_backends_are_refused() {
    let root = folder("refuses");
    let twice = [backend(listing), backend(listing)];
    assert!(matches!(
        run(&root, &twice, Mode::Write),
        Err(GenerateError::Output(_))
    ));
    for bad in [unmarked, outside] {
        assert!(matches!(
            run(&root, &[backend(bad)], Mode::Write),
            Err(GenerateError::Output(_))
        ));
    }
    let error = run(&root, &[backend(failing)], Mode::Write).expect_err("it fails");
    assert_eq!(error.to_string(), "backend listing: the tool is not there");
    assert_eq!(fs::read_dir(&root).expect("it is there").count(), 0);
}
