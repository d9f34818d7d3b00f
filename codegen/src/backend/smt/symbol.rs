//! What a clause reads, as a symbol with a sort and the values that its type can hold.

use crate::model::*;

/// The sort of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A mathematical integer.
    Int,
    /// A truth value.
    Bool,
    /// A set of flags, of so many bits.
    Flags(u32),
    /// 64-bit floating point.
    Float,
    /// The identity of an object.
    Object,
}

impl Sort {
    /// The sort of what has this type; lists and structs have none of their own.
    pub fn of(model: &Model, ty: ExprType) -> Self {
        match ty {
            ExprType::Bool => Self::Bool,
            ExprType::Float => Self::Float,
            ExprType::Flags(id) => Self::Flags(model.flags[id.0].repr.size_bytes() * 8),
            ExprType::Object(_) | ExprType::AnyObject => Self::Object,
            ExprType::Int { .. }
            | ExprType::Enum(_)
            | ExprType::Struct(_)
            | ExprType::Record(_)
            | ExprType::Sequence => Self::Int,
        }
    }

    /// As SMT-LIB writes it.
    pub fn text(self) -> String {
        match self {
            Self::Int => "Int".into(),
            Self::Bool => "Bool".into(),
            Self::Flags(bits) => format!("(_ BitVec {bits})"),
            Self::Float => "Float64".into(),
            Self::Object => "Object".into(),
        }
    }

    /// The value of all zero bits.
    pub fn zero(self) -> Option<String> {
        match self {
            Self::Int => Some("0".into()),
            Self::Bool => Some("false".into()),
            Self::Flags(bits) => Some(flags(0, bits)),
            Self::Float | Self::Object => None,
        }
    }
}

/// An integer, as SMT-LIB writes negative ones too.
pub fn integer(value: i128) -> String {
    match value < 0 {
        true => format!("(- {})", value.unsigned_abs()),
        false => value.to_string(),
    }
}

/// A set of flags of so many bits.
pub fn flags(value: u64, bits: u32) -> String {
    format!("#x{value:0width$x}", width = bits as usize / 4)
}

/// What a value of this type can't help being; none where the sort says it all.
pub fn range(model: &Model, ty: ExprType, value: &str) -> Option<String> {
    match ty {
        ExprType::Int { low, high } => {
            Some(format!("(<= {} {value} {})", integer(low), integer(high)))
        }
        ExprType::Enum(id) => Some(enum_range(&model.enums[id.0], value)),
        ExprType::Flags(id) => {
            let item = &model.flags[id.0];
            let known = item
                .members
                .iter()
                .fold(0, |all, member| all | member.value);
            Some(subset(value, &flags(known, item.repr.size_bytes() * 8)))
        }
        _ => None,
    }
}

/// A closed enum has its members alone, an open one every value of its type.
fn enum_range(item: &Enum, value: &str) -> String {
    if item.open {
        let most = (1i128 << (item.repr.size_bytes() * 8)) - 1;
        return format!("(<= 0 {value} {most})");
    }
    let members: Vec<String> = item
        .members
        .iter()
        .map(|member| format!("(= {value} {})", member.value))
        .collect();
    any(&members)
}

/// Whether every flag of `inner` is in `outer`.
pub fn subset(inner: &str, outer: &str) -> String {
    format!("(= (bvor {inner} {outer}) {outer})")
}

/// At least one of the terms.
pub fn any(terms: &[String]) -> String {
    match terms {
        [] => "false".into(),
        [one] => one.clone(),
        many => format!("(or {})", many.join(" ")),
    }
}
