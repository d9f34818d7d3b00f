//! `requires` predicates as Rust: integers are mathematical, and no wider than their bounds ask for.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::leaf;
use crate::backend::rust_abi::names;
use crate::model::{BinaryOp, Builtin, Call, Expr, ExprKind, ExprType, IntType, Model, UnaryOp};

/// The width in which an integer expression is computed, so that none of its parts can wrap around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Width {
    /// The type that all its leaves have: nothing is computed, only compared.
    Own,
    /// `u64`, since no part is negative or beyond it.
    U64,
    /// `i128`, which holds whatever the language admits.
    I128,
}

/// A Rust expression that is true when the predicate is false.
pub fn negated(model: &Model, call: &Call, predicate: &Expr) -> TokenStream {
    let condition = Predicate { model, call }.condition(predicate);
    match predicate.kind {
        ExprKind::Builtin(..) => quote!(!#condition),
        _ => quote!(!(#condition)),
    }
}

struct Predicate<'m> {
    model: &'m Model,
    call: &'m Call,
}

impl Predicate<'_> {
    fn condition(&self, expr: &Expr) -> TokenStream {
        match &expr.kind {
            ExprKind::Bool(value) => quote!(#value),
            ExprKind::Unary(UnaryOp::Not, operand) => {
                let operand = self.condition(operand);
                quote!(!(#operand))
            }
            ExprKind::Binary(op, left, right) => self.binary_condition(*op, left, right),
            ExprKind::Builtin(Builtin::IsPowerOfTwo, operands) => {
                let operand =
                    self.integer(&operands[0], Width::I128.or_narrower(&[&operands[0]], self));
                quote!(is_power_of_two(#operand))
            }
            ExprKind::Builtin(Builtin::IsSubset, operands) => {
                let (left, right) = (self.other(&operands[0]), self.other(&operands[1]));
                quote!(is_subset(#left, #right))
            }
            _ => self.other(expr),
        }
    }

    fn binary_condition(&self, op: BinaryOp, left: &Expr, right: &Expr) -> TokenStream {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                let (left_tokens, right_tokens) = (self.operand(op, left), self.operand(op, right));
                let operator = operator(op);
                quote!(#left_tokens #operator #right_tokens)
            }
            BinaryOp::Implies => {
                let (left, right) = (self.condition(left), self.condition(right));
                quote!((!(#left) || (#right)))
            }
            _ => self.comparison(op, left, right),
        }
    }

    /// An operand of `&&` or `||`, in parentheses where the other of the two stands inside.
    fn operand(&self, outer: BinaryOp, expr: &Expr) -> TokenStream {
        let tokens = self.condition(expr);
        match &expr.kind {
            ExprKind::Binary(inner @ (BinaryOp::And | BinaryOp::Or), ..) if *inner != outer => {
                quote!((#tokens))
            }
            _ => tokens,
        }
    }

    fn comparison(&self, op: BinaryOp, left: &Expr, right: &Expr) -> TokenStream {
        let operator = operator(op);
        let (left, right) = match (left.ty, right.ty) {
            (ExprType::Int { .. }, ExprType::Int { .. }) => {
                let width = Width::I128.or_narrower(&[left, right], self);
                (self.side(left, width), self.side(right, width))
            }
            (ExprType::Bool, ExprType::Bool) => (self.condition(left), self.condition(right)),
            _ => (self.other(left), self.other(right)),
        };
        quote!(#left #operator #right)
    }

    /// One side of a comparison, which binds less than anything inside.
    fn side(&self, expr: &Expr, width: Width) -> TokenStream {
        let ExprKind::Binary(op, left, right) = &expr.kind else {
            return self.integer(expr, width);
        };
        let (left, right) = (self.integer(left, width), self.integer(right, width));
        let operator = operator(*op);
        quote!(#left #operator #right)
    }

    /// An integer expression in `width`.
    fn integer(&self, expr: &Expr, width: Width) -> TokenStream {
        match &expr.kind {
            ExprKind::Int(value) => literal(*value),
            ExprKind::Unary(UnaryOp::Negate, operand) => {
                let operand = self.integer(operand, width);
                quote!((-#operand))
            }
            ExprKind::Binary(op, left, right) => {
                let (left, right) = (self.integer(left, width), self.integer(right, width));
                let operator = operator(*op);
                quote!((#left #operator #right))
            }
            ExprKind::Builtin(function @ (Builtin::Min | Builtin::Max), operands) => {
                let (left, right) = (
                    self.integer(&operands[0], width),
                    self.integer(&operands[1], width),
                );
                let method = names::ident(if *function == Builtin::Min {
                    "min"
                } else {
                    "max"
                });
                quote!((#left).#method(#right))
            }
            _ => self.leaf(expr, width),
        }
    }

    fn leaf(&self, expr: &Expr, width: Width) -> TokenStream {
        let value = leaf::value(self.model, self.call, expr);
        match (width, leaf::int_type(self.model, self.call, expr)) {
            (Width::Own, _) | (Width::U64, Some(IntType::U64)) => value,
            (Width::U64, _) => quote!(u64::from(#value)),
            (Width::I128, _) => quote!(int(#value)),
        }
    }

    fn other(&self, expr: &Expr) -> TokenStream {
        leaf::value(self.model, self.call, expr)
    }

    fn bounds_fit(&self, expr: &Expr, lowest: i128, highest: i128) -> bool {
        let own = match expr.ty {
            ExprType::Int { low, high } => low >= lowest && high <= highest,
            _ => true,
        };
        own && children(expr)
            .into_iter()
            .all(|child| self.bounds_fit(child, lowest, highest))
    }

    /// The type that all leaves share when nothing is computed.
    fn shared_type(&self, exprs: &[&Expr]) -> bool {
        let mut shared: Option<IntType> = None;
        exprs.iter().all(
            |expr| match (&expr.kind, leaf::int_type(self.model, self.call, expr)) {
                (ExprKind::Int(value), _) => {
                    *value >= 0 && *value <= i128::from(i8::MAX) || self.fits_others(*value, exprs)
                }
                (_, Some(ty)) => *shared.get_or_insert(ty) == ty,
                _ => false,
            },
        )
    }

    /// Whether a literal is a value of the type that the leaves beside it have.
    fn fits_others(&self, value: i128, exprs: &[&Expr]) -> bool {
        let types = exprs
            .iter()
            .filter_map(|expr| leaf::int_type(self.model, self.call, expr));
        types.into_iter().all(|ty| {
            let bits = ty.size_bytes() * 8 - u32::from(ty.is_signed());
            let low = if ty.is_signed() { -(1i128 << bits) } else { 0 };
            value >= low && value < (1i128 << bits)
        })
    }
}

impl Width {
    /// The narrowest width in which `exprs` can be computed together.
    fn or_narrower(self, exprs: &[&Expr], scope: &Predicate<'_>) -> Width {
        if scope.shared_type(exprs) {
            Width::Own
        } else if exprs
            .iter()
            .all(|expr| scope.bounds_fit(expr, 0, i128::from(u64::MAX)))
        {
            Width::U64
        } else {
            self
        }
    }
}

fn children(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Unary(_, operand) => vec![operand],
        ExprKind::Binary(_, left, right) => vec![left, right],
        ExprKind::Builtin(Builtin::Min | Builtin::Max, operands) => operands.iter().collect(),
        _ => Vec::new(),
    }
}

fn literal(value: i128) -> TokenStream {
    let literal = Literal::i128_unsuffixed(value);
    quote!(#literal)
}

fn operator(op: BinaryOp) -> TokenStream {
    match op {
        BinaryOp::Add => quote!(+),
        BinaryOp::Subtract => quote!(-),
        BinaryOp::Multiply => quote!(*),
        BinaryOp::Divide => quote!(/),
        BinaryOp::Remainder => quote!(%),
        BinaryOp::Equal => quote!(==),
        BinaryOp::NotEqual => quote!(!=),
        BinaryOp::Less => quote!(<),
        BinaryOp::LessEqual => quote!(<=),
        BinaryOp::Greater => quote!(>),
        BinaryOp::GreaterEqual => quote!(>=),
        BinaryOp::And => quote!(&&),
        BinaryOp::Or | BinaryOp::Implies => quote!(||),
    }
}
