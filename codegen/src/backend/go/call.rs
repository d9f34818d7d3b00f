//! Calls: a method or a function each; asynchronous ones in two forms, which wait or give a channel.

use askama::Template;

use super::argument::{Argument, arguments};
use super::outcome::{Outcome, outcome};
use super::types::{Types, is_handle};
use super::{comment, handle, names};
use crate::backend::naming;
use crate::model::*;

#[derive(Template)]
#[template(path = "go/call.txt", escape = "none")]
struct PlainView {
    docs: String,
    head: String,
    setup: Vec<String>,
    /// `bufferBorder, failed`.
    targets: String,
    /// What answers the targets, without the call's place in the way.
    call: String,
    /// The call stands inside a list loop over elements of this type.
    list: Option<ListView>,
    keep_alive: Vec<String>,
    zeros: Vec<String>,
    finish: Vec<String>,
    values: Vec<String>,
}

/// A list result: the call is repeated until all items fit.
struct ListView {
    element: String,
    size_constant: Option<String>,
}

#[derive(Template)]
#[template(path = "go/async_call.txt", escape = "none")]
struct AsyncView {
    docs: String,
    async_docs: String,
    receiver: String,
    name: String,
    start: String,
    parameters: String,
    names: String,
    returns: String,
    value: String,
    result: String,
    session: String,
    storage: Option<StorageView>,
    setup: Vec<String>,
    submit: String,
    keep_alive: Vec<String>,
}

/// Where the runtime writes an asynchronous result.
struct StorageView {
    name: String,
    make: String,
    raise: Vec<String>,
    value: String,
}

/// Where a call stands in Go: as a method of a handle type, or as a function of its package.
#[derive(Clone, Copy)]
pub struct Place {
    /// The parameter that is the receiver, with its type.
    receiver: Option<(usize, HandleId)>,
}

/// Every place of a call: one, or one per handle type for a call that takes any handle first.
pub fn places(model: &Model, call: &Call) -> Vec<Place> {
    if let Some(index) = call.receiver {
        let receiver = match call.parameters[index].ty {
            Type::Handle { handle, .. } if model.handles[handle.0].module == call.module => {
                Some((index, handle))
            }
            _ => None,
        };
        return vec![Place { receiver }];
    }
    match call.parameters.first().map(|parameter| &parameter.ty) {
        Some(Type::AnyHandle {
            ownership: Ownership::Borrow,
            rights,
        }) => (0..model.handles.len())
            .filter(|index| model.handles[*index].rights & rights == *rights)
            .map(|index| Place {
                receiver: Some((0, HandleId(index))),
            })
            .collect(),
        _ => vec![Place { receiver: None }],
    }
}

impl Place {
    /// The module whose package holds the text.
    pub fn module(&self, model: &Model, call: &Call) -> ModuleId {
        self.receiver
            .map_or(call.module, |(_, handle)| model.handles[handle.0].module)
    }

    fn name(&self, model: &Model, call: &Call) -> String {
        match self.receiver {
            Some((index, handle)) => {
                names::method(model, call, &prefix(model, call, index, handle))
            }
            None => names::function(model, call),
        }
    }
}

/// What a method's call name begins with: the handle type, or the parameter's name where any handle will do.
fn prefix(model: &Model, call: &Call, index: usize, handle: HandleId) -> String {
    match call.parameters[index].ty {
        Type::AnyHandle { .. } => call.parameters[index].name.clone(),
        _ => naming::snake(&model.handles[handle.0].name),
    }
}

/// How another comment names a call: `DeviceList`, `Buffer.Write`, `distos.OpenSystem`.
pub fn link(types: &Types, call: &Call) -> String {
    let model = types.model;
    let place = places(model, call)[0];
    let name = place.name(model, call);
    match place.receiver {
        Some((_, handle)) => format!("{}.{name}", types.handle(handle)),
        None if call.module == types.module => name,
        None => format!("{}.{name}", names::package(model, call.module)),
    }
}

/// Why a call has no Go form yet; none for those that have one.
pub fn gap(call: &Call) -> Option<&'static str> {
    let is_list = |ty: &Type| matches!(ty, Type::List(_) | Type::String | Type::Bytes);
    if call.results.len() > 1 && call.results.iter().any(|result| is_list(&result.ty)) {
        return Some("it has a list beside another result");
    }
    if call.kind == CallKind::Plain {
        return None;
    }
    if call.results.len() > 1 {
        return Some("it is asynchronous and has several results");
    }
    let is_out_list =
        |parameter: &Parameter| parameter.direction != Direction::In && parameter.ty != Type::Bytes;
    if call.results.iter().any(|result| is_list(&result.ty))
        || call.parameters.iter().any(is_out_list)
    {
        return Some("it is asynchronous and fills a list");
    }
    None
}

/// The text of a call in one place.
pub fn declaration(types: &Types, call: &Call, place: Place) -> String {
    if let Some(reason) = gap(call) {
        return format!("// {} has no Go form yet: {reason}.\n\n", call.name);
    }
    match call.kind {
        CallKind::Plain => plain(types, call, place),
        CallKind::Async | CallKind::Stream => {
            asynchronous(types, call, place) + &enqueue(types, call, place)
        }
    }
}

/// What both kinds of call need to know of their place.
struct Frame {
    /// `(buffer *Buffer) `, or empty.
    receiver: String,
    name: String,
    arguments: Vec<Argument>,
    /// The session of the first handle; none where the call takes no handle.
    session: Option<String>,
}

fn frame(types: &Types, call: &Call, place: Place) -> Frame {
    let receiver = place
        .receiver
        .map(|(index, id)| (index, handle::receiver(types, id)));
    let arguments = arguments(types, call, receiver.clone());
    let first = call
        .parameters
        .iter()
        .position(|parameter| matches!(parameter.ty, Type::Handle { .. }));
    let first = place.receiver.map(|(index, _)| index).or(first);
    Frame {
        receiver: match (&receiver, place.receiver) {
            (Some((_, name)), Some((_, id))) => format!("({name} *{}) ", types.handle(id)),
            _ => String::new(),
        },
        name: place.name(types.model, call),
        session: first
            .map(|index| format!("(*lifetime.Handle)({}).Session()", arguments[index].name)),
        arguments,
    }
}

impl Frame {
    /// What stands between the parentheses of the declaration.
    fn parameters(&self) -> String {
        let written = self
            .arguments
            .iter()
            .filter(|argument| !argument.is_receiver);
        written
            .map(|argument| format!("{} {}", argument.name, argument.ty))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn setup(&self) -> Vec<String> {
        self.arguments
            .iter()
            .flat_map(|argument| argument.setup.clone())
            .collect()
    }

    fn keep_alive(&self) -> Vec<String> {
        self.arguments
            .iter()
            .filter(|argument| argument.keeps_alive)
            .map(|argument| argument.name.clone())
            .collect()
    }

    fn needs_pins(&self) -> bool {
        self.arguments.iter().any(|argument| argument.needs_pins)
    }
}

fn plain(types: &Types, call: &Call, place: Place) -> String {
    let frame = frame(types, call, place);
    let outcome = outcome(
        types,
        call,
        place.receiver.map(|(_, handle)| handle),
        frame.session.as_deref(),
    );
    let docs = plain_docs(types, call, &frame.name);
    let border = format!("Call{}", names::border_call(types.model, call));
    plain_view(
        types,
        call,
        &frame,
        outcome,
        docs,
        &frame.name.clone(),
        &border,
    )
}

fn plain_view(
    types: &Types,
    call: &Call,
    frame: &Frame,
    outcome: Outcome,
    docs: String,
    name: &str,
    border: &str,
) -> String {
    let mut setup = pins(frame, "");
    setup.extend(frame.setup());
    setup.extend(outcome.setup.clone());
    let mut values: Vec<String> = frame
        .arguments
        .iter()
        .map(|argument| argument.value.clone())
        .collect();
    values.extend(outcome.arguments.clone());
    super::render(&PlainView {
        docs,
        head: format!(
            "func {}{name}({}) {}",
            frame.receiver,
            frame.parameters(),
            outcome.signature()
        ),
        setup,
        targets: outcome.targets(),
        call: format!("abi.{border}({})", values.join(", ")),
        list: list(types, call),
        keep_alive: frame.keep_alive(),
        zeros: outcome.zeros,
        finish: outcome.finish,
        values: outcome.values,
    })
}

/// The pinner of a plain call whose arguments hold addresses.
fn pins(frame: &Frame, value: &str) -> Vec<String> {
    match (frame.needs_pins(), value) {
        (false, _) => Vec::new(),
        (true, "") => vec![
            "pins := new(runtime.Pinner)".to_owned(),
            "defer pins.Unpin()".to_owned(),
        ],
        (true, value) => vec![format!("pins := {value}")],
    }
}

fn list(types: &Types, call: &Call) -> Option<ListView> {
    let element = match &call.results.first()?.ty {
        Type::List(element) => super::types::border_pointee(types.model, element),
        Type::String | Type::Bytes => "byte".to_owned(),
        _ => return None,
    };
    let is_struct =
        matches!(&call.results[0].ty, Type::List(element) if matches!(**element, Type::Struct(_)));
    let size_constant = is_struct.then(|| element.replacen("abi.", "abi.SizeOf", 1));
    Some(ListView {
        element,
        size_constant,
    })
}

fn plain_docs(types: &Types, call: &Call, name: &str) -> String {
    let text = comment::does(name, &call.docs)
        + &comment::units(&call.parameters)
        + &comment::errors(types, call)
        + &comment::standing(types, &call.availability);
    comment::lines(&text, "")
}

/// Whether Go has the form that returns once the operation is in its stream: not with bytes, which nobody could let go.
pub fn has_enqueue(call: &Call) -> bool {
    call.has_enqueue
        && !call
            .parameters
            .iter()
            .any(|parameter| parameter.ty == Type::Bytes)
}

fn enqueue(types: &Types, call: &Call, place: Place) -> String {
    if !has_enqueue(call) {
        return String::new();
    }
    let frame = frame(types, call, place);
    let name = format!("{}Enqueue", frame.name);
    let text = format!(
        "{name} is [{}] that returns once the operation is in its stream. What fails later fails the stream.{}",
        link(types, call),
        comment::standing(types, &call.availability)
    );
    let outcome = outcome(types, call, None, None);
    let border = format!("Enqueue{}", names::border_call(types.model, call));
    plain_view(
        types,
        call,
        &frame,
        outcome,
        comment::lines(&text, ""),
        &name,
        &border,
    )
}

fn asynchronous(types: &Types, call: &Call, place: Place) -> String {
    let frame = frame(types, call, place);
    let storage = call
        .results
        .first()
        .map(|result| storage(types, result, frame.session.as_deref()));
    let result = format!(
        "{}[{}]",
        types.core("Result"),
        call.results
            .first()
            .map_or("struct{}".into(), |result| types.public(&result.ty))
    );
    let mut values: Vec<String> = ["Ring", "ID", "Deadline"]
        .map(|name| format!("operation.{name}()"))
        .to_vec();
    values.extend(
        frame
            .arguments
            .iter()
            .map(|argument| argument.value.clone()),
    );
    values.extend(storage.iter().map(|storage| storage.name.clone()));
    let parameters = frame.parameters();
    let mut setup = pins(&frame, "operation.Pins()");
    setup.extend(
        storage
            .iter()
            .map(|storage| format!("operation.Pins().Pin({})", storage.name)),
    );
    setup.extend(frame.setup());
    super::render(&AsyncView {
        docs: waiting_docs(types, call, &frame.name),
        async_docs: channel_docs(types, call, &frame.name),
        start: format!("start{}", frame.name),
        parameters: if parameters.is_empty() {
            parameters
        } else {
            format!(", {parameters}")
        },
        names: written_names(&frame),
        returns: call.results.first().map_or("error".into(), |result| {
            format!("({}, error)", types.public(&result.ty))
        }),
        value: place.receiver.map_or(String::new(), |(_, id)| {
            format!("{}.", handle::receiver(types, id))
        }),
        session: frame.session.clone().unwrap_or_else(|| "nil".to_owned()),
        submit: format!(
            "abi.Submit{}({})",
            names::border_call(types.model, call),
            values.join(", ")
        ),
        keep_alive: frame.keep_alive(),
        receiver: frame.receiver,
        name: frame.name,
        result,
        storage,
        setup,
    })
}

/// The arguments that the waiting form hands on, each after a comma.
fn written_names(frame: &Frame) -> String {
    let written = frame
        .arguments
        .iter()
        .filter(|argument| !argument.is_receiver);
    written
        .map(|argument| format!(", {}", argument.name))
        .collect()
}

fn storage(types: &Types, result: &Parameter, session: Option<&str>) -> StorageView {
    let name = format!("{}Border", names::local(&result.name));
    let border = super::types::border_pointee(types.model, &result.ty);
    let session = session.unwrap_or("nil");
    match &result.ty {
        Type::Struct(_) => StorageView {
            make: format!(
                "&{border}{{Size: {}}}",
                border.replacen("abi.", "abi.SizeOf", 1)
            ),
            raise: vec![
                format!("var value {}", types.public(&result.ty)),
                format!("value.raise({name})"),
            ],
            value: "value".to_owned(),
            name,
        },
        Type::Record(_) => StorageView {
            make: format!("new({border})"),
            raise: Vec::new(),
            value: format!("*(*{})(unsafe.Pointer({name}))", types.public(&result.ty)),
            name,
        },
        ty => StorageView {
            make: format!("new({border})"),
            raise: Vec::new(),
            value: types.raise(ty, &format!("*{name}"), session),
            name,
        },
    }
}

const WAITING: &str = "\n\nWhen ctx ends, cancellation is asked for; the call returns once the runtime touches no memory of \
                       it, with what really happened. A deadline of ctx is the operation's.";

fn waiting_docs(types: &Types, call: &Call, name: &str) -> String {
    let text = comment::does(name, &call.docs)
        + WAITING
        + &comment::units(&call.parameters)
        + &comment::errors(types, call)
        + &comment::standing(types, &call.availability);
    comment::lines(&text, "")
}

fn channel_docs(types: &Types, call: &Call, name: &str) -> String {
    let mut text = format!(
        "{name}Async is [{}] that returns when the operation is submitted, for which it may have to wait until the session has \
         room for one more. The channel delivers once, and has room: nobody need receive.",
        link(types, call)
    );
    for parameter in call
        .parameters
        .iter()
        .filter(|parameter| parameter.ty == Type::Bytes)
    {
        let rule = if parameter.direction == Direction::In {
            "changed"
        } else {
            "read"
        };
        text.push_str(&format!(
            " {} must not be {rule} before.",
            names::local(&parameter.name)
        ));
    }
    comment::lines(&(text + &comment::standing(types, &call.availability)), "")
}

/// Whether the parameter is a handle whose object must not be collected during the call.
pub fn keeps_alive(ty: &Type) -> bool {
    match ty {
        Type::List(element) | Type::Option(element) => keeps_alive(element),
        Type::Variant(_) => true,
        other => is_handle(other),
    }
}
