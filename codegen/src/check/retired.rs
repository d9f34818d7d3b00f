//! What was retired is never used again.

use super::*;
use crate::model::Retired;

impl<'a> Checker<'a, '_> {
    pub(super) fn retired(&mut self) {
        let all = self.all;
        for one in &all.calls {
            self.retired_number("call", one.body.number);
        }
        for one in &all.errors {
            self.retired_number("error", one.body.code);
        }
        for one in &all.handles {
            if let Some(tag) = one.body.tag {
                self.retired_number("handle", tag);
            }
        }
        self.retired_members();
        self.retired_clauses();
    }

    fn retired_number(&mut self, kind: &str, number: ast::Number) {
        let found = self.all.retired.iter().find(|one| {
            let retired = &one.body.what;
            one.item.name.text == kind && *retired == ast::RetiredWhat::Number(number.value)
        });
        if let Some(retired) = found {
            let message = format!("the {kind} number {} is retired", number.value);
            let diagnostic = Diagnostic::new(Code::RetiredNumber, number.span, message);
            self.report(diagnostic.related(retired.body.span, retired.body.note.clone()));
        }
    }

    fn retired_members(&mut self) {
        let all = self.all;
        for one in all.enums.iter().chain(&all.flags) {
            let members = one.body.members.iter();
            self.members_again(
                &one.body.retired,
                members.map(|member| member.value).collect(),
            );
        }
        for one in &all.variants {
            let cases = one.body.cases.iter();
            self.members_again(&one.body.retired, cases.map(|case| case.tag).collect());
        }
    }

    fn members_again(&mut self, retired: &[ast::RetiredMember], used: Vec<ast::Number>) {
        for number in used {
            let found = retired.iter().find(|one| one.value.value == number.value);
            if let Some(retired) = found {
                let message = format!("the value {} is retired", number.value);
                let diagnostic = Diagnostic::new(Code::RetiredNumber, number.span, message);
                self.report(diagnostic.related(retired.value.span, retired.note.clone()));
            }
        }
    }

    fn retired_clauses(&mut self) {
        let retired: Vec<&Retired> = self
            .model
            .retired
            .iter()
            .filter(|one| one.kind == "clause")
            .collect();
        for (index, call) in self.model.calls.iter().enumerate() {
            for (place, clause) in call.clauses.iter().enumerate() {
                let found = retired.iter().find(|one| one.what == clause.id);
                let span = self.clause_spans.get(&(CallId(index), place));
                if let (Some(found), Some(span)) = (found, span) {
                    let message = format!("the clause id `{}` is retired", clause.id);
                    let diagnostic = Diagnostic::new(Code::RetiredNumber, *span, message);
                    self.diagnostics.push(diagnostic.note(found.note.clone()));
                }
            }
        }
    }
}
