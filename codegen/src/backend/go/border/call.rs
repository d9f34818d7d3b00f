//! Calls in package abi: a helper in C that folds status and error into one word, and a Go function that calls it.

use askama::Template;

use super::super::names;
use super::super::types::{border, c_type, is_handle, is_scalar};
use crate::backend::naming;
use crate::model::*;

/// One helper and its function.
pub struct BorderCall {
    /// `distos_gpu_buffer_alloc`, or with `_enqueue`.
    function: String,
    /// `distos_go_gpu_buffer_alloc`.
    helper: String,
    /// `CallGpuBufferAlloc`.
    name: String,
    /// Parameters of the helper, in C.
    c_parameters: Vec<String>,
    /// What the helper does with its parameters.
    form: Form,
    /// Parameters of the Go function.
    go_parameters: Vec<String>,
    /// What Go hands to the helper.
    go_arguments: Vec<String>,
    /// What comes back by value beside the failure.
    answers: Vec<Answer>,
}

enum Form {
    /// Calls the function with these arguments.
    Direct(Vec<String>),
    /// Fills an argument block with these statements, and submits it under this number.
    Submit {
        block: String,
        number: String,
        fill: Vec<String>,
    },
}

/// A result that comes back by value.
struct Answer {
    /// The field in C: `buffer`, `devices_count`.
    c_name: String,
    c_type: String,
    go_name: String,
    go_type: String,
    /// What Go makes of `result.FIELD`.
    raise: String,
}

#[derive(Template)]
#[template(path = "go/border_helper.txt", escape = "none")]
struct HelperView<'c> {
    call: &'c BorderCall,
    parameters: String,
    arguments: String,
}

#[derive(Template)]
#[template(path = "go/border_submit.txt", escape = "none")]
struct SubmitView<'c> {
    call: &'c BorderCall,
    parameters: String,
    block: &'c str,
    number: &'c str,
    fill: &'c [String],
}

#[derive(Template)]
#[template(path = "go/border_call.txt", escape = "none")]
struct GoView<'c> {
    call: &'c BorderCall,
    is_submission: bool,
    parameters: String,
    arguments: String,
    results: String,
    values: String,
}

/// What a call needs: plain calls one direct form, others a submission, and the enqueueing form where there is one.
pub fn forms(model: &Model, call: &Call) -> Vec<BorderCall> {
    match call.kind {
        CallKind::Plain => vec![direct(model, call, "Call")],
        _ if super::super::call::gap(call).is_some() => Vec::new(),
        _ if super::super::call::has_enqueue(call) => {
            vec![submission(model, call), direct(model, call, "Enqueue")]
        }
        _ => vec![submission(model, call)],
    }
}

/// The function without parameters; `form` is the first word of its name in Go.
fn empty(model: &Model, call: &Call, form: &str) -> BorderCall {
    let suffix = if form == "Enqueue" { "_enqueue" } else { "" };
    let prefix = if form == "Submit" { "submit_" } else { "" };
    let function = format!("{}{suffix}", naming::c_function(model, call));
    BorderCall {
        helper: format!("distos_go_{prefix}{}", names::tail(model, &function)),
        name: format!("{form}{}", names::border_call(model, call)),
        function,
        c_parameters: Vec::new(),
        form: Form::Direct(Vec::new()),
        go_parameters: Vec::new(),
        go_arguments: Vec::new(),
        answers: Vec::new(),
    }
}

fn direct(model: &Model, call: &Call, form: &str) -> BorderCall {
    let mut made = empty(model, call, form);
    let mut arguments = Vec::new();
    for parameter in &call.parameters {
        arguments.extend(pass(model, &mut made, parameter));
    }
    for result in &call.results {
        arguments.extend(give(model, &mut made, result));
    }
    arguments.push("&go_error".to_owned());
    made.form = Form::Direct(arguments);
    made
}

fn submission(model: &Model, call: &Call) -> BorderCall {
    let mut made = empty(model, call, "Submit");
    for name in ["ring", "id", "deadline"] {
        made.c_parameters.push(format!("uint64_t go_{name}"));
        made.go_arguments.push(format!(
            "C.uint64_t({})",
            names::local(&format!("go_{name}"))
        ));
    }
    made.go_parameters
        .push("goRing, goID, goDeadline uint64".to_owned());
    for parameter in &call.parameters {
        pass(model, &mut made, parameter);
    }
    for result in &call.results {
        by_address(model, &mut made, result);
    }
    made.form = Form::Submit {
        block: format!("{}_arguments_t", made.function),
        number: naming::c_call_constant(model, call),
        fill: call
            .arguments
            .iter()
            .flat_map(|layout| &layout.slots)
            .filter_map(|slot| fill(call, slot))
            .collect(),
    };
    made
}

/// The statement that fills one slot of an argument block; reserved ones are zero already.
fn fill(call: &Call, slot: &Slot) -> Option<String> {
    let name = &slot.name;
    match slot.content {
        SlotContent::HeaderSize => Some(format!("go_arguments.{name} = sizeof go_arguments;")),
        SlotContent::Field(index) => {
            let parameter = &call.parameters[index];
            Some(match &parameter.ty {
                ty if is_handle(ty) => format!("go_arguments.{name}.value = {};", parameter.name),
                Type::Record(_) | Type::Uuid | Type::Variant(_) => {
                    format!("go_arguments.{name} = *{};", parameter.name)
                }
                _ => format!("go_arguments.{name} = {};", parameter.name),
            })
        }
        SlotContent::Address(index) => Some(format!(
            "go_arguments.{name} = {};",
            call.parameters[index].name
        )),
        SlotContent::Length(index) => Some(format!(
            "go_arguments.{name} = {}_length;",
            call.parameters[index].name
        )),
        SlotContent::Stride(index) => {
            let list = call.parameters.get(index)?;
            Some(format!("go_arguments.{name} = sizeof *{};", list.name))
        }
        SlotContent::ResultAddress(index) => Some(format!(
            "go_arguments.{name} = {};",
            call.results[index].name
        )),
        SlotContent::Reserved | SlotContent::Capacity(_) | SlotContent::CountAddress(_) => None,
    }
}

/// Adds a parameter to the helper and to the Go function, and tells what the helper hands on.
fn pass(model: &Model, made: &mut BorderCall, parameter: &Parameter) -> Vec<String> {
    let name = parameter.name.as_str();
    let is_out = parameter.direction != Direction::In;
    match &parameter.ty {
        Type::List(_) if is_out => return out_list(model, made, name, &parameter.ty),
        Type::String | Type::Bytes | Type::List(_) => {
            sequence(model, made, parameter);
            let mut values = vec![name.to_owned(), format!("{name}_length")];
            if matches!(&parameter.ty, Type::List(element) if matches!(**element, Type::Struct(_)))
            {
                values.push(format!("sizeof *{name}"));
            }
            return values;
        }
        ty if is_handle(ty) => {
            by_value(made, name, "uint64_t", "uint64");
            return vec![format!("({}){{{name}}}", c_type(model, ty))];
        }
        ty if is_scalar(ty) && !is_out => {
            by_value(made, name, &c_type(model, ty), &border(model, ty));
            return vec![name.to_owned()];
        }
        _ => {}
    }
    let c_type = c_type(model, &parameter.ty);
    let constant = if is_out { "" } else { "const " };
    made.c_parameters
        .push(format!("{constant}{c_type} *{name}"));
    let local = names::local(name);
    let pointee = match &parameter.ty {
        Type::Option(inner) => border(model, inner),
        ty => border(model, ty),
    };
    if parameter.ty == Type::Uuid {
        made.go_parameters.push(format!("{local} {pointee}"));
        made.go_arguments
            .push(format!("(*C.{c_type})(unsafe.Pointer(&{local}))"));
        return vec![format!("*{name}")];
    }
    made.go_parameters.push(format!("{local} *{pointee}"));
    made.go_arguments
        .push(format!("(*C.{c_type})(unsafe.Pointer({local}))"));
    vec![name.to_owned()]
}

fn by_value(made: &mut BorderCall, name: &str, c_type: &str, go_type: &str) {
    let local = names::local(name);
    made.c_parameters.push(format!("{c_type} {name}"));
    made.go_parameters.push(format!("{local} {go_type}"));
    made.go_arguments.push(format!("C.{c_type}({local})"));
}

/// Address and length, of Go memory.
fn sequence(model: &Model, made: &mut BorderCall, parameter: &Parameter) {
    let (name, local) = (&parameter.name, names::local(&parameter.name));
    let element = c_type(model, &parameter.ty);
    let constant = if parameter.direction == Direction::In {
        "const "
    } else {
        ""
    };
    made.c_parameters
        .push(format!("{constant}{element} *{name}"));
    made.c_parameters.push(format!("uint64_t {name}_length"));
    made.go_parameters
        .push(format!("{local} {}", border(model, &parameter.ty)));
    made.go_arguments
        .push(address(&element, &local, &parameter.ty));
    made.go_arguments.push(format!("C.uint64_t(len({local}))"));
}

fn address(element: &str, local: &str, ty: &Type) -> String {
    let data = if *ty == Type::String {
        "StringData"
    } else {
        "SliceData"
    };
    format!("(*C.{element})(unsafe.Pointer(unsafe.{data}({local})))")
}

/// Places of the caller, their number, and how many were filled or needed.
fn out_list(model: &Model, made: &mut BorderCall, name: &str, ty: &Type) -> Vec<String> {
    let local = names::local(name);
    let element = c_type(model, ty);
    made.c_parameters.push(format!("{element} *{name}"));
    made.c_parameters.push(format!("uint64_t {name}_capacity"));
    let go_type = if *ty == Type::String {
        "[]byte".to_owned()
    } else {
        border(model, ty)
    };
    made.go_parameters.push(format!("{local} {go_type}"));
    made.go_arguments
        .push(address(&element, &local, &Type::Bytes));
    made.go_arguments.push(format!("C.uint64_t(len({local}))"));
    let count = format!("{name}_count");
    let mut values = vec![name.to_owned(), format!("{name}_capacity")];
    if matches!(ty, Type::List(element) if matches!(**element, Type::Struct(_))) {
        values.push(format!("sizeof *{name}"));
    }
    values.push(format!("&go_result.{count}"));
    made.answers.push(Answer {
        raise: format!("uint64(result.{count})"),
        go_name: names::local(&count),
        go_type: "uint64".to_owned(),
        c_type: "uint64_t".to_owned(),
        c_name: count,
    });
    values
}

/// Adds a result of a direct form.
fn give(model: &Model, made: &mut BorderCall, result: &Parameter) -> Vec<String> {
    match &result.ty {
        Type::List(_) | Type::String | Type::Bytes => {
            out_list(model, made, &result.name, &result.ty)
        }
        ty if is_scalar(ty) || *ty == Type::Uuid => {
            made.answers.push(answer(model, result));
            vec![format!("&go_result.{}", result.name)]
        }
        _ => {
            by_address(model, made, result);
            vec![result.name.clone()]
        }
    }
}

fn answer(model: &Model, result: &Parameter) -> Answer {
    let go_type = border(model, &result.ty);
    let field = go_field(&result.name);
    let raise = match &result.ty {
        ty if is_handle(ty) => format!("uint64(result.{field}.value)"),
        Type::Uuid => format!("*(*[16]byte)(unsafe.Pointer(&result.{field}))"),
        _ => format!("{go_type}(result.{field})"),
    };
    Answer {
        c_name: result.name.clone(),
        c_type: c_type(model, &result.ty),
        go_name: names::local(&result.name),
        go_type,
        raise,
    }
}

/// A C field whose name is a word of Go is written with an underscore.
fn go_field(name: &str) -> String {
    const KEYWORDS: &[&str] = &[
        "type",
        "range",
        "func",
        "map",
        "chan",
        "var",
        "package",
        "import",
        "interface",
        "select",
        "go",
        "defer",
        "fallthrough",
    ];
    if KEYWORDS.contains(&name) {
        format!("_{name}")
    } else {
        name.to_owned()
    }
}

/// A result that is written through an address.
fn by_address(model: &Model, made: &mut BorderCall, result: &Parameter) {
    let (c_type, local) = (c_type(model, &result.ty), names::local(&result.name));
    made.c_parameters.push(format!("{c_type} *{}", result.name));
    made.go_parameters
        .push(format!("{local} *{}", border(model, &result.ty)));
    made.go_arguments
        .push(format!("(*C.{c_type})(unsafe.Pointer({local}))"));
}

/// The helper in C.
pub fn c(call: &BorderCall) -> String {
    let parameters = if call.c_parameters.is_empty() {
        "void".to_owned()
    } else {
        call.c_parameters.join(", ")
    };
    match &call.form {
        Form::Direct(arguments) => super::render(&HelperView {
            call,
            parameters,
            arguments: arguments.join(", "),
        }),
        Form::Submit {
            block,
            number,
            fill,
        } => super::render(&SubmitView {
            call,
            parameters,
            block,
            number,
            fill,
        }),
    }
}

/// The function in Go.
pub fn go(call: &BorderCall) -> String {
    let results: Vec<String> = call
        .answers
        .iter()
        .map(|answer| format!("{} {}", answer.go_name, answer.go_type))
        .collect();
    let values: Vec<String> = call
        .answers
        .iter()
        .map(|answer| answer.raise.clone())
        .collect();
    super::render(&GoView {
        call,
        is_submission: matches!(call.form, Form::Submit { .. }),
        parameters: call.go_parameters.join(", "),
        arguments: call.go_arguments.join(", "),
        results: results.join(", "),
        values: values.join(", "),
    })
}

/// No helper keeps an address that Go does not pin, and the library never calls Go.
pub fn annotations(call: &BorderCall) -> String {
    format!("#cgo noescape {0}\n#cgo nocallback {0}\n", call.helper)
}
