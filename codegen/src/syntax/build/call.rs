//! Calls, groups and clauses.

use super::*;

impl Builder<'_> {
    pub(super) fn call(&mut self, pair: &Pair<'_, Rule>) -> Call {
        let results = child(pair, Rule::results);
        Call {
            kind: child(pair, Rule::call_kind).map(|kind| self.name(&kind)),
            number: self.number_in(pair),
            parameters: self.parameters(pair),
            results: results.map_or(Vec::new(), |results| self.parameter_list(&results)),
            emits: child(pair, Rule::emits).map(|emits| self.path_in(&emits)),
            clauses: self.body(pair),
        }
    }

    pub(super) fn group(&mut self, pair: &Pair<'_, Rule>) -> Group {
        Group {
            parameters: self.parameters(pair),
            clauses: self.body(pair),
        }
    }

    fn parameters(&mut self, pair: &Pair<'_, Rule>) -> Vec<Parameter> {
        child(pair, Rule::parameters).map_or(Vec::new(), |list| self.parameter_list(&list))
    }

    fn parameter_list(&mut self, pair: &Pair<'_, Rule>) -> Vec<Parameter> {
        children(pair, Rule::parameter)
            .map(|parameter| self.parameter(&parameter))
            .collect()
    }

    fn parameter(&mut self, pair: &Pair<'_, Rule>) -> Parameter {
        let mut ty = self.type_in(pair);
        if let Some(ownership) = child(pair, Rule::ownership) {
            ty.ownership = Some(self.name(&ownership));
        }
        Parameter {
            header: self.header(pair),
            direction: child(pair, Rule::direction).map(|direction| self.name(&direction)),
            name: self.name_in(pair),
            ty,
        }
    }

    fn body(&mut self, pair: &Pair<'_, Rule>) -> Vec<Clause> {
        let body = child(pair, Rule::body);
        let clauses = body.iter().flat_map(|body| children(body, Rule::clause));
        clauses.filter_map(|clause| self.clause(&clause)).collect()
    }

    fn clause(&mut self, pair: &Pair<'_, Rule>) -> Option<Clause> {
        let inner = pair
            .clone()
            .into_inner()
            .find(|part| !matches!(part.as_rule(), Rule::header | Rule::semicolon))?;
        Some(Clause {
            header: self.header(pair),
            name: child(&inner, Rule::label).map(|label| self.name_in(&label)),
            kind: self.clause_kind(&inner),
            span: self.span(&inner),
        })
    }

    fn clause_kind(&mut self, pair: &Pair<'_, Rule>) -> ClauseKind {
        let error =
            child(pair, Rule::error_name).map_or(Name::default(), |error| self.name_in(&error));
        let mut expressions: Vec<_> = children(pair, Rule::expression)
            .map(|expression| self.expression(&expression))
            .collect();
        if pair.as_rule() == Rule::apply {
            return ClauseKind::Apply {
                group: self.name_in(pair),
                arguments: expressions,
            };
        }
        let first = expressions.pop();
        match (pair.as_rule(), first) {
            (Rule::requires, Some(predicate)) => ClauseKind::Requires { predicate, error },
            (Rule::fails, Some(when)) => ClauseKind::Fails { error, when },
            (Rule::may_fail, only_if) => ClauseKind::MayFail { error, only_if },
            (Rule::modifies, Some(target)) => ClauseKind::Modifies { target },
            (Rule::ensures, Some(predicate)) => ClauseKind::Ensures { predicate },
            _ => ClauseKind::Invariant,
        }
    }
}
