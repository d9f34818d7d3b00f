//! The version map of the shared library: which symbols it exports, in which node.

use std::collections::BTreeMap;

use crate::backend::rust_abi::signature;
use crate::backend::{generated_line, sys};
use crate::model::{Model, Tier, Version};

/// A node for each version's stable symbols, and one for what is experimental.
pub fn file(model: &Model) -> String {
    let mut stable: BTreeMap<Version, Vec<String>> = BTreeMap::new();
    let mut experimental: BTreeMap<Version, Vec<String>> = BTreeMap::new();
    stable.insert(first_version(model), sys::base::function_names(model));
    for call in &model.calls {
        let availability = &call.availability;
        let nodes = if availability.tier == Tier::Stable {
            &mut stable
        } else {
            &mut experimental
        };
        let symbols = nodes.entry(availability.since).or_default();
        symbols.extend(
            signature::forms(call)
                .into_iter()
                .map(|form| sys::call::name(model, call, form).to_string()),
        );
    }
    text(model, &stable, &experimental)
}

/// The version in which the package began, which is where its base functions stand.
fn first_version(model: &Model) -> Version {
    let versions = model.calls.iter().map(|call| call.availability.since);
    versions.min().unwrap_or(Version { major: 0, minor: 1 })
}

fn text(
    model: &Model,
    stable: &BTreeMap<Version, Vec<String>>,
    experimental: &BTreeMap<Version, Vec<String>>,
) -> String {
    let package = model.package.to_uppercase();
    let mut text = format!("{}\n\n", generated_line("/*"));
    let mut parent = String::new();
    for (version, symbols) in stable {
        let node = format!("{package}_{version}");
        let hide_rest = if parent.is_empty() {
            "  local: *;\n"
        } else {
            ""
        };
        text.push_str(&format!(
            "{node} {{\n  global:\n{}{hide_rest}}}{parent};\n\n",
            lines(symbols)
        ));
        parent = format!(" {node}");
    }
    for (version, symbols) in experimental {
        text.push_str(&format!(
            "{package}_{version}_EXPERIMENTAL {{\n  global:\n{}}};\n\n",
            lines(symbols)
        ));
    }
    format!("{}\n", text.trim_end())
}

fn lines(symbols: &[String]) -> String {
    let mut sorted: Vec<&String> = symbols.iter().collect();
    sorted.sort();
    sorted
        .iter()
        .map(|symbol| format!("    {symbol};\n"))
        .collect()
}
