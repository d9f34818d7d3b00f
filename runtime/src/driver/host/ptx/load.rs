//! Loads a module: parses its text, decodes every kernel, and refuses what can't run.

use std::sync::Arc;

use super::decode::Decode;
use super::error::LoadError;
use super::frame::{Frame, KERNEL, MODULE, array_size, named_type};
use super::kernel::{Kernel, Parameter, ParameterKind};
use super::opcode;
use super::program::{Instruction, Program, SourceLine};
use super::syntax::{KernelTree, ModuleTree, Name, ParameterTree, Position, Tuning, parse};
use super::types::{Class, Type};
use super::variables::Storage;

/// The oldest and newest major versions of PTX that can be loaded.
const MAJOR_VERSIONS: std::ops::RangeInclusive<u32> = 6..=9;

type Result<T> = std::result::Result<T, LoadError>;

/// A loaded PTX module.
#[derive(Debug)]
pub struct Module {
    kernels: Vec<Arc<Kernel>>,
}

impl Module {
    /// Loads a module from its text.
    ///
    /// # Errors
    /// The first thing that is no PTX or can't run here: nothing is left to be refused when a kernel runs.
    pub fn load(text: &str) -> Result<Module> {
        let tree = parse(text)?;
        check_header(&tree)?;
        let storage = Arc::new(module_frame(&tree)?.storage());
        let mut kernels: Vec<Arc<Kernel>> = Vec::new();
        for kernel in &tree.kernels {
            if kernels.iter().any(|known| known.name == kernel.name.text) {
                return Err(refuse(kernel.name, "is declared a second time"));
            }
            kernels.push(Arc::new(load_kernel(&tree, kernel, &storage)?));
        }
        Ok(Module { kernels })
    }

    /// The kernel of this name.
    pub fn kernel(&self, name: &str) -> Option<&Arc<Kernel>> {
        self.kernels.iter().find(|kernel| kernel.name == name)
    }

    /// Every kernel, in the order of the text.
    pub fn kernels(&self) -> impl Iterator<Item = &Arc<Kernel>> {
        self.kernels.iter()
    }
}

fn check_header(tree: &ModuleTree<'_>) -> Result<()> {
    if let Some(function) = tree.function {
        return Err(refuse(function, "is not supported, only kernels"));
    }
    check_version(tree.version)?;
    tree.targets
        .iter()
        .try_for_each(|name| check_target(*name))?;
    match tree.address_size {
        Some(size) if size.text != "64" => Err(refuse(
            size,
            "bits of an address are not supported, only 64",
        )),
        _ => Ok(()),
    }
}

fn check_version(version: Name<'_>) -> Result<()> {
    let major = version
        .text
        .split('.')
        .next()
        .and_then(|major| major.parse().ok());
    match major {
        Some(major) if MAJOR_VERSIONS.contains(&major) => Ok(()),
        _ => Err(LoadError::new(
            version.position,
            format!(
                "PTX version {} is not supported, only {}.0 to {}.x",
                version.text.trim_start_matches(".version").trim(),
                MAJOR_VERSIONS.start(),
                MAJOR_VERSIONS.end()
            ),
        )),
    }
}

fn check_target(target: Name<'_>) -> Result<()> {
    let is_architecture = target.text.strip_prefix("sm_").is_some_and(|rest| {
        let number = rest.trim_end_matches(['a', 'f']);
        number.parse::<u32>().is_ok_and(|number| number >= 30)
    });
    if is_architecture || target.text == "debug" {
        Ok(())
    } else {
        Err(refuse(target, "is no target that is supported"))
    }
}

/// A frame with what the module declares, which is in the same place for every kernel.
fn module_frame<'t>(module: &ModuleTree<'t>) -> Result<Frame<'t>> {
    let mut frame = Frame::new();
    for declaration in &module.declarations {
        frame.declare(declaration, MODULE)?;
    }
    Ok(frame)
}

fn load_kernel(
    module: &ModuleTree<'_>,
    tree: &KernelTree<'_>,
    storage: &Arc<Storage>,
) -> Result<Kernel> {
    let mut frame = module_frame(module)?;
    frame.scopes.open(MODULE);
    let mut parameters = Vec::new();
    for parameter in &tree.parameters {
        parameters.push(declare_parameter(&mut frame, parameter)?);
    }
    let mut flat = Vec::new();
    frame.collect(&tree.body, KERNEL, &mut flat)?;
    frame.place_dynamic()?;
    let mut instructions = Vec::with_capacity(flat.len());
    let mut sources = Vec::with_capacity(flat.len());
    for (scope, instruction) in flat {
        instructions.push(decode(&mut frame, scope, instruction)?);
        sources.push(SourceLine {
            line: instruction.operation.position.line,
            text: instruction.text.clone(),
        });
    }
    let (maximum_block, required_block) = block_limits(&tree.tunings)?;
    Ok(Kernel {
        name: tree.name.text.to_owned(),
        parameters,
        parameter_bytes: frame.parameters.used(),
        static_shared_bytes: frame.shared.used(),
        uses_dynamic_shared: frame.uses_dynamic_shared(),
        maximum_block,
        required_block,
        program: Program {
            template: frame.template(),
            specials: frame.specials,
            local_bytes: frame.local.used(),
            instructions,
            sources,
        },
        storage: Arc::clone(storage),
    })
}

fn decode<'t>(
    frame: &mut Frame<'t>,
    scope: usize,
    tree: &super::syntax::InstructionTree<'t>,
) -> Result<Instruction> {
    let mut decode = Decode::new(frame, scope, tree);
    let step = opcode::decode(tree.operation.text, &mut decode)?;
    let guard = decode.guard()?;
    Ok(Instruction { guard, step })
}

fn declare_parameter<'t>(frame: &mut Frame<'t>, tree: &ParameterTree<'t>) -> Result<Parameter> {
    let mut kind = None;
    let mut alignment = 0;
    let mut is_pointer = false;
    for directive in &tree.directives {
        match directive.name.text {
            ".param" | ".const" | ".global" | ".shared" | ".local" => {}
            ".ptr" => is_pointer = true,
            // The alignment of what a pointer points to is a promise about the argument, not about the parameter.
            ".align" if is_pointer => {}
            ".align" => alignment = directive.value.unwrap_or(0),
            name => kind = Some(named_type(directive.name, name)?),
        }
    }
    let Some(kind) = kind.filter(|kind| kind.size() > 0) else {
        return Err(refuse(tree.name, "has no type that a parameter can have"));
    };
    let size = array_size(tree.name, kind, &tree.dimensions)?;
    let alignment = parameter_alignment(tree.name, kind, alignment)?;
    let offset = frame.declare_parameter(tree.name, size, alignment)?;
    Ok(Parameter {
        name: tree.name.text.to_owned(),
        kind: parameter_kind(kind, !tree.dimensions.is_empty()),
        offset,
        size: size as u32,
        alignment: alignment as u32,
    })
}

fn parameter_alignment(name: Name<'_>, kind: Type, written: u64) -> Result<u64> {
    match written {
        0 => Ok(kind.size().into()),
        written if written.is_power_of_two() && written <= 128 => Ok(written),
        _ => Err(refuse(
            name,
            "has an alignment that is no power of two up to 128",
        )),
    }
}

fn parameter_kind(kind: Type, is_array: bool) -> ParameterKind {
    match kind.class() {
        _ if is_array => ParameterKind::Bytes,
        Class::Unsigned => ParameterKind::Unsigned,
        Class::Signed => ParameterKind::Signed,
        Class::Float => ParameterKind::Float,
        Class::Bits | Class::Predicate => ParameterKind::Bits,
    }
}

type BlockSize = Option<[u32; 3]>;

/// The largest and the required block.
fn block_limits(tunings: &[Tuning<'_>]) -> Result<(BlockSize, BlockSize)> {
    let (mut maximum, mut required) = (None, None);
    for tuning in tunings {
        match tuning.name.text {
            ".maxntid" => maximum = Some(block_size(tuning)?),
            ".reqntid" => required = Some(block_size(tuning)?),
            // These guide register allocation and scheduling, which an interpreter does not have.
            ".minnctapersm" | ".maxnctapersm" | ".maxnreg" | ".noreturn" => {}
            _ => return Err(refuse(tuning.name, "is not supported")),
        }
    }
    Ok((maximum, required))
}

fn block_size(tuning: &Tuning<'_>) -> Result<[u32; 3]> {
    let mut size = [1; 3];
    if tuning.values.is_empty() || tuning.values.len() > size.len() {
        return Err(refuse(tuning.name, "takes one to three numbers"));
    }
    for (axis, value) in size.iter_mut().zip(&tuning.values) {
        *axis = u32::try_from(*value)
            .ok()
            .filter(|value| *value > 0)
            .ok_or_else(|| refuse(tuning.name, "takes numbers from 1 to 4294967295"))?;
    }
    Ok(size)
}

fn refuse(name: Name<'_>, problem: &str) -> LoadError {
    let Position { line, column } = name.position;
    LoadError::new(
        Position { line, column },
        format!("`{}` {problem}", name.text),
    )
}
