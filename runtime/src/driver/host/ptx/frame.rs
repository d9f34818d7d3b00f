//! A kernel while it is decoded: its scopes, the register file that grows, and the memory its variables take.

use std::collections::HashMap;

use super::error::LoadError;
use super::execute::memory::{LOCAL_START, PARAMETER_START, SHARED_START, WINDOW_BYTES};
use super::execute::registers::{ALL, LANES, Layout, Registers, Slot, Width};
use super::fault::Space;
use super::program::Special;
use super::scope::{Scopes, Variable};
use super::syntax::{Declaration, Declarator, InstructionTree, Name, Statement};
use super::types::Type;
use super::variables::{Section, Storage};

/// The most shared memory that can be declared with a size, in bytes, as for every GPU.
const MOST_STATIC_SHARED: u64 = 48 * 1024;
/// The most local memory of a thread, in bytes, as for every GPU.
const MOST_LOCAL: u64 = 512 * 1024;

type Result<T> = std::result::Result<T, LoadError>;

pub struct Frame<'t> {
    pub scopes: Scopes<'t>,
    pub layout: Layout,
    constants: HashMap<(u64, Width), Slot>,
    pub specials: Vec<(Special, Slot)>,
    /// The number of each kind of exchange.
    meetings: HashMap<String, u32>,
    pub shared: Room,
    pub local: Room,
    pub parameters: Room,
    constants_section: Section,
    variables_section: Section,
    /// Shared arrays whose size the launch decides: name, scope and alignment.
    dynamic: Vec<(usize, Name<'t>, u64)>,
}

/// A window that fills up.
#[derive(Clone, Copy)]
pub struct Room {
    space: Space,
    start: u64,
    used: u64,
    most: u64,
}

/// An instruction in the order of the text, and its scope.
pub type Flat<'a, 't> = (usize, &'a InstructionTree<'t>);

impl Room {
    pub fn new(space: Space, start: u64, most: u64) -> Self {
        Room {
            space,
            start,
            used: 0,
            most,
        }
    }

    pub fn used(&self) -> u32 {
        self.used as u32
    }

    /// Takes the next aligned bytes for a variable.
    pub fn place(&mut self, name: Name<'_>, size: u64, alignment: u64) -> Result<Variable> {
        let offset = self.take(name, size, alignment)?;
        Ok(Variable {
            space: self.space,
            address: self.start + offset,
        })
    }

    /// Takes the next aligned bytes, and returns how far from the start they are.
    fn take(&mut self, name: Name<'_>, size: u64, alignment: u64) -> Result<u64> {
        let offset = self.used.next_multiple_of(alignment);
        match offset.checked_add(size) {
            Some(end) if end <= self.most => {
                self.used = end;
                Ok(offset)
            }
            _ => Err(LoadError::new(
                name.position,
                format!(
                    "`{}` does not fit: at most {} bytes of this space can be declared",
                    name.text, self.most
                ),
            )),
        }
    }
}

impl<'t> Frame<'t> {
    pub fn new() -> Self {
        Frame {
            scopes: Scopes::new(),
            layout: Layout::default(),
            constants: HashMap::new(),
            specials: Vec::new(),
            meetings: HashMap::new(),
            shared: Room::new(Space::Shared, SHARED_START, MOST_STATIC_SHARED),
            local: Room::new(Space::Local, LOCAL_START, MOST_LOCAL),
            parameters: Room::new(Space::Parameter, PARAMETER_START, WINDOW_BYTES),
            constants_section: Section::constants(),
            variables_section: Section::variables(),
            dynamic: Vec::new(),
        }
    }

    /// The memory of the module's variables with their first values.
    pub fn storage(&self) -> Storage {
        Storage::new(&self.constants_section, &self.variables_section)
    }

    /// A register that always holds `bits`.
    pub fn constant(&mut self, bits: u64, width: Width) -> Slot {
        *self
            .constants
            .entry((bits, width))
            .or_insert_with(|| self.layout.slot(width))
    }

    /// A register that holds something about the thread.
    pub fn special(&mut self, special: Special) -> Slot {
        if let Some((_, slot)) = self.specials.iter().find(|(known, _)| *known == special) {
            return *slot;
        }
        let slot = self.layout.slot(Width::Four);
        self.specials.push((special, slot));
        slot
    }

    /// The number of a kind of exchange.
    pub fn meeting(&mut self, kind: String) -> u32 {
        let next = self.meetings.len() as u32;
        *self.meetings.entry(kind).or_insert(next)
    }

    /// The register file as every warp starts with it.
    pub fn template(&self) -> Registers {
        let mut registers = self.layout.registers();
        for ((bits, _), slot) in &self.constants {
            registers.write_bits(*slot, ALL, &[*bits; LANES]);
        }
        registers
    }

    pub fn uses_dynamic_shared(&self) -> bool {
        !self.dynamic.is_empty()
    }

    /// Declares everything in `statements` and lists the instructions in order.
    pub fn collect<'a>(
        &mut self,
        statements: &'a [Statement<'t>],
        scope: usize,
        flat: &mut Vec<Flat<'a, 't>>,
    ) -> Result<()> {
        for statement in statements {
            match statement {
                Statement::Block(inner) => {
                    let scope = self.scopes.open(scope);
                    self.collect(inner, scope, flat)?;
                }
                Statement::Declaration(declaration) => self.declare(declaration, scope)?,
                Statement::Label(name) => {
                    self.scopes.declare_label(scope, *name, flat.len() as u32)?;
                }
                Statement::Instruction(instruction) => flat.push((scope, instruction)),
            }
        }
        Ok(())
    }

    pub fn declare(&mut self, declaration: &Declaration<'t>, scope: usize) -> Result<()> {
        let mut shape = Shape::default();
        let mut space = None;
        for directive in &declaration.directives {
            match directive.name.text {
                ".reg" | ".shared" | ".local" | ".global" | ".const" | ".param" => {
                    space = Some(directive.name);
                }
                ".extern" => shape.is_extern = true,
                ".visible" | ".weak" | ".common" => {}
                ".align" => shape.alignment = directive.value.unwrap_or(0),
                name => shape.kind = Some(named_type(directive.name, name)?),
            }
        }
        for declarator in &declaration.declarators {
            self.declare_one(&shape, space, declarator, scope)?;
        }
        Ok(())
    }

    fn declare_one(
        &mut self,
        shape: &Shape,
        space: Option<Name<'t>>,
        declarator: &Declarator<'t>,
        scope: usize,
    ) -> Result<()> {
        let name = declarator.name;
        let (Some(space), Some(kind)) = (space, shape.kind) else {
            return refuse(name, "has no space or no type");
        };
        let is_in_module = matches!(space.text, ".global" | ".const");
        if declarator.initial.is_some() && !is_in_module {
            return refuse(name, "is in a space that has no first values");
        }
        match space.text {
            ".reg" => self.declare_register(kind, declarator, scope),
            ".shared" if is_sized_by_launch(shape, declarator) => {
                let alignment = shape.alignment(name, kind)?;
                self.dynamic.push((scope, name, alignment));
                Ok(())
            }
            ".shared" => self.place(Space::Shared, shape, kind, declarator, scope),
            ".local" => self.place(Space::Local, shape, kind, declarator, scope),
            ".const" if scope == MODULE => {
                let variable = self.constants_section.place(shape, kind, declarator)?;
                self.scopes.declare_variable(scope, name, variable)
            }
            ".global" if scope == MODULE => {
                let variable = self.variables_section.place(shape, kind, declarator)?;
                self.scopes.declare_variable(scope, name, variable)
            }
            other => refuse(
                name,
                &format!("is in the space {other}, which is not supported"),
            ),
        }
    }

    fn declare_register(
        &mut self,
        kind: Type,
        declarator: &Declarator<'t>,
        scope: usize,
    ) -> Result<()> {
        let name = declarator.name;
        if !declarator.dimensions.is_empty() {
            return refuse(name, "is an array of registers, which PTX does not have");
        }
        match declarator.count {
            Some(count) => self.scopes.declare_range(scope, name, count, kind),
            None => self.scopes.declare_register(scope, name, kind),
        }
    }

    fn place(
        &mut self,
        space: Space,
        shape: &Shape,
        kind: Type,
        declarator: &Declarator<'t>,
        scope: usize,
    ) -> Result<()> {
        let name = declarator.name;
        let size = array_size(name, kind, &declarator.dimensions)?;
        let alignment = shape.alignment(name, kind)?;
        let room = match space {
            Space::Shared => &mut self.shared,
            _ => &mut self.local,
        };
        let variable = room.place(name, size, alignment)?;
        self.scopes.declare_variable(scope, name, variable)
    }

    /// Declares a parameter of the kernel, and returns its offset.
    pub fn declare_parameter(&mut self, name: Name<'t>, size: u64, alignment: u64) -> Result<u32> {
        let variable = self.parameters.place(name, size, alignment)?;
        self.scopes.declare_variable(KERNEL, name, variable)?;
        Ok((variable.address - PARAMETER_START) as u32)
    }

    /// Places the arrays whose size the launch decides after all other shared memory, where they all start.
    pub fn place_dynamic(&mut self) -> Result<()> {
        let dynamic = std::mem::take(&mut self.dynamic);
        let alignment = dynamic.iter().map(|(_, _, alignment)| *alignment).max();
        if let Some(alignment) = alignment {
            let used = self.shared.used.next_multiple_of(alignment.max(16));
            self.shared.used = used.min(MOST_STATIC_SHARED);
        }
        for (scope, name, _) in &dynamic {
            let variable = Variable {
                space: Space::Shared,
                address: SHARED_START + self.shared.used,
            };
            self.scopes.declare_variable(*scope, *name, variable)?;
        }
        self.dynamic = dynamic;
        Ok(())
    }
}

/// The scope of the module.
pub const MODULE: usize = 0;
/// The outermost scope of the kernel.
pub const KERNEL: usize = 1;

/// What a declaration says of all its names.
#[derive(Default)]
pub struct Shape {
    pub kind: Option<Type>,
    pub alignment: u64,
    pub is_extern: bool,
}

impl Shape {
    /// The alignment in bytes: as written, or else that of the type.
    pub fn alignment(&self, name: Name<'_>, kind: Type) -> Result<u64> {
        match self.alignment {
            0 => Ok(u64::from(kind.size().max(1))),
            written if written.is_power_of_two() && written <= 1024 => Ok(written),
            _ => refuse(name, "has an alignment that is no power of two up to 1024"),
        }
    }
}

fn is_sized_by_launch(shape: &Shape, declarator: &Declarator<'_>) -> bool {
    shape.is_extern && matches!(declarator.dimensions[..], [None] | [Some(0)])
}

/// The type that a directive such as `.u32` names.
pub fn named_type(at: Name<'_>, directive: &str) -> Result<Type> {
    Type::parse(directive.trim_start_matches('.'))
        .ok_or_else(|| LoadError::new(at.position, format!("`{directive}` is not supported here")))
}

/// Bytes of a variable of these dimensions.
pub fn array_size(name: Name<'_>, kind: Type, dimensions: &[Option<u64>]) -> Result<u64> {
    let size = dimensions
        .iter()
        .try_fold(u64::from(kind.size()), |product, dimension| {
            product.checked_mul((*dimension)?)
        });
    match size {
        Some(size) if size > 0 => Ok(size),
        _ => refuse(name, "has no size, or one that no memory has"),
    }
}

/// A refusal of what a name stands for.
pub fn refuse<T>(name: Name<'_>, problem: &str) -> Result<T> {
    Err(LoadError::new(
        name.position,
        format!("`{}` {problem}", name.text),
    ))
}
