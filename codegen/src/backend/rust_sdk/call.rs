//! Calls: one thin method each, on the handle that comes first; two where the call takes time.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::parameter::{self, Passage};
use super::{docs, operation, types};
use crate::backend::naming::snake;
use crate::backend::rust_abi::{Audience, attributes, names};
use crate::model::{Call, CallKind, HandleId, Model, Type};

/// Where a call stands.
pub(super) enum Place {
    /// A method of a handle.
    Method(HandleId),
    /// A function of the type that it makes: `System::open`.
    Constructor(HandleId),
    /// A function of the module.
    Function,
}

/// The method or methods of a call.
pub fn declaration(model: &Model, call: &Call) -> TokenStream {
    let place = place(model, call);
    let methods = methods(model, call, &place);
    let (Place::Method(id) | Place::Constructor(id)) = place else {
        return methods;
    };
    let handle = &model.handles[id.0];
    let gate = attributes::gate(&handle.availability, Audience::Users);
    let ty = types::path(model, handle.module, &handle.name);
    quote!(#gate impl #ty { #methods })
}

fn methods(model: &Model, call: &Call, place: &Place) -> TokenStream {
    let name = name(model, call, place);
    if call.closes.is_some() {
        return closing(model, call, &name);
    }
    if call.kind == CallKind::Plain {
        return plain(model, call, place, &name, &names::call(model, call));
    }
    let submitting = operation::methods(model, call, &name);
    let is_bytes = |parameter: &crate::model::Parameter| parameter.ty == Type::Bytes;
    if !call.has_enqueue || call.parameters.iter().any(is_bytes) {
        return submitting;
    }
    let enqueue = plain(
        model,
        call,
        place,
        &format_ident!("{name}_enqueue"),
        &names::call_enqueue(model, call),
    );
    quote!(#submitting #enqueue)
}

/// Where a call stands: on its receiver, on what it makes, or by itself.
pub(super) fn place(model: &Model, call: &Call) -> Place {
    let receiver = call.receiver.map(|index| &call.parameters[index].ty);
    if let Some(Type::Handle { handle, .. }) = receiver {
        return Place::Method(*handle);
    }
    match call.results.as_slice() {
        [only] => match only.ty {
            Type::Handle { handle, .. } if model.handles[handle.0].parent.is_none() => {
                Place::Constructor(handle)
            }
            _ => Place::Function,
        },
        _ => Place::Function,
    }
}

/// The method's name: the call's, without the type that it stands on.
pub(super) fn name(model: &Model, call: &Call, place: &Place) -> Ident {
    let (Place::Method(id) | Place::Constructor(id)) = place else {
        return names::ident(&call.name);
    };
    let prefix = format!("{}_", snake(&model.handles[id.0].name));
    names::ident(call.name.strip_prefix(&prefix).unwrap_or(&call.name))
}

fn closing(model: &Model, call: &Call, name: &Ident) -> TokenStream {
    let more = ["Dropping the handle does the same, without telling whether it worked.".to_owned()];
    let docs = docs::of_call(model, call, &more);
    quote! {
        #docs
        pub fn #name(self) -> Result<()> {
            Named::name(&self).close()
        }
    }
}

fn plain(model: &Model, call: &Call, place: &Place, name: &Ident, function: &Ident) -> TokenStream {
    let is_unsafe = call
        .parameters
        .iter()
        .any(|parameter| parameter::holds_address(model, &parameter.ty));
    let safety = "# Safety\nEvery address in the arguments is good for what the interface says about it, until the completion.";
    let mut more = if is_unsafe {
        vec![safety.to_owned()]
    } else {
        Vec::new()
    };
    if call.kind != CallKind::Plain {
        more.push(
            "Returns when the operation has its place in the order; nobody learns of its end."
                .to_owned(),
        );
    }
    let docs = docs::of_call(model, call, &more);
    let unsafety = is_unsafe.then(|| quote!(unsafe));
    let receiver = matches!(place, Place::Method(_)).then(|| quote!(&self,));
    let generics = call
        .parameters
        .iter()
        .any(|parameter| matches!(parameter.ty, Type::AnyHandle { .. }))
        .then(|| quote!(<H: Handle>));
    let parameters: Vec<Passage> = (0..call.parameters.len())
        .map(|index| parameter::plain(model, call, index))
        .collect();
    let declared = parameters
        .iter()
        .map(|passage| &passage.declared)
        .filter(|tokens| !tokens.is_empty());
    let (answer, body) = body(model, call, place, function, &parameters);
    quote! {
        #docs
        pub #unsafety fn #name #generics (#receiver #(#declared),*) -> Result<#answer> {
            #body
        }
    }
}

fn body(
    model: &Model,
    call: &Call,
    place: &Place,
    function: &Ident,
    parameters: &[Passage],
) -> (TokenStream, TokenStream) {
    let before = parameters.iter().map(|passage| &passage.before);
    let kept = needs_kept(call).then(|| quote!(let mut kept = Kept::default();));
    let context = context(call, place);
    let before = quote!(#kept #context #(#before)*);
    let arguments: Vec<&TokenStream> = parameters
        .iter()
        .flat_map(|passage| &passage.arguments)
        .collect();
    match call.results.as_slice() {
        [only] if matches!(only.ty, Type::List(_) | Type::String | Type::Bytes) => {
            list_body(model, &only.ty, function, &before, &arguments)
        }
        _ => value_body(model, call, place, function, &before, parameters),
    }
}

/// Calls whose elements or variants point at copies.
fn needs_kept(call: &Call) -> bool {
    call.parameters.iter().any(|parameter| match &parameter.ty {
        Type::Variant(_) => true,
        Type::List(element) => matches!(**element, Type::Variant(_)),
        _ => false,
    })
}

/// Handles that a call makes belong to the session of the one it was made with.
fn context(call: &Call, place: &Place) -> TokenStream {
    let makes_handle = call
        .results
        .iter()
        .any(|result| matches!(result.ty, Type::Handle { .. } | Type::AnyHandle { .. }));
    if !makes_handle || matches!(place, Place::Constructor(_)) {
        return TokenStream::new();
    }
    if call.receiver.is_some() {
        return quote!(let context = Named::context(self););
    }
    let first = call
        .parameters
        .iter()
        .find(|parameter| matches!(parameter.ty, Type::Handle { .. } | Type::AnyHandle { .. }))
        .map(|parameter| names::ident(&parameter.name));
    quote!(let context = Named::context(#first);)
}

fn list_body(
    model: &Model,
    ty: &Type,
    function: &Ident,
    before: &TokenStream,
    arguments: &[&TokenStream],
) -> (TokenStream, TokenStream) {
    let Type::List(element) = ty else {
        return text_body(ty, function, before, arguments);
    };
    let empty = parameter::empty(model, element);
    let stride = matches!(**element, Type::Struct(_)).then(|| {
        let border = types::border(model, element);
        quote!(size_of::<#border>() as u64,)
    });
    let item = quote!(item);
    let value = types::from_border(model, element, item.clone());
    let converted = if value.to_string() == item.to_string() {
        quote!(items)
    } else {
        quote!(items.iter().map(|&item| #value).collect())
    };
    let answer = types::owned(model, ty);
    let body = quote! {
        #before
        let items = arrays::list(#empty, |places, capacity, count, error| unsafe {
            sys::#function(#(#arguments,)* places, capacity, #stride count, error)
        })?;
        Ok(#converted)
    };
    (answer, body)
}

fn text_body(
    ty: &Type,
    function: &Ident,
    before: &TokenStream,
    arguments: &[&TokenStream],
) -> (TokenStream, TokenStream) {
    let (answer, value) = match ty {
        Type::String => (
            quote!(String),
            quote!(String::from_utf8_lossy(&bytes).into_owned()),
        ),
        _ => (quote!(Vec<u8>), quote!(bytes)),
    };
    let body = quote! {
        #before
        let bytes = arrays::list(0u8, |places, capacity, count, error| unsafe {
            sys::#function(#(#arguments,)* places.cast(), capacity, count, error)
        })?;
        Ok(#value)
    };
    (answer, body)
}

fn value_body(
    model: &Model,
    call: &Call,
    place: &Place,
    function: &Ident,
    before: &TokenStream,
    parameters: &[Passage],
) -> (TokenStream, TokenStream) {
    let results: Vec<Passage> = call
        .results
        .iter()
        .map(|result| parameter::result(model, result))
        .collect();
    let all = || parameters.iter().chain(&results);
    let places = results.iter().map(|passage| &passage.before);
    let arguments = all().flat_map(|passage| &passage.arguments);
    let (answer_types, values): (Vec<_>, Vec<_>) =
        all().filter_map(|passage| passage.answer.clone()).unzip();
    let (answer, value) = match (place, values.as_slice()) {
        (Place::Constructor(_), _) => {
            let name = names::ident(&call.results[0].name);
            (quote!(Self), quote!(Named::adopt_root(#name.value)))
        }
        (_, []) => (quote!(()), quote!(())),
        (_, [one]) => (quote!(#(#answer_types)*), one.clone()),
        (_, several) => (quote!((#(#answer_types),*)), quote!((#(#several),*))),
    };
    let body = quote! {
        #before
        #(#places)*
        Error::check(|error| unsafe { sys::#function(#(#arguments,)* error) })?;
        Ok(#value)
    };
    (answer, body)
}
