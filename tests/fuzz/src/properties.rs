//! What holds of lowering: the same document gives the same, a lowered document stays what it is,
//! and what was valid is valid still.

use serde_json::{Value, json};
use switchboard_instances::generator::{Generator, Mood};
use switchboard_spec::{Cost, Finding, Lowered, pipeline, walk::METHODS};

use crate::{
    targets::{lower, nobody},
    validity::{Reading, Schemas},
};

/// What came of the instances of a document.
#[derive(Clone, Debug, Default)]
pub struct Acceptance {
    /// Pairs of a schema of the document and what it was lowered to.
    pub schemas: usize,
    /// Schemas that are no JSON Schema, or of which no valid instance was found.
    pub untried: Vec<String>,
    /// Valid instances.
    pub instances: usize,
    /// Valid instances that the lowered schema does not accept, but its type keeps as an unknown
    /// value.
    pub unknown: Vec<Violation>,
    /// Valid instances that the type refuses.
    pub refused: Vec<Violation>,
    /// Valid instances that are not accepted where the report says that a place is less precise than
    /// the document.
    pub told: usize,
}

/// An instance that was valid before, and is not after.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The schema, in the vendor's document.
    pub pointer: String,
    /// The instance.
    pub instance: Value,
    /// Why the lowered schema does not accept it, and where.
    pub why: String,
}

/// Instances that may turn out invalid for each that is wanted.
const PATIENCE: usize = 12;

/// Instances without end after which a schema is left alone.
const ENDLESS: usize = 2;

/// Schemas of a document, each with what it was lowered to.
pub fn pairs(document: &Value, lowered: &Lowered) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    for (name, _) in schemas {
        if let Some(ty) = lowered.types.get(name) {
            out.push((
                switchboard_spec::pointer::join("#/components/schemas", name),
                switchboard_spec::pointer::join("#/components/schemas", ty),
            ));
        }
    }
    for (path, item) in lowered.document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(*method) else { continue };
            let at = switchboard_spec::pointer::join(&switchboard_spec::pointer::join("#/paths", path), method);
            let wire = &operation["x-switchboard"];
            let written = wire["pointer"].as_str().unwrap_or_default();
            let original = document.pointer(written.trim_start_matches('#'));
            let place = |part: &str, media: &str, pointer: String| -> Option<(String, String)> {
                let (at_original, value) = follow(document, &format!("{written}/{part}"), original?.pointer(&format!("/{part}"))?);
                let schema = format!("content/{}/schema", media.replace('~', "~0").replace('/', "~1"));
                value.pointer(&format!("/{schema}"))?;
                Some((format!("{at_original}/{schema}"), pointer))
            };
            let media = wire["body"]["media_type"].as_str().unwrap_or("application/json");
            if wire["body"]["kind"] == json!("json") {
                out.extend(place("requestBody", media, format!("{at}/requestBody/content/application~1json/schema")));
            }
            if wire["response"]["kind"] == json!("json") && wire["response"].get("accept").is_none() {
                for status in ["200", "201", "2XX"] {
                    let found = place(
                        &format!("responses/{status}"),
                        "application/json",
                        format!("{at}/responses/2XX/content/application~1json/schema"),
                    );
                    if let Some(found) = found {
                        out.push(found);
                        break;
                    }
                }
            }
        }
    }
    out
}

fn follow<'a>(document: &'a Value, at: &str, value: &'a Value) -> (String, &'a Value) {
    let (mut at, mut value) = (at.to_owned(), value);
    for _ in 0..16 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { break };
        let Some(target) = switchboard_instances::resolve(document, reference) else { break };
        (at, value) = (reference.to_owned(), target);
    }
    (at, value)
}

/// The document with the types that the report says are read into it: by the letter, a schema that
/// has `properties` and no `type` accepts any text.
fn with_types(document: &Value, lowered: &Lowered) -> Value {
    let mut document = document.clone();
    for finding in lowered.findings.iter().filter(|finding| finding.rule.id == "infer-type") {
        let schema = document.pointer_mut(finding.pointer.trim_start_matches('#')).and_then(Value::as_object_mut);
        if let Some(schema) = schema.filter(|schema| !schema.contains_key("type")) {
            schema.insert("type".to_owned(), Value::String(finding.note.clone()));
        }
    }
    document
}

/// Holds random valid instances of each schema against what it was lowered to.
pub fn acceptance(document: &Value, lowered: &Lowered, instances: usize, seed: u64) -> Acceptance {
    let document = &with_types(document, lowered);
    let original = Schemas::of(document, Reading::Published);
    // What is read into it is in `document` already.
    let told = |finding: &&Finding| finding.rule.cost == Cost::Typing && finding.rule.id != "infer-type";
    let losses: Vec<&str> = lowered.findings.iter().filter(told).map(|finding| finding.pointer.as_str()).collect();
    let typed = Schemas::of(&lowered.document, Reading::Typed);
    let decoded = Schemas::of(&lowered.document, Reading::Decoded);
    let mut out = Acceptance::default();
    for (before, after) in pairs(document, lowered) {
        out.schemas += 1;
        if typed.document().pointer(after.trim_start_matches('#')).is_none() {
            out.refused.push(Violation { pointer: before.clone(), instance: Value::Null, why: format!("there is no {after}") });
            continue;
        }
        let validators = original.validator(&before).and_then(|valid| Ok((valid, typed.validator(&after)?, decoded.validator(&after)?)));
        let (valid, typed, decodes) = match validators {
            Ok(validators) => validators,
            Err(why) => {
                out.untried.push(format!("{before}: {why}"));
                continue;
            }
        };
        // `nullable` is said of the places that refer to a component, not of its type.
        let is_component = before.starts_with("#/components/schemas/");
        let mut generator = Generator::new(original.document(), seed ^ hash(&before));
        let (mut made, mut endless) = (0, 0);
        for attempt in 0..instances * PATIENCE {
            let mood = [Mood::Bare, Mood::Full, Mood::Null, Mood::Mixed, Mood::Mixed][attempt % 5];
            let instance = generator.instance(&json!({ "$ref": before }), mood);
            endless += usize::from(generator.gave_up());
            if endless == ENDLESS {
                break;
            }
            if !valid.is_valid(&instance) || (is_component && instance.is_null()) {
                continue;
            }
            made += 1;
            out.instances += 1;
            let violation = |validator: &jsonschema::Validator| {
                validator.validate(&instance).err().map(|error| Violation {
                    pointer: before.clone(),
                    instance: instance.clone(),
                    why: format!("{error} at `{}` ({})", error.instance_path(), error.schema_path()),
                })
            };
            let (refused, unknown) = (violation(&decodes), violation(&typed));
            if (refused.is_some() || unknown.is_some()) && original.leads_to(&before, &losses) {
                out.told += 1;
            } else if let Some(violation) = refused {
                out.refused.push(violation);
            } else if let Some(violation) = unknown {
                out.unknown.push(violation);
            }
            if made == instances {
                break;
            }
        }
        if made == 0 {
            out.untried.push(format!("{before}: no valid instance was found"));
        }
    }
    out
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// All that holds of a document: it is refused (`None`), or lowered in a stable way to what accepts
/// the same instances.
///
/// # Errors
/// What does not hold.
pub fn hold(document: &Value, seed: u64) -> Result<Option<Acceptance>, String> {
    let Ok(lowered) = lower(document)? else { return Ok(None) };
    stable(document, &lowered)?;
    let found = acceptance(document, &lowered, 6, seed);
    match found.refused.first().or(found.unknown.first()) {
        None => Ok(Some(found)),
        Some(violation) => {
            let kind = if found.refused.is_empty() { "unknown" } else { "refused" };
            Err(format!("{kind}: {} {}\n    {}", violation.pointer, violation.instance, violation.why))
        }
    }
}

/// Whether lowering gives the same twice, and leaves the types of what is lowered already.
///
/// # Errors
/// What differs.
pub fn stable(document: &Value, lowered: &Lowered) -> Result<(), String> {
    let again = pipeline::lower(document, &nobody().settings);
    // As text: the order of members counts.
    let texts = [&again, lowered].map(|lowered| lowered.document.to_string());
    if texts[0] != texts[1] || again.findings != lowered.findings {
        return Err("lowering the same document again gives something else".to_owned());
    }
    let twice = pipeline::lower(&lowered.document, &nobody().settings);
    // What an answer is, says its status: no schema of JSON does.
    let by_status = |name: &str| lowered.document["components"]["schemas"][name].get("x-by-status").is_some();
    let (once, twice) = (schemas(&lowered.document), schemas(&twice.document));
    for (name, before) in &once {
        // A list of fixed length is what 3.0 can say of a tuple; read as 3.0, it is a list.
        let size = |schema: &Value| schema.to_string().contains("\"minItems\"");
        match twice.get(name) {
            _ if by_status(name) => {}
            Some(after) if after == before || size(before) => {}
            Some(after) => return Err(format!("lowered twice, {name} is {after} and not {before}")),
            None => return Err(format!("lowered twice, there is no {name}")),
        }
    }
    Ok(())
}

/// The schemas of a document, without what is ours alone.
fn schemas(document: &Value) -> serde_json::Map<String, Value> {
    let mut schemas = document.pointer("/components/schemas").cloned().unwrap_or_else(|| json!({}));
    strip(&mut schemas);
    schemas.as_object().cloned().unwrap_or_default()
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.retain(|key, _| !key.starts_with("x-"));
            object.values_mut().for_each(strip);
            // What a reference alone in `allOf` had beside it was ours.
            let alone = object.get("allOf").filter(|_| object.len() == 1).and_then(|members| members.as_array()?.first()?.get("$ref"));
            if let Some(reference) = alone.cloned() {
                *object = serde_json::Map::from_iter([("$ref".to_owned(), reference)]);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(strip),
        _ => {}
    }
}
