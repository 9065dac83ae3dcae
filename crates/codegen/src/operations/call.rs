//! One call: its facts, the method that starts it, its setters, and how it is sent.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use switchboard_spec::Problem;

use super::{Whole, answer, paging, parameters};
use crate::{
    docs,
    generator::{generics, head, held},
    model::{Operation, WireBody, WireFile, WireResponse},
    types::{doc, is_by_status, local, owned},
};

/// The code of a call.
pub(super) struct Call {
    /// The method of the group.
    pub(super) constructor: TokenStream,
    /// The call and its facts.
    pub(super) code: TokenStream,
    /// An enum of its answers, if it needs one.
    pub(super) answer: Option<TokenStream>,
}

pub(super) fn emit(whole: &Whole<'_>) -> Result<Call, Problem> {
    let (call, facts) = (&whole.call, &whole.facts);
    let arguments = parameters::of(whole)?;
    let (required, optional): (Vec<_>, Vec<_>) = arguments.into_iter().partition(|argument| argument.required);
    let body = body(whole);
    let answer = answer::of(whole);
    let pages = paging::of(whole);
    let stream = whole.operation.wire.response.kind == "stream";

    let method = format_ident!("{}", whole.operation.wire.method);
    let mut parameters: Vec<TokenStream> = required.iter().map(|a| (&a.ident, &a.ty)).map(|(ident, ty)| quote! { #ident: #ty }).collect();
    parameters.extend(body.parameters);
    let steps = required.iter().map(|a| &a.apply).chain(&body.steps);
    let accept = if stream { Some("text/event-stream") } else { whole.operation.wire.response.accept.as_deref() };
    let accept = accept.map(|accept| quote! { .accept(#accept) });
    let error = local(&whole.method.error);
    let by_status = head(&error).and_then(|name| whole.model.schemas.get(&name)).is_some_and(is_by_status);
    let errors = by_status.then(|| quote! { .errors::<#error>() });
    let constructor_docs = doc(&describe(whole, &required));
    let allow = (parameters.len() > 7).then(|| quote! { #[allow(clippy::too_many_arguments)] });
    let constructor = quote! {
        #constructor_docs
        #allow
        pub fn #method(&self, #(#parameters),*) -> calls::#call {
            calls::#call { call: rt::Call::new(self.transport, &calls::#facts) #(.#steps)* #accept #errors }
        }
    };

    let setters = optional.iter().map(|argument| {
        let parameters::Argument { ident, ty, apply, text, .. } = argument;
        let docs = if text.is_empty() { doc(&format!("Sets `{ident}`.")) } else { doc(text) };
        quote! {
            #docs
            pub fn #ident(mut self, #ident: #ty) -> Self {
                self.call = self.call.#apply;
                self
            }
        }
    });
    let body_setters = body.setters;
    let operation_facts = operation_facts(whole.operation);
    let page_facts = pages.as_ref().map(|pages| &pages.facts);
    let page_arguments = pages.as_ref().map(|pages| &pages.arguments);
    let answer::Answer { ty, decode, made } = answer;
    let send = if stream {
        let shape = stream_shape(&whole.operation.wire.response);
        quote! { rt::call!(#call -> stream #ty, #shape); }
    } else {
        quote! { rt::call!(#call -> #ty, #decode #page_arguments); }
    };
    let call_docs = doc(&format!("`{} {}`, to be sent.", whole.operation.http_method.to_uppercase(), whole.operation.wire.path));
    let has_setters = !optional.is_empty() || !body_setters.is_empty();
    let setters = has_setters.then(|| quote! { impl #call { #(#setters)* #(#body_setters)* } });
    let code = quote! {
        pub(super) static #facts: rt::Operation = #operation_facts;
        #page_facts
        #call_docs
        #[derive(Clone, Debug)]
        #[must_use = "a call does nothing until it is sent"]
        pub struct #call {
            pub(super) call: rt::Call,
        }
        #setters
        #send
    };
    Ok(Call { constructor, code, answer: made })
}

fn describe(whole: &Whole<'_>, required: &[parameters::Argument]) -> String {
    let operation = whole.operation;
    let mut paragraphs: Vec<String> = Vec::new();
    for key in ["summary", "description"] {
        if let Some(text) = operation.text(key).map(docs::render)
            && !paragraphs.iter().any(|p| p.trim_end_matches('.') == text.trim_end_matches('.'))
        {
            paragraphs.push(text);
        }
    }
    let arguments: Vec<String> = required
        .iter()
        .filter(|argument| !argument.text.is_empty())
        .map(|argument| format!("- `{}`: {}", argument.ident, argument.text.split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect();
    if !arguments.is_empty() {
        paragraphs.push(arguments.join("\n"));
    }
    if operation.body.get("deprecated") == Some(&serde_json::Value::Bool(true)) {
        paragraphs.push("Deprecated.".to_owned());
    }
    paragraphs.push(format!("`{} {}` (`{}`)", operation.http_method.to_uppercase(), operation.wire.path, operation.wire.pointer));
    if !operation.wire.errors.is_empty() {
        let error = local(&whole.method.error);
        let typed = head(&error).map(|_| quote! { #error }.to_string().replace(' ', "")).filter(|text| text != "()");
        let mut lines = vec!["# Errors".to_owned()];
        if let Some(typed) = typed {
            let link = if typed.starts_with("types::") { format!("[`{typed}`](super::{typed})") } else { format!("`{typed}`") };
            lines.push(format!("The body of a documented error is {link}:\n"));
        }
        for error in &operation.wire.errors {
            let text = docs::render(&error.description).replace('\n', " ");
            lines.push(if text.is_empty() { format!("- `{}`", error.status) } else { format!("- `{}`: {text}", error.status) });
        }
        paragraphs.push(lines.join("\n"));
    }
    paragraphs.join("\n\n")
}

/// What the run time is told about an operation.
pub(crate) fn operation_facts(operation: &Operation<'_>) -> TokenStream {
    let wire = &operation.wire;
    let method = format_ident!("{}", operation.http_method.to_uppercase());
    let (id, path, pointer, safe, agent) = (&wire.operation, &wire.path, &wire.pointer, wire.safe_to_retry, wire.agent);
    quote! {
        rt::Operation {
            id: #id,
            method: rt::http::Method::#method,
            path: #path,
            safe_to_retry: #safe,
            agent: #agent,
            pointer: #pointer,
        }
    }
}

/// What the run time is told about a stream.
pub(crate) fn stream_shape(response: &WireResponse) -> TokenStream {
    let done = match &response.done {
        Some(done) => quote! { Some(#done) },
        None => quote! { None },
    };
    let framing = match response.framing.as_deref() {
        Some("line") => quote! { rt::Framing::LinePerEvent },
        _ => quote! { rt::Framing::Standard },
    };
    let error = match &response.error {
        Some(pointer) => quote! { Some(#pointer) },
        None => quote! { None },
    };
    let text = response.text;
    quote! { rt::StreamShape { done: #done, framing: #framing, error: #error, error_event: None, text: #text } }
}

/// How the members of a form are written that are not written in the usual way.
pub(crate) fn form_styles(body: &WireBody) -> TokenStream {
    let styles = body.styles.iter().map(|(name, wire)| {
        let style = parameters::query_style(wire);
        quote! { (#name, #style) }
    });
    quote! { &[#(#styles),*] }
}

/// What a body with files is, unless the document says otherwise.
pub(crate) const FORM_DATA: &str = "multipart/form-data";

/// How the body gets into a call.
#[derive(Default)]
struct Body {
    /// Arguments of the method that starts the call.
    parameters: Vec<TokenStream>,
    /// What it does with them.
    steps: Vec<TokenStream>,
    /// Setters of the call.
    setters: Vec<TokenStream>,
}

fn body(whole: &Whole<'_>) -> Body {
    let mut out = Body::default();
    let Some(wire) = &whole.operation.wire.body else { return out };
    let (media_type, multipart) = (wire.media_type.as_deref(), wire.multipart.as_deref());
    if let Some(multipart) = multipart {
        out.steps.push(quote! { multipart_type(#multipart) });
    }
    let given = whole.method.arguments.get("body");
    let nullable = given.is_some_and(|ty| head(ty).as_deref() == Some("Option"));
    let typed = given.map(|ty| local(&held(ty)));
    let (ty, step) = match (wire.kind.as_str(), typed) {
        ("text", _) => {
            let media_type = media_type.unwrap_or("text/plain");
            (quote! { impl Into<String> }, quote! { text(#media_type, body.into()) })
        }
        ("bytes", _) => {
            let media_type = media_type.unwrap_or("application/octet-stream");
            (quote! { impl Into<rt::bytes::Bytes> }, quote! { bytes(#media_type, body) })
        }
        (kind, Some(ty)) => {
            let (ty, value) = match head(&ty).as_deref() {
                // `None` is the body `null`.
                _ if nullable => (quote! { impl ::std::borrow::Borrow<Option<#ty>> }, quote! { body.borrow() }),
                Some("str" | "String") => (quote! { &str }, quote! { body }),
                Some("Vec") => {
                    let item = generics(&ty).pop();
                    (quote! { &[#item] }, quote! { body })
                }
                _ => (quote! { impl ::std::borrow::Borrow<#ty> }, quote! { body.borrow() }),
            };
            let step = match (kind, media_type) {
                ("form", _) if wire.styles.is_empty() => quote! { form(#value) },
                ("form", _) => {
                    let styles = form_styles(wire);
                    quote! { form_as(#styles, #value) }
                }
                ("multipart", _) => quote! { multipart(#value) },
                (_, Some(media_type)) => quote! { json_as(#media_type, #value) },
                (_, None) => match &whole.operation.wire.response.flag {
                    // Whatever the body says: this method reads one kind of answer.
                    Some(flag) => {
                        let streams = whole.operation.wire.response.kind == "stream";
                        quote! { json_with(#flag, #streams, #value) }
                    }
                    None => quote! { json(#value) },
                },
            };
            (ty, step)
        }
        (_, None) => (TokenStream::new(), TokenStream::new()),
    };
    if !step.is_empty() {
        if wire.required {
            out.parameters.push(quote! { body: #ty });
            out.steps.push(step);
        } else {
            out.setters.push(quote! {
                /// Sets the body.
                pub fn body(mut self, body: #ty) -> Self {
                    self.call = self.call.#step;
                    self
                }
            });
        }
    }
    for file in &wire.files {
        add_file(file, multipart.unwrap_or(FORM_DATA), &mut out);
    }
    out
}

fn add_file(file: &WireFile, media_type: &str, out: &mut Body) {
    let ident = format_ident!("{}", file.ident);
    let Some(name) = &file.name else {
        let text = doc(&format!(
            "Attaches a file as a part of this name; the body is then sent as `{media_type}`. May be called for each of several files."
        ));
        out.setters.push(quote! {
            #text
            pub fn #ident(mut self, name: impl Into<String>, #ident: rt::Part) -> Self {
                self.call = self.call.part(name, #ident);
                self
            }
        });
        return;
    };
    if file.required {
        out.parameters.push(quote! { #ident: rt::Part });
        out.steps.push(quote! { part(#name, #ident) });
        if !file.many {
            return;
        }
    }
    let text = match (file.required, file.many) {
        (true, _) => format!("Attaches one more file as the part `{name}`. May be called for each of several files."),
        (false, true) => {
            format!(
                "Attaches a file as the part `{name}`; the body is then sent as `{media_type}`. May be called for each of several files."
            )
        }
        (false, false) => format!("Attaches a file as the part `{name}`; the body is then sent as `{media_type}`."),
    };
    let text = doc(&text);
    out.setters.push(quote! {
        #text
        pub fn #ident(mut self, #ident: rt::Part) -> Self {
            self.call = self.call.part(#name, #ident);
            self
        }
    });
}

impl Whole<'_> {
    /// The members of a success that its status tells apart.
    pub(super) fn members_by_status(&self) -> Vec<syn::Type> {
        let name = head(&owned(&self.method.success));
        let Some(name) = name else { return Vec::new() };
        self.unions.get(&name).cloned().unwrap_or_default()
    }
}
