//! The backends as they are: what is committed is what they make, and they take any API.

mod support;

use std::path::Path;

use distosc::backend::BACKENDS;
use distosc::generate::{Mode, generate, run_backends};

#[test]
fn generated_files_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let model = distosc::compile(&support::repository_api()).expect("it compiles");
    let report = generate(&model, BACKENDS, &root, Mode::Check).expect("it compares");
    assert!(
        report.changed.is_empty(),
        "run `cargo xtask gen`: {:?}",
        report.changed
    );
    assert!(
        report.orphans.is_empty(),
        "nothing generates {:?}",
        report.orphans
    );
}

#[test]
fn every_backend_takes_an_unrelated_api() {
    let model = distosc::compile(&support::library_api()).expect("it compiles");
    for backend in BACKENDS {
        let files = run_backends(&model, std::slice::from_ref(backend))
            .unwrap_or_else(|error| panic!("{}: {error}", backend.name));
        assert!(!files.is_empty(), "{} makes nothing", backend.name);
    }
}

#[test]
fn the_same_model_gives_the_same_files() {
    let model = distosc::compile(&support::library_api()).expect("it compiles");
    let once = run_backends(&model, BACKENDS).expect("it generates");
    let again = run_backends(&model, BACKENDS).expect("it generates");
    assert_eq!(once, again);
}
