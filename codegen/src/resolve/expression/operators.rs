//! Operators: types, bounds, and conditions that could never be otherwise.

use super::range::{self, Order};
use super::*;

impl Resolver<'_> {
    pub(super) fn unary(
        &mut self,
        context: &Context<'_>,
        whole: &ast::Expr,
        sign: &str,
        operand: &ast::Expr,
    ) -> Option<Expr> {
        let typed = self.infer(context, operand, None)?;
        if sign == "!" {
            let typed = self.expect(typed, ExprType::Bool, operand)?;
            return Some(truth(ExprKind::Unary(UnaryOp::Not, Box::new(typed))));
        }
        let (low, high) = self.bounds(&typed, operand)?;
        let negated = low
            .checked_neg()
            .zip(high.checked_neg())
            .map(|(a, b)| (b, a));
        let ty = self.bounded(negated, whole)?;
        let kind = ExprKind::Unary(UnaryOp::Negate, Box::new(typed));
        Some(Expr { kind, ty })
    }

    pub(super) fn binary(
        &mut self,
        context: &Context<'_>,
        whole: &ast::Expr,
        sign: &str,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Option<Expr> {
        let operator = operator(sign)?;
        match operator {
            BinaryOp::And | BinaryOp::Or | BinaryOp::Implies => {
                self.logical(context, operator, left, right)
            }
            BinaryOp::Equal | BinaryOp::NotEqual => {
                self.equality(context, whole, operator, left, right)
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                self.comparison(context, whole, operator, left, right)
            }
            _ => self.arithmetic(context, whole, operator, left, right),
        }
    }

    fn logical(
        &mut self,
        context: &Context<'_>,
        operator: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Option<Expr> {
        // Both sides are typed before either gives up, so that each says what is wrong with it.
        let typed_left = self.expression(context, left, Some(ExprType::Bool));
        let typed_right = self.expression(context, right, Some(ExprType::Bool));
        Some(join(operator, typed_left?, typed_right?, ExprType::Bool))
    }

    fn equality(
        &mut self,
        context: &Context<'_>,
        whole: &ast::Expr,
        operator: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Option<Expr> {
        let (typed_left, typed_right) = self.two_sides(context, left, right)?;
        let (a, b) = (typed_left.ty, typed_right.ty);
        let is_comparable = !matches!(
            a,
            ExprType::Struct(_) | ExprType::Record(_) | ExprType::Sequence
        );
        if !is_comparable || !(fits(a, b) || fits(b, a)) {
            self.not_comparable(whole, a, b);
            return None;
        }
        if let (Some(a), Some(b)) = (range::bounds(a), range::bounds(b))
            && range::are_apart(a, b)
        {
            self.constant(whole, operator == BinaryOp::NotEqual);
        }
        Some(join(operator, typed_left, typed_right, ExprType::Bool))
    }

    fn comparison(
        &mut self,
        context: &Context<'_>,
        whole: &ast::Expr,
        operator: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Option<Expr> {
        let (typed_left, typed_right) = self.two_sides(context, left, right)?;
        match (typed_left.ty, typed_right.ty) {
            (ExprType::Float, ExprType::Float) => {}
            (ExprType::Int { low, high }, ExprType::Int { low: c, high: d }) => {
                if let Some(always) = range::decided(order(operator), (low, high), (c, d)) {
                    self.constant(whole, always);
                }
            }
            (a, b) => {
                self.not_comparable(whole, a, b);
                return None;
            }
        }
        Some(join(operator, typed_left, typed_right, ExprType::Bool))
    }

    /// Both operands; the bare name of a member gets its type from the other side.
    fn two_sides(
        &mut self,
        context: &Context<'_>,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Option<(Expr, Expr)> {
        if self.is_bare_member(context, left) {
            let right = self.infer(context, right, None)?;
            let left = self.infer(context, left, Some(right.ty))?;
            return Some((left, right));
        }
        let left = self.infer(context, left, None);
        let right = self.infer(context, right, left.as_ref().map(|left| left.ty));
        left.zip(right)
    }

    fn arithmetic(
        &mut self,
        context: &Context<'_>,
        whole: &ast::Expr,
        operator: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Option<Expr> {
        let typed_left = self.infer(context, left, None);
        let typed_right = self.infer(context, right, None);
        let (typed_left, typed_right) = typed_left.zip(typed_right)?;
        let a = self.bounds(&typed_left, left);
        let b = self.bounds(&typed_right, right);
        let (a, b) = a.zip(b)?;
        let result = match operator {
            BinaryOp::Add => range::add(a, b),
            BinaryOp::Subtract => range::subtract(a, b),
            BinaryOp::Multiply => range::multiply(a, b),
            _ => {
                let divisor = self.divisor(b, right)?;
                match operator {
                    BinaryOp::Divide => range::divide(a, divisor),
                    _ => range::remainder(a, divisor),
                }
            }
        };
        let ty = self.bounded(result, whole)?;
        Some(join(operator, typed_left, typed_right, ty))
    }

    fn divisor(&mut self, (low, high): (i128, i128), right: &ast::Expr) -> Option<i128> {
        if low == high && low != 0 {
            return Some(low);
        }
        let message = "only constants other than zero divide";
        let diagnostic = Diagnostic::new(Code::Division, right.span, message);
        self.report(diagnostic.note("then every clause has a value, whatever the arguments are"));
        None
    }

    /// The bounds of an integer; reports everything else.
    pub(super) fn bounds(&mut self, typed: &Expr, written: &ast::Expr) -> Option<(i128, i128)> {
        let found = range::bounds(typed.ty);
        if found.is_none() {
            let message = format!(
                "this is {}, where an integer is needed",
                describe(&self.model, typed.ty)
            );
            self.report(Diagnostic::new(Code::TypeMismatch, written.span, message));
        }
        found
    }

    fn bounded(&mut self, bounds: Option<(i128, i128)>, whole: &ast::Expr) -> Option<ExprType> {
        if bounds.is_none() {
            let message = "the value of this may not fit in 128 bits";
            self.report(Diagnostic::new(Code::ExceedsBits, whole.span, message));
        }
        bounds.map(|(low, high)| ExprType::Int { low, high })
    }

    fn constant(&mut self, whole: &ast::Expr, value: bool) {
        let message = format!("this is always {value}, whatever the arguments are");
        self.report(Diagnostic::new(
            Code::ConstantPredicate,
            whole.span,
            message,
        ));
    }

    fn not_comparable(&mut self, whole: &ast::Expr, a: ExprType, b: ExprType) {
        let (a, b) = (describe(&self.model, a), describe(&self.model, b));
        let message = format!("{a} and {b} can't be compared like this");
        self.report(Diagnostic::new(Code::TypeMismatch, whole.span, message));
    }
}

fn join(operator: BinaryOp, left: Expr, right: Expr, ty: ExprType) -> Expr {
    let kind = ExprKind::Binary(operator, Box::new(left), Box::new(right));
    Expr { kind, ty }
}

fn operator(sign: &str) -> Option<BinaryOp> {
    Some(match sign {
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        "%" => BinaryOp::Remainder,
        "==" => BinaryOp::Equal,
        "!=" => BinaryOp::NotEqual,
        "<" => BinaryOp::Less,
        "<=" => BinaryOp::LessEqual,
        ">" => BinaryOp::Greater,
        ">=" => BinaryOp::GreaterEqual,
        "&&" => BinaryOp::And,
        "||" => BinaryOp::Or,
        "implies" => BinaryOp::Implies,
        _ => return None,
    })
}

fn order(operator: BinaryOp) -> Order {
    match operator {
        BinaryOp::Less => Order::Less,
        BinaryOp::LessEqual => Order::LessEqual,
        BinaryOp::Greater => Order::Greater,
        _ => Order::GreaterEqual,
    }
}
