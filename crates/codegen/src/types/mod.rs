//! The types of a document: progenitor's, made to age well.

use std::borrow::Cow;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use switchboard_spec::fit::schema::VARIANTS;
use syn::{Ident, Type};

use crate::{
    docs,
    generator::{Generated, TypeItem},
    model::{Model, origin},
};

mod enums;
mod paths;
mod structs;
mod undescribed;
mod unions;

pub(crate) use paths::{local, owned};
pub(crate) use unions::is_by_status;

/// Every type, in the order of their names.
pub(crate) fn emit(model: &Model<'_>, generated: &Generated) -> Vec<TokenStream> {
    model
        .schemas
        .iter()
        .filter_map(|(name, schema)| {
            // The call whose answer it is makes an enum of it.
            if schema.get("x-by-status").is_some() {
                return None;
            }
            let ident = format_ident!("{name}");
            let docs = type_docs(schema);
            // An enum that progenitor cannot name is a string to it.
            if let Some(variants) = schema.get(VARIANTS).and_then(Value::as_array) {
                return Some(enums::named(&ident, &docs, variants, model.tags.contains(name)));
            }
            match generated.types.get(name)? {
                TypeItem::Enum(item) if schema.get("enum").is_some() => {
                    Some(enums::emit(&ident, &docs, schema, item, model.tags.contains(name)))
                }
                TypeItem::Enum(item) => Some(unions::emit(&ident, &docs, schema, item, model)),
                TypeItem::Struct(item) => match &item.fields {
                    syn::Fields::Named(fields) => Some(structs::emit(&ident, &docs, name, schema, fields, model)),
                    syn::Fields::Unnamed(fields) => {
                        fields.unnamed.first().map(|field| alias(&ident, &docs, &owned(&field.ty), model.aliases.contains(name)))
                    }
                    syn::Fields::Unit => None,
                },
            }
        })
        .collect()
}

/// A component that is another type: its name is kept for those who look for it.
fn alias(ident: &Ident, docs: &TokenStream, target: &Type, plain: bool) -> TokenStream {
    if plain {
        return quote! { #docs pub type #ident = #target; };
    }
    // It holds itself, which no type alias can.
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, ::serde::Serialize, ::serde::Deserialize)]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct #ident(pub #target);
        ::switchboard_core::stand_in!(#ident);
    }
}

/// What the document says of a type, and where.
fn type_docs(schema: &Value) -> TokenStream {
    let mut text = schema.get("description").and_then(Value::as_str).map(docs::render).unwrap_or_default();
    if text.is_empty() {
        undescribed::type_of(schema).clone_into(&mut text);
    }
    if let Some(origin) = origin(schema) {
        text.push_str(&format!("\n\nSource: `{origin}`"));
    }
    doc(&text)
}

/// rustc refuses comments that change the direction of what is behind them: the marks are named.
fn without_direction_marks(line: &str) -> Cow<'_, str> {
    let is_mark = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if line.contains(is_mark) {
        line.chars().map(|c| if is_mark(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect::<String>().into()
    } else {
        line.into()
    }
}

/// Doc comments with `text`.
pub(crate) fn doc(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| if line.is_empty() { String::new() } else { format!(" {}", without_direction_marks(line)) });
    quote! { #(#[doc = #lines])* }
}
