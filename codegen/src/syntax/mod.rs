//! From text to syntax tree: the scanner cuts, the grammar reads each item, and the builder makes the tree.

pub mod ast;
mod build;
mod grammar;
mod scan;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};
use ast::File;
use scan::{Chunk, KEYWORDS};

pub use grammar::expected_words;

/// Reads one file. What could not be read is left out and reported.
pub fn parse(file: FileId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> File {
    let scan = scan::scan(file, text);
    diagnostics.extend(scan.diagnostics);
    let mut tree = File {
        docs: scan.docs,
        ..File::default()
    };
    for chunk in &scan.chunks {
        read_chunk(text, chunk, &mut tree, diagnostics);
    }
    check_module_line(file, &tree, diagnostics);
    tree
}

fn read_chunk(text: &str, chunk: &Chunk, tree: &mut File, diagnostics: &mut Vec<Diagnostic>) {
    let keyword = &text[chunk.keyword.start as usize..chunk.keyword.end as usize];
    let Some(rule) = grammar::rule_of(keyword) else {
        tree.broken.extend(name_of(text, chunk));
        return diagnostics.extend(unknown_keyword(text, chunk, keyword, diagnostics));
    };
    let source = &text[chunk.span.start as usize..chunk.span.end as usize];
    let before = diagnostics.len();
    if chunk.is_whole {
        match grammar::parse_item(rule, source) {
            Ok(pair) => build::item(pair, chunk.span, tree, diagnostics),
            Err(error) => diagnostics.push(grammar::explain(&error, chunk.span, source)),
        }
    }
    if !chunk.is_whole || diagnostics.len() > before {
        tree.broken.extend(name_of(text, chunk));
    }
}

fn unknown_keyword(
    text: &str,
    chunk: &Chunk,
    keyword: &str,
    said: &[Diagnostic],
) -> Option<Diagnostic> {
    if said
        .last()
        .is_some_and(|last| overlaps(last.span, chunk.span))
    {
        return None;
    }
    let source = &text[chunk.span.start as usize..chunk.span.end as usize];
    if keyword.is_empty() {
        let message = "nothing follows this documentation";
        let end = chunk.span.start as usize + source.trim_end().len();
        let span = Span::new(chunk.span.file, chunk.span.start as usize, end);
        return Some(Diagnostic::new(Code::MisplacedDocs, span, message));
    }
    let message = format!("no item starts with `{keyword}`");
    Some(
        Diagnostic::new(Code::UnknownKeyword, chunk.keyword, message)
            .did_you_mean(keyword, KEYWORDS.iter().copied()),
    )
}

fn overlaps(a: Span, b: Span) -> bool {
    a.file == b.file && a.start < b.end && b.start < a.end
}

/// The name of an item that could not be read: the first word after the keyword that is neither one nor a number.
fn name_of(text: &str, chunk: &Chunk) -> Option<String> {
    let rest = &text[chunk.keyword.end as usize..chunk.span.end as usize];
    rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .find(|word| {
            word.starts_with(|c: char| c.is_ascii_alphabetic()) && !KEYWORDS.contains(word)
        })
        .map(str::to_string)
}

fn check_module_line(file: FileId, tree: &File, diagnostics: &mut Vec<Diagnostic>) {
    let said = diagnostics.iter().any(|one| one.span.file == file);
    if tree.module.names.is_empty() && !said {
        let message = "the file does not say which module it is";
        diagnostics.push(Diagnostic::new(
            Code::ModuleLine,
            Span::new(file, 0, 0),
            message,
        ));
    }
}
