//! Diagnostics: what is wrong, where, and how to put it right. Typed data; rendering comes last.

mod code;
mod render;
mod suggest;

pub use code::Code;
pub use render::{render_human, render_json};
pub use suggest::closest;

use crate::source::Span;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// What is wrong, in this case.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What to say at that place; may be empty.
    pub label: String,
    /// Other places that matter.
    pub related: Vec<(Span, String)>,
    /// Why it matters, or what else to know.
    pub notes: Vec<String>,
    /// A change that would put it right.
    pub fix: Option<Fix>,
}

/// A change of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a question or an order.
    pub message: String,
    /// What to replace; empty for an insertion.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

impl Diagnostic {
    /// A finding without more than a message and a place.
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            notes: Vec::new(),
            fix: None,
        }
    }

    /// Says something at the place itself.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Points at another place.
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// Adds a note.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Proposes a change.
    pub fn fix(
        mut self,
        message: impl Into<String>,
        span: Span,
        replacement: impl Into<String>,
    ) -> Self {
        self.fix = Some(Fix {
            message: message.into(),
            span,
            replacement: replacement.into(),
        });
        self
    }

    /// Proposes the known name that is nearest to the one at the place.
    pub fn did_you_mean<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let span = self.span;
        match closest(wrong, known) {
            Some(name) => {
                let message = format!("did you mean `{name}`?");
                self.fix(message, span, name)
            }
            None => self,
        }
    }
}
