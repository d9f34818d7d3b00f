//! Variants in the glue: an owned enum for the implementation, read from the caller's tagged union in two passes.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{flags, parameter};
use crate::backend::rust_abi::{border, names};
use crate::model::{Model, Type, Variant, VariantCase, VariantId};

/// The enum that owns what the caller's union points at.
pub fn owned(model: &Model, id: VariantId) -> TokenStream {
    let item = &model.variants[id.0];
    let name = names::ident(&item.name);
    let docs = item.docs.lines().map(|line| format!(" {line}"));
    let cases = item.cases.iter().map(|case| {
        let (case_name, ty) = (case_name(case), owned_type(model, &case.ty));
        quote!(#case_name(#ty))
    });
    quote! {
        #(#[doc = #docs])*
        #[derive(Debug)]
        pub enum #name { #(#cases),* }
    }
}

fn owned_type(model: &Model, ty: &Type) -> TokenStream {
    match ty {
        Type::Handle { handle, .. } => {
            let ty = parameter::type_name(model, *handle);
            quote!(Ref<#ty>)
        }
        Type::Bytes => quote!(Box<[u8]>),
        Type::String => quote!(String),
        Type::Bool => quote!(bool),
        other => border::value(model, other),
    }
}

/// `BUFFER` to `Buffer`.
fn case_name(case: &VariantCase) -> Ident {
    let words = case.name.split('_').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        format!("{first}{}", rest.to_lowercase())
    });
    names::ident(&words.collect::<String>())
}

/// The functions that read one value: `check_…` for its form, `read_…` for what it names.
pub fn functions(model: &Model, id: VariantId) -> TokenStream {
    let item = &model.variants[id.0];
    let (ty, name) = (names::variant(model, id), names::ident(&item.name));
    let (check, read) = (check_name(item), read_name(item));
    let checks = item.cases.iter().map(|case| payload_check(model, id, case));
    let arms = item.cases.iter().map(|case| {
        let (tag, case_name) = (names::variant_tag(model, id, &case.name), case_name(case));
        let payload = payload(model, case);
        quote!(#tag => #name::#case_name(#payload))
    });
    let text = &item.name;
    quote! {
        unsafe impl Record for #ty {
            const NAME: &'static str = #text;

            fn check(&self) -> Result<(), BadField> {
                is_zero("reserved", self.reserved)
            }
        }

        unsafe fn #check(call: CallContext, name: &'static str, raw: &#ty) -> Result<(), Failure> {
            call.embedded(name, raw)?;
            unsafe {
                match raw.tag {
                    #(#checks,)*
                    tag => Err(call.unknown_tag(name, tag)),
                }
            }
        }

        unsafe fn #read(call: CallContext, name: &'static str, raw: &#ty) -> Result<#name, Failure> {
            unsafe {
                Ok(match raw.tag {
                    #(#arms,)*
                    tag => return Err(call.unknown_tag(name, tag)),
                })
            }
        }
    }
}

fn check_name(item: &Variant) -> Ident {
    format_ident!("check_{}", names::snake(&item.name))
}

fn read_name(item: &Variant) -> Ident {
    format_ident!("read_{}", names::snake(&item.name))
}

/// The arm of a tag in the first pass: what can be said of the payload without asking for a handle.
fn payload_check(model: &Model, id: VariantId, case: &VariantCase) -> TokenStream {
    let tag = names::variant_tag(model, id, &case.name);
    let member = names::variant_member(&case.name);
    match case.ty {
        Type::Bytes => quote!(#tag => call.bytes_present(name, raw.value.#member)),
        Type::String => {
            quote!(#tag => call.text(name, raw.value.#member.data, raw.value.#member.length).map(drop))
        }
        Type::Bool => quote!(#tag => call.boolean(name, raw.value.#member).map(drop)),
        _ => quote!(#tag => Ok(())),
    }
}

fn payload(model: &Model, case: &VariantCase) -> TokenStream {
    let member = names::variant_member(&case.name);
    match &case.ty {
        Type::Handle { handle, rights, .. } => {
            let ty = parameter::type_name(model, *handle);
            let rights = flags::rights(model, *rights);
            quote!(call.held::<#ty>(name, raw.value.#member.value, #rights)?)
        }
        Type::Bytes => quote!(call.copied_bytes(name, raw.value.#member)?),
        Type::String => quote!(call.copied_text(name, raw.value.#member)?),
        Type::Bool => quote!(raw.value.#member != 0),
        _ => quote!(raw.value.#member),
    }
}

/// First pass over a single value.
pub fn check_one(model: &Model, id: VariantId, name: &str) -> TokenStream {
    let variable = names::ident(name);
    let check = check_name(&model.variants[id.0]);
    quote! {
        let #variable = call.record(#name, #variable)?;
        #check(call, #name, &#variable)?;
    }
}

/// First pass over a list.
pub fn check_list(model: &Model, id: VariantId, name: &str) -> TokenStream {
    let variable = names::ident(name);
    let length = format_ident!("{name}_length");
    let check = check_name(&model.variants[id.0]);
    quote! {
        let #variable = call.raw_list(#name, #variable, #length)?;
        for raw in #variable {
            #check(call, #name, raw)?;
        }
    }
}

/// Second pass over a single value.
pub fn build_one(model: &Model, id: VariantId, name: &str) -> TokenStream {
    let variable = names::ident(name);
    let read = read_name(&model.variants[id.0]);
    quote!(let #variable = #read(call, #name, &#variable)?;)
}

/// Second pass over a list.
pub fn build_list(model: &Model, id: VariantId, name: &str) -> TokenStream {
    let variable = names::ident(name);
    let read = read_name(&model.variants[id.0]);
    quote! {
        let #variable = #variable
            .iter()
            .map(|raw| #read(call, #name, raw))
            .collect::<Result<Vec<_>, _>>()?;
    }
}
