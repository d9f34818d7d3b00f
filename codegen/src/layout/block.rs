//! Argument blocks: what the ring entry of an async or stream call points at.

use super::writer::Writer;
use super::{is_sequence, size_and_align};
use crate::model::*;

/// Lays out the argument blocks of all async and stream calls.
pub fn lay_out_calls(model: &mut Model) {
    for index in 0..model.calls.len() {
        if model.calls[index].kind != CallKind::Plain {
            model.calls[index].arguments = Some(block(model, &model.calls[index]));
        }
    }
}

/// Header, then the parameters in order, then the addresses of the results.
fn block(model: &Model, call: &Call) -> Layout {
    let mut writer = Writer::with_header();
    for (index, parameter) in call.parameters.iter().enumerate() {
        add_parameter(&mut writer, model, parameter, index);
    }
    for (index, result) in call.results.iter().enumerate() {
        add_result(&mut writer, result, index, call.parameters.len() + index);
    }
    writer.finish()
}

fn add_parameter(writer: &mut Writer, model: &Model, parameter: &Parameter, index: usize) {
    let name = parameter.name.as_str();
    let is_out_list =
        parameter.direction == Direction::Out && matches!(parameter.ty, Type::List(_));
    if is_out_list {
        writer.slot(name, 8, 8, SlotContent::Address(index));
        add_room(writer, parameter, index);
    } else if is_sequence(&parameter.ty) {
        writer.sequence(name, &parameter.ty, index);
    } else if matches!(parameter.ty, Type::Struct(_)) || parameter.direction != Direction::In {
        writer.slot(name, 8, 8, SlotContent::Address(index));
    } else {
        let (size, align) = size_and_align(model, &parameter.ty);
        writer.slot(name, size, align, SlotContent::Field(index));
    }
}

fn add_result(writer: &mut Writer, result: &Parameter, index: usize, place: usize) {
    writer.slot(&result.name, 8, 8, SlotContent::ResultAddress(index));
    if matches!(result.ty, Type::List(_)) {
        add_room(writer, result, place);
    }
}

/// How many places a list has, how far apart they are, and where the count goes.
fn add_room(writer: &mut Writer, list: &Parameter, place: usize) {
    writer.slot(
        &format!("{}_capacity", list.name),
        8,
        8,
        SlotContent::Capacity(place),
    );
    writer.stride(&list.name, &list.ty, place);
    writer.slot(
        &format!("{}_count", list.name),
        8,
        8,
        SlotContent::CountAddress(place),
    );
}
