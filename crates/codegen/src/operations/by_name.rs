//! Calls by the names of their operations, for the tests that make all of them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use switchboard_spec::Problem;

use super::{Whole, parameters};
use crate::{
    generator::{head, held},
    types::local,
};

/// The arm of one operation: `METHOD /path`, and ` stream` after it where the answer is one.
pub(super) fn arm(group: &str, whole: &Whole<'_>) -> Result<TokenStream, Problem> {
    let wire = &whole.operation.wire;
    let streams = wire.response.kind == "stream";
    let twin = if streams { " stream" } else { "" };
    let key = format!("{} {}{twin}", whole.operation.http_method.to_uppercase(), wire.path);
    let (group, method) = (format_ident!("{group}"), format_ident!("{}", wire.method));
    let (required, optional): (Vec<_>, Vec<_>) = parameters::of(whole)?.into_iter().partition(|argument| argument.required);
    let mut given: Vec<TokenStream> = required.iter().map(|argument| value(argument, &quote! { required })).collect();
    let mut setters: Vec<TokenStream> = Vec::new();
    for argument in &optional {
        let (ident, name, ty) = (&argument.ident, &argument.name, &argument.owned);
        let value = if argument.borrowed {
            quote! { &value }
        } else {
            quote! { value }
        };
        setters.push(quote! {
            if let Some(value) = arguments.optional::<#ty>(#name)? {
                call = call.#ident(#value);
            }
        });
    }
    match body(whole) {
        Some(value) if wire.body.as_ref().is_some_and(|body| body.required) => given.push(quote! { #value.ok_or(Failed::NoBody)? }),
        Some(value) => setters.push(quote! {
            if let Some(body) = #value {
                call = call.body(body);
            }
        }),
        None => {}
    }
    for file in wire.body.iter().flat_map(|body| &body.files) {
        // One of any name is of no name that the tests could know.
        let Some(name) = &file.name else { continue };
        let ident = format_ident!("{}", file.ident);
        if file.required {
            given.push(quote! { arguments.file(#name)?.ok_or(Failed::NoBody)? });
        } else {
            setters.push(quote! {
                if let Some(file) = arguments.file(#name)? {
                    call = call.#ident(file);
                }
            });
        }
    }
    let make = if setters.is_empty() {
        quote! { let call = client.#group().#method(#(#given),*); }
    } else {
        quote! { let mut call = client.#group().#method(#(#given),*); #(#setters)* }
    };
    let send = if streams {
        quote! { exhausted(call.stream().await?).await }
    } else {
        quote! { call.send().await.map(drop).map_err(Failed::from) }
    };
    Ok(quote! { #key => Box::pin(async move { #make #send }), })
}

fn value(argument: &parameters::Argument, how: &TokenStream) -> TokenStream {
    let (name, ty) = (&argument.name, &argument.owned);
    let value = quote! { arguments.#how::<#ty>(#name)? };
    if argument.borrowed {
        quote! { &#value }
    } else {
        value
    }
}

/// The body as an option, in the type that it is given in.
fn body(whole: &Whole<'_>) -> Option<TokenStream> {
    let wire = whole.operation.wire.body.as_ref()?;
    if matches!(wire.kind.as_str(), "text" | "bytes") {
        return Some(quote! { arguments.body::<String>()? });
    }
    let given = whole.method.arguments.get("body")?;
    let ty = local(&held(given));
    Some(match head(&ty).as_deref() {
        _ if head(given).as_deref() == Some("Option") => quote! { arguments.body::<Option<#ty>>()? },
        Some("str" | "String") => quote! { arguments.body::<String>()?.as_deref() },
        Some("Vec") => quote! { arguments.body::<#ty>()?.as_deref() },
        _ => quote! { arguments.body::<#ty>()? },
    })
}
