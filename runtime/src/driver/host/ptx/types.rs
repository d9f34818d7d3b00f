//! The scalar types that an instruction can name, and which registers hold them.

/// A scalar type of PTX. `Pred` is a truth value for each lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    Pred,
    B8,
    B16,
    B32,
    B64,
    U8,
    U16,
    U32,
    U64,
    S8,
    S16,
    S32,
    S64,
    F32,
    F64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Predicate,
    Bits,
    Unsigned,
    Signed,
    Float,
}

const NAMES: [(&str, Type); 15] = [
    ("pred", Type::Pred),
    ("b8", Type::B8),
    ("b16", Type::B16),
    ("b32", Type::B32),
    ("b64", Type::B64),
    ("u8", Type::U8),
    ("u16", Type::U16),
    ("u32", Type::U32),
    ("u64", Type::U64),
    ("s8", Type::S8),
    ("s16", Type::S16),
    ("s32", Type::S32),
    ("s64", Type::S64),
    ("f32", Type::F32),
    ("f64", Type::F64),
];

impl Type {
    pub fn parse(name: &str) -> Option<Type> {
        let found = NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, kind)| *kind)
    }

    pub fn name(self) -> &'static str {
        let found = NAMES.iter().find(|(_, known)| *known == self);
        found.map_or("?", |(name, _)| name)
    }

    pub fn class(self) -> Class {
        match self {
            Type::Pred => Class::Predicate,
            Type::B8 | Type::B16 | Type::B32 | Type::B64 => Class::Bits,
            Type::U8 | Type::U16 | Type::U32 | Type::U64 => Class::Unsigned,
            Type::S8 | Type::S16 | Type::S32 | Type::S64 => Class::Signed,
            Type::F32 | Type::F64 => Class::Float,
        }
    }

    /// Size in bytes; zero for `Pred`, which has none in memory.
    pub fn size(self) -> u32 {
        match self {
            Type::Pred => 0,
            Type::B8 | Type::U8 | Type::S8 => 1,
            Type::B16 | Type::U16 | Type::S16 => 2,
            Type::B32 | Type::U32 | Type::S32 | Type::F32 => 4,
            Type::B64 | Type::U64 | Type::S64 | Type::F64 => 8,
        }
    }

    pub fn is_float(self) -> bool {
        self.class() == Class::Float
    }

    pub fn is_signed(self) -> bool {
        self.class() == Class::Signed
    }

    pub fn is_integer(self) -> bool {
        matches!(self.class(), Class::Unsigned | Class::Signed)
    }

    /// Whether an operand of this instruction type may be a register declared as `register`: same size, and bits mix with
    /// anything while integers and floats don't mix.
    pub fn accepts(self, register: Type) -> bool {
        self.size() == register.size() && self.mixes_with(register)
    }

    /// Like [`Type::accepts`], but the register may also be wider, which loads, stores and conversions allow.
    pub fn accepts_wider(self, register: Type) -> bool {
        match register.size().cmp(&self.size()) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => self.mixes_with(register),
            std::cmp::Ordering::Greater => !self.is_float() && !register.is_float(),
        }
    }

    fn mixes_with(self, register: Type) -> bool {
        let (mine, other) = (self.class(), register.class());
        match (mine, other) {
            (Class::Predicate, _) | (_, Class::Predicate) => mine == other,
            (Class::Bits, _) | (_, Class::Bits) => true,
            (Class::Float, _) | (_, Class::Float) => mine == other,
            _ => true,
        }
    }
}
