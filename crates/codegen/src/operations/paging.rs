//! Lists that come in pages.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use switchboard_spec::{names, pointer, schema};
use syn::{Ident, Type};

use super::Whole;
use crate::{
    generator::{generics, head},
    model::WirePaging,
    types::local,
};

/// The pages of a call.
pub(super) struct Pages {
    /// The static with its facts.
    pub(super) facts: TokenStream,
    /// What the `call!` macro is told.
    pub(super) arguments: TokenStream,
}

pub(super) fn of(whole: &Whole<'_>) -> Option<Pages> {
    let paging = whole.operation.wire.paging.as_ref()?;
    let name = format_ident!("{}_PAGES", whole.facts);
    let (item, items) = items(whole, paging)?;
    let shape = page_shape(paging);
    Some(Pages { facts: quote! { static #name: rt::Paging = #shape; }, arguments: quote! { , pages Item = #item, #items, shape = &#name } })
}

/// The type of an item, and how a page gives its items away.
fn items(whole: &Whole<'_>, paging: &WirePaging) -> Option<(Type, TokenStream)> {
    let page = local(&whole.method.success);
    if paging.items.is_empty() {
        let item = (head(&page)?.as_str() == "Vec").then(|| generics(&page).pop())??;
        return Some((item, quote! { items = |page| page, count = |page| page.len() }));
    }
    // The list is a member (of a member) of the page.
    let mut schema = whole.operation.success()?;
    let mut path: Vec<(Ident, bool)> = Vec::new();
    for step in pointer::steps(&paging.items) {
        schema = schema::component_of(schema).and_then(|name| whole.model.schemas.get(name)).unwrap_or(schema);
        let required = schema.get("required").and_then(Value::as_array).is_some_and(|r| r.iter().any(|n| n == &step));
        let property = schema.get("properties")?.get(&step)?;
        let nullable = property.get("nullable") == Some(&Value::Bool(true));
        path.push((format_ident!("{}", names::field(&step)), !required || nullable));
        schema = property;
    }
    let list = schema.get("items")?;
    let item = schema::component_of(list).map(|name| format_ident!("{name}"))?;
    let names = path.iter().map(|(ident, _)| ident);
    let (items, count) = if path.iter().any(|(_, optional)| *optional) {
        let mut owned = quote! { Some(page) };
        let mut borrowed = quote! { Some(page) };
        for (ident, optional) in &path {
            if *optional {
                owned = quote! { #owned.and_then(|page| page.#ident) };
                borrowed = quote! { #borrowed.and_then(|page| page.#ident.as_ref()) };
            } else {
                owned = quote! { #owned.map(|page| page.#ident) };
                borrowed = quote! { #borrowed.map(|page| &page.#ident) };
            }
        }
        (quote! { #owned.unwrap_or_default() }, quote! { #borrowed.map_or(0, |items| items.len()) })
    } else {
        let names = quote! { #(.#names)* };
        (quote! { page #names }, quote! { page #names.len() })
    };
    Some((syn::parse_quote!(types::#item), quote! { items = |page| #items, count = |page| #count }))
}

/// What the run time is told about a list.
pub(crate) fn page_shape(paging: &WirePaging) -> TokenStream {
    let option = |value: &Option<String>| match value {
        Some(value) => quote! { Some(#value) },
        None => quote! { None },
    };
    let style = match paging {
        WirePaging { page: Some(page), size, .. } => {
            let size = option(size);
            quote! { rt::PageStyle::Number { page: #page, size: #size, first: 1 } }
        }
        WirePaging { start: Some(start), limit, .. } => {
            let limit = option(limit);
            quote! { rt::PageStyle::Offset { start: #start, limit: #limit } }
        }
        WirePaging { token, .. } => {
            let token = token.as_deref().unwrap_or_default();
            quote! { rt::PageStyle::Token { param: #token } }
        }
    };
    let total = match (&paging.total_header, &paging.total) {
        (Some(header), _) => quote! { rt::Total::Header(#header) },
        (None, Some(pointer)) => quote! { rt::Total::Pointer(#pointer) },
        (None, None) => quote! { rt::Total::None },
    };
    let (next, items) = (option(&paging.next), &paging.items);
    quote! { rt::Paging { style: #style, items: #items, total: #total, next: #next, default_size: None } }
}
