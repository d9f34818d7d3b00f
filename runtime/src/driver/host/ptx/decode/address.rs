//! Operands that are places: addresses in memory, and labels.

use super::super::execute::registers::Slot;
use super::super::fault::Space;
use super::super::scope::Place;
use super::super::special;
use super::super::syntax::{Literal, Name, Operand, OperandKind};
use super::super::types::Type;
use super::{Decode, Result};

/// Where an instruction reads or writes memory: a register's value plus a number.
#[derive(Clone, Copy, Debug)]
pub struct AddressPlace {
    pub base: Option<Slot>,
    pub offset: u64,
}

impl<'t> Decode<'_, 't> {
    /// A place in memory, within a space.
    pub fn address(&mut self, operand: &Operand<'t>, space: Space) -> Result<AddressPlace> {
        let OperandKind::Address(address) = &operand.kind else {
            return Err(self.refuse_at(operand, "takes an address in brackets here"));
        };
        let offset = address.offset as u64;
        match address.base.kind {
            OperandKind::Literal(Literal::Integer(base)) => Ok(AddressPlace {
                base: None,
                offset: base.wrapping_add(offset),
            }),
            OperandKind::Name(name) => self.named_address(&address.base, name, offset, space),
            _ => Err(self.refuse_at(operand, "takes a register, a variable or a number here")),
        }
    }

    fn named_address(
        &mut self,
        operand: &Operand<'t>,
        name: Name<'t>,
        offset: u64,
        space: Space,
    ) -> Result<AddressPlace> {
        if let Some(register) = self.register(name) {
            return match register.place {
                Place::Value(slot) if is_address(register.kind) => Ok(AddressPlace {
                    base: Some(slot),
                    offset,
                }),
                _ => Err(self.refuse_at(operand, "takes an address of 32 or 64 bits here")),
            };
        }
        match self.frame.scopes.variable(self.scope, name.text) {
            Some(variable) if space == Space::Generic || space == variable.space => {
                Ok(AddressPlace {
                    base: None,
                    offset: variable.address.wrapping_add(offset),
                })
            }
            Some(_) => Err(self.refuse_at(operand, format!("`{}` is in another space", name.text))),
            None => Err(self.undefined(name)),
        }
    }

    /// The index of the instruction after a label.
    pub fn label(&self, operand: &Operand<'_>) -> Result<u32> {
        let OperandKind::Name(name) = operand.kind else {
            return Err(self.refuse_at(operand, "takes a label here"));
        };
        let target = self.frame.scopes.label(self.scope, name.text);
        target.ok_or_else(|| self.refuse_at(operand, format!("no label `{}`", name.text)))
    }

    /// Whether the operand is the name of something about the thread that changes while it runs.
    pub fn is_clock(&self, operand: &Operand<'_>) -> bool {
        matches!(operand.kind, OperandKind::Name(name) if special::is_clock(name.text))
    }
}

fn is_address(kind: Type) -> bool {
    matches!(kind.size(), 4 | 8) && !kind.is_float()
}
