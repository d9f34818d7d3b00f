//! Calls that take time: a method that submits and answers an operation, and one with a deadline.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{docs, parameter, types};
use crate::backend::rust_abi::{Audience, attributes, border, names};
use crate::model::{Call, Direction, Model, Slot, SlotContent, Type};

/// A call that takes time: submitted when called, with or without a deadline.
pub fn methods(model: &Model, call: &Call, name: &Ident) -> TokenStream {
    let lent = Lent::of(call);
    let generics = lent.generics();
    let memory = lent.memory_type();
    let declared = (0..call.parameters.len())
        .filter(|index| call.receiver != Some(*index))
        .map(|index| {
            let parameter = &call.parameters[index];
            match lent.place(index) {
                Some(generic) => {
                    let name = names::ident(&parameter.name);
                    quote!(#name: #generic)
                }
                None => parameter::declared(model, parameter),
            }
        });
    let declared: Vec<TokenStream> = declared.collect();
    let passed = (0..call.parameters.len())
        .filter(|index| call.receiver != Some(*index))
        .map(|index| names::ident(&call.parameters[index].name));
    let by = format_ident!("{name}_by");
    let docs = docs::of_call(model, call, &[lent.described()]);
    let by_docs = format!(
        "Like [`{name}`](Self::{name}), and asked to end early when `deadline` has passed."
    );
    let by_docs = docs::of_item(&by_docs, "", &call.availability);
    let deprecation = attributes::deprecation(&call.availability, Audience::Users);
    let block = block(model, call);
    let bind = lent.bind();
    let number = names::call_number(model, call);
    let memory_value = lent.memory_value();
    quote! {
        #docs
        pub fn #name #generics (&self, #(#declared),*) -> Op<#memory> {
            self.#by(MonotonicTime::NONE, #(#passed),*)
        }

        #by_docs
        #deprecation
        pub fn #by #generics (&self, deadline: MonotonicTime, #(#declared),*) -> Op<#memory> {
            #block
            Named::context(self).submit(sys::#number, deadline, (block, kept), #memory_value, #bind)
        }
    }
}

/// Memory that an operation borrows by taking it.
struct Lent<'m> {
    call: &'m Call,
    parameters: Vec<usize>,
}

impl<'m> Lent<'m> {
    fn of(call: &'m Call) -> Self {
        let parameters =
            (0..call.parameters.len()).filter(|index| call.parameters[*index].ty == Type::Bytes);
        Self {
            call,
            parameters: parameters.collect(),
        }
    }

    fn is_out(&self, index: usize) -> bool {
        self.call.parameters[index].direction != Direction::In
    }

    fn name(&self, index: usize) -> Ident {
        names::ident(&self.call.parameters[index].name)
    }

    /// The generic parameter of a lent parameter.
    fn place(&self, index: usize) -> Option<Ident> {
        let place = self.parameters.iter().position(|lent| *lent == index)?;
        Some(if self.parameters.len() == 1 {
            format_ident!("M")
        } else {
            format_ident!("M{place}")
        })
    }

    fn generics(&self) -> TokenStream {
        if self.parameters.is_empty() {
            return TokenStream::new();
        }
        let bounds = self.parameters.iter().filter_map(|index| {
            let generic = self.place(*index)?;
            let bound = if self.is_out(*index) {
                quote!(HostBytesMut)
            } else {
                quote!(HostBytes)
            };
            Some(quote!(#generic: #bound))
        });
        quote!(<#(#bounds),*>)
    }

    fn memory_type(&self) -> TokenStream {
        let places: Vec<Ident> = self
            .parameters
            .iter()
            .filter_map(|index| self.place(*index))
            .collect();
        match places.as_slice() {
            [one] => quote!(#one),
            several => quote!((#(#several),*)),
        }
    }

    fn memory_value(&self) -> TokenStream {
        let values: Vec<Ident> = self
            .parameters
            .iter()
            .map(|index| self.name(*index))
            .collect();
        match values.as_slice() {
            [one] => quote!(#one),
            several => quote!((#(#several),*)),
        }
    }

    /// Writes the addresses of the memory into the block.
    fn bind(&self) -> TokenStream {
        let lines: Vec<TokenStream> = self
            .parameters
            .iter()
            .map(|index| self.bind_one(*index))
            .collect();
        let values = self.memory_value();
        if lines.is_empty() {
            return quote!(|_, ()| {});
        }
        quote!(|block, #values| { #(#lines)* })
    }

    fn bind_one(&self, index: usize) -> TokenStream {
        let name = self.name(index);
        let length_field = format_ident!("{}_length", self.call.parameters[index].name);
        let method = if self.is_out(index) {
            quote!(bytes_mut)
        } else {
            quote!(bytes)
        };
        quote! {
            let (address, length) = #name.#method();
            block.#name = address;
            block.#length_field = length as u64;
        }
    }

    fn described(&self) -> String {
        let names: Vec<String> = self
            .parameters
            .iter()
            .map(|index| format!("`{}`", self.call.parameters[*index].name))
            .collect();
        if names.is_empty() {
            return "Submitted at once. Dropping the operation asks for its cancellation."
                .to_owned();
        }
        let (names, verb) = (
            names.join(" and "),
            if names.len() == 1 {
                "belongs"
            } else {
                "belong"
            },
        );
        format!(
            "Submitted at once. {names} {verb} to the operation until it is complete, and then comes back. Dropping the \
             operation asks for its cancellation."
        )
    }
}

/// Statements that make the argument block, and `kept`, which holds what it points at.
fn block(model: &Model, call: &Call) -> TokenStream {
    let ready = call.parameters.iter().map(|parameter| {
        let name = names::ident(&parameter.name);
        match &parameter.ty {
            Type::String => quote!(let #name = kept.text(#name);),
            Type::Struct(_) => quote!(let #name = kept.value(#name.to_border());),
            Type::List(element) => {
                let length = format_ident!("{}_length", parameter.name);
                let elements = parameter::elements(model, &name, element);
                quote! {
                    let #name: Vec<_> = #elements;
                    let #length = #name.len() as u64;
                    let #name = kept.list(#name);
                }
            }
            _ => TokenStream::new(),
        }
    });
    let ty = names::argument_block(model, call);
    let slots = call.arguments.iter().flat_map(|layout| &layout.slots);
    let fields = slots.map(|slot| {
        let name = names::ident(&slot.name);
        let value = slot_value(model, call, slot);
        if name == value.to_string() {
            quote!(#name)
        } else {
            quote!(#name: #value)
        }
    });
    quote! {
        let mut kept = Kept::default();
        #(#ready)*
        let block = sys::#ty { #(#fields,)* };
    }
}

fn slot_value(model: &Model, call: &Call, slot: &Slot) -> TokenStream {
    let ty = names::argument_block(model, call);
    match slot.content {
        SlotContent::HeaderSize => quote!(size_of::<sys::#ty>() as u32),
        SlotContent::Reserved if border::is_word(slot) => quote!(0),
        SlotContent::Reserved => {
            let length = proc_macro2::Literal::u32_unsuffixed(slot.size);
            quote!([0; #length])
        }
        SlotContent::Field(index) => field_value(model, call, index),
        SlotContent::Address(index) => address_value(call, index),
        SlotContent::Length(index) => length_value(call, index),
        // Calls that take time have neither results nor `out` lists in this runtime; the compiler of the SDK says so.
        _ => quote!(compile_error!(
            "a call that takes time has neither results nor `out` lists"
        )),
    }
}

fn field_value(model: &Model, call: &Call, index: usize) -> TokenStream {
    let parameter = &call.parameters[index];
    let name = names::ident(&parameter.name);
    let name = if call.receiver == Some(index) {
        quote!(self)
    } else {
        quote!(#name)
    };
    match &parameter.ty {
        Type::Handle { handle, .. } => {
            let ty = names::handle(model, *handle);
            quote!(sys::#ty { value: kept.name(#name) })
        }
        Type::Variant(_) => quote!(#name.to_border(&mut kept)),
        other => types::to_border(other, quote!(#name)),
    }
}

fn address_value(call: &Call, index: usize) -> TokenStream {
    let parameter = &call.parameters[index];
    let name = names::ident(&parameter.name);
    match (&parameter.ty, parameter.direction) {
        (Type::Bytes, Direction::In) => quote!(::std::ptr::null()),
        (Type::Bytes, _) => quote!(::std::ptr::null_mut()),
        (Type::String, _) => quote!(#name.data),
        _ => quote!(#name),
    }
}

fn length_value(call: &Call, index: usize) -> TokenStream {
    let parameter = &call.parameters[index];
    let name = names::ident(&parameter.name);
    match &parameter.ty {
        Type::Bytes => quote!(0),
        Type::String => quote!(#name.length),
        _ => {
            let length = format_ident!("{}_length", parameter.name);
            quote!(#length)
        }
    }
}
