//! The pest grammar of one item, and what to say when a text does not follow it.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pair;
use pest_derive::Parser as DeriveParser;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

#[derive(DeriveParser)]
#[grammar = "syntax/idl.pest"]
struct Grammar;

/// The rule for an item that starts with this word.
pub fn rule_of(keyword: &str) -> Option<Rule> {
    Some(match keyword {
        "module" => Rule::module,
        "use" => Rule::import,
        "handle" => Rule::handle,
        "enum" | "open" => Rule::enumeration,
        "flags" => Rule::flag_set,
        "struct" => Rule::structure,
        "record" => Rule::record,
        "variant" => Rule::variant,
        "call" | "async" | "stream" | "subscribe" => Rule::call,
        "clauses" => Rule::group,
        "error" => Rule::error,
        "budget" => Rule::budget,
        "retired" => Rule::retired,
        _ => return None,
    })
}

/// Reads one item.
pub fn parse_item(rule: Rule, source: &str) -> Result<Pair<'_, Rule>, Box<Error<Rule>>> {
    let mut pairs = Grammar::parse(rule, source).map_err(Box::new)?;
    // A parse that succeeds yields exactly the pair of its rule.
    pairs.next().ok_or_else(|| {
        let variant = ErrorVariant::CustomError {
            message: "nothing to read".to_string(),
        };
        Box::new(Error::new_from_pos(
            variant,
            pest::Position::from_start(source),
        ))
    })
}

/// Says what stands where something else was expected.
pub fn explain(error: &Error<Rule>, chunk: Span, source: &str) -> Diagnostic {
    let at = match error.location {
        InputLocation::Pos(at) => at,
        InputLocation::Span((at, _)) => at,
    };
    let found = word_at(source, at);
    let span = Span::new(
        chunk.file,
        chunk.start as usize + at,
        chunk.start as usize + at + found.len(),
    );
    let expected = expected_words(error);
    let found = match found {
        "" => "the item ends".to_string(),
        word => format!("`{word}` stands"),
    };
    let message = match expected.is_empty() {
        true => format!("{found} where the grammar allows nothing like it"),
        false => format!("{found} where {} is expected", listed(&expected)),
    };
    Diagnostic::new(Code::UnexpectedText, span, message)
}

/// What would have been right at the place of the error, for people, sorted.
pub fn expected_words(error: &Error<Rule>) -> Vec<&'static str> {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        return Vec::new();
    };
    let mut words: Vec<_> = positives
        .iter()
        .filter_map(|rule| describe(*rule))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_string(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A word, or the one character that is not part of one.
fn word_at(source: &str, at: usize) -> &str {
    let rest = &source[at..];
    let length = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    &rest[..length.max(rest.chars().next().map_or(0, char::len_utf8))]
}

/// What a rule is called in a message; none for rules that would only confuse there.
fn describe(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::name | Rule::path => "a name",
        Rule::number => "a number",
        Rule::version => "a version",
        Rule::quantity => "a quantity with its unit",
        Rule::text => "a text in quotes",
        Rule::semicolon => "`;`",
        Rule::comma => "`,`",
        Rule::colon => "`:`",
        Rule::equals => "`=`",
        Rule::brace_open => "`{`",
        Rule::brace_close => "`}`",
        Rule::bracket_open => "`(`",
        Rule::bracket_close => "`)`",
        Rule::word_else => "`else`",
        Rule::word_when => "`when`",
        Rule::word_only => "`only if`",
        Rule::word_if => "`if`",
        Rule::word_fail => "`fail`",
        Rule::word_on => "`on`",
        Rule::word_emits => "`emits`",
        Rule::import_list => "`.{`",
        Rule::tag => "`= number`",
        Rule::handle_rights => "`rights`",
        Rule::handle_model => "`model`",
        Rule::handle_parent => "`parent`",
        Rule::handle_close => "`close`",
        Rule::mutability => "`const`, `owned` or `shared`",
        Rule::repr => "`: type`",
        Rule::members | Rule::fields | Rule::cases | Rule::body => "`{`",
        Rule::member => "a member",
        Rule::field => "a field",
        Rule::case => "a case",
        Rule::type_name | Rule::inner_type => "a type",
        Rule::parameters => "`(`",
        Rule::results | Rule::arrow => "`->`",
        Rule::parameter => "a parameter",
        Rule::clause => "a clause",
        Rule::requires => "`requires`",
        Rule::fails => "`fails`",
        Rule::may_fail => "`may fail`",
        Rule::modifies => "`modifies`",
        Rule::ensures => "`ensures`",
        Rule::apply => "`use`",
        Rule::label => "a label",
        Rule::error_name => "an error's name",
        Rule::expression | Rule::operand => "an expression",
        Rule::infix => "an operator",
        Rule::setting => "a setting",
        Rule::over => "`over`",
        Rule::limit => "a limit",
        Rule::value => "a value",
        Rule::default => "`= default`",
        _ => return None,
    })
}
