//! Handle types: their parts, and the calls that close them.

use super::*;
use crate::model::*;

impl Checker<'_, '_> {
    pub(super) fn handles(&mut self) {
        for index in 0..self.all.handles.len() {
            self.parts(index);
            self.close_call(HandleId(index));
            self.model_types(index);
        }
    }

    fn parts(&mut self, index: usize) {
        let one = &self.all.handles[index];
        let name = &one.item.name;
        if one.body.tag.is_none() {
            let message = format!(
                "`{}` has no type number: write `handle {} = N`",
                name.text, name.text
            );
            self.say(Code::HandlePart, name.span, message);
        }
        if one.body.closes.is_empty() {
            let message = format!("`{}` does not say which call closes it", name.text);
            self.say(Code::HandlePart, name.span, message);
        }
        let counts = [
            ("rights", one.body.rights.len()),
            ("model", one.body.model.len()),
            ("parent", one.body.parents.len()),
            ("close", one.body.closes.len()),
        ];
        for (part, count) in counts {
            if count > 1 {
                let message = format!("`{}` has more than one `{part}`", name.text);
                self.say(Code::HandlePart, name.span, message);
            }
        }
    }

    /// A close call takes the handle as its own, and nothing else; it never waits and answers nothing.
    fn close_call(&mut self, id: HandleId) {
        let handle = &self.model.handles[id.0];
        let body = self.all.handles[id.0].body;
        let (Some(name), Some(call)) = (body.closes.first(), self.model.calls.get(handle.close.0))
        else {
            return;
        };
        let takes_it = matches!(
            call.parameters.as_slice(),
            [Parameter { ty: Type::Handle { handle, ownership: Ownership::Own, .. }, .. }] if *handle == id
        );
        if !takes_it || !call.results.is_empty() || call.kind != CallKind::Plain {
            let message = format!(
                "`{}` does not have the shape of a call that closes `{}`",
                call.name, handle.name
            );
            let diagnostic = Diagnostic::new(Code::CloseCall, name.span, message);
            let diagnostic =
                diagnostic.related(self.all.calls[handle.close.0].item.name.span, "the call");
            let parameter = crate::backend::naming::snake(&handle.name);
            self.report(diagnostic.note(format!(
                "it is `call N {}(own {parameter}: {})`",
                call.name, handle.name
            )));
        }
    }

    /// Clauses speak about numbers, truth values, enums, flags and other objects.
    fn model_types(&mut self, index: usize) {
        let written = self.all.handles[index].body.model.iter().flatten();
        for (field, written) in self.model.handles[index].model.iter().zip(written) {
            if let Some(word) = &written.ty.ownership {
                let message = "a model field speaks about an object; nobody owns it";
                self.say(Code::OwnershipMisplaced, word.span, message);
            }
            let is_allowed = matches!(
                field.ty,
                Type::Bool
                    | Type::Int(_)
                    | Type::F32
                    | Type::F64
                    | Type::Duration
                    | Type::Instant(_)
                    | Type::Enum(_)
                    | Type::Flags(_)
                    | Type::Handle { .. }
            );
            if !is_allowed {
                let message = "clauses can't speak about a model field of this type";
                self.say(Code::TypeNotHere, written.ty.span, message);
            }
        }
    }
}
