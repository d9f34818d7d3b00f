//! Parameters and results of methods: how they are written, made ready, and passed.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{types, variant};
use crate::backend::rust_abi::names;
use crate::model::{Call, Direction, Field, Model, Parameter, Type};

/// One parameter or result on its way to the border.
#[derive(Default)]
pub struct Passage {
    /// `name: &str`, in the method's signature; nothing for the receiver and for results.
    pub declared: TokenStream,
    /// Statements before the call.
    pub before: TokenStream,
    /// The arguments of the C function.
    pub arguments: Vec<TokenStream>,
    /// A type and a value that the method answers, if any.
    pub answer: Option<(TokenStream, TokenStream)>,
}

/// A parameter of a call that returns at once.
pub fn plain(model: &Model, call: &Call, index: usize) -> Passage {
    let parameter = &call.parameters[index];
    if call.receiver == Some(index) {
        return Passage {
            arguments: vec![handle_value(model, &parameter.ty, &quote!(self))],
            ..Passage::default()
        };
    }
    let name = names::ident(&parameter.name);
    match (&parameter.ty, parameter.direction) {
        (Type::List(element), Direction::Out | Direction::InOut) => out_list(model, &name, element),
        (Type::Bytes, Direction::Out | Direction::InOut) => {
            slice(quote!(#name: &mut [u8]), quote!(#name.as_mut_ptr()), &name)
        }
        (Type::Bytes, Direction::In) => slice(quote!(#name: &[u8]), quote!(#name.as_ptr()), &name),
        (Type::String, _) => slice(quote!(#name: &str), quote!(#name.as_ptr().cast()), &name),
        (Type::List(element), Direction::In) => list(model, &name, element),
        (Type::Struct(_) | Type::Record(_), _) => Passage {
            declared: declared(model, parameter),
            before: quote!(let #name = #name.to_border();),
            arguments: vec![quote!(&#name)],
            answer: None,
        },
        (Type::Variant(_), _) => Passage {
            declared: declared(model, parameter),
            before: quote!(let #name = #name.to_border(&mut kept);),
            arguments: vec![quote!(&#name)],
            answer: None,
        },
        (Type::Handle { .. } | Type::AnyHandle { .. }, _) => Passage {
            declared: declared(model, parameter),
            arguments: vec![handle_value(model, &parameter.ty, &quote!(#name))],
            ..Passage::default()
        },
        (scalar, _) => Passage {
            declared: declared(model, parameter),
            arguments: vec![types::to_border(scalar, quote!(#name))],
            ..Passage::default()
        },
    }
}

fn slice(declared: TokenStream, address: TokenStream, name: &Ident) -> Passage {
    Passage {
        declared,
        arguments: vec![address, quote!(#name.len() as u64)],
        ..Passage::default()
    }
}

/// How a parameter stands in a signature.
pub fn declared(model: &Model, parameter: &Parameter) -> TokenStream {
    let name = names::ident(&parameter.name);
    let ty = borrowed(model, &parameter.ty);
    quote!(#name: #ty)
}

/// The type of a parameter that a method reads.
fn borrowed(model: &Model, ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote!(&str),
        Type::Handle { .. } => {
            let ty = types::owned(model, ty);
            quote!(&#ty)
        }
        Type::AnyHandle { .. } => quote!(&H),
        Type::Variant(id) => {
            let ty = types::owned(model, ty);
            if variant::borrows(&model.variants[id.0]) {
                quote!(#ty<'_>)
            } else {
                ty
            }
        }
        Type::List(element) => {
            let element = borrowed(model, element);
            quote!(&[#element])
        }
        other => types::owned(model, other),
    }
}

fn handle_value(model: &Model, ty: &Type, expression: &TokenStream) -> TokenStream {
    let border = types::border(model, ty);
    quote!(#border { value: Named::name(#expression).raw() })
}

fn list(model: &Model, name: &Ident, element: &Type) -> Passage {
    let ty = borrowed(model, &Type::List(Box::new(element.clone())));
    let elements = elements(model, name, element);
    Passage {
        declared: quote!(#name: #ty),
        before: quote!(let #name: Vec<_> = #elements;),
        arguments: vec![quote!(#name.as_ptr()), quote!(#name.len() as u64)],
        answer: None,
    }
}

/// The elements of a list as the border has them.
pub fn elements(model: &Model, name: &Ident, element: &Type) -> TokenStream {
    let item = quote!(item);
    let value = match element {
        Type::Variant(_) => quote!(item.to_border(&mut kept)),
        Type::Handle { .. } => handle_value(model, element, &item),
        other => types::to_border(other, item.clone()),
    };
    if value.to_string() == item.to_string() {
        return quote!(#name.to_vec());
    }
    quote!(#name.iter().map(|&item| #value).collect())
}

/// An `out` list: a slice that is filled from its start, and how far.
fn out_list(model: &Model, name: &Ident, element: &Type) -> Passage {
    let (places, count) = (
        format_ident!("{name}_places"),
        format_ident!("{name}_count"),
    );
    let ty = types::owned(model, element);
    let empty = empty(model, element);
    let item = types::from_border(model, element, quote!(*place));
    Passage {
        declared: quote!(#name: &mut [#ty]),
        before: quote! {
            let mut #places = vec![#empty; #name.len()];
            let mut #count = 0u64;
        },
        arguments: vec![
            quote!(#places.as_mut_ptr()),
            quote!(#places.len() as u64),
            quote!(&mut #count),
        ],
        answer: Some((
            quote!(usize),
            quote!({
                let filled = usize::try_from(#count).unwrap_or(usize::MAX).min(#places.len());
                for (item, place) in #name.iter_mut().zip(&#places[..filled]) {
                    *item = #item;
                }
                filled
            }),
        )),
    }
}

/// A value of the border to be written over.
pub fn empty(model: &Model, ty: &Type) -> TokenStream {
    match ty {
        Type::Struct(id) => types::empty_struct(model, *id),
        Type::Record(id) => types::empty_record(model, *id),
        Type::Handle { .. } | Type::AnyHandle { .. } => {
            let border = types::border(model, ty);
            quote!(#border { value: 0 })
        }
        Type::Uuid => quote!(sys::distos_uuid_t { bytes: [0; 16] }),
        other => {
            let border = types::border(model, other);
            quote!(<#border>::default())
        }
    }
}

/// A result that is one value.
pub fn result(model: &Model, result: &Parameter) -> Passage {
    let name = names::ident(&result.name);
    let empty = empty(model, &result.ty);
    let value = match &result.ty {
        Type::Handle { .. } | Type::AnyHandle { .. } => {
            let ty = types::owned(model, &result.ty);
            quote!(<#ty as Named>::adopt(#name.value, context.clone()))
        }
        other => types::from_border(model, other, quote!(#name)),
    };
    Passage {
        declared: TokenStream::new(),
        before: quote!(let mut #name = #empty;),
        arguments: vec![quote!(&mut #name)],
        answer: Some((types::owned(model, &result.ty), value)),
    }
}

/// Whether a parameter has an address in it that the runtime follows, so that only the caller can know it is good.
pub fn holds_address(model: &Model, ty: &Type) -> bool {
    let any = |fields: &[Field]| {
        fields
            .iter()
            .any(|field| field.is_pointer || holds_address(model, &field.ty))
    };
    match ty {
        Type::Record(id) => any(&model.records[id.0].fields),
        Type::Struct(id) => any(&model.structs[id.0].fields),
        Type::List(element) | Type::Option(element) => holds_address(model, element),
        _ => false,
    }
}
