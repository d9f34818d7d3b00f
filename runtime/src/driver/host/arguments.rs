//! Arguments of a launch, checked against the kernel's parameters and laid out as they are.

use std::fmt;

use super::ptx::{Kernel, Parameter, ParameterKind};

/// One argument, as the caller typed it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Argument<'a> {
    /// A 32-bit integer with a sign.
    I32(i32),
    /// A 32-bit integer without a sign.
    U32(u32),
    /// A 64-bit integer without a sign.
    U64(u64),
    /// A single-precision number.
    F32(f32),
    /// A double-precision number.
    F64(f64),
    /// A device address.
    Address(u64),
    /// A structure passed by value.
    Bytes(&'a [u8]),
}

/// Why arguments don't fit the parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentMismatch {
    /// There are too many or too few.
    Count {
        /// Parameters of the kernel.
        expected: usize,
        /// Arguments of the launch.
        given: usize,
    },
    /// One is of another kind or size than its parameter.
    Kind {
        /// Which one, from zero.
        index: usize,
        /// Name of the parameter.
        parameter: String,
        /// What the parameter is, as in `4-byte float`.
        expected: String,
        /// What the argument is.
        given: String,
    },
}

/// What a launch of `kernel` takes as its parameters.
///
/// Integers and addresses fit integer parameters of their size, whatever the sign, which compilers drop; floating-point
/// numbers fit floating-point ones. Untyped parameters (`.b32`, `.b64`) take both. Bytes fit structures of their length.
///
/// # Errors
/// The first argument that does not fit.
pub fn pack(kernel: &Kernel, arguments: &[Argument<'_>]) -> Result<Vec<u8>, ArgumentMismatch> {
    lay_out(kernel.parameters(), kernel.parameter_bytes(), arguments)
}

fn lay_out(
    parameters: &[Parameter],
    length: u32,
    arguments: &[Argument<'_>],
) -> Result<Vec<u8>, ArgumentMismatch> {
    if parameters.len() != arguments.len() {
        return Err(ArgumentMismatch::Count {
            expected: parameters.len(),
            given: arguments.len(),
        });
    }
    let mut packed = vec![0; length as usize];
    for (index, (parameter, argument)) in parameters.iter().zip(arguments).enumerate() {
        if !argument.fits(parameter) {
            return Err(mismatch(index, parameter, argument));
        }
        let start = parameter.offset as usize;
        argument.with_bytes(|bytes| packed[start..start + bytes.len()].copy_from_slice(bytes));
    }
    Ok(packed)
}

fn mismatch(index: usize, parameter: &Parameter, argument: &Argument<'_>) -> ArgumentMismatch {
    ArgumentMismatch::Kind {
        index,
        parameter: parameter.name.clone(),
        expected: format!("{}-byte {}", parameter.size, kind_name(parameter.kind)),
        given: argument.to_string(),
    }
}

fn kind_name(kind: ParameterKind) -> &'static str {
    match kind {
        ParameterKind::Unsigned | ParameterKind::Signed => "integer",
        ParameterKind::Float => "float",
        ParameterKind::Bits => "value",
        ParameterKind::Bytes => "structure",
    }
}

impl Argument<'_> {
    fn fits(&self, parameter: &Parameter) -> bool {
        let kind_fits = match (self, parameter.kind) {
            (Argument::Bytes(_), kind) => kind == ParameterKind::Bytes,
            (_, ParameterKind::Bytes) => false,
            (_, ParameterKind::Bits) => true,
            (Argument::F32(_) | Argument::F64(_), kind) => kind == ParameterKind::Float,
            (_, kind) => kind != ParameterKind::Float,
        };
        kind_fits && self.with_bytes(<[u8]>::len) == parameter.size as usize
    }

    /// The argument as a GPU sees it, lowest byte first.
    fn with_bytes<R>(&self, take: impl FnOnce(&[u8]) -> R) -> R {
        match self {
            Argument::I32(value) => take(&value.to_le_bytes()),
            Argument::U32(value) => take(&value.to_le_bytes()),
            Argument::U64(value) | Argument::Address(value) => take(&value.to_le_bytes()),
            Argument::F32(value) => take(&value.to_le_bytes()),
            Argument::F64(value) => take(&value.to_le_bytes()),
            Argument::Bytes(bytes) => take(bytes),
        }
    }
}

impl fmt::Display for Argument<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Argument::I32(_) | Argument::U32(_) => out.write_str("4-byte integer"),
            Argument::U64(_) => out.write_str("8-byte integer"),
            Argument::F32(_) => out.write_str("4-byte float"),
            Argument::F64(_) => out.write_str("8-byte float"),
            Argument::Address(_) => out.write_str("8-byte address of a buffer"),
            Argument::Bytes(bytes) => write!(out, "{}-byte structure", bytes.len()),
        }
    }
}

impl fmt::Display for ArgumentMismatch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArgumentMismatch::Count { expected, given } => {
                write!(
                    out,
                    "the kernel takes {expected} arguments, and was given {given}"
                )
            }
            ArgumentMismatch::Kind {
                index,
                parameter,
                expected,
                given,
            } => write!(
                out,
                "argument {index} is given as {given}, but parameter {parameter} takes {expected}"
            ),
        }
    }
}

impl std::error::Error for ArgumentMismatch {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(kinds: &[(ParameterKind, u32)]) -> Vec<Parameter> {
        let mut offset = 0;
        kinds
            .iter()
            .map(|&(kind, size)| {
                let start = u32::next_multiple_of(offset, size);
                offset = start + size;
                Parameter {
                    name: format!("at_{start}"),
                    kind,
                    offset: start,
                    size,
                    alignment: size,
                }
            })
            .collect()
    }

    #[test]
    fn arguments_stand_where_their_parameters_do() {
        use ParameterKind::{Bits, Bytes, Float, Unsigned};
        let parameters = parameters(&[(Unsigned, 4), (Bits, 8), (Float, 4), (Bytes, 2)]);
        let arguments = [
            Argument::I32(-2),
            Argument::Address(0x1_0000_0003),
            Argument::F32(1.0),
            Argument::Bytes(&[7, 8]),
        ];
        let packed = lay_out(&parameters, 24, &arguments).unwrap();
        let expected = [
            0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x80, 0x3f, 7, 8, 0,
            0,
        ];
        assert_eq!(packed, expected);
    }

    #[test]
    fn kinds_and_sizes_must_fit() {
        use ParameterKind::{Bits, Bytes, Float, Signed, Unsigned};
        let fits = |argument: Argument<'_>, kind, size| {
            lay_out(&parameters(&[(kind, size)]), size, &[argument]).is_ok()
        };
        assert!(fits(Argument::U32(1), Signed, 4));
        assert!(fits(Argument::I32(1), Unsigned, 4));
        assert!(fits(Argument::F64(1.0), Bits, 8));
        assert!(fits(Argument::Address(1), Unsigned, 8));
        assert!(!fits(Argument::U64(1), Unsigned, 4));
        assert!(!fits(Argument::U32(1), Unsigned, 8));
        assert!(!fits(Argument::F32(1.0), Unsigned, 4));
        assert!(!fits(Argument::U32(1), Float, 4));
        assert!(!fits(Argument::Bytes(&[1; 4]), Unsigned, 4));
        assert!(!fits(Argument::Bytes(&[1; 4]), Bits, 4));
        assert!(!fits(Argument::U32(1), Bytes, 4));
        assert!(!fits(Argument::Bytes(&[1; 3]), Bytes, 4));
    }

    #[test]
    fn a_mismatch_names_argument_and_parameter() {
        let parameters = parameters(&[(ParameterKind::Unsigned, 8), (ParameterKind::Float, 4)]);
        let arguments = [Argument::Address(1), Argument::I32(1)];
        let refused = lay_out(&parameters, 12, &arguments).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "argument 1 is given as 4-byte integer, but parameter at_8 takes 4-byte float"
        );
        let refused = lay_out(&parameters, 12, &arguments[..1]).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the kernel takes 2 arguments, and was given 1"
        );
    }
}
