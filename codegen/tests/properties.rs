//! Whatever the text is, the compiler answers: it does not panic, and points into the text.

mod support;

use distosc::diagnostic::{render_human, render_json};
use distosc::source::{SourceSet, Span};
use proptest::prelude::*;

/// Pieces that mean something to the scanner, the grammar or the checks.
const PIECES: &[&str] = &[
    "{", "}", "(", ")", ";", "\"", "//", "///", "//!", "@", "\\", "é", "\u{0}", "1", "0x", "call ",
    "handle ", "-", "!", "&& ", "list<", ">", "= ", "old(", ".", ",", "\n", "u32", "own ", "has ",
    "->", "::", "0.1", "/ 0", "retired ",
];

/// A change of a text: where, how much of it goes, and what comes instead.
#[derive(Debug, Clone)]
struct Change {
    at: prop::sample::Index,
    length: usize,
    piece: usize,
}

fn change() -> impl Strategy<Value = Change> {
    (
        any::<prop::sample::Index>(),
        0usize..40,
        0..PIECES.len() * 2,
    )
        .prop_map(|(at, length, piece)| Change { at, length, piece })
}

/// Pieces beyond the last one mean a copy of the start of the text.
fn apply(text: &str, change: &Change) -> String {
    let start = text.floor_char_boundary(change.at.index(text.len().max(1)).min(text.len()));
    let end = text.floor_char_boundary((start + change.length).min(text.len()));
    let copied = text.floor_char_boundary(change.length * 7 % (text.len() + 1));
    let piece = PIECES.get(change.piece).copied().unwrap_or(&text[..copied]);
    format!("{}{piece}{}", &text[..start], &text[end.max(start)..])
}

fn is_inside(sources: &SourceSet, span: Span) -> bool {
    let text = &sources.file(span.file).text;
    let (start, end) = (span.start as usize, span.end as usize);
    start <= end && text.is_char_boundary(start) && text.is_char_boundary(end) && end <= text.len()
}

fn check(sources: &SourceSet) {
    let first = distosc::compile(sources);
    let Err(diagnostics) = &first else { return };
    assert!(!diagnostics.is_empty());
    for one in diagnostics {
        assert!(is_inside(sources, one.span), "{one:?}");
        assert!(
            one.related
                .iter()
                .all(|(span, _)| is_inside(sources, *span)),
            "{one:?}"
        );
        assert!(
            one.fix.iter().all(|fix| is_inside(sources, fix.span)),
            "{one:?}"
        );
    }
    assert!(render_human(sources, diagnostics, true).contains("DI0"));
    assert!(serde_json::from_str::<serde_json::Value>(&render_json(sources, diagnostics)).is_ok());
    let second = distosc::compile(sources).expect_err("the same text has the same mistakes");
    assert_eq!(diagnostics, &second);
}

fn changed_library(file: usize, changes: &[Change]) -> SourceSet {
    let library = support::library_api();
    SourceSet::from_texts(library.files().enumerate().map(|(index, (_, source))| {
        let mut text = source.text.clone();
        if index == file {
            text = changes
                .iter()
                .fold(text, |text, change| apply(&text, change));
        }
        (source.path.clone(), text)
    }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_texts_are_answered(file in 0usize..3, changes in prop::collection::vec(change(), 1..6)) {
        check(&changed_library(file, &changes));
    }

    #[test]
    fn any_text_is_answered(text in "(?s).{0,300}") {
        check(&support::with_core(&text));
    }

    #[test]
    fn any_pieces_are_answered(pieces in prop::collection::vec(0..PIECES.len(), 0..120)) {
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        check(&support::with_core(&text));
    }
}

#[test]
fn deep_texts_are_answered() {
    let clause = |expression: String| {
        support::with_core(&format!(
            "/// Deep.\n@since(0.1)\ncall 0x10 deep(a: u32) {{ requires r: {expression} else INVALID_ARGUMENT; }}\n"
        ))
    };
    check(&clause("(".repeat(100_000)));
    check(&clause("!".repeat(100_000) + "true"));
    check(&clause("a + ".repeat(100_000) + "a > 1"));
    check(&clause("a implies ".repeat(100_000) + "a"));
    check(&support::with_core(&"@".repeat(100_000)));
    check(&support::with_core(
        &("call 0x10 f(a: ".to_string() + &"list<".repeat(100_000)),
    ));
}
