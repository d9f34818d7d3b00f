//! Handles: owned types that close their name when dropped.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use crate::backend::rust_abi::{Audience, attributes, names};
use crate::model::{Handle, HandleId, Model};

/// The type, and how it is closed.
pub fn declaration(model: &Model, id: HandleId) -> TokenStream {
    let item = &model.handles[id.0];
    let name = names::ident(&item.name);
    let close = names::call(model, &model.calls[item.close.0]);
    let border = names::handle(model, id);
    let docs = docs::of_item(&described(model, item), &item.name, &item.availability);
    let gate = attributes::gate(&item.availability, Audience::Users);
    let (derive, marker, marked) = if is_exclusive(model, item) {
        let marker = quote!(_not_sync: ::std::marker::PhantomData<::std::cell::Cell<()>>,);
        (
            quote!(#[derive(Debug)]),
            marker,
            quote!(_not_sync: ::std::marker::PhantomData,),
        )
    } else {
        (
            quote!(#[derive(Debug, Clone)]),
            TokenStream::new(),
            TokenStream::new(),
        )
    };
    quote! {
        #docs
        #derive
        pub struct #name {
            name: Arc<Name>,
            context: Context,
            #marker
        }

        #gate
        impl Named for #name {
            const CLOSE: Close = |value, error| unsafe { sys::#close(sys::#border { value }, error) };

            fn name(&self) -> &Arc<Name> {
                &self.name
            }

            fn context(&self) -> &Context {
                &self.context
            }

            fn assemble(name: Arc<Name>, context: Context) -> Self {
                Self { name, context, #marked }
            }
        }
    }
}

fn described(model: &Model, item: &Handle) -> String {
    let kind = if is_exclusive(model, item) {
        "One owner, in one thread at a time: `Send`, but neither `Sync` nor `Clone`. The name is closed when it is dropped.\n\n\
         A future that keeps a reference to it across an `.await` is not `Send`: bind the operation to a variable, then await that."
    } else {
        "Clones share the name, from any thread; it is closed when the last of them is dropped."
    };
    format!("{}\n\n{kind}", item.docs)
}

/// Whether the object has contents that users write, so that sharing it would be a race.
fn is_exclusive(model: &Model, item: &Handle) -> bool {
    let rights = model.rights.map(|id| &model.flags[id.0].members);
    let write = rights
        .into_iter()
        .flatten()
        .find(|member| member.name == WRITE);
    write.is_some_and(|member| u64::from(item.rights) & member.value != 0)
}

/// The right that stands for changing an object's contents.
const WRITE: &str = "WRITE";
