//! Fields: what zero means, defaults, pointers; and types without members.

use super::*;
use crate::model::*;

impl Checker<'_, '_> {
    pub(super) fn fields(&mut self) {
        for (index, item) in self.model.structs.iter().enumerate() {
            let one = &self.all.structs[index];
            self.not_empty(&one.item.name, item.fields.len());
            for (field, written) in item.fields.iter().zip(one.body) {
                self.zero_means_default(field, written);
                self.pointer(field, written);
            }
        }
        for (index, item) in self.model.records.iter().enumerate() {
            let one = &self.all.records[index];
            self.not_empty(&one.item.name, item.fields.len());
            for (field, written) in item.fields.iter().zip(one.body) {
                self.no_default(written);
                self.pointer(field, written);
            }
        }
        let all = self.all;
        for one in all.enums.iter().chain(&all.flags) {
            self.not_empty(&one.item.name, one.body.members.len());
        }
        for one in &all.variants {
            self.not_empty(&one.item.name, one.body.cases.len());
        }
    }

    fn not_empty(&mut self, name: &ast::Name, members: usize) {
        if members == 0 {
            let message = format!("`{}` has nothing in it", name.text);
            self.say(Code::EmptyType, name.span, message);
        }
    }

    /// A caller sets the size alone and leaves the rest zero, so zero stands for the default.
    fn zero_means_default(&mut self, field: &Field, written: &ast::Field) {
        if let Type::Enum(id) = field.ty {
            self.zero_member(field, written, id);
        }
        let Some(DefaultValue::Int(value)) = field.default else {
            return;
        };
        let Some(span) = written.default.as_ref().map(|default| default.span) else {
            return;
        };
        match field.ty {
            Type::Int(int) if int.is_signed() && value != 0 => {
                let message = "zero is an ordinary value of a signed field, so it can't stand for another one";
                self.say(Code::DefaultNotZero, span, message);
            }
            Type::Int(int) => self.fits(int, value, span),
            _ => {}
        }
    }

    fn fits(&mut self, int: IntType, value: i128, span: Span) {
        if value < 0 || value >= 1i128 << (int.size_bytes() * 8) {
            let message = format!("{value} is no `{}`", int.name());
            self.say(Code::ValueDoesNotFit, span, message);
        }
    }

    fn zero_member(&mut self, field: &Field, written: &ast::Field, id: EnumId) {
        let of = &self.model.enums[id.0];
        if let (Some(DefaultValue::Member(index)), Some(default)) =
            (&field.default, &written.default)
        {
            let member = &of.members[*index];
            if member.value != 0 {
                let message = format!(
                    "zero does not mean `{}`, whose value is {}",
                    member.name, member.value
                );
                self.say(Code::DefaultNotZero, default.span, message);
            }
        }
        if !of.open && of.members.iter().all(|member| member.value != 0) {
            let message = format!("`{}` is closed and has no member of value zero", of.name);
            let diagnostic = Diagnostic::new(Code::NoZeroMember, written.ty.span, message);
            self.report(diagnostic.note("a caller that leaves the field zero would be refused"));
        }
    }

    fn no_default(&mut self, written: &ast::Field) {
        if let Some(default) = &written.default {
            let message = "a record has no defaults: every field says what it says";
            self.say(Code::DefaultNotZero, default.span, message);
        }
    }

    fn pointer(&mut self, field: &Field, written: &ast::Field) {
        if field.is_pointer && field.ty != Type::Int(IntType::U64) {
            let message = "an address is a `u64`";
            self.say(Code::TypeNotHere, written.ty.span, message);
        }
    }
}
