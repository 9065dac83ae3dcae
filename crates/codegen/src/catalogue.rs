//! What the `switchboard` command knows of each operation: enough to take it from a command
//! line, check it by the document, and send it through the run time.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use switchboard_spec::{schema, vendor::Vendor};

use crate::{
    model::{Model, Operation, WireBody, WireFile, WirePaging, WireParameter},
    operations::{
        FORM_DATA, form_styles, header_style, operation_facts, page_shape, path_style, query_style, screaming, stream_shape, vendor_facts,
    },
};

/// The module of a vendor.
pub(crate) fn emit(model: &Model<'_>, vendor: &Vendor, document: &Value) -> TokenStream {
    let facts = vendor_facts(vendor);
    let version = document.pointer("/info/version").and_then(Value::as_str).unwrap_or_default();
    let operations = model.operations.iter().map(|operation| emit_operation(model, operation));
    let schemas = model.sent.iter().filter_map(|name| {
        let (ident, schema) = (ident(name), emit_schema(model.schemas.get(name)?));
        Some(quote! { static #ident: Schema = #schema; })
    });
    quote! {
        #[allow(unused_imports)]
        use crate::catalogue::{Answer, Body, BodyKind, File, Form, List, Member, Operation, Parameter, Place, Schema, Vendor, items, count};
        use ::switchboard_core as rt;

        pub(super) static VENDOR: Vendor = Vendor { facts: &FACTS, version: #version, operations: OPERATIONS };
        static FACTS: rt::Vendor = #facts;
        static OPERATIONS: &[Operation] = &[#(#operations),*];
        #(#schemas)*
    }
}

fn emit_operation(model: &Model<'_>, operation: &Operation<'_>) -> TokenStream {
    let wire = &operation.wire;
    let (group, method) = (&wire.group, &wire.method);
    let facts = operation_facts(operation);
    let title = operation.text("summary").unwrap_or_default().trim();
    let description = operation.text("description").unwrap_or_default().trim();
    let deprecated = operation.body.get("deprecated") == Some(&Value::Bool(true));
    let parameters = list(operation, "parameters").map(|parameter| emit_parameter(parameter, operation));
    let body = match &wire.body {
        Some(body) => {
            let body = emit_body(body, operation);
            quote! { Some(#body) }
        }
        None => quote! { None },
    };
    let response = &wire.response;
    let answer = match response.kind.as_str() {
        "json" => quote! { Answer::Json },
        "stream" => {
            let shape = stream_shape(response);
            quote! { Answer::Stream(#shape) }
        }
        _ => quote! { Answer::Other },
    };
    let accept = if response.kind == "stream" { Some("text/event-stream") } else { response.accept.as_deref() };
    let accept = option(accept);
    let paging = match wire.paging.as_ref().filter(|paging| has_items(model, operation, paging)) {
        Some(paging) => {
            let (shape, pointer) = (page_shape(paging), &paging.items);
            quote! { Some(List { facts: #shape, items: |page| items(page, #pointer), count: |page| count(page, #pointer) }) }
        }
        None => quote! { None },
    };
    let errors = wire.errors.iter().map(|error| {
        let (status, text) = (&error.status, error.description.trim());
        quote! { (#status, #text) }
    });
    quote! {
        Operation {
            group: #group,
            method: #method,
            facts: #facts,
            title: #title,
            description: #description,
            deprecated: #deprecated,
            parameters: &[#(#parameters),*],
            body: #body,
            answer: #answer,
            accept: #accept,
            paging: #paging,
            errors: &[#(#errors),*],
        }
    }
}

fn emit_parameter(parameter: &Value, operation: &Operation<'_>) -> TokenStream {
    let name = text(parameter, "name");
    let none = WireParameter::default();
    let wire = operation.wire.parameters.get(name).unwrap_or(&none);
    let wire_name = wire.name.as_deref().unwrap_or(name);
    let place = match wire.place.as_deref().unwrap_or_else(|| text(parameter, "in")) {
        "path" => {
            let style = path_style(wire).unwrap_or_else(|| quote! { rt::PathStyle::Simple { explode: false } });
            quote! { Place::Path(#style) }
        }
        "header" => {
            let style = header_style(wire).unwrap_or_else(|| quote! { rt::HeaderStyle::Simple { explode: false } });
            quote! { Place::Header(#style) }
        }
        "cookie" => quote! { Place::Cookie },
        _ => {
            let style = query_style(wire);
            quote! { Place::Query(#style) }
        }
    };
    let required = parameter.get("required") == Some(&Value::Bool(true));
    let description = text(parameter, "description").trim();
    let schema = reference(parameter.get("schema"));
    quote! { Parameter { name: #wire_name, place: #place, required: #required, description: #description, schema: #schema } }
}

fn emit_body(wire: &WireBody, operation: &Operation<'_>) -> TokenStream {
    let media_type = wire.media_type.as_deref();
    let kind = match wire.kind.as_str() {
        "form" => {
            let styles = form_styles(wire);
            quote! { BodyKind::Form(#styles) }
        }
        "multipart" => {
            let media_type = wire.multipart.as_deref().unwrap_or(FORM_DATA);
            quote! { BodyKind::Multipart(#media_type) }
        }
        "text" => {
            let media_type = media_type.unwrap_or("text/plain");
            quote! { BodyKind::Text(#media_type) }
        }
        "bytes" => {
            let media_type = media_type.unwrap_or("application/octet-stream");
            quote! { BodyKind::Bytes(#media_type) }
        }
        _ => {
            let media_type = media_type.unwrap_or("application/json");
            quote! { BodyKind::Json(#media_type) }
        }
    };
    let content = operation.body.get("requestBody").and_then(|body| body.get("content")).and_then(Value::as_object);
    let schema = content.and_then(|content| content.values().next()).and_then(|media| media.get("schema"));
    let schema = reference(schema);
    let required = wire.required;
    let files = wire.files.iter().map(|WireFile { name, required, many, .. }| {
        let name = name.as_deref().unwrap_or_default();
        quote! { File { name: #name, required: #required, many: #many } }
    });
    // Whatever the body says: an operation has one kind of answer.
    let flag = match &operation.wire.response.flag {
        Some(flag) => {
            let streams = operation.wire.response.kind == "stream";
            quote! { Some((#flag, #streams)) }
        }
        None => quote! { None },
    };
    quote! { Body { kind: #kind, required: #required, schema: #schema, files: &[#(#files),*], flag: #flag } }
}

/// Whether the list is where the facts of the vendor say.
fn has_items(model: &Model<'_>, operation: &Operation<'_>, paging: &WirePaging) -> bool {
    let Some(page) = operation.success() else { return false };
    let steps = switchboard_spec::pointer::steps(&paging.items);
    let list = steps.iter().try_fold(model.resolve(page), |schema, step| Some(model.resolve(schema.get("properties")?.get(step)?)));
    list.is_some_and(|list| list.get("items").is_some())
}

/// A schema as an expression of type `&'static Schema`.
fn reference(schema: Option<&Value>) -> TokenStream {
    match schema.and_then(schema::component_of) {
        Some(name) => {
            let ident = ident(name);
            quote! { &#ident }
        }
        None => {
            let schema = emit_schema(schema.unwrap_or(&Value::Null));
            quote! { &#schema }
        }
    }
}

fn emit_schema(schema: &Value) -> TokenStream {
    let form = form(schema);
    let nullable = schema.get("nullable") == Some(&Value::Bool(true));
    quote! { Schema { form: #form, nullable: #nullable } }
}

fn form(schema: &Value) -> TokenStream {
    let of = |key| schema.get(key).and_then(Value::as_array);
    // `allOf` with one member is how a reference gets a description.
    if let Some(same) = schema::component_of(schema).map(|_| schema).or_else(|| of("allOf")?.first()) {
        let schema = reference(Some(same));
        return quote! { Form::Same(#schema) };
    }
    if let Some(members) = of("oneOf") {
        let members = members.iter().map(|member| reference(Some(member)));
        return quote! { Form::OneOf(&[#(#members),*]) };
    }
    match text(schema, "type") {
        "boolean" => quote! { Form::Boolean },
        "integer" => quote! { Form::Integer },
        "number" => quote! { Form::Number },
        "string" => {
            let values = of("enum").into_iter().flatten().filter_map(Value::as_str);
            quote! { Form::Text(&[#(#values),*]) }
        }
        "array" => {
            let items = reference(schema.get("items"));
            quote! { Form::List(#items) }
        }
        "object" => {
            let required = of("required").map(Vec::as_slice).unwrap_or_default();
            let members = schema.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(name, member)| {
                let required = required.iter().any(|given| given == name);
                let (description, schema) = (text(member, "description").trim(), reference(Some(member)));
                quote! { Member { name: #name, required: #required, description: #description, schema: #schema } }
            });
            let others = match schema.get("additionalProperties") {
                Some(Value::Bool(false)) | None => quote! { None },
                Some(others) => {
                    let others = reference(Some(others));
                    quote! { Some(#others) }
                }
            };
            quote! { Form::Object { members: &[#(#members),*], others: #others } }
        }
        _ => quote! { Form::Any },
    }
}

fn list<'a>(operation: &Operation<'a>, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    operation.body.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn option(value: Option<&str>) -> TokenStream {
    match value {
        Some(value) => quote! { Some(#value) },
        None => quote! { None },
    }
}

fn ident(name: &str) -> syn::Ident {
    format_ident!("{}", screaming(name))
}
