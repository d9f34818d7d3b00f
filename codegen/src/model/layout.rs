//! Layouts: every byte of a struct, record or argument block has a name.

use serde::Serialize;

/// The bytes of a struct, record or argument block on a 64-bit machine.
#[derive(Debug, Clone, Serialize)]
pub struct Layout {
    /// Size, a multiple of `align`.
    pub size: u32,
    /// Alignment, 1 to 8.
    pub align: u32,
    /// Every byte, in order: the fields together cover `size` without a gap.
    pub slots: Vec<Slot>,
}

/// A run of bytes in a layout.
#[derive(Debug, Clone, Serialize)]
pub struct Slot {
    /// The name on the border: the field's, with a suffix where one field takes two slots (`data`, `data_length`),
    /// or `size`, `reserved`, `reserved0`, ….
    pub name: String,
    /// From the start.
    pub offset: u32,
    /// In bytes.
    pub size: u32,
    /// What it holds.
    pub content: SlotContent,
}

/// What a slot holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotContent {
    /// The caller's idea of the struct's size: `u32`.
    HeaderSize,
    /// Zero bytes. Four or fewer are an array of `u8`, unless they are one aligned `u32`.
    Reserved,
    /// A field or parameter, by index, whole.
    Field(usize),
    /// The address part of a string, bytes or list.
    Address(usize),
    /// The length part of a string, bytes or list: `u64`.
    Length(usize),
    /// A list's capacity, for `out` lists and list results: `u64`. Results count on from the last parameter.
    Capacity(usize),
    /// A list's stride, for lists of structs: `u64`. Results count on from the last parameter.
    Stride(usize),
    /// The address where a result, by index, is written.
    ResultAddress(usize),
    /// The address where a list result's or `out` list's count is written. Results count on from the last parameter.
    CountAddress(usize),
}
