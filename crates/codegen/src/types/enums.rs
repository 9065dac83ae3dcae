//! Enums of strings.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use switchboard_spec::names;
use syn::{Ident, ItemEnum};

use crate::docs;

/// An enum as progenitor made it: its values are in the schema, their names by the same rule.
pub(super) fn emit(ident: &Ident, docs: &TokenStream, schema: &Value, item: &ItemEnum, is_tag: bool) -> TokenStream {
    let texts: Vec<&str> = schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    if let ([text], Some(variant), true) = (texts.as_slice(), item.variants.first(), is_tag) {
        return tag(ident, docs, &variant.ident, text);
    }
    open(ident, docs, &names::variants(&texts), &texts)
}

/// An enum whose names were made by our rule.
pub(super) fn named(ident: &Ident, docs: &TokenStream, variants: &[Value], is_tag: bool) -> TokenStream {
    let part = |key: &str| -> Vec<&str> { variants.iter().filter_map(|variant| variant.get(key)?.as_str()).collect() };
    let texts = part("value");
    let names: Vec<String> = part("name").into_iter().map(str::to_owned).collect();
    if let ([text], [name], true) = (texts.as_slice(), names.as_slice(), is_tag) {
        return tag(ident, docs, &format_ident!("{name}"), text);
    }
    open(ident, docs, &names, &texts)
}

fn open(ident: &Ident, docs: &TokenStream, names: &[String], texts: &[&str]) -> TokenStream {
    let variants: Vec<Ident> = names.iter().map(|name| format_ident!("{name}")).collect();
    let lines = texts.iter().map(|text| format!(" {}", code(text)));
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #lines] #variants,)*
            /// A value that the document does not list.
            Unknown(String),
        }
        ::switchboard_core::open_enum!(#ident { #(#variants = #texts),* });
    }
}

fn tag(ident: &Ident, docs: &TokenStream, variant: &Ident, text: &str) -> TokenStream {
    let line = format!(" {}", code(text));
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum #ident {
            #[doc = #line]
            #[default]
            #variant,
        }
        ::switchboard_core::tag_enum!(#ident { #variant = #text });
    }
}

fn code(text: &str) -> String {
    if text.is_empty() { "The empty string.".to_owned() } else { docs::code(text) }
}
