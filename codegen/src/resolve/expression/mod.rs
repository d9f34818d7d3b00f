//! Expressions: typed, total, and every integer bounded within 128 bits.

mod builtins;
mod names;
mod operators;
mod range;

use std::collections::BTreeMap;

use super::*;

/// What an expression can speak about, and when it is evaluated.
pub struct Context<'c> {
    /// Whose names are in scope.
    pub module: ModuleId,
    /// The owner of parameters whose type is unknown.
    pub owner: Option<ItemId>,
    /// By index, as `ExprKind::Parameter` counts.
    pub parameters: &'c [Parameter],
    /// By index, as `ExprKind::Result` counts.
    pub results: &'c [Parameter],
    /// What a group's parameters stand for.
    pub bindings: &'c BTreeMap<&'c str, Expr>,
    /// When.
    pub moment: Moment,
}

/// When an expression is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Once, before the call: arguments, and fields that can't change meanwhile.
    Submission,
    /// At the commit point.
    Commit,
    /// Just after the commit point: results and `old` too.
    After,
    /// Never: it names something.
    Anywhere,
}

impl Resolver<'_> {
    /// Types an expression. None when it is wrong, which is reported, or when it speaks about something that is.
    pub(super) fn expression(
        &mut self,
        context: &Context<'_>,
        expression: &ast::Expr,
        wanted: Option<ExprType>,
    ) -> Option<Expr> {
        let typed = self.infer(context, expression, wanted)?;
        match wanted {
            Some(ExprType::Bool) => self.expect(typed, ExprType::Bool, expression),
            _ => Some(typed),
        }
    }

    fn infer(
        &mut self,
        context: &Context<'_>,
        expression: &ast::Expr,
        wanted: Option<ExprType>,
    ) -> Option<Expr> {
        match &expression.kind {
            ast::ExprKind::Number(value) => Some(integer(*value)),
            ast::ExprKind::Bool(value) => Some(truth(ExprKind::Bool(*value))),
            ast::ExprKind::Path(path) => self.path(context, path, wanted),
            ast::ExprKind::Unary(sign, operand) => self.unary(context, expression, sign, operand),
            ast::ExprKind::Binary(sign, left, right) => {
                self.binary(context, expression, sign, left, right)
            }
            ast::ExprKind::Function(name, arguments) => self.function(context, name, arguments),
            ast::ExprKind::Has(handle, rights) => self.has(context, handle, rights),
            ast::ExprKind::Broken => None,
        }
    }

    fn expect(&mut self, typed: Expr, wanted: ExprType, expression: &ast::Expr) -> Option<Expr> {
        if fits(typed.ty, wanted) {
            return Some(typed);
        }
        let message = format!(
            "this is {}, where {} is needed",
            describe(&self.model, typed.ty),
            describe(&self.model, wanted)
        );
        self.report(Diagnostic::new(
            Code::TypeMismatch,
            expression.span,
            message,
        ));
        None
    }
}

fn integer(value: i128) -> Expr {
    let ty = ExprType::Int {
        low: value,
        high: value,
    };
    let kind = ExprKind::Int(value);
    Expr { kind, ty }
}

fn truth(kind: ExprKind) -> Expr {
    let ty = ExprType::Bool;
    Expr { kind, ty }
}

/// Whether a value of type `given` may stand where `wanted` is needed. Ranges are checked elsewhere.
pub fn fits(given: ExprType, wanted: ExprType) -> bool {
    use ExprType::*;
    match (given, wanted) {
        (Int { .. }, Int { .. }) | (Object(_), AnyObject) => true,
        _ => given == wanted,
    }
}

/// The type that a value of `ty` has in expressions; none for types that expressions can't speak about.
pub fn type_of(ty: &Type) -> Option<ExprType> {
    Some(match ty {
        Type::Bool => ExprType::Bool,
        Type::Int(int) => range::of_int(*int),
        Type::Duration | Type::Instant(_) => range::of_int(IntType::U64),
        Type::F32 | Type::F64 => ExprType::Float,
        Type::String | Type::Bytes | Type::List(_) => ExprType::Sequence,
        Type::Struct(id) => ExprType::Struct(*id),
        Type::Record(id) => ExprType::Record(*id),
        Type::Enum(id) => ExprType::Enum(*id),
        Type::Flags(id) => ExprType::Flags(*id),
        Type::Handle { handle, .. } => ExprType::Object(*handle),
        Type::AnyHandle { .. } => ExprType::AnyObject,
        Type::Uuid | Type::Variant(_) | Type::Option(_) => return None,
    })
}

/// What a type is called in a message.
pub fn describe(model: &Model, ty: ExprType) -> String {
    match ty {
        ExprType::Bool => "a truth value".to_string(),
        ExprType::Int { .. } => "an integer".to_string(),
        ExprType::Float => "a floating-point number".to_string(),
        ExprType::Enum(id) => format!("a `{}`", model.enums[id.0].name),
        ExprType::Flags(id) => format!("a set of `{}`", model.flags[id.0].name),
        // Handles of a later declaration may be described before they are resolved.
        ExprType::Object(id) => match model.handles.get(id.0) {
            Some(handle) => format!("an object of type `{}`", handle.name),
            None => "an object".to_string(),
        },
        ExprType::AnyObject => "an object of any type".to_string(),
        ExprType::Struct(id) => format!("a `{}`", model.structs[id.0].name),
        ExprType::Record(id) => format!("a `{}`", model.records[id.0].name),
        ExprType::Sequence => "a sequence".to_string(),
    }
}
