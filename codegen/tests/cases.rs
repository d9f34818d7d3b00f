//! Whole files with several mistakes: what is said about them, word by word.

mod support;

use std::fs;

use support::{expect, rendered, tests, with_core};

#[test]
fn files_say_what_they_are_expected_to() {
    let mut count = 0;
    for entry in fs::read_dir(tests().join("cases")).expect("the cases are there") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_some_and(|extension| extension == "idl") {
            let sources = with_core(&fs::read_to_string(&path).expect("the case can be read"));
            let result = distosc::compile(&sources);
            expect(
                &path.with_extension("expected"),
                &rendered(&sources, &result),
            );
            count += 1;
        }
    }
    assert!(count > 0, "there are no cases");
}
