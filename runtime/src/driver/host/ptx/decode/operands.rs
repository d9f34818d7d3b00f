//! Operands turned into register places, with their types checked.

use super::super::execute::registers::{Condition, Predicate, Slot, Width};
use super::super::scope::{Place, Register};
use super::super::special;
use super::super::syntax::{Guard, Literal, Name, Operand, OperandKind};
use super::super::types::Type;
use super::super::variables::literal_bits;
use super::{Decode, LoadError, Result};

impl<'a, 't> Decode<'a, 't> {
    /// Exactly this many operands, once every suffix is explained.
    pub fn operands<const COUNT: usize>(&self) -> Result<[&'a Operand<'t>; COUNT]> {
        self.finish()?;
        let operands: Vec<_> = self.tree.operands.iter().collect();
        let found = operands.len();
        <[_; COUNT]>::try_from(operands)
            .map_err(|_| self.refuse(format!("takes {COUNT} operands, not {found}")))
    }

    /// As many operands as there are.
    pub fn all_operands(&self) -> Result<&'a [Operand<'t>]> {
        self.finish()?;
        Ok(&self.tree.operands)
    }

    /// The guard in front of the instruction.
    pub fn guard(&mut self) -> Result<Option<Condition>> {
        let Some(Guard { negated, name }) = self.tree.guard else {
            return Ok(None);
        };
        let predicate = self.predicate(name)?;
        Ok(Some(Condition { predicate, negated }))
    }

    /// A value to read whose register has exactly the type's size.
    pub fn value(&mut self, operand: &Operand<'t>, kind: Type) -> Result<Slot> {
        self.read(operand, kind, Type::accepts)
    }

    /// A value to read whose register may be wider than the type.
    pub fn wide_value(&mut self, operand: &Operand<'t>, kind: Type) -> Result<Slot> {
        self.read(operand, kind, Type::accepts_wider)
    }

    fn read(
        &mut self,
        operand: &Operand<'t>,
        kind: Type,
        accepts: fn(Type, Type) -> bool,
    ) -> Result<Slot> {
        self.refuse_second(operand)?;
        match &operand.kind {
            OperandKind::Literal(literal) => {
                let bits = self.bits_of(operand, *literal, kind)?;
                Ok(self.frame.constant(bits, Width::of(kind.size())))
            }
            OperandKind::Name(name) => self.read_name(operand, *name, kind, accepts),
            _ => Err(self.refuse_at(operand, "takes a register or a number here")),
        }
    }

    fn read_name(
        &mut self,
        operand: &Operand<'t>,
        name: Name<'t>,
        kind: Type,
        accepts: fn(Type, Type) -> bool,
    ) -> Result<Slot> {
        if let Some(register) = self.register(name) {
            return self.slot(operand, register, kind, accepts);
        }
        if let Some(special) = special::fixed(name.text) {
            let register = Register {
                kind: Type::U32,
                place: Place::Value(self.frame.special(special)),
            };
            return self.slot(operand, register, kind, accepts);
        }
        match self.frame.scopes.variable(self.scope, name.text) {
            Some(variable) if kind.size() >= 4 && !kind.is_float() => Ok(self
                .frame
                .constant(variable.address, Width::of(kind.size()))),
            _ => Err(self.undefined(name)),
        }
    }

    /// A register to write whose type has exactly this size.
    pub fn target(&mut self, operand: &Operand<'t>, kind: Type) -> Result<Slot> {
        self.write(operand, kind, Type::accepts)
    }

    /// A register to write that may be wider than the type.
    pub fn wide_target(&mut self, operand: &Operand<'t>, kind: Type) -> Result<Slot> {
        self.write(operand, kind, Type::accepts_wider)
    }

    fn write(
        &mut self,
        operand: &Operand<'t>,
        kind: Type,
        accepts: fn(Type, Type) -> bool,
    ) -> Result<Slot> {
        let OperandKind::Name(name) = operand.kind else {
            return Err(self.refuse_at(operand, "writes to a register here"));
        };
        if name.text == "_" {
            return Ok(self.frame.layout.slot(Width::of(kind.size())));
        }
        match self.register(name) {
            Some(register) => self.slot(operand, register, kind, accepts),
            None => Err(self.undefined(name)),
        }
    }

    fn slot(
        &self,
        operand: &Operand<'_>,
        register: Register,
        kind: Type,
        accepts: fn(Type, Type) -> bool,
    ) -> Result<Slot> {
        match register.place {
            Place::Value(slot) if accepts(kind, register.kind) => Ok(slot),
            _ => Err(self.refuse_at(
                operand,
                format!(
                    "takes a .{} here, not a register of type .{}",
                    kind.name(),
                    register.kind.name()
                ),
            )),
        }
    }

    /// A predicate to read, perhaps negated.
    pub fn condition(&mut self, operand: &Operand<'t>) -> Result<Condition> {
        self.refuse_second(operand)?;
        let (name, negated) = match &operand.kind {
            OperandKind::Name(name) => (*name, false),
            OperandKind::Negated(name) => (*name, true),
            OperandKind::Literal(Literal::Integer(value)) => {
                return Ok(self.constant_condition(*value != 0));
            }
            _ => return Err(self.refuse_at(operand, "takes a predicate here")),
        };
        let predicate = self.predicate(name)?;
        Ok(Condition { predicate, negated })
    }

    /// A predicate register that nothing writes is false in every lane.
    fn constant_condition(&mut self, value: bool) -> Condition {
        Condition {
            predicate: self.frame.layout.predicate(),
            negated: value,
        }
    }

    /// A predicate to write.
    pub fn predicate_target(&mut self, operand: &Operand<'t>) -> Result<Predicate> {
        match operand.kind {
            OperandKind::Name(name) => self.predicate_or_sink(name),
            _ => Err(self.refuse_at(operand, "writes to a predicate here")),
        }
    }

    /// The predicate after a `|`.
    pub fn second_target(&mut self, operand: &Operand<'t>) -> Result<Option<Predicate>> {
        let second = operand.second.map(|name| self.predicate_or_sink(name));
        second.transpose()
    }

    fn predicate_or_sink(&mut self, name: Name<'t>) -> Result<Predicate> {
        if name.text == "_" {
            return Ok(self.frame.layout.predicate());
        }
        self.predicate(name)
    }

    fn predicate(&mut self, name: Name<'t>) -> Result<Predicate> {
        match self.register(name) {
            Some(Register {
                place: Place::Truth(predicate),
                ..
            }) => Ok(predicate),
            Some(register) => Err(self.refuse(format!(
                "takes a predicate, but `{}` is of type .{}",
                name.text,
                register.kind.name()
            ))),
            None => Err(self.undefined(name)),
        }
    }

    /// The declared type of a register, or nothing if the operand is none.
    pub fn declared(&mut self, operand: &Operand<'t>) -> Option<Type> {
        match operand.kind {
            OperandKind::Name(name) => self.register(name).map(|register| register.kind),
            _ => None,
        }
    }

    /// Refuses a `|` where nothing comes of it.
    pub fn refuse_second(&self, operand: &Operand<'_>) -> Result<()> {
        match operand.second {
            None => Ok(()),
            Some(_) => Err(self.refuse_at(operand, "takes no `|` here")),
        }
    }

    /// The members of a vector operand, or the operand itself.
    pub fn elements(&self, operand: &'a Operand<'t>, count: usize) -> Result<&'a [Operand<'t>]> {
        match &operand.kind {
            OperandKind::Vector(elements) if elements.len() == count => Ok(elements),
            _ if count == 1 => Ok(std::slice::from_ref(operand)),
            _ => Err(self.refuse_at(operand, format!("takes a vector of {count} here"))),
        }
    }

    pub(super) fn register(&mut self, name: Name<'t>) -> Option<Register> {
        let frame = &mut *self.frame;
        frame
            .scopes
            .register(self.scope, name.text, &mut frame.layout)
    }

    pub(super) fn undefined(&self, name: Name<'_>) -> LoadError {
        LoadError {
            opcode: Some(self.opcode()),
            ..LoadError::new(name.position, format!("`{}` is not declared", name.text))
        }
    }

    fn bits_of(&self, operand: &Operand<'_>, literal: Literal, kind: Type) -> Result<u64> {
        literal_bits(literal, kind)
            .ok_or_else(|| self.refuse_at(operand, format!("takes a .{} here", kind.name())))
    }
}
