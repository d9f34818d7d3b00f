//! One call: how to call it, what it takes and gives, what it promises, how it fails.

use super::clause::{self, ClauseLine, ErrorRow};
use super::layout::{self, SlotRow};
use super::text::{self, code};
use super::types::{self, Links};
use super::{c, standing};
use crate::backend::{go, naming, python, rust_sdk};
use crate::model::*;

/// A call, for the page.
pub struct CallView {
    pub name: String,
    pub docs: String,
    pub notices: Vec<String>,
    pub prototypes: Vec<String>,
    pub names: Vec<(&'static str, String)>,
    pub parameters: Vec<ParameterRow>,
    pub results: Vec<ParameterRow>,
    pub requires: Vec<ClauseLine>,
    pub changes: Vec<String>,
    pub ensures: Vec<ClauseLine>,
    pub implied: Vec<ErrorRow>,
    pub errors: Vec<ErrorRow>,
    /// Kind, number, age, and what may be done twice, in a line.
    pub standing: Vec<String>,
    /// What else there is to know, each with its name.
    pub facts: Vec<(&'static str, String)>,
    pub block: Option<BlockView>,
}

/// A parameter or result.
pub struct ParameterRow {
    pub name: String,
    pub ty: String,
    pub about: String,
}

/// What a ring entry points at.
pub struct BlockView {
    pub ty: String,
    pub constant: String,
    pub size: u32,
    pub rows: Vec<SlotRow>,
}

/// A call.
pub fn view(links: &Links<'_>, id: CallId) -> CallView {
    let model = links.model;
    let call = &model.calls[id.0];
    let (implied, errors) = clause::errors(links, call);
    CallView {
        name: call.name.clone(),
        docs: call.docs.clone(),
        notices: standing::notices(&call.availability),
        prototypes: c::prototypes(model, call),
        names: names(model, id),
        parameters: call
            .parameters
            .iter()
            .map(|one| parameter(links, call, one))
            .collect(),
        results: call.results.iter().map(|one| result(links, one)).collect(),
        requires: clause::lines(model, call, |kind| {
            matches!(kind, ClauseKind::Requires { .. })
        }),
        changes: clause::changes(model, call),
        ensures: clause::lines(model, call, |kind| {
            matches!(kind, ClauseKind::Ensures { .. })
        }),
        implied,
        errors,
        standing: standing_line(call),
        facts: facts(links, call),
        block: call.arguments.as_ref().map(|layout| BlockView {
            ty: format!("{}_arguments_t", naming::c_function(model, call)),
            constant: naming::c_call_constant(model, call),
            size: layout.size,
            rows: layout::of_arguments(links, layout, call),
        }),
    }
}

/// What it is called in the other languages.
fn names(model: &Model, id: CallId) -> Vec<(&'static str, String)> {
    let call = &model.calls[id.0];
    let go = go::reference::name(model, call);
    vec![
        ("Rust", code(&rust_sdk::reference::name(model, call))),
        ("Go", go.map_or("none yet".to_string(), |name| code(&name))),
        ("Python", code(&python::reference::name(model, id))),
    ]
}

fn parameter(links: &Links<'_>, call: &Call, one: &Parameter) -> ParameterRow {
    let direction = match (&one.ty, one.direction) {
        (_, Direction::In) => None,
        (Type::Bytes, Direction::Out) => Some("your memory; every byte is written".to_string()),
        (_, Direction::Out) => Some("your memory; filled as far as there are items".to_string()),
        (_, Direction::InOut) => Some("your memory; read and written".to_string()),
    };
    let held = match (&one.ty, call.kind, one.direction) {
        (Type::Bytes, CallKind::Async | CallKind::Stream, Direction::In) => {
            Some("must stay valid and unchanged until the completion".to_string())
        }
        (Type::Bytes, CallKind::Async | CallKind::Stream, _) => {
            Some("must stay valid and unread until the completion".to_string())
        }
        _ => None,
    };
    let options = match &one.ty {
        Type::Struct(id) if links.model.structs[id.0].is_options => {
            Some("null: every default".to_string())
        }
        _ => None,
    };
    let ownership = types::ownership(&one.ty).map(str::to_string);
    let parts = [
        types::unit(one.unit.as_ref()),
        direction,
        held,
        options,
        ownership,
        links.rights(&one.ty),
    ];
    row(links, one, parts.into_iter().flatten().collect())
}

fn result(links: &Links<'_>, one: &Parameter) -> ParameterRow {
    let close = match one.ty {
        Type::Handle {
            handle,
            ownership: Ownership::Own,
            ..
        } => Some(format!(
            "yours; close it with {}",
            links.call(links.model.handles[handle.0].close)
        )),
        Type::AnyHandle {
            ownership: Ownership::Own,
            ..
        } => Some("yours to close".to_string()),
        _ => None,
    };
    row(
        links,
        one,
        [types::unit(one.unit.as_ref()), close]
            .into_iter()
            .flatten()
            .collect(),
    )
}

fn row(links: &Links<'_>, one: &Parameter, parts: Vec<String>) -> ParameterRow {
    ParameterRow {
        name: code(&one.name),
        ty: text::cell(&links.ty(&one.ty)),
        about: text::cell(&parts.join("; ")),
    }
}

fn standing_line(call: &Call) -> Vec<String> {
    let mut parts = vec![kind(call).to_string(), format!("{:#06x}", call.number)];
    parts.push(format!("since {}", standing::since(&call.availability)));
    parts.extend(call.idempotent.map(|idempotent| match idempotent {
        Idempotency::Yes => "idempotent".to_string(),
        Idempotency::No => "not idempotent".to_string(),
    }));
    parts.extend(
        call.consistency
            .as_ref()
            .map(|level| format!("consistency: {}", text::words(level))),
    );
    parts
}

fn facts(links: &Links<'_>, call: &Call) -> Vec<(&'static str, String)> {
    let budget = call
        .budget
        .map(|id| ("Budget", budget(&links.model.budgets[id.0])));
    let replaces = call.replaces.map(|id| ("Replaces", links.call(id)));
    let decision = call
        .decision
        .as_ref()
        .map(|address| ("Decision", code(address)));
    [budget, replaces, decision].into_iter().flatten().collect()
}

fn kind(call: &Call) -> &'static str {
    match (call.kind, call.is_blocking) {
        (CallKind::Plain, false) => "plain: never waits",
        (CallKind::Plain, true) => "plain: may wait until its deadline",
        (CallKind::Async, _) => "async: completes later; this form waits for that",
        (CallKind::Stream, _) => "stream: takes effect in the order of its stream",
    }
}

/// What the call may cost beside the engine's own call.
fn budget(budget: &Budget) -> String {
    let limits = [
        ("half of the calls", budget.p50_ns),
        ("99 of 100 calls", budget.p99_ns),
    ];
    let limits = limits
        .into_iter()
        .filter_map(|(share, ns)| Some(format!("at most {} for {share}", duration(ns?))));
    let limits: Vec<String> = limits.collect();
    format!(
        "over `{}`, on {}: {}",
        budget.over,
        budget.platform,
        text::and(&limits)
    )
}

/// Nanoseconds in the largest unit that fits.
fn duration(ns: u64) -> String {
    let units = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs")];
    let unit = units
        .into_iter()
        .find(|(size, _)| ns >= *size || (*size == 1_000 && ns >= 100));
    match unit {
        Some((size, name)) => format!("{} {name}", decimal(ns, size)),
        None => format!("{ns} ns"),
    }
}

fn decimal(value: u64, unit: u64) -> String {
    let (whole, rest) = (value / unit, value % unit);
    let digits = unit.ilog10() as usize;
    let fraction = format!("{rest:0digits$}");
    match fraction.trim_end_matches('0') {
        "" => whole.to_string(),
        fraction => format!("{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_readable() {
        assert_eq!(duration(500), "0.5 µs");
        assert_eq!(duration(5_000), "5 µs");
        assert_eq!(duration(1_500_000), "1.5 ms");
        assert_eq!(duration(50), "50 ns");
    }
}
