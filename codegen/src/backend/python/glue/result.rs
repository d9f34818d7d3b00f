//! Results: where the border writes them, and what Python gets.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::argument::Arguments;
use super::{handle, value};
use crate::backend::rust_abi::border;
use crate::model::*;

/// What the results of a call become.
pub struct Results {
    /// The Rust type of the whole.
    pub ty: TokenStream,
    /// The expression of the whole, once the call has succeeded.
    pub value: TokenStream,
    /// Lists that say when they need more places.
    pub lists: Vec<Ident>,
}

/// Adds places for the results to `arguments`, and says what they become. `this_class` is the class of a handle of
/// any type, which a call on a handle of any type makes.
pub fn all(
    model: &Model,
    call: &Call,
    arguments: &mut Arguments,
    session: &TokenStream,
    this_class: Option<HandleId>,
) -> Results {
    let mut values = Vec::new();
    let mut lists = Vec::new();
    for (parameter, element) in out_lists(call) {
        let list =
            crate::backend::rust_abi::names::ident(&super::names::parameter(&parameter.name));
        values.push((
            quote!(Bound<'py, PyList>),
            list_value(model, element, &list, session),
        ));
    }
    for result in &call.results {
        let place = place(result);
        match &result.ty {
            Type::List(element) => {
                let ty = border::value(model, element);
                let begin = match **element {
                    Type::Struct(_) => quote!(of_structs),
                    _ => quote!(new),
                };
                arguments
                    .prepared
                    .push(quote!(let mut #place = ListResult::<sys::#ty>::#begin();));
                arguments.push_places(model, &quote!(#place), element);
                values.push((
                    quote!(Bound<'py, PyList>),
                    list_value(model, element, &place, session),
                ));
                lists.push(place);
            }
            Type::String | Type::Bytes => {
                let ty = border::element(model, &result.ty);
                arguments
                    .prepared
                    .push(quote!(let mut #place = ListResult::<#ty>::new();));
                arguments.push_places(model, &quote!(#place), &Type::Int(IntType::U8));
                values.push(text_value(&result.ty, &place));
                lists.push(place);
            }
            ty => {
                arguments.prepared.push(zeroed(model, ty, &place));
                arguments.border.push(quote!(&mut #place));
                values.push(single(model, ty, &place, session, this_class));
            }
        }
    }
    let (types, expressions): (Vec<_>, Vec<_>) = values.into_iter().unzip();
    let (ty, value) = match (types.as_slice(), expressions.as_slice()) {
        ([ty], [value]) => (ty.clone(), value.clone()),
        _ => (quote!((#(#types),*)), quote!((#(#expressions),*))),
    };
    Results { ty, value, lists }
}

/// Where the border writes a result.
pub fn place(result: &Parameter) -> Ident {
    format_ident!("{}_place", result.name)
}

/// A place that is all zero; a struct says its size.
pub fn zeroed(model: &Model, ty: &Type, place: &Ident) -> TokenStream {
    let border = border::value(model, ty);
    let border = match ty {
        Type::Bool | Type::Int(_) | Type::F32 | Type::F64 | Type::Duration | Type::Instant(_) => {
            border
        }
        _ => quote!(sys::#border),
    };
    let size =
        matches!(ty, Type::Struct(_)).then(|| quote!(#place.size = size_of::<#border>() as u32;));
    quote! {
        let mut #place: #border = unsafe { std::mem::zeroed() };
        #size
    }
}

/// The `out` lists of a call, whose elements are returned.
pub fn out_lists(call: &Call) -> impl Iterator<Item = (&Parameter, &Type)> {
    call.parameters
        .iter()
        .filter_map(|parameter| match &parameter.ty {
            Type::List(element) if parameter.direction != Direction::In => {
                Some((parameter, &**element))
            }
            _ => None,
        })
}

fn list_value(model: &Model, element: &Type, list: &Ident, session: &TokenStream) -> TokenStream {
    let value = value::to_python(model, element, &quote!(it), session);
    quote!(#list.into_list(py, |it| Ok(#value))?)
}

fn text_value(ty: &Type, list: &Ident) -> (TokenStream, TokenStream) {
    let value = match ty {
        Type::String => quote!(#list.into_text(py)?),
        _ => quote!(#list.into_bytes(py)?),
    };
    (quote!(Bound<'py, PyAny>), value)
}

fn single(
    model: &Model,
    ty: &Type,
    place: &Ident,
    session: &TokenStream,
    this_class: Option<HandleId>,
) -> (TokenStream, TokenStream) {
    match (ty, this_class) {
        (Type::AnyHandle { .. }, Some(id)) => {
            let class = handle::path(model, id);
            let value = quote!(handle::adopt::<#class>(py, #place.value, #session)?);
            (quote!(Bound<'py, #class>), value)
        }
        // A handle of a type that only the runtime knows is a number.
        (Type::AnyHandle { .. }, None) => (quote!(u64), quote!(#place.value)),
        _ => (
            value::returned(model, ty),
            value::to_python(model, ty, &quote!(#place), session),
        ),
    }
}
