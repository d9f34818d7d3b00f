//! Which types may stand where: parameters, results, fields, payloads, elements of lists.

use super::*;
use crate::model::*;

impl<'a> Checker<'a, '_> {
    pub(super) fn places(&mut self) {
        for (index, call) in self.model.calls.iter().enumerate() {
            let body = self.all.calls[index].body;
            for (parameter, written) in call.parameters.iter().zip(&body.parameters) {
                self.parameter(parameter, written);
            }
            for (result, written) in call.results.iter().zip(&body.results) {
                self.result(result, written);
            }
            self.options_last(call, body);
        }
        self.data_types();
        self.group_parameters();
    }

    fn parameter(&mut self, parameter: &Parameter, written: &ast::Parameter) {
        self.ownership(&parameter.ty, written);
        self.element(&parameter.ty, &written.ty);
        let direction = written.direction.as_ref();
        let span = direction.map_or(written.name.span, |word| word.span);
        match (parameter.direction, &parameter.ty) {
            (Direction::InOut, _) => {
                let message = "`inout` is not in this version";
                self.say(Code::NotInThisVersion, span, message);
            }
            (Direction::Out, Type::Bytes) => {}
            (Direction::Out, Type::List(element)) => {
                self.no_borrowed_memory(element, written.ty.span)
            }
            (Direction::Out, _) => {
                let message = "only `bytes` and lists are written into memory of the caller";
                let diagnostic = Diagnostic::new(Code::DirectionMisplaced, span, message);
                self.report(diagnostic.note("anything else is a result: write it after `->`"));
            }
            (Direction::In, _) => {}
        }
    }

    fn result(&mut self, result: &Parameter, written: &ast::Parameter) {
        if let Some(word) = &written.direction {
            let message = "a result has no direction";
            self.say(Code::DirectionMisplaced, word.span, message);
        }
        self.element(&result.ty, &written.ty);
        match &result.ty {
            Type::String | Type::Bytes => self.no_borrowed_memory(&result.ty, written.ty.span),
            Type::List(element) => self.no_borrowed_memory(element, written.ty.span),
            Type::Variant(_) => {
                let message = "a result is no variant: its payload could not be owned";
                self.say(Code::TypeNotHere, written.ty.span, message);
            }
            Type::Handle { ownership, .. } | Type::AnyHandle { ownership, .. }
                if *ownership != Ownership::Own =>
            {
                let message = "a handle that a call answers belongs to the caller: write `own`";
                self.say(Code::OwnershipMisplaced, written.name.span, message);
            }
            ty => self.no_borrowed_memory(ty, written.ty.span),
        }
    }

    /// What a call writes can't point at memory, for nobody would own it.
    fn no_borrowed_memory(&mut self, ty: &Type, span: Span) {
        if self.holds_memory(ty) {
            let message = "this is written by the call, and holds memory that nobody would own";
            let diagnostic = Diagnostic::new(Code::TypeNotHere, span, message);
            self.report(
                diagnostic
                    .note("let the caller bring the memory: `out name: bytes`, or an `out` list"),
            );
        }
    }

    fn holds_memory(&self, ty: &Type) -> bool {
        let any = |fields: &[Field]| fields.iter().any(|field| self.holds_memory(&field.ty));
        match ty {
            Type::String | Type::Bytes | Type::List(_) | Type::Variant(_) => true,
            Type::Struct(id) => any(&self.model.structs[id.0].fields),
            Type::Record(id) => any(&self.model.records[id.0].fields),
            _ => false,
        }
    }

    fn ownership(&mut self, ty: &Type, written: &ast::Parameter) {
        let is_handle = matches!(ty, Type::Handle { .. } | Type::AnyHandle { .. });
        if is_handle && written.ty.ownership.is_none() {
            let message = format!("say who closes `{}`", written.name.text);
            let diagnostic = Diagnostic::new(Code::OwnershipMisplaced, written.name.span, message);
            let place = Span {
                end: written.name.span.start,
                ..written.name.span
            };
            self.report(diagnostic.fix("the caller still does: borrow it", place, "borrow "));
        }
    }

    /// Elements are scalars, records, variants, structs, or borrowed handles.
    fn element(&mut self, ty: &Type, written: &ast::Type) {
        let Type::List(element) = ty else { return };
        let ast::TypeShape::Generic(_, inner) = &written.shape else {
            return;
        };
        match &**element {
            Type::String | Type::Bytes | Type::List(_) | Type::Option(_) => {
                let message = "elements of a list are scalars, records, variants, structs or borrowed handles";
                let diagnostic = Diagnostic::new(Code::ListElement, inner.span, message);
                self.report(diagnostic.note("a record may hold the string or the bytes"));
            }
            Type::Handle { .. } | Type::AnyHandle { .. } => self.borrowed_inside(inner),
            _ => {}
        }
    }

    /// A handle inside something is borrowed, and says so.
    fn borrowed_inside(&mut self, written: &ast::Type) {
        let is_borrowed = written
            .ownership
            .as_ref()
            .is_some_and(|word| word.text == "borrow");
        if !is_borrowed {
            let span = written
                .ownership
                .as_ref()
                .map_or(written.span, |word| word.span);
            let message =
                "a handle inside a list, struct, record or variant is borrowed: write `borrow`";
            self.say(Code::OwnershipMisplaced, span, message);
        }
    }

    /// Options are what a caller may leave out, so they come last.
    fn options_last(&mut self, call: &Call, body: &ast::Call) {
        let before_last = call.parameters.iter().rev().skip(1);
        for (parameter, written) in before_last.zip(body.parameters.iter().rev().skip(1)) {
            if let Type::Struct(id) = parameter.ty
                && self.model.structs[id.0].is_options
            {
                let message = format!(
                    "`{}` holds options, and is not the last parameter",
                    written.name.text
                );
                self.say(Code::OptionsNotLast, written.name.span, message);
            }
        }
    }

    fn data_types(&mut self) {
        for (index, item) in self.model.structs.iter().enumerate() {
            for (field, written) in item.fields.iter().zip(self.all.structs[index].body) {
                self.inside(&field.ty, &written.ty, true);
            }
        }
        for (index, item) in self.model.records.iter().enumerate() {
            for (field, written) in item.fields.iter().zip(self.all.records[index].body) {
                self.inside(&field.ty, &written.ty, false);
            }
        }
        for (index, item) in self.model.variants.iter().enumerate() {
            let written = self.all.variants[index].body.cases.iter();
            for (case, written) in item.cases.iter().zip(written) {
                if let Some(payload) = &written.payload {
                    self.inside(&case.ty, payload, false);
                }
            }
        }
    }

    fn inside(&mut self, ty: &Type, written: &ast::Type, lists_allowed: bool) {
        self.element(ty, written);
        match ty {
            Type::Struct(_) => {
                let message = "a struct grows, so nothing else holds one";
                let diagnostic = Diagnostic::new(Code::TypeNotHere, written.span, message);
                self.report(diagnostic.note("a `record` has a frozen layout"));
            }
            Type::List(_) if !lists_allowed => {
                let message = "records and variants hold no lists";
                self.say(Code::TypeNotHere, written.span, message);
            }
            Type::Handle { .. } | Type::AnyHandle { .. } => self.borrowed_inside(written),
            _ => {}
        }
    }

    /// A group gets values; it does not take or give anything.
    fn group_parameters(&mut self) {
        for one in &self.all.groups {
            for parameter in &one.body.parameters {
                let word = parameter
                    .direction
                    .as_ref()
                    .or(parameter.ty.ownership.as_ref());
                if let Some(word) = word {
                    let message = format!("a group only speaks about `{}`", parameter.name.text);
                    self.say(Code::OwnershipMisplaced, word.span, message);
                }
            }
        }
    }
}
