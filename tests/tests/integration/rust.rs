//! A vendor's generated Rust, as text and as syntax: read here by hand, to be held against the
//! vendor's document.

use std::{collections::BTreeMap, fs};

use proc_macro2::TokenStream;
use switchboard_tests::documents;
use syn::{Attribute, ImplItem, Item};

pub(crate) struct Generated {
    pub(crate) text: String,
    pub(crate) file: syn::File,
}

/// A method of a group: a call.
pub(crate) struct Method {
    /// `Contacts::list`.
    pub(crate) name: String,
    /// The struct that it gives.
    pub(crate) call: String,
    pub(crate) docs: String,
}

impl Generated {
    pub(crate) fn of(vendor: &str) -> Self {
        let path = documents::workspace().join("crates").join(vendor).join("src/generated.rs");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self { text, file }
    }

    /// The items of a module at the top.
    pub(crate) fn module(&self, name: &str) -> &[Item] {
        let module = self.file.items.iter().find_map(|item| match item {
            Item::Mod(module) if module.ident == name => module.content.as_ref(),
            _ => None,
        });
        module.map(|(_, items)| items.as_slice()).unwrap_or_else(|| panic!("there is no module `{name}`"))
    }

    /// Every public method of every group.
    pub(crate) fn methods(&self) -> Vec<Method> {
        let mut out = Vec::new();
        for item in self.module("groups") {
            let Item::Impl(block) = item else { continue };
            let group = last_segment(&block.self_ty).expect("a group is a path");
            for item in &block.items {
                let ImplItem::Fn(function) = item else { continue };
                let syn::ReturnType::Type(_, ty) = &function.sig.output else { continue };
                if matches!(function.vis, syn::Visibility::Public(_)) {
                    out.push(Method {
                        name: format!("{group}::{}", function.sig.ident),
                        call: last_segment(ty).expect("a call is a path"),
                        docs: docs(&function.attrs),
                    });
                }
            }
        }
        out
    }

    /// The calls that give a stream.
    pub(crate) fn streams(&self) -> Vec<String> {
        let calls = self.macros("calls", &["call"]).map(ToString::to_string);
        calls.filter_map(|text| text.split_once("-> stream").map(|(name, _)| name.trim().to_owned())).collect()
    }

    /// Enum of texts → the texts that it lists.
    pub(crate) fn enum_texts(&self) -> BTreeMap<String, Vec<String>> {
        let enums = self.macros("types", &["open_enum", "tag_enum"]).map(|tokens| {
            let mut tokens = tokens.clone().into_iter();
            let name = tokens.next().map(|name| name.to_string()).unwrap_or_default();
            let variants = tokens.next().map(|group| group.to_string()).unwrap_or_default();
            let variants: TokenStream = variants.trim_matches(['{', '}']).parse().expect("tokens");
            let texts = variants.into_iter().filter_map(|token| syn::parse_str::<syn::LitStr>(&token.to_string()).ok());
            (name, texts.map(|text| text.value()).collect())
        });
        enums.collect()
    }

    /// What stands in the calls of macros, in a module.
    fn macros(&self, module: &str, names: &'static [&'static str]) -> impl Iterator<Item = &TokenStream> {
        self.module(module).iter().filter_map(|item| match item {
            Item::Macro(item) if item.mac.path.segments.last().is_some_and(|last| names.iter().any(|name| last.ident == name)) => {
                Some(&item.mac.tokens)
            }
            _ => None,
        })
    }
}

fn last_segment(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// The doc comments of an item, a line each.
pub(crate) fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}
