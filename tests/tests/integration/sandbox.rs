//! Every method of every client against the sandbox, which holds each request against the
//! vendor's own document.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    rc::Rc,
};

use http::Request;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use switchboard_instances::generator::{Generator, Mood};
use switchboard_sandbox::Sandbox;
use switchboard_test_support::client::exchange;
use switchboard_tests::{
    calls::{self, Arguments},
    documents,
};

use crate::original::{Operation, Original};

/// Calls of each operation: bare, with everything, and as it comes.
const MOODS: [Mood; 4] = [Mood::Bare, Mood::Full, Mood::Mixed, Mood::Mixed];
/// Values that may turn out invalid before one is not.
const PATIENCE: usize = 200;

#[tokio::test]
async fn every_operation_of_fifth_element_is_called_without_a_violation() {
    every_operation("fifth-element", 5, 1).await;
}

#[tokio::test]
async fn every_operation_of_invent_is_called_without_a_violation() {
    every_operation("invent", 81, 0).await;
}

#[tokio::test]
async fn every_operation_of_invicta_is_called_without_a_violation() {
    every_operation("invicta", 1, 0).await;
}

#[tokio::test]
async fn every_operation_of_lucidsense_is_called_without_a_violation() {
    every_operation("lucidsense", 1, 0).await;
}

#[tokio::test]
async fn every_operation_of_selcora_is_called_without_a_violation() {
    every_operation("selcora", 12, 0).await;
}

/// What a client's error tells of an answer of the sandbox.
#[track_caller]
fn told(error: calls::Failed, status: u16, message: &str, code: Option<&str>) {
    let calls::Failed::Call(error) = error else { panic!("{error}") };
    assert_eq!((error.status().map(|status| status.as_u16()), error.code()), (Some(status), code), "{error}");
    assert!(error.message().is_some_and(|told| told.contains(message)), "{error}");
}

#[tokio::test]
async fn a_client_understands_how_the_sandbox_says_no() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases = [
        ("fifth-element", "POST /chat/{slug}", "slug", json!({ "message": "Hi" }), Some("UnauthorizedError"), Some("NotFoundError")),
        ("invent", "GET /chats/{chat_id}/messages", "chat_id", Value::Null, Some("unauthorized"), Some("not_found")),
        (
            "invicta",
            "POST /triggers/webhooks/api-key/{AI_AGENT_ID}",
            "AI_AGENT_ID",
            json!({ "userInput": "Hi", "variables": [] }),
            Some("invalid_request_error"),
            Some("invalid_request_error"),
        ),
        ("lucidsense", "POST /agents/{agent_id}/execute", "agent_id", json!({ "message": "Hi" }), None, None),
        ("selcora", "GET /agents/{id}", "id", Value::Null, None, None),
    ];
    for (vendor, operation, parameter, body, code, missing) in cases {
        let arguments = |id: &str| Arguments {
            parameters: Map::from_iter([(parameter.to_owned(), json!(id))]),
            body: Some(body.clone()).filter(|body| !body.is_null()),
        };
        let (url, key) = (sandbox.base_url(vendor), sandbox.api_key(vendor));
        told(calls::call(vendor, &url, "wrong-key", operation, &arguments("a")).await.unwrap_err(), 401, "", code);
        told(calls::call(vendor, &url, &key, operation, &arguments("missing-1")).await.unwrap_err(), 404, "", missing);
    }
    let arguments = Arguments { parameters: Map::from_iter([("org_id".to_owned(), json!("c"))]), body: Some(json!({ "name": "" })) };
    let (url, key) = (sandbox.base_url("invent"), sandbox.api_key("invent"));
    let refused = calls::call("invent", &url, &key, "POST /orgs/{org_id}/assistants", &arguments).await;
    told(refused.unwrap_err(), 400, "body /name: ", Some("invalid_request"));
}

/// `streams` of the operations have a second method that streams.
async fn every_operation(vendor: &'static str, operations: usize, streams: usize) {
    let sandbox = Sandbox::start().await.unwrap();
    let text = std::fs::read_to_string(documents::workspace().join(format!("crates/sandbox/vendors/{vendor}/openapi.json"))).unwrap();
    // Valid is what the document says with our corrections; counted is what the vendor says.
    let corrected = Original { vendor, document: serde_json::from_str(&text).unwrap() };
    let published = Original::of(vendor);
    assert_eq!(published.operations().len(), operations, "{vendor}: the document has changed, and so must this number");
    let caller = Caller { sandbox: &sandbox, document: &corrected, ids: RefCell::default(), validators: RefCell::default() };

    let mut called: BTreeMap<String, usize> = BTreeMap::new();
    let mut failures = Vec::new();
    let mut all = corrected.operations();
    // Items before whole lists, and what removes them after what needs them.
    all.sort_by_key(|operation| (operation.method == "delete", !operation.path.ends_with('}')));
    for operation in all {
        let key = format!("{} {}", operation.method.to_uppercase(), operation.path);
        let mut names = vec![key.clone()];
        names.extend(caller.streams(&operation).then(|| format!("{key} stream")));
        for name in names {
            for (seed, mood) in MOODS.into_iter().enumerate() {
                let arguments = caller.arguments(&operation, mood, seed as u64).await;
                let result = calls::call(vendor, &sandbox.base_url(vendor), &sandbox.api_key(vendor), &name, &arguments).await;
                let record = sandbox.requests().pop().expect("a request");
                if let Err(error) = result {
                    failures.push(format!("{name}: {error}\n  {record:?}\n  {arguments:?}"));
                } else if record.violation.is_some() || record.operation.as_ref() != Some(&key) {
                    failures.push(format!("{name}: {record:?}"));
                } else {
                    *called.entry(name.clone()).or_default() += 1;
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));

    let violations: Vec<_> = sandbox.requests().into_iter().filter_map(|request| request.violation).collect();
    assert!(violations.is_empty(), "{violations:?}");
    let whole: BTreeSet<&str> = called.keys().map(|name| name.trim_end_matches(" stream")).collect();
    assert_eq!((whole.len(), called.len() - whole.len()), (operations, streams), "{vendor}: {:?}", called.keys());
    println!("{vendor}: {} operations and {streams} streams, {} calls without a violation", whole.len(), called.values().sum::<usize>());
}

struct Caller<'a> {
    sandbox: &'a Sandbox,
    document: &'a Original,
    /// Ids that are known, by the path before them.
    ids: RefCell<HashMap<String, String>>,
    /// Validators by the text of their schemas.
    validators: RefCell<HashMap<String, Rc<Validator>>>,
}

impl Caller<'_> {
    fn streams(&self, operation: &Operation<'_>) -> bool {
        let responses = operation.body["responses"].as_object().unwrap();
        responses.values().any(|response| self.document.target(response).pointer("/content/text~1event-stream").is_some())
    }

    async fn arguments(&self, operation: &Operation<'_>, mood: Mood, seed: u64) -> Arguments {
        let mut parameters = Map::new();
        let own = operation.body.get("parameters").into_iter().chain(operation.shared).filter_map(Value::as_array).flatten();
        for parameter in own.map(|parameter| self.document.target(parameter)) {
            let name = parameter["name"].as_str().unwrap();
            if name == "next" || (mood == Mood::Bare && parameter["required"] != json!(true)) {
                continue;
            }
            let value = match parameter["in"].as_str() {
                Some("path") => json!(self.id(operation, name).await),
                // What a header cannot carry is no matter of the document.
                Some("header") => json!("somebody@example.com"),
                _ => whole(self.value(&parameter["schema"], mood, seed)),
            };
            // Null is not sent: the parameter is left out.
            if !value.is_null() {
                parameters.insert(name.to_owned(), value);
            }
        }
        let body = operation.body.get("requestBody").map(|body| self.document.target(body));
        let schema = |body: &Value| self.document.target(&body["content"]["application/json"]["schema"]).clone();
        // A method that sends a file asks for it.
        let is_file = |body: &Value| schema(body).to_string().contains("\"binary\"");
        let body = body.filter(|body| mood != Mood::Bare || body["required"] == json!(true) || is_file(body)).map(schema);
        Arguments { parameters, body: body.map(|schema| self.told(self.value(&schema, mood, seed))) }
    }

    /// A valid value, formats included.
    fn value(&self, schema: &Value, mood: Mood, seed: u64) -> Value {
        let mut generator = Generator::new(&self.document.document, seed);
        let validator = self.validator(schema);
        let mut values = std::iter::repeat_with(|| generator.instance(schema, mood));
        values.by_ref().take(PATIENCE).find(|value| validator.is_valid(value)).unwrap_or_else(|| panic!("no valid value of {schema}"))
    }

    fn validator(&self, schema: &Value) -> Rc<Validator> {
        let make = || {
            let root = json!({ "allOf": [schema], "components": self.document.document["components"] });
            Rc::new(jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true).build(&root).unwrap())
        };
        Rc::clone(self.validators.borrow_mut().entry(schema.to_string()).or_insert_with(make))
    }

    /// A conversation that was never begun is not continued.
    fn told(&self, mut body: Value) -> Value {
        if let (Some(members), "lucidsense") = (body.as_object_mut(), self.document.vendor) {
            members.remove("chat_id");
        }
        body
    }

    /// The id of something that is there, for a parameter of a path: from the list before it, or
    /// from a list of the same name. Where there is none, any id will do.
    async fn id(&self, operation: &Operation<'_>, parameter: &str) -> String {
        let (list, _) = operation.path.split_once(&format!("/{{{parameter}}}")).unwrap();
        // What is removed is not there a second time.
        let is_removed = operation.method == "delete" && operation.path.ends_with(&format!("{{{parameter}}}"));
        if let Some(id) = self.ids.borrow().get(list).filter(|_| !is_removed) {
            return id.clone();
        }
        let id = if parameter == "org_id" { "c".to_owned() } else { self.new_id(list).await };
        if !is_removed {
            self.ids.borrow_mut().insert(list.to_owned(), id.clone());
        }
        id
    }

    async fn new_id(&self, list: &str) -> String {
        let word = list.rsplit('/').next().unwrap();
        let mut lists = vec![("get", list), ("post", list)];
        let operations = self.document.operations();
        lists.extend(
            operations
                .iter()
                .filter(|other| other.method == "get" && other.path.rsplit('/').next() == Some(word))
                .map(|other| ("get", other.path)),
        );
        for (method, list) in lists {
            if let Some(operation) = operations.iter().find(|operation| operation.path == list && operation.method == method)
                && let Some(id) = Box::pin(self.known(operation)).await
            {
                return id;
            }
        }
        "id-1".to_owned()
    }

    /// The first id in the answer of an operation.
    async fn known(&self, operation: &Operation<'_>) -> Option<String> {
        let mut url = self.sandbox.base_url(self.document.vendor);
        for segment in operation.path.split('/').skip(1) {
            let value = match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(parameter) => Box::pin(self.id(operation, parameter)).await,
                None => segment.to_owned(),
            };
            url = format!("{url}/{value}");
        }
        let required = operation
            .body
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|parameter| self.document.target(parameter));
        let required = required.filter(|parameter| parameter["in"] == json!("query") && parameter["required"] == json!(true));
        let query = required.map(|parameter| {
            let value = self.value(&parameter["schema"], Mood::Full, 7);
            format!("{}={}", parameter["name"].as_str().unwrap(), value.as_str().unwrap())
        });
        let request = Request::builder()
            .method(operation.method.to_uppercase().as_str())
            .uri(format!("{url}?{}", query.collect::<Vec<_>>().join("&")))
            .header("authorization", format!("Bearer {}", self.sandbox.api_key(self.document.vendor)));
        let schema = operation.body.get("requestBody").map(|body| &self.document.target(body)["content"]["application/json"]["schema"]);
        let request = match schema {
            Some(schema) => {
                request.header("content-type", "application/json").body(self.value(schema, Mood::Full, 7).to_string().into_bytes())
            }
            None => request.body(Vec::new()),
        };
        let answer = exchange(request.unwrap()).await.unwrap().body;
        let item = answer.get(0).or_else(|| answer.pointer("/data/0")).unwrap_or(&answer);
        item["id"].as_str().map(str::to_owned)
    }
}

/// A whole number as methods take it: `5`, not `5.0`.
fn whole(value: Value) -> Value {
    match value.as_f64() {
        #[allow(clippy::cast_possible_truncation, reason = "whole, and small enough")]
        Some(number) if number.fract() == 0.0 && number.abs() < 9.2e18 => json!(number as i64),
        _ => value,
    }
}
