//! A vendor's whole way: from its folder in `specs/` to the files of its crate.

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use switchboard_spec::{
    Problem, intake, load, pipeline, report,
    vendor::{self, Vendor},
};

use crate::{
    PROGENITOR_VERSION, catalogue,
    generator::{self, Generated},
    model::Model,
    operations, sandbox, surface, types,
};

/// A vendor's document, ready for progenitor. It can be sent to another process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Lowered {
    /// The vendor.
    pub vendor: String,
    /// The folder that its folder is in.
    pub specs_dir: PathBuf,
    /// What progenitor reads.
    pub document: Value,
    /// `report.md`.
    pub report: String,
    /// Component of the vendor's document → Rust type.
    pub types: Vec<(String, String)>,
    /// What the sandbox plays.
    pub sandbox: Vec<(String, String)>,
    /// Counts so far.
    pub stats: Stats,
}

/// What is written for a vendor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Output {
    /// Path from the root of the workspace → content.
    pub files: Vec<(String, String)>,
    /// One line for each public item of the crate.
    pub surface: String,
    /// Counts for the table.
    pub stats: Stats,
}

/// Counts for the table.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Stats {
    /// `info.version` of the vendor's document.
    pub document_version: String,
    /// Calls of the client.
    pub operations: usize,
    /// Types of the client.
    pub types: usize,
    /// Rules that were applied.
    pub rules: usize,
    /// Applications of rules that cost typing.
    pub costly: usize,
    /// Lines of the generated file.
    pub lines: usize,
}

/// A vendor's Rust.
#[derive(Clone, Debug)]
pub struct Code {
    /// `generated.rs`.
    pub rust: String,
    /// One line for each public item.
    pub surface: String,
}

/// Reads, corrects, lowers and fits a vendor's document.
///
/// # Errors
/// When the document, its overlay or `vendor.toml` cannot be worked on.
pub fn lower(vendor: &Vendor, specs_dir: &Path) -> Result<Lowered, Problem> {
    let intake = intake::take_in(vendor)?;
    let mut lowered = pipeline::lower(&intake.document.value, &vendor.settings);
    lowered.findings.splice(0..0, intake.findings);
    let document_version = lowered.document.pointer("/info/version").and_then(Value::as_str).unwrap_or_default().to_owned();
    let text = pretty(&lowered.document);
    let provenance = report::Provenance {
        version: &document_version,
        document_sha256: &intake.document.sha256,
        lowered_sha256: &load::sha256(text.as_bytes()),
        progenitor: PROGENITOR_VERSION,
    };
    let report = report::markdown(vendor, &lowered, &intake.corrections, &provenance);
    let stats = Stats {
        document_version,
        rules: report::counts(&lowered.findings).len(),
        costly: report::costly(&lowered.findings),
        ..Stats::default()
    };
    Ok(Lowered {
        sandbox: sandbox::files(vendor, &intake.document.value, &lowered.document),
        vendor: vendor.name.clone(),
        specs_dir: specs_dir.to_owned(),
        document: lowered.document,
        report,
        types: lowered.types.into_iter().collect(),
        stats,
    })
}

/// Generates a vendor's files. Progenitor may panic or overflow the stack on a document that
/// no rule has fitted: run it where that does no harm.
///
/// # Errors
/// When progenitor refuses the document.
pub fn render(lowered: &Lowered) -> Result<Output, Problem> {
    let vendor = vendor::find(&lowered.specs_dir, &lowered.vendor)?;
    let generated = generator::run(&lowered.document, &lowered_file(&vendor))?;
    let code = polish(&lowered.document, &vendor, &generated)?;
    let name = &lowered.vendor;
    let mut stats = lowered.stats.clone();
    stats.operations = pipeline::operations(&lowered.document);
    stats.types = lowered.document.pointer("/components/schemas").and_then(Value::as_object).map_or(0, Map::len);
    stats.lines = code.rust.lines().count();
    let mut files = vec![
        (format!("specs/{name}/lowered.json"), pretty(&lowered.document)),
        (format!("specs/{name}/report.md"), lowered.report.clone()),
        (format!("crates/{name}/src/generated.rs"), code.rust),
        (format!("tests/src/roundtrip/{}.rs", name.replace('-', "_")), roundtrip(lowered, &vendor, &generated)?),
        (format!("tests/src/calls/{}.rs", name.replace('-', "_")), calls(&lowered.document, &vendor, &generated)?),
        (format!("crates/cli/src/catalogue/generated/{}.rs", name.replace('-', "_")), catalogue(lowered, &vendor)?),
    ];
    files.extend(lowered.sandbox.iter().cloned());
    Ok(Output { files, surface: code.surface, stats })
}

/// The Rust of a lowered document.
///
/// # Errors
/// When progenitor refuses the document.
pub fn generate(document: &Value, vendor: &Vendor) -> Result<Code, Problem> {
    polish(document, vendor, &generator::run(document, &lowered_file(vendor))?)
}

fn lowered_file(vendor: &Vendor) -> String {
    format!("specs/{}/lowered.json", vendor.name)
}

/// Our Rust from progenitor's.
fn polish(document: &Value, vendor: &Vendor, generated: &Generated) -> Result<Code, Problem> {
    let file = lowered_file(vendor);
    let empty = Map::new();
    let model = Model::of(document, &empty).map_err(|error| unreadable(&file, &error.to_string()))?;
    let types = types::emit(&model, generated);
    let operations::Client { client, groups, calls, answers } = operations::emit(&model, generated, vendor, document)?;
    let tokens = quote! {
        #client
        /// The calls, by group.
        pub mod groups {
            #[allow(unused_imports)]
            use super::{calls, types};
            #[allow(unused_imports)]
            use ::switchboard_core::{self as rt, json};
            #(#groups)*
        }
        /// A call is made by a group and sent with `send`.
        pub mod calls {
            #[allow(unused_imports)]
            use super::{answers, types};
            #[allow(unused_imports)]
            use ::switchboard_core::{self as rt, json};
            #(#calls)*
        }
        /// What calls take and give.
        ///
        /// Where the document does not describe something, its line says so.
        #[allow(clippy::large_enum_variant)]
        pub mod types {
            #[allow(unused_imports)]
            use ::switchboard_core::{self as rt, json};
            #(#types)*
        }
        /// What calls give where the status decides: an enum with a variant for each.
        pub mod answers {
            #[allow(unused_imports)]
            use super::types;
            #[allow(unused_imports)]
            use ::switchboard_core::{self as rt, json};
            #(#answers)*
        }
    };
    let parsed: syn::File = syn::parse2(tokens).map_err(|error| unreadable(&file, &format!("the generated code is no Rust: {error}")))?;
    Ok(Code { surface: surface::outline(&parsed), rust: unparse(vendor, &parsed) })
}

/// The table that the round-trip tests look types up in: from the vendor's names to ours.
fn roundtrip(lowered: &Lowered, vendor: &Vendor, generated: &Generated) -> Result<String, Problem> {
    let krate = quote::format_ident!("switchboard_{}", vendor.name.replace('-', "_"));
    let empty = Map::new();
    let model = Model::of(&lowered.document, &empty).map_err(|error| unreadable(&lowered_file(vendor), &error.to_string()))?;
    // An alias of numbers has no way of its own to read them: the field where it stands has.
    let (aliases, others): (Vec<_>, Vec<_>) = lowered.types.iter().partition(|(_, name): &&(String, String)| {
        let reference = serde_json::json!({ "$ref": format!("#/components/schemas/{name}") });
        model.holds_numbers(&reference)
    });
    let entry = |through: &str, (component, name): &(String, String)| {
        let (through, ident) = (quote::format_ident!("{through}"), quote::format_ident!("{name}"));
        quote! { #component => #through::<types::#ident>(value), }
    };
    let import = (!aliases.is_empty()).then(|| quote! { use super::through_field; });
    let others = others.into_iter().map(|of| entry("through", of));
    let schemas = others.chain(aliases.into_iter().map(|of| entry("through_field", of)));
    let mut places = Vec::new();
    for (_, item) in lowered.document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (_, operation) in item.as_object().into_iter().flatten() {
            let Some(method) = operation.get("operationId").and_then(Value::as_str).and_then(|id| generated.methods.get(id)) else {
                continue;
            };
            let wire = &operation["x-switchboard"];
            let pointer = wire["pointer"].as_str().unwrap_or_default();
            let word = if wire["response"]["kind"] == "stream" { "event" } else { "success" };
            let mut add = |what: &str, ty: &syn::Type| {
                let (key, ty) = (format!("{pointer} {what}"), types::local(ty));
                places.push(quote! { #key => through::<#ty>(value), });
            };
            if let (Some(body), "success") = (method.arguments.get("body"), word) {
                let held = generator::held(body);
                match generator::head(body).as_deref() {
                    Some("Option") => add("request", &syn::parse_quote!(Option<#held>)),
                    _ => add("request", &held),
                }
            }
            if ["json", "stream"].iter().any(|kind| wire["response"]["kind"] == **kind) {
                add(word, &method.success);
            }
            if word == "success" {
                add("error", &method.error);
            }
        }
    }
    let tokens = quote! {
        use serde_json::Value;
        use #krate::types;
        #[allow(unused_imports)]
        use ::switchboard_core::json;

        use super::{Outcome, through};
        #import

        /// Reads a value as the type of a schema, and writes it back.
        pub(super) fn schema(name: &str, value: &Value) -> Option<Outcome> {
            Some(match name { #(#schemas)* _ => return None })
        }

        /// Reads a value as the type of a place of an operation, and writes it back.
        pub(super) fn place(name: &str, value: &Value) -> Option<Outcome> {
            Some(match name { #(#places)* _ => return None })
        }
    };
    rust_file(vendor, tokens)
}

/// A file of Rust that is written and not read again here.
fn rust_file(vendor: &Vendor, tokens: TokenStream) -> Result<String, Problem> {
    let file = lowered_file(vendor);
    let parsed: syn::File = syn::parse2(tokens).map_err(|error| unreadable(&file, &format!("the generated code is no Rust: {error}")))?;
    Ok(unparse(vendor, &parsed))
}

fn unparse(vendor: &Vendor, parsed: &syn::File) -> String {
    format!("// @generated by `cargo xtask generate {0}` from specs/{0}; do not edit.\n\n{1}", vendor.name, prettyplease::unparse(parsed))
}

/// What the command knows of the vendor.
fn catalogue(lowered: &Lowered, vendor: &Vendor) -> Result<String, Problem> {
    let file = lowered_file(vendor);
    let empty = Map::new();
    let model = Model::of(&lowered.document, &empty).map_err(|error| unreadable(&file, &error.to_string()))?;
    rust_file(vendor, catalogue::emit(&model, vendor, &lowered.document))
}

/// All calls by the names of their operations, for the test that makes them.
fn calls(document: &Value, vendor: &Vendor, generated: &Generated) -> Result<String, Problem> {
    let file = lowered_file(vendor);
    let krate = quote::format_ident!("switchboard_{}", vendor.name.replace('-', "_"));
    let empty = Map::new();
    let model = Model::of(document, &empty).map_err(|error| unreadable(&file, &error.to_string()))?;
    let arms = operations::by_name(&model, generated, vendor)?;
    let tokens = quote! {
        use #krate::Client;
        #[allow(unused_imports)]
        use #krate::types;
        #[allow(unused_imports)]
        use ::switchboard_core::json;

        #[allow(unused_imports)]
        use super::{Arguments, Called, Failed, exhausted};

        /// Makes the call of an operation.
        pub(super) fn call<'a>(client: &'a Client, operation: &str, arguments: &'a Arguments) -> Option<Called<'a>> {
            Some(match operation { #(#arms)* _ => return None })
        }
    };
    rust_file(vendor, tokens)
}

fn unreadable(file: &str, what: &str) -> Problem {
    Problem::in_file(file, what, "nothing can be made of it", "this is a bug of the generator: report it with the document")
}

pub(crate) fn pretty(document: &Value) -> String {
    let mut text = format!("{document:#}");
    text.push('\n');
    text
}
