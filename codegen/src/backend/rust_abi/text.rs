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
        if starts_item(line) && ends_item(previous) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        previous = line;
    }
    out
}

fn starts_item(line: &str) -> bool {
    [
        "///", "#[", "pub ", "impl", "unsafe ", "mod ", "use ", "static ", "const ", "fn ",
        "struct ", "enum ", "extern ",
    ]
    .iter()
    .any(|start| line.trim_start().starts_with(start))
        && indentation(line) <= 4
}

/// Whether an item of more than one line ends here.
fn ends_item(line: &str) -> bool {
    line == "}" || (indentation(line) == 4 && line.trim_start() == "}") || line.starts_with("#![")
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
