//! Clauses: names of their own, the order of errors, frames, and `old`.

use std::collections::BTreeMap;

use super::*;
use crate::model::*;
use crate::resolve::SCOPES;

impl<'a> Checker<'a, '_> {
    pub(super) fn clauses(&mut self) {
        for index in 0..self.model.calls.len() {
            let id = CallId(index);
            self.distinct_names(id);
            self.larger_scope_first(id);
            self.frames(id);
            self.changes(id);
        }
    }

    fn spanned(&self, id: CallId) -> Vec<(&'a Clause, Span)> {
        let clauses = self.model.calls[id.0].clauses.iter().enumerate();
        clauses
            .map(|(index, clause)| {
                let span = self.clause_spans.get(&(id, index)).copied();
                (clause, span.unwrap_or_default())
            })
            .collect()
    }

    /// Clauses of groups count too: their ids are those of the call.
    fn distinct_names(&mut self, id: CallId) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        let mut found = Vec::new();
        for (clause, span) in self.spanned(id) {
            match seen.get(clause.id.as_str()) {
                None => drop(seen.insert(&clause.id, span)),
                Some(first) => {
                    let message = format!("the id `{}` is used twice", clause.id);
                    let diagnostic = Diagnostic::new(Code::ClauseName, span, message);
                    found.push(diagnostic.related(*first, "first used here"));
                }
            }
        }
        self.diagnostics.extend(found);
    }

    /// What concerns the whole device is said before what concerns one call.
    fn larger_scope_first(&mut self, id: CallId) {
        let mut smallest: Option<(usize, Span, &str)> = None;
        let mut found = Vec::new();
        for (clause, span) in self.spanned(id) {
            let (ClauseKind::Fails { error, .. } | ClauseKind::MayFail { error, .. }) = clause.kind
            else {
                continue;
            };
            let error = &self.model.errors[error.0];
            let scope = SCOPES
                .iter()
                .position(|scope| *scope == error.scope)
                .unwrap_or(0);
            match smallest {
                Some((before, place, name)) if scope > before => {
                    let message = format!(
                        "`{}` concerns the {}, and comes after `{name}`, which concerns the {}",
                        error.name, SCOPES[scope], SCOPES[before]
                    );
                    let diagnostic = Diagnostic::new(Code::ClauseOrder, span, message);
                    found.push(diagnostic.related(place, "the smaller one"));
                }
                _ => smallest = Some((scope, span, &error.name)),
            }
        }
        self.diagnostics.extend(found);
    }

    fn frames(&mut self, id: CallId) {
        let call = &self.model.calls[id.0];
        let frames: Vec<_> = self
            .spanned(id)
            .into_iter()
            .filter_map(|(clause, span)| match &clause.kind {
                ClauseKind::Modifies { target } => Some((target, span)),
                _ => None,
            })
            .collect();
        for (target, span) in frames {
            if let Err(message) = self.frame(call, target) {
                self.say(Code::FrameTarget, span, message);
            }
        }
    }

    /// A frame is a field of an object that the call gets, and that can change through it.
    fn frame(&self, call: &Call, target: &Expr) -> Result<(), String> {
        let ExprKind::ModelField(object, index) = &target.kind else {
            return Err("a frame is a field of an object, such as `device.allocated`".to_string());
        };
        let ExprType::Object(handle) = object.ty else {
            return Err("a frame is a field of an object".to_string());
        };
        let field = &self.model.handles[handle.0].model[*index];
        match field.mutability {
            Mutability::Const => Err(format!("`{}` never changes", field.name)),
            Mutability::Owned if !is_exclusive(call, object) => Err(format!(
                "`{}` is owned: it changes only through an `exclusive` parameter",
                field.name
            )),
            _ => Ok(()),
        }
    }

    /// `old(x)` is worth writing only when `x` can change.
    fn changes(&mut self, id: CallId) {
        let clauses = self.spanned(id);
        let frame: Vec<&Expr> = clauses
            .iter()
            .filter_map(|(clause, _)| match &clause.kind {
                ClauseKind::Modifies { target } => Some(target),
                _ => None,
            })
            .collect();
        let mut found = Vec::new();
        for (clause, span) in &clauses {
            let ClauseKind::Ensures { predicate } = &clause.kind else {
                continue;
            };
            let mut olds = Vec::new();
            collect_old(predicate, &mut olds);
            let is_unchanged = |old: &&Expr| !frame.iter().any(|target| mentions(old, target));
            if olds.iter().any(is_unchanged) {
                let message = "`old` of something that no `modifies` names: it is what it was";
                found.push(Diagnostic::new(Code::OldOfUnchanged, *span, message));
            }
        }
        self.diagnostics.extend(found);
    }
}

fn is_exclusive(call: &Call, object: &Expr) -> bool {
    let ExprKind::Parameter(index) = object.kind else {
        return false;
    };
    matches!(
        call.parameters.get(index).map(|parameter| &parameter.ty),
        Some(Type::Handle {
            ownership: Ownership::Exclusive | Ownership::Own,
            ..
        })
    )
}

fn collect_old<'e>(expr: &'e Expr, found: &mut Vec<&'e Expr>) {
    if let ExprKind::Old(inner) = &expr.kind {
        found.push(inner);
    }
    for part in expr.parts() {
        collect_old(part, found);
    }
}

/// Whether `target` stands somewhere in `expr`.
fn mentions(expr: &Expr, target: &Expr) -> bool {
    expr == target || expr.parts().into_iter().any(|part| mentions(part, target))
}
