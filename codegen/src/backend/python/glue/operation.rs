//! Operations: async and stream calls that a ring takes on behalf of an event loop.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{argument, names, record, registry, result, sys, value};
use crate::backend::naming;
use crate::backend::python::place;
use crate::backend::rust_abi::{attributes, border, names as abi};
use crate::model::*;

/// `operations.rs`.
pub fn file(model: &Model) -> String {
    let operations = calls(model)
        .into_iter()
        .map(|id| operation(model, &model.calls[id.0]));
    let register = registry::of_operations(model);
    let tokens = quote! {
        #(#operations)*
        #register
    };
    super::file(
        "Operations: calls that a ring takes on behalf of an event loop.",
        tokens,
    )
}

/// The calls that are operations.
pub fn calls(model: &Model) -> Vec<CallId> {
    let ids = (0..model.calls.len()).map(CallId);
    ids.filter(|id| place::is_operation(&model.calls[id.0]))
        .collect()
}

fn operation(model: &Model, call: &Call) -> TokenStream {
    let fields: Vec<_> = call
        .parameters
        .iter()
        .flat_map(|it| fields(model, call, it))
        .collect();
    let name = class(model, call);
    let declarations = fields
        .iter()
        .map(|Field { name, ty, .. }| quote!(#name: #ty));
    let places = call.results.iter().map(|it| result_field(model, it));
    let submit = submit(model, call, &fields);
    let implementation = implementation(model, call, &name);
    let results = (!call.results.is_empty()).then(|| results(model, call));
    let session = makes_handle(call).then(|| quote!(session: Arc<Session>,));
    quote! {
        struct #name {
            #(#declarations,)*
            #(#places,)*
            #session
        }
        #implementation
        #results
        #submit
    }
}

fn makes_handle(call: &Call) -> bool {
    call.results
        .iter()
        .any(|it| matches!(it.ty, Type::Handle { .. }))
}

fn class(model: &Model, call: &Call) -> Ident {
    format_ident!("{}", naming::camel(&names::operation(model, call)))
}

/// A field of an operation, and the parameter of the submitting function that it comes from.
struct Field {
    name: Ident,
    ty: TokenStream,
    extracted: TokenStream,
    value: TokenStream,
    /// The default, of keywords.
    default: Option<TokenStream>,
}

fn fields(model: &Model, call: &Call, parameter: &Parameter) -> Vec<Field> {
    if let Type::Struct(id) = &parameter.ty
        && model.structs[id.0].is_options
    {
        let fields = model.structs[id.0].fields.iter();
        return fields
            .map(|field| keyword(model, call, parameter, field))
            .collect();
    }
    let name = abi::ident(&names::parameter(&parameter.name));
    let is_receiver = parameter.name == call.parameters[0].name;
    let extracted = match is_receiver {
        true => value::kept_handle(),
        false => value::extracted(model, &parameter.ty),
    };
    let (ty, extracted, value) = match &parameter.ty {
        Type::Bytes if parameter.direction != Direction::In => (
            quote!(WritableMemory),
            quote!(WritableMemory),
            quote!(#name),
        ),
        Type::String | Type::Bytes => (extracted.clone(), extracted, quote!(#name)),
        Type::List(element) if matches!(**element, Type::Variant(_)) => {
            (extracted.clone(), extracted, quote!(#name))
        }
        Type::List(element) => {
            let (raw, border) = (
                sys_value(model, element),
                value::to_border(model, element, &quote!(it)),
            );
            (
                quote!(Vec<#raw>),
                extracted,
                quote!(#name.into_iter().map(|it| #border).collect()),
            )
        }
        ty => (
            sys_value(model, ty),
            extracted,
            value::to_border(model, ty, &quote!(#name)),
        ),
    };
    vec![Field {
        name,
        ty,
        extracted,
        value,
        default: None,
    }]
}

fn keyword(model: &Model, call: &Call, options: &Parameter, field: &crate::model::Field) -> Field {
    let name = abi::ident(&names::option(call, options, field));
    let (ty, default) = argument::option(model, field);
    Field {
        value: quote!(#name),
        name,
        ty: ty.clone(),
        extracted: ty,
        default: Some(default),
    }
}

/// The C type of a value, with its path where it is not Rust's own.
fn sys_value(model: &Model, ty: &Type) -> TokenStream {
    let value = border::value(model, ty);
    match ty {
        Type::Bool | Type::Int(_) | Type::F32 | Type::F64 | Type::Duration | Type::Instant(_) => {
            value
        }
        _ => quote!(sys::#value),
    }
}

fn result_field(model: &Model, result: &Parameter) -> TokenStream {
    let place = result::place(result);
    let ty = sys_value(model, &result.ty);
    quote!(#place: Box<#ty>)
}

fn submit(model: &Model, call: &Call, fields: &[Field]) -> TokenStream {
    let (name, function) = (
        class(model, call),
        abi::ident(&names::operation(model, call)),
    );
    let receiver = abi::ident(&names::parameter(&call.parameters[0].name));
    let parameters = fields
        .iter()
        .map(|it| (&it.name, &it.extracted))
        .map(|(name, ty)| quote!(#name: #ty));
    let positional = fields
        .iter()
        .filter(|it| it.default.is_none())
        .map(|it| &it.name);
    let keywords = fields
        .iter()
        .filter_map(|it| it.default.as_ref().map(|default| (&it.name, default)));
    let keywords = keywords.map(|(name, default)| quote!(#name = #default));
    let values = fields
        .iter()
        .map(|it| (&it.name, &it.value))
        .map(|(name, value)| quote!(#name: #value));
    let (prepared, boxed): (Vec<_>, Vec<_>) = call
        .results
        .iter()
        .map(|it| (zeroed(model, it), result::place(it)))
        .unzip();
    let docs = attributes::docs(&call.docs);
    let session = makes_handle(call).then(|| quote!(session: session.clone()));
    quote! {
        #docs
        #[pyfunction]
        #[pyo3(signature = (#(#positional,)* *, #(#keywords,)* timeout = None))]
        fn #function<'py>(py: Python<'py>, #(#parameters,)* timeout: Option<Span>) -> PyResult<Bound<'py, PyAny>> {
            let session = #receiver.handle().session().clone();
            #(#prepared)*
            let operation = #name { #(#values,)* #(#boxed,)* #session };
            bridge::submit(py, &session, operation, timeout)
        }
    }
}

fn zeroed(model: &Model, result: &Parameter) -> TokenStream {
    let place = result::place(result);
    let zeroed = result::zeroed(model, &result.ty, &place);
    quote! {
        #zeroed
        let #place = Box::new(#place);
    }
}

fn implementation(model: &Model, call: &Call, name: &Ident) -> TokenStream {
    let number = abi::call_number(model, call);
    let block = sys(abi::argument_block(model, call));
    let options = options(model, call);
    let layout = call.arguments.as_ref();
    let filled = layout
        .map(|layout| record::filled_with(layout, |slot| slot_value(call, slot)))
        .unwrap_or_default();
    let held = held(call);
    quote! {
        impl Operation for #name {
            const CALL: u32 = sys::#number;

            #[inline]
            fn with_arguments(&self, submit: &mut dyn FnMut(u64, u32)) {
                #options
                let native_block = #block { #(#filled,)* };
                submit(&raw const native_block as u64, size_of_val(&native_block) as u32);
            }

            fn into_held(self) -> Option<Box<dyn Held>> {
                #held
            }
        }
    }
}

fn options(model: &Model, call: &Call) -> TokenStream {
    let options = call
        .parameters
        .iter()
        .filter_map(|parameter| match &parameter.ty {
            Type::Struct(id) if model.structs[id.0].is_options => {
                let name = argument::options_name(parameter);
                let literal = argument::options_literal(
                    model,
                    call,
                    parameter,
                    *id,
                    |name| quote!(self.#name),
                );
                Some(quote!(let #name = #literal;))
            }
            _ => None,
        });
    quote!(#(#options)*)
}

fn slot_value(call: &Call, slot: &Slot) -> TokenStream {
    let parameter = |index: usize| &call.parameters[index];
    let field = |index: usize| abi::ident(&names::parameter(&parameter(index).name));
    match slot.content {
        SlotContent::Field(index) | SlotContent::Address(index)
            if matches!(parameter(index).ty, Type::Struct(_)) =>
        {
            let options = argument::options_name(parameter(index));
            quote!(&#options)
        }
        SlotContent::Field(index) => {
            let field = field(index);
            quote!(self.#field)
        }
        SlotContent::Address(index) => {
            let field = field(index);
            match is_vector(&parameter(index).ty) {
                true => quote!(self.#field.as_ptr()),
                false => quote!(self.#field.pointer()),
            }
        }
        SlotContent::Length(index) => {
            let field = field(index);
            match is_vector(&parameter(index).ty) {
                true => quote!(self.#field.len() as u64),
                false => quote!(self.#field.length()),
            }
        }
        SlotContent::ResultAddress(index) => {
            let place = result::place(&call.results[index]);
            quote!((&raw const *self.#place).cast_mut())
        }
        _ => quote!(0),
    }
}

fn is_vector(ty: &Type) -> bool {
    matches!(ty, Type::List(element) if !matches!(**element, Type::Variant(_)))
}

/// Top-level memory stays until the completion, and so do the places of results. All else was copied.
fn held(call: &Call) -> TokenStream {
    let memory = call
        .parameters
        .iter()
        .filter(|it| matches!(it.ty, Type::Bytes))
        .map(|it| &it.name);
    let memory: Vec<_> = memory
        .map(|name| abi::ident(&names::parameter(name)))
        .collect();
    match (memory.is_empty(), call.results.is_empty()) {
        (true, true) => quote!(None),
        (false, true) => quote!(bridge::keep((#(self.#memory,)*))),
        (_, false) => quote!(Some(Box::new(self))),
    }
}

/// An operation with results holds itself until they are there.
fn results(model: &Model, call: &Call) -> TokenStream {
    let name = class(model, call);
    let session = quote!(&self.session);
    let values: Vec<_> = call
        .results
        .iter()
        .map(|it| {
            let place = result::place(it);
            value::to_python(model, &it.ty, &quote!((*self.#place)), &session)
        })
        .collect();
    let value = match values.as_slice() {
        [value] => value.clone(),
        _ => quote!((#(#values,)*)),
    };
    let closings = call.results.iter().filter_map(|it| match &it.ty {
        Type::Handle { handle, .. } => {
            let (place, close) = (
                result::place(it),
                abi::call(model, &model.calls[model.handles[handle.0].close.0]),
            );
            Some(quote!(unsafe { sys::#close(*self.#place, ptr::null_mut()) };))
        }
        _ => None,
    });
    quote! {
        impl Held for #name {
            fn finish(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>> {
                Ok(#value.into_pyobject(py)?.into_any().unbind())
            }

            fn discard(self: Box<Self>) {
                #(#closings)*
            }
        }
    }
}
