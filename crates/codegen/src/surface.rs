//! The outline of a generated file, for reviews: what a caller can name, a line each, in the
//! order of the file.
//!
//! ```text
//! contacts().list(org_id: &str) -> Vec<Contact>, in pages
//!   page: i64, take: i64, search: &str
//! struct Contact
//!   id: String
//!   name: Option<String>
//! enum ContactStatus
//!   Active "ACTIVE"
//! ```
//!
//! Left out is what follows from what is there: the struct of a call, `new` and `with_…` of a
//! type, the member `extra` of every object and the variant `Unknown` of every enum that is open.

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::{
    Fields, ImplItem, ImplItemFn, Item, ItemEnum, ItemImpl, ItemStruct, ReturnType, Visibility,
    visit_mut::{self, VisitMut},
};

/// Group of calls → the method of the client that gives it.
type Accessors = BTreeMap<String, String>;

/// What is known of a call beside its method.
#[derive(Default)]
struct Call {
    /// `name: type`, for each parameter that may be left out.
    options: Vec<String>,
    answer: Option<String>,
    /// `GET /path`: a method that goes elsewhere is another method.
    target: String,
}

/// One line for each public item of a generated file.
pub fn outline(file: &syn::File) -> String {
    let mut lines = Vec::new();
    let accessors = top(&file.items, &mut lines);
    let calls = calls(module(file, "calls"), &mut lines);
    groups(module(file, "groups"), &accessors, &calls, &mut lines);
    types(module(file, "types"), &mut lines);
    types(module(file, "answers"), &mut lines);
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

fn module<'a>(file: &'a syn::File, name: &str) -> &'a [Item] {
    let content = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    content.map_or(&[], |(_, items)| items)
}

/// The client itself.
fn top(items: &[Item], lines: &mut Vec<String>) -> Accessors {
    let mut accessors = Accessors::new();
    for item in items {
        match item {
            Item::Static(item) if is_public(&item.vis) => lines.push(format!("static {}: {}", item.ident, text(&item.ty))),
            Item::Struct(item) if is_public(&item.vis) => lines.push(format!("struct {}", item.ident)),
            Item::Impl(block) if block.trait_.is_none() => {
                for function in functions(block) {
                    match &function.sig.output {
                        ReturnType::Type(_, ty) if ty.to_token_stream().to_string().starts_with("groups ::") => {
                            accessors.insert(plain(&text(ty)), function.sig.ident.to_string());
                        }
                        _ => lines.push(format!("fn {}::{}", plain(&text(&block.self_ty)), signature(function))),
                    }
                }
            }
            _ => {}
        }
    }
    accessors
}

fn calls(items: &[Item], lines: &mut Vec<String>) -> BTreeMap<String, Call> {
    let mut calls: BTreeMap<String, Call> = BTreeMap::new();
    for item in items {
        match item {
            Item::Impl(block) if block.trait_.is_none() => {
                calls.entry(plain(&text(&block.self_ty))).or_default().options.extend(functions(block).filter_map(option));
            }
            Item::Struct(item) if is_public(&item.vis) => {
                calls.entry(item.ident.to_string()).or_default().target = target(item);
            }
            Item::Macro(item) if is_macro(item, "call") => {
                let tokens = item.mac.tokens.to_string();
                let Some((name, rest)) = tokens.split_once("->") else { continue };
                calls.entry(name.trim().to_owned()).or_default().answer = Some(answer(rest));
            }
            _ => {}
        }
    }
    for item in items {
        if let Item::Struct(item) = item
            && is_public(&item.vis)
            && calls.get(&item.ident.to_string()).is_none_or(|call| call.answer.is_none())
        {
            lines.push(format!("struct calls::{}", item.ident));
        }
    }
    calls
}

/// Where a call goes: the code in the first line of its documentation.
fn target(item: &ItemStruct) -> String {
    let first = item.attrs.iter().find(|attribute| attribute.path().is_ident("doc")).map(text).unwrap_or_default();
    first.split('`').nth(1).unwrap_or_default().to_owned()
}

/// What is set on a call: `name: type`.
fn option(function: &ImplItemFn) -> Option<String> {
    let arguments = arguments(function);
    let name = function.sig.ident.to_string();
    match arguments.as_slice() {
        [one] if one.split(':').next() == Some(name.trim_start_matches("r#")) => Some(one.clone()),
        _ => Some(format!("{name}({})", arguments.join(", "))),
    }
}

/// `types::Contact, rt::decode::json, pages Item = …` → `Contact, in pages`.
fn answer(rest: &str) -> String {
    let stream = rest.trim_start().strip_prefix("stream ");
    let ty = stream.unwrap_or(rest);
    // The comma after the type; those within it are deeper.
    let mut depth = 0;
    let end = ty.find(|c| {
        depth += i32::from(matches!(c, '<' | '(' | '[')) - i32::from(matches!(c, '>' | ')' | ']'));
        c == ',' && depth == 0
    });
    let ty = ty.get(..end.unwrap_or(ty.len())).unwrap_or(ty);
    let ty = syn::parse_str::<syn::Type>(ty).map_or_else(|_| ty.trim().to_owned(), |ty| text(&ty));
    let word = if stream.is_some() { "stream of " } else { "" };
    let pages = if rest.contains("pages Item") { ", in pages" } else { "" };
    format!("{word}{ty}{pages}")
}

fn groups(items: &[Item], accessors: &Accessors, calls: &BTreeMap<String, Call>, lines: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Struct(item) if is_public(&item.vis) && !accessors.contains_key(&item.ident.to_string()) => {
                lines.push(format!("struct groups::{}", item.ident));
            }
            Item::Impl(block) if block.trait_.is_none() => {
                let group = plain(&text(&block.self_ty));
                let path = accessors.get(&group).map_or_else(|| format!("groups::{group}::"), |accessor| format!("{accessor}()."));
                for function in functions(block) {
                    let given = returned(function).map(|ty| plain(&text(ty)));
                    let call = given.and_then(|given| calls.get(&given)).filter(|call| call.answer.is_some());
                    let Some(call) = call else {
                        lines.push(format!("{path}{}", signature(function)));
                        continue;
                    };
                    let (name, arguments) = (&function.sig.ident, arguments(function).join(", "));
                    lines.push(format!("{path}{name}({arguments}) -> {} # {}", call.answer.as_deref().unwrap_or_default(), call.target));
                    if !call.options.is_empty() {
                        lines.push(format!("  {}", call.options.join(", ")));
                    }
                }
            }
            _ => {}
        }
    }
}

fn types(items: &[Item], lines: &mut Vec<String>) {
    let texts = wire_texts(items);
    for item in items {
        match item {
            Item::Struct(item) if is_public(&item.vis) => object(item, lines),
            Item::Enum(item) if is_public(&item.vis) => choices(item, &texts, lines),
            Item::Type(item) if is_public(&item.vis) => lines.push(format!("type {} = {}", item.ident, text(&item.ty))),
            Item::Impl(block) if block.trait_.is_none() => {
                let owner = plain(&text(&block.self_ty));
                let made = |name: &str| name == "new" || name.starts_with("with_");
                let functions = functions(block).filter(|function| !made(&function.sig.ident.to_string()));
                lines.extend(functions.map(|function| format!("fn {owner}::{}", signature(function))));
            }
            _ => {}
        }
    }
}

fn object(item: &ItemStruct, lines: &mut Vec<String>) {
    if let Fields::Unnamed(fields) = &item.fields {
        let fields: Vec<String> = fields.unnamed.iter().map(|field| text(&field.ty)).collect();
        lines.push(format!("struct {}({})", item.ident, fields.join(", ")));
        return;
    }
    lines.push(format!("struct {}", item.ident));
    for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
        let (Some(ident), ty) = (&field.ident, text(&field.ty)) else { continue };
        let serde = serde_attribute(field);
        // Any other type of the rest is worth a line.
        if serde.contains("flatten") && ty == "Extra" {
            continue;
        }
        let wire =
            serde.split_once("rename = ").and_then(|(_, rest)| rest.split([',', ')']).next()).map(|name| format!(" {}", name.trim()));
        lines.push(format!("  {ident}: {ty}{}", wire.unwrap_or_default()));
    }
}

fn choices(item: &ItemEnum, texts: &BTreeMap<String, BTreeMap<String, String>>, lines: &mut Vec<String>) {
    lines.push(format!("enum {}", item.ident));
    let texts = texts.get(&item.ident.to_string());
    for variant in item.variants.iter().filter(|variant| variant.ident != "Unknown") {
        let payload: Vec<String> = variant.fields.iter().map(|field| text(&field.ty)).collect();
        let payload = if payload.is_empty() { String::new() } else { format!("({})", payload.join(", ")) };
        let wire = texts.and_then(|texts| texts.get(&variant.ident.to_string())).map(|text| format!(" {text}"));
        lines.push(format!("  {}{payload}{}", variant.ident, wire.unwrap_or_default()));
    }
}

/// Enum → variant → its text on the wire, or the tag of the member that it is.
fn wire_texts(items: &[Item]) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut out: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for item in items {
        let Item::Macro(item) = item else { continue };
        let tokens = item.mac.tokens.to_string();
        let name = tokens.split('{').next().unwrap_or_default().trim();
        let variants = out.entry(name.to_owned()).or_default();
        let Ok(list) = syn::parse_str::<proc_macro2::TokenStream>(&tokens) else { continue };
        let trees: Vec<proc_macro2::TokenTree> = list.into_iter().flat_map(inner).collect();
        let word = |at: usize| trees.get(at).map(ToString::to_string).unwrap_or_default();
        for at in 0..trees.len() {
            let (first, second, third) = (word(at), word(at + 1), word(at + 2));
            if second == "=" && third.starts_with('"') {
                variants.insert(first, third);
            } else if first.starts_with('"') && second == "=" && third == ">" {
                // Several tags may name one member.
                variants.entry(word(at + 3)).and_modify(|tags| tags.push_str(&format!(" {first}"))).or_insert(first);
            }
        }
    }
    out
}

fn inner(tree: proc_macro2::TokenTree) -> Vec<proc_macro2::TokenTree> {
    match tree {
        proc_macro2::TokenTree::Group(group) => group.stream().into_iter().collect(),
        other => vec![other],
    }
}

fn functions(block: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
        _ => None,
    })
}

fn signature(function: &ImplItemFn) -> String {
    let output = returned(function).map(|ty| format!(" -> {}", text(ty))).unwrap_or_default();
    format!("{}({}){output}", function.sig.ident, arguments(function).join(", "))
}

fn arguments(function: &ImplItemFn) -> Vec<String> {
    let typed = function.sig.inputs.iter().filter_map(|argument| match argument {
        syn::FnArg::Typed(typed) => Some(format!("{}: {}", text(&typed.pat), text(&typed.ty))),
        syn::FnArg::Receiver(_) => None,
    });
    typed.collect()
}

fn returned(function: &ImplItemFn) -> Option<&syn::Type> {
    match &function.sig.output {
        ReturnType::Type(_, ty) => Some(ty),
        ReturnType::Default => None,
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_macro(item: &syn::ItemMacro, name: &str) -> bool {
    item.mac.path.segments.last().is_some_and(|segment| segment.ident == name)
}

fn serde_attribute(field: &syn::Field) -> String {
    let serde = field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde"));
    serde.map(|attribute| attribute.to_token_stream().to_string()).collect()
}

/// A type's name without its parameters.
fn plain(ty: &str) -> String {
    ty.split('<').next().unwrap_or(ty).to_owned()
}

/// Rust as it is written by hand, paths cut down to their last name.
fn text<T: ToTokens>(tokens: &T) -> String {
    let tokens = tokens.to_token_stream();
    let Ok(mut ty) = syn::parse2::<syn::Type>(tokens.clone()) else { return tokens.to_string() };
    LastNames.visit_type_mut(&mut ty);
    let mut out = ty.to_token_stream().to_string();
    for (from, to) in
        [(" < ", "<"), (" <", "<"), ("< ", "<"), (" >", ">"), (" ,", ","), (" ;", ";"), ("& ", "&"), ("' ", "'"), ("usize]", "]")]
    {
        out = out.replace(from, to);
    }
    out
}

struct LastNames;

impl VisitMut for LastNames {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let last = path.segments.last().cloned();
        path.leading_colon = None;
        path.segments = last.into_iter().collect();
        visit_mut::visit_path_mut(self, path);
    }
}
