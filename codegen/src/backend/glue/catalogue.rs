//! The catalogue: every error, and every call with its clauses and the errors that can come out of it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::call::{clause_static, descriptor};
use super::error::{self, c_string};
use crate::backend::rust_abi::{names, text};
use crate::model::{Call, CallKind, Clause, ClauseKind, ErrorId, ErrorUse, Model, Tier, Version};

/// `runtime/src/generated/catalogue.rs`.
pub fn file(model: &Model) -> String {
    let errors = error::entries(model);
    let calls = model.calls.iter().map(|call| entry(model, call));
    let references = model.calls.iter().map(|call| descriptor(model, call));
    let items = quote! {
        use crate::abi::descriptor::{Clause, Descriptor, ErrorEntry, ErrorUse, Kind, Tier};
        use super::abi::*;
        #errors
        #(#calls)*
        /// Every call, by number.
        pub static CALLS: &[&Descriptor] = &[#(&#references,)*];
    };
    let job = "The catalogue: every error, and every call with its clauses and the errors that can come out of it.";
    text::file(job, quote!(#![allow(missing_docs)]), items)
}

fn entry(model: &Model, call: &Call) -> TokenStream {
    let name = descriptor(model, call);
    let number = names::call_number(model, call);
    let module = &model.modules[call.module.0].name;
    let full_name = c_string(&format!("{module}.{}", call.name));
    let module = c_string(module);
    let kind = kind(call.kind);
    let tier = tier(call);
    let since = version(Some(call.availability.since));
    let deprecation = call.availability.deprecated.as_ref();
    let deprecated = version(deprecation.map(|deprecation| deprecation.since));
    let removed = version(deprecation.and_then(|deprecation| deprecation.removed));
    let closes = call.closes.is_some();
    let errors = call.errors.iter().map(|item| error_use(model, item));
    let clauses = call.clauses.iter().map(|item| clause(model, call, item));
    quote! {
        pub static #name: Descriptor = Descriptor {
            number: #number,
            module: #module,
            name: #full_name,
            kind: Kind::#kind,
            tier: Tier::#tier,
            since: #since,
            deprecated: #deprecated,
            removed: #removed,
            closes: #closes,
            errors: &[#(#errors,)*],
        };
        #(#clauses)*
    }
}

fn kind(kind: CallKind) -> proc_macro2::Ident {
    names::ident(match kind {
        CallKind::Plain => "Plain",
        CallKind::Async => "Async",
        CallKind::Stream => "Stream",
    })
}

fn tier(call: &Call) -> proc_macro2::Ident {
    names::ident(match call.availability.tier {
        Tier::Experimental => "Experimental",
        Tier::Stable => "Stable",
    })
}

fn version(version: Option<Version>) -> Literal {
    Literal::u32_unsuffixed(version.map_or(0, Version::number))
}

fn error_use(model: &Model, item: &ErrorUse) -> TokenStream {
    let code = error_code(model, item.error);
    let (clause, implied) = (c_string(&item.clause), item.implied);
    quote!(ErrorUse { code: #code, clause: #clause, implied: #implied })
}

fn error_code(model: &Model, id: ErrorId) -> proc_macro2::Ident {
    names::error_code(model, &model.errors[id.0])
}

/// A clause that the glue evaluates.
fn clause(model: &Model, call: &Call, clause: &Clause) -> TokenStream {
    let ClauseKind::Requires { error, .. } = &clause.kind else {
        return TokenStream::new();
    };
    let name = clause_static(model, call, clause);
    let (id, reason) = (c_string(&clause.id), c_string(&clause.name.to_uppercase()));
    let code = error_code(model, *error);
    let text = condition(&clause.text);
    quote! {
        pub static #name: Clause = Clause { id: #id, code: #code, reason: #reason, text: #text };
    }
}

/// The condition of a `requires` clause as written, between its name and its error.
pub fn condition(text: &str) -> String {
    let after_name = text.split_once(':').map_or(text, |(_, rest)| rest);
    let before_error = after_name
        .rsplit_once(" else ")
        .map_or(after_name, |(condition, _)| condition);
    before_error
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
