//! Calls progenitor and takes apart what it writes.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use serde_json::Value;
use switchboard_spec::Problem;
use syn::{FnArg, GenericArgument, Item, ItemEnum, ItemStruct, Pat, PathArguments, ReturnType, Type};

/// What progenitor made of a document.
pub(crate) struct Generated {
    /// The types, by name.
    pub(crate) types: BTreeMap<String, TypeItem>,
    /// The methods of its client, by name.
    pub(crate) methods: BTreeMap<String, Method>,
}

/// A type of the document.
pub(crate) enum TypeItem {
    Struct(ItemStruct),
    Enum(ItemEnum),
}

/// What a method takes and gives.
pub(crate) struct Method {
    /// Parameters and, as `body`, the body.
    pub(crate) arguments: BTreeMap<String, Type>,
    /// The type of a success.
    pub(crate) success: Type,
    /// The type of a documented error.
    pub(crate) error: Type,
}

/// Runs progenitor on a lowered document.
pub(crate) fn run(document: &Value, file: &str) -> Result<Generated, Problem> {
    let refuse = |what: String| {
        Problem::in_file(
            file,
            what,
            "without it there is no client for the whole document",
            "this is a gap in the rules: add a fixture with the construct and a rule that fits it (CONTRIBUTING.md)",
        )
    };
    let spec: openapiv3::OpenAPI = serde_json::from_value(document.clone())
        .map_err(|error| refuse(format!("progenitor cannot read the lowered document: {error}")))?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Positional).with_map_type("::std::collections::BTreeMap");
    let tokens: TokenStream = Generator::new(&settings)
        .generate_tokens(&spec)
        .map_err(|error| refuse(format!("progenitor refuses the lowered document: {error}")))?;
    let parsed: syn::File = syn::parse2(tokens).map_err(|error| refuse(format!("progenitor wrote something that is no Rust: {error}")))?;
    Ok(take_apart(parsed))
}

fn take_apart(file: syn::File) -> Generated {
    let mut out = Generated { types: BTreeMap::new(), methods: BTreeMap::new() };
    for item in file.items {
        match item {
            Item::Mod(module) if module.ident == "types" => {
                for item in module.content.map(|(_, items)| items).unwrap_or_default() {
                    match item {
                        Item::Struct(item) => {
                            out.types.insert(item.ident.to_string(), TypeItem::Struct(item));
                        }
                        Item::Enum(item) => {
                            out.types.insert(item.ident.to_string(), TypeItem::Enum(item));
                        }
                        _ => {}
                    }
                }
            }
            Item::Impl(block) if block.trait_.is_none() => {
                for item in block.items {
                    if let syn::ImplItem::Fn(function) = item
                        && let Some(method) = method(&function.sig)
                    {
                        out.methods.insert(function.sig.ident.to_string(), method);
                    }
                }
            }
            _ => {}
        }
    }
    out
}

/// `async fn f(&self, a: A) -> Result<ResponseValue<T>, Error<E>>`; `None` for anything else.
fn method(signature: &syn::Signature) -> Option<Method> {
    signature.asyncness.as_ref()?;
    let arguments = signature
        .inputs
        .iter()
        .filter_map(|argument| match argument {
            FnArg::Typed(typed) => match typed.pat.as_ref() {
                Pat::Ident(name) => Some((name.ident.to_string(), typed.ty.as_ref().clone())),
                _ => None,
            },
            FnArg::Receiver(_) => None,
        })
        .collect();
    let ReturnType::Type(_, output) = &signature.output else { return None };
    let [value, error] = generics(output).try_into().ok()?;
    Some(Method { arguments, success: generics(&value).pop()?, error: generics(&error).pop()? })
}

/// The type arguments of the last segment of a path: `Result<T, E>` → `T`, `E`.
pub(crate) fn generics(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    let Some(PathArguments::AngleBracketed(list)) = path.path.segments.last().map(|segment| &segment.arguments) else { return Vec::new() };
    list.args
        .iter()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty.clone()),
            _ => None,
        })
        .collect()
}

/// What a parameter holds: `Option<&T>` and `&T` are `T`.
pub(crate) fn held(ty: &Type) -> Type {
    let inner = if head(ty).as_deref() == Some("Option") { generics(ty).pop().unwrap_or_else(|| ty.clone()) } else { ty.clone() };
    match inner {
        Type::Reference(reference) => match *reference.elem {
            Type::Path(path) if path.path.is_ident("str") => syn::parse_quote!(String),
            elem => elem,
        },
        other => other,
    }
}

/// The last segment's name: `::std::option::Option<T>` → `Option`.
pub(crate) fn head(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}
