//! Calls: the exported functions, and what takes async and stream calls off a ring.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{leaf, parameter, predicate};
use crate::backend::rust_abi::names;
use crate::backend::rust_abi::signature::{self, BorderParameter, Form};
use crate::model::{
    Call, CallKind, Clause, ClauseKind, Direction, Expr, Model, Parameter, Slot, SlotContent, Type,
};

/// Everything that the glue has for one call.
pub fn functions(model: &Model, call: &Call) -> TokenStream {
    if call.kind == CallKind::Plain {
        return plain(model, call);
    }
    if !call.results.is_empty() {
        return quote!(compile_error!("an async or stream call of this runtime has no results"););
    }
    let admit = admit(model, call);
    let forms = signature::forms(call)
        .into_iter()
        .map(|form| submitting(model, call, form));
    let prepare = prepare(model, call);
    quote!(#admit #(#forms)* #prepare)
}

/// The name of the call's descriptor in the catalogue: `GPU_BUFFER_ALLOC`.
pub fn descriptor(model: &Model, call: &Call) -> Ident {
    let number = names::call_number(model, call).to_string();
    names::ident(number.trim_start_matches("DISTOS_CALL_"))
}

/// The name of a clause in the catalogue: `GPU_BUFFER_ALLOC_SIZE_POSITIVE`.
pub fn clause_static(model: &Model, call: &Call, clause: &Clause) -> Ident {
    format_ident!("{}_{}", descriptor(model, call), clause.name.to_uppercase())
}

fn exported(model: &Model, call: &Call, form: Form, body: &TokenStream) -> TokenStream {
    let name = match form {
        Form::Blocking => names::call(model, call),
        Form::Enqueue => names::call_enqueue(model, call),
    };
    let descriptor = descriptor(model, call);
    let parameters = signature::parameters(model, call, form);
    let parameters = parameters
        .iter()
        .map(|BorderParameter { name, ty }| quote!(#name: #ty));
    quote! {
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn #name(#(#parameters),*) -> distos_status_t {
            enter(&calls::#descriptor, error, |call| { #body })
        }
    }
}

fn plain(model: &Model, call: &Call) -> TokenStream {
    let body = if call.closes.is_some() {
        closing(model, call)
    } else {
        calling(model, call)
    };
    exported(model, call, Form::Blocking, &quote!(unsafe { #body }))
}

/// A call that closes needs no implementation.
fn closing(model: &Model, call: &Call) -> TokenStream {
    let closed = call
        .parameters
        .iter()
        .find_map(|parameter| match parameter.ty {
            Type::Handle { handle, .. } => Some((parameter, handle)),
            _ => None,
        });
    let Some((parameter, handle)) = closed else {
        return quote!(compile_error!("a call that closes takes a handle"));
    };
    let (name, variable) = (&parameter.name, names::ident(&parameter.name));
    let ty = parameter::type_name(model, handle);
    quote!(call.close::<#ty>(#name, #variable.value))
}

fn calling(model: &Model, call: &Call) -> TokenStream {
    let checks = checks(model, call);
    let implementation = implementation(model, call);
    let arguments = call.parameters.iter().map(parameter::passed);
    let ending = ending(model, call);
    let pattern = result_pattern(call);
    quote! {
        #checks
        #pattern #implementation(call, #(#arguments),*)?;
        #ending
        Ok(())
    }
}

fn implementation(model: &Model, call: &Call) -> TokenStream {
    let module = names::ident(&model.modules[call.module.0].name);
    let method = names::ident(&call.name);
    quote!(domains::#module::Domain.#method)
}

/// Every check of a call, in the order in which errors count.
fn checks(model: &Model, call: &Call) -> TokenStream {
    let shapes = call
        .parameters
        .iter()
        .map(|parameter| parameter::shape_check(model, parameter));
    let results = call.results.iter().map(parameter::result_check);
    let pin = parameter::needs_pin(call).then(|| quote!(let pin = pin();));
    let handles = call
        .parameters
        .iter()
        .map(|parameter| parameter::handle_check(model, call, parameter));
    let tails = call.parameters.iter().map(parameter::tail_check);
    let requires = call
        .clauses
        .iter()
        .map(|clause| requires(model, call, clause));
    quote! {
        #(#shapes)*
        #(#results)*
        #pin
        #(#handles)*
        #(#tails)*
        #(#requires)*
    }
}

fn requires(model: &Model, call: &Call, clause: &Clause) -> TokenStream {
    let ClauseKind::Requires {
        predicate: expr, ..
    } = &clause.kind
    else {
        return TokenStream::new();
    };
    let negated = predicate::negated(model, call, expr);
    let clause = clause_static(model, call, clause);
    let values = leaf::named(model, call, expr);
    let values = values
        .iter()
        .map(|(name, expr)| named_value(model, call, name, expr));
    quote! {
        if #negated {
            return Err(call.violated(&calls::#clause, &[#(#values),*]));
        }
    }
}

fn named_value(model: &Model, call: &Call, name: &str, expr: &Expr) -> TokenStream {
    let value = leaf::value(model, call, expr);
    quote!((#name, &#value))
}

fn result_pattern(call: &Call) -> TokenStream {
    let variables: Vec<Ident> = call
        .results
        .iter()
        .map(|result| names::ident(&result.name))
        .collect();
    match variables.as_slice() {
        [] => TokenStream::new(),
        [one] => quote!(let #one =),
        several => quote!(let (#(#several),*) =),
    }
}

/// Writes the results, and how many places of `out` lists were filled.
fn ending(model: &Model, call: &Call) -> TokenStream {
    let out_lists = call.parameters.iter().filter_map(|parameter| {
        let is_out_list =
            matches!(parameter.ty, Type::List(_)) && parameter.direction != Direction::In;
        let variable = names::ident(&parameter.name);
        is_out_list.then(|| quote!(#variable.finish();))
    });
    let results = call.results.iter().map(|result| write(model, result));
    quote!(#(#out_lists)* #(#results)*)
}

fn write(model: &Model, result: &Parameter) -> TokenStream {
    let variable = names::ident(&result.name);
    let place = format_ident!("{}_out", result.name);
    match &result.ty {
        Type::Handle { handle, .. } => {
            let ty = names::handle(model, *handle);
            quote!(#place.write(#ty { value: call.publish(#variable)? });)
        }
        Type::AnyHandle { .. } => {
            quote!(#place.write(distos_handle_t { value: call.publish_any(#variable)? });)
        }
        Type::Struct(_) => quote!(#place.write(&#variable);),
        Type::List(_) => quote!(#place.write(call, &#variable)?;),
        Type::Bool => quote!(#place.write(u8::from(#variable));),
        _ => quote!(#place.write(#variable);),
    }
}

/// From the border's arguments to the owned ones that all forms of an async or stream call share.
fn admit(model: &Model, call: &Call) -> TokenStream {
    let name = admit_name(model, call);
    let parameters = submitted(model, call);
    let parameters = parameters
        .iter()
        .map(|BorderParameter { name, ty }| quote!(#name: #ty));
    let checks = checks(model, call);
    let ty = arguments_type(call);
    let fields = call.parameters.iter().map(parameter::kept);
    quote! {
        unsafe fn #name(call: CallContext, #(#parameters),*) -> Result<#ty, Failure> {
            unsafe {
                #checks
                Ok(#ty { #(#fields),* })
            }
        }
    }
}

/// The name of the owned arguments: `BufferWriteArguments`.
pub fn arguments_type(call: &Call) -> Ident {
    let words: String = call.name.split('_').map(capitalised).collect();
    format_ident!("{words}Arguments")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn admit_name(model: &Model, call: &Call) -> Ident {
    format_ident!(
        "admit_{}",
        descriptor(model, call).to_string().to_lowercase()
    )
}

fn prepare_name(model: &Model, call: &Call) -> Ident {
    format_ident!(
        "prepare_{}",
        descriptor(model, call).to_string().to_lowercase()
    )
}

/// What every form is given: no deadline and no place for the error.
fn submitted(model: &Model, call: &Call) -> Vec<BorderParameter> {
    let mut list = signature::parameters(model, call, Form::Enqueue);
    list.retain(|parameter| parameter.name != "error");
    list
}

fn submitting(model: &Model, call: &Call, form: Form) -> TokenStream {
    let admit = admit_name(model, call);
    let arguments = submitted(model, call);
    let arguments = arguments.iter().map(|parameter| &parameter.name);
    let implementation = implementation(model, call);
    let start = quote!(#implementation(call, arguments, completer));
    let submit = match form {
        Form::Blocking => quote!(call.wait(deadline_ns, |completer| #start)),
        Form::Enqueue => quote!(call.enqueue(|completer| #start)),
    };
    exported(
        model,
        call,
        form,
        &quote! {
            let arguments = unsafe { #admit(call, #(#arguments),*)? };
            #submit
        },
    )
}

fn prepare(model: &Model, call: &Call) -> TokenStream {
    let (name, admit) = (prepare_name(model, call), admit_name(model, call));
    let block = names::argument_block(model, call);
    let implementation = implementation(model, call);
    let slots = call.arguments.iter().flat_map(|layout| &layout.slots);
    let arguments = slots.filter_map(|slot| block_argument(call, slot));
    quote! {
        unsafe fn #name(call: CallContext, arguments: u64, arguments_size: u32) -> Result<Start, Failure> {
            unsafe {
                let block = call.arguments::<#block>(arguments, arguments_size)?;
                let arguments = #admit(call, #(#arguments),*)?;
                Ok(Box::new(move |completer| #implementation(call, arguments, completer)))
            }
        }
    }
}

/// A slot of the argument block as the argument of `admit`; a record stands in the block itself.
fn block_argument(call: &Call, slot: &Slot) -> Option<TokenStream> {
    let name = names::ident(&slot.name);
    match slot.content {
        SlotContent::HeaderSize | SlotContent::Reserved => None,
        SlotContent::Field(index)
            if matches!(
                call.parameters[index].ty,
                Type::Record(_) | Type::Variant(_)
            ) =>
        {
            Some(quote!(&block.#name))
        }
        _ => Some(quote!(block.#name)),
    }
}

/// Finds how a call is taken off a ring, by its number.
pub fn ring_dispatch(model: &Model) -> TokenStream {
    let arms = model
        .calls
        .iter()
        .filter(|call| call.kind != CallKind::Plain)
        .map(|call| {
            let number = names::call_number(model, call);
            let (descriptor, prepare) = (descriptor(model, call), prepare_name(model, call));
            quote!(#number => Some((&calls::#descriptor, #prepare)))
        });
    quote! {
        /// How an async or stream call is taken off a ring; none for other numbers.
        pub fn prepare(number: u32) -> Option<(&'static Descriptor, Prepare)> {
            match number {
                #(#arms,)*
                _ => None,
            }
        }
    }
}
