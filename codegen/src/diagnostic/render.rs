//! Diagnostics as text for people and as JSON for tools.

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, Fix};
use crate::source::{SourceSet, Span};

/// All findings as a person reads them: with the lines they are about. `color`: with terminal colours.
pub fn render_human(sources: &SourceSet, diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    diagnostics
        .iter()
        .map(|diagnostic| renderer.render(&report(sources, diagnostic)).to_string() + "\n\n")
        .collect()
}

fn report<'a>(sources: &'a SourceSet, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
    let mut group = Level::ERROR
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.id())
        .elements(snippets(sources, diagnostic));
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    let mut groups = vec![group];
    groups.extend(diagnostic.fix.as_ref().map(|fix| suggestion(sources, fix)));
    groups
}

/// One snippet per file: the finding's own file first.
fn snippets<'a>(
    sources: &'a SourceSet,
    diagnostic: &'a Diagnostic,
) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let mut files = vec![diagnostic.span.file];
    for (span, _) in &diagnostic.related {
        if !files.contains(&span.file) {
            files.push(span.file);
        }
    }
    files
        .into_iter()
        .map(|file| {
            let source = sources.file(file);
            let mut snippet = Snippet::source(source.text.as_str()).path(source.path.as_str());
            if file == diagnostic.span.file {
                snippet = snippet.annotation(
                    AnnotationKind::Primary
                        .span(range(diagnostic.span))
                        .label(diagnostic.label.as_str()),
                );
            }
            let related = diagnostic
                .related
                .iter()
                .filter(|(span, _)| span.file == file);
            snippet.annotations(related.map(|(span, label)| {
                AnnotationKind::Context
                    .span(range(*span))
                    .label(label.as_str())
            }))
        })
        .collect()
}

fn suggestion<'a>(sources: &'a SourceSet, fix: &'a Fix) -> Group<'a> {
    let source = sources.file(fix.span.file);
    Level::HELP.secondary_title(fix.message.as_str()).element(
        Snippet::source(source.text.as_str())
            .path(source.path.as_str())
            .patch(Patch::new(range(fix.span), fix.replacement.as_str())),
    )
}

fn range(span: Span) -> std::ops::Range<usize> {
    span.start as usize..span.end as usize
}

/// All findings as one JSON array, one element a finding; lines and columns count from 1.
pub fn render_json(sources: &SourceSet, diagnostics: &[Diagnostic]) -> String {
    let all: Vec<_> = diagnostics
        .iter()
        .map(|one| to_json(sources, one))
        .collect();
    format!("{:#}\n", Value::Array(all))
}

fn to_json(sources: &SourceSet, diagnostic: &Diagnostic) -> Value {
    let related = diagnostic.related.iter().map(|(span, label)| {
        let mut place = place(sources, *span);
        place["label"] = json!(label);
        place
    });
    json!({
        "code": diagnostic.code.id(),
        "title": diagnostic.code.title(),
        "message": diagnostic.message,
        "label": diagnostic.label,
        "at": place(sources, diagnostic.span),
        "related": related.collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "fix": diagnostic.fix.as_ref().map(|fix| json!({
            "message": fix.message,
            "at": place(sources, fix.span),
            "replacement": fix.replacement,
        })),
    })
}

fn place(sources: &SourceSet, span: Span) -> Value {
    let (line, column) = sources.position(span);
    json!({
        "file": sources.file(span.file).path,
        "line": line,
        "column": column,
        "start": span.start,
        "end": span.end,
    })
}
