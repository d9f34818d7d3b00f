//! One slice per call: the types it speaks of, its clauses, its steps, and the claims.

use askama::Template;

use super::command::{self, Command};
use super::frame;
use super::scope::Scope;
use super::step::{self, Step, StepKind};
use super::{clause, generated_line, handle, names, value};
use crate::backend::naming;
use crate::model::*;

/// `gpu_buffer_alloc.als`.
#[derive(Template)]
#[template(path = "alloy/slice.txt", escape = "none")]
pub struct Slice {
    generated: String,
    title: String,
    module: String,
    sigs: Vec<Sig>,
    facts: Vec<String>,
    preds: Vec<Paragraph>,
    commands: Vec<Command>,
}

/// A signature.
struct Sig {
    docs: Vec<String>,
    head: String,
    fields: Vec<String>,
}

/// A predicate or function under its comment.
pub struct Paragraph {
    /// Lines of the comment.
    pub comment: Vec<String>,
    /// `pred succeeds`.
    pub head: String,
    /// What it says, line by line.
    pub lines: Vec<String>,
}

impl Paragraph {
    /// Without a comment.
    pub fn new(head: &str, lines: Vec<String>) -> Self {
        Self {
            comment: Vec::new(),
            head: head.to_string(),
            lines,
        }
    }

    /// With one.
    pub fn about(self, text: &str) -> Self {
        Self {
            comment: vec![text.to_string()],
            ..self
        }
    }
}

/// The slice of a call.
pub fn slice(model: &Model, call: &Call) -> Slice {
    let mut scope = Scope::new(model, call);
    let clauses = clause::predicates(&mut scope);
    let changing = frame::changing(&mut scope);
    let steps = step::steps(&scope);
    let commands = command::commands(&scope, &changing, &steps);
    let mut preds = step::parts(&scope, &changing);
    preds.extend(clauses);
    let unions = unions(&scope, &steps);
    preds.extend(steps.into_iter().map(|step| step.paragraph));
    preds.extend(unions);
    preds.extend(command::account_paragraphs(&scope, &changing));
    let module = naming::local_function(model, call);
    Slice {
        generated: generated_line("//"),
        title: format!(
            "{}.{}: {}",
            model.modules[call.module.0].name,
            call.name,
            call.docs.lines().next().unwrap_or("")
        ),
        module,
        sigs: sigs(&scope),
        facts: facts(&scope),
        preds,
        commands,
    }
}

/// Steps taken together: any, those past the implied checks, those of known outcome.
fn unions(scope: &Scope<'_>, steps: &[Step]) -> Vec<Paragraph> {
    let any = |keep: fn(StepKind) -> bool| {
        let kept = steps
            .iter()
            .filter(|step| keep(step.kind))
            .map(|step| step.name.clone());
        vec![kept.collect::<Vec<_>>().join(" or ")]
    };
    let mut unions =
        vec![Paragraph::new("pred step", any(|_| true)).about("All that the call may do.")];
    if !scope.given.is_empty() {
        let entered = match handle::is_queued(scope.call) {
            true => any(|kind| {
                matches!(
                    kind,
                    StepKind::Accepted
                        | StepKind::Answer {
                            is_at_submission: true,
                            ..
                        }
                )
            }),
            false => any(|kind| kind != StepKind::Refused),
        };
        unions
            .push(Paragraph::new("pred entered", entered).about("It got past the implied checks."));
    }
    if !scope.accounts.is_empty() {
        let settled = any(|kind| {
            !matches!(
                kind,
                StepKind::Answer {
                    is_known: false,
                    ..
                } | StepKind::Cancelled
            )
        });
        unions.push(Paragraph::new("pred settled", settled).about("Its outcome is known."));
    }
    unions
}

fn sigs(scope: &Scope<'_>) -> Vec<Sig> {
    let mut sigs: Vec<Sig> = scope
        .types()
        .into_iter()
        .map(|id| handle_sig(scope, id))
        .collect();
    sigs.extend(
        scope
            .types()
            .into_iter()
            .flat_map(|id| truth_sigs(scope, id)),
    );
    sigs.extend(
        scope
            .enums
            .iter()
            .flat_map(|id| enum_sigs(scope.model, *id)),
    );
    sigs.extend(
        scope
            .flags
            .iter()
            .flat_map(|id| flags_sigs(scope.model, *id)),
    );
    sigs.push(call_sig(scope));
    for (name, formula) in &scope.truths {
        sigs.push(Sig {
            docs: vec![format!("Whether `{formula}`.")],
            ..Sig::empty(format!("sig {name} in Call"))
        });
    }
    sigs.extend(numbers_sig(scope));
    sigs
}

impl Sig {
    fn empty(head: String) -> Self {
        Self {
            docs: Vec::new(),
            head,
            fields: Vec::new(),
        }
    }
}

fn handle_sig(scope: &Scope<'_>, id: HandleId) -> Sig {
    let item = &scope.model.handles[id.0];
    let fields = scope
        .fields_of(id)
        .into_iter()
        .filter_map(|(_, field)| model_field(scope, id, field));
    Sig {
        docs: item.docs.lines().take(1).map(str::to_string).collect(),
        head: format!("sig {} extends Object", names::handle(scope.model, id)),
        fields: fields.collect(),
    }
}

/// A model field; truth values are signatures of their own.
fn model_field(scope: &Scope<'_>, id: HandleId, field: &ModelField) -> Option<String> {
    let ty = match &field.ty {
        Type::Handle { handle, .. } => format!("one {}", names::handle(scope.model, *handle)),
        Type::Int(_) | Type::Duration | Type::Instant(_) => "set Unit".to_string(),
        Type::Enum(id) => format!("one {}", names::free(&scope.model.enums[id.0].name)),
        Type::Flags(id) => format!("set {}", names::flags(scope.model, *id)),
        Type::Bool => return None,
        _ => "one Value".to_string(),
    };
    let var = if field.mutability == Mutability::Const {
        ""
    } else {
        "var "
    };
    Some(format!(
        "{var}{}: {ty}",
        names::model_field(scope.model, id, field)
    ))
}

/// Truth values of objects: the objects of which they are true.
fn truth_sigs(scope: &Scope<'_>, id: HandleId) -> Vec<Sig> {
    let truths = scope
        .fields_of(id)
        .into_iter()
        .filter(|(_, field)| field.ty == Type::Bool);
    let heads = truths.map(|(_, field)| {
        let var = if field.mutability == Mutability::Const {
            ""
        } else {
            "var "
        };
        format!(
            "{var}sig {} in {}",
            value::truth_signature(scope.model, id, field),
            names::handle(scope.model, id)
        )
    });
    heads.map(Sig::empty).collect()
}

fn enum_sigs(model: &Model, id: EnumId) -> Vec<Sig> {
    let item = &model.enums[id.0];
    let name = names::free(&item.name);
    let members: Vec<String> = (0..item.members.len())
        .map(|member| names::enum_member(model, id, member))
        .collect();
    let head = if item.open { "sig" } else { "abstract sig" };
    vec![
        Sig::empty(format!("{head} {name}")),
        Sig::empty(format!("one sig {} extends {name}", members.join(", "))),
    ]
}

fn flags_sigs(model: &Model, id: FlagsId) -> Vec<Sig> {
    let name = names::flags(model, id);
    let members: Vec<String> = (0..model.flags[id.0].members.len())
        .map(|member| names::flag(model, id, member))
        .collect();
    vec![
        Sig::empty(format!("abstract sig {name}")),
        Sig::empty(format!("one sig {} extends {name}", members.join(", "))),
    ]
}

fn call_sig(scope: &Scope<'_>) -> Sig {
    let mut fields = handle::fields(scope.model, &scope.given, &scope.made);
    fields.extend(scope.values.clone());
    fields.extend(handle::is_queued(scope.call).then(|| "work: one Work".to_string()));
    Sig {
        docs: vec!["The call: what it is given, and what it gives.".to_string()],
        head: "one sig Call".to_string(),
        fields,
    }
}

fn numbers_sig(scope: &Scope<'_>) -> Option<Sig> {
    let compared = scope
        .numbers
        .iter()
        .map(|number| format!("n{number}: set Unit"));
    let added = scope
        .addends
        .iter()
        .map(|number| format!("by{number}: set Unit"));
    let fields: Vec<String> = compared.chain(added).collect();
    if fields.is_empty() {
        return None;
    }
    let docs = "Numbers in the clauses: of those that are compared, their order is known; those that are added stand apart.";
    Some(Sig {
        docs: vec![docs.to_string()],
        head: "one sig Numbers".to_string(),
        fields,
    })
}

/// What types and numbers are.
fn facts(scope: &Scope<'_>) -> Vec<String> {
    let mut facts: Vec<String> = scope
        .types()
        .into_iter()
        .flat_map(|id| type_facts(scope, id))
        .collect();
    facts.extend(handle::holding(scope.model, scope.call, &scope.given));
    let numbers: Vec<&i128> = scope.numbers.iter().collect();
    facts.extend(
        numbers
            .first()
            .map(|first| format!("{} Numbers.n{first}", at_least(**first))),
    );
    facts.extend(
        scope
            .addends
            .iter()
            .map(|number| format!("{} Numbers.by{number}", at_least(*number))),
    );
    facts.extend(numbers.windows(2).map(|pair| {
        format!(
            "Numbers.n{low} in Numbers.n{high} and Numbers.n{low} != Numbers.n{high}",
            low = pair[0],
            high = pair[1]
        )
    }));
    facts
}

/// One is one unit, and every other number is some units.
fn at_least(number: i128) -> &'static str {
    if number == 1 { "one" } else { "some" }
}

fn type_facts(scope: &Scope<'_>, id: HandleId) -> Vec<String> {
    let item = &scope.model.handles[id.0];
    let rights = handle::rights(scope.model, item.rights);
    let known = if rights.is_empty() {
        "none".to_string()
    } else {
        rights.join(" + ")
    };
    let parent = match &item.parent {
        None => "no o.parent".to_string(),
        Some((name, parent)) => match item.model.iter().find(|field| field.name == *name) {
            Some(field) => format!(
                "o.parent = o.{}",
                names::model_field(scope.model, id, field)
            ),
            None => format!(
                "one o.parent and o.parent in {}",
                names::handle(scope.model, *parent)
            ),
        },
    };
    vec![format!(
        "all o: {} | o.known = {known} and {parent}",
        names::handle(scope.model, id)
    )]
}
