//! Expressions as Alloy: objects and rights exactly, numbers as sets, the rest as conditions that nobody decides.

use super::scope::Scope;
use super::{formula, names};
use crate::model::*;

/// When a field is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Just before the commit point.
    Before,
    /// Just after it.
    After,
}

/// A condition.
pub fn condition(scope: &mut Scope<'_>, moment: Moment, expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Bool(value) => (if *value { "some Call" } else { "no Call" }).to_string(),
        ExprKind::Unary(UnaryOp::Not, inner) => {
            format!("not ({})", condition(scope, moment, inner))
        }
        ExprKind::Binary(op @ (BinaryOp::And | BinaryOp::Or | BinaryOp::Implies), left, right) => {
            let (a, b) = (
                condition(scope, moment, left),
                condition(scope, moment, right),
            );
            let word = match op {
                BinaryOp::And => "and",
                BinaryOp::Or => "or",
                _ => "implies",
            };
            format!("({a} {word} {b})")
        }
        ExprKind::Binary(op, left, right) => comparison(scope, moment, expr, *op, left, right),
        ExprKind::Builtin(Builtin::IsSubset, arguments) => match arguments.as_slice() {
            [inner, outer] => match (value(scope, moment, inner), value(scope, moment, outer)) {
                (Some(inner), Some(outer)) => format!("{inner} in {outer}"),
                _ => undecided(scope, moment, expr),
            },
            _ => undecided(scope, moment, expr),
        },
        ExprKind::Old(inner) => condition(scope, Moment::Before, inner),
        ExprKind::ModelField(base, index) => truth_of_object(scope, moment, expr, base, *index),
        ExprKind::Parameter(_) | ExprKind::Result(_) | ExprKind::Field(..) => scope.truth(expr, ""),
        _ => undecided(scope, moment, expr),
    }
}

/// A condition that Alloy does not decide: true or false.
fn undecided(scope: &mut Scope<'_>, moment: Moment, expr: &Expr) -> String {
    scope
        .precision
        .abstracted
        .push(formula::text(scope.model, scope.call, expr));
    let suffix = suffix(scope, moment, expr);
    scope.truth(expr, suffix)
}

/// What is read before and after a step is two conditions, where it can change.
fn suffix(scope: &Scope<'_>, moment: Moment, expr: &Expr) -> &'static str {
    let changes = |part: &&Expr| match &part.kind {
        ExprKind::ModelField(base, index) => formula::model_field(scope.model, base.ty, *index)
            .is_some_and(|(_, field)| field.mutability != Mutability::Const),
        _ => false,
    };
    match moment == Moment::After && formula::all_parts(expr).iter().any(changes) {
        true => "_after",
        false => "",
    }
}

/// A truth value that an object has: membership in a signature that may vary.
fn truth_of_object(
    scope: &mut Scope<'_>,
    moment: Moment,
    expr: &Expr,
    base: &Expr,
    index: usize,
) -> String {
    let object = value(scope, moment, base);
    match (object, formula::model_field(scope.model, base.ty, index)) {
        (Some(object), Some((id, field))) => {
            scope.use_field(id, index);
            format!(
                "{object} in {}{}",
                truth_signature(scope.model, id, field),
                prime(moment, field)
            )
        }
        _ => undecided(scope, moment, expr),
    }
}

/// The signature of the objects of which a truth value is true.
pub fn truth_signature(model: &Model, id: HandleId, field: &ModelField) -> String {
    format!("{}_{}", names::handle(model, id), field.name)
}

/// A field that never changes is not primed.
fn prime(moment: Moment, field: &ModelField) -> &'static str {
    match moment == Moment::After && field.mutability != Mutability::Const {
        true => "'",
        false => "",
    }
}

fn comparison(
    scope: &mut Scope<'_>,
    moment: Moment,
    whole: &Expr,
    op: BinaryOp,
    left: &Expr,
    right: &Expr,
) -> String {
    match (left.ty, right.ty) {
        (ExprType::Bool, _) => {
            let (a, b) = (
                condition(scope, moment, left),
                condition(scope, moment, right),
            );
            let word = if op == BinaryOp::Equal {
                "iff"
            } else {
                "iff not"
            };
            format!("({a} {word} ({b}))")
        }
        (ExprType::Int { .. }, ExprType::Int { .. }) => {
            numbers(scope, moment, whole, op, left, right)
        }
        (ExprType::Float, _) => undecided(scope, moment, whole),
        _ => match (value(scope, moment, left), value(scope, moment, right)) {
            (Some(a), Some(b)) => {
                format!("{a} {} {b}", if op == BinaryOp::Equal { "=" } else { "!=" })
            }
            _ => undecided(scope, moment, whole),
        },
    }
}

fn numbers(
    scope: &mut Scope<'_>,
    moment: Moment,
    whole: &Expr,
    op: BinaryOp,
    left: &Expr,
    right: &Expr,
) -> String {
    let (op, left, right) = match left.kind {
        ExprKind::Int(_) => (mirrored(op), right, left),
        _ => (op, left, right),
    };
    let amounts = match is_amount(left) && is_amount(right) {
        true => value(scope, moment, left).zip(value(scope, moment, right)),
        false => None,
    };
    let Some((a, b)) = amounts else {
        return undecided(scope, moment, whole);
    };
    scope.precision.has_numbers = true;
    if let ExprKind::Int(literal) = right.kind
        && let Some(quantifier) = quantifier(op, literal)
    {
        return format!("{quantifier} {a}");
    }
    match op {
        BinaryOp::Equal => format!("{a} = {b}"),
        BinaryOp::NotEqual => format!("{a} != {b}"),
        BinaryOp::Less => format!("({a} in {b} and {a} != {b})"),
        BinaryOp::LessEqual => format!("{a} in {b}"),
        BinaryOp::Greater => format!("({b} in {a} and {a} != {b})"),
        _ => format!("{b} in {a}"),
    }
}

/// The same comparison with its sides exchanged.
fn mirrored(op: BinaryOp) -> BinaryOp {
    match op {
        BinaryOp::Less => BinaryOp::Greater,
        BinaryOp::LessEqual => BinaryOp::GreaterEqual,
        BinaryOp::Greater => BinaryOp::Less,
        BinaryOp::GreaterEqual => BinaryOp::LessEqual,
        other => other,
    }
}

/// Comparisons with zero and one, which sets have words for.
fn quantifier(op: BinaryOp, literal: i128) -> Option<&'static str> {
    use BinaryOp::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
    Some(match (op, literal) {
        (Equal | LessEqual, 0) | (Less, 1) => "no",
        (NotEqual | Greater, 0) | (GreaterEqual, 1) => "some",
        (Equal, 1) => "one",
        (LessEqual, 1) => "lone",
        (NotEqual, 1) => "not one",
        (Greater, 1) => "not lone",
        _ => return None,
    })
}

/// Whether a number is a set of units: never negative, but by a subtraction, which is assumed not to be.
fn is_amount(expr: &Expr) -> bool {
    match (&expr.kind, expr.ty) {
        (ExprKind::Binary(BinaryOp::Subtract | BinaryOp::Add, left, right), _) => {
            is_amount(left) && is_amount(right)
        }
        (ExprKind::Old(inner), _) => is_amount(inner),
        (_, ExprType::Int { low, .. }) => low >= 0,
        _ => false,
    }
}

/// A set: an object, a number, rights, a member of an enum. None of what has no set.
pub fn value(scope: &mut Scope<'_>, moment: Moment, expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Int(0) => Some("none".into()),
        ExprKind::Int(literal) if *literal > 0 => Some(scope.number(*literal)),
        ExprKind::EnumMember(id, member) => {
            scope.enums.insert(*id);
            Some(names::enum_member(scope.model, *id, *member))
        }
        ExprKind::FlagsMember(id, member) => {
            note_flags(scope, *id);
            Some(names::flag(scope.model, *id, *member))
        }
        ExprKind::Parameter(index) => parameter(scope, expr, *index),
        ExprKind::Result(index) => result(scope, expr, *index),
        ExprKind::Field(..) => argument(scope, expr),
        ExprKind::ModelField(base, index) => model_field(scope, moment, base, *index),
        ExprKind::Old(inner) => value(scope, Moment::Before, inner),
        ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Subtract), left, right) => {
            sum(scope, moment, *op, left, right)
        }
        ExprKind::Builtin(Builtin::Length | Builtin::Capacity, _) => argument(scope, expr),
        ExprKind::Builtin(Builtin::RightsOf, arguments) => {
            arguments.first().and_then(|name| rights_of(scope, name))
        }
        ExprKind::Binary(..) | ExprKind::Builtin(..) if is_amount(expr) => {
            let suffix = suffix(scope, moment, expr);
            Some(scope.uninterpreted(expr, suffix))
        }
        _ => None,
    }
}

fn parameter(scope: &mut Scope<'_>, expr: &Expr, index: usize) -> Option<String> {
    let field = names::field(&scope.call.parameters.get(index)?.name);
    match expr.ty {
        ExprType::Object(_) | ExprType::AnyObject => scope
            .given
            .iter()
            .find(|one| one.field == field)
            .map(|one| one.objects()),
        _ => argument(scope, expr),
    }
}

fn result(scope: &mut Scope<'_>, expr: &Expr, index: usize) -> Option<String> {
    let field = names::field(&scope.call.results.get(index)?.name);
    match expr.ty {
        ExprType::Object(_) | ExprType::AnyObject => Some(format!("Call.{field}.object'")),
        _ => argument(scope, expr),
    }
}

/// A part of an argument or result that is not a handle: a field of `Call`.
fn argument(scope: &mut Scope<'_>, expr: &Expr) -> Option<String> {
    let text = formula::text(scope.model, scope.call, expr);
    let name = match &expr.kind {
        ExprKind::Builtin(function, arguments) => {
            let what = if *function == Builtin::Length {
                "length"
            } else {
                "capacity"
            };
            let of = arguments
                .first()
                .map(|of| formula::text(scope.model, scope.call, of))?;
            format!("{of}_{what}")
        }
        _ => text,
    };
    let ty = match expr.ty {
        ExprType::Int { .. } => "set Unit".to_string(),
        ExprType::Enum(id) => {
            scope.enums.insert(id);
            format!("one {}", names::free(&scope.model.enums[id.0].name))
        }
        ExprType::Flags(id) => {
            note_flags(scope, id);
            format!("set {}", names::flags(scope.model, id))
        }
        _ => return None,
    };
    Some(scope.value(&name.replace('.', "_"), &ty))
}

fn note_flags(scope: &mut Scope<'_>, id: FlagsId) {
    if scope.model.rights != Some(id) {
        scope.flags.insert(id);
    }
}

fn model_field(scope: &mut Scope<'_>, moment: Moment, base: &Expr, index: usize) -> Option<String> {
    let object = value(scope, moment, base)?;
    let (id, field) = formula::model_field(scope.model, base.ty, index)?;
    scope.use_field(id, index);
    match field.ty {
        Type::Enum(id) => {
            scope.enums.insert(id);
        }
        Type::Flags(id) => note_flags(scope, id),
        _ => {}
    }
    Some(format!(
        "{object}.{}{}",
        names::model_field(scope.model, id, field),
        prime(moment, field)
    ))
}

fn sum(
    scope: &mut Scope<'_>,
    moment: Moment,
    op: BinaryOp,
    left: &Expr,
    right: &Expr,
) -> Option<String> {
    let a = addend(scope, moment, left)?;
    let b = addend(scope, moment, right)?;
    match op {
        BinaryOp::Add => {
            scope.assume(format!("no {a} & {b}"));
            Some(format!("({a} + {b})"))
        }
        _ => {
            scope.assume(format!("{b} in {a}"));
            Some(format!("({a} - {b})"))
        }
    }
}

fn addend(scope: &mut Scope<'_>, moment: Moment, expr: &Expr) -> Option<String> {
    match expr.kind {
        ExprKind::Int(literal) if literal > 0 => Some(scope.addend(literal)),
        _ => value(scope, moment, expr),
    }
}

fn rights_of(scope: &Scope<'_>, name: &Expr) -> Option<String> {
    match &name.kind {
        ExprKind::Parameter(index) => Some(format!(
            "Call.{}.rights",
            names::field(&scope.call.parameters.get(*index)?.name)
        )),
        ExprKind::Result(index) => Some(format!(
            "Call.{}.rights'",
            names::field(&scope.call.results.get(*index)?.name)
        )),
        _ => None,
    }
}
