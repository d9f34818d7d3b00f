//! Attributes of declarations: docs, the experimental gate, the deprecation.

use proc_macro2::TokenStream;
use quote::quote;

use super::Audience;
use crate::model::{Availability, Deprecation, Tier};

/// The docs as `///` lines.
pub fn docs(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// Docs, and for users the experimental gate.
pub fn of_item(text: &str, availability: &Availability, audience: Audience) -> TokenStream {
    let docs = docs(text);
    let gate = gate(availability, audience);
    quote!(#docs #gate)
}

/// The gate of an experimental item.
pub fn gate(availability: &Availability, audience: Audience) -> TokenStream {
    match (audience, availability.tier) {
        (Audience::Users, Tier::Experimental) => quote!(#[cfg(feature = "experimental")]),
        _ => TokenStream::new(),
    }
}

/// The attribute of a deprecated call.
pub fn deprecation(availability: &Availability, audience: Audience) -> TokenStream {
    match (audience, &availability.deprecated) {
        (Audience::Users, Some(deprecation)) => {
            let since = format!("{}.0", deprecation.since);
            let note = note(deprecation);
            quote!(#[deprecated(since = #since, note = #note)])
        }
        _ => TokenStream::new(),
    }
}

/// What a deprecation says, in one line.
pub fn note(deprecation: &Deprecation) -> String {
    let replacement = deprecation
        .replacement
        .as_ref()
        .map(|name| format!("Use {name}."));
    let removed = deprecation
        .removed
        .map(|version| format!("Goes with {version}."));
    [replacement, Some(deprecation.note.clone()), removed]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
