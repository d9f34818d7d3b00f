//! What the names of a kernel stand for: registers, variables and labels, in nested scopes.

use std::collections::HashMap;

use super::error::LoadError;
use super::execute::registers::{Layout, Predicate, Slot, Width};
use super::fault::Space;
use super::syntax::Name;
use super::types::Type;

/// A variable and its address, which is the same number in its space and as a generic address.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    pub space: Space,
    pub address: u64,
}

/// A register: its declared type and its place in the register file.
#[derive(Clone, Copy, Debug)]
pub struct Register {
    pub kind: Type,
    pub place: Place,
}

#[derive(Clone, Copy, Debug)]
pub enum Place {
    Value(Slot),
    Truth(Predicate),
}

/// The names that are declared between one pair of braces.
#[derive(Default)]
struct Scope<'t> {
    parent: Option<usize>,
    registers: HashMap<&'t str, Type>,
    /// `%r<8>` as `%r`, 8.
    ranges: Vec<(&'t str, u64, Type)>,
    variables: HashMap<&'t str, Variable>,
    labels: HashMap<&'t str, u32>,
    places: HashMap<&'t str, Place>,
}

/// Every scope of a kernel. The first is the module's.
pub struct Scopes<'t> {
    scopes: Vec<Scope<'t>>,
}

type Result<T> = std::result::Result<T, LoadError>;

impl<'t> Scopes<'t> {
    pub fn new() -> Self {
        Scopes {
            scopes: vec![Scope::default()],
        }
    }

    /// The number of a new scope inside `parent`.
    pub fn open(&mut self, parent: usize) -> usize {
        self.scopes.push(Scope {
            parent: Some(parent),
            ..Scope::default()
        });
        self.scopes.len() - 1
    }

    pub fn declare_register(&mut self, scope: usize, name: Name<'t>, kind: Type) -> Result<()> {
        self.refuse_second(scope, name)?;
        self.scopes[scope].registers.insert(name.text, kind);
        Ok(())
    }

    pub fn declare_range(
        &mut self,
        scope: usize,
        name: Name<'t>,
        count: u64,
        kind: Type,
    ) -> Result<()> {
        let ranges = &mut self.scopes[scope].ranges;
        if ranges.iter().any(|(prefix, ..)| *prefix == name.text) {
            return Err(second(name));
        }
        ranges.push((name.text, count, kind));
        Ok(())
    }

    pub fn declare_variable(
        &mut self,
        scope: usize,
        name: Name<'t>,
        variable: Variable,
    ) -> Result<()> {
        self.refuse_second(scope, name)?;
        self.scopes[scope].variables.insert(name.text, variable);
        Ok(())
    }

    pub fn declare_label(&mut self, scope: usize, name: Name<'t>, target: u32) -> Result<()> {
        match self.scopes[scope].labels.insert(name.text, target) {
            None => Ok(()),
            Some(_) => Err(second(name)),
        }
    }

    fn refuse_second(&self, scope: usize, name: Name<'t>) -> Result<()> {
        let scope = &self.scopes[scope];
        let taken =
            scope.registers.contains_key(name.text) || scope.variables.contains_key(name.text);
        if taken { Err(second(name)) } else { Ok(()) }
    }

    pub fn label(&self, scope: usize, name: &str) -> Option<u32> {
        self.search(scope, |scope| scope.labels.get(name).copied())
            .map(|(_, target)| target)
    }

    pub fn variable(&self, scope: usize, name: &str) -> Option<Variable> {
        self.search(scope, |scope| scope.variables.get(name).copied())
            .map(|(_, variable)| variable)
    }

    /// The register of this name, which gets its place when it is first asked for.
    pub fn register(
        &mut self,
        scope: usize,
        name: &'t str,
        layout: &mut Layout,
    ) -> Option<Register> {
        let (owner, kind) = self.search(scope, |scope| scope.declared(name))?;
        let place = *self.scopes[owner]
            .places
            .entry(name)
            .or_insert_with(|| match kind {
                Type::Pred => Place::Truth(layout.predicate()),
                _ => Place::Value(layout.slot(Width::of(kind.size()))),
            });
        Some(Register { kind, place })
    }

    fn search<T>(
        &self,
        scope: usize,
        find: impl Fn(&Scope<'t>) -> Option<T>,
    ) -> Option<(usize, T)> {
        let mut next = Some(scope);
        while let Some(number) = next {
            let scope = &self.scopes[number];
            if let Some(found) = find(scope) {
                return Some((number, found));
            }
            next = scope.parent;
        }
        None
    }
}

impl Scope<'_> {
    fn declared(&self, name: &str) -> Option<Type> {
        if let Some(kind) = self.registers.get(name) {
            return Some(*kind);
        }
        let prefix = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        self.ranges
            .iter()
            .find(|range| is_in_range(name, prefix, range))
            .map(|(_, _, kind)| *kind)
    }
}

/// Whether `name` is a member of a range; the range's own name may end in digits.
fn is_in_range(name: &str, prefix: &str, range: &(&str, u64, Type)) -> bool {
    let (start, count, _) = range;
    let Some(digits) = name.strip_prefix(start) else {
        return false;
    };
    let canonical = digits == "0" || !digits.starts_with('0');
    start.len() >= prefix.len()
        && canonical
        && digits.parse::<u64>().is_ok_and(|number| number < *count)
}

fn second(name: Name<'_>) -> LoadError {
    LoadError::new(
        name.position,
        format!("`{}` is declared a second time", name.text),
    )
}
