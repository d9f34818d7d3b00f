//! Docs of the SDK's items: what the language says, with what a Rust user wants besides.

use proc_macro2::TokenStream;
use quote::quote;

use crate::backend::rust_abi::{Audience, attributes};
use crate::backend::sys::call::error_names;
use crate::model::{Availability, Call, Model};

/// Docs and the experimental gate. What the language leaves without docs is called by its name.
pub fn of_item(text: &str, name: &str, availability: &Availability) -> TokenStream {
    let text = if text.is_empty() {
        format!("`{name}`.")
    } else {
        text.to_owned()
    };
    attributes::of_item(&text, availability, Audience::Users)
}

/// Docs of a member, whose gate is that of its item unless it is younger.
pub fn of_member(text: &str, name: &str) -> TokenStream {
    let text = if text.is_empty() {
        format!("`{name}`.")
    } else {
        text.to_owned()
    };
    attributes::docs(&text)
}

/// Docs, gate and deprecation of a method. `more` stands after the first paragraph.
pub fn of_call(model: &Model, call: &Call, more: &[String]) -> TokenStream {
    let mut text = call.docs.clone();
    for paragraph in more {
        text.push_str(&format!("\n\n{paragraph}"));
    }
    let errors = error_names(model, call);
    if !errors.is_empty() {
        let list: Vec<String> = errors.iter().map(|name| format!("`{name}`")).collect();
        text.push_str(&format!("\n\n# Errors\n{}.", list.join(", ")));
    }
    if !call.clauses.is_empty() {
        text.push_str("\n\n# Clauses\n");
        for clause in &call.clauses {
            text.push_str(&format!("- `{}`\n", clause.text.trim_end_matches(';')));
        }
    }
    let attributes = attributes::of_item(&text, &call.availability, Audience::Users);
    let deprecation = attributes::deprecation(&call.availability, Audience::Users);
    quote!(#attributes #deprecation)
}
