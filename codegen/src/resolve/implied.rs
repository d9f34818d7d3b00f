//! Errors that every call of a shape has without writing them, and the whole list of what a call can answer.

use super::*;

/// The part of a call's shape that an implied error comes from.
#[derive(Default)]
struct Shape {
    /// Memory of the caller is read or written.
    has_addresses: bool,
    /// A sized struct is read.
    has_structs_in: bool,
    /// A sized struct is read or written, or something has a length.
    has_sizes: bool,
    /// Something read has reserved bytes.
    has_reserved: bool,
    has_text: bool,
    has_flags: bool,
    /// Closed enums, variants and truth values.
    has_closed_values: bool,
    has_handles: bool,
    has_typed_handles: bool,
    has_rights: bool,
    has_list_results: bool,
    is_submission: bool,
    /// It closes a handle, which a forked child may do.
    is_close: bool,
    /// Types that were looked into, for reading or for writing: some contain themselves by mistake.
    seen: HashSet<(ItemId, bool)>,
}

/// One implied error.
struct Rule {
    /// The last part of its id.
    name: &'static str,
    error: &'static str,
    applies: fn(&Shape) -> bool,
    when: &'static str,
}

/// The implied errors that come before the written ones, in order of precedence. These error names are part of the language.
const FIRST: &[Rule] = &[
    Rule {
        name: "forked_child",
        error: "FORKED_CHILD",
        applies: |shape| !shape.is_close,
        when: "The process is a forked child of the one that opened the session.",
    },
    Rule {
        name: "null",
        error: "INVALID_ARGUMENT",
        applies: |shape| shape.has_addresses,
        when: "An address is null where memory is needed.",
    },
    Rule {
        name: "size",
        error: "INVALID_ARGUMENT",
        applies: |shape| shape.has_sizes,
        when: "A struct's size or a list's stride is less than the first version's, or a length exceeds memory.",
    },
    Rule {
        name: "reserved",
        error: "INVALID_ARGUMENT",
        applies: |shape| shape.has_reserved,
        when: "A reserved field is not zero.",
    },
    Rule {
        name: "utf8",
        error: "INVALID_ARGUMENT",
        applies: |shape| shape.has_text,
        when: "A string is not UTF-8.",
    },
    Rule {
        name: "unknown_flag",
        error: "INVALID_ARGUMENT",
        applies: |shape| shape.has_flags,
        when: "A set of flags has a bit that this version does not know.",
    },
    Rule {
        name: "unknown_value",
        error: "INVALID_ARGUMENT",
        applies: |shape| shape.has_closed_values,
        when: "A closed enum, a variant's tag or a truth value is none of those that there are.",
    },
    Rule {
        name: "invalid_handle",
        error: "INVALID_HANDLE",
        applies: |shape| shape.has_handles,
        when: "A handle was never made by this runtime, or is closed.",
    },
    Rule {
        name: "wrong_type",
        error: "WRONG_TYPE",
        applies: |shape| shape.has_typed_handles,
        when: "A handle is of another type than the parameter.",
    },
    Rule {
        name: "rights",
        error: "PERMISSION_DENIED",
        applies: |shape| shape.has_rights,
        when: "A handle lacks a right that the parameter asks for.",
    },
    Rule {
        name: "unimplemented",
        error: "UNIMPLEMENTED",
        applies: |_| true,
        when: "This runtime does not have the call.",
    },
    Rule {
        name: "unsupported",
        error: "UNSUPPORTED",
        applies: |shape| shape.has_structs_in,
        when: "A struct is longer than this version's, and its tail is not zero.",
    },
    Rule {
        name: "would_block",
        error: "WOULD_BLOCK",
        applies: |shape| shape.is_submission,
        when: "The queue that takes submissions is full.",
    },
];

/// The implied errors that come last: what is known only when the work is done, and what only a completion tells.
const LAST: &[Rule] = &[
    Rule {
        name: "too_small",
        error: "BUFFER_TOO_SMALL",
        applies: |shape| shape.has_list_results,
        when: "A list has fewer places than there are items. None is written; the count says how many there are.",
    },
    Rule {
        name: "cancelled",
        error: "CANCELLED",
        applies: |shape| shape.is_submission,
        when: "The operation was cancelled; its completion says whether it had begun.",
    },
    Rule {
        name: "deadline",
        error: "DEADLINE_EXCEEDED",
        applies: |shape| shape.is_submission,
        when: "The deadline passed before the operation was complete.",
    },
];

/// What the runtime answers when it is itself at fault: declared, but in no call's list.
const FAULT: &str = "INTERNAL";

impl Resolver<'_> {
    /// Fills the error list of every call.
    pub(super) fn implied_errors(&mut self) {
        if self.model.calls.is_empty() || !self.has_well_known_errors() {
            return;
        }
        for index in 0..self.model.calls.len() {
            let errors = self.errors_of(&self.model.calls[index]);
            self.model.calls[index].errors = errors;
        }
    }

    fn errors_of(&self, call: &Call) -> Vec<ErrorUse> {
        let shape = Shape::of(&self.model, call);
        let module = &self.model.modules[call.module.0].name;
        let implied = |rules: &'static [Rule]| {
            let applying = rules.iter().filter(|rule| (rule.applies)(&shape));
            applying.filter_map(|rule| {
                Some(ErrorUse {
                    error: *self.declarations.error_names.get(rule.error)?,
                    clause: format!("{module}.{}.implied.{}", call.name, rule.name),
                    implied: true,
                    when: rule.when.to_string(),
                })
            })
        };
        let written = call.clauses.iter().filter_map(|clause| {
            Some(ErrorUse {
                error: error_of(&clause.kind)?,
                clause: clause.id.clone(),
                implied: false,
                when: String::new(),
            })
        });
        implied(FIRST).chain(written).chain(implied(LAST)).collect()
    }

    /// Whether the API declares every error that the calls it has need; says which one is missing.
    fn has_well_known_errors(&mut self) -> bool {
        let shapes: Vec<_> = self
            .model
            .calls
            .iter()
            .map(|call| Shape::of(&self.model, call))
            .collect();
        let needed = FIRST
            .iter()
            .chain(LAST)
            .filter(|rule| shapes.iter().any(|shape| (rule.applies)(shape)));
        let mut names: Vec<_> = needed.map(|rule| rule.error).chain([FAULT]).collect();
        names.dedup();
        let declared = &self.declarations.error_names;
        names.retain(|name| !declared.contains_key(name));
        let is_broken = |name: &&str| {
            let mut scopes = self.declarations.scopes.iter();
            scopes.any(|scope| scope.broken.contains(name))
        };
        let (_, missing): (Vec<_>, Vec<_>) = names.iter().copied().partition(is_broken);
        if let (false, Some(module)) = (missing.is_empty(), self.declarations.modules.first()) {
            let message = format!("no module declares the errors {}", missing.join(", "));
            let diagnostic = Diagnostic::new(Code::ErrorMissing, module.tree.module.span, message);
            self.report(diagnostic.note("every call answers them without saying so"));
        }
        names.is_empty()
    }
}

/// The error that a clause raises.
pub fn error_of(kind: &ClauseKind) -> Option<ErrorId> {
    match kind {
        ClauseKind::Requires { error, .. }
        | ClauseKind::Fails { error, .. }
        | ClauseKind::MayFail { error, .. } => Some(*error),
        ClauseKind::Modifies { .. } | ClauseKind::Ensures { .. } => None,
    }
}

impl Shape {
    fn of(model: &Model, call: &Call) -> Self {
        let mut shape = Shape {
            is_submission: call.kind != CallKind::Plain,
            is_close: call.closes.is_some(),
            has_addresses: !call.results.is_empty(),
            ..Shape::default()
        };
        if let Some(block) = &call.arguments {
            shape.has_addresses = true;
            shape.sized(block, true);
        }
        for parameter in &call.parameters {
            shape.parameter(model, parameter);
        }
        for result in &call.results {
            shape.result(model, result);
        }
        shape
    }

    fn parameter(&mut self, model: &Model, parameter: &Parameter) {
        let is_read = parameter.direction != Direction::Out;
        match &parameter.ty {
            Type::List(element) => {
                self.sequence();
                self.fields(model, element, is_read);
            }
            Type::Struct(id) => {
                self.has_addresses |= !model.structs[id.0].is_options || !is_read;
                self.fields(model, &parameter.ty, is_read);
            }
            Type::Record(_) | Type::Variant(_) => {
                self.has_addresses = true;
                self.fields(model, &parameter.ty, is_read);
            }
            ty => self.fields(model, ty, is_read),
        }
    }

    fn result(&mut self, model: &Model, result: &Parameter) {
        if let Type::List(element) = &result.ty {
            self.has_list_results = true;
            self.sequence();
            self.fields(model, element, false);
        } else {
            self.fields(model, &result.ty, false);
        }
    }

    /// What a type brings with it; of types that are only written, little can be wrong.
    fn fields(&mut self, model: &Model, ty: &Type, is_read: bool) {
        if item_of(ty).is_some_and(|item| !self.seen.insert((item, is_read))) {
            return;
        }
        match ty {
            Type::Struct(id) => {
                let item = &model.structs[id.0];
                self.sized(&item.layout, is_read);
                self.each(model, item.fields.iter().map(|field| &field.ty), is_read);
            }
            Type::Record(id) => {
                let item = &model.records[id.0];
                self.has_reserved |= is_read && has_reserved(&item.layout);
                self.each(model, item.fields.iter().map(|field| &field.ty), is_read);
            }
            Type::Variant(id) => {
                self.has_reserved |= is_read;
                self.has_closed_values |= is_read;
                self.each(
                    model,
                    model.variants[id.0].cases.iter().map(|case| &case.ty),
                    is_read,
                );
            }
            Type::String | Type::Bytes | Type::List(_) => {
                self.sequence();
                self.has_text |= is_read && *ty == Type::String;
            }
            Type::Bool => self.has_closed_values |= is_read,
            Type::Enum(id) => self.has_closed_values |= is_read && !model.enums[id.0].open,
            Type::Flags(_) => self.has_flags |= is_read,
            Type::Handle { rights, .. } => {
                self.has_handles |= is_read;
                self.has_typed_handles |= is_read;
                self.has_rights |= is_read && *rights != 0;
            }
            Type::AnyHandle { rights, .. } => {
                self.has_handles |= is_read;
                self.has_rights |= is_read && *rights != 0;
            }
            _ => {}
        }
    }

    fn each<'t>(&mut self, model: &Model, types: impl Iterator<Item = &'t Type>, is_read: bool) {
        for ty in types {
            self.fields(model, ty, is_read);
        }
    }

    fn sized(&mut self, layout: &Layout, is_read: bool) {
        self.has_sizes = true;
        self.has_structs_in |= is_read;
        self.has_reserved |= is_read && has_reserved(layout);
    }

    fn sequence(&mut self) {
        self.has_addresses = true;
        self.has_sizes = true;
    }
}

fn item_of(ty: &Type) -> Option<ItemId> {
    match ty {
        Type::Struct(id) => Some(ItemId::Struct(*id)),
        Type::Record(id) => Some(ItemId::Record(*id)),
        Type::Variant(id) => Some(ItemId::Variant(*id)),
        _ => None,
    }
}

fn has_reserved(layout: &Layout) -> bool {
    let mut slots = layout.slots.iter();
    slots.any(|slot| slot.content == SlotContent::Reserved)
}
