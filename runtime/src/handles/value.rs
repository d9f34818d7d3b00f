//! The bits of a handle: instance 8, type 8, generation 24, index 24, from the highest.

/// The last generation of a slot; it retires after it.
pub const LAST_GENERATION: u32 = (1 << 24) - 1;

/// How many slots an index can name.
pub const SLOTS: u32 = 1 << 24;

/// A handle, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandleValue {
    /// Which copy of the runtime made it; 1 to 255.
    pub instance: u8,
    /// The number of its type; 1 to 255.
    pub number: u8,
    /// How often its slot has been used; 1 to [`LAST_GENERATION`].
    pub generation: u32,
    /// Its slot.
    pub index: u32,
}

impl HandleValue {
    /// Takes `value` apart. Every value has parts; whether a handle stands behind them is for the table to say.
    #[inline]
    pub const fn from_bits(value: u64) -> Self {
        HandleValue {
            instance: (value >> 56) as u8,
            number: (value >> 48) as u8,
            generation: (value >> 24) as u32 & LAST_GENERATION,
            index: value as u32 & (SLOTS - 1),
        }
    }

    /// Puts the parts together.
    #[inline]
    pub const fn to_bits(self) -> u64 {
        (self.instance as u64) << 56
            | (self.number as u64) << 48
            | ((self.generation & LAST_GENERATION) as u64) << 24
            | (self.index & (SLOTS - 1)) as u64
    }
}
