//! What a plain call gives back: how package abi answers, and what the public function makes of it.

use super::names;
use super::types::{Types, border_pointee, is_scalar};
use crate::model::*;

/// The results of a call, out lists among them.
#[derive(Default)]
pub struct Outcome {
    /// Public types, in order, without the error.
    pub types: Vec<String>,
    /// Statements before the call.
    pub setup: Vec<String>,
    /// Arguments after those of the parameters.
    pub arguments: Vec<String>,
    /// Names that take what the call answers, without the failure.
    pub answers: Vec<String>,
    /// Zero values for the failed case.
    pub zeros: Vec<String>,
    /// Statements after a success.
    pub finish: Vec<String>,
    /// What the function returns then.
    pub values: Vec<String>,
}

impl Outcome {
    /// `(*Buffer, error)`, or `error`.
    pub fn signature(&self) -> String {
        if self.types.is_empty() {
            "error".to_owned()
        } else {
            format!("({}, error)", self.types.join(", "))
        }
    }

    /// `bufferBorder, failed`.
    pub fn targets(&self) -> String {
        let mut names = self.answers.clone();
        names.push("failed".to_owned());
        names.join(", ")
    }
}

/// The outcome of a plain call. `any` is the type that a result of any type has: that of the receiver. `session` is what a
/// new handle belongs to; where the call takes no handle, it opens one.
pub fn outcome(
    types: &Types,
    call: &Call,
    any: Option<HandleId>,
    session: Option<&str>,
) -> Outcome {
    let mut outcome = Outcome::default();
    for parameter in call
        .parameters
        .iter()
        .filter(|parameter| is_out_list(parameter))
    {
        let name = names::local(&format!("{}_count", parameter.name));
        outcome.types.push("int".to_owned());
        outcome.zeros.push("0".to_owned());
        outcome.values.push(format!("int({name})"));
        outcome.answers.push(name);
    }
    for result in &call.results {
        push(types, &mut outcome, result, any, session);
    }
    outcome
}

fn is_out_list(parameter: &Parameter) -> bool {
    parameter.direction != Direction::In && matches!(parameter.ty, Type::List(_))
}

fn push(
    types: &Types,
    outcome: &mut Outcome,
    result: &Parameter,
    any: Option<HandleId>,
    session: Option<&str>,
) {
    let ty = resolved(&result.ty, any);
    let name = names::local(&result.name);
    let border = format!("{name}Border");
    outcome.types.push(types.public(&ty));
    outcome.zeros.push(types.zero(&ty));
    match &ty {
        Type::Struct(_) | Type::Record(_) | Type::Variant(_) => {
            push_aggregate(types, outcome, &ty, &name, &border)
        }
        Type::List(element) => push_list(types, outcome, element, &name, &border),
        Type::String | Type::Bytes => {
            outcome.answers.push(border.clone());
            outcome.arguments.push("places".to_owned());
            outcome
                .values
                .push(format!("{}({border})", types.public(&ty)));
        }
        Type::Handle { handle, .. } if session.is_none() => {
            push_root(types, outcome, *handle, &border);
            outcome.values.push(types.raise(&ty, &border, "session"));
        }
        ty if is_scalar(ty) || *ty == Type::Uuid => {
            outcome
                .values
                .push(types.raise(ty, &border, session.unwrap_or("nil")));
            outcome.answers.push(border);
        }
        _ => outcome.answers.push(border),
    }
}

/// `any` stands for one type per call, that of the receiver.
fn resolved(ty: &Type, any: Option<HandleId>) -> Type {
    match (ty, any) {
        (Type::AnyHandle { ownership, rights }, Some(handle)) => Type::Handle {
            handle,
            ownership: *ownership,
            rights: *rights,
        },
        _ => ty.clone(),
    }
}

fn push_aggregate(types: &Types, outcome: &mut Outcome, ty: &Type, name: &str, border: &str) {
    let border_type = border_pointee(types.model, ty);
    outcome.arguments.push(format!("&{border}"));
    match ty {
        Type::Struct(_) => {
            let size = border_type.replacen("abi.", "abi.SizeOf", 1);
            outcome
                .setup
                .push(format!("{border} := {border_type}{{Size: {size}}}"));
            outcome
                .finish
                .push(format!("var {name} {}", types.public(ty)));
            outcome.finish.push(format!("{name}.raise(&{border})"));
            outcome.values.push(name.to_owned());
        }
        _ => {
            outcome.setup.push(format!("var {border} {border_type}"));
            outcome.values.push(types.raise(ty, border, "nil"));
        }
    }
}

fn push_list(types: &Types, outcome: &mut Outcome, element: &Type, name: &str, border: &str) {
    let public = types.public(element);
    let raise = match element {
        Type::Struct(_) => format!("{name}[i].raise(&{border}[i])"),
        other => format!(
            "{name}[i] = {}",
            types.raise(other, &format!("{border}[i]"), "nil")
        ),
    };
    outcome.answers.push(border.to_owned());
    outcome.arguments.push("places".to_owned());
    outcome
        .finish
        .push(format!("{name} := make([]{public}, len({border}))"));
    outcome.finish.push(format!("for i := range {border} {{"));
    outcome.finish.push(format!("\t{raise}"));
    outcome.finish.push("}".to_owned());
    outcome.values.push(name.to_owned());
}

/// The handle that everything else hangs on: it opens the session, or is closed again.
fn push_root(types: &Types, outcome: &mut Outcome, handle: HandleId, border: &str) {
    let close = &types.model.calls[types.model.handles[handle.0].close.0];
    outcome.answers.push(border.to_owned());
    outcome.finish.extend([
        format!("session, failed := driver.Open({border})"),
        "if failed != 0 {".to_owned(),
        format!(
            "\tabi.Call{}({border}).Discard()",
            names::border_call(types.model, close)
        ),
        format!(
            "\treturn {}failure.Error(failed)",
            outcome
                .zeros
                .iter()
                .map(|zero| format!("{zero}, "))
                .collect::<String>()
        ),
        "}".to_owned(),
        "defer session.Release()".to_owned(),
    ]);
}
