//! Attributes: which may stand where, and what they say.

use super::*;

/// Attributes that may stand on anything.
const EVERYWHERE: &[&str] = &["since", "stable", "deprecated"];
/// On a set of flags.
pub const ON_FLAGS: &[&str] = &["rights"];
/// On a field or a parameter.
pub const ON_VALUES: &[&str] = &["unit", "pointer"];
/// On a call.
pub const ON_CALLS: &[&str] = &[
    "blocking",
    "idempotent",
    "consistency",
    "budget",
    "decision",
    "final",
    "replaces",
];

impl Resolver<'_> {
    /// Reports attributes that are unknown, misplaced or repeated.
    pub(super) fn check_attributes(&mut self, header: &ast::Header, allowed: &[&str]) {
        for (index, attribute) in header.attributes.iter().enumerate() {
            let name = attribute.name.text.as_str();
            let known = EVERYWHERE.iter().chain(allowed).copied();
            if !known.clone().any(|known| known == name) {
                let message = format!("there is no attribute `@{name}` here");
                let diagnostic =
                    Diagnostic::new(Code::UnknownAttribute, attribute.name.span, message);
                self.report(diagnostic.did_you_mean(name, known));
            }
            let first = header.attributes[..index]
                .iter()
                .find(|other| other.name.text == name);
            if let Some(first) = first {
                let message = format!("`@{name}` stands here twice");
                let diagnostic = Diagnostic::new(Code::AttributeArguments, attribute.span, message);
                self.report(diagnostic.related(first.span, "first here"));
            }
        }
    }

    /// The availability that the header states, or that of what encloses it.
    pub(super) fn availability(
        &mut self,
        header: &ast::Header,
        enclosing: Option<&Availability>,
        name: &ast::Name,
    ) -> Availability {
        let since = self.since(header);
        if since.is_none() && enclosing.is_none() && find(header, "since").is_none() {
            let message = format!("`{}` does not say since when it is there", name.text);
            let diagnostic = Diagnostic::new(Code::MissingSince, name.span, message);
            self.report(
                diagnostic.note("write `@since(0.1)` or `@since(0.1, experimental)` before it"),
            );
        }
        let mut result = match (since, enclosing) {
            (Some((since, tier)), Some(outer)) => Availability {
                since,
                tier: tier.min(outer.tier),
                ..outer.clone()
            },
            (Some((since, tier)), None) => available(since, tier),
            (None, Some(outer)) => outer.clone(),
            (None, None) => available(Version { major: 0, minor: 0 }, Tier::Stable),
        };
        if let Some(attribute) = find(header, "stable") {
            result.stable = self.one_version(attribute);
        }
        if let Some(attribute) = find(header, "deprecated") {
            result.deprecated = self.deprecation(attribute);
        }
        result
    }

    fn since(&mut self, header: &ast::Header) -> Option<(Version, Tier)> {
        let attribute = find(header, "since")?;
        let values: Vec<_> = attribute
            .arguments
            .iter()
            .map(|argument| &argument.value)
            .collect();
        match values.as_slice() {
            [ast::Value::Version(major, minor)] => Some((version(*major, *minor), Tier::Stable)),
            [ast::Value::Version(major, minor), ast::Value::Path(path)]
                if path.text() == "experimental" =>
            {
                Some((version(*major, *minor), Tier::Experimental))
            }
            _ => self.bad_arguments(
                attribute,
                "a version, such as `@since(0.1)`, and perhaps `experimental`",
            ),
        }
    }

    fn deprecation(&mut self, attribute: &ast::Attribute) -> Option<Deprecation> {
        let mut result = Deprecation {
            since: version(0, 0),
            removed: None,
            replacement: None,
            note: String::new(),
        };
        for argument in &attribute.arguments {
            let name = argument.name.as_ref().map_or("", |name| name.text.as_str());
            match (name, &argument.value) {
                ("since", ast::Value::Version(major, minor)) => {
                    result.since = version(*major, *minor)
                }
                ("removed", ast::Value::Version(major, minor)) => {
                    result.removed = Some(version(*major, *minor))
                }
                ("use", ast::Value::Path(path)) => result.replacement = Some(path.text()),
                ("note", ast::Value::Text(note)) => result.note = note.clone(),
                _ => return self.bad_arguments(attribute, DEPRECATED_FORM),
            }
        }
        let states_since = attribute.arguments.iter().any(|argument| {
            argument
                .name
                .as_ref()
                .is_some_and(|name| name.text == "since")
        });
        match states_since {
            true => Some(result),
            false => self.bad_arguments(attribute, DEPRECATED_FORM),
        }
    }

    fn one_version(&mut self, attribute: &ast::Attribute) -> Option<Version> {
        match attribute.arguments.as_slice() {
            [
                ast::Argument {
                    value: ast::Value::Version(major, minor),
                    ..
                },
            ] => Some(version(*major, *minor)),
            _ => self.bad_arguments(attribute, "one version, such as `@stable(0.1)`"),
        }
    }

    /// The one word in an attribute's brackets: `local` of `@consistency(local)`.
    pub(super) fn word(&mut self, header: &ast::Header, name: &str) -> Option<ast::Path> {
        let attribute = find(header, name)?;
        match attribute.arguments.as_slice() {
            [
                ast::Argument {
                    value: ast::Value::Path(path),
                    name: None,
                    ..
                },
            ] => Some(path.clone()),
            _ => self.bad_arguments(attribute, "one word"),
        }
    }

    /// The one text in an attribute's brackets.
    pub(super) fn quoted(&mut self, header: &ast::Header, name: &str) -> Option<String> {
        let attribute = find(header, name)?;
        match attribute.arguments.as_slice() {
            [
                ast::Argument {
                    value: ast::Value::Text(text),
                    name: None,
                    ..
                },
            ] => Some(text.clone()),
            _ => self.bad_arguments(attribute, "one text in quotes"),
        }
    }

    /// Whether an attribute without arguments stands there.
    pub(super) fn has_mark(&mut self, header: &ast::Header, name: &str) -> bool {
        let Some(attribute) = find(header, name) else {
            return false;
        };
        if !attribute.arguments.is_empty() {
            let none: Option<()> = self.bad_arguments(attribute, "nothing");
            return none.is_some();
        }
        true
    }

    fn bad_arguments<T>(&mut self, attribute: &ast::Attribute, expected: &str) -> Option<T> {
        let message = format!("`@{}` takes {expected}", attribute.name.text);
        self.report(Diagnostic::new(
            Code::AttributeArguments,
            attribute.span,
            message,
        ));
        None
    }
}

const DEPRECATED_FORM: &str = "named arguments: `since`, and perhaps `removed`, `use` and `note`, such as `@deprecated(since = 0.2, use = other)`";

/// The attribute of this name.
pub fn find<'h>(header: &'h ast::Header, name: &str) -> Option<&'h ast::Attribute> {
    header
        .attributes
        .iter()
        .find(|attribute| attribute.name.text == name)
}

fn version(major: u16, minor: u16) -> Version {
    Version { major, minor }
}

fn available(since: Version, tier: Tier) -> Availability {
    Availability {
        since,
        tier,
        stable: None,
        deprecated: None,
    }
}
