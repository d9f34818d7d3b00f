//! Calls: the declaration of each form, with its clauses as docs.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::backend::rust_abi::signature::{self, Form};
use crate::backend::rust_abi::{Audience, attributes, names};
use crate::model::{Call, Model};

/// The declarations of all calls, for the `extern` block.
pub fn functions(model: &Model) -> TokenStream {
    let functions = model.calls.iter().flat_map(|call| {
        signature::forms(call)
            .into_iter()
            .map(move |form| function(model, call, form))
    });
    quote!(#(#functions)*)
}

fn function(model: &Model, call: &Call, form: Form) -> TokenStream {
    let name = name(model, call, form);
    let attributes = attributes::of_item(
        &docs(model, call, form),
        &call.availability,
        Audience::Users,
    );
    let deprecation = attributes::deprecation(&call.availability, Audience::Users);
    let parameters = signature::parameters(model, call, form);
    let parameters = parameters.iter().map(|parameter| {
        let (name, ty) = (&parameter.name, &parameter.ty);
        quote!(#name: #ty)
    });
    quote! {
        #attributes
        #deprecation
        pub fn #name(#(#parameters),*) -> distos_status_t;
    }
}

/// The exported name of a form.
pub fn name(model: &Model, call: &Call, form: Form) -> Ident {
    match form {
        Form::Blocking => names::call(model, call),
        Form::Enqueue => names::call_enqueue(model, call),
    }
}

fn docs(model: &Model, call: &Call, form: Form) -> String {
    let mut docs = call.docs.clone();
    if form == Form::Enqueue {
        docs.push_str("\n\nReturns when the operation is in its stream. What it borrows stays valid and unchanged until the stream has passed it.");
    }
    if !call.clauses.is_empty() {
        docs.push_str("\n\nClauses:\n");
        for clause in &call.clauses {
            docs.push_str(&format!("- `{}`\n", clause.text.trim_end_matches(';')));
        }
    }
    let errors = error_names(model, call);
    if !errors.is_empty() {
        docs.push_str(&format!("\nErrors: {}.\n", errors.join(", ")));
    }
    docs
}

/// The errors of a call, each once, in the order of precedence.
pub fn error_names(model: &Model, call: &Call) -> Vec<String> {
    let mut names = Vec::new();
    for item in &call.errors {
        let name = &model.errors[item.error.0].name;
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}
