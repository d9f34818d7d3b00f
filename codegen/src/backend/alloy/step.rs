//! Steps of a call: refused, answered with an error, accepted, successful. Each says what it changes.

use super::frame::Changing;
use super::handle::{self, Made};
use super::scope::Scope;
use super::slice::Paragraph;
use super::{clause, formula, names};
use crate::model::*;

/// One step, and what the claims need to know of it.
pub struct Step {
    /// Its predicate.
    pub name: String,
    /// The lines and the comment.
    pub paragraph: Paragraph,
    /// What it is.
    pub kind: StepKind,
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// An implied check refuses the call.
    Refused,
    /// A written error; whether its outcome is known, and whether it comes at submission.
    Answer {
        is_known: bool,
        is_at_submission: bool,
    },
    /// An operation is accepted.
    Accepted,
    /// An accepted operation is cancelled.
    Cancelled,
    /// The call takes effect.
    Success,
}

/// All steps of the call.
pub fn steps(scope: &Scope<'_>) -> Vec<Step> {
    let mut steps = vec![refused(scope)];
    let call = scope.call;
    for (index, clause) in call.clauses.iter().enumerate() {
        steps.extend(answer(scope, index, clause));
    }
    if handle::is_queued(call) {
        steps.push(accepted(scope));
        steps.push(cancelled());
    }
    steps.push(success(scope));
    steps
}

/// The predicates that the steps are made of.
pub fn parts(scope: &Scope<'_>, changing: &[Changing]) -> Vec<Paragraph> {
    let mut parts = sets(scope, changing);
    parts.push(amounts(scope));
    parts.push(admitted(scope));
    parts.push(Paragraph::new(
        "pred sameFields",
        changing.iter().map(|one| one.stays(&[])).collect(),
    ));
    parts.push(frame(scope, changing));
    if has_own(scope) {
        parts.push(consumed(scope));
    }
    parts
}

/// Names taken, objects made, objects that the call may touch.
fn sets(scope: &Scope<'_>, changing: &[Changing]) -> Vec<Paragraph> {
    let mut sets = Vec::new();
    if !scope.given.is_empty() {
        let given = scope.given.iter().map(|one| format!("Call.{}", one.field));
        sets.push(Paragraph::new(
            "fun given: set Name",
            vec![given.collect::<Vec<_>>().join(" + ")],
        ));
    }
    let made = new_objects(scope);
    let mut touched: Vec<String> = scope.given.iter().map(|one| one.objects()).collect();
    touched.extend(made);
    for target in changing.iter().flat_map(|one| &one.targets) {
        if !touched.contains(target) {
            touched.push(target.clone());
        }
    }
    let touched = if touched.is_empty() {
        "none".to_string()
    } else {
        touched.join(" + ")
    };
    sets.push(
        Paragraph::new("fun touched: set Object", vec![touched])
            .about("What the call speaks of: its arguments, what it makes, what it modifies."),
    );
    sets
}

fn new_objects(scope: &Scope<'_>) -> Vec<String> {
    let new = scope.made.iter().filter(|made| made.same_as.is_none());
    new.map(|made| format!("Call.{}.object'", made.field))
        .collect()
}

fn amounts(scope: &Scope<'_>) -> Paragraph {
    Paragraph::new("pred amounts", scope.amounts.clone())
        .about("Operands of a sum are disjoint, and what is subtracted is there.")
}

fn admitted(scope: &Scope<'_>) -> Paragraph {
    Paragraph::new("pred admitted", handle::admission(scope.model, scope.call, &scope.given))
        .about("INVALID_HANDLE, WRONG_TYPE, PERMISSION_DENIED and IN_USE are answered exactly when this does not hold.")
}

fn frame(scope: &Scope<'_>, changing: &[Changing]) -> Paragraph {
    let new = new_objects(scope);
    let lines = changing
        .iter()
        .map(|one| one.stays(&[one.targets.clone(), new.clone()].concat()))
        .collect();
    let modifies = scope
        .call
        .clauses
        .iter()
        .filter(|clause| matches!(clause.kind, ClauseKind::Modifies { .. }));
    let mut comment: Vec<String> = modifies.map(clause::text).collect();
    if comment.is_empty() {
        comment.push("No clause says `modifies`: every model field stays.".to_string());
    }
    comment.push("Exact.".to_string());
    Paragraph {
        comment,
        head: "pred frame".to_string(),
        lines,
    }
}

fn has_own(scope: &Scope<'_>) -> bool {
    scope.given.iter().any(|one| one.is_own)
}

fn own(scope: &Scope<'_>) -> Vec<String> {
    let own = scope.given.iter().filter(|one| one.is_own);
    own.map(|one| format!("Call.{}", one.field)).collect()
}

fn consumed(scope: &Scope<'_>) -> Paragraph {
    let lines = own(scope)
        .into_iter()
        .map(|name| format!("no {name}.object' and no {name}.rights'"));
    Paragraph::new("pred consumed", lines.collect())
        .about("An own argument is closed, on success and on every error but the implied ones.")
}

/// Names, for a step that consumes its own arguments and gives these.
fn name_lines(scope: &Scope<'_>, made: &[Made]) -> Vec<String> {
    let mut changed = own(scope);
    changed.extend(made.iter().map(|one| format!("Call.{}", one.field)));
    let changed = if changed.is_empty() {
        "none".to_string()
    } else {
        changed.join(" + ")
    };
    let mut lines = Vec::new();
    lines.extend(has_own(scope).then(|| "consumed".to_string()));
    lines.push(format!("namesOutside[{changed}]"));
    lines
}

const SAME_NAMES: &str = "namesOutside[none]";
const SAME_WORK: &str = "Queued' = Queued";
const WORK_DONE: &str = "Call.work in Queued and Queued' = Queued - Call.work";

fn refused(scope: &Scope<'_>) -> Step {
    let admitted = if scope.given.is_empty() {
        "no Call"
    } else {
        "not admitted"
    };
    let lines = [
        admitted,
        "sameFields",
        "samePopulation",
        SAME_NAMES,
        SAME_WORK,
    ];
    let paragraph = Paragraph::new("pred refused", lines.map(str::to_string).to_vec())
        .about("An implied error: nothing happens, and own arguments stay the caller's.");
    Step {
        name: "refused".into(),
        paragraph,
        kind: StepKind::Refused,
    }
}

fn answer(scope: &Scope<'_>, index: usize, clause: &Clause) -> Option<Step> {
    let call = scope.call;
    let (error, condition, is_at_submission) = match &clause.kind {
        ClauseKind::Requires { error, .. } => {
            (*error, Some(format!("not {}", clause::name(clause))), true)
        }
        ClauseKind::Fails { error, .. } => {
            (*error, Some(clause::name(clause)), !handle::is_queued(call))
        }
        ClauseKind::MayFail { error, only_if } => (
            *error,
            only_if.as_ref().map(|_| clause::name(clause)),
            !handle::is_queued(call),
        ),
        ClauseKind::Modifies { .. } | ClauseKind::Ensures { .. } => return None,
    };
    let error = &scope.model.errors[error.0];
    let is_known =
        error.outcome == "not_applied" || matches!(clause.kind, ClauseKind::Requires { .. });
    let mut lines: Vec<String> = is_at_submission
        .then(|| "admitted".to_string())
        .into_iter()
        .collect();
    lines.extend(clause::passing(&call.clauses[..index]));
    lines.extend(condition);
    lines.push("amounts".to_string());
    lines.push(if is_known { "sameFields" } else { "frame" }.to_string());
    lines.push("samePopulation".to_string());
    match is_at_submission {
        true => {
            lines.extend(name_lines(scope, &[]));
            lines.push(SAME_WORK.to_string());
        }
        false => lines.extend([SAME_NAMES, WORK_DONE].map(str::to_string)),
    }
    let comment = match formula::predicate(&clause.kind) {
        Some(_) => vec![format!(
            "{}, {}.",
            error.name,
            outcome_words(&error.outcome)
        )],
        None => vec![
            clause::text(clause),
            format!(
                "Exact: from the environment at any time, {}.",
                outcome_words(&error.outcome)
            ),
        ],
    };
    let name = format!("answers_{}", clause.name);
    let paragraph = Paragraph {
        comment,
        head: format!("pred {name}"),
        lines,
    };
    Some(Step {
        name,
        paragraph,
        kind: StepKind::Answer {
            is_known,
            is_at_submission,
        },
    })
}

fn outcome_words(outcome: &str) -> &'static str {
    match outcome {
        "not_applied" => "not applied",
        "applied" => "applied; that what is promised holds then is not used here",
        _ => "outcome unknown: the frame may hold anything",
    }
}

fn accepted(scope: &Scope<'_>) -> Step {
    let mut lines = vec!["admitted".to_string()];
    lines.extend(clause::required(scope.call));
    lines.extend(["amounts", "sameFields", "samePopulation"].map(str::to_string));
    lines.extend(name_lines(scope, &[]));
    lines.push("Queued' = Queued + Call.work".to_string());
    let paragraph = Paragraph::new("pred accepted", lines)
        .about("The operation has its place, and holds its objects until it completes.");
    Step {
        name: "accepted".into(),
        paragraph,
        kind: StepKind::Accepted,
    }
}

fn cancelled() -> Step {
    let lines = ["frame", "samePopulation", SAME_NAMES, WORK_DONE]
        .map(str::to_string)
        .to_vec();
    let paragraph = Paragraph::new("pred cancelled", lines).about(
        "CANCELLED or DEADLINE_EXCEEDED: the frame may hold anything, and the objects are let go.",
    );
    Step {
        name: "cancelled".into(),
        paragraph,
        kind: StepKind::Cancelled,
    }
}

fn success(scope: &Scope<'_>) -> Step {
    let call = scope.call;
    let is_queued = handle::is_queued(call);
    let mut lines: Vec<String> = (!is_queued)
        .then(|| "admitted".to_string())
        .into_iter()
        .collect();
    lines.extend(clause::passing(&call.clauses));
    lines.push("amounts".to_string());
    lines.extend(clause::promised(call));
    lines.push("frame".to_string());
    lines.extend(population(scope));
    match is_queued {
        true => {
            let names = scope
                .made
                .iter()
                .map(|one| format!("Call.{}", one.field))
                .collect::<Vec<_>>();
            lines.push(format!(
                "namesOutside[{}]",
                if names.is_empty() {
                    "none".to_string()
                } else {
                    names.join(" + ")
                }
            ));
            lines.push(WORK_DONE.to_string());
        }
        false => {
            lines.extend(name_lines(scope, &scope.made));
            lines.push(SAME_WORK.to_string());
        }
    }
    let about = if is_queued {
        "The accepted operation takes effect and completes."
    } else {
        "The call takes effect."
    };
    Step {
        name: "succeeds".into(),
        paragraph: Paragraph::new("pred succeeds", lines).about(about),
        kind: StepKind::Success,
    }
}

/// What is made: names that were never given out, of new objects, or of an argument's object.
fn population(scope: &Scope<'_>) -> Vec<String> {
    if scope.made.is_empty() {
        return vec!["samePopulation".to_string()];
    }
    let mut lines = Vec::new();
    for made in &scope.made {
        let name = format!("Call.{}", made.field);
        lines.push(format!("{name} not in Minted and some {name}.object' and {name}.rights' in {name}.object'.known"));
        let sig = made.handle.map_or("Object".to_string(), |handle| {
            names::handle(scope.model, handle)
        });
        if made.same_as.is_none() {
            lines.push(format!("{name}.object' in {sig} - Alive"));
            lines.extend(parent_line(scope, made));
        }
    }
    let names: Vec<String> = scope
        .made
        .iter()
        .map(|made| format!("Call.{}", made.field))
        .collect();
    for (index, name) in names.iter().enumerate() {
        lines.extend(
            names[index + 1..]
                .iter()
                .map(|other| format!("{name} != {other} and {name}.object' != {other}.object'")),
        );
    }
    lines.push(format!("Minted' = Minted + {}", names.join(" + ")));
    let alive: Vec<String> = std::iter::once("Alive".to_string())
        .chain(new_objects(scope))
        .collect();
    lines.push(format!("Alive' = {}", alive.join(" + ")));
    lines
}

/// The parent of a new object, where no model field names it: the argument of that type.
fn parent_line(scope: &Scope<'_>, made: &Made) -> Option<String> {
    let item = &scope.model.handles[made.handle?.0];
    let (name, parent) = item.parent.as_ref()?;
    if item.model.iter().any(|field| field.name == *name) {
        return None;
    }
    let given = scope
        .given
        .iter()
        .find(|given| given.handle == Some(*parent))?;
    Some(format!(
        "Call.{}.object'.parent = {}",
        made.field,
        given.objects()
    ))
}
