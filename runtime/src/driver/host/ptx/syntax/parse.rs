//! Builds the tree from the grammar's pairs.

use pest::Parser;
use pest::error::{Error, LineColLocation};
use pest::iterators::Pair;
use pest_derive::Parser;

use super::super::error::LoadError;
use super::tree::*;

#[derive(Parser)]
#[grammar = "driver/host/ptx/syntax/grammar.pest"]
struct Grammar;

/// Blocks deeper than this are refused, because the parser uses the stack for them.
const DEEPEST_BLOCK: u32 = 64;

type Result<T> = std::result::Result<T, LoadError>;

/// Parses a whole text.
///
/// # Errors
/// The first place where the text stops being PTX.
pub fn parse(text: &str) -> Result<ModuleTree<'_>> {
    check_depth(text)?;
    let mut pairs = Grammar::parse(Rule::module, text).map_err(syntax_error)?;
    let mut tree = ModuleTree {
        version: Name {
            text: "",
            position: Position { line: 1, column: 1 },
        },
        targets: Vec::new(),
        address_size: None,
        declarations: Vec::new(),
        kernels: Vec::new(),
        function: None,
    };
    for pair in pairs.next().into_iter().flat_map(Pair::into_inner) {
        add_item(&mut tree, pair)?;
    }
    Ok(tree)
}

fn add_item<'t>(tree: &mut ModuleTree<'t>, pair: Pair<'t, Rule>) -> Result<()> {
    match pair.as_rule() {
        Rule::version => tree.version = pair.into_inner().next().map_or(tree.version, name),
        Rule::target => tree.targets = pair.into_inner().map(name).collect(),
        Rule::address_size => tree.address_size = pair.into_inner().next().map(name),
        Rule::declaration => tree.declarations.push(declaration(pair)?),
        Rule::entry => tree.kernels.push(kernel(pair)?),
        Rule::function => {
            tree.function = pair
                .into_inner()
                .find(|inner| inner.as_rule() == Rule::function_keyword)
                .map(name);
        }
        _ => {}
    }
    Ok(())
}

fn kernel(pair: Pair<'_, Rule>) -> Result<KernelTree<'_>> {
    let mut tree = KernelTree {
        name: name(pair.clone()),
        parameters: Vec::new(),
        tunings: Vec::new(),
        body: Vec::new(),
    };
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::name => tree.name = name(inner),
            Rule::parameters => tree.parameters = each(inner, parameter)?,
            Rule::tuning => tree.tunings.push(tuning(inner)?),
            Rule::body => tree.body = body(inner)?,
            _ => {}
        }
    }
    Ok(tree)
}

fn parameter(pair: Pair<'_, Rule>) -> Result<ParameterTree<'_>> {
    let mut tree = ParameterTree {
        directives: Vec::new(),
        name: name(pair.clone()),
        dimensions: Vec::new(),
    };
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::directive => tree.directives.push(directive(inner)?),
            Rule::name => tree.name = name(inner),
            _ => tree.dimensions.push(optional_integer(inner)?),
        }
    }
    Ok(tree)
}

fn tuning(pair: Pair<'_, Rule>) -> Result<Tuning<'_>> {
    let mut inner = pair.clone().into_inner();
    let name = name(inner.next().unwrap_or(pair));
    let values = inner.map(integer).collect::<Result<_>>()?;
    Ok(Tuning { name, values })
}

fn body(pair: Pair<'_, Rule>) -> Result<Vec<Statement<'_>>> {
    let mut statements = Vec::new();
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::body => statements.push(Statement::Block(body(inner)?)),
            Rule::declaration => statements.push(Statement::Declaration(declaration(inner)?)),
            Rule::label => statements.extend(inner.into_inner().map(name).map(Statement::Label)),
            Rule::instruction => statements.push(Statement::Instruction(instruction(inner)?)),
            _ => {}
        }
    }
    Ok(statements)
}

fn declaration(pair: Pair<'_, Rule>) -> Result<Declaration<'_>> {
    let mut tree = Declaration {
        directives: Vec::new(),
        declarators: Vec::new(),
    };
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::directive => tree.directives.push(directive(inner)?),
            Rule::declarator => tree.declarators.push(declarator(inner)?),
            _ => {}
        }
    }
    Ok(tree)
}

fn directive(pair: Pair<'_, Rule>) -> Result<Directive<'_>> {
    let mut inner = pair.clone().into_inner();
    let name = name(inner.next().unwrap_or(pair));
    let value = inner.next().map(integer).transpose()?;
    Ok(Directive { name, value })
}

fn declarator(pair: Pair<'_, Rule>) -> Result<Declarator<'_>> {
    let mut tree = Declarator {
        name: name(pair.clone()),
        count: None,
        dimensions: Vec::new(),
        initial: None,
    };
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::name => tree.name = name(inner),
            Rule::count => tree.count = optional_integer(inner)?,
            Rule::dimension => tree.dimensions.push(optional_integer(inner)?),
            _ => tree.initial = inner.into_inner().next().map(value).transpose()?,
        }
    }
    Ok(tree)
}

fn value(pair: Pair<'_, Rule>) -> Result<Value<'_>> {
    Ok(match pair.as_rule() {
        Rule::literal => Value::Literal(literal(pair)?),
        Rule::values => Value::List(each(pair, value)?),
        _ => Value::Symbol(name(pair)),
    })
}

fn instruction(pair: Pair<'_, Rule>) -> Result<InstructionTree<'_>> {
    let mut tree = InstructionTree {
        guard: None,
        operation: name(pair.clone()),
        suffixes: Vec::new(),
        operands: Vec::new(),
        text: one_line(pair.as_str()),
    };
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::guard => tree.guard = guard(inner),
            Rule::opcode => opcode(inner, &mut tree),
            Rule::operands => tree.operands = each(inner, operand)?,
            _ => {}
        }
    }
    Ok(tree)
}

fn guard(pair: Pair<'_, Rule>) -> Option<Guard<'_>> {
    let mut inner = pair.into_inner().rev();
    let name = inner.next().map(name)?;
    let negated = inner.next().is_some();
    Some(Guard { negated, name })
}

fn opcode<'t>(pair: Pair<'t, Rule>, tree: &mut InstructionTree<'t>) {
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::operation => tree.operation = name(inner),
            _ => tree.suffixes.push(inner.as_str().trim_start_matches('.')),
        }
    }
}

fn operand(pair: Pair<'_, Rule>) -> Result<Operand<'_>> {
    let position = position(&pair);
    let mut inner = pair.into_inner();
    let kind = match inner.next() {
        Some(unit) => operand_kind(unit)?,
        None => OperandKind::Other,
    };
    let second = match inner.next() {
        Some(unit) if unit.as_rule() == Rule::name => Some(name(unit)),
        Some(unit) => return Err(error_at(&unit, "only a name can follow `|`")),
        None => None,
    };
    Ok(Operand {
        position,
        kind,
        second,
    })
}

fn operand_kind(pair: Pair<'_, Rule>) -> Result<OperandKind<'_>> {
    Ok(match pair.as_rule() {
        Rule::name => OperandKind::Name(name(pair)),
        Rule::negated => match pair.into_inner().next() {
            Some(inner) => OperandKind::Negated(name(inner)),
            None => OperandKind::Other,
        },
        Rule::literal => OperandKind::Literal(literal(pair)?),
        Rule::vector => OperandKind::Vector(each(pair, element)?),
        Rule::address => address(pair)?,
        _ => OperandKind::Other,
    })
}

fn element(pair: Pair<'_, Rule>) -> Result<Operand<'_>> {
    Ok(Operand {
        position: position(&pair),
        kind: operand_kind(pair)?,
        second: None,
    })
}

fn address(pair: Pair<'_, Rule>) -> Result<OperandKind<'_>> {
    let mut inner = pair.into_inner();
    let Some(base) = inner.next() else {
        return Ok(OperandKind::Other);
    };
    let base = Box::new(element(base)?);
    let mut offset = 0i64;
    for part in inner {
        if part.as_rule() == Rule::coordinates {
            return Ok(OperandKind::Other);
        }
        offset = offset.wrapping_add(signed_offset(part)?);
    }
    Ok(OperandKind::Address(Address { base, offset }))
}

fn signed_offset(pair: Pair<'_, Rule>) -> Result<i64> {
    let mut negative = false;
    let mut value = 0;
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::sign => negative ^= inner.as_str() == "-",
            _ => value = integer(inner)? as i64,
        }
    }
    Ok(if negative {
        value.wrapping_neg()
    } else {
        value
    })
}

fn literal(pair: Pair<'_, Rule>) -> Result<Literal> {
    let mut negative = false;
    let mut value = Literal::Integer(0);
    for inner in pair.into_inner() {
        match inner.as_rule() {
            Rule::sign => negative = inner.as_str() == "-",
            Rule::bits => value = bit_pattern(&inner)?,
            Rule::decimal => value = Literal::Decimal(decimal(&inner)?),
            _ => value = Literal::Integer(integer(inner)?),
        }
    }
    Ok(if negative { negate(value) } else { value })
}

fn negate(value: Literal) -> Literal {
    match value {
        Literal::Integer(value) => Literal::Integer(value.wrapping_neg()),
        Literal::Decimal(value) => Literal::Decimal(-value),
        Literal::Single(bits) => Literal::Single(bits ^ (1 << 31)),
        Literal::Double(bits) => Literal::Double(bits ^ (1 << 63)),
    }
}

fn bit_pattern(pair: &Pair<'_, Rule>) -> Result<Literal> {
    let (kind, digits) = pair.as_str()[1..].split_at(1);
    let bits = u64::from_str_radix(digits, 16).map_err(|_| too_large(pair))?;
    Ok(match kind {
        "f" | "F" => Literal::Single(bits as u32),
        _ => Literal::Double(bits),
    })
}

fn decimal(pair: &Pair<'_, Rule>) -> Result<f64> {
    pair.as_str().parse().map_err(|_| too_large(pair))
}

fn integer(pair: Pair<'_, Rule>) -> Result<u64> {
    let text = pair.as_str().trim_end_matches('U');
    let (digits, radix) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&text[2..], 16),
        [b'0', b'b' | b'B', ..] => (&text[2..], 2),
        [b'0', _, ..] => (&text[1..], 8),
        _ => (text, 10),
    };
    u64::from_str_radix(digits, radix).map_err(|_| too_large(&pair))
}

fn optional_integer(pair: Pair<'_, Rule>) -> Result<Option<u64>> {
    pair.into_inner().next().map(integer).transpose()
}

fn each<'t, T>(
    pair: Pair<'t, Rule>,
    build: impl Fn(Pair<'t, Rule>) -> Result<T>,
) -> Result<Vec<T>> {
    pair.into_inner().map(build).collect()
}

fn name(pair: Pair<'_, Rule>) -> Name<'_> {
    Name {
        text: pair.as_str(),
        position: position(&pair),
    }
}

fn position(pair: &Pair<'_, Rule>) -> Position {
    let (line, column) = pair.line_col();
    at(line, column)
}

fn at(line: usize, column: usize) -> Position {
    let count = |value| u32::try_from(value).unwrap_or(u32::MAX);
    Position {
        line: count(line),
        column: count(column),
    }
}

fn one_line(text: &str) -> String {
    let words = text.trim_end_matches(';').split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

fn too_large(pair: &Pair<'_, Rule>) -> LoadError {
    error_at(
        pair,
        format!("`{}` is no number of up to 64 bits", pair.as_str()),
    )
}

fn error_at(pair: &Pair<'_, Rule>, message: impl Into<String>) -> LoadError {
    LoadError::new(position(pair), message)
}

fn syntax_error(error: Error<Rule>) -> LoadError {
    let (line, column) = match error.line_col {
        LineColLocation::Pos(place) | LineColLocation::Span(place, _) => place,
    };
    let message = error.renamed_rules(|rule| format!("{rule:?}").replace('_', " "));
    let message = message.variant.message().into_owned();
    LoadError::new(at(line, column), message)
}

fn check_depth(text: &str) -> Result<()> {
    let mut depth = 0u32;
    for (number, line) in text.lines().enumerate() {
        for (column, letter) in line.chars().enumerate() {
            match letter {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST_BLOCK {
                let message = format!("braces are nested more than {DEEPEST_BLOCK} deep");
                return Err(LoadError::new(at(number + 1, column + 1), message));
            }
        }
    }
    Ok(())
}
