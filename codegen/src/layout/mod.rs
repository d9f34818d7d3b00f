//! Layout: every byte of a struct, record, variant or argument block gets a name and a place.

mod block;
mod writer;

use std::collections::HashSet;

pub use block::lay_out_calls;
use writer::Writer;

use crate::model::*;

/// A layout of nothing, until there is one.
pub fn empty() -> Layout {
    Layout {
        size: 0,
        align: 1,
        slots: Vec::new(),
    }
}

/// Lays out all records, variants and structs. A type that contains itself takes no room; a check reports it.
pub fn lay_out_types(model: &mut Model) {
    let mut sizes = Sizes {
        model,
        records: Vec::new(),
        variants: Vec::new(),
        open: HashSet::new(),
    };
    sizes.records = vec![None; sizes.model.records.len()];
    sizes.variants = vec![None; sizes.model.variants.len()];
    let records: Vec<_> = (0..sizes.records.len())
        .map(|index| sizes.record(index))
        .collect();
    let variants: Vec<_> = (0..sizes.variants.len())
        .map(|index| sizes.variant(index))
        .collect();
    let structs: Vec<_> = (0..sizes.model.structs.len())
        .map(|index| sizes.structure(index))
        .collect();
    for (record, layout) in model.records.iter_mut().zip(records) {
        record.layout = layout;
    }
    for (variant, (payload_size, size, align)) in model.variants.iter_mut().zip(variants) {
        (variant.payload_size, variant.size, variant.align) = (payload_size, size, align);
    }
    for (structure, layout) in model.structs.iter_mut().zip(structs) {
        structure.minimum_size = layout.size;
        structure.layout = layout;
    }
}

/// Where a variant's payload starts.
const PAYLOAD_OFFSET: u32 = 8;

/// Sizes and alignments, each computed once.
struct Sizes<'m> {
    model: &'m Model,
    records: Vec<Option<Layout>>,
    variants: Vec<Option<(u32, u32, u32)>>,
    /// Records (false) and variants (true) that are being computed.
    open: HashSet<(bool, usize)>,
}

impl Sizes<'_> {
    fn record(&mut self, index: usize) -> Layout {
        if let Some(known) = &self.records[index] {
            return known.clone();
        }
        if !self.open.insert((false, index)) {
            return empty();
        }
        let mut writer = Writer::new();
        self.fields(&mut writer, &self.model.records[index].fields);
        let layout = writer.finish();
        self.open.remove(&(false, index));
        self.records[index] = Some(layout.clone());
        layout
    }

    /// Size of the payload, size and alignment of the whole.
    fn variant(&mut self, index: usize) -> (u32, u32, u32) {
        if let Some(known) = self.variants[index] {
            return known;
        }
        if !self.open.insert((true, index)) {
            return (0, PAYLOAD_OFFSET, 4);
        }
        let (mut payload, mut align) = (0, 4);
        for case in &self.model.variants[index].cases {
            let (size, case_align) = self.whole(&case.ty);
            payload = payload.max(size);
            align = align.max(case_align);
        }
        let size = (PAYLOAD_OFFSET + payload).next_multiple_of(align);
        self.open.remove(&(true, index));
        self.variants[index] = Some((payload, size, align));
        (payload, size, align)
    }

    fn structure(&mut self, index: usize) -> Layout {
        let mut writer = Writer::with_header();
        self.fields(&mut writer, &self.model.structs[index].fields);
        writer.finish()
    }

    fn fields(&mut self, writer: &mut Writer, fields: &[Field]) {
        for (index, field) in fields.iter().enumerate() {
            if is_sequence(&field.ty) {
                writer.sequence(&field.name, &field.ty, index);
            } else {
                let (size, align) = self.whole(&field.ty);
                writer.slot(&field.name, size, align, SlotContent::Field(index));
            }
        }
    }

    /// Size and alignment of a value that stands in memory by itself.
    fn whole(&mut self, ty: &Type) -> (u32, u32) {
        match ty {
            Type::Record(id) => {
                let layout = self.record(id.0);
                (layout.size, layout.align)
            }
            Type::Variant(id) => {
                let (_, size, align) = self.variant(id.0);
                (size, align)
            }
            other => scalar(self.model, other),
        }
    }
}

/// Whether the type is an address and a length on the border.
pub fn is_sequence(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Bytes | Type::List(_))
}

/// Size and alignment of a type, when records and variants are laid out already.
pub fn size_and_align(model: &Model, ty: &Type) -> (u32, u32) {
    match ty {
        Type::Record(id) => {
            let layout = &model.records[id.0].layout;
            (layout.size, layout.align)
        }
        Type::Variant(id) => {
            let variant = &model.variants[id.0];
            (variant.size, variant.align)
        }
        Type::Struct(id) => {
            let layout = &model.structs[id.0].layout;
            (layout.size, layout.align)
        }
        other => scalar(model, other),
    }
}

/// Size and alignment of everything but records, variants and structs.
fn scalar(model: &Model, ty: &Type) -> (u32, u32) {
    let size = match ty {
        Type::Bool => 1,
        Type::Int(int) => int.size_bytes(),
        Type::F32 => 4,
        Type::Enum(id) => model.enums[id.0].repr.size_bytes(),
        Type::Flags(id) => model.flags[id.0].repr.size_bytes(),
        // Sixteen bytes, with the alignment of one.
        Type::Uuid => return (16, 1),
        // An address and a length.
        Type::String | Type::Bytes | Type::List(_) => return (16, 8),
        _ => 8,
    };
    (size, size)
}

#[cfg(test)]
mod tests;
