//! The leaves of predicates: what they are in the glue, and how a message names them.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::backend::rust_abi::names;
use crate::model::{
    Builtin, Call, Expr, ExprKind, ExprType, Field, IntType, Model, ModelField, Type,
};

/// The Rust expression of a leaf.
pub fn value(model: &Model, call: &Call, expr: &Expr) -> TokenStream {
    match &expr.kind {
        ExprKind::Parameter(index) => parameter(call, *index, expr),
        ExprKind::Field(base, index) => {
            let base_tokens = value(model, call, base);
            let field = names::ident(&fields(model, base.ty)[*index].name);
            as_condition(quote!(#base_tokens.#field), expr)
        }
        ExprKind::ModelField(base, index) => {
            let base_tokens = object(model, call, base);
            let field = model_field(model, base.ty, *index).map(|field| names::ident(&field.name));
            quote!(#base_tokens.#field())
        }
        ExprKind::Builtin(Builtin::Length, operands) => sequence(call, &operands[0], "length"),
        ExprKind::Builtin(Builtin::Capacity, operands) => sequence(call, &operands[0], "capacity"),
        ExprKind::Builtin(Builtin::RightsOf, operands) => {
            let handle = object(model, call, &operands[0]);
            quote!(#handle.rights())
        }
        ExprKind::EnumMember(id, member) => {
            let name = names::enum_member(model, *id, &model.enums[id.0].members[*member].name);
            quote!(#name)
        }
        ExprKind::FlagsMember(id, member) => {
            let name = names::flags_member(model, *id, &model.flags[id.0].members[*member].name);
            quote!(#name)
        }
        ExprKind::Int(number) => {
            let literal = proc_macro2::Literal::i128_unsuffixed(*number);
            quote!(#literal)
        }
        ExprKind::Bool(truth) => quote!(#truth),
        // Results and `old` never stand in what is evaluated at submission; operators are not leaves.
        ExprKind::Result(_)
        | ExprKind::Old(_)
        | ExprKind::Unary(..)
        | ExprKind::Binary(..)
        | ExprKind::Builtin(..) => {
            quote!(compile_error!("this expression has no value at submission"))
        }
    }
}

fn parameter(call: &Call, index: usize, expr: &Expr) -> TokenStream {
    let parameter = &call.parameters[index];
    let name = names::ident(&parameter.name);
    match parameter.ty {
        Type::Struct(_) => {
            let copy = copy_name(&parameter.name);
            quote!(#copy)
        }
        Type::Handle { .. } | Type::AnyHandle { .. }
            if matches!(expr.ty, ExprType::Object(_) | ExprType::AnyObject) =>
        {
            quote!(#name.id())
        }
        _ => quote!(#name),
    }
}

/// A `bool` in a struct is a byte.
fn as_condition(tokens: TokenStream, expr: &Expr) -> TokenStream {
    if expr.ty == ExprType::Bool {
        quote!((#tokens != 0))
    } else {
        tokens
    }
}

/// The glue's name for its copy of a struct.
pub fn copy_name(name: &str) -> Ident {
    format_ident!("{name}_value")
}

/// The object that a model field is asked of.
fn object(model: &Model, call: &Call, expr: &Expr) -> TokenStream {
    match &expr.kind {
        ExprKind::Parameter(index) => {
            let name = names::ident(&call.parameters[*index].name);
            quote!(#name)
        }
        _ => value(model, call, expr),
    }
}

/// The length or capacity of a parameter stands beside it in the signature.
fn sequence(call: &Call, expr: &Expr, what: &str) -> TokenStream {
    match &expr.kind {
        ExprKind::Parameter(index) => {
            let name = format_ident!("{}_{what}", call.parameters[*index].name);
            quote!(#name)
        }
        _ => quote!(compile_error!(
            "only a parameter has a length at submission"
        )),
    }
}

fn fields(model: &Model, ty: ExprType) -> &[Field] {
    match ty {
        ExprType::Struct(id) => &model.structs[id.0].fields,
        ExprType::Record(id) => &model.records[id.0].fields,
        _ => &[],
    }
}

fn model_field(model: &Model, ty: ExprType, index: usize) -> Option<&ModelField> {
    match ty {
        ExprType::Object(id) => model.handles[id.0].model.get(index),
        _ => None,
    }
}

/// The integer type that the leaf has in Rust; none for what is not an integer leaf.
pub fn int_type(model: &Model, call: &Call, expr: &Expr) -> Option<IntType> {
    match &expr.kind {
        ExprKind::Parameter(index) => of_type(&call.parameters[*index].ty),
        ExprKind::Field(base, index) => of_type(&fields(model, base.ty)[*index].ty),
        ExprKind::ModelField(base, index) => {
            model_field(model, base.ty, *index).and_then(|field| of_type(&field.ty))
        }
        ExprKind::Builtin(Builtin::Length | Builtin::Capacity, _) => Some(IntType::U64),
        _ => None,
    }
}

fn of_type(ty: &Type) -> Option<IntType> {
    match ty {
        Type::Int(int) => Some(*int),
        Type::Duration | Type::Instant(_) => Some(IntType::U64),
        _ => None,
    }
}

/// The leaves of a predicate whose values a message names, each once, from left to right.
pub fn named<'e>(model: &Model, call: &Call, expr: &'e Expr) -> Vec<(String, &'e Expr)> {
    let mut leaves = Vec::new();
    collect(model, call, expr, &mut leaves);
    leaves
}

fn collect<'e>(model: &Model, call: &Call, expr: &'e Expr, leaves: &mut Vec<(String, &'e Expr)>) {
    match &expr.kind {
        ExprKind::Unary(_, operand) | ExprKind::Old(operand) => {
            collect(model, call, operand, leaves)
        }
        ExprKind::Binary(_, left, right) => {
            collect(model, call, left, leaves);
            collect(model, call, right, leaves);
        }
        ExprKind::Builtin(
            Builtin::IsPowerOfTwo | Builtin::IsSubset | Builtin::Min | Builtin::Max,
            operands,
        ) => {
            operands
                .iter()
                .for_each(|operand| collect(model, call, operand, leaves));
        }
        ExprKind::Parameter(_)
        | ExprKind::Field(..)
        | ExprKind::ModelField(..)
        | ExprKind::Builtin(..) => {
            let name = text(model, call, expr);
            if !leaves.iter().any(|(known, _)| *known == name) {
                leaves.push((name, expr));
            }
        }
        ExprKind::Int(_)
        | ExprKind::Bool(_)
        | ExprKind::EnumMember(..)
        | ExprKind::FlagsMember(..)
        | ExprKind::Result(_) => {}
    }
}

/// The leaf as the language writes it.
fn text(model: &Model, call: &Call, expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Parameter(index) => call.parameters[*index].name.clone(),
        ExprKind::Field(base, index) => {
            format!(
                "{}.{}",
                text(model, call, base),
                fields(model, base.ty)[*index].name
            )
        }
        ExprKind::ModelField(base, index) => {
            let field = model_field(model, base.ty, *index).map_or("", |field| field.name.as_str());
            format!("{}.{field}", text(model, call, base))
        }
        ExprKind::Builtin(Builtin::Length, operands) => {
            format!("len({})", text(model, call, &operands[0]))
        }
        ExprKind::Builtin(Builtin::Capacity, operands) => {
            format!("capacity({})", text(model, call, &operands[0]))
        }
        ExprKind::Builtin(Builtin::RightsOf, operands) => {
            format!("rights_of({})", text(model, call, &operands[0]))
        }
        _ => String::new(),
    }
}
