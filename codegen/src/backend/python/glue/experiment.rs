//! Experimental calls: functions that take even their first handle as an argument.

use quote::quote;

use super::{call, names, registry};
use crate::backend::python::place::{self, Place};
use crate::model::*;

/// `experiments.rs`.
pub fn file(model: &Model) -> String {
    let calls = place::calls(model, Place::Experiment);
    let functions = calls
        .iter()
        .map(|id| call::named_function(model, *id, &name(model, *id)));
    let register = registry::of_experiments(model);
    let tokens = quote! {
        #(#functions)*
        #register
    };
    super::file("Experimental calls.", tokens)
}

/// The function's name: the call's, with its module where two experiments share it.
pub fn name(model: &Model, id: CallId) -> String {
    let call = &model.calls[id.0];
    let calls = place::calls(model, Place::Experiment);
    let same = calls
        .iter()
        .filter(|other| model.calls[other.0].name == call.name)
        .count();
    match same {
        1 => names::parameter(&call.name),
        _ => names::operation(model, call),
    }
}
