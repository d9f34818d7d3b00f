//! Who declares what: every item gets its place in the model before anything is looked up.

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::model::*;
use crate::source::{FileId, Span};
use crate::syntax::ast;

/// One declared item, with the part of the tree that is particular to its kind.
pub struct Declared<'a, T> {
    /// The module that declares it.
    pub module: ModuleId,
    /// Name, documentation, attributes, place.
    pub item: &'a ast::Item,
    /// The rest.
    pub body: &'a T,
}

/// A parsed file that is a module.
pub struct ModuleFile<'a> {
    /// Which file.
    pub file: FileId,
    /// Its tree.
    pub tree: &'a ast::File,
}

/// What one module declares, by name, and what it imports.
#[derive(Default)]
pub struct Scope<'a> {
    /// Handles, enums, flags, structs, records and variants.
    pub types: BTreeMap<&'a str, ItemId>,
    /// Calls.
    pub calls: BTreeMap<&'a str, CallId>,
    /// Groups of clauses, by index.
    pub groups: BTreeMap<&'a str, usize>,
    /// Budgets.
    pub budgets: BTreeMap<&'a str, BudgetId>,
    /// Imported names: from where, and where it says so.
    pub imports: BTreeMap<&'a str, (ModuleId, Span)>,
    /// Names of items that could not be read.
    pub broken: HashSet<&'a str>,
}

/// All declarations of an API, in the order of the model's arenas.
#[derive(Default)]
pub struct Declarations<'a> {
    pub modules: Vec<ModuleFile<'a>>,
    pub handles: Vec<Declared<'a, ast::Handle>>,
    pub enums: Vec<Declared<'a, ast::Enumeration>>,
    pub flags: Vec<Declared<'a, ast::Enumeration>>,
    pub structs: Vec<Declared<'a, Vec<ast::Field>>>,
    pub records: Vec<Declared<'a, Vec<ast::Field>>>,
    pub variants: Vec<Declared<'a, ast::Variant>>,
    pub groups: Vec<Declared<'a, ast::Group>>,
    pub calls: Vec<Declared<'a, ast::Call>>,
    pub errors: Vec<Declared<'a, ast::ErrorItem>>,
    pub budgets: Vec<Declared<'a, ast::Budget>>,
    pub retired: Vec<Declared<'a, ast::Retired>>,
    /// By module.
    pub scopes: Vec<Scope<'a>>,
    /// Errors are one list for the whole package.
    pub error_names: BTreeMap<&'a str, ErrorId>,
}

impl<'a> Declarations<'a> {
    /// Gathers the declarations of all files.
    pub fn gather(files: &'a [(FileId, ast::File)], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut all = Declarations {
            modules: order(files),
            ..Self::default()
        };
        all.sort_items();
        all.name_items(diagnostics);
        all.import_names(diagnostics);
        all
    }

    /// The module with this last word, or this whole path.
    pub fn module_named(&self, path: &ast::Path) -> Option<ModuleId> {
        let text = path.text();
        let position = self.modules.iter().position(|module| {
            let own = &module.tree.module;
            own.text() == text || (path.names.len() == 1 && last_word(own) == text)
        });
        position.map(ModuleId)
    }

    fn sort_items(&mut self) {
        for index in 0..self.modules.len() {
            let tree = self.modules[index].tree;
            for item in &tree.items {
                self.sort_item(ModuleId(index), item);
            }
        }
        self.calls
            .sort_by_key(|call| (call.module, call.body.number.value));
        self.errors.sort_by_key(|error| error.body.code.value);
    }

    fn sort_item(&mut self, module: ModuleId, item: &'a ast::Item) {
        macro_rules! push {
            ($arena:ident, $body:expr) => {
                self.$arena.push(Declared {
                    module,
                    item,
                    body: $body,
                })
            };
        }
        match &item.kind {
            ast::ItemKind::Handle(body) => push!(handles, body),
            ast::ItemKind::Enum(body) => push!(enums, body),
            ast::ItemKind::Flags(body) => push!(flags, body),
            ast::ItemKind::Struct(body) => push!(structs, body),
            ast::ItemKind::Record(body) => push!(records, body),
            ast::ItemKind::Variant(body) => push!(variants, body),
            ast::ItemKind::Group(body) => push!(groups, body),
            ast::ItemKind::Call(body) => push!(calls, body),
            ast::ItemKind::Error(body) => push!(errors, body),
            ast::ItemKind::Budget(body) => push!(budgets, body),
            ast::ItemKind::Retired(body) => push!(retired, body),
        }
    }

    fn name_items(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        self.scopes = self
            .modules
            .iter()
            .map(|module| empty_scope(module.tree))
            .collect();
        let scopes = &mut self.scopes;
        let mut seen = Seen::new(diagnostics);
        macro_rules! name {
            ($arena:ident, $table:ident, $what:literal, $id:expr) => {
                for (index, one) in self.$arena.iter().enumerate() {
                    let name = one.item.name.text.as_str();
                    if seen.is_new(one.module, $what, &one.item.name) {
                        scopes[one.module.0].$table.insert(name, $id(index));
                    }
                }
            };
        }
        name!(handles, types, "type", |index| ItemId::Handle(HandleId(
            index
        )));
        name!(enums, types, "type", |index| ItemId::Enum(EnumId(index)));
        name!(flags, types, "type", |index| ItemId::Flags(FlagsId(index)));
        name!(structs, types, "type", |index| ItemId::Struct(StructId(
            index
        )));
        name!(records, types, "type", |index| ItemId::Record(RecordId(
            index
        )));
        name!(variants, types, "type", |index| ItemId::Variant(VariantId(
            index
        )));
        name!(calls, calls, "call", CallId);
        name!(groups, groups, "group of clauses", |index| index);
        for (index, budget) in self.budgets.iter().enumerate() {
            let table = &mut scopes[budget.module.0].budgets;
            table
                .entry(&budget.item.name.text)
                .or_insert(BudgetId(index));
        }
        for (index, error) in self.errors.iter().enumerate() {
            if seen.is_new(ModuleId(0), "error", &error.item.name) {
                self.error_names
                    .insert(&error.item.name.text, ErrorId(index));
            }
        }
    }

    fn import_names(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        for index in 0..self.modules.len() {
            let tree = self.modules[index].tree;
            for import in &tree.imports {
                self.import(index, import, diagnostics);
            }
        }
    }

    fn import(&mut self, into: usize, import: &'a ast::Import, diagnostics: &mut Vec<Diagnostic>) {
        let Some(from) = self.module_named(&import.module) else {
            let message = format!("there is no module `{}`", import.module.text());
            let known: Vec<_> = self
                .modules
                .iter()
                .map(|module| module.tree.module.text())
                .collect();
            let diagnostic = Diagnostic::new(Code::UnknownModule, import.module.span, message);
            let known = known.iter().map(String::as_str);
            diagnostics.push(diagnostic.did_you_mean(&import.module.text(), known));
            self.scopes[into]
                .broken
                .extend(import.names.iter().map(|name| name.text.as_str()));
            return;
        };
        for name in &import.names {
            if !self.scopes[from.0].declares(&name.text) {
                diagnostics.extend(self.missing_import(from, name));
                self.scopes[into].broken.insert(&name.text);
            } else {
                self.scopes[into]
                    .imports
                    .insert(&name.text, (from, name.span));
            }
        }
    }

    fn missing_import(&self, from: ModuleId, name: &ast::Name) -> Option<Diagnostic> {
        let scope = &self.scopes[from.0];
        if scope.broken.contains(name.text.as_str()) {
            return None;
        }
        let path = self.modules[from.0].tree.module.text();
        let message = format!("module `{path}` has no `{}`", name.text);
        Some(
            Diagnostic::new(Code::UnknownName, name.span, message)
                .did_you_mean(&name.text, scope.declared()),
        )
    }
}

impl<'a> Scope<'a> {
    /// Whether the module itself declares this name.
    pub fn declares(&self, name: &str) -> bool {
        self.declared().any(|declared| declared == name)
    }

    /// Every name that other modules may import.
    pub fn declared(&self) -> impl Iterator<Item = &'a str> {
        let types = self.types.keys().chain(self.calls.keys());
        types
            .chain(self.groups.keys())
            .chain(self.budgets.keys())
            .copied()
    }
}

/// The package's `core` module first, then by name.
fn order(files: &[(FileId, ast::File)]) -> Vec<ModuleFile<'_>> {
    let mut modules: Vec<_> = files
        .iter()
        .map(|(file, tree)| ModuleFile { file: *file, tree })
        .collect();
    modules.sort_by_key(|module| {
        let name = last_word(&module.tree.module).to_string();
        (name != CORE, name)
    });
    modules
}

/// The module whose items need no module prefix.
pub const CORE: &str = "core";

/// `gpu` of `distos.gpu`.
pub fn last_word(path: &ast::Path) -> &str {
    path.names.last().map_or("", |name| name.text.as_str())
}

fn empty_scope(tree: &ast::File) -> Scope<'_> {
    Scope {
        broken: tree.broken.iter().map(String::as_str).collect(),
        ..Scope::default()
    }
}

/// Names that were declared already.
struct Seen<'a, 'd> {
    names: BTreeMap<(ModuleId, &'static str, &'a str), Span>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl<'a, 'd> Seen<'a, 'd> {
    fn new(diagnostics: &'d mut Vec<Diagnostic>) -> Self {
        let names = BTreeMap::new();
        Self { names, diagnostics }
    }

    fn is_new(&mut self, module: ModuleId, what: &'static str, name: &'a ast::Name) -> bool {
        let Some(first) = self.names.get(&(module, what, name.text.as_str())) else {
            self.names.insert((module, what, &name.text), name.span);
            return true;
        };
        let message = format!("the {what} `{}` is declared twice", name.text);
        let diagnostic = Diagnostic::new(Code::DuplicateName, name.span, message);
        self.diagnostics
            .push(diagnostic.related(*first, "first declared here"));
        false
    }
}
