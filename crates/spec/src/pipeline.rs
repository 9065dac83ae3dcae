//! A document's whole way: from what the vendor publishes to what progenitor reads.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    allow_list,
    context::Context,
    finding::Finding,
    fit::{self, schema::TypeNames},
    lower, resolve, schema, shape, unread,
    vendor::Settings,
    walk::{self, METHODS, ORIGIN},
};

/// The version of the set of rules: it changes whenever a rule does.
pub const RULES_VERSION: &str = "1";

/// A lowered document and what was done to it.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// What progenitor reads: OpenAPI 3.0 with a few extensions.
    pub document: Value,
    /// Everything that was done, each once.
    pub findings: Vec<Finding>,
    /// Component of the vendor's document → Rust type.
    pub types: BTreeMap<String, String>,
    /// Places that accept any JSON value: pointers into the vendor's document.
    pub untyped: Vec<String>,
    /// Counts of what went in and came out.
    pub counts: Counts,
}

/// What went in and came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Operations of the vendor's document.
    pub operations_in: usize,
    /// Operations of the lowered document: a stream beside an answer is one more.
    pub operations_out: usize,
    /// Component schemas of the vendor's document.
    pub schemas_in: usize,
    /// Places of the vendor's document where a schema stands, inside of others too.
    pub places: usize,
    /// Component schemas of the lowered document.
    pub schemas_out: usize,
}

/// Lowers `document` and fits it to progenitor, with every rule.
pub fn lower(document: &Value, settings: &Settings) -> Lowered {
    lower_in(document, settings, Context::default())
}

/// The same in a given context: tests switch rules off.
pub fn lower_in(document: &Value, settings: &Settings, mut cx: Context) -> Lowered {
    let mut doc = document.clone();
    let mut counts =
        Counts { operations_in: operations(document), schemas_in: fit::schema::components(document).len(), ..Counts::default() };
    shape::repair(&mut doc, &mut cx);
    unread::members(&doc, &mut cx);
    lower::drop_webhooks(&mut doc, &mut cx);
    walk::roots(&mut doc, &mut |root, _| walk::outside_in(root, &mut |_| counts.places += 1));
    // A boolean has no place for a mark.
    walk::roots(&mut doc, &mut |root, at| lower::boolean::root(root, at, &mut cx));
    walk::mark_origins(&mut doc);
    resolve::references(&mut doc, &mut cx);
    lower::schemas(&mut doc, &mut cx);
    fit::schema::schemas(&mut doc, &mut cx);
    fit::operation::operations(&mut doc, settings, &mut cx);
    let names = TypeNames { strip_suffix: settings.names.strip_type_suffix.clone(), overrides: settings.names.types.clone() };
    let (mut taken, types) = fit::schema::name_types(&mut doc, &names, &mut cx);
    fit::operation::name_answers(&mut doc);
    fit::schema::hoist(&mut doc, &mut taken, &mut fit::operation::roots, &mut cx);
    let mut doc = keep_what_progenitor_reads(&doc);
    allow_list::check(&mut doc, &mut cx);
    let untyped = untyped(&mut doc);
    keep_origins_of_components(&mut doc);
    counts.operations_out = operations(&doc);
    counts.schemas_out = fit::schema::components(&doc).len();
    Lowered { document: doc, findings: distinct(cx.into_findings()), types, untyped, counts }
}

/// How many operations a document has.
pub fn operations(document: &Value) -> usize {
    let items = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    items
        .filter(|(path, _)| !path.starts_with("x-"))
        .map(|(_, item)| {
            let target = item.get("$ref").and_then(Value::as_str).and_then(|r| document.pointer(r.trim_start_matches('#')));
            METHODS.iter().filter(|method| target.unwrap_or(item).get(**method).is_some_and(Value::is_object)).count()
        })
        .sum()
}

/// Everything else of a document (servers, security, tags' texts, shared parts that were
/// written out) is in `vendor.toml`, or in the operations already.
fn keep_what_progenitor_reads(doc: &Value) -> Value {
    let info =
        |key: &str| doc.pointer(&format!("/info/{key}")).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let mut schemas = fit::schema::components(doc);
    schemas.sort_keys();
    json!({
        "openapi": "3.0.3",
        "info": { "title": info("title").unwrap_or_default(), "version": info("version").unwrap_or_default() },
        "paths": doc.get("paths").cloned().unwrap_or_else(|| json!({})),
        "components": { "schemas": schemas },
    })
}

fn untyped(doc: &mut Value) -> Vec<String> {
    let mut out = Vec::new();
    walk::roots(doc, &mut |root, _| {
        walk::outside_in(root, &mut |schema| {
            let free = schema.get("type") == Some(&json!("object"))
                && schema.get("properties").is_none()
                && schema.get("additionalProperties").is_none();
            if schema::accepts_anything(schema) || free {
                let at = walk::origin(schema);
                if !out.contains(&at) {
                    out.push(at);
                }
            }
        });
    });
    out.sort();
    out
}

/// A component says where it is from; what is inside it is found from there.
fn keep_origins_of_components(doc: &mut Value) {
    let mut origins: BTreeMap<String, Value> = BTreeMap::new();
    for (name, component) in fit::schema::components(doc) {
        if let Some(origin) = component.get(ORIGIN) {
            origins.insert(name, origin.clone());
        }
    }
    walk::roots(doc, &mut |root, _| {
        walk::outside_in(root, &mut |schema| {
            if let Some(object) = schema.as_object_mut() {
                schema::take(object, ORIGIN);
            }
        });
    });
    if let Some(schemas) = fit::schema::components_mut(doc) {
        for (name, component) in schemas.iter_mut() {
            if let (Some(origin), Some(object)) = (origins.remove(name), component.as_object_mut()) {
                object.insert(ORIGIN.to_owned(), origin);
            }
        }
    }
}

/// A shared response is found once for each operation that uses it: said once.
fn distinct(findings: Vec<Finding>) -> Vec<Finding> {
    let mut seen = std::collections::HashSet::new();
    findings.into_iter().filter(|f| seen.insert((f.rule.id, f.pointer.clone(), f.note.clone()))).collect()
}
