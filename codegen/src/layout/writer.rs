//! Writes slots one after the other, and fills every gap with named reserved bytes.

use crate::model::*;

/// A layout in the making.
pub struct Writer {
    slots: Vec<Slot>,
    offset: u32,
    align: u32,
    reserved: u32,
}

impl Writer {
    /// A layout without a header.
    pub fn new() -> Self {
        Self {
            slots: Vec::new(),
            offset: 0,
            align: 1,
            reserved: 0,
        }
    }

    /// A layout that starts with `u32 size, u32 reserved`.
    pub fn with_header() -> Self {
        let mut writer = Self::new();
        writer.slot("size", 4, 4, SlotContent::HeaderSize);
        writer.slot("reserved", 4, 4, SlotContent::Reserved);
        writer
    }

    /// Adds a slot at the next place that is aligned for it.
    pub fn slot(&mut self, name: &str, size: u32, align: u32, content: SlotContent) {
        self.pad_to(align);
        self.push(name.to_string(), size, content);
        self.align = self.align.max(align);
    }

    /// Adds what a string, bytes or list is on the border: address, length, and the stride of a list of structs.
    pub fn sequence(&mut self, name: &str, ty: &Type, index: usize) {
        self.slot(name, 8, 8, SlotContent::Address(index));
        self.slot(&format!("{name}_length"), 8, 8, SlotContent::Length(index));
        self.stride(name, ty, index);
    }

    /// Adds the stride that a list of structs has.
    pub fn stride(&mut self, name: &str, ty: &Type, index: usize) {
        if matches!(ty, Type::List(element) if matches!(**element, Type::Struct(_))) {
            self.slot(&format!("{name}_stride"), 8, 8, SlotContent::Stride(index));
        }
    }

    /// Fills the end, so that the size is a multiple of the alignment.
    pub fn finish(mut self) -> Layout {
        self.pad_to(self.align);
        Layout {
            size: self.offset,
            align: self.align,
            slots: self.slots,
        }
    }

    /// Reserved bytes up to a multiple of `align`: at most three single bytes, then aligned groups of four.
    fn pad_to(&mut self, align: u32) {
        let end = self.offset.next_multiple_of(align);
        while self.offset < end {
            let size = (4 - self.offset % 4).min(end - self.offset);
            let name = format!("reserved{}", self.reserved);
            self.reserved += 1;
            self.push(name, size, SlotContent::Reserved);
        }
    }

    fn push(&mut self, name: String, size: u32, content: SlotContent) {
        self.slots.push(Slot {
            name,
            offset: self.offset,
            size,
            content,
        });
        self.offset += size;
    }
}
