//! What one slice declares, gathered while its clauses are written.

use std::collections::BTreeSet;

use super::account::{self, Account};
use super::handle::{self, Given, Made};
use super::{formula, names};
use crate::model::*;

/// A slice while it is being written.
pub struct Scope<'m> {
    /// The API.
    pub model: &'m Model,
    /// The call.
    pub call: &'m Call,
    /// Names that it takes.
    pub given: Vec<Given>,
    /// Names that it gives.
    pub made: Vec<Made>,
    /// What is accounted for by what the call makes or closes.
    pub accounts: Vec<Account>,
    /// Fields of `Call` that are no handles: `size: set Unit`.
    pub values: Vec<String>,
    /// Conditions that are true or false of the call, each with its formula.
    pub truths: Vec<(String, String)>,
    /// Numbers that are compared, beside zero.
    pub numbers: BTreeSet<i128>,
    /// Numbers in sums, beside zero.
    pub addends: BTreeSet<i128>,
    /// Enums in clauses.
    pub enums: BTreeSet<EnumId>,
    /// Flags in clauses, beside rights.
    pub flags: BTreeSet<FlagsId>,
    /// What sums and differences assume of their operands.
    pub amounts: Vec<String>,
    /// How the clause that is being written is said.
    pub precision: Precision,
    types: BTreeSet<HandleId>,
    used: BTreeSet<(HandleId, usize)>,
}

/// How a clause is said in Alloy.
#[derive(Debug, Clone, Default)]
pub struct Precision {
    /// It speaks of numbers.
    pub has_numbers: bool,
    /// Formulas that stand for themselves, uninterpreted.
    pub abstracted: Vec<String>,
}

impl<'m> Scope<'m> {
    /// A slice with the types of the call's handles.
    pub fn new(model: &'m Model, call: &'m Call) -> Self {
        let given = handle::given(model, call);
        let made = handle::made(call);
        let taken = given.iter().filter_map(|one| one.handle);
        let types = taken
            .chain(made.iter().filter_map(|one| one.handle))
            .collect();
        let mut scope = Self {
            model,
            call,
            given,
            made,
            accounts: account::of_call(model, call),
            values: Vec::new(),
            truths: Vec::new(),
            numbers: BTreeSet::new(),
            addends: BTreeSet::new(),
            enums: BTreeSet::new(),
            flags: BTreeSet::new(),
            amounts: Vec::new(),
            precision: Precision::default(),
            types,
            used: BTreeSet::new(),
        };
        for account in scope.accounts.clone() {
            scope.types.extend([account.holder, account.item]);
            scope.used.extend([
                (account.holder, account.total),
                (account.item, account.amount),
                (account.item, account.link),
            ]);
        }
        scope.close_over_types();
        scope
    }

    /// The types of the slice, in source order.
    pub fn types(&self) -> Vec<HandleId> {
        self.types.iter().copied().collect()
    }

    /// The model fields of a type that the slice has: what clauses read, what can change, and what names the parent.
    pub fn fields_of(&self, id: HandleId) -> Vec<(usize, &'m ModelField)> {
        let fields = self.model.handles[id.0].model.iter().enumerate();
        fields
            .filter(|(index, field)| self.has_field(id, *index, field))
            .collect()
    }

    fn has_field(&self, id: HandleId, index: usize, field: &ModelField) -> bool {
        let names_parent = self.model.handles[id.0]
            .parent
            .as_ref()
            .is_some_and(|(name, _)| *name == field.name);
        self.used.contains(&(id, index)) || field.mutability != Mutability::Const || names_parent
    }

    /// A clause reads this field.
    pub fn use_field(&mut self, id: HandleId, index: usize) {
        self.types.insert(id);
        self.used.insert((id, index));
        self.close_over_types();
    }

    /// Parents, and objects that are values of fields, have types too.
    fn close_over_types(&mut self) {
        loop {
            let before = self.types.len();
            for id in self.types() {
                self.types.extend(
                    self.model.handles[id.0]
                        .parent
                        .as_ref()
                        .map(|(_, parent)| *parent),
                );
                let values =
                    self.fields_of(id)
                        .into_iter()
                        .filter_map(|(_, field)| match field.ty {
                            Type::Handle { handle, .. } => Some(handle),
                            _ => None,
                        });
                self.types.extend(values.collect::<Vec<_>>());
            }
            if self.types.len() == before {
                return;
            }
        }
    }

    /// A field of `Call`, declared on its first use.
    pub fn value(&mut self, name: &str, ty: &str) -> String {
        let name = names::field(name);
        let declaration = format!("{name}: {ty}");
        if !self.values.contains(&declaration) {
            self.values.push(declaration);
        }
        format!("Call.{name}")
    }

    /// A condition that Alloy does not decide.
    pub fn truth(&mut self, expr: &Expr, moment: &str) -> String {
        let text = formula::text(self.model, self.call, expr);
        let name = format!("Whether_{}{moment}", names::of_formula(&text));
        if !self.truths.iter().any(|(known, _)| *known == name) {
            self.truths.push((name.clone(), text));
        }
        format!("Call in {name}")
    }

    /// A number that Alloy does not compute.
    pub fn uninterpreted(&mut self, expr: &Expr, moment: &str) -> String {
        let text = formula::text(self.model, self.call, expr);
        self.precision.has_numbers = true;
        self.precision.abstracted.push(text.clone());
        self.value(
            &format!("computed_{}{moment}", names::of_formula(&text)),
            "set Unit",
        )
    }

    /// A number other than zero in a sum: it stands apart from the others, since the operands of a sum are disjoint.
    pub fn addend(&mut self, value: i128) -> String {
        self.addends.insert(value);
        format!("Numbers.by{value}")
    }

    /// A number other than zero, as a set of units that lies within every larger one.
    pub fn number(&mut self, value: i128) -> String {
        self.numbers.insert(value);
        format!("Numbers.n{value}")
    }

    /// What a sum or difference assumes.
    pub fn assume(&mut self, line: String) {
        if !self.amounts.contains(&line) {
            self.amounts.push(line);
        }
    }
}
