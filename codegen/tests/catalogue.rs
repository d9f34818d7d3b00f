//! Every diagnostic's page: its wrong example raises that diagnostic and no other, its right one raises none.

mod support;

use distosc::diagnostic::Code;
use distosc::source::SourceSet;
use support::{alone, expect, rendered, tests, with_core};

/// Pages whose examples stand by themselves, because what is missing is what other examples start from.
const ALONE: &[Code] = &[Code::ErrorMissing];

/// The example below a heading of the page.
fn example(code: Code, heading: &str) -> String {
    let page = code.page();
    let (_, rest) = page
        .split_once(&format!("## {heading}\n\n```idl\n"))
        .unwrap_or_else(|| panic!("the page of {code} has no example {heading:?}"));
    let (example, _) = rest.split_once("\n```").expect("examples end");
    example.to_string() + "\n"
}

fn sources(code: Code, heading: &str) -> SourceSet {
    let example = example(code, heading);
    match ALONE.contains(&code) {
        true => alone(&example),
        false => with_core(&example),
    }
}

#[test]
fn wrong_examples_raise_their_diagnostic_alone() {
    for code in Code::ALL {
        let sources = sources(*code, "Wrong");
        let result = distosc::compile(&sources);
        let found: Vec<_> = result
            .as_ref()
            .err()
            .into_iter()
            .flatten()
            .map(|one| one.code)
            .collect();
        let text = rendered(&sources, &result);
        assert!(!found.is_empty(), "{code}: the wrong example is right");
        assert!(
            found.iter().all(|one| one == code),
            "{code}: the wrong example raises {found:?}\n{text}"
        );
        expect(
            &tests().join(format!("cases/catalogue/{code}.expected")),
            &text,
        );
    }
}

#[test]
fn right_examples_are_right() {
    for code in Code::ALL {
        let sources = sources(*code, "Right");
        let result = distosc::compile(&sources);
        assert!(result.is_ok(), "{code}:\n{}", rendered(&sources, &result));
    }
}

#[test]
fn numbers_are_unique_and_found_again() {
    for code in Code::ALL {
        assert_eq!(Code::from_id(&code.id()), Some(*code));
    }
}
