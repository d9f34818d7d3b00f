//! Functions of the language: `len`, `old`, `rights_of`, …, and `has`.

use super::range::of_int;
use super::*;

/// Every function, with the number of its arguments.
const FUNCTIONS: &[(&str, usize)] = &[
    ("capacity", 1),
    ("is_power_of_two", 1),
    ("is_subset", 2),
    ("len", 1),
    ("max", 2),
    ("min", 2),
    ("old", 1),
    ("rights_of", 1),
];

/// Functions of later versions, so that they can be told from misspelt ones.
const LATER: &[&str] = &["live", "forall", "exists"];

impl Resolver<'_> {
    pub(super) fn function(
        &mut self,
        context: &Context<'_>,
        name: &ast::Name,
        arguments: &[ast::Expr],
    ) -> Option<Expr> {
        self.check_function(name, arguments.len())?;
        match name.text.as_str() {
            "len" => self.length(context, &arguments[0]),
            "capacity" => self.capacity(context, &arguments[0]),
            "old" => self.old(context, name, &arguments[0]),
            "rights_of" => self.rights_function(context, &arguments[0]),
            "is_subset" => self.is_subset(context, &arguments[0], &arguments[1]),
            "is_power_of_two" => {
                let argument = self.infer(context, &arguments[0], None)?;
                self.bounds(&argument, &arguments[0])?;
                Some(truth(ExprKind::Builtin(
                    Builtin::IsPowerOfTwo,
                    vec![argument],
                )))
            }
            "min" => self.extreme(context, Builtin::Min, arguments),
            _ => self.extreme(context, Builtin::Max, arguments),
        }
    }

    fn check_function(&mut self, name: &ast::Name, given: usize) -> Option<()> {
        let known = FUNCTIONS.iter().find(|(known, _)| *known == name.text);
        let Some((_, wanted)) = known else {
            let message = format!("there is no function `{}`", name.text);
            let (code, message) = match LATER.contains(&name.text.as_str()) {
                true => (
                    Code::NotInThisVersion,
                    format!("`{}` is not in this version", name.text),
                ),
                false => (Code::UnknownFunction, message),
            };
            let diagnostic = Diagnostic::new(code, name.span, message);
            self.report(
                diagnostic.did_you_mean(&name.text, FUNCTIONS.iter().map(|(known, _)| *known)),
            );
            return None;
        };
        if *wanted != given {
            let message = format!("`{}` takes {wanted}, and gets {given}", name.text);
            self.report(Diagnostic::new(Code::UnknownFunction, name.span, message));
        }
        (*wanted == given).then_some(())
    }

    fn length(&mut self, context: &Context<'_>, argument: &ast::Expr) -> Option<Expr> {
        let typed = self.infer(context, argument, None)?;
        let typed = self.expect(typed, ExprType::Sequence, argument)?;
        let kind = ExprKind::Builtin(Builtin::Length, vec![typed]);
        let ty = of_int(IntType::U64);
        Some(Expr { kind, ty })
    }

    fn capacity(&mut self, context: &Context<'_>, argument: &ast::Expr) -> Option<Expr> {
        let typed = self.infer(context, argument, None)?;
        let is_out_list = match typed.kind {
            ExprKind::Parameter(index) => context.parameters.get(index).is_some_and(is_out_list),
            _ => false,
        };
        if !is_out_list {
            let message = "only an `out` list has a capacity";
            self.report(Diagnostic::new(Code::TypeMismatch, argument.span, message));
            return None;
        }
        let kind = ExprKind::Builtin(Builtin::Capacity, vec![typed]);
        let ty = of_int(IntType::U64);
        Some(Expr { kind, ty })
    }

    fn old(
        &mut self,
        context: &Context<'_>,
        name: &ast::Name,
        argument: &ast::Expr,
    ) -> Option<Expr> {
        if context.moment != Moment::After {
            let message = "`old` stands in `ensures` alone";
            self.report(Diagnostic::new(Code::WrongMoment, name.span, message));
            return None;
        }
        // Before the commit point there are no results and no older values.
        let before = Context {
            moment: Moment::Commit,
            ..*context
        };
        let typed = self.infer(&before, argument, None)?;
        let ty = typed.ty;
        let kind = ExprKind::Old(Box::new(typed));
        Some(Expr { kind, ty })
    }

    fn rights_function(&mut self, context: &Context<'_>, argument: &ast::Expr) -> Option<Expr> {
        let typed = self.infer(context, argument, None)?;
        let typed = self.expect_handle(typed, argument)?;
        self.rights_of(typed, argument)
    }

    fn expect_handle(&mut self, typed: Expr, written: &ast::Expr) -> Option<Expr> {
        let is_handle = matches!(typed.kind, ExprKind::Parameter(_) | ExprKind::Result(_))
            && matches!(typed.ty, ExprType::Object(_) | ExprType::AnyObject);
        if is_handle {
            return Some(typed);
        }
        let message = "rights are those of a handle: a parameter or a result";
        self.report(Diagnostic::new(Code::TypeMismatch, written.span, message));
        None
    }

    fn rights_of(&mut self, handle: Expr, written: &ast::Expr) -> Option<Expr> {
        let Some(rights) = self.model.rights else {
            let message = "no `flags` type of the API is marked `@rights`";
            self.report(Diagnostic::new(Code::UnknownRight, written.span, message));
            return None;
        };
        let kind = ExprKind::Builtin(Builtin::RightsOf, vec![handle]);
        let ty = ExprType::Flags(rights);
        Some(Expr { kind, ty })
    }

    fn is_subset(
        &mut self,
        context: &Context<'_>,
        left: &ast::Expr,
        right: &ast::Expr,
    ) -> Option<Expr> {
        let (typed_left, typed_right) = match self.is_bare_member(context, left) {
            true => {
                let typed_right = self.infer(context, right, None)?;
                (
                    self.infer(context, left, Some(typed_right.ty))?,
                    typed_right,
                )
            }
            false => {
                let typed_left = self.infer(context, left, None)?;
                let typed_right = self.infer(context, right, Some(typed_left.ty))?;
                (typed_left, typed_right)
            }
        };
        if !matches!(typed_left.ty, ExprType::Flags(_)) {
            let message = format!(
                "this is {}, not a set of flags",
                describe(&self.model, typed_left.ty)
            );
            self.report(Diagnostic::new(Code::TypeMismatch, left.span, message));
            return None;
        }
        let typed_right = self.expect(typed_right, typed_left.ty, right)?;
        Some(truth(ExprKind::Builtin(
            Builtin::IsSubset,
            vec![typed_left, typed_right],
        )))
    }

    fn extreme(
        &mut self,
        context: &Context<'_>,
        builtin: Builtin,
        arguments: &[ast::Expr],
    ) -> Option<Expr> {
        let left = self.infer(context, &arguments[0], None)?;
        let right = self.infer(context, &arguments[1], None)?;
        let (a, b) = self.bounds(&left, &arguments[0])?;
        let (c, d) = self.bounds(&right, &arguments[1])?;
        let (low, high) = match builtin {
            Builtin::Min => (a.min(c), b.min(d)),
            _ => (a.max(c), b.max(d)),
        };
        let kind = ExprKind::Builtin(builtin, vec![left, right]);
        let ty = ExprType::Int { low, high };
        Some(Expr { kind, ty })
    }

    /// `handle has READ | WRITE`: each right is in the handle's.
    pub(super) fn has(
        &mut self,
        context: &Context<'_>,
        handle: &ast::Expr,
        rights: &[ast::Name],
    ) -> Option<Expr> {
        let typed = self.infer(context, handle, None)?;
        let typed = self.expect_handle(typed, handle)?;
        let all = self.rights_of(typed, handle)?;
        let mut tests = Vec::new();
        for right in rights {
            let right = self.path(context, &path_of(right), Some(all.ty))?;
            tests.push(truth(ExprKind::Builtin(
                Builtin::IsSubset,
                vec![right, all.clone()],
            )));
        }
        tests
            .into_iter()
            .reduce(|a, b| truth(ExprKind::Binary(BinaryOp::And, Box::new(a), Box::new(b))))
    }
}

fn is_out_list(parameter: &Parameter) -> bool {
    parameter.direction == Direction::Out && matches!(parameter.ty, Type::List(_))
}

fn path_of(name: &ast::Name) -> ast::Path {
    ast::Path {
        names: vec![name.clone()],
        span: name.span,
    }
}
