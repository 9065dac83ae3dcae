//! The step of the crate's version: what the report says, what the outlines of the two crates
//! say, and what the compiler says.

use std::{collections::BTreeSet, env, fs, path::Path, process::Command};

use serde_json::{Value, json};
use switchboard_diff::rust::Step;

use crate::{
    code, fixture,
    mutations::{all, rng},
    vendors,
};
use proptest::prelude::Rng;

/// Another way to get the step: the outline that reviewers read, line by line, and what it leaves
/// out because it follows: constructors and setters.
fn step_by_outline(base: &str, revision: &str) -> Step {
    if base == revision {
        return Step::None;
    }
    let lines = |code: &str| -> BTreeSet<String> {
        let file = syn::parse_file(code).unwrap();
        let mut owner = String::new();
        let mut lines = BTreeSet::new();
        for line in switchboard_codegen::outline(&file).lines() {
            // Where a call goes, and what is written on the wire, is not part of a signature.
            let line = line.split(" # ").next().unwrap().split(" \"").next().unwrap();
            match line.strip_prefix("  ") {
                Some(options) if owner.contains('(') => {
                    // A call with one more option is the same call.
                    lines.extend(options.split(", ").map(|option| format!("{} {option}", owner.split('(').next().unwrap())));
                }
                Some(member) => {
                    lines.insert(format!("{owner} {member}"));
                }
                None => {
                    owner = line.to_owned();
                    lines.insert(line.to_owned());
                }
            }
        }
        lines.extend(made(&file));
        lines
    };
    let (old, new) = (lines(base), lines(revision));
    match (old.difference(&new).next(), new.difference(&old).next()) {
        (Some(_), _) => Step::Major,
        (None, Some(_)) => Step::Minor,
        (None, None) => Step::Patch,
    }
}

/// Constructors, setters and what is derived.
fn made(file: &syn::File) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let types = file.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content.as_ref().map(|(_, items)| items),
        _ => None,
    });
    for item in types.flatten() {
        match item {
            syn::Item::Impl(block) => {
                for item in &block.items {
                    if let syn::ImplItem::Fn(function) = item {
                        let inputs = &function.sig.inputs;
                        let types: Vec<String> = inputs
                            .iter()
                            .filter_map(|input| match input {
                                syn::FnArg::Typed(typed) => {
                                    let ty = &typed.ty;
                                    Some(quote::quote!(#ty).to_string())
                                }
                                syn::FnArg::Receiver(_) => None,
                            })
                            .collect();
                        let (ty, name) = (&block.self_ty, &function.sig.ident);
                        found.insert(format!("{} {name} {types:?}", quote::quote!(#ty)));
                    }
                }
                if let Some((path, _)) = &block.trait_ {
                    let ty = &block.self_ty;
                    found.insert(format!("{} is {}", quote::quote!(#ty), quote::quote!(#path)));
                }
            }
            syn::Item::Struct(item) => {
                let derives: Vec<String> =
                    item.attrs.iter().filter(|it| it.path().is_ident("derive")).map(|it| quote::quote!(#it).to_string()).collect();
                if derives.iter().any(|derives| derives.contains("Default")) {
                    found.insert(format!("{} is Default", item.ident));
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn the_step_is_what_comparing_the_outlines_says() {
    let mut counts = [0; 4];
    for vendor_name in ["selcora", "lucidsense"] {
        let vendor = vendors::vendor(vendor_name);
        let base = vendors::document(vendor_name);
        let old = code::generate_as(&base, &vendor).unwrap();
        for (number, mutation) in all().iter().enumerate() {
            let places = mutation.places(&base);
            let mut rng = rng(u8::try_from(number).unwrap() + 100);
            let Some(place) = places.get(rng.next_u32() as usize % places.len().max(1)) else { continue };
            let mut revision = base.clone();
            if mutation.apply(&mut revision, place).is_none() {
                continue;
            }
            let Ok(new) = code::generate_as(&revision, &vendor) else { continue };
            let step = switchboard_diff::rust::step(&old, &new).unwrap();
            assert_eq!(step, step_by_outline(&old, &new), "{vendor_name}: {} at {place}", mutation.name);
            counts[step as usize] += 1;
        }
    }
    println!("none, patch, minor, major: {counts:?}");
    assert!(counts.iter().skip(1).all(|count| *count > 0), "{counts:?}");
}

#[test]
fn the_step_of_every_fixture_is_what_comparing_the_outlines_says() {
    for fixture in fixture::all() {
        for pair in &fixture.pairs {
            let (old, new) = (code::generate(&pair.base).unwrap(), code::generate(&pair.revision).unwrap());
            let step = switchboard_diff::rust::step(&old, &new).unwrap();
            let outline = step_by_outline(&old, &new);
            // The outline does not say of an enum that it is a tag, which has no `Unknown`, and
            // leaves out the rest of an object unless it has a type of its own.
            let unsaid = ["union", "additional-properties", "pattern-property"].iter().any(|start| fixture.rule.id.starts_with(start));
            assert!(step == outline || unsaid, "{} {}: {step:?}, by outline {outline:?}", fixture.rule.id, pair.name);
        }
    }
}

// What the compiler says.

/// A crate whose document has an object `Thing` with these members, which is sent and read.
fn things(properties: &Value, required: &Value) -> Value {
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Things", "version": "1" },
        "paths": { "/things": { "post": {
            "operationId": "createThing",
            "requestBody": { "required": true, "content": content },
            "responses": { "200": { "description": "It.", "content": content } },
        } } },
        "components": { "schemas": { "Thing": { "type": "object", "required": required, "properties": properties } } },
    })
}

/// Code as a caller writes it.
const CALLER: &str = r#"
pub async fn run(client: generated::Client) -> Option<String> {
    use generated::types::{Thing, ThingState};
    let thing = Thing::new("name").with_state(ThingState::On);
    let made: Thing = client.things().create(thing).send().await.ok()?;
    let kept: String = made.name;
    match made.state {
        Some(ThingState::On) => Some(kept),
        Some(ThingState::Off) => None,
        _ => None,
    }
}
"#;

/// Takes half a minute: six small crates are checked by cargo, in one target folder.
#[test]
fn a_major_step_breaks_a_caller_and_a_minor_one_does_not() {
    let state = json!({ "type": "string", "enum": ["on", "off"] });
    let base = things(&json!({ "name": { "type": "string" }, "state": state }), &json!(["name"]));
    let old = code::generate(&base).unwrap();
    let cases = [
        ("same", base.clone()),
        (
            "member_added",
            things(&json!({ "name": { "type": "string" }, "state": state, "colour": { "type": "string" } }), &json!(["name"])),
        ),
        (
            "value_added",
            things(
                &json!({ "name": { "type": "string" }, "state": { "type": "string", "enum": ["on", "off", "standby"] } }),
                &json!(["name"]),
            ),
        ),
        ("null_allowed", things(&json!({ "name": { "type": ["string", "null"] }, "state": state }), &json!(["name"]))),
        (
            "member_required",
            things(&json!({ "name": { "type": "string" }, "state": state, "colour": { "type": "string" } }), &json!(["name", "colour"])),
        ),
        (
            "value_removed",
            things(&json!({ "name": { "type": "string" }, "state": { "type": "string", "enum": ["on"] } }), &json!(["name"])),
        ),
    ];
    let crates = Crates::new();
    let expected: Vec<(&str, Step)> = cases
        .iter()
        .map(|(name, document)| {
            let code = code::generate(document).unwrap();
            crates.add(name, &code);
            (*name, switchboard_diff::rust::step(&old, &code).unwrap())
        })
        .collect();
    let names: Vec<&str> = expected.iter().map(|(name, _)| *name).collect();
    crates.finish(&names);
    for (name, step) in expected {
        let compiles = crates.check(name);
        assert_eq!(
            compiles,
            step < Step::Major,
            "{name}: {step:?}, and the caller {}",
            if compiles { "compiles" } else { "does not compile" }
        );
    }
}

/// A workspace of small crates: a generated file, and a caller of it.
struct Crates {
    root: std::path::PathBuf,
}

impl Crates {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("callers");
        fs::create_dir_all(&root).unwrap();
        Self { root }
    }

    fn add(&self, name: &str, code: &str) {
        let folder = self.root.join(name);
        fs::create_dir_all(folder.join("src")).unwrap();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[features]\nschemars = []\ntracing = []\n\n\
             [dependencies]\nserde.workspace = true\nserde_json.workspace = true\nswitchboard-core.workspace = true\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("src/lib.rs"), format!("#![allow(warnings)]\nmod generated;\n{CALLER}")).unwrap();
        fs::write(folder.join("src/generated.rs"), code).unwrap();
    }

    fn finish(&self, names: &[&str]) {
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
        let core = ours.join("crates/core");
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = {names:?}\n\n[workspace.dependencies]\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\n\
             switchboard-core = {{ path = {core:?}, default-features = false, features = [\"stream\"] }}\n\n\
             [profile.dev]\ndebug = false\nincremental = false\n"
        );
        fs::write(self.root.join("Cargo.toml"), manifest).unwrap();
        fs::copy(ours.join("Cargo.lock"), self.root.join("Cargo.lock")).unwrap();
    }

    /// Whether a caller compiles.
    fn check(&self, name: &str) -> bool {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "-p", name])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target"))
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // What fails must be the caller, not what it is made of.
        assert!(output.status.success() || said.contains(&format!("{name}/src/lib.rs")), "{name}: {said}");
        output.status.success()
    }
}
