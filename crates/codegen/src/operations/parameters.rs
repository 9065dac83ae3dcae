//! What a caller gives to a call.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use switchboard_spec::{Problem, names};
use syn::{Ident, Type};

use super::Whole;
use crate::{
    docs,
    generator::{generics, head},
    model::{Parameter, WireParameter},
    types::local,
};

/// A parameter as the call has it.
pub(super) struct Argument {
    pub(super) ident: Ident,
    /// The document's name of it.
    pub(super) name: String,
    /// The type that is asked for.
    pub(super) ty: TokenStream,
    /// The same, owned.
    pub(super) owned: TokenStream,
    /// Is it taken by reference?
    pub(super) borrowed: bool,
    /// `call = call.query("name", …, &value)`, without the assignment.
    pub(super) apply: TokenStream,
    pub(super) required: bool,
    /// What the document says of it, for rustdoc; may be empty.
    pub(super) text: String,
}

pub(super) fn of(whole: &Whole<'_>) -> Result<Vec<Argument>, Problem> {
    whole.operation.parameters().iter().map(|parameter| argument(whole, parameter)).collect()
}

fn argument(whole: &Whole<'_>, parameter: &Parameter<'_>) -> Result<Argument, Problem> {
    let name = names::snake(parameter.name);
    let given = whole.method.arguments.get(&name).ok_or_else(|| {
        Problem::in_file(
            "lowered.json",
            format!("progenitor's method for `{}` has no argument for the parameter `{}`", whole.operation.wire.operation, parameter.name),
            "a parameter that cannot be given is lost",
            "this is a bug of the generator: report it with the document",
        )
        .at(whole.operation.wire.pointer.clone())
    })?;
    let ident = format_ident!("{name}");
    let (ty, value) = taken(given, &ident);
    let (owned, borrowed) = owned(given);
    let none = WireParameter::default();
    let wire = whole.operation.wire.parameters.get(parameter.name).unwrap_or(&none);
    let wire_name = wire.name.as_deref().unwrap_or(parameter.name);
    let apply = match wire.place.as_deref().unwrap_or(parameter.place) {
        "path" => {
            // What is given by value is passed on by value: a path takes whatever can be written.
            let value = if matches!(given, Type::Reference(_)) {
                value
            } else {
                quote! { #ident }
            };
            match path_style(wire) {
                Some(style) => quote! { path_as(#wire_name, #style, #value) },
                None => quote! { path(#wire_name, #value) },
            }
        }
        "header" => match header_style(wire) {
            Some(style) => quote! { header_as(#wire_name, #style, #value) },
            None => quote! { header(#wire_name, #value) },
        },
        "cookie" => quote! { cookie(#wire_name, #value) },
        _ => {
            let style = query_style(wire);
            quote! { query(#wire_name, #style, #value) }
        }
    };
    let name = wire_name.to_owned();
    Ok(Argument { ident, name, ty, owned, borrowed, apply, required: parameter.required, text: docs::render(parameter.description) })
}

/// How a parameter is written into the query.
pub(crate) fn query_style(wire: &WireParameter) -> TokenStream {
    let explode = wire.explode.unwrap_or(true);
    match wire.style.as_deref() {
        Some("deepObject") => quote! { rt::QueryStyle::DeepObject },
        Some("spaceDelimited") if !explode => quote! { rt::QueryStyle::SpaceDelimited },
        Some("pipeDelimited") if !explode => quote! { rt::QueryStyle::PipeDelimited },
        Some("json") => quote! { rt::QueryStyle::Json },
        _ if explode => quote! { rt::QueryStyle::FORM },
        _ => quote! { rt::QueryStyle::Form { explode: false } },
    }
}

/// The style of a parameter in the path, if it is not the usual one.
pub(crate) fn path_style(wire: &WireParameter) -> Option<TokenStream> {
    let explode = wire.explode.unwrap_or(false);
    match wire.style.as_deref()? {
        "label" => Some(quote! { rt::PathStyle::Label { explode: #explode } }),
        "matrix" => Some(quote! { rt::PathStyle::Matrix { explode: #explode } }),
        "json" => Some(quote! { rt::PathStyle::Json }),
        _ => explode.then(|| quote! { rt::PathStyle::Simple { explode: true } }),
    }
}

/// The style of a parameter in a header, if it is not the usual one.
pub(crate) fn header_style(wire: &WireParameter) -> Option<TokenStream> {
    match wire.style.as_deref()? {
        "json" => Some(quote! { rt::HeaderStyle::Json }),
        _ => wire.explode.unwrap_or(false).then(|| quote! { rt::HeaderStyle::Simple { explode: true } }),
    }
}

/// The type that a value of `given` is held in, and whether it is then given by reference.
fn owned(given: &Type) -> (TokenStream, bool) {
    let given = without_option(given);
    let Type::Reference(reference) = &given else {
        let ty = local(&given);
        return (quote! { #ty }, false);
    };
    let inner = local(&reference.elem);
    match head(&inner).as_deref() {
        Some("str") => (quote! { String }, true),
        _ => (quote! { #inner }, true),
    }
}

fn without_option(given: &Type) -> Type {
    if head(given).as_deref() == Some("Option") { generics(given).pop().unwrap_or_else(|| given.clone()) } else { given.clone() }
}

/// The type to ask for where progenitor asks for `given`, and how the value is passed on.
fn taken(given: &Type, ident: &Ident) -> (TokenStream, TokenStream) {
    let given = without_option(given);
    if let Type::Reference(reference) = &given {
        let inner = local(&reference.elem);
        return match head(&inner).as_deref() {
            Some("str" | "String") => (quote! { &str }, quote! { #ident }),
            Some("Vec") => {
                let item = generics(&inner).pop();
                (quote! { &[#item] }, quote! { #ident })
            }
            _ => (quote! { impl ::std::borrow::Borrow<#inner> }, quote! { #ident.borrow() }),
        };
    }
    let ty = local(&given);
    (quote! { #ty }, quote! { &#ident })
}
