//! Numbers: unique, in range, and fitting their type.

use std::collections::BTreeMap;

use super::*;
use crate::model::IntType;

/// A number that something has.
struct Numbered<'a> {
    name: &'a str,
    value: i128,
    span: Span,
}

impl<'a> Checker<'a, '_> {
    /// Numbers of calls, errors and handles are unique in the API, those of members in their type.
    pub(super) fn numbers(&mut self) {
        let all = self.all;
        let u32_most = i128::from(u32::MAX);
        let calls = all
            .calls
            .iter()
            .map(|one| numbered(&one.item.name, one.body.number));
        self.unique("call", calls.collect(), 1, u32_most);
        let errors = all
            .errors
            .iter()
            .map(|one| numbered(&one.item.name, one.body.code));
        self.unique("error", errors.collect(), 1, u32_most);
        let handles = all.handles.iter();
        let handles = handles.filter_map(|one| Some(numbered(&one.item.name, one.body.tag?)));
        self.unique("handle", handles.collect(), 1, u8::MAX.into());
        for (index, one) in all.enums.iter().enumerate() {
            self.members("member", one.body, self.model.enums[index].repr);
        }
        for (index, one) in all.flags.iter().enumerate() {
            self.members("flag", one.body, self.model.flags[index].repr);
            self.single_bits(one.body);
        }
        for one in &all.variants {
            let cases = one
                .body
                .cases
                .iter()
                .map(|case| numbered(&case.name, case.tag));
            self.unique("case", cases.collect(), 1, u32_most);
        }
        self.rights_width();
    }

    fn members(&mut self, kind: &str, body: &'a ast::Enumeration, repr: IntType) {
        let members = body
            .members
            .iter()
            .map(|member| numbered(&member.name, member.value));
        let most = (1i128 << (repr.size_bytes() * 8)) - 1;
        self.unique(kind, members.collect(), 0, most);
    }

    fn single_bits(&mut self, body: &ast::Enumeration) {
        for member in &body.members {
            if member.value.value.count_ones() != 1 {
                let message = format!("`{}` is not a single bit", member.name.text);
                let diagnostic = Diagnostic::new(Code::NotOneBit, member.value.span, message);
                self.report(diagnostic.note(
                    "no flag is zero or a sum of others: sets are built where they are used",
                ));
            }
        }
    }

    /// Rights of a handle are kept in 32 bits.
    fn rights_width(&mut self) {
        let Some(rights) = self.model.rights else {
            return;
        };
        for member in &self.all.flags[rights.0].body.members {
            if member.value.value > i128::from(u32::MAX) {
                let message = "rights are bits of 32";
                self.say(Code::ValueDoesNotFit, member.value.span, message);
            }
        }
    }

    fn unique(&mut self, kind: &str, numbers: Vec<Numbered<'a>>, lowest: i128, highest: i128) {
        let mut seen: BTreeMap<i128, Numbered<'a>> = BTreeMap::new();
        for one in numbers {
            if one.value < lowest || one.value > highest {
                let message = format!("the number of a {kind} is between {lowest} and {highest}");
                self.say(Code::NumberOutOfRange, one.span, message);
            }
            let Some(first) = seen.get(&one.value) else {
                seen.insert(one.value, one);
                continue;
            };
            let message = format!("`{}` and `{}` have the same number", first.name, one.name);
            let diagnostic = Diagnostic::new(Code::DuplicateNumber, one.span, message);
            let diagnostic = diagnostic.related(first.span, "first used here");
            self.report(diagnostic);
        }
    }
}

fn numbered(name: &ast::Name, number: ast::Number) -> Numbered<'_> {
    Numbered {
        name: &name.text,
        value: number.value,
        span: number.span,
    }
}
