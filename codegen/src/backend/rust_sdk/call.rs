//! Calls: one thin method each, on the handle that comes first; two where the call takes time.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::parameter::{self, Passage};
use super::{docs, types};
use crate::backend::naming::snake;
use crate::backend::rust_abi::{Audience, attributes, border, names};
use crate::model::{Call, CallKind, Direction, HandleId, Model, Slot, SlotContent, Type};

/// Where a call stands.
enum Place {
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
    let submitting = submitting(model, call, &name);
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

fn place(model: &Model, call: &Call) -> Place {
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
fn name(model: &Model, call: &Call, place: &Place) -> Ident {
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

/// A call that takes time: submitted when called, with or without a deadline.
fn submitting(model: &Model, call: &Call, name: &Ident) -> TokenStream {
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
