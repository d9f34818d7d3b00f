//! Calls: methods, constructors and functions that cross the border once.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::argument::{self, Arguments};
use super::result::{self, Results};
use crate::backend::python::names;
use crate::backend::rust_abi::names as abi;
use crate::backend::rust_abi::{attributes, signature::Form};
use crate::model::*;

/// Where the session of what a call makes comes from.
const RECEIVER: &str = "this.as_super().get().session()";

/// A call as a method of `handle`, in all its forms.
pub fn method(model: &Model, id: CallId, handle: HandleId) -> TokenStream {
    let call = &model.calls[id.0];
    let name = match &call.parameters[0].ty {
        Type::AnyHandle { .. } => names::any_method(call),
        _ => names::method(call, &model.handles[handle.0]),
    };
    let session: TokenStream = RECEIVER.parse().unwrap_or_default();
    let forms = forms(call).into_iter().map(|form| {
        let mut arguments = argument::all(model, call, true);
        let results = result::all(model, call, &mut arguments, &session, Some(handle));
        let name = form_name(&name, form);
        let body = body(model, call, form, &mut arguments, &results);
        let (docs, signature) = (docs(call, form), arguments.signature());
        let (parameters, ty) = (&arguments.parameters, &results.ty);
        quote! {
            #docs
            #[pyo3(signature = #signature)]
            fn #name<'py>(this: &Bound<'py, Self>, #(#parameters),*) -> PyResult<#ty> {
                let py = this.py();
                #body
            }
        }
    });
    quote!(#(#forms)*)
}

/// The call that makes a handle out of nothing, as `__new__`.
pub fn constructor(model: &Model, id: CallId) -> TokenStream {
    let call = &model.calls[id.0];
    let mut arguments = argument::all(model, call, false);
    let results = result::all(model, call, &mut arguments, &TokenStream::new(), None);
    let place = result::place(&call.results[0]);
    let results = Results {
        value: quote!(handle::begin::<Self>(#place.value)),
        ..results
    };
    let body = body(model, call, Form::Blocking, &mut arguments, &results);
    let (docs, signature) = (attributes::docs(&call.docs), arguments.signature());
    let parameters = &arguments.parameters;
    quote! {
        #docs
        #[new]
        #[pyo3(signature = #signature)]
        fn new<'py>(py: Python<'py>, #(#parameters),*) -> PyResult<PyClassInitializer<Self>> {
            #body
        }
    }
}

/// A call as a function, in all its forms, under its own name.
pub fn function(model: &Model, id: CallId) -> TokenStream {
    named_function(model, id, &model.calls[id.0].name)
}

/// A call as a function under another name.
pub fn named_function(model: &Model, id: CallId, name: &str) -> TokenStream {
    let call = &model.calls[id.0];
    let session = session_of_function(call);
    let forms = forms(call).into_iter().map(|form| {
        let mut arguments = argument::all(model, call, false);
        let results = result::all(model, call, &mut arguments, &session, None);
        let name = form_name(name, form);
        let body = body(model, call, form, &mut arguments, &results);
        let (docs, signature) = (docs(call, form), arguments.signature());
        let (parameters, ty) = (&arguments.parameters, &results.ty);
        quote! {
            #docs
            #[pyfunction]
            #[pyo3(signature = #signature)]
            pub fn #name<'py>(py: Python<'py>, #(#parameters),*) -> PyResult<#ty> {
                #body
            }
        }
    });
    quote!(#(#forms)*)
}

/// The names of the functions that `named_function` makes.
pub fn function_names(call: &Call, name: &str) -> Vec<Ident> {
    forms(call)
        .into_iter()
        .map(|form| form_name(name, form))
        .collect()
}

/// The session of the first handle that the call takes; without one, each handle that it makes begins its own.
pub fn session_of_function(call: &Call) -> TokenStream {
    let handles = call.parameters.iter();
    let first = handles
        .filter(|it| matches!(it.ty, Type::Handle { .. } | Type::AnyHandle { .. }))
        .map(|it| &it.name)
        .next();
    match first {
        Some(name) => {
            let name = abi::ident(&names::parameter(name));
            quote!(#name.handle().session())
        }
        None => quote!(&Arc::new(Session::new(0))),
    }
}

/// The forms that Python has: without memory of the caller, a stream call also returns when enqueued.
pub fn forms(call: &Call) -> Vec<Form> {
    let borrows_memory = call
        .parameters
        .iter()
        .any(|it| matches!(it.ty, Type::Bytes));
    match call.has_enqueue && !borrows_memory {
        true => vec![Form::Blocking, Form::Enqueue],
        false => vec![Form::Blocking],
    }
}

/// The name of a form.
pub fn form_name(name: &str, form: Form) -> Ident {
    match form {
        Form::Blocking => abi::ident(name),
        Form::Enqueue => abi::ident(&format!("{name}_enqueue")),
    }
}

fn docs(call: &Call, form: Form) -> TokenStream {
    match form {
        Form::Blocking => attributes::docs(&call.docs),
        Form::Enqueue => attributes::docs(&format!(
            "{}\n\nReturns when it is in its stream.",
            call.docs
        )),
    }
}

/// Whether the caller may have to wait.
fn waits(call: &Call, form: Form) -> bool {
    call.is_blocking || (call.kind != CallKind::Plain && form == Form::Blocking)
}

fn body(
    model: &Model,
    call: &Call,
    form: Form,
    arguments: &mut Arguments,
    results: &Results,
) -> TokenStream {
    let has_deadline = call.kind != CallKind::Plain && form == Form::Blocking;
    if has_deadline {
        arguments.push_timeout();
        arguments
            .prepared
            .push(quote!(let native_deadline = time::deadline(timeout);));
        arguments.border.push(quote!(native_deadline));
    }
    let warned = warned(call);
    let crossing = crossing(model, call, form, arguments, results);
    let (prepared, value) = (&arguments.prepared, &results.value);
    quote! {
        #warned
        #(#prepared)*
        #crossing
        failure::check(py, native_status, native_error)?;
        Ok(#value)
    }
}

/// The call itself; with list results, again until the lists have places enough.
fn crossing(
    model: &Model,
    call: &Call,
    form: Form,
    arguments: &Arguments,
    results: &Results,
) -> TokenStream {
    let function = match form {
        Form::Blocking => abi::call(model, call),
        Form::Enqueue => abi::call_enqueue(model, call),
    };
    let border = &arguments.border;
    let invoked = quote!(sys::#function(#(#border,)* &mut native_error));
    let invoked = match waits(call, form) {
        true => quote!(unsafe { waiting::detached(py, || #invoked) }),
        false => quote!(unsafe { #invoked }),
    };
    let lists = &results.lists;
    match lists.is_empty() {
        true => quote! {
            let mut native_error = ptr::null_mut();
            let native_status = #invoked;
        },
        false => quote! {
            let mut native_error = ptr::null_mut();
            let native_status = loop {
                let native_status = #invoked;
                let has_grown = native_status == sys::DISTOS_ERROR_BUFFER_TOO_SMALL && (#(#lists.grow())|*);
                if !has_grown {
                    break native_status;
                }
                unsafe { sys::distos_error_free(native_error) };
                native_error = ptr::null_mut();
            };
        },
    }
}

fn warned(call: &Call) -> Option<TokenStream> {
    let deprecation = call.availability.deprecated.as_ref()?;
    let message = format!(
        "{} is deprecated. {}",
        call.name,
        attributes::note(deprecation)
    );
    let message = Literal::c_string(&std::ffi::CString::new(message).unwrap_or_default());
    Some(quote!(warning::deprecated(py, #message)?;))
}
