//! The register file of a warp: each register holds one value for each of 32 lanes, side by side, so that loops over
//! lanes become vector instructions.

/// Lanes of a warp.
pub const LANES: usize = 32;

/// One bit for each lane, lane 0 in bit 0.
pub type Mask = u32;

/// Every lane.
pub const ALL: Mask = Mask::MAX;

/// Where a register lies in the file, and the size of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    first: u32,
    width: Width,
}

/// The size of a register's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Width {
    Two,
    Four,
    Eight,
}

/// A predicate register's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Predicate(pub u32);

/// A predicate as an operand: perhaps negated.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    pub predicate: Predicate,
    pub negated: bool,
}

/// A piece of the file, as long as a cache line.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Chunk([u64; 8]);

const CHUNK_BYTES: usize = size_of::<Chunk>();

/// A type whose values fill a register.
///
/// # Safety
/// Two, four or eight bytes, without padding, and every bit pattern is a value.
pub unsafe trait Lane: Copy + Default + Send + Sync + 'static {}

macro_rules! lanes {
    ($($lane:ty),*) => {$(
        // SAFETY: a primitive number of two, four or eight bytes.
        unsafe impl Lane for $lane {}
    )*};
}
lanes!(u16, i16, u32, i32, u64, i64, f32, f64);

impl Width {
    /// The narrowest register that holds `bytes`.
    pub fn of(bytes: u32) -> Width {
        match bytes {
            0..=2 => Width::Two,
            3..=4 => Width::Four,
            _ => Width::Eight,
        }
    }

    fn chunks(self) -> usize {
        match self {
            Width::Two => 1,
            Width::Four => 2,
            Width::Eight => 4,
        }
    }
}

impl Slot {
    pub fn width(self) -> Width {
        self.width
    }
}

/// Hands out places in a register file while a kernel is decoded.
#[derive(Debug, Default)]
pub struct Layout {
    chunks: u32,
    predicates: u32,
}

impl Layout {
    pub fn slot(&mut self, width: Width) -> Slot {
        let first = self.chunks;
        self.chunks += width.chunks() as u32;
        Slot { first, width }
    }

    pub fn predicate(&mut self) -> Predicate {
        self.predicates += 1;
        Predicate(self.predicates - 1)
    }

    /// A file with room for all that was handed out, all zero.
    pub fn registers(&self) -> Registers {
        Registers {
            chunks: vec![Chunk([0; 8]); self.chunks as usize],
            predicates: vec![0; self.predicates as usize],
        }
    }
}

#[derive(Clone, Debug)]
pub struct Registers {
    chunks: Vec<Chunk>,
    predicates: Vec<Mask>,
}

impl Registers {
    /// Makes this file equal to `other`, which has the same layout.
    pub fn copy_from(&mut self, other: &Registers) {
        self.chunks.copy_from_slice(&other.chunks);
        self.predicates.copy_from_slice(&other.predicates);
    }

    #[inline]
    pub fn read<T: Lane>(&self, slot: Slot) -> &[T; LANES] {
        let chunks = &self.chunks[slot.first as usize..][..size_of::<[T; LANES]>() / CHUNK_BYTES];
        // SAFETY: the chunks are exactly as long as the array and aligned for more than any lane; every pattern is a value.
        unsafe { &*chunks.as_ptr().cast() }
    }

    #[inline]
    fn write_all<T: Lane>(&mut self, slot: Slot) -> &mut [T; LANES] {
        let length = size_of::<[T; LANES]>() / CHUNK_BYTES;
        let chunks = &mut self.chunks[slot.first as usize..][..length];
        // SAFETY: as in `read`, and the borrow is exclusive.
        unsafe { &mut *chunks.as_mut_ptr().cast() }
    }

    /// Stores `values` for the lanes in `active`.
    #[inline]
    pub fn write<T: Lane>(&mut self, slot: Slot, active: Mask, values: &[T; LANES]) {
        let target = self.write_all::<T>(slot);
        if active == ALL {
            *target = *values;
            return;
        }
        for (lane, (target, value)) in target.iter_mut().zip(values).enumerate() {
            if active >> lane & 1 != 0 {
                *target = *value;
            }
        }
    }

    /// Reads a register of any width, extended with zeros.
    pub fn read_bits(&self, slot: Slot) -> [u64; LANES] {
        match slot.width {
            Width::Two => self.read::<u16>(slot).map(u64::from),
            Width::Four => self.read::<u32>(slot).map(u64::from),
            Width::Eight => *self.read::<u64>(slot),
        }
    }

    /// Writes a register of any width with the low bits of `values`.
    pub fn write_bits(&mut self, slot: Slot, active: Mask, values: &[u64; LANES]) {
        match slot.width {
            Width::Two => self.write(slot, active, &values.map(|value| value as u16)),
            Width::Four => self.write(slot, active, &values.map(|value| value as u32)),
            Width::Eight => self.write(slot, active, values),
        }
    }

    #[inline]
    pub fn predicate(&self, predicate: Predicate) -> Mask {
        self.predicates[predicate.0 as usize]
    }

    #[inline]
    pub fn condition(&self, condition: Condition) -> Mask {
        let mask = self.predicate(condition.predicate);
        if condition.negated { !mask } else { mask }
    }

    #[inline]
    pub fn set_predicate(&mut self, predicate: Predicate, active: Mask, values: Mask) {
        let target = &mut self.predicates[predicate.0 as usize];
        *target = *target & !active | values & active;
    }
}

/// The lanes in `mask`, lowest first.
pub fn lanes_of(mask: Mask) -> impl Iterator<Item = usize> {
    let mut left = mask;
    std::iter::from_fn(move || {
        let lane = left.trailing_zeros() as usize;
        left &= left.wrapping_sub(1);
        (lane < LANES).then_some(lane)
    })
}
