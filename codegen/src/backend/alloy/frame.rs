//! Frames: what may change in a slice, what a call names in `modifies`, and that all else stays.

use super::scope::Scope;
use super::value::{self, Moment};
use super::{formula, names};
use crate::model::*;

/// A model field that can change, in a slice that has its type.
pub struct Changing {
    /// `Device`.
    pub sig: String,
    /// `allocated`, or the signature of the objects of which it is true.
    pub name: String,
    /// It is a truth value.
    pub is_truth: bool,
    /// The objects that the call may change it of.
    pub targets: Vec<String>,
}

impl Changing {
    /// It stays as it is of every object but some.
    pub fn stays(&self, except: &[String]) -> String {
        let all = [std::slice::from_ref(&self.sig), except]
            .concat()
            .join(" - ");
        format!("all other: {all} | {}", self.same("other"))
    }

    /// It stays as it is of one object.
    pub fn same(&self, object: &str) -> String {
        match self.is_truth {
            true => format!(
                "({object} in {name}' iff {object} in {name})",
                name = self.name
            ),
            false => format!("{object}.{name}' = {object}.{name}", name = self.name),
        }
    }
}

/// All that can change in the slice, in source order.
pub fn changing(scope: &mut Scope<'_>) -> Vec<Changing> {
    let targets = targets(scope);
    let mut all = Vec::new();
    for id in scope.types() {
        for (index, field) in scope
            .fields_of(id)
            .into_iter()
            .filter(|(_, field)| field.mutability != Mutability::Const)
        {
            let is_truth = field.ty == Type::Bool;
            let own = targets.iter().filter(|(target, _)| *target == (id, index));
            all.push(Changing {
                sig: names::handle(scope.model, id),
                name: if is_truth {
                    value::truth_signature(scope.model, id, field)
                } else {
                    names::model_field(scope.model, id, field)
                },
                is_truth,
                targets: own.map(|(_, object)| object.clone()).collect(),
            });
        }
    }
    all
}

/// The fields that `modifies` names, each with the object.
fn targets(scope: &mut Scope<'_>) -> Vec<((HandleId, usize), String)> {
    let call = scope.call;
    let mut found = Vec::new();
    for clause in &call.clauses {
        let ClauseKind::Modifies { target } = &clause.kind else {
            continue;
        };
        let ExprKind::ModelField(base, index) = &target.kind else {
            continue;
        };
        let object = value::value(scope, Moment::Before, base);
        if let (Some(object), Some((id, _))) =
            (object, formula::model_field(scope.model, base.ty, *index))
        {
            scope.use_field(id, *index);
            found.push(((id, *index), object));
        }
    }
    found
}
