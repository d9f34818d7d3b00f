//! Names on the C border: no keywords, and none that the compiler adds there itself.

use std::collections::BTreeMap;

use super::*;
use crate::model::*;

/// Keywords of C and C++ that could be names of fields, parameters or members of a union.
const KEYWORDS: &[&str] = &[
    "alignas",
    "alignof",
    "and",
    "asm",
    "auto",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "class",
    "concept",
    "const",
    "constexpr",
    "continue",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "else",
    "enum",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "nullptr",
    "operator",
    "or",
    "private",
    "protected",
    "public",
    "register",
    "requires",
    "restrict",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "struct",
    "switch",
    "template",
    "this",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "typeof",
    "union",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "while",
    "xor",
];

/// Parameters that every function has, or may have.
const ADDED: &[&str] = &["error", "deadline_ns"];

impl<'a> Checker<'a, '_> {
    pub(super) fn border(&mut self) {
        let all = self.all;
        for one in all.structs.iter().chain(&all.records) {
            self.keywords(one.body.iter().map(|field| &field.name));
        }
        for one in &all.variants {
            self.keywords(one.body.cases.iter().map(|case| &case.name));
        }
        for (index, item) in self.model.structs.iter().enumerate() {
            self.slot_names(&item.layout, all.structs[index].body);
        }
        for (index, item) in self.model.records.iter().enumerate() {
            self.slot_names(&item.layout, all.records[index].body);
        }
        for (index, call) in self.model.calls.iter().enumerate() {
            let body = all.calls[index].body;
            let written: Vec<_> = body.parameters.iter().chain(&body.results).collect();
            self.keywords(written.iter().map(|one| &one.name));
            self.function_names(call, &written);
        }
    }

    fn keywords(&mut self, names: impl Iterator<Item = &'a ast::Name>) {
        for name in names {
            if KEYWORDS.contains(&name.text.to_lowercase().as_str()) {
                let message = format!("`{}` is a keyword of C or C++", name.text.to_lowercase());
                self.say(Code::Keyword, name.span, message);
            }
        }
    }

    /// A string, bytes or list takes two slots or more, and each has a name.
    fn slot_names(&mut self, layout: &Layout, written: &'a [ast::Field]) {
        let mut seen = BTreeMap::new();
        for slot in &layout.slots {
            let field = match slot.content {
                SlotContent::Field(index)
                | SlotContent::Address(index)
                | SlotContent::Length(index)
                | SlotContent::Stride(index) => &written[index].name,
                _ => continue,
            };
            self.take(&mut seen, slot.name.clone(), field);
        }
    }

    fn function_names(&mut self, call: &Call, written: &[&'a ast::Parameter]) {
        let mut seen = BTreeMap::new();
        let parameters = call.parameters.iter().chain(&call.results).zip(written);
        for (index, (parameter, written)) in parameters.enumerate() {
            if ADDED.contains(&parameter.name.as_str()) {
                let message = format!(
                    "every function has a parameter `{}` already",
                    parameter.name
                );
                self.say(Code::DuplicateName, written.name.span, message);
            }
            let is_written = index >= call.parameters.len() || parameter.direction != Direction::In;
            for name in c_parameters(parameter, is_written) {
                self.take(&mut seen, name, &written.name);
            }
        }
    }

    fn take(
        &mut self,
        seen: &mut BTreeMap<String, &'a ast::Name>,
        name: String,
        by: &'a ast::Name,
    ) {
        let Some(first) = seen.get(&name) else {
            seen.insert(name, by);
            return;
        };
        // Names that are simply written twice are reported as such.
        if first.text != by.text {
            let message = format!(
                "`{}` and `{}` would both be `{name}` in C",
                first.text, by.text
            );
            let diagnostic = Diagnostic::new(Code::DuplicateName, by.span, message);
            let first = first.span;
            self.report(diagnostic.related(first, "the other one"));
        }
    }
}

/// What a parameter is called in C: a list that is written has a capacity and a count, everything long a length.
fn c_parameters(parameter: &Parameter, is_written: bool) -> Vec<String> {
    let name = &parameter.name;
    let suffixes: &[&str] = match &parameter.ty {
        Type::List(_) if is_written => &["", "_capacity", "_stride", "_count"],
        Type::List(_) => &["", "_length", "_stride"],
        Type::String | Type::Bytes => &["", "_length"],
        _ => &[""],
    };
    suffixes
        .iter()
        .map(|suffix| format!("{name}{suffix}"))
        .collect()
}
