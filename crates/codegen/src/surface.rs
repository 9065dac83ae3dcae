//! The outline of a generated file: one line for each public item, for reviews.
//!
//! Left out is what follows from what is there: `new` and `with_…` of a struct, the impls of
//! an enum, what every call has.

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, Visibility};

/// One line for each public item of a generated file.
pub fn outline(file: &syn::File) -> String {
    let mut lines = Vec::new();
    items(&file.items, "", &mut lines);
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

fn items(items: &[Item], module: &str, lines: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Mod(inner) if is_public(&inner.vis) => {
                if let Some((_, content)) = &inner.content {
                    self::items(content, &format!("{module}{}::", inner.ident), lines);
                }
            }
            Item::Struct(item) if is_public(&item.vis) => {
                lines.push(format!("struct {module}{}", item.ident));
                match &item.fields {
                    Fields::Named(fields) => {
                        for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                            if let Some(ident) = &field.ident {
                                if !is_flattened(field) {
                                    lines.push(format!("  {ident}: {}{}", text(&field.ty), wire_name(field)));
                                }
                            }
                        }
                    }
                    Fields::Unnamed(fields) => lines.extend(fields.unnamed.iter().map(|field| format!("  {}", text(&field.ty)))),
                    Fields::Unit => {}
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                lines.push(format!("enum {module}{}", item.ident));
                for variant in &item.variants {
                    let payload = variant.fields.iter().map(|field| text(&field.ty)).collect::<Vec<_>>().join(", ");
                    lines.push(if payload.is_empty() { format!("  {}", variant.ident) } else { format!("  {}({payload})", variant.ident) });
                }
            }
            Item::Type(item) if is_public(&item.vis) => lines.push(format!("type {module}{} = {}", item.ident, text(&item.ty))),
            Item::Static(item) if is_public(&item.vis) => lines.push(format!("static {module}{}: {}", item.ident, text(&item.ty))),
            Item::Impl(block) if block.trait_.is_none() => methods(block, module, lines),
            Item::Macro(call) if call.mac.path.segments.last().is_some_and(|segment| segment.ident == "call") => {
                let tokens = call.mac.tokens.to_string();
                let (name, rest) = tokens.split_once("->").unwrap_or((&tokens, ""));
                let answer = rest.split(", rt").next().unwrap_or(rest);
                let pages = if rest.contains("pages Item") { ", in pages" } else { "" };
                lines.push(format!("call {module}{} -> {}{pages}", name.trim(), tidy(answer)));
            }
            _ => {}
        }
    }
}

fn methods(block: &syn::ItemImpl, module: &str, lines: &mut Vec<String>) {
    let owner = text(&block.self_ty);
    let owner = owner.split('<').next().unwrap_or(&owner);
    for item in &block.items {
        let ImplItem::Fn(function) = item else { continue };
        let name = function.sig.ident.to_string();
        if !is_public(&function.vis) || (module.starts_with("types") && (name == "new" || name.starts_with("with_"))) {
            continue;
        }
        let arguments: Vec<String> = function
            .sig
            .inputs
            .iter()
            .filter_map(|argument| match argument {
                syn::FnArg::Typed(typed) => Some(format!("{}: {}", text(&typed.pat), text(&typed.ty))),
                syn::FnArg::Receiver(_) => None,
            })
            .collect();
        let output = match &function.sig.output {
            syn::ReturnType::Type(_, ty) if text(ty) != "Self" => format!(" -> {}", text(ty)),
            _ => String::new(),
        };
        lines.push(format!("fn {module}{owner}::{name}({}){output}", arguments.join(", ")));
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn is_flattened(field: &syn::Field) -> bool {
    field.attrs.iter().any(|attribute| attribute.path().is_ident("serde") && attribute.to_token_stream().to_string().contains("flatten"))
}

/// ` = "name"`, where the wire has another name than Rust.
fn wire_name(field: &syn::Field) -> String {
    let serde = field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde"));
    serde
        .filter_map(|attribute| {
            let text = attribute.to_token_stream().to_string();
            let (_, rest) = text.split_once("rename = ")?;
            Some(format!(" = {}", rest.split([',', ')']).next()?.trim()))
        })
        .collect()
}

fn text<T: ToTokens>(tokens: &T) -> String {
    tidy(&tokens.to_token_stream().to_string())
}

/// Tokens as they are written by hand.
fn tidy(tokens: &str) -> String {
    let mut out = tokens.to_owned();
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" <", "<"),
        ("& ", "&"),
        (" ,", ","),
        ("( ", "("),
        (" )", ")"),
        ("' ", "'"),
    ] {
        out = out.replace(from, to);
    }
    for noise in ["::switchboard_core::json::", "json::", "rt::", "::switchboard_core::", "::serde_json::", "::std::borrow::", "::std::collections::"] {
        out = out.replace(noise, "");
    }
    out.trim().to_owned()
}
