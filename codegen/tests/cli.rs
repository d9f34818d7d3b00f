//! The command line: what it prints, and its exit codes.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use distosc::cli::{FINDINGS, SUCCESS, USAGE, run};

struct Answer {
    code: u8,
    out: String,
    err: String,
}

fn distosc(arguments: &[&str]) -> Answer {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let words = ["distosc"].iter().chain(arguments).map(Into::into);
    let code = run(words, &mut out, &mut err, false).expect("vectors take all");
    Answer {
        code,
        out: String::from_utf8(out).expect("text"),
        err: String::from_utf8(err).expect("text"),
    }
}

fn library() -> String {
    support::tests().join("data").to_string_lossy().into_owned()
}

/// A folder with one module that has a mistake.
fn mistaken() -> String {
    let root: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mistaken");
    fs::create_dir_all(root.join("a")).expect("the folder can be made");
    fs::write(root.join("a/b.idl"), "module a.b;\nrecrod C {}\n").expect("it can be written");
    root.to_string_lossy().into_owned()
}

#[test]
fn a_right_api_is_a_success() {
    let answer = distosc(&["check", "--idl", &library()]);
    assert_eq!(
        (answer.code, answer.out.as_str()),
        (SUCCESS, "11 calls in 3 modules: nothing is wrong\n")
    );
    let answer = distosc(&["check", "--format", "json", "--idl", &library()]);
    assert_eq!((answer.code, answer.out.as_str()), (SUCCESS, "[]\n"));
}

#[test]
fn a_mistake_is_a_finding() {
    let answer = distosc(&["check", "--idl", &mistaken()]);
    assert_eq!(answer.code, FINDINGS);
    assert!(
        answer.err.contains("error[DI0002]") && answer.err.contains("did you mean `record`?"),
        "{}",
        answer.err
    );
    let answer = distosc(&["check", "--format", "json", "--idl", &mistaken()]);
    let found: serde_json::Value = serde_json::from_str(&answer.out).expect("it is JSON");
    assert_eq!(found[0]["code"], "DI0002");
    assert_eq!(
        (&found[0]["at"]["line"], &found[0]["at"]["column"]),
        (&2.into(), &1.into())
    );
}

#[test]
fn what_is_not_there_is_a_usage_error() {
    assert_eq!(distosc(&["check", "--idl", "/nowhere"]).code, USAGE);
    assert_eq!(distosc(&["chekc"]).code, USAGE);
    assert_eq!(distosc(&[]).code, USAGE);
}

#[test]
fn help_shows_examples() {
    let answer = distosc(&["--help"]);
    assert_eq!(answer.code, SUCCESS);
    assert!(
        answer.out.contains("distosc explain DI0042"),
        "{}",
        answer.out
    );
}

#[test]
fn diagnostics_and_errors_are_explained() {
    let answer = distosc(&["explain", "di0042"]);
    assert_eq!(answer.code, SUCCESS);
    assert!(
        answer.out.starts_with("DI0042: ") && answer.out.contains("## Wrong"),
        "{}",
        answer.out
    );
    let answer = distosc(&["explain", "ALL_LENT", "--idl", &library()]);
    assert!(
        answer.out.contains("vault.book_borrow.many"),
        "{}",
        answer.out
    );
    let answer = distosc(&["explain", "ALL_LNT", "--idl", &library()]);
    assert_eq!(answer.code, FINDINGS);
    assert!(
        answer.err.contains("did you mean `ALL_LENT`?"),
        "{}",
        answer.err
    );
    let answer = distosc(&["explain", "--list", "--idl", &library()]);
    assert!(
        answer.out.contains("DI0001") && answer.out.contains("ALL_LENT"),
        "{}",
        answer.out
    );
}

#[test]
fn the_model_is_json() {
    let answer = distosc(&["model", "--idl", &library()]);
    let model: serde_json::Value = serde_json::from_str(&answer.out).expect("it is JSON");
    assert_eq!(model["package"], "library");
    assert_eq!(model["calls"].as_array().map(Vec::len), Some(11));
}

#[test]
fn shells_get_completions() {
    let answer = distosc(&["completions", "bash"]);
    assert_eq!(answer.code, SUCCESS);
    assert!(answer.out.contains("_distosc"));
}
