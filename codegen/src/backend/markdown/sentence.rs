//! Expressions of clauses as English sentences.

use super::formula;
use super::text;
use crate::model::*;

/// A condition as a clause of a sentence: "`size` is greater than 0".
pub fn condition(model: &Model, call: &Call, expr: &Expr) -> String {
    English { model, call }.condition(expr)
}

/// The opposite condition: "`size` is 0".
pub fn opposite(model: &Model, call: &Call, expr: &Expr) -> String {
    English { model, call }.opposite(expr)
}

struct English<'m> {
    model: &'m Model,
    call: &'m Call,
}

impl English<'_> {
    fn condition(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Unary(UnaryOp::Not, inner) => self.opposite(inner),
            ExprKind::Binary(BinaryOp::And, ..) => self.list(&formula::conjuncts(expr), "and"),
            ExprKind::Binary(BinaryOp::Or, ..) => self.list(&alternatives(expr), "or"),
            ExprKind::Binary(BinaryOp::Implies, left, right) => {
                format!("{} if {}", self.condition(right), self.condition(left))
            }
            ExprKind::Binary(op, left, right) => self.comparison(*op, left, right),
            ExprKind::Builtin(Builtin::IsPowerOfTwo, arguments) => {
                format!("{} is a power of two", self.nouns(arguments, ""))
            }
            ExprKind::Builtin(Builtin::IsSubset, arguments) => {
                self.subset(arguments, "has", "has all of")
            }
            ExprKind::Old(inner) => format!("{} before the call", self.condition(inner)),
            _ => format!("{} is true", self.noun(expr)),
        }
    }

    fn opposite(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Unary(UnaryOp::Not, inner) => self.condition(inner),
            // Neither of two numbers need be the larger one, when one of them is none.
            ExprKind::Binary(op, left, right) if is_order_of_floats(*op, left) => self
                .comparison(*op, left, right)
                .replacen(" is ", " is not ", 1),
            ExprKind::Binary(op, left, right) if negated(*op).is_some() => {
                self.comparison(negated(*op).unwrap_or(*op), left, right)
            }
            ExprKind::Binary(BinaryOp::And, ..) => {
                let parts: Vec<String> = formula::conjuncts(expr)
                    .into_iter()
                    .map(|part| self.opposite(part))
                    .collect();
                joined(&parts, "or")
            }
            ExprKind::Binary(BinaryOp::Or, ..) => {
                let parts: Vec<String> = alternatives(expr)
                    .into_iter()
                    .map(|part| self.opposite(part))
                    .collect();
                joined(&parts, "and")
            }
            ExprKind::Binary(BinaryOp::Implies, left, right) => {
                format!("{}, and {}", self.condition(left), self.opposite(right))
            }
            ExprKind::Builtin(Builtin::IsPowerOfTwo, arguments) => {
                format!("{} is not a power of two", self.nouns(arguments, ""))
            }
            ExprKind::Builtin(Builtin::IsSubset, arguments) => {
                self.subset(arguments, "lacks", "lacks some of")
            }
            ExprKind::Old(inner) => format!("{} before the call", self.opposite(inner)),
            _ => format!("{} is false", self.noun(expr)),
        }
    }

    fn list(&self, parts: &[&Expr], word: &str) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.condition(part)).collect();
        joined(&parts, word)
    }

    fn comparison(&self, op: BinaryOp, left: &Expr, right: &Expr) -> String {
        if is_zero(op, left, right) {
            return format!("{} is 0", self.noun(left));
        }
        let is_object = matches!(left.ty, ExprType::Object(_) | ExprType::AnyObject);
        let verb = match (op, is_object) {
            (BinaryOp::Equal, true) => "is the same object as",
            (BinaryOp::NotEqual, true) => "is another object than",
            (BinaryOp::Equal, false) => "is",
            (BinaryOp::NotEqual, false) => "is not",
            (BinaryOp::Less, _) => "is less than",
            (BinaryOp::LessEqual, _) => "is at most",
            (BinaryOp::Greater, _) => "is greater than",
            (BinaryOp::GreaterEqual, _) => "is at least",
            _ => "and",
        };
        format!("{} {verb} {}", self.noun(left), self.noun(right))
    }

    /// Rights that a handle has, or flags that others hold.
    fn subset(&self, arguments: &[Expr], has: &str, has_all: &str) -> String {
        let [inner, outer] = arguments else {
            return String::new();
        };
        let holder = match &outer.kind {
            ExprKind::Builtin(Builtin::RightsOf, handle) => self.nouns(handle, ""),
            _ => self.noun(outer),
        };
        match inner.kind {
            ExprKind::FlagsMember(..) => format!("{holder} {has} {}", self.noun(inner)),
            _ => format!("{holder} {has_all} {}", self.noun(inner)),
        }
    }

    /// A value as a noun.
    fn noun(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Int(value) => value.to_string(),
            // Words have no parentheses.
            ExprKind::Binary(op, left, right) if !is_chain(*op, left, right) => self.formula(expr),
            ExprKind::Binary(op, left, right) => {
                let word = match op {
                    BinaryOp::Add => "plus",
                    BinaryOp::Subtract => "minus",
                    BinaryOp::Multiply => "times",
                    BinaryOp::Divide => "divided by",
                    BinaryOp::Remainder => "modulo",
                    _ => return self.condition(expr),
                };
                format!("{} {word} {}", self.noun(left), self.noun(right))
            }
            ExprKind::Unary(UnaryOp::Negate, _) => self.formula(expr),
            ExprKind::Old(inner) => format!("{} before the call", self.noun(inner)),
            ExprKind::Builtin(Builtin::Length, of) => self.nouns(of, "the length of "),
            ExprKind::Builtin(Builtin::Capacity, of) => self.nouns(of, "the capacity of "),
            ExprKind::Builtin(Builtin::RightsOf, of) => self.nouns(of, "the rights of "),
            ExprKind::Builtin(Builtin::Min, of) => self.nouns(of, "the smaller of "),
            ExprKind::Builtin(Builtin::Max, of) => self.nouns(of, "the larger of "),
            _ => self.formula(expr),
        }
    }

    fn formula(&self, expr: &Expr) -> String {
        text::code(&formula::text(self.model, self.call, expr))
    }

    fn nouns(&self, of: &[Expr], before: &str) -> String {
        let nouns: Vec<String> = of.iter().map(|one| self.noun(one)).collect();
        format!("{before}{}", text::and(&nouns))
    }
}

fn is_order_of_floats(op: BinaryOp, left: &Expr) -> bool {
    let is_equality = matches!(op, BinaryOp::Equal | BinaryOp::NotEqual);
    left.ty == ExprType::Float && !is_equality
}

/// Whether an operation reads the same without parentheses: its operands are simple, or the left one is a chain of it.
fn is_chain(op: BinaryOp, left: &Expr, right: &Expr) -> bool {
    let is_simple = |expr: &Expr| match &expr.kind {
        ExprKind::Old(inner) => !is_computed(inner),
        _ => !is_computed(expr),
    };
    let continues = match &left.kind {
        ExprKind::Binary(inner, a, b) => *inner == op && is_chain(op, a, b),
        _ => is_simple(left),
    };
    continues && is_simple(right)
}

fn is_computed(expr: &Expr) -> bool {
    let is_extreme = matches!(expr.kind, ExprKind::Builtin(Builtin::Min | Builtin::Max, _));
    is_extreme || matches!(expr.kind, ExprKind::Binary(..) | ExprKind::Unary(..))
}

/// Whether something that is never negative is compared so that only zero is left.
fn is_zero(op: BinaryOp, left: &Expr, right: &Expr) -> bool {
    let is_natural = matches!(left.ty, ExprType::Int { low, .. } if low >= 0);
    let leaves_zero = matches!(
        (op, &right.kind),
        (BinaryOp::LessEqual, ExprKind::Int(0)) | (BinaryOp::Less, ExprKind::Int(1))
    );
    is_natural && leaves_zero
}

fn negated(op: BinaryOp) -> Option<BinaryOp> {
    Some(match op {
        BinaryOp::Equal => BinaryOp::NotEqual,
        BinaryOp::NotEqual => BinaryOp::Equal,
        BinaryOp::Less => BinaryOp::GreaterEqual,
        BinaryOp::GreaterEqual => BinaryOp::Less,
        BinaryOp::Greater => BinaryOp::LessEqual,
        BinaryOp::LessEqual => BinaryOp::Greater,
        _ => return None,
    })
}

/// The operands of nested `||`, from left to right.
fn alternatives(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::Binary(BinaryOp::Or, left, right) => {
            [alternatives(left), alternatives(right)].concat()
        }
        _ => vec![expr],
    }
}

fn joined(parts: &[String], word: &str) -> String {
    match parts {
        [one] => one.clone(),
        [one, other] => format!("{one} {word} {other}"),
        [first @ .., last] => format!("{}, {word} {last}", first.join(", ")),
        [] => String::new(),
    }
}
