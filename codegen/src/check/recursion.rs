//! Types that contain themselves, and handles that are their own ancestors.

use std::collections::HashSet;

use super::*;
use crate::model::*;

impl Checker<'_, '_> {
    pub(super) fn recursion(&mut self) {
        for index in 0..self.model.records.len() {
            let item = ItemId::Record(RecordId(index));
            if self.contains(item, item, &mut HashSet::new()) {
                let name = &self.all.records[index].item.name;
                let message = format!("`{}` contains itself", name.text);
                self.say(Code::RecursiveType, name.span, message);
            }
        }
        for index in 0..self.model.variants.len() {
            let item = ItemId::Variant(VariantId(index));
            if self.contains(item, item, &mut HashSet::new()) {
                let name = &self.all.variants[index].item.name;
                let message = format!("`{}` contains itself", name.text);
                self.say(Code::RecursiveType, name.span, message);
            }
        }
        for index in 0..self.model.handles.len() {
            self.ancestry(HandleId(index));
        }
    }

    /// Whether `sought` is inside `item`, at any depth.
    fn contains(&self, item: ItemId, sought: ItemId, seen: &mut HashSet<ItemId>) -> bool {
        let inner: Vec<ItemId> = match item {
            ItemId::Record(id) => {
                let fields = self.model.records[id.0].fields.iter();
                fields.filter_map(|field| inner_item(&field.ty)).collect()
            }
            ItemId::Variant(id) => {
                let cases = self.model.variants[id.0].cases.iter();
                cases.filter_map(|case| inner_item(&case.ty)).collect()
            }
            _ => Vec::new(),
        };
        inner
            .into_iter()
            .any(|one| one == sought || (seen.insert(one) && self.contains(one, sought, seen)))
    }

    fn ancestry(&mut self, start: HandleId) {
        let mut seen = HashSet::new();
        let mut current = start;
        while let Some((_, parent)) = &self.model.handles[current.0].parent {
            if *parent == start {
                let name = &self.all.handles[start.0].item.name;
                let message = format!("`{}` would keep itself alive", name.text);
                return self.say(Code::RecursiveType, name.span, message);
            }
            if !seen.insert(*parent) {
                return;
            }
            current = *parent;
        }
    }
}

fn inner_item(ty: &Type) -> Option<ItemId> {
    match ty {
        Type::Record(id) => Some(ItemId::Record(*id)),
        Type::Variant(id) => Some(ItemId::Variant(*id)),
        Type::List(inner) | Type::Option(inner) => inner_item(inner),
        _ => None,
    }
}
