//! Makes the syntax tree from what the grammar read.
//!
//! The grammar has made sure of the shape: an absent part is an optional one, and the fallbacks for parts that are
//! always there (`unwrap_or_default`) never show.

mod call;
mod expression;
mod item;

use pest::iterators::Pair;

use super::ast::*;
use super::grammar::Rule;
use super::scan::push_doc_line;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Adds the item to the file.
pub fn item(pair: Pair<'_, Rule>, chunk: Span, file: &mut File, diagnostics: &mut Vec<Diagnostic>) {
    let mut builder = Builder { chunk, diagnostics };
    builder.top(pair, file);
}

/// Turns pairs into tree nodes; `chunk` is where the item stands in its file.
struct Builder<'d> {
    chunk: Span,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Builder<'_> {
    fn top(&mut self, pair: Pair<'_, Rule>, file: &mut File) {
        match pair.as_rule() {
            Rule::module => self.module(&pair, file),
            Rule::import => file.imports.push(self.import(&pair)),
            _ => file.items.extend(self.item(&pair)),
        }
    }

    fn module(&mut self, pair: &Pair<'_, Rule>, file: &mut File) {
        let path = self.path_in(pair);
        if !file.module.names.is_empty() {
            let message = "the file says twice which module it is";
            self.report(
                Diagnostic::new(Code::ModuleLine, path.span, message)
                    .related(file.module.span, "first said here"),
            );
        } else {
            file.module = path;
        }
    }

    fn import(&mut self, pair: &Pair<'_, Rule>) -> Import {
        let mut module = self.path_in(pair);
        let names = match child(pair, Rule::import_list) {
            Some(list) => self.names(&list),
            None => module.names.pop().into_iter().collect(),
        };
        if let (Some(first), Some(last)) = (module.names.first(), module.names.last()) {
            module.span = first.span.to(last.span);
        }
        Import { module, names }
    }

    fn header(&mut self, pair: &Pair<'_, Rule>) -> Header {
        let mut header = Header::default();
        for part in child(pair, Rule::header)
            .into_iter()
            .flat_map(Pair::into_inner)
        {
            match part.as_rule() {
                Rule::doc => push_doc_line(&mut header.docs, &part.as_str()[3..]),
                _ => header.attributes.push(self.attribute(&part)),
            }
        }
        header
    }

    fn attribute(&mut self, pair: &Pair<'_, Rule>) -> Attribute {
        Attribute {
            name: self.name_in(pair),
            arguments: children(pair, Rule::argument)
                .map(|argument| self.argument(&argument))
                .collect(),
            span: self.span(pair),
        }
    }

    fn argument(&mut self, pair: &Pair<'_, Rule>) -> Argument {
        let name = child(pair, Rule::argument_name).map(|name| self.name_in(&name));
        let value = child(pair, Rule::value).and_then(|value| value.into_inner().next());
        Argument {
            name,
            value: value.map_or(Value::Number(0), |value| self.value(&value)),
            span: self.span(pair),
        }
    }

    fn value(&mut self, pair: &Pair<'_, Rule>) -> Value {
        match pair.as_rule() {
            Rule::text => Value::Text(unquote(pair.as_str())),
            Rule::version => self.version(pair),
            Rule::number => Value::Number(self.number(pair).value),
            _ => Value::Path(self.path(pair)),
        }
    }

    fn version(&mut self, pair: &Pair<'_, Rule>) -> Value {
        let (major, minor) = pair.as_str().split_once('.').unwrap_or_default();
        match (major.parse(), minor.parse()) {
            (Ok(major), Ok(minor)) if minor < 1000 => Value::Version(major, minor),
            _ => {
                let message = "the parts of a version are below 65536 and 1000";
                self.report(Diagnostic::new(
                    Code::NumberTooLarge,
                    self.span(pair),
                    message,
                ));
                Value::Version(0, 0)
            }
        }
    }

    fn number_in(&mut self, pair: &Pair<'_, Rule>) -> Number {
        child(pair, Rule::number).map_or(Number::default(), |number| self.number(&number))
    }

    fn number(&mut self, pair: &Pair<'_, Rule>) -> Number {
        let digits = pair.as_str().replace('_', "");
        let value = match digits.strip_prefix("0x") {
            Some(hex) => i128::from_str_radix(hex, 16),
            None => digits.parse(),
        };
        let span = self.span(pair);
        let value = value.unwrap_or_else(|_| {
            let message = "this number does not fit in 128 bits";
            self.report(Diagnostic::new(Code::NumberTooLarge, span, message));
            0
        });
        Number { value, span }
    }

    /// A quantity of time, in nanoseconds.
    fn nanoseconds(&mut self, pair: &Pair<'_, Rule>) -> u64 {
        let text = pair.as_str();
        let unit_start = text
            .find(|c: char| c.is_ascii_alphabetic())
            .unwrap_or(text.len());
        let (digits, unit) = text.split_at(unit_start);
        let Some(exponent) = time_exponent(unit) else {
            let message = format!("`{unit}` is not a unit of time: ns, us, ms or s");
            self.report(Diagnostic::new(
                Code::UnexpectedText,
                self.span(pair),
                message,
            ));
            return 0;
        };
        scaled(digits, exponent).unwrap_or_else(|| {
            let message = "this is not a whole number of nanoseconds below 2^64";
            self.report(Diagnostic::new(
                Code::NumberTooLarge,
                self.span(pair),
                message,
            ));
            0
        })
    }

    fn text_in(&self, pair: &Pair<'_, Rule>) -> Name {
        child(pair, Rule::text).map_or(Name::default(), |text| Name {
            text: unquote(text.as_str()),
            span: self.span(&text),
        })
    }

    fn names(&self, pair: &Pair<'_, Rule>) -> Vec<Name> {
        children(pair, Rule::name)
            .map(|name| self.name(&name))
            .collect()
    }

    fn name_in(&self, pair: &Pair<'_, Rule>) -> Name {
        child(pair, Rule::name).map_or(Name::default(), |name| self.name(&name))
    }

    fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Name {
            text: pair.as_str().to_string(),
            span: self.span(pair),
        }
    }

    fn path_in(&self, pair: &Pair<'_, Rule>) -> Path {
        child(pair, Rule::path).map_or(Path::default(), |path| self.path(&path))
    }

    fn path(&self, pair: &Pair<'_, Rule>) -> Path {
        Path {
            names: self.names(pair),
            span: self.span(pair),
        }
    }

    /// Where the pair stands in the file, without blanks at its end.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let start = self.chunk.start as usize + pair.as_span().start();
        Span::new(
            self.chunk.file,
            start,
            start + pair.as_str().trim_end().len(),
        )
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

fn child<'i>(pair: &Pair<'i, Rule>, rule: Rule) -> Option<Pair<'i, Rule>> {
    children(pair, rule).next()
}

fn children<'i>(
    pair: &Pair<'i, Rule>,
    rule: Rule,
) -> impl Iterator<Item = Pair<'i, Rule>> + use<'i> {
    pair.clone()
        .into_inner()
        .filter(move |inner| inner.as_rule() == rule)
}

/// The text between the quotes.
fn unquote(text: &str) -> String {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut result = String::new();
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => result.extend(
                characters
                    .next()
                    .map(|escaped| if escaped == 'n' { '\n' } else { escaped }),
            ),
            c => result.push(c),
        }
    }
    result
}

fn time_exponent(unit: &str) -> Option<u32> {
    match unit {
        "ns" => Some(0),
        "us" => Some(3),
        "ms" => Some(6),
        "s" => Some(9),
        _ => None,
    }
}

/// Decimal digits with a point, times ten to the exponent, when that is whole and fits.
fn scaled(digits: &str, exponent: u32) -> Option<u64> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let missing = exponent.checked_sub(u32::try_from(fraction.len()).ok()?)?;
    let value: u64 = format!("{whole}{fraction}").parse().ok()?;
    value.checked_mul(10u64.checked_pow(missing)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_exact() {
        assert_eq!(scaled("0.5", 3), Some(500));
        assert_eq!(scaled("2", 9), Some(2_000_000_000));
        assert_eq!(scaled("0.5", 0), None);
        assert_eq!(scaled("99999999999999999999", 0), None);
    }

    #[test]
    fn quotes_and_escapes_go() {
        assert_eq!(unquote(r#""a \"b\" \\ c""#), r#"a "b" \ c"#);
    }
}
