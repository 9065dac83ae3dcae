//! The client: groups of calls, each call a builder on `switchboard-core`.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use switchboard_spec::{
    Problem,
    names::{self, Taken},
    vendor::Vendor,
};
use syn::{
    Ident, Type,
    visit_mut::{self, VisitMut},
};

use crate::{
    generator::{Generated, Method, TypeItem},
    model::{Model, Operation},
    types::{doc, local},
};

mod answer;
mod by_name;
mod call;
mod client;
mod paging;
mod parameters;

// What the run time is told stands in the clients, and in the command's catalogue.
pub(crate) use call::{FORM_DATA, form_styles, operation_facts, stream_shape};
pub(crate) use client::vendor_facts;
pub(crate) use paging::page_shape;
pub(crate) use parameters::{header_style, path_style, query_style};

/// Everything about the client that is not a type.
pub(crate) struct Client {
    /// `Client` and the vendor's facts.
    pub(crate) client: TokenStream,
    /// The groups.
    pub(crate) groups: Vec<TokenStream>,
    /// The calls.
    pub(crate) calls: Vec<TokenStream>,
    /// Enums of answers that their status tells apart.
    pub(crate) answers: Vec<TokenStream>,
}

/// An operation with everything that is known of it.
struct Whole<'a> {
    operation: &'a Operation<'a>,
    method: &'a Method,
    /// The struct of its call.
    call: Ident,
    /// The static with its facts.
    facts: Ident,
    model: &'a Model<'a>,
    /// The members of answers that their status tells apart, by the answer's type.
    unions: &'a BTreeMap<String, Vec<Type>>,
}

/// Operations by group, and the members of answers that their status tells apart.
type Groups<'a> = BTreeMap<&'a str, Vec<Whole<'a>>>;

fn groups<'a>(
    model: &'a Model<'a>,
    generated: &'a Generated,
    vendor: &Vendor,
    unions: &'a BTreeMap<String, Vec<Type>>,
) -> Result<Groups<'a>, Problem> {
    let mut calls = Taken::default();
    // `FooBc` and `FooBC` are two structs, and one static.
    let mut statics = Taken::default();
    let mut groups: BTreeMap<&str, Vec<Whole<'_>>> = BTreeMap::new();
    for operation in &model.operations {
        let method = generated.methods.get(&names::snake(operation.id)).ok_or_else(|| {
            Problem::in_file(
                format!("specs/{}/lowered.json", vendor.name),
                format!("progenitor made no method for {} {}", operation.http_method.to_uppercase(), operation.wire.path),
                "an operation that is not a method cannot be called",
                "this is a bug of the generator: report it with the document",
            )
            .at(operation.wire.pointer.clone())
        })?;
        let name = calls.unique(&names::pascal(&format!("{}-{}", operation.wire.group, operation.wire.method)));
        let facts = format_ident!("{}", statics.unique(&screaming(&name)));
        let whole = Whole { operation, method, facts, call: format_ident!("{name}"), model, unions };
        groups.entry(&operation.wire.group).or_default().push(whole);
    }
    Ok(groups)
}

/// The arms of a `match` on names of operations, each of which makes the call with decoded
/// arguments.
pub(crate) fn by_name(model: &Model<'_>, generated: &Generated, vendor: &Vendor) -> Result<Vec<TokenStream>, Problem> {
    let unions = by_status(model, generated);
    let groups = groups(model, generated, vendor, &unions)?;
    let arms = groups.iter().flat_map(|(group, operations)| operations.iter().map(|whole| by_name::arm(group, whole)));
    arms.collect()
}

pub(crate) fn emit(model: &Model<'_>, generated: &Generated, vendor: &Vendor, document: &Value) -> Result<Client, Problem> {
    let unions = by_status(model, generated);
    let groups = groups(model, generated, vendor, &unions)?;
    let mut out = Client { client: client::emit(vendor, &groups, document), groups: Vec::new(), calls: Vec::new(), answers: Vec::new() };
    for (name, operations) in &groups {
        let mut methods = Vec::new();
        for whole in operations {
            let call = call::emit(whole)?;
            methods.push(call.constructor);
            out.calls.push(call.code);
            out.answers.extend(call.answer);
        }
        let ident = group_ident(name);
        let text = format!("Calls of the group `{name}`.");
        let docs = doc(&text);
        out.groups.push(quote! {
            #docs
            #[derive(Clone, Copy, Debug)]
            pub struct #ident<'a> {
                pub(super) transport: &'a rt::Transport,
            }
            impl #ident<'_> {
                #(#methods)*
            }
        });
    }
    Ok(out)
}

fn by_status(model: &Model<'_>, generated: &Generated) -> BTreeMap<String, Vec<Type>> {
    let unions = model.schemas.iter().filter(|(_, schema)| schema.get("x-by-status").is_some());
    unions
        .filter_map(|(name, _)| match generated.types.get(name)? {
            TypeItem::Enum(item) => {
                let members = item.variants.iter().filter_map(|v| v.fields.iter().next().map(|field| beside_types(&field.ty, generated)));
                Some((name.clone(), members.collect()))
            }
            TypeItem::Struct(_) => None,
        })
        .collect()
}

/// A type as it stands inside the `types` module, in words of the modules beside it.
fn beside_types(ty: &Type, generated: &Generated) -> Type {
    struct Qualify<'a>(&'a Generated);
    impl VisitMut for Qualify<'_> {
        fn visit_type_path_mut(&mut self, path: &mut syn::TypePath) {
            visit_mut::visit_type_path_mut(self, path);
            let segments = &path.path.segments;
            if let (1, Some(only)) = (segments.len(), segments.first())
                && self.0.types.contains_key(&only.ident.to_string())
            {
                let only = only.clone();
                path.path = syn::parse_quote!(types::#only);
            }
        }
    }
    let mut ty = local(ty);
    Qualify(generated).visit_type_mut(&mut ty);
    ty
}

fn group_ident(group: &str) -> Ident {
    format_ident!("{}", names::pascal(group))
}

/// `ContactsList` → `CONTACTS_LIST`.
pub(crate) fn screaming(name: &str) -> String {
    names::snake(name).trim_end_matches('_').to_uppercase()
}
