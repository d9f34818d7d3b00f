//! Names: style, repetition, documentation, modules, and collisions in C.

use std::collections::BTreeMap;

use super::*;
use crate::backend::naming::{c_names, camel, screaming, snake};
use crate::model::{ItemId, ModuleId};

/// How a kind of name is written.
#[derive(Clone, Copy)]
enum Style {
    Camel,
    Snake,
    Screaming,
}

impl Style {
    fn describe(self) -> &'static str {
        match self {
            Self::Camel => "CamelCase",
            Self::Snake => "snake_case",
            Self::Screaming => "UPPER_CASE",
        }
    }

    fn is_kept(self, name: &str) -> bool {
        let mut letters = name.chars();
        let starts_well = letters.next().is_some_and(|first| match self {
            Self::Snake => first.is_lowercase(),
            _ => first.is_uppercase(),
        });
        let allows = |letter: char| match self {
            Self::Camel => letter != '_',
            Self::Snake => !letter.is_uppercase(),
            Self::Screaming => !letter.is_lowercase(),
        };
        starts_well && name.chars().all(allows) && !name.contains("__") && !name.ends_with('_')
    }

    fn applied(self, name: &str) -> String {
        match self {
            Self::Camel => camel(name),
            Self::Snake => snake(name),
            Self::Screaming => screaming(name),
        }
    }
}

impl<'a> Checker<'a, '_> {
    pub(super) fn names(&mut self) {
        for index in 0..self.all.modules.len() {
            self.module_line(index);
            let tree = self.all.modules[index].tree;
            for item in &tree.items {
                self.item_names(item);
                self.item_docs(item);
            }
        }
        self.budget_names();
    }

    /// The file `library/vault.idl` is the module `library.vault`, and all modules are of one package.
    fn module_line(&mut self, index: usize) {
        let module = &self.all.modules[index];
        let line = &module.tree.module;
        if line.names.is_empty() {
            return;
        }
        let path = self.sources.file(module.file).path.as_str();
        let expected = line.text().replace('.', "/") + ".idl";
        if line.names.len() != 2 {
            self.say(
                Code::ModuleLine,
                line.span,
                "a module is called `package.module`",
            );
        } else if path != expected {
            let message = format!(
                "module `{}` is in `{path}`, not in `{expected}`",
                line.text()
            );
            self.say(Code::ModuleLine, line.span, message);
        } else if line.names[0].text != self.model.package {
            let message = format!(
                "the other modules are of the package `{}`",
                self.model.package
            );
            self.say(Code::ModuleLine, line.span, message);
        }
        for name in &line.names {
            self.style(name, Style::Snake);
        }
    }

    fn item_names(&mut self, item: &'a ast::Item) {
        match &item.kind {
            ast::ItemKind::Handle(handle) => {
                self.style(&item.name, Style::Camel);
                let fields = handle.model.iter().flatten().map(|field| &field.name);
                self.distinct(fields.collect(), Style::Snake);
            }
            ast::ItemKind::Enum(one) | ast::ItemKind::Flags(one) => {
                self.style(&item.name, Style::Camel);
                self.distinct(
                    one.members.iter().map(|member| &member.name).collect(),
                    Style::Screaming,
                );
            }
            ast::ItemKind::Struct(fields) | ast::ItemKind::Record(fields) => {
                self.style(&item.name, Style::Camel);
                self.distinct(
                    fields.iter().map(|field| &field.name).collect(),
                    Style::Snake,
                );
                self.field_names(fields);
            }
            ast::ItemKind::Variant(one) => {
                self.style(&item.name, Style::Camel);
                self.distinct(
                    one.cases.iter().map(|case| &case.name).collect(),
                    Style::Screaming,
                );
            }
            ast::ItemKind::Call(call) => self.call_names(item, call),
            ast::ItemKind::Group(group) => {
                self.style(&item.name, Style::Snake);
                self.distinct(
                    group.parameters.iter().map(|one| &one.name).collect(),
                    Style::Snake,
                );
                self.clause_names(&group.clauses);
            }
            ast::ItemKind::Error(_) => self.style(&item.name, Style::Screaming),
            ast::ItemKind::Budget(_) => self.style(&item.name, Style::Snake),
            ast::ItemKind::Retired(_) => {}
        }
    }

    fn call_names(&mut self, item: &'a ast::Item, call: &'a ast::Call) {
        self.style(&item.name, Style::Snake);
        let both = call.parameters.iter().chain(&call.results);
        self.distinct(both.map(|one| &one.name).collect(), Style::Snake);
        self.clause_names(&call.clauses);
    }

    fn clause_names(&mut self, clauses: &'a [ast::Clause]) {
        for clause in clauses {
            if let Some(name) = &clause.name {
                self.style(name, Style::Snake);
            }
        }
    }

    /// The header and the gaps of a layout take these names up.
    fn field_names(&mut self, fields: &[ast::Field]) {
        for field in fields {
            let name = field.name.text.as_str();
            let is_taken = name == "size" || name.starts_with("reserved");
            if is_taken {
                let message =
                    format!("`{name}` is the name of a part of the layout that the compiler adds");
                self.say(Code::DuplicateName, field.name.span, message);
            }
        }
    }

    fn style(&mut self, name: &ast::Name, style: Style) {
        if style.is_kept(&name.text) {
            return;
        }
        let better = style.applied(&name.text);
        let message = format!("`{}` is not in {}", name.text, style.describe());
        let diagnostic = Diagnostic::new(Code::NameStyle, name.span, message);
        self.report(match better != name.text {
            true => diagnostic.fix(format!("write `{better}`"), name.span, better),
            false => diagnostic,
        });
    }

    fn distinct(&mut self, names: Vec<&'a ast::Name>, style: Style) {
        for (first, second) in repeated(names.iter().copied()) {
            let message = format!("`{}` is declared twice", second.text);
            let diagnostic = Diagnostic::new(Code::DuplicateName, second.span, message);
            self.report(diagnostic.related(first.span, "first declared here"));
        }
        for name in names {
            self.style(name, style);
        }
    }

    fn item_docs(&mut self, item: &ast::Item) {
        let is_retired = matches!(item.kind, ast::ItemKind::Retired(_));
        if item.header.docs.is_empty() && !is_retired {
            let message = format!("`{}` has no documentation", item.name.text);
            let diagnostic = Diagnostic::new(Code::MissingDocs, item.name.span, message);
            self.report(
                diagnostic.note("a `///` line before it becomes its page in every language"),
            );
        }
    }

    /// A budget has one set of limits on one platform.
    fn budget_names(&mut self) {
        let mut seen: BTreeMap<(ModuleId, &str, &str), Span> = BTreeMap::new();
        for one in &self.all.budgets {
            let key = (
                one.module,
                one.item.name.text.as_str(),
                one.body.platform.text.as_str(),
            );
            let Some(first) = seen.get(&key) else {
                seen.insert(key, one.item.name.span);
                continue;
            };
            let message = format!("the budget `{}` on `{}` is declared twice", key.1, key.2);
            let diagnostic = Diagnostic::new(Code::DuplicateName, one.item.name.span, message);
            self.report(diagnostic.related(*first, "first declared here"));
        }
    }

    /// Two items of different modules can get the same name in C: `a_b` of the core module and `b` of module `a`.
    pub(super) fn c_names(&mut self) {
        let mut seen: BTreeMap<String, ItemId> = BTreeMap::new();
        for (name, item) in c_names(self.model) {
            let Some(first) = seen.get(&name).copied() else {
                seen.insert(name, item);
                continue;
            };
            let (first, second) = (self.name_of(first), self.name_of(item));
            let message = format!("both would be `{name}` in C");
            let diagnostic = Diagnostic::new(Code::SameCName, second.span, message);
            self.report(diagnostic.related(first.span, "the other one"));
        }
    }

    fn name_of(&self, item: ItemId) -> &'a ast::Name {
        let item = match item {
            ItemId::Handle(id) => self.all.handles[id.0].item,
            ItemId::Enum(id) => self.all.enums[id.0].item,
            ItemId::Flags(id) => self.all.flags[id.0].item,
            ItemId::Struct(id) => self.all.structs[id.0].item,
            ItemId::Record(id) => self.all.records[id.0].item,
            ItemId::Variant(id) => self.all.variants[id.0].item,
            ItemId::Call(id) => self.all.calls[id.0].item,
            ItemId::Error(id) => self.all.errors[id.0].item,
            ItemId::Budget(id) => self.all.budgets[id.0].item,
        };
        &item.name
    }
}
