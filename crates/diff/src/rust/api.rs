//! What a caller of a generated crate can name, each thing with its signature.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{Attribute, Fields, FnArg, ImplItem, ImplItemFn, Item, ReturnType, Visibility};

use super::types::{Aliases, text, tidy};

/// A thing that a caller can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    /// What it belongs to: a type, a call.
    pub(super) owner: String,
    pub(super) kind: Kind,
    /// Its name, as callers write it.
    pub(super) shown: String,
    /// What must stay the same.
    pub(super) signature: String,
    /// The signature with the names of its arguments.
    pub(super) readable: String,
    /// The name on the wire of the member or parameter that it is for.
    pub(super) member: Option<String>,
}

/// What kind of thing it is; in the order in which they are of interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Field,
    Variant,
    Method,
    Answer,
    Option,
    Constructor,
    Setter,
    Type,
    Trait,
    Other,
}

/// All that a caller can name.
#[derive(Default)]
pub(super) struct Api {
    pub(super) things: BTreeMap<String, Thing>,
    /// Owner → where it is from: a JSON pointer.
    pub(super) origins: BTreeMap<String, String>,
    /// Enums that callers may match in full.
    pub(super) exhaustive: BTreeSet<String>,
    aliases: Aliases,
    /// Struct of a call → `group().method()`.
    calls: BTreeMap<String, String>,
}

impl Api {
    pub(super) fn of(file: &syn::File) -> Self {
        let mut api = Self::default();
        for items in ["types", "answers"].map(|name| module(file, name)) {
            for item in items {
                if let Item::Type(alias) = item {
                    api.aliases.insert(alias.ident.to_string(), (*alias.ty).clone());
                }
            }
        }
        let accessors = api.client(&file.items);
        api.groups(module(file, "groups"), &accessors);
        api.call_items(module(file, "calls"));
        api.type_items(module(file, "types"), "types");
        api.type_items(module(file, "answers"), "answers");
        api
    }

    fn add(&mut self, key: String, thing: Thing) {
        self.things.insert(key, thing);
    }

    /// The client; gives group → method that gives it.
    fn client(&mut self, items: &[Item]) -> BTreeMap<String, String> {
        let mut accessors = BTreeMap::new();
        for item in items {
            let Item::Impl(block) = item else { continue };
            if block.trait_.is_some() {
                continue;
            }
            let owner = plain(&text(&block.self_ty, &self.aliases));
            for function in functions(block) {
                let name = function.sig.ident.to_string();
                let (signature, readable) = self.signature(function);
                if let ReturnType::Type(_, ty) = &function.sig.output
                    && ty.to_token_stream().to_string().starts_with("groups ::")
                {
                    accessors.insert(plain(&text(ty, &self.aliases)), name.clone());
                    let thing = Thing {
                        owner: name.clone(),
                        kind: Kind::Other,
                        shown: format!("{name}()"),
                        signature: String::new(),
                        readable: String::new(),
                        member: None,
                    };
                    self.add(format!("Client::{name}"), thing);
                    continue;
                }
                let shown = format!("{owner}::{name}");
                self.add(shown.clone(), Thing { owner: owner.clone(), kind: Kind::Other, shown, signature, readable, member: None });
            }
        }
        accessors
    }

    fn groups(&mut self, items: &[Item], accessors: &BTreeMap<String, String>) {
        for item in items {
            let Item::Impl(block) = item else { continue };
            let group = plain(&text(&block.self_ty, &self.aliases));
            let accessor = accessors.get(&group).cloned().unwrap_or(group);
            for function in functions(block) {
                let name = function.sig.ident.to_string();
                let (_, readable) = self.signature(function);
                let arguments: Vec<String> = self.arguments(function).into_iter().map(|(_, ty)| ty).collect();
                let call = match &function.sig.output {
                    ReturnType::Type(_, ty) => plain(&text(ty, &self.aliases)),
                    ReturnType::Default => String::new(),
                };
                let owner = format!("{accessor}().{name}()");
                if let Some(origin) = operation_pointer(&function.attrs) {
                    self.origins.insert(owner.clone(), origin);
                }
                let readable = readable.split(" -> ").next().unwrap_or_default().to_owned();
                let thing = Thing {
                    owner: owner.clone(),
                    kind: Kind::Method,
                    shown: owner.clone(),
                    signature: arguments.join(", "),
                    readable,
                    member: None,
                };
                self.add(format!("method {owner}"), thing);
                self.calls.insert(call, owner);
            }
        }
    }

    fn call_items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Impl(block) if block.trait_.is_none() => {
                    let Some(owner) = self.calls.get(&plain(&text(&block.self_ty, &self.aliases))).cloned() else { continue };
                    for function in functions(block) {
                        let name = function.sig.ident.to_string();
                        let (signature, readable) = self.signature(function);
                        let thing = Thing {
                            owner: owner.clone(),
                            kind: Kind::Option,
                            shown: format!("{owner}.{name}()"),
                            signature,
                            readable,
                            member: Some(name.clone()),
                        };
                        self.add(format!("option {owner} {name}"), thing);
                    }
                }
                Item::Macro(item) if item.mac.path.segments.last().is_some_and(|segment| segment.ident == "call") => {
                    self.answers(&item.mac.tokens.to_string())
                }
                _ => {}
            }
        }
    }

    /// What `call!` says: what is given back, and how.
    fn answers(&mut self, tokens: &str) {
        let Some((name, rest)) = tokens.split_once("->") else { return };
        let Some(owner) = self.calls.get(name.trim()).cloned() else { return };
        let rest = rest.trim();
        let (stream, rest) = match rest.strip_prefix("stream ") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let mut answer = |how: &str, ty: &str| {
            let signature = syn::parse_str::<syn::Type>(ty).map_or_else(|_| tidy(ty), |ty| text(&ty, &self.aliases));
            let thing = Thing {
                owner: owner.clone(),
                kind: Kind::Answer,
                shown: format!("{owner}{how}"),
                readable: signature.clone(),
                signature,
                member: None,
            };
            self.things.insert(format!("answer {owner}{how}"), thing);
        };
        answer(if stream { ".stream()" } else { "" }, first_of(rest));
        if let Some((_, pages)) = rest.split_once("Item =") {
            answer(".by_item()", first_of(pages.trim()));
        }
    }

    fn type_items(&mut self, items: &[Item], module: &str) {
        for item in items {
            match item {
                Item::Struct(item) if is_public(&item.vis) => {
                    let name = item.ident.to_string();
                    let shape = match &item.fields {
                        Fields::Unnamed(fields) => {
                            fields.unnamed.iter().map(|field| text(&field.ty, &self.aliases)).collect::<Vec<_>>().join(", ")
                        }
                        _ => String::new(),
                    };
                    self.named_type(&name, module, &format!("struct({shape})"), &item.attrs);
                    for field in item.fields.iter().filter(|field| is_public(&field.vis)) {
                        let Some(ident) = &field.ident else { continue };
                        let signature = text(&field.ty, &self.aliases);
                        let field_name = ident.to_string();
                        let on_wire = || renamed(&field.attrs).unwrap_or_else(|| field_name.trim_start_matches("r#").to_owned());
                        // The rest of an object is no member of it.
                        let member = (!serde(&field.attrs).contains("flatten")).then(on_wire);
                        let shown = format!("{name}::{field_name}");
                        let thing = Thing { owner: name.clone(), kind: Kind::Field, shown, readable: signature.clone(), signature, member };
                        self.add(format!("{module} {name}.{field_name}"), thing);
                    }
                }
                Item::Enum(item) if is_public(&item.vis) => {
                    let name = item.ident.to_string();
                    self.named_type(&name, module, "enum", &item.attrs);
                    if !has(&item.attrs, "non_exhaustive") {
                        self.exhaustive.insert(name.clone());
                    }
                    for variant in &item.variants {
                        let payload: Vec<String> = variant.fields.iter().map(|field| text(&field.ty, &self.aliases)).collect();
                        let signature = payload.join(", ");
                        let shown = format!("{name}::{}", variant.ident);
                        let thing =
                            Thing { owner: name.clone(), kind: Kind::Variant, shown, readable: signature.clone(), signature, member: None };
                        self.add(format!("{module} {name}::{}", variant.ident), thing);
                    }
                }
                Item::Type(item) if is_public(&item.vis) => {
                    let name = item.ident.to_string();
                    let target = text(&item.ty, &self.aliases);
                    self.named_type(&name, module, &format!("is {target}"), &item.attrs);
                }
                Item::Impl(block) => self.implementation(block, module),
                _ => {}
            }
        }
    }

    fn named_type(&mut self, name: &str, module: &str, signature: &str, attributes: &[Attribute]) {
        if let Some(origin) = source(attributes) {
            self.origins.insert(name.to_owned(), origin);
        }
        let shown = name.to_owned();
        let thing = |kind, shown: String, signature: String| Thing {
            owner: name.to_owned(),
            kind,
            shown,
            readable: signature.clone(),
            signature,
            member: None,
        };
        self.add(format!("{module} {name}"), thing(Kind::Type, shown, signature.to_owned()));
        for derived in derives(attributes) {
            self.add(format!("{module} {name} derives {derived}"), thing(Kind::Trait, format!("{name}: {derived}"), String::new()));
        }
    }

    fn implementation(&mut self, block: &syn::ItemImpl, module: &str) {
        let owner = plain(&text(&block.self_ty, &self.aliases));
        if let Some((path, _)) = &block.trait_ {
            let ty: syn::Type = syn::parse_quote!(#path);
            let name = text(&ty, &self.aliases);
            let shown = format!("{owner}: {name}");
            let thing =
                Thing { owner: owner.clone(), kind: Kind::Trait, shown, signature: String::new(), readable: String::new(), member: None };
            self.add(format!("{module} {owner} is {name}"), thing);
            return;
        }
        for function in functions(block) {
            let name = function.sig.ident.to_string();
            let kind = match name.as_str() {
                "new" => Kind::Constructor,
                name if name.starts_with("with_") => Kind::Setter,
                _ => Kind::Other,
            };
            let (signature, readable) = self.signature(function);
            let member = (kind == Kind::Setter).then(|| name.trim_start_matches("with_").to_owned());
            let shown = format!("{owner}::{name}");
            self.add(format!("{module} {owner} fn {name}"), Thing { owner: owner.clone(), kind, shown, signature, readable, member });
        }
    }

    fn arguments(&self, function: &ImplItemFn) -> Vec<(String, String)> {
        let typed = function.sig.inputs.iter().filter_map(|argument| match argument {
            FnArg::Typed(typed) => Some((typed.pat.to_token_stream().to_string(), text(&typed.ty, &self.aliases))),
            FnArg::Receiver(_) => None,
        });
        typed.collect()
    }

    /// What must stay, and what is shown: names of arguments are not part of a call.
    fn signature(&self, function: &ImplItemFn) -> (String, String) {
        let output = match &function.sig.output {
            ReturnType::Type(_, ty) => format!(" -> {}", text(ty, &self.aliases)),
            ReturnType::Default => String::new(),
        };
        let arguments = self.arguments(function);
        let join = |parts: Vec<String>| format!("({}){output}", parts.join(", "));
        let signature = join(arguments.iter().map(|(_, ty)| ty.clone()).collect());
        (signature, join(arguments.into_iter().map(|(name, ty)| format!("{name}: {ty}")).collect()))
    }
}

fn module<'a>(file: &'a syn::File, name: &str) -> &'a [Item] {
    let content = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    content.map_or(&[], |(_, items)| items)
}

fn functions(block: &syn::ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
        _ => None,
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

fn derives(attributes: &[Attribute]) -> Vec<String> {
    let mut out = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let _ = attribute.parse_nested_meta(|meta| {
            out.extend(meta.path.segments.last().map(|segment| segment.ident.to_string()));
            Ok(())
        });
    }
    out
}

/// The name on the wire, where it is another one.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    let tokens = serde(attributes);
    let (_, rest) = tokens.split_once("rename = \"")?;
    rest.split('"').next().map(str::to_owned)
}

fn serde(attributes: &[Attribute]) -> String {
    let serde = attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
    serde.map(|attribute| attribute.to_token_stream().to_string()).collect()
}

/// The lines of the documentation.
fn lines(attributes: &[Attribute]) -> impl Iterator<Item = String> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

/// Where a type is from.
fn source(attributes: &[Attribute]) -> Option<String> {
    let found = lines(attributes).find_map(|line| line.trim().strip_prefix("Source: `").map(str::to_owned))?;
    Some(found.trim_end_matches('`').to_owned())
}

/// Which operation a method calls.
fn operation_pointer(attributes: &[Attribute]) -> Option<String> {
    let found = lines(attributes).filter_map(|line| {
        let (_, rest) = line.rsplit_once("(`#")?;
        rest.trim_end().strip_suffix("`)").map(|pointer| format!("#{pointer}"))
    });
    found.last()
}

/// A type's name without its parameters.
fn plain(ty: &str) -> String {
    ty.split('<').next().unwrap_or(ty).trim().to_owned()
}

/// The tokens up to the first comma that is not inside a type.
fn first_of(tokens: &str) -> &str {
    let mut depth = 0;
    for (place, c) in tokens.char_indices() {
        match c {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth -= 1,
            ',' if depth == 0 => return tokens.get(..place).unwrap_or(tokens),
            _ => {}
        }
    }
    tokens
}
