//! From syntax trees to the model: every name becomes a place in an arena, every type is laid out.

mod attributes;
mod call;
mod clause;
mod errors;
mod expression;
mod implied;
mod items;
mod names;
mod types;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::layout;
use crate::model::*;
use crate::source::{SourceSet, Span};
use crate::syntax::ast;
pub use errors::SCOPES;
pub use names::{CORE, Declarations, Declared, last_word};

/// The model, and where its parts were written.
pub struct Resolved<'a> {
    /// The model; complete only when there are no diagnostics.
    pub model: Model,
    /// The declarations, in the order of the model's arenas.
    pub declarations: &'a Declarations<'a>,
    /// Where each clause of each call stands.
    pub clauses: HashMap<(CallId, usize), Span>,
}

/// Resolves all declarations.
pub fn resolve<'a>(
    sources: &'a SourceSet,
    declarations: &'a Declarations<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Resolved<'a> {
    let mut resolver = Resolver {
        sources,
        declarations,
        model: empty_model(sources, declarations),
        diagnostics: Vec::new(),
        used: HashSet::new(),
        unresolved: HashSet::new(),
        clauses: HashMap::new(),
    };
    resolver.run();
    diagnostics.append(&mut resolver.diagnostics);
    Resolved {
        model: resolver.model,
        declarations,
        clauses: resolver.clauses,
    }
}

/// The state of resolution.
struct Resolver<'a> {
    sources: &'a SourceSet,
    declarations: &'a Declarations<'a>,
    model: Model,
    diagnostics: Vec<Diagnostic>,
    /// Imported names that something uses.
    used: HashSet<(ModuleId, String)>,
    /// Fields and parameters whose type could not be found: nobody complains about them again.
    unresolved: HashSet<(ItemId, usize)>,
    clauses: HashMap<(CallId, usize), Span>,
}

impl<'a> Resolver<'a> {
    fn run(&mut self) {
        self.enums();
        self.flag_sets();
        self.find_rights();
        self.handles();
        self.structs();
        self.records();
        self.variants();
        layout::lay_out_types(&mut self.model);
        self.errors();
        self.budgets();
        self.retired();
        self.group_bodies();
        self.calls();
        self.mark_options();
        layout::lay_out_calls(&mut self.model);
        self.implied_errors();
        self.unused_imports();
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A type's place, by its name as it stands in `module`.
    fn type_item(&mut self, module: ModuleId, path: &ast::Path) -> Option<ItemId> {
        let (scope, name) = self.scope_of(module, path)?;
        let found = self.declarations.scopes[scope.0]
            .types
            .get(name.text.as_str())
            .copied();
        if found.is_none() {
            self.unknown_type(scope, module, name, path.names.len() > 1);
        }
        found
    }

    /// The module that declares the last word of `path`, following imports.
    fn scope_of<'p>(
        &mut self,
        module: ModuleId,
        path: &'p ast::Path,
    ) -> Option<(ModuleId, &'p ast::Name)> {
        let (name, qualifier) = path.names.split_last()?;
        if qualifier.is_empty() {
            return Some((self.home_of(module, &name.text), name));
        }
        let qualifier = ast::Path {
            names: qualifier.to_vec(),
            span: path.span,
        };
        let found = self.declarations.module_named(&qualifier);
        if found.is_none() {
            let message = format!("there is no module `{}`", qualifier.text());
            self.report(Diagnostic::new(Code::UnknownModule, path.span, message));
        }
        Some((found?, name))
    }

    /// The module that declares `name` for `module`: another one where it is imported.
    fn home_of(&mut self, module: ModuleId, name: &str) -> ModuleId {
        match self.declarations.scopes[module.0].imports.get(name) {
            Some((from, _)) => {
                self.used.insert((module, name.to_string()));
                *from
            }
            None => module,
        }
    }

    fn unknown_type(&mut self, scope: ModuleId, from: ModuleId, name: &ast::Name, qualified: bool) {
        let declarations = self.declarations;
        let here = &declarations.scopes[scope.0];
        if here.broken.contains(name.text.as_str()) {
            return;
        }
        let message = format!("there is no type `{}` here", name.text);
        let mut diagnostic = Diagnostic::new(Code::UnknownName, name.span, message);
        let elsewhere = declarations
            .scopes
            .iter()
            .position(|other| other.types.contains_key(name.text.as_str()));
        match elsewhere {
            Some(other) if !qualified => {
                let path = declarations.modules[other].tree.module.text();
                let line = format!("use {path}.{};\n", name.text);
                let place = self.import_place(from);
                diagnostic = diagnostic.fix(
                    format!("module `{path}` declares it: import it"),
                    place,
                    line,
                );
            }
            _ => {
                let known = here.types.keys().chain(here.imports.keys()).copied();
                diagnostic = diagnostic
                    .did_you_mean(&name.text, known.chain(types::BUILT_IN.iter().copied()));
            }
        }
        self.report(diagnostic);
    }

    /// Where another `use` line would stand.
    fn import_place(&self, module: ModuleId) -> Span {
        let tree = self.declarations.modules[module.0].tree;
        let after = tree
            .imports
            .last()
            .map_or(tree.module.span, |import| import.module.span);
        let text = &self.sources.file(after.file).text;
        let line_end = text[after.end as usize..]
            .find('\n')
            .map_or(text.len(), |length| after.end as usize + length + 1);
        Span::new(after.file, line_end, line_end)
    }

    fn unused_imports(&mut self) {
        for (index, scope) in self.declarations.scopes.iter().enumerate() {
            for (name, (_, span)) in &scope.imports {
                if !self.used.contains(&(ModuleId(index), name.to_string())) {
                    let message = format!("`{name}` is imported, and nothing here uses it");
                    self.diagnostics
                        .push(Diagnostic::new(Code::UnusedImport, *span, message));
                }
            }
        }
    }
}

fn empty_model(sources: &SourceSet, declarations: &Declarations<'_>) -> Model {
    let first = declarations.modules.first();
    let package = first.and_then(|module| module.tree.module.names.first());
    Model {
        package: package.map_or(String::new(), |name| name.text.clone()),
        modules: declarations
            .modules
            .iter()
            .enumerate()
            .map(|(index, module)| Module {
                name: last_word(&module.tree.module).to_string(),
                path: module.tree.module.text(),
                file: sources.file(module.file).path.clone(),
                is_core: last_word(&module.tree.module) == CORE,
                docs: module.tree.docs.clone(),
                items: items_of(declarations, ModuleId(index)),
            })
            .collect(),
        handles: Vec::new(),
        enums: Vec::new(),
        flags: Vec::new(),
        structs: Vec::new(),
        records: Vec::new(),
        variants: Vec::new(),
        calls: Vec::new(),
        errors: Vec::new(),
        budgets: Vec::new(),
        retired: Vec::new(),
        rights: None,
    }
}

/// Everything that a module declares, in source order.
fn items_of(declarations: &Declarations<'_>, module: ModuleId) -> Vec<ItemId> {
    let mut items: Vec<(Span, ItemId)> = Vec::new();
    macro_rules! add {
        ($arena:ident, $id:ident, $item:ident) => {
            for (index, one) in declarations.$arena.iter().enumerate() {
                if one.module == module {
                    items.push((one.item.span, ItemId::$item($id(index))));
                }
            }
        };
    }
    add!(handles, HandleId, Handle);
    add!(enums, EnumId, Enum);
    add!(flags, FlagsId, Flags);
    add!(structs, StructId, Struct);
    add!(records, RecordId, Record);
    add!(variants, VariantId, Variant);
    add!(calls, CallId, Call);
    add!(errors, ErrorId, Error);
    add!(budgets, BudgetId, Budget);
    items.sort_by_key(|(span, _)| *span);
    items.into_iter().map(|(_, id)| id).collect()
}
