//! Expressions: precedence, from the flat list that the grammar reads.

use std::collections::VecDeque;

use super::*;

/// Operators, brackets and calls in one expression.
const MOST_NODES: usize = 200;

/// Operators from the loosest to the tightest; those of one row group to the left, `implies` to the right.
const PRECEDENCE: &[&[&str]] = &[
    &["implies"],
    &["||"],
    &["&&"],
    &["==", "!=", "<", "<=", ">", ">="],
    &["+", "-"],
    &["*", "/", "%"],
];

impl Builder<'_> {
    pub(super) fn expression(&mut self, pair: &Pair<'_, Rule>) -> Expr {
        let nodes = pair.clone().into_inner().flatten();
        let steps = nodes
            .filter(|node| matches!(node.as_rule(), Rule::prefix | Rule::infix | Rule::operand));
        if steps.count() > MOST_NODES {
            let message = format!("this expression has more than {MOST_NODES} parts");
            let span = self.span(pair);
            self.report(Diagnostic::new(Code::TooDeep, span, message));
            return broken(span);
        }
        self.tree(pair)
    }

    fn tree(&mut self, pair: &Pair<'_, Rule>) -> Expr {
        let mut parts: VecDeque<_> = pair.clone().into_inner().collect();
        let span = self.span(pair);
        self.binary(&mut parts, 0).unwrap_or_else(|| broken(span))
    }

    fn binary(&mut self, parts: &mut VecDeque<Pair<'_, Rule>>, level: usize) -> Option<Expr> {
        let Some(operators) = PRECEDENCE.get(level) else {
            return self.unary(parts);
        };
        let mut left = self.binary(parts, level + 1)?;
        while parts
            .front()
            .is_some_and(|next| operators.contains(&operator(next)))
        {
            let sign = parts.pop_front()?;
            let right = match level {
                0 => self.binary(parts, 0)?,
                _ => self.binary(parts, level + 1)?,
            };
            left = match self.is_chain(level, &left, &sign) {
                true => broken(left.span.to(right.span)),
                false => binary(operator(&sign), left, right),
            };
        }
        Some(left)
    }

    /// `a < b < c` means nothing: comparisons do not chain.
    fn is_chain(&mut self, level: usize, left: &Expr, sign: &Pair<'_, Rule>) -> bool {
        let comparison = PRECEDENCE[3];
        let compares = matches!(&left.kind, ExprKind::Binary(before, ..) if comparison.contains(&before.as_str()));
        let is_chain = level == 3 && compares && !left.is_bracketed();
        if is_chain {
            let message = "comparisons do not chain";
            let diagnostic = Diagnostic::new(Code::UnexpectedText, self.span(sign), message);
            self.report(diagnostic.note("write `a < b && b < c`"));
        }
        is_chain
    }

    fn unary(&mut self, parts: &mut VecDeque<Pair<'_, Rule>>) -> Option<Expr> {
        let first = parts.pop_front()?;
        if first.as_rule() != Rule::prefix {
            return Some(self.operand(&first));
        }
        let operand = self.unary(parts)?;
        let span = self.span(&first).to(operand.span);
        let kind = ExprKind::Unary(first.as_str().to_string(), Box::new(operand));
        Some(Expr { kind, span })
    }

    fn operand(&mut self, pair: &Pair<'_, Rule>) -> Expr {
        let span = self.span(pair);
        let Some(inner) = pair.clone().into_inner().next() else {
            return broken(span);
        };
        let expression = self.atom(&inner);
        match child(pair, Rule::has) {
            None => expression,
            Some(has) => Expr {
                kind: ExprKind::Has(Box::new(expression), self.names(&has)),
                span,
            },
        }
    }

    fn atom(&mut self, pair: &Pair<'_, Rule>) -> Expr {
        let span = self.span(pair);
        let kind = match pair.as_rule() {
            Rule::number => ExprKind::Number(self.number(pair).value),
            Rule::boolean => ExprKind::Bool(pair.as_str() == "true"),
            Rule::path => ExprKind::Path(self.path(pair)),
            Rule::function => {
                let arguments =
                    children(pair, Rule::expression).map(|argument| self.tree(&argument));
                let arguments = arguments.collect();
                ExprKind::Function(self.name_in(pair), arguments)
            }
            _ => match child(pair, Rule::expression) {
                Some(nested) => self.tree(&nested).kind,
                None => ExprKind::Broken,
            },
        };
        Expr { kind, span }
    }
}

impl Expr {
    /// Whether brackets stand around it: its span then is wider than its parts'.
    fn is_bracketed(&self) -> bool {
        matches!(&self.kind, ExprKind::Binary(_, left, _) if left.span.start != self.span.start)
    }
}

fn operator<'i>(pair: &Pair<'i, Rule>) -> &'i str {
    match pair.as_rule() {
        Rule::infix => pair.as_str().trim(),
        _ => "",
    }
}

fn binary(operator: &str, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let kind = ExprKind::Binary(operator.to_string(), Box::new(left), Box::new(right));
    Expr { kind, span }
}

fn broken(span: Span) -> Expr {
    let kind = ExprKind::Broken;
    Expr { kind, span }
}
