//! Where a call goes in Python: a method, a constructor, a function, or nowhere because `close()` is it.

use crate::model::*;

/// Where a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `close()` of its handle calls it.
    Close,
    /// A function of the module for experiments.
    Experiment,
    /// `Class(…)`.
    Constructor(HandleId),
    /// A method of a handle class.
    Method(HandleId),
    /// A method of every handle class.
    EveryHandle,
    /// A function of its module.
    Function,
}

/// Where `id` goes.
pub fn of(model: &Model, id: CallId) -> Place {
    let call = &model.calls[id.0];
    if call.closes.is_some() {
        return Place::Close;
    }
    if call.availability.tier == Tier::Experimental {
        return Place::Experiment;
    }
    if let Some(handle) = constructed(model, id) {
        return Place::Constructor(handle);
    }
    match call.parameters.first().map(|first| &first.ty) {
        Some(Type::Handle { handle, .. }) => Place::Method(*handle),
        Some(Type::AnyHandle { .. }) => Place::EveryHandle,
        _ => Place::Function,
    }
}

/// The calls of a place, in the order of the model.
pub fn calls(model: &Model, place: Place) -> Vec<CallId> {
    let ids = (0..model.calls.len()).map(CallId);
    ids.filter(|id| of(model, *id) == place).collect()
}

/// The methods of a handle class, those of every handle last.
pub fn methods(model: &Model, handle: HandleId) -> Vec<CallId> {
    let mut ids = calls(model, Place::Method(handle));
    ids.extend(calls(model, Place::EveryHandle));
    ids
}

/// The call that `Class(…)` stands for.
pub fn constructor(model: &Model, handle: HandleId) -> Option<CallId> {
    calls(model, Place::Constructor(handle)).first().copied()
}

/// The functions of a module.
pub fn functions(model: &Model, module: ModuleId) -> Vec<CallId> {
    let all = calls(model, Place::Function);
    all.into_iter()
        .filter(|id| model.calls[id.0].module == module)
        .collect()
}

/// Calls that a ring takes on behalf of an event loop: those that begin with a handle, which says whose ring it is.
pub fn is_operation(call: &Call) -> bool {
    let begins_with_handle = matches!(
        call.parameters.first().map(|it| &it.ty),
        Some(Type::Handle { .. } | Type::AnyHandle { .. })
    );
    call.kind != CallKind::Plain && begins_with_handle && call.arguments.is_some()
}

/// The handle that this call makes out of nothing; the first such call is its class's constructor.
fn constructed(model: &Model, id: CallId) -> Option<HandleId> {
    let handle = makes(&model.calls[id.0])?;
    let earlier = model.calls[..id.0].iter();
    let is_first = !earlier
        .filter(|call| call.availability.tier == Tier::Stable)
        .any(|call| makes(call) == Some(handle));
    is_first.then_some(handle)
}

fn makes(call: &Call) -> Option<HandleId> {
    let takes_handle = call
        .parameters
        .iter()
        .any(|it| matches!(it.ty, Type::Handle { .. } | Type::AnyHandle { .. }));
    match (&call.kind, takes_handle, call.results.as_slice()) {
        (
            CallKind::Plain,
            false,
            [
                Parameter {
                    ty: Type::Handle { handle, .. },
                    ..
                },
            ],
        ) => Some(*handle),
        _ => None,
    }
}
