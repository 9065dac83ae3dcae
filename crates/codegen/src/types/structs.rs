//! Objects: structs that keep the members they do not name.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use switchboard_spec::{
    fit::schema::{VARIANTS, WIRE_NAME},
    names::Taken,
};
use syn::{FieldsNamed, Ident, Type};

use super::{doc, owned, undescribed};
use crate::{
    docs,
    generator::{generics, head},
    model::Model,
};

/// One member of an object.
struct Member<'a> {
    ident: &'a Ident,
    /// The name on the wire.
    wire: String,
    /// What it holds, without `Option`.
    ty: Type,
    required: bool,
    nullable: bool,
    any: bool,
    numbers: bool,
    /// Numbers that need not be whole, which serde alone would write as `5.0`.
    fractions: bool,
    /// The only value it can have, where it has one.
    constant: bool,
    docs: TokenStream,
}

pub(super) fn emit(ident: &Ident, docs: &TokenStream, name: &str, schema: &Value, fields: &FieldsNamed, model: &Model<'_>) -> TokenStream {
    let sent = model.sent.contains(name);
    let required: Vec<&str> = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema.get("properties").and_then(Value::as_object);
    let mut members: Vec<(usize, Member<'_>)> = Vec::new();
    let mut extra = None;
    for field in &fields.named {
        let Some(field_ident) = field.ident.as_ref() else { continue };
        let key = renamed(&field.attrs).unwrap_or_else(|| field_ident.to_string());
        if is_flattened(&field.attrs) {
            extra = Some(owned(&field.ty));
            continue;
        }
        let found = properties.and_then(|properties| properties.iter().enumerate().find(|(_, (name, _))| **name == key));
        // A member that is required and not declared may hold anything.
        let (place, property) = found.map_or((usize::MAX, &Value::Null), |(place, (_, property))| (place, property));
        members.push((place, member(field_ident, &key, property, owned(&field.ty), required.contains(&key.as_str()), model)));
    }
    // In the document's order: that is how the vendor's pages are read.
    members.sort_by_key(|(place, _)| *place);
    let members: Vec<Member<'_>> = members.into_iter().map(|(_, member)| member).collect();

    let mut taken = Taken::default();
    for member in &members {
        taken.unique(&member.ident.to_string());
    }
    let extra_ident = format_ident!("{}", if taken.contains("extra") { taken.unique("additional") } else { "extra".to_owned() });
    let rest = schema.get("additionalProperties").unwrap_or(&Value::Null);
    let keep = if model.holds_numbers(rest) {
        quote! { number }
    } else {
        quote! { value }
    };
    let write_extra = model.holds_fractions(rest).then(|| quote! { , serialize_with = "json::number::write" });
    let extra_type = extra.unwrap_or_else(|| syn::parse_quote!(json::Extra));
    let declarations = members.iter().map(|member| field(member, sent));
    let readings = readings(&members, sent);
    let default = members.iter().all(|m| !m.required || m.nullable || m.constant).then(|| quote! { Default, });
    let constructor = sent.then(|| constructor(ident, &members, &extra_ident));
    quote! {
        #docs
        #[derive(Clone, Debug, #default PartialEq, ::serde::Serialize)]
        #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct #ident {
            #(#declarations)*
            /// Members that the document does not name: kept and written back.
            #[serde(flatten #write_extra)]
            pub #extra_ident: #extra_type,
        }
        ::switchboard_core::object!(#ident { #readings } #extra_ident #keep);
        #constructor
    }
}

fn member<'a>(ident: &'a Ident, key: &str, property: &Value, ty: Type, required: bool, model: &Model<'_>) -> Member<'a> {
    let nullable = property.get("nullable") == Some(&Value::Bool(true));
    let optional = head(&ty).as_deref() == Some("Option");
    let ty = if optional { generics(&ty).pop().unwrap_or(ty) } else { ty };
    let ty = unboxed_option(ty);
    let wire = property.get(WIRE_NAME).and_then(Value::as_str).unwrap_or(key).to_owned();
    let mut text = property.get("description").and_then(Value::as_str).map(docs::render).unwrap_or_default();
    if text.is_empty() {
        text = undescribed::member(&wire, property, required, model);
    }
    if property.get("deprecated") == Some(&Value::Bool(true)) {
        text.push_str("\n\nDeprecated.");
    }
    // A tag has one value, which nobody needs to give.
    let constant = switchboard_spec::schema::component_of(property).is_some_and(|name| {
        let values = model.schemas.get(name).and_then(|tag| tag.get("enum").or_else(|| tag.get(VARIANTS))?.as_array());
        model.tags.contains(name) && values.is_some_and(|values| values.len() == 1)
    });
    Member {
        ident,
        wire,
        ty,
        required,
        nullable,
        any: model.is_any(property),
        numbers: model.holds_numbers(property),
        fractions: model.holds_fractions(property),
        constant,
        docs: doc(&text),
    }
}

/// `Box<Option<T>>`, which progenitor makes of types that hold each other, is `Box<T>`: the
/// member itself may be absent.
fn unboxed_option(ty: Type) -> Type {
    let inner = generics(&ty).pop().filter(|inner| head(&ty).as_deref() == Some("Box") && head(inner).as_deref() == Some("Option"));
    match inner.and_then(|inner| generics(&inner).pop()) {
        Some(held) => syn::parse_quote!(Box<#held>),
        None => ty,
    }
}

impl Member<'_> {
    /// Whether the struct holds it as [`Nullable`]: only a caller tells null from absent.
    fn is_tri_state(&self, sent: bool) -> bool {
        sent && !self.required && self.nullable && !self.any
    }

    fn is_option(&self, sent: bool) -> bool {
        // What may be anything may be null without being absent.
        let always_there = self.required && (!self.nullable || self.any);
        !always_there && !self.is_tri_state(sent)
    }

    /// The type of the field.
    fn field_type(&self, sent: bool) -> TokenStream {
        let ty = &self.ty;
        if self.is_tri_state(sent) {
            quote! { json::Nullable<#ty> }
        } else if self.is_option(sent) {
            quote! { Option<#ty> }
        } else {
            quote! { #ty }
        }
    }
}

fn field(member: &Member<'_>, sent: bool) -> TokenStream {
    let Member { ident, docs, wire, .. } = member;
    let plain = ident.to_string();
    let mut attributes: Vec<TokenStream> = Vec::new();
    if plain.trim_start_matches("r#") != wire {
        attributes.push(quote! { rename = #wire });
    }
    if member.is_tri_state(sent) {
        attributes.push(quote! { default });
        attributes.push(quote! { skip_serializing_if = "json::Nullable::is_absent" });
    } else if member.is_option(sent) {
        // A member that is required and nullable is written as null; one that is missing
        // from an answer is no reason to lose the answer.
        attributes.push(quote! { default });
        if !member.required {
            attributes.push(quote! { skip_serializing_if = "Option::is_none" });
        }
    }
    if member.fractions {
        attributes.push(quote! { serialize_with = "json::number::write" });
    }
    let attributes = (!attributes.is_empty()).then(|| quote! { #[serde(#(#attributes),*)] });
    let ty = member.field_type(sent);
    quote! { #docs #attributes pub #ident: #ty, }
}

/// How the members are read, for the run time's macro.
fn readings(members: &[Member<'_>], sent: bool) -> TokenStream {
    let mut groups: Vec<(TokenStream, Vec<TokenStream>)> = Vec::new();
    for member in members {
        let Member { ident, wire, .. } = member;
        let optional = member.is_option(sent) || member.is_tri_state(sent);
        let presence = if optional {
            quote! { optional }
        } else {
            quote! { required }
        };
        let read = if member.numbers {
            quote! { number }
        } else if member.any && member.is_option(sent) {
            quote! { anything }
        } else {
            quote! { value }
        };
        let (kind, reading) = (quote! { #presence #read }, quote! { #ident = #wire });
        match groups.iter_mut().find(|(known, _)| known.to_string() == kind.to_string()) {
            Some((_, group)) => group.push(reading),
            None => groups.push((kind, vec![reading])),
        }
    }
    groups.into_iter().map(|(kind, group)| quote! { #kind { #(#group),* } }).collect()
}

/// `new` with what is required, and `with_…` for the rest.
fn constructor(ident: &Ident, members: &[Member<'_>], extra: &Ident) -> TokenStream {
    let needed: Vec<&Member<'_>> = members.iter().filter(|m| m.required && !m.constant).collect();
    let optional: Vec<&Member<'_>> = members.iter().filter(|m| !m.required).collect();
    let parameters = needed.iter().map(|m| {
        let (name, ty) = (m.ident, into(m));
        quote! { #name: #ty }
    });
    let values = members.iter().map(|m| {
        let name = m.ident;
        if m.required && !m.constant {
            quote! { #name: #name.into() }
        } else {
            quote! { #name: Default::default() }
        }
    });
    let setters = optional.iter().map(|m| {
        let name = m.ident;
        let setter = format_ident!("with_{}", name.to_string().trim_start_matches("r#").trim_end_matches('_'));
        let line = format!(" Sets `{}`.", m.wire.replace('`', "'"));
        let ty = into(m);
        let value = if m.is_tri_state(true) {
            quote! { #name.into() }
        } else {
            quote! { Some(#name.into()) }
        };
        quote! {
            #[doc = #line]
            #[must_use]
            pub fn #setter(mut self, #name: #ty) -> Self {
                self.#name = #value;
                self
            }
        }
    });
    let allow = (needed.len() > 7).then(|| quote! { #[allow(clippy::too_many_arguments)] });
    quote! {
        impl #ident {
            /// What is required; the rest is set with the methods below.
            #allow
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#values,)* #extra: Default::default() }
            }
            #(#setters)*
        }
    }
}

/// What a caller may give for a member.
fn into(member: &Member<'_>) -> TokenStream {
    let ty = &member.ty;
    if member.is_tri_state(true) {
        quote! { impl Into<json::Nullable<#ty>> }
    } else if member.required && member.nullable && !member.any {
        quote! { impl Into<Option<#ty>> }
    } else {
        quote! { impl Into<#ty> }
    }
}

/// Whether a field holds the members that have no field of their own.
fn is_flattened(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("serde")).any(|attribute| {
        let mut found = false;
        let _ = attribute.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("flatten");
            if meta.input.peek(syn::Token![=]) {
                let _: syn::Lit = meta.value()?.parse()?;
            }
            Ok(())
        });
        found
    })
}

/// The name that serde knows a field by.
fn renamed(attributes: &[syn::Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Other arguments have values too, which must be read to be passed over.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.input.peek(syn::Token![=]) {
                let value: syn::LitStr = meta.value()?.parse()?;
                if meta.path.is_ident("rename") {
                    name = Some(value.value());
                }
            }
            Ok(())
        });
    }
    name
}
