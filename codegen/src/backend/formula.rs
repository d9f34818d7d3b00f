//! Expressions of clauses as the language writes them, for the backends that show or name them.

use crate::model::*;

/// The fields of a struct or record; none of any other type.
pub fn fields(model: &Model, ty: ExprType) -> &[Field] {
    match ty {
        ExprType::Struct(id) => &model.structs[id.0].fields,
        ExprType::Record(id) => &model.records[id.0].fields,
        _ => &[],
    }
}

/// A model field that an expression reads, with the handle type that it belongs to.
pub fn model_field(model: &Model, base: ExprType, index: usize) -> Option<(HandleId, &ModelField)> {
    match base {
        ExprType::Object(id) => Some((id, model.handles[id.0].model.get(index)?)),
        _ => None,
    }
}

/// The predicate of a clause, as it is written: what must hold, when it fails, what it needs in order to fail.
pub fn predicate(kind: &ClauseKind) -> Option<&Expr> {
    match kind {
        ClauseKind::Requires { predicate, .. } | ClauseKind::Ensures { predicate } => {
            Some(predicate)
        }
        ClauseKind::Fails { when, .. } => Some(when),
        ClauseKind::MayFail { only_if, .. } => only_if.as_ref(),
        ClauseKind::Modifies { .. } => None,
    }
}

/// An expression and all that it is made of, itself first.
pub fn all_parts(expr: &Expr) -> Vec<&Expr> {
    let inner = expr.parts().into_iter().flat_map(all_parts);
    std::iter::once(expr).chain(inner).collect()
}

/// The operands of nested `&&`, from left to right.
pub fn conjuncts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::And, left, right) => {
            [conjuncts(left), conjuncts(right)].concat()
        }
        _ => vec![expr],
    }
}

/// How an expression of one call is shown: `offset + len(data) <= buffer.size`.
pub fn text(model: &Model, call: &Call, expr: &Expr) -> String {
    let show = |inner| text(model, call, inner);
    match &expr.kind {
        ExprKind::Int(value) => value.to_string(),
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::EnumMember(id, member) => model.enums[id.0].members[*member].name.clone(),
        ExprKind::FlagsMember(id, member) => model.flags[id.0].members[*member].name.clone(),
        ExprKind::Parameter(index) => call.parameters[*index].name.clone(),
        ExprKind::Result(index) => call.results[*index].name.clone(),
        ExprKind::Field(base, index) => {
            let name = fields(model, base.ty)
                .get(*index)
                .map_or("", |field| &field.name);
            format!("{}.{name}", show(base))
        }
        ExprKind::ModelField(base, index) => {
            let name = model_field(model, base.ty, *index).map_or("", |(_, field)| &field.name);
            format!("{}.{name}", show(base))
        }
        ExprKind::Unary(op, inner) => {
            let sign = if *op == UnaryOp::Not { "!" } else { "-" };
            format!("{sign}{}", operand(show(inner), strength(inner) < UNARY))
        }
        ExprKind::Binary(op, left, right) => {
            let own = binary_strength(*op);
            let left = operand(show(left), strength(left) < own);
            let right = operand(
                show(right),
                strength(right) <= own && !is_associative(*op, right),
            );
            format!("{left} {} {right}", sign(*op))
        }
        ExprKind::Old(inner) => format!("old({})", show(inner)),
        ExprKind::Builtin(function, arguments) => {
            let arguments: Vec<String> = arguments.iter().map(show).collect();
            format!("{}({})", name(*function), arguments.join(", "))
        }
    }
}

fn operand(text: String, is_weaker: bool) -> String {
    if is_weaker { format!("({text})") } else { text }
}

/// Above every operator with two operands.
const UNARY: u8 = 6;

/// How tightly an expression holds together.
fn strength(expr: &Expr) -> u8 {
    match &expr.kind {
        ExprKind::Binary(op, ..) => binary_strength(*op),
        ExprKind::Unary(..) => UNARY,
        _ => UNARY + 1,
    }
}

fn binary_strength(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Implies => 0,
        BinaryOp::Or => 1,
        BinaryOp::And => 2,
        BinaryOp::Add | BinaryOp::Subtract => 4,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Remainder => 5,
        _ => 3,
    }
}

/// Whether the right operand is the same operator, for which the grouping does not matter.
fn is_associative(op: BinaryOp, right: &Expr) -> bool {
    let groups_freely = matches!(
        op,
        BinaryOp::And | BinaryOp::Or | BinaryOp::Add | BinaryOp::Multiply
    );
    groups_freely && matches!(&right.kind, ExprKind::Binary(inner, ..) if *inner == op)
}

fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Remainder => "%",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::And => "&&",
        BinaryOp::Or => "||",
        BinaryOp::Implies => "implies",
    }
}

fn name(function: Builtin) -> &'static str {
    match function {
        Builtin::Length => "len",
        Builtin::Capacity => "capacity",
        Builtin::IsPowerOfTwo => "is_power_of_two",
        Builtin::RightsOf => "rights_of",
        Builtin::IsSubset => "is_subset",
        Builtin::Min => "min",
        Builtin::Max => "max",
    }
}
