//! Unions: enums with a member for each type, and one for what is none of them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use switchboard_spec::{
    fit::schema::TAG,
    names::{self, Taken},
    schema,
};
use syn::{Ident, ItemEnum, Type};

use super::{doc, owned, undescribed};
use crate::{
    docs,
    generator::{generics, head},
    model::Model,
};

pub(super) fn emit(ident: &Ident, docs: &TokenStream, schema: &Value, item: &ItemEnum, model: &Model<'_>) -> TokenStream {
    let members: Vec<&Value> = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten().collect();
    let types: Vec<Type> = item.variants.iter().filter_map(|variant| variant.fields.iter().next().map(|field| owned(&field.ty))).collect();
    let given: Vec<&str> =
        schema.get("x-variant-names").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let mut taken = Taken::default();
    taken.unique("Unknown");
    let variants: Vec<Ident> = types
        .iter()
        .enumerate()
        .map(|(i, ty)| {
            let name =
                given.get(i).map_or_else(|| variant_name(&ident.to_string(), members.get(i).copied(), ty), |name| (*name).to_owned());
            format_ident!("{}", taken.unique(&name))
        })
        .collect();
    let tag = schema.get(TAG);
    let lines = (0..types.len()).map(|i| {
        let member = members.get(i).copied().unwrap_or(&Value::Null);
        let described = member.get("description").and_then(Value::as_str).map(docs::render).filter(|text| !text.is_empty());
        doc(&described.unwrap_or_else(|| undescribed::variant(member, tag.and_then(|tag| tag_of(tag, i)), model)))
    });
    let tag = tag.and_then(|tag| tag_arms(tag, &variants, &types));
    let from = conversions(ident, &variants, &types, model);
    let by_status = by_status(ident, schema, &variants, &types);
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#lines #variants(#types),)*
            /// A value that is none of the others.
            Unknown(::serde_json::Value),
        }
        ::switchboard_core::union!(#ident { #(#variants(#types)),* } #tag);
        #from
        #by_status
    }
}

/// Whether a schema is the error bodies of an operation, told apart by status.
pub(crate) fn is_by_status(schema: &Value) -> bool {
    let count = |key: &str| schema.get(key).and_then(Value::as_array).map(Vec::len);
    count("x-statuses").is_some() && count("x-statuses") == count("oneOf")
}

/// Which status has which member, if the union is the error bodies of an operation.
fn by_status(ident: &Ident, schema: &Value, variants: &[Ident], types: &[Type]) -> Option<TokenStream> {
    let statuses = schema.get("x-statuses").filter(|_| is_by_status(schema))?.as_array()?;
    let mut arms: Vec<(usize, TokenStream)> = Vec::new();
    for ((statuses, variant), ty) in statuses.iter().zip(variants).zip(types) {
        let statuses: Vec<&str> = statuses.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        // What is said of one status goes before what is said of many.
        for precision in 0..3 {
            let patterns: Vec<TokenStream> = statuses.iter().filter_map(|status| pattern(status, precision)).collect();
            if !patterns.is_empty() {
                arms.push((precision, quote! { #(#patterns)|* => #variant(#ty) }));
            }
        }
    }
    arms.sort_by_key(|(precision, _)| *precision);
    let arms = arms.iter().map(|(_, arm)| arm);
    Some(quote! { ::switchboard_core::errors_by_status!(#ident { #(#arms),* }); })
}

/// A status as a pattern, if it is of this precision: one status, a range, or all others.
fn pattern(status: &str, precision: usize) -> Option<TokenStream> {
    match (status.parse::<u16>(), status.to_ascii_uppercase().as_str(), precision) {
        (Ok(status), _, 0) => {
            let status = proc_macro2::Literal::u16_unsuffixed(status);
            Some(quote! { #status })
        }
        (Err(_), "4XX", 1) => Some(quote! { 400..=499 }),
        (Err(_), "5XX", 1) => Some(quote! { 500..=599 }),
        (Err(_), "DEFAULT", 2) => Some(quote! { _ }),
        _ => None,
    }
}

/// The property that tells a member, and its value there, if it is one.
fn tag_of(tag: &Value, place: usize) -> Option<(&str, &str)> {
    let mut values = tag.get("mapping")?.as_object()?.iter().filter(|(_, at)| at.as_u64() == u64::try_from(place).ok());
    let (value, _) = values.next()?;
    values.next().is_none().then_some((tag.get("property")?.as_str()?, value))
}

fn tag_arms(tag: &Value, variants: &[Ident], types: &[Type]) -> Option<TokenStream> {
    let property = tag.get("property")?.as_str()?;
    let arms = tag.get("mapping")?.as_object()?.iter().filter_map(|(text, place)| {
        let place = usize::try_from(place.as_u64()?).ok()?;
        let (variant, ty) = (variants.get(place)?, types.get(place)?);
        Some(quote! { #text => #variant(#ty) })
    });
    Some(quote! { tag #property { #(#arms),* } })
}

/// `From` for each member whose type no other member has.
fn conversions(ident: &Ident, variants: &[Ident], types: &[Type], model: &Model<'_>) -> TokenStream {
    let resolved: Vec<String> = types.iter().map(|ty| shape(ty, model)).collect();
    // What is the union itself needs no conversion; what two members are has two.
    let own = ident.to_string();
    let is_single = |i: usize| resolved[i] != own && resolved.iter().filter(|other| **other == resolved[i]).count() == 1;
    let conversions = variants.iter().zip(types).enumerate().filter(|(i, _)| is_single(*i)).map(|(_, (variant, ty))| {
        let boxed = head(ty).as_deref() == Some("Box");
        let (from, value) = match generics(ty).first() {
            Some(inner) if boxed => (inner.clone(), quote! { Box::new(value) }),
            _ => (ty.clone(), quote! { value }),
        };
        // What literals are, beside what is stored.
        let literal: Option<Type> = match head(ty).as_deref() {
            Some("String") => Some(syn::parse_quote!(&str)),
            Some("f64") => Some(syn::parse_quote!(i32)),
            _ => None,
        };
        let literal = literal.map(|literal| {
            quote! {
                impl From<#literal> for #ident {
                    fn from(value: #literal) -> Self {
                        Self::#variant(value.into())
                    }
                }
            }
        });
        quote! {
            impl From<#from> for #ident {
                fn from(value: #from) -> Self {
                    Self::#variant(#value)
                }
            }
            #literal
        }
    });
    quote! { #(#conversions)* }
}

/// A type with its aliases resolved, to compare: what may be one type has one shape.
fn shape(ty: &Type, model: &Model<'_>) -> String {
    let name = head(ty).unwrap_or_default();
    if let Some(target) = model.schemas.get(&name).filter(|_| model.aliases.contains(&name)) {
        let target = model.resolve(target);
        return match (target.get("type").and_then(Value::as_str), target.get("format").and_then(Value::as_str)) {
            (Some("string"), Some("date-time")) => "json :: Timestamp".to_owned(),
            (Some("string"), _) => "String".to_owned(),
            (Some("boolean"), _) => "bool".to_owned(),
            (Some("number"), _) => "f64".to_owned(),
            (Some("integer"), Some("uint64")) => "u64".to_owned(),
            (Some("integer"), _) => "i64".to_owned(),
            _ => "list or map".to_owned(),
        };
    }
    if matches!(name.as_str(), "Vec" | "BTreeMap" | "Map" | "Value" | "") {
        return "list or map".to_owned();
    }
    quote! { #ty }.to_string().replace("Box < ", "").replace(" >", "")
}

fn variant_name(union: &str, member: Option<&Value>, ty: &Type) -> String {
    if let Some(name) = member.and_then(schema::component_of) {
        // `MessagePartText` and `TextMessagePart` in `MessagePart` are `Text`.
        let short = name.strip_prefix(union).or_else(|| name.strip_suffix(union));
        return names::pascal(short.filter(|rest| rest.starts_with(|c: char| c.is_uppercase())).unwrap_or(name));
    }
    match head(ty).as_deref() {
        Some("f64") => "Number".to_owned(),
        Some("i64" | "u64") => "Integer".to_owned(),
        Some("bool") => "Boolean".to_owned(),
        Some("Vec") => "Array".to_owned(),
        Some("Map" | "BTreeMap") => "Object".to_owned(),
        Some("Value") => "Any".to_owned(),
        Some(other) => names::pascal(other),
        None => "Array".to_owned(),
    }
}
