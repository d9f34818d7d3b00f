//! From tokens to the text of a generated Rust file.

use proc_macro2::TokenStream;
use quote::quote;

use crate::backend::generated_line;

/// The text of a file that begins with `job` as its module docs.
///
/// Tokens that a backend makes always parse; should they ever not, the file holds them unformatted, and rustc says where.
pub fn file(job: &str, inner_attributes: TokenStream, items: TokenStream) -> String {
    let job = format!(" {job}");
    let tokens = quote!(#![doc = #job] #inner_attributes #items);
    let text = match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(parsed) => separated(&prettyplease::unparse(&parsed)),
        Err(_) => tokens.to_string(),
    };
    format!("{}\n{text}", generated_line("//"))
}

/// Sets items apart by an empty line, which the printer leaves out.
fn separated(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut previous = "";
    for line in text.lines() {
        if starts_item(line) && ends_item(previous) && !both_use(previous, line) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

/// Whether an item of the file or of a block of items starts here, with its docs and attributes.
fn starts_item(line: &str) -> bool {
    const STARTS: &[&str] = &[
        "///", "#[", "pub ", "impl", "unsafe ", "mod ", "use ", "static ", "const ", "fn ",
        "struct ", "enum ", "type ",
    ];
    indentation(line) <= 4
        && STARTS
            .iter()
            .any(|start| line.trim_start().starts_with(start))
}

/// Whether an item ends here: one of the file in any case, one of a block when it has more than one line.
fn ends_item(line: &str) -> bool {
    let ends_outer = indentation(line) == 0
        && (line.ends_with(';') || line.ends_with('}') || line.starts_with("#!["));
    ends_outer || ["    }", "    };", ")]"].contains(&line) || line.starts_with("//!")
}

fn both_use(previous: &str, line: &str) -> bool {
    let is_use = |line: &str| line.starts_with("use ") || line.starts_with("pub use ");
    is_use(previous) && is_use(line)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
