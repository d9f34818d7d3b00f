//! Cuts a file into items by brackets and semicolons alone, so that one bad item does not hide the next.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// Brackets may nest this deep.
const DEEPEST: usize = 48;

/// A file, cut.
#[derive(Debug, Default)]
pub struct Scan {
    /// The `//!` text.
    pub docs: String,
    /// The items, in order.
    pub chunks: Vec<Chunk>,
    /// What is wrong with the cutting.
    pub diagnostics: Vec<Diagnostic>,
}

/// The text of one item.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// The whole, documentation and attributes included.
    pub span: Span,
    /// The word that says what kind of item it is.
    pub keyword: Span,
    /// False when the item is known to be broken already.
    pub is_whole: bool,
}

/// Cuts `text`, which is `file`.
pub fn scan(file: FileId, text: &str) -> Scan {
    let mut scanner = Scanner {
        file,
        text,
        at: 0,
        result: Scan::default(),
    };
    while scanner.next_item() {}
    scanner.result
}

/// Words that can start an item.
pub const KEYWORDS: &[&str] = &[
    "module",
    "use",
    "handle",
    "enum",
    "open",
    "flags",
    "struct",
    "record",
    "variant",
    "call",
    "async",
    "stream",
    "subscribe",
    "clauses",
    "error",
    "budget",
    "retired",
];

struct Scanner<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
    result: Scan,
}

impl Scanner<'_> {
    /// Takes one item; false at the end of the file.
    fn next_item(&mut self) -> bool {
        self.skip_blank();
        self.take_module_docs();
        if self.at >= self.text.len() {
            return false;
        }
        let start = self.at;
        let keyword = keyword(self.text, start);
        let end = self.end_of_item(start);
        let is_whole = end.is_some();
        self.at = end.unwrap_or_else(|| self.unclosed(start, keyword.clone()));
        // A stray bracket may end the item before its keyword.
        let (first, last) = (keyword.start.min(self.at), keyword.end.min(self.at));
        self.result.chunks.push(Chunk {
            span: self.span(start, self.at),
            keyword: self.span(first, last),
            is_whole,
        });
        true
    }

    /// Blank space and plain comments.
    fn skip_blank(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            let blank = rest.len() - rest.trim_start().len();
            self.at += blank;
            if !is_plain_comment(&rest[blank..]) {
                return;
            }
            self.at = line_end(self.text, self.at);
        }
    }

    fn take_module_docs(&mut self) {
        while self.text[self.at..].starts_with("//!") {
            let end = line_end(self.text, self.at);
            if self.result.chunks.is_empty() {
                push_doc_line(&mut self.result.docs, &self.text[self.at + 3..end]);
            } else {
                let message = "`//!` documents the module, and stands before everything else";
                let span = self.span(self.at, end);
                self.report(Diagnostic::new(Code::MisplacedDocs, span, message));
            }
            self.at = end;
            self.skip_blank();
        }
    }

    /// Where the item that starts at `start` ends; none when it never does.
    fn end_of_item(&mut self, start: usize) -> Option<usize> {
        let mut depth = 0usize;
        let mut at = start;
        while at < self.text.len() {
            match self.text.as_bytes()[at] {
                b'/' if self.text[at..].starts_with("//") => at = line_end(self.text, at),
                b'"' => at = string_end(self.text, at),
                b'{' | b'(' | b'[' => {
                    depth += 1;
                    if depth > DEEPEST {
                        return self.too_deep(at);
                    }
                    at += 1;
                }
                b'}' | b')' | b']' if depth == 0 => {
                    self.stray(at);
                    return Some(at + 1);
                }
                b'}' if depth == 1 => return Some(with_semicolon(self.text, at + 1)),
                b'}' | b')' | b']' => {
                    depth -= 1;
                    at += 1;
                }
                b';' if depth == 0 => return Some(at + 1),
                _ => at += 1,
            }
        }
        (depth == 0 && only_docs(&self.text[start..])).then_some(at)
    }

    fn stray(&mut self, at: usize) {
        let message = format!("`{}` closes nothing", &self.text[at..at + 1]);
        let span = self.span(at, at + 1);
        self.report(Diagnostic::new(Code::StrayBracket, span, message));
    }

    fn too_deep(&mut self, at: usize) -> Option<usize> {
        let message = format!("more than {DEEPEST} brackets are open here");
        let span = self.span(at, at + 1);
        self.report(Diagnostic::new(Code::TooDeep, span, message));
        None
    }

    /// Says that the item has no end, and where the next one starts.
    fn unclosed(&mut self, start: usize, keyword: std::ops::Range<usize>) -> usize {
        let deep =
            self.result.diagnostics.last().is_some_and(|last| {
                last.code == Code::TooDeep && last.span.start as usize >= start
            });
        if !deep {
            let span = self.span(keyword.start, keyword.end);
            let message = "this item has no end: a `}` or `;` is missing";
            self.report(Diagnostic::new(Code::UnclosedItem, span, message));
        }
        next_item_line(self.text, keyword.end)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.result.diagnostics.push(diagnostic);
    }
}

/// Adds one line of documentation, without the blank after the slashes.
pub fn push_doc_line(docs: &mut String, line: &str) {
    if !docs.is_empty() {
        docs.push('\n');
    }
    docs.push_str(line.strip_prefix(' ').unwrap_or(line).trim_end());
}

fn is_plain_comment(text: &str) -> bool {
    text.starts_with("//") && !text.starts_with("///") && !text.starts_with("//!")
}

fn only_docs(text: &str) -> bool {
    text.lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with("//"))
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |length| at + length)
}

/// One past the closing quote; a string ends with its line at the latest.
fn string_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\n' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Includes the semicolon of `use a.{b};`.
fn with_semicolon(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let blank = rest.len() - rest.trim_start().len();
    if rest[blank..].starts_with(';') {
        at + blank + 1
    } else {
        at
    }
}

/// The first word after documentation and attributes; empty when there is none.
fn keyword(text: &str, start: usize) -> std::ops::Range<usize> {
    let mut at = start;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        if text[at..].starts_with("//") {
            at = line_end(text, at);
        } else if text[at..].starts_with('@') {
            at = attribute_end(text, at);
        } else {
            return at..word_end(text, at);
        }
    }
}

fn attribute_end(text: &str, at: usize) -> usize {
    let name_end = word_end(text, at + 1);
    if !text[name_end..].starts_with('(') {
        return name_end;
    }
    let mut at = name_end;
    while at < text.len() {
        match text.as_bytes()[at] {
            b'"' => at = string_end(text, at),
            b')' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// One past the letters, digits and underscores at `at`; one character at least, unless at the end.
fn word_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let length = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    at + length.max(rest.chars().next().map_or(0, char::len_utf8))
}

/// The next line that starts, without indentation, like an item.
fn next_item_line(text: &str, from: usize) -> usize {
    let mut at = line_end(text, from);
    while at < text.len() {
        at += 1;
        let line = &text[at..line_end(text, at)];
        let word = &line[..word_end(line, 0)];
        if KEYWORDS.contains(&word) || line.starts_with('@') || line.starts_with("///") {
            return at;
        }
        at = line_end(text, at);
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let scan = scan(FileId(0), text);
        scan.chunks
            .iter()
            .map(|chunk| text[chunk.span.start as usize..chunk.span.end as usize].to_string())
            .collect()
    }

    #[test]
    fn cuts_at_semicolons_and_braces() {
        let text = "module a.b;\nuse a.{c};\n// x\n/// d\n@since(0.1)\nenum E { A = 1, }\n";
        assert_eq!(
            cut(text),
            [
                "module a.b;",
                "use a.{c};",
                "/// d\n@since(0.1)\nenum E { A = 1, }"
            ]
        );
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        assert_eq!(cut("error A = 1 { x = \"}\"; // }\n}\nuse a.b;").len(), 2);
    }

    #[test]
    fn goes_on_after_an_item_without_end() {
        let text = "call 1 a( {\n}\n/// next\nenum E {}\n";
        assert_eq!(cut(text), ["call 1 a( {\n}\n", "/// next\nenum E {}"]);
    }
}
