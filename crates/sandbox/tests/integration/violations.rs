//! Every kind of request that a document does not allow is found, and is said where.

use http::Request;
use serde_json::{Value, json};
use switchboard_sandbox::Sandbox;

use crate::support::{bare, exchange, post, request, stranger, violation, with_json};

/// A vendor that has one of everything.
fn everything() -> Value {
    let answer = json!({ "200": { "description": "Fine." }, "400": { "description": "No.", "content": { "application/problem+json": { "schema": {
        "type": "object", "required": ["detail"], "properties": { "detail": { "type": "string" }, "status": { "type": "integer" } },
    } } } } });
    let string = json!({ "type": "string" });
    let query = |name: &str, schema: &Value, more: Value| {
        let mut parameter = json!({ "name": name, "in": "query", "schema": schema });
        parameter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        parameter
    };
    let numbers = json!({ "type": "array", "items": { "type": "integer" } });
    let filter = json!({ "type": "object", "properties": { "size": { "type": "integer" }, "color": { "type": "string" } }, "additionalProperties": false });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Everything", "version": "1" },
        "components": { "securitySchemes": { "key": { "type": "apiKey", "in": "query", "name": "api_key" } } },
        "security": [{ "key": [] }],
        "paths": {
            "/open": { "get": { "security": [], "responses": answer } },
            "/things/{id}": { "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer", "minimum": 1 } }],
                "get": { "responses": answer, "parameters": [
                    query("page", &json!({ "type": "integer", "minimum": 1, "exclusiveMinimum": true }), json!({})),
                    query("kind", &json!({ "type": "string", "enum": ["a", "b"], "nullable": true }), json!({})),
                    query("must", &string, json!({ "required": true })),
                    query("many", &numbers, json!({})),
                    query("commas", &numbers, json!({ "explode": false })),
                    query("pipes", &numbers, json!({ "style": "pipeDelimited", "explode": false })),
                    query("deep", &filter, json!({ "style": "deepObject" })),
                    { "name": "json", "in": "query", "content": { "application/json": { "schema": filter } } },
                    { "name": "X-Count", "in": "header", "schema": { "type": "integer" } },
                    { "name": "session", "in": "cookie", "schema": { "type": "string", "pattern": "^[a-z]+$" } },
                ] },
                "post": { "responses": answer, "requestBody": { "required": true, "content": {
                    "application/json": { "schema": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string", "maxLength": 3 }, "tags": numbers } } },
                    "application/x-www-form-urlencoded": { "schema": { "type": "object", "properties": { "count": { "type": "integer" } } } },
                    "text/plain": { "schema": { "type": "string", "minLength": 2 } },
                } } },
            },
        },
    })
}

#[tokio::test]
async fn every_kind_of_violation_of_a_parameter_is_found() {
    let sandbox = Sandbox::builder().document("everything", everything()).start().await.unwrap();
    let fine = "/things/1?api_key=sandbox-key-everything&must=x";
    let get = |path: String, header: Option<(&str, &str)>| {
        let mut request = stranger(&sandbox, "everything", "GET", &path);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        bare(request)
    };
    for (more, header) in [
        ("", None),
        ("&page=2&kind=b&many=1&many=2&commas=1,2&pipes=1%7C2&deep%5Bsize%5D=3&json=%7B%22size%22%3A3%7D", None),
        ("", Some(("x-count", "5"))),
        ("", Some(("cookie", "a=1; session=abc"))),
    ] {
        let answer = get(format!("{fine}{more}"), header).await;
        assert_eq!((answer.status, violation(&answer)), (200, None), "{more}");
    }
    for (path, header, expected) in [
        (format!("{fine}&page=1"), None, "query page: "),
        (format!("{fine}&page=many"), None, "query page: value is not of type \"integer\""),
        (format!("{fine}&page=2&page=3"), None, "query page: it is given more than once"),
        (format!("{fine}&kind=c"), None, "query kind: "),
        (format!("{fine}&many=1&many=x"), None, "query many/1: value is not of type \"integer\""),
        (format!("{fine}&commas=1,x"), None, "query commas/1: "),
        (format!("{fine}&pipes=1%7Cx"), None, "query pipes/1: "),
        (format!("{fine}&deep%5Bsize%5D=x"), None, "query deep/size: "),
        (format!("{fine}&deep%5Bshape%5D=x"), None, "query deep: "),
        (format!("{fine}&json=%7B"), None, "query json: it is not JSON"),
        (format!("{fine}&other=1"), None, "query other: the operation has no such parameter"),
        ("/things/1?api_key=sandbox-key-everything".to_owned(), None, "query must: it is required"),
        ("/things/0?api_key=sandbox-key-everything&must=x".to_owned(), None, "path id: value is less than the minimum of 1"),
        ("/things/a?api_key=sandbox-key-everything&must=x".to_owned(), None, "path id: value is not of type \"integer\""),
        (fine.to_owned(), Some(("x-count", "five")), "header X-Count: value is not of type \"integer\""),
        (fine.to_owned(), Some(("cookie", "session=A1")), "cookie session: "),
    ] {
        let answer = get(path.clone(), header).await;
        let found = violation(&answer).unwrap_or_else(|| panic!("{path}: {answer:?}"));
        assert!(answer.status == 400 && found.starts_with(expected), "{path}: {} {found}", answer.status);
        assert!(found.contains("(#/paths/") && found.ends_with(')'), "{found}");
        // In the document's own shape of an error.
        assert_eq!((answer.at("/status"), answer.header("content-type")), (&json!(400), Some("application/problem+json")), "{answer:?}");
        assert!(answer.at("/detail").as_str().unwrap().starts_with(expected), "{answer:?}");
    }
    let several = get("/things/0?api_key=sandbox-key-everything&x=1".to_owned(), None).await;
    assert_eq!(violation(&several).unwrap().split(" | ").count(), 3, "{several:?}");
}

#[tokio::test]
async fn every_kind_of_violation_of_a_body_is_found() {
    let sandbox = Sandbox::builder().document("everything", everything()).start().await.unwrap();
    for (media_type, body, expected) in [
        ("application/json", r#"{"name":"abc"}"#, None),
        ("application/json; charset=utf-8", r#"{"name":"abc","tags":[1],"more":true}"#, None),
        ("application/x-www-form-urlencoded", "count=5", None),
        ("text/plain", "ab", None),
        ("application/json", r#"{"name":"abcd"}"#, Some("body /name: ")),
        ("application/json", r#"{"tags":[1,"x"]}"#, Some("body: \"name\" is a required property")),
        ("application/json", r#"{"name":"#, Some("body: it is not JSON: EOF")),
        ("application/json", "", Some("body: it is required")),
        ("application/x-www-form-urlencoded", "count=five", Some("body /count: value is not of type \"integer\"")),
        ("text/plain", "a", Some("body: ")),
        ("application/xml", "<a/>", Some("header content-type: the operation takes `application/json`, ")),
        ("", "{}", Some("header content-type: it is required")),
    ] {
        let mut request = stranger(&sandbox, "everything", "POST", "/things/1?api_key=sandbox-key-everything");
        if !media_type.is_empty() {
            request = request.header("content-type", media_type);
        }
        let answer = exchange(request.body(body.as_bytes().to_vec()).unwrap()).await.unwrap();
        match (expected, violation(&answer)) {
            (None, None) => assert_eq!(answer.status, 200, "{body}"),
            (Some(expected), Some(found)) => assert!(answer.status == 400 && found.starts_with(expected), "{media_type} {body}: {found}"),
            _ => panic!("{media_type} {body}: {answer:?}"),
        }
    }
    let get = stranger(&sandbox, "everything", "GET", "/things/1?api_key=sandbox-key-everything&must=x");
    let answer = exchange(get.body(b"{}".to_vec()).unwrap()).await.unwrap();
    assert!(violation(&answer).unwrap().starts_with("body: the operation takes none"));
}

#[tokio::test]
async fn an_id_that_servers_do_not_agree_on_is_a_violation() {
    let sandbox = Sandbox::start().await.unwrap();
    for (id, expected) in [
        ("%ff", "path id: it is not text in UTF-8"),
        ("a%00b", "path id: it has a zero byte"),
        ("%2e%2e", "path id: it leads to another path"),
        ("%2E", "path id: it leads to another path"),
    ] {
        let answer = bare(request(&sandbox, "selcora", "GET", &format!("/agents/{id}"))).await;
        assert!(answer.status == 400 && violation(&answer).unwrap().starts_with(expected), "{id}: {answer:?}");
    }
    let answer = bare(request(&sandbox, "fifth-element", "GET", "/jobs/%C3%A4%2Fb%0A")).await;
    assert_eq!((answer.status, answer.at("/data/id")), (200, &json!("ä/b\n")));
}

#[tokio::test]
async fn a_key_that_is_missing_or_wrong_is_401_and_one_in_the_query_is_taken() {
    let sandbox = Sandbox::builder().document("everything", everything()).start().await.unwrap();
    for (path, status, expected) in [
        ("/open", 200, None),
        ("/things/1?must=x", 401, Some("query api_key: there is no key")),
        ("/things/1?must=x&api_key=secret", 401, Some("query api_key: the key is not the sandbox's")),
    ] {
        let answer = bare(stranger(&sandbox, "everything", "GET", path)).await;
        assert_eq!(answer.status, status, "{path}");
        let found = violation(&answer);
        assert!(found.unwrap_or_default().starts_with(expected.unwrap_or_default()) && found.is_some() == expected.is_some(), "{answer:?}");
        assert!(!format!("{answer:?}").contains("secret"), "{answer:?}");
    }
    for (header, value, expected) in [
        ("x-other", "", "header Authorization: there is no key"),
        ("authorization", "Bearer sandbox-key-lucidsense", "header Authorization: the value does not begin with `ApiKey`"),
        ("authorization", "ApiKey secret", "header Authorization: the key is not the sandbox's"),
    ] {
        let request = stranger(&sandbox, "lucidsense", "POST", "/agents/a/execute").header(header, value);
        let answer = with_json(request, &json!({ "message": "Hi" })).await;
        assert_eq!((answer.status, answer.at("/message"), answer.at("/success")), (401, &json!("Invalid API Key"), &json!(false)));
        assert!(violation(&answer).unwrap().starts_with(expected), "{answer:?}");
    }
}

#[tokio::test]
async fn a_path_or_a_method_that_there_is_not_is_said_so() {
    let sandbox = Sandbox::start().await.unwrap();
    let nowhere = bare(request(&sandbox, "selcora", "GET", "/nowhere")).await;
    assert_eq!((nowhere.status, violation(&nowhere)), (404, Some("path: the document has no such path (#/paths)")));
    assert_eq!(nowhere.at("/error"), &json!("path: the document has no such path"));
    let method = bare(request(&sandbox, "selcora", "DELETE", "/agents")).await;
    assert_eq!((method.status, method.header("allow")), (405, Some("GET, POST")), "{method:?}");
    let outside = Request::builder().uri(format!("http://{}/selcora/agents", sandbox.address())).body(Vec::new()).unwrap();
    assert_eq!(exchange(outside).await.unwrap().status, 404);
    let nobody = Request::builder().uri(format!("http://{}/nobody/agents", sandbox.address())).body(Vec::new()).unwrap();
    let nobody = exchange(nobody).await.unwrap();
    assert!(nobody.status == 404 && nobody.text.contains("fifth-element, invent, invicta, lucidsense, selcora"), "{nobody:?}");
}

#[tokio::test]
async fn a_form_is_read_as_its_document_means_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let form = |parts: &str| {
        let body = format!("--B\r\n{}\r\n--B--\r\n", parts.replace('\n', "\r\n"));
        request(&sandbox, "invent", "POST", "/orgs/c/contacts")
            .header("content-type", "multipart/form-data; boundary=B")
            .body(body.into_bytes())
            .unwrap()
    };
    let part = |name: &str, value: &str| format!("Content-Disposition: form-data; name=\"{name}\"\n\n{value}");
    let fine = [part("segment_ids", "a"), part("segment_ids", "b"), part("channel", r#"{"name":"Ada"}"#)].join("\n--B\n");
    let answer = exchange(form(&fine)).await.unwrap();
    assert_eq!((answer.status, violation(&answer)), (200, None), "{answer:?}");
    let answer = exchange(form(&part("channel", "Ada"))).await.unwrap();
    assert!(violation(&answer).unwrap().starts_with("body /channel: value is not of type \"object\""), "{answer:?}");
}

#[tokio::test]
async fn each_vendor_says_no_in_its_own_words() {
    let sandbox = Sandbox::start().await.unwrap();
    let cases = [
        ("fifth-element", "/chat/a", json!({ "message": 5 }), "/error/message", "/error/name", "ValidationError"),
        ("invent", "/orgs/c/assistants", json!({ "name": "" }), "/message", "/errors/0/code", "invalid_request"),
        ("invicta", "/triggers/webhooks/api-key/a", json!({ "userInput": "a" }), "/error/message", "/error/code", "invalid_request_error"),
        ("lucidsense", "/agents/a/execute", json!({ "message": 5 }), "/message", "", ""),
        ("selcora", "/completions", json!({ "messages": [], "llm_id": 5 }), "/error", "", ""),
    ];
    for (vendor, path, body, message, code, word) in cases {
        let answer = post(&sandbox, vendor, path, &body).await;
        let said = answer.at(message).as_str().unwrap_or_else(|| panic!("{answer:?}"));
        assert!(answer.status == 400 && violation(&answer).unwrap().starts_with(said), "{vendor}: {answer:?}");
        assert!(code.is_empty() || answer.at(code) == &json!(word), "{vendor}: {answer:?}");
    }
}

#[tokio::test]
async fn a_member_that_may_be_null_is_also_emptied_with_an_empty_text() {
    let sandbox = Sandbox::start().await.unwrap();
    let chat = crate::support::get(&sandbox, "invent", "/orgs/c/chats").await.at("/0/id").as_str().unwrap().to_owned();
    let patch = async |body: Value| with_json(request(&sandbox, "invent", "PATCH", &format!("/chats/{chat}/state")), &body).await;
    assert_eq!(patch(json!({ "follow_up_at": "" })).await.status, 200);
    let answer = patch(json!({ "follow_up_at": "tomorrow" })).await;
    assert!(violation(&answer).unwrap().starts_with("body /follow_up_at: value is not a \"date-time\""), "{answer:?}");
}
