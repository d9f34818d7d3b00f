//! Expressions as SMT-LIB terms.

use super::formula;
use super::scope::Scope;
use super::symbol;
use crate::model::*;

/// When a model field is read: `old` reads it before the commit point, `ensures` after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Just before the commit point.
    Before,
    /// Just after it.
    After,
}

/// The term of an expression; what it reads is declared on the way.
pub fn term(scope: &mut Scope<'_>, moment: Moment, expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Int(value) => symbol::integer(*value),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::EnumMember(id, member) => {
            scope.model.enums[id.0].members[*member].value.to_string()
        }
        ExprKind::FlagsMember(id, member) => flags_member(scope, *id, *member),
        ExprKind::Parameter(_) | ExprKind::Result(_) => scope.constant(path(scope, expr), expr.ty),
        ExprKind::Field(base, index) => field(scope, expr, base, *index),
        ExprKind::ModelField(base, index) => model_field(scope, moment, expr, base, *index),
        ExprKind::Unary(op, inner) => {
            let sign = if *op == UnaryOp::Not { "not" } else { "-" };
            format!("({sign} {})", term(scope, moment, inner))
        }
        ExprKind::Binary(op, left, right) => {
            let (a, b) = (term(scope, moment, left), term(scope, moment, right));
            binary(*op, left.ty, &a, &b)
        }
        ExprKind::Old(inner) => term(scope, Moment::Before, inner),
        ExprKind::Builtin(function, arguments) => {
            builtin(scope, moment, expr, *function, arguments)
        }
    }
}

fn flags_member(scope: &Scope<'_>, id: FlagsId, member: usize) -> String {
    let item = &scope.model.flags[id.0];
    symbol::flags(item.members[member].value, item.repr.size_bytes() * 8)
}

/// `in.options.alignment`, `out.info.number`: the symbol of a part of an argument or result.
fn path(scope: &Scope<'_>, expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Parameter(index) => format!("in.{}", scope.call.parameters[*index].name),
        ExprKind::Result(index) => format!("out.{}", scope.call.results[*index].name),
        ExprKind::Field(base, index) => {
            let name = formula::fields(scope.model, base.ty)
                .get(*index)
                .map_or("", |field| &field.name);
            format!("{}.{name}", path(scope, base))
        }
        _ => formula::text(scope.model, scope.call, expr),
    }
}

fn field(scope: &mut Scope<'_>, expr: &Expr, base: &Expr, index: usize) -> String {
    let symbol = path(scope, expr);
    let model = scope.model;
    let read = match base.ty {
        ExprType::Struct(_) if is_argument(scope, base) => {
            formula::fields(model, base.ty).get(index)
        }
        _ => None,
    };
    match read {
        Some(field) => scope.option(symbol, expr.ty, field.default.as_ref()),
        None => scope.constant(symbol, expr.ty),
    }
}

/// Whether the caller wrote it: results and `out` structs have no defaults.
fn is_argument(scope: &Scope<'_>, expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Parameter(index) => scope.call.parameters[*index].direction == Direction::In,
        ExprKind::Field(base, _) => is_argument(scope, base),
        _ => false,
    }
}

fn model_field(
    scope: &mut Scope<'_>,
    moment: Moment,
    expr: &Expr,
    base: &Expr,
    index: usize,
) -> String {
    let object = term(scope, moment, base);
    let model = scope.model;
    let Some((handle, field)) = formula::model_field(model, base.ty, index) else {
        return object;
    };
    let suffix = match (field.mutability, moment) {
        (Mutability::Const, _) => "",
        (_, Moment::Before) => ".before",
        (_, Moment::After) => ".after",
    };
    let handle = &model.handles[handle.0];
    let module = &model.modules[handle.module.0].name;
    scope.application(
        &format!("{module}.{}.{}{suffix}", handle.name, field.name),
        &object,
        expr.ty,
    )
}

/// Two operands; `ty` is that of the first.
pub fn binary(op: BinaryOp, ty: ExprType, a: &str, b: &str) -> String {
    let is_float = ty == ExprType::Float;
    match op {
        BinaryOp::Divide => truncated("div", ty, a, b),
        BinaryOp::Remainder => truncated("mod", ty, a, b),
        BinaryOp::NotEqual => format!("(not ({} {a} {b}))", if is_float { "fp.eq" } else { "=" }),
        _ => format!("({} {a} {b})", function(op, is_float)),
    }
}

fn function(op: BinaryOp, is_float: bool) -> &'static str {
    match (op, is_float) {
        (BinaryOp::Equal, true) => "fp.eq",
        (BinaryOp::Less, true) => "fp.lt",
        (BinaryOp::LessEqual, true) => "fp.leq",
        (BinaryOp::Greater, true) => "fp.gt",
        (BinaryOp::GreaterEqual, true) => "fp.geq",
        (BinaryOp::Add, _) => "+",
        (BinaryOp::Subtract, _) => "-",
        (BinaryOp::Multiply, _) => "*",
        (BinaryOp::Less, false) => "<",
        (BinaryOp::LessEqual, false) => "<=",
        (BinaryOp::Greater, false) => ">",
        (BinaryOp::GreaterEqual, false) => ">=",
        (BinaryOp::And, _) => "and",
        (BinaryOp::Or, _) => "or",
        (BinaryOp::Implies, _) => "=>",
        (BinaryOp::Equal | BinaryOp::NotEqual | BinaryOp::Divide | BinaryOp::Remainder, _) => "=",
    }
}

/// Division toward zero, where SMT-LIB's rounds down: the same for a dividend that is not negative.
fn truncated(function: &str, ty: ExprType, a: &str, b: &str) -> String {
    match ty {
        ExprType::Int { low, .. } if low >= 0 => format!("({function} {a} {b})"),
        _ => format!("(ite (>= {a} 0) ({function} {a} {b}) (- ({function} (- {a}) {b})))"),
    }
}

fn builtin(
    scope: &mut Scope<'_>,
    moment: Moment,
    expr: &Expr,
    function: Builtin,
    arguments: &[Expr],
) -> String {
    match (function, arguments) {
        (Builtin::Length, [of]) => scope.constant(format!("{}.length", path(scope, of)), expr.ty),
        (Builtin::Capacity, [of]) => {
            scope.constant(format!("{}.capacity", path(scope, of)), expr.ty)
        }
        (Builtin::RightsOf, [handle]) => rights_of(scope, expr.ty, handle),
        (Builtin::IsPowerOfTwo, [value]) => {
            if let ExprType::Int { high, .. } = value.ty {
                scope.needs_powers(high.max(1));
            }
            format!("(is_power_of_two {})", term(scope, moment, value))
        }
        (Builtin::IsSubset, [inner, outer]) => {
            symbol::subset(&term(scope, moment, inner), &term(scope, moment, outer))
        }
        (Builtin::Min | Builtin::Max, [left, right]) => {
            let (a, b) = (term(scope, moment, left), term(scope, moment, right));
            let order = if function == Builtin::Min { "<=" } else { ">=" };
            format!("(ite ({order} {a} {b}) {a} {b})")
        }
        _ => path(scope, expr),
    }
}

/// The rights of a name, which are at most what its type has and at least what the parameter asks for.
fn rights_of(scope: &mut Scope<'_>, ty: ExprType, handle: &Expr) -> String {
    let symbol = format!("{}.rights", path(scope, handle));
    let declared = match &handle.kind {
        ExprKind::Parameter(index) => scope.call.parameters.get(*index),
        ExprKind::Result(index) => scope.call.results.get(*index),
        _ => None,
    };
    let (most, least) = match declared.map(|one| &one.ty) {
        Some(Type::Handle { handle, rights, .. }) => {
            (scope.model.handles[handle.0].rights, *rights)
        }
        Some(Type::AnyHandle { rights, .. }) => (all_rights(scope.model), *rights),
        _ => (all_rights(scope.model), 0),
    };
    scope.rights(symbol, ty, most, least)
}

fn all_rights(model: &Model) -> u32 {
    model
        .handles
        .iter()
        .fold(0, |all, handle| all | handle.rights)
}

/// Whether the expression computes a number from others.
pub fn is_arithmetic(expr: &Expr) -> bool {
    use BinaryOp::{Add, Divide, Multiply, Remainder, Subtract};
    match &expr.kind {
        ExprKind::Binary(op, ..) => matches!(op, Add | Subtract | Multiply | Divide | Remainder),
        ExprKind::Unary(op, _) => *op == UnaryOp::Negate,
        ExprKind::Builtin(function, _) => matches!(function, Builtin::Min | Builtin::Max),
        _ => false,
    }
}

/// Whether values of this type are compared as integers.
pub fn is_integer(expr: &Expr) -> bool {
    matches!(expr.ty, ExprType::Int { .. })
}

/// Whether integers in it skip values: something is multiplied or divided.
pub fn skips_values(expr: &Expr) -> bool {
    use BinaryOp::{Divide, Multiply, Remainder};
    let skips = |part: &&Expr| {
        matches!(
            part.kind,
            ExprKind::Binary(Multiply | Divide | Remainder, ..)
        )
    };
    formula::all_parts(expr).iter().any(skips)
}
