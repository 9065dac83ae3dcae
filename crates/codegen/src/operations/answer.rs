//! What a call gives back.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use switchboard_spec::names;
use syn::{Ident, Type};

use super::Whole;
use crate::{
    model::WireVariant,
    types::{doc, local},
};

/// The type of an answer, and the function that reads it.
pub(super) struct Answer {
    pub(super) ty: TokenStream,
    pub(super) decode: TokenStream,
    /// An enum made for this call alone.
    pub(super) made: Option<TokenStream>,
}

pub(super) fn of(whole: &Whole<'_>) -> Answer {
    let response = &whole.operation.wire.response;
    let success = &whole.method.success;
    let simple = |ty: TokenStream, decode: TokenStream| Answer { ty, decode, made: None };
    match response.kind.as_str() {
        "json" | "stream" => {
            let ty = local(success);
            simple(quote! { #ty }, quote! { rt::decode::json })
        }
        "text" => simple(quote! { String }, quote! { rt::decode::text }),
        "bytes" => simple(quote! { rt::bytes::Bytes }, quote! { rt::decode::bytes }),
        "by-status" => by_status(whole, &response.variants),
        _ => simple(quote! { () }, quote! { rt::decode::empty }),
    }
}

/// Several kinds of success: an enum with a variant for each status.
fn by_status(whole: &Whole<'_>, variants: &[WireVariant]) -> Answer {
    let name = match &whole.operation.wire.response.name {
        Some(name) => format_ident!("{name}"),
        None => format_ident!("{}Response", names::pascal(&whole.operation.wire.operation)),
    };
    let idents: Vec<Ident> = variants.iter().map(|variant| format_ident!("{}", variant.name)).collect();
    let types: Vec<Option<Type>> = variants.iter().map(|variant| payload(whole, variant)).collect();
    let declarations = variants.iter().zip(&idents).zip(&types).map(|((variant, ident), ty)| {
        let docs = doc(&format!("Status {}.", variant.status));
        match ty {
            Some(ty) => quote! { #docs #ident(#ty), },
            None => quote! { #docs #ident, },
        }
    });
    let arms = variants.iter().zip(&idents).map(|(variant, ident)| {
        let pattern = match variant.status.parse::<u16>() {
            Ok(status) => quote! { #status },
            Err(_) => quote! { _ if raw.status().is_success() },
        };
        let read = match variant.kind.as_str() {
            "json" => quote! { rt::decode::json(raw).map(answers::#name::#ident) },
            "text" => quote! { rt::decode::text(raw).map(answers::#name::#ident) },
            "bytes" => quote! { rt::decode::bytes(raw).map(answers::#name::#ident) },
            _ => quote! { Ok(answers::#name::#ident) },
        };
        quote! { #pattern => #read, }
    });
    let docs = doc(&format!("What `{}` answers, by status.", whole.operation.wire.operation));
    Answer {
        ty: quote! { answers::#name },
        decode: quote! {
            |raw| match raw.status().as_u16() {
                #(#arms)*
                _ => Err(rt::DecodeError::unexpected_status(raw)),
            }
        },
        made: Some(quote! {
            #docs
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name { #(#declarations)* }
        }),
    }
}

fn payload(whole: &Whole<'_>, variant: &WireVariant) -> Option<Type> {
    match variant.kind.as_str() {
        "json" => {
            let members = whole.members_by_status();
            // With one type there is no union: progenitor gives it as it is.
            Some(members.get(variant.member?).cloned().unwrap_or_else(|| local(&whole.method.success)))
        }
        "text" => Some(syn::parse_quote!(String)),
        "bytes" => Some(syn::parse_quote!(rt::bytes::Bytes)),
        _ => None,
    }
}
