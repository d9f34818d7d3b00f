//! Layouts against numbers worked out by hand.

use super::writer::Writer;
use super::*;

fn slots(layout: &Layout) -> Vec<(&str, u32, u32)> {
    let slots = layout.slots.iter();
    slots
        .map(|slot| (slot.name.as_str(), slot.offset, slot.size))
        .collect()
}

#[test]
fn gaps_are_named_and_the_end_is_filled() {
    let mut writer = Writer::with_header();
    writer.slot("a", 1, 1, SlotContent::Field(0));
    writer.slot("b", 8, 8, SlotContent::Field(1));
    writer.slot("c", 2, 2, SlotContent::Field(2));
    let layout = writer.finish();
    assert_eq!((layout.size, layout.align), (32, 8));
    assert_eq!(
        slots(&layout),
        [
            ("size", 0, 4),
            ("reserved", 4, 4),
            ("a", 8, 1),
            ("reserved0", 9, 3),
            ("reserved1", 12, 4),
            ("b", 16, 8),
            ("c", 24, 2),
            ("reserved2", 26, 2),
            ("reserved3", 28, 4),
        ]
    );
}

#[test]
fn lists_of_structs_have_a_stride() {
    let mut writer = Writer::new();
    let ty = Type::List(Box::new(Type::Struct(StructId(0))));
    writer.sequence("items", &ty, 0);
    assert_eq!(
        slots(&writer.finish()),
        [
            ("items", 0, 8),
            ("items_length", 8, 8),
            ("items_stride", 16, 8)
        ]
    );
}

#[test]
fn every_byte_has_a_name() {
    for align in [1, 2, 4, 8] {
        let mut writer = Writer::new();
        writer.slot("a", 1, 1, SlotContent::Field(0));
        writer.slot("b", align, align, SlotContent::Field(1));
        writer.slot("c", 1, 1, SlotContent::Field(2));
        let layout = writer.finish();
        let mut end = 0;
        for slot in &layout.slots {
            assert_eq!(slot.offset, end);
            end += slot.size;
        }
        assert_eq!(end, layout.size);
        assert_eq!(layout.size % layout.align, 0);
    }
}
