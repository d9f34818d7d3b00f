//! Handles that a call takes and gives: fields of `Call`, what admits them, and the objects that they stand for.

use super::header::has_exclusive;
use super::{formula, names};
use crate::model::*;

/// Names that a call takes: a parameter, or the handles inside its lists and variants.
#[derive(Debug, Clone)]
pub struct Given {
    /// The field of `Call`.
    pub field: String,
    /// Its type; none when any will do.
    pub handle: Option<HandleId>,
    /// Bits of the rights that the call needs.
    pub rights: u32,
    /// The call consumes the name.
    pub is_own: bool,
    /// Nobody else may use the object meanwhile.
    pub is_exclusive: bool,
    /// Any number of them.
    pub is_many: bool,
    /// The call leaves work behind, which holds the object.
    pub is_held: bool,
}

/// A name that a call gives.
#[derive(Debug, Clone)]
pub struct Made {
    /// The field of `Call`.
    pub field: String,
    /// Its type; none when it can be any.
    pub handle: Option<HandleId>,
    /// The parameter whose object it names, where a clause says so; else the object is new.
    pub same_as: Option<usize>,
}

impl Given {
    /// The objects, as an expression.
    pub fn objects(&self) -> String {
        match self.is_held {
            true => format!("Call.{}_held", self.field),
            false => format!("Call.{}.object", self.field),
        }
    }
}

/// Whether the call leaves work behind that completes later.
pub fn is_queued(call: &Call) -> bool {
    call.kind != CallKind::Plain
}

/// All names that a call takes.
pub fn given(model: &Model, call: &Call) -> Vec<Given> {
    let inputs = call
        .parameters
        .iter()
        .filter(|parameter| parameter.direction != Direction::Out);
    inputs
        .flat_map(|parameter| of_type(model, &parameter.ty, names::field(&parameter.name), false))
        .map(|one| Given {
            is_held: is_queued(call),
            ..one
        })
        .collect()
}

fn of_type(model: &Model, ty: &Type, field: String, is_many: bool) -> Vec<Given> {
    match ty {
        Type::Handle {
            handle,
            ownership,
            rights,
        } => {
            vec![one(field, Some(*handle), *ownership, *rights, is_many)]
        }
        Type::AnyHandle { ownership, rights } => {
            vec![one(field, None, *ownership, *rights, is_many)]
        }
        Type::List(inner) | Type::Option(inner) => of_type(model, inner, field, true),
        Type::Variant(id) => {
            let cases = model.variants[id.0].cases.iter();
            cases
                .flat_map(|case| {
                    of_type(
                        model,
                        &case.ty,
                        format!("{field}_{}", case.name.to_lowercase()),
                        true,
                    )
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

fn one(
    field: String,
    handle: Option<HandleId>,
    ownership: Ownership,
    rights: u32,
    is_many: bool,
) -> Given {
    Given {
        field,
        handle,
        rights,
        is_own: ownership == Ownership::Own,
        is_exclusive: ownership == Ownership::Exclusive,
        is_many,
        is_held: false,
    }
}

/// All names that a call gives.
pub fn made(call: &Call) -> Vec<Made> {
    let results = call.results.iter().enumerate();
    results
        .filter_map(|(index, result)| {
            let handle = match result.ty {
                Type::Handle { handle, .. } => Some(handle),
                Type::AnyHandle { .. } => None,
                _ => return None,
            };
            Some(Made {
                field: names::field(&result.name),
                handle,
                same_as: same_as(call, index),
            })
        })
        .collect()
}

/// The parameter that a promise equates with the result.
fn same_as(call: &Call, result: usize) -> Option<usize> {
    let promises = call
        .clauses
        .iter()
        .filter(|clause| matches!(clause.kind, ClauseKind::Ensures { .. }));
    let predicates = promises.filter_map(|clause| formula::predicate(&clause.kind));
    predicates
        .flat_map(formula::conjuncts)
        .find_map(|part| match &part.kind {
            ExprKind::Binary(BinaryOp::Equal, left, right) => match (&left.kind, &right.kind) {
                (ExprKind::Result(index), ExprKind::Parameter(parameter))
                | (ExprKind::Parameter(parameter), ExprKind::Result(index)) => {
                    (*index == result).then_some(*parameter)
                }
                _ => None,
            },
            _ => None,
        })
}

/// The fields of `Call` for handles.
pub fn fields(model: &Model, given: &[Given], made: &[Made]) -> Vec<String> {
    let mut fields = Vec::new();
    for one in given {
        let multiplicity = if one.is_many { "set" } else { "one" };
        fields.push(format!("{}: {multiplicity} Name", one.field));
        if one.is_held {
            let sig = one
                .handle
                .map_or("Object".to_string(), |handle| names::handle(model, handle));
            fields.push(format!("{}_held: {multiplicity} {sig}", one.field));
        }
    }
    fields.extend(made.iter().map(|one| format!("{}: one Name", one.field)));
    fields
}

/// What admits the names, in the order of the parameters.
pub fn admission(model: &Model, call: &Call, given: &[Given]) -> Vec<String> {
    let may_be_ruled = has_exclusive(model);
    let mut lines = Vec::new();
    for one in given {
        lines.push(opening(model, one));
        if may_be_ruled {
            lines.push(format!("no Call.{}.object & Queued.exclusively", one.field));
        }
        if one.is_exclusive {
            lines.extend(alone(one, given));
        }
        if one.is_held {
            lines.push(format!(
                "Call.{field}_held = Call.{field}.object",
                field = one.field
            ));
        }
    }
    if is_queued(call) {
        lines.push("Call.work not in Queued".to_string());
    }
    lines
}

fn opening(model: &Model, one: &Given) -> String {
    let subject = if one.is_many {
        "n".to_string()
    } else {
        format!("Call.{}", one.field)
    };
    let mut parts = vec![format!("some {subject}.object")];
    parts.extend(
        one.handle
            .map(|handle| format!("{subject}.object in {}", names::handle(model, handle))),
    );
    let rights = rights(model, one.rights);
    if !rights.is_empty() {
        parts.push(format!("{} in {subject}.rights", rights.join(" + ")));
    }
    let line = parts.join(" and ");
    if one.is_many {
        format!("all n: Call.{} | {line}", one.field)
    } else {
        line
    }
}

/// Neither queued work nor another argument has the object.
fn alone(one: &Given, given: &[Given]) -> Vec<String> {
    let mut lines = vec![format!("no Call.{}.object & Queued.holds", one.field)];
    let others = given.iter().filter(|other| other.field != one.field);
    lines.extend(
        others.map(|other| format!("no Call.{}.object & Call.{}.object", one.field, other.field)),
    );
    lines
}

/// What the work of a call holds, as facts about it.
pub fn holding(model: &Model, call: &Call, given: &[Given]) -> Vec<String> {
    if !is_queued(call) {
        return Vec::new();
    }
    let union = |list: Vec<String>| {
        if list.is_empty() {
            "none".to_string()
        } else {
            list.join(" + ")
        }
    };
    let mut facts = vec![format!(
        "Call.work.holds = {}",
        union(given.iter().map(Given::objects).collect())
    )];
    if has_exclusive(model) {
        let ruled = given
            .iter()
            .filter(|one| one.is_exclusive)
            .map(Given::objects);
        facts.push(format!(
            "Call.work.exclusively = {}",
            union(ruled.collect())
        ));
    }
    facts
}

/// Rights by name.
pub fn rights(model: &Model, bits: u32) -> Vec<String> {
    let members = model.rights.map(|id| (id, &model.flags[id.0].members));
    let named = members.into_iter().flat_map(|(id, members)| {
        let kept = members
            .iter()
            .enumerate()
            .filter(move |(_, member)| u64::from(bits) & member.value != 0);
        kept.map(move |(index, _)| names::flag(model, id, index))
    });
    named.collect()
}
