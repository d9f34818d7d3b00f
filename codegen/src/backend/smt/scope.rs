//! The symbols that one slice declares: each once, with the assumption that its type is.

use super::symbol::{self, Sort};
use crate::model::*;

/// A symbol that stands for a part of an argument or result.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// `in.options.alignment`.
    pub symbol: String,
    /// What it is.
    pub sort: Sort,
    /// A field of an options argument: its zero stands for the default.
    pub is_option: bool,
}

/// A slice while it is being written.
pub struct Scope<'m> {
    /// The API.
    pub model: &'m Model,
    /// The call.
    pub call: &'m Call,
    /// Parts of arguments and results, in the order of their first use.
    pub leaves: Vec<Leaf>,
    lines: Vec<String>,
    declared: Vec<String>,
    powers_up_to: i128,
    has_objects: bool,
}

impl<'m> Scope<'m> {
    /// An empty slice.
    pub fn new(model: &'m Model, call: &'m Call) -> Self {
        Self {
            model,
            call,
            leaves: Vec::new(),
            lines: Vec::new(),
            declared: Vec::new(),
            powers_up_to: 0,
            has_objects: false,
        }
    }

    /// A constant of this type, declared on its first use.
    pub fn constant(&mut self, symbol: String, ty: ExprType) -> String {
        if self.is_new(&symbol) {
            let sort = self.sort(ty);
            self.lines
                .push(format!("(declare-const {symbol} {})", sort.text()));
            self.assume_type(&symbol, ty);
            self.leaves.push(Leaf {
                symbol: symbol.clone(),
                sort,
                is_option: false,
            });
        }
        symbol
    }

    /// A field of an options argument. Zero, as written, reads as the default.
    pub fn option(
        &mut self,
        symbol: String,
        ty: ExprType,
        default: Option<&DefaultValue>,
    ) -> String {
        if !self.is_new(&symbol) {
            return symbol;
        }
        let sort = self.sort(ty);
        let written = match default {
            Some(DefaultValue::Int(value)) if *value != 0 => {
                let written = format!("{symbol}.written");
                self.lines
                    .push(format!("(declare-const {written} {})", sort.text()));
                self.assume_type(&written, ty);
                let value = symbol::integer(*value);
                self.lines.push(format!(
                    "(define-fun {symbol} () Int (ite (= {written} 0) {value} {written}))"
                ));
                written
            }
            _ => {
                self.lines
                    .push(format!("(declare-const {symbol} {})", sort.text()));
                self.assume_type(&symbol, ty);
                symbol.clone()
            }
        };
        self.leaves.push(Leaf {
            symbol: written,
            sort,
            is_option: true,
        });
        symbol
    }

    /// A function from objects, applied: the value of a model field.
    pub fn application(&mut self, function: &str, object: &str, ty: ExprType) -> String {
        let sort = self.sort(ty);
        self.has_objects = true;
        if self.is_new(function) {
            self.lines
                .push(format!("(declare-fun {function} (Object) {})", sort.text()));
        }
        let term = format!("({function} {object})");
        if self.is_new(&term) {
            self.assume_type(&term, ty);
        }
        term
    }

    /// The rights of a name: of those that its type has, at least what the parameter asks for.
    pub fn rights(&mut self, symbol: String, ty: ExprType, most: u32, least: u32) -> String {
        if self.is_new(&symbol) {
            let sort = self.sort(ty);
            let Sort::Flags(bits) = sort else {
                return symbol;
            };
            self.lines
                .push(format!("(declare-const {symbol} {})", sort.text()));
            self.assume(
                &format!("type of {symbol}"),
                &symbol::subset(&symbol, &symbol::flags(most.into(), bits)),
            );
            if least != 0 {
                self.assume(
                    &format!("asked of {symbol}"),
                    &symbol::subset(&symbol::flags(least.into(), bits), &symbol),
                );
            }
            self.leaves.push(Leaf {
                symbol: symbol.clone(),
                sort,
                is_option: false,
            });
        }
        symbol
    }

    /// Says that powers of two up to this value must be known.
    pub fn needs_powers(&mut self, most: i128) {
        self.powers_up_to = self.powers_up_to.max(most);
    }

    /// What has to stand before the declarations.
    pub fn preamble(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.has_objects {
            lines.push("(declare-sort Object 0)".to_string());
        }
        if self.powers_up_to > 0 {
            lines.push(String::new());
            lines.push("; Without bit operations: one of so many literals.".to_string());
            lines.push("(define-fun is_power_of_two ((n Int)) Bool (or".to_string());
            lines.extend(
                powers(self.powers_up_to)
                    .chunks(6)
                    .map(|chunk| format!("  {}", chunk.join(" "))),
            );
            lines.push("))".to_string());
        }
        lines
    }

    /// All symbols, each with its assumption.
    pub fn declarations(&self) -> Vec<String> {
        self.lines.clone()
    }

    fn sort(&mut self, ty: ExprType) -> Sort {
        let sort = Sort::of(self.model, ty);
        self.has_objects |= sort == Sort::Object;
        sort
    }

    fn is_new(&mut self, name: &str) -> bool {
        let is_new = !self.declared.iter().any(|known| known == name);
        if is_new {
            self.declared.push(name.to_string());
        }
        is_new
    }

    fn assume_type(&mut self, term: &str, ty: ExprType) {
        if let Some(range) = symbol::range(self.model, ty, term) {
            self.assume(&format!("type of {term}"), &range);
        }
    }

    fn assume(&mut self, name: &str, term: &str) {
        self.lines
            .push(format!("(assert (! {term} :named |{name}|))"));
    }
}

fn powers(most: i128) -> Vec<String> {
    let all = (0..127).map(|exponent| 1i128 << exponent);
    all.take_while(|power| *power <= most)
        .map(|power| format!("(= n {power})"))
        .collect()
}
