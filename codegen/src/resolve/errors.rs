//! Errors, budgets and what is retired.

use super::*;

/// A setting of an error, and the words that it may have. Empty: any.
struct SettingRule {
    name: &'static str,
    words: &'static [&'static str],
}

/// Scopes from the smallest to the largest.
pub const SCOPES: &[&str] = &["call", "stream", "device", "communicator", "node", "system"];

/// The settings that every error has, in the order in which they are asked for.
const SETTINGS: &[SettingRule] = &[
    rule("class", &["transient", "permanent", "usage"]),
    rule("severity", &["info", "warning", "error", "fatal"]),
    rule("outcome", &["not_applied", "applied", "unknown"]),
    rule("scope", SCOPES),
    rule("retry", &["never", "after_action", "backoff"]),
    rule("canonical", CANONICAL),
    rule("errno", &[]),
    rule("action", &[]),
];

/// The names of gRPC's status codes, without OK.
const CANONICAL: &[&str] = &[
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// What can be retired, apart from members of enums, which say so themselves.
pub const RETIRED_KINDS: &[&str] = &["error", "call", "handle", "clause"];

impl Resolver<'_> {
    pub(super) fn errors(&mut self) {
        for one in &self.declarations.errors {
            self.check_attributes(&one.item.header, &[]);
            let availability = self.availability(&one.item.header, None, &one.item.name);
            self.check_settings(one.item, &one.body.settings);
            let setting = |name: &str| {
                let found = one
                    .body
                    .settings
                    .iter()
                    .find(|setting| setting.name.text == name);
                found.map_or(String::new(), |setting| setting.value.text.clone())
            };
            self.model.errors.push(ErrorItem {
                name: one.item.name.text.clone(),
                module: one.module,
                code: u32::try_from(one.body.code.value).unwrap_or(0),
                docs: one.item.header.docs.clone(),
                availability,
                class: setting("class"),
                severity: setting("severity"),
                outcome: setting("outcome"),
                scope: setting("scope"),
                retry: setting("retry"),
                canonical: setting("canonical"),
                errno: setting("errno"),
                action: setting("action"),
            });
        }
    }

    fn check_settings(&mut self, item: &ast::Item, settings: &[ast::Setting]) {
        for (index, setting) in settings.iter().enumerate() {
            self.check_setting(setting);
            let before = settings[..index]
                .iter()
                .find(|other| other.name.text == setting.name.text);
            if let Some(before) = before {
                let message = format!("`{}` is set twice", setting.name.text);
                let diagnostic = Diagnostic::new(Code::Setting, setting.name.span, message);
                self.report(diagnostic.related(before.name.span, "first here"));
            }
        }
        let has = |rule: &&SettingRule| {
            settings
                .iter()
                .any(|setting| setting.name.text == rule.name)
        };
        let missing: Vec<_> = SETTINGS
            .iter()
            .filter(|rule| !has(rule))
            .map(|rule| rule.name)
            .collect();
        if !missing.is_empty() {
            let message = format!("`{}` does not set {}", item.name.text, missing.join(", "));
            self.report(Diagnostic::new(Code::Setting, item.name.span, message));
        }
    }

    fn check_setting(&mut self, setting: &ast::Setting) {
        let Some(rule) = SETTINGS.iter().find(|rule| rule.name == setting.name.text) else {
            let message = format!("errors have no setting `{}`", setting.name.text);
            let diagnostic = Diagnostic::new(Code::Setting, setting.name.span, message);
            let known = SETTINGS.iter().map(|rule| rule.name);
            return self.report(diagnostic.did_you_mean(&setting.name.text, known));
        };
        let value = setting.value.text.as_str();
        if !rule.words.is_empty() && !rule.words.contains(&value) {
            let message = format!("`{value}` is not a value of `{}`", rule.name);
            let diagnostic = Diagnostic::new(Code::Setting, setting.value.span, message);
            let diagnostic = diagnostic.note(format!("it is one of {}", rule.words.join(", ")));
            self.report(diagnostic.did_you_mean(value, rule.words.iter().copied()));
        }
    }

    /// An error by its name; errors need no import.
    pub(super) fn error_named(&mut self, name: &ast::Name) -> Option<ErrorId> {
        let declarations = self.declarations;
        let found = declarations.error_names.get(name.text.as_str()).copied();
        let is_broken = || {
            let mut scopes = declarations.scopes.iter();
            scopes.any(|scope| scope.broken.contains(name.text.as_str()))
        };
        if found.is_none() && !is_broken() {
            let message = format!("no error is called `{}`", name.text);
            let diagnostic = Diagnostic::new(Code::UnknownError, name.span, message);
            self.report(
                diagnostic.did_you_mean(&name.text, declarations.error_names.keys().copied()),
            );
        }
        found
    }

    pub(super) fn budgets(&mut self) {
        for one in &self.declarations.budgets {
            self.check_attributes(&one.item.header, &[]);
            let limit = |name: &str| {
                let found = one.body.limits.iter().find(|limit| limit.name.text == name);
                found.map(|limit| limit.nanoseconds)
            };
            let resolved = Budget {
                name: one.item.name.text.clone(),
                module: one.module,
                docs: one.item.header.docs.clone(),
                platform: one.body.platform.text.clone(),
                over: one
                    .body
                    .over
                    .first()
                    .map_or(String::new(), |over| over.text.clone()),
                p50_ns: limit("p50"),
                p99_ns: limit("p99"),
            };
            self.check_budget(one.item, one.body);
            self.model.budgets.push(resolved);
        }
    }

    fn check_budget(&mut self, item: &ast::Item, budget: &ast::Budget) {
        for limit in &budget.limits {
            if !["p50", "p99"].contains(&limit.name.text.as_str()) {
                let message = format!("a budget has no limit `{}`", limit.name.text);
                let diagnostic = Diagnostic::new(Code::Setting, limit.name.span, message);
                self.report(diagnostic.note("it has `p50` and `p99`"));
            }
        }
        if budget.over.len() != 1 || budget.limits.is_empty() {
            let message = "a budget says once what it is over, and gives at least one limit";
            self.report(Diagnostic::new(Code::Setting, item.name.span, message));
        }
    }

    pub(super) fn retired(&mut self) {
        for one in &self.declarations.retired {
            let kind = &one.item.name;
            if !RETIRED_KINDS.contains(&kind.text.as_str()) {
                let message = format!("nothing of the kind `{}` is retired", kind.text);
                let diagnostic = Diagnostic::new(Code::RetiredKind, kind.span, message);
                self.report(diagnostic.did_you_mean(&kind.text, RETIRED_KINDS.iter().copied()));
            }
            self.model.retired.push(Retired {
                kind: kind.text.clone(),
                what: match &one.body.what {
                    ast::RetiredWhat::Number(number) => number.to_string(),
                    ast::RetiredWhat::Id(id) => id.clone(),
                },
                note: one.body.note.clone(),
                module: one.module,
            });
        }
        self.retired_members();
    }

    /// What enums, flags and variants retire inside their braces.
    fn retired_members(&mut self) {
        let declarations = self.declarations;
        let enumerations = declarations.enums.iter().chain(&declarations.flags);
        let of_enumerations = enumerations.map(|one| (one.module, one.item, &one.body.retired));
        let of_variants = declarations
            .variants
            .iter()
            .map(|one| (one.module, one.item, &one.body.retired));
        for (module, item, retired) in of_enumerations.chain(of_variants) {
            let module_name = self.model.modules[module.0].name.clone();
            self.model.retired.extend(retired.iter().map(|one| Retired {
                kind: "member".to_string(),
                what: format!("{module_name}.{}.{}", item.name.text, one.value.value),
                note: one.note.clone(),
                module,
            }));
        }
    }
}

const fn rule(name: &'static str, words: &'static [&'static str]) -> SettingRule {
    SettingRule { name, words }
}
