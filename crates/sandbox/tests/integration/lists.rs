//! What is made can be fetched, changed, listed and removed.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use switchboard_sandbox::Sandbox;

use crate::support::{Answer, bare, get, post, request, with_json};

async fn patch(sandbox: &Sandbox, path: &str, body: &Value) -> Answer {
    with_json(request(sandbox, "invent", "PATCH", path), body).await
}

fn ids(answer: &Answer) -> Vec<String> {
    answer.body.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn invents_contacts_come_in_pages_with_their_true_total() {
    let sandbox = Sandbox::builder().items(25).start().await.unwrap();
    let mut seen = BTreeSet::new();
    for (page, length) in [(1, 10), (2, 10), (3, 5), (4, 0)] {
        let answer = get(&sandbox, "invent", &format!("/orgs/c/contacts?page={page}&take=10")).await;
        let counts = ["pagination-count", "pagination-page", "pagination-take"].map(|name| answer.header(name).unwrap().to_owned());
        assert_eq!(counts, ["25".to_owned(), page.to_string(), "10".to_owned()]);
        assert_eq!(ids(&answer).len(), length);
        seen.extend(ids(&answer));
    }
    assert_eq!(seen.len(), 25);
    post(&sandbox, "invent", "/orgs/c/contacts", &json!({ "channel": { "name": "Ada" } })).await;
    let answer = get(&sandbox, "invent", "/orgs/c/contacts?page=3&take=10").await;
    assert_eq!((answer.header("pagination-count"), ids(&answer).len()), (Some("26"), 6));
}

#[tokio::test]
async fn a_page_far_beyond_the_end_is_counted_as_it_was_asked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let answer = get(&sandbox, "invent", "/orgs/c/contacts?page=9223372036854775807").await;
    assert_eq!((answer.header("pagination-page"), ids(&answer).len()), (Some("9223372036854775807"), 0));
}

#[tokio::test]
async fn what_was_there_before_can_be_guessed() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(ids(&get(&sandbox, "invent", "/orgs/c/contacts?take=2").await), ["contact_1", "contact_2"]);
    assert_eq!(get(&sandbox, "invent", "/orgs/c/assistants/assistant_1").await.at("/id"), "assistant_1");
    assert_eq!(get(&sandbox, "invent", "/chats/chat_1/messages/message_1").await.at("/id"), "message_1");
    // Where the document's examples name some, it is these.
    assert_eq!(get(&sandbox, "selcora", "/agents/agent_xyz789").await.at("/id"), "agent_xyz789");
}

#[tokio::test]
async fn selcoras_images_come_in_pages_with_their_counters() {
    let sandbox = Sandbox::start().await.unwrap();
    let first = get(&sandbox, "selcora", "/images").await;
    assert_eq!(first.at("/data").as_array().unwrap().len(), 10);
    let counters = json!({ "total_items": 25, "current_page": 1, "page_size": 10, "total_pages": 3, "next_page": 2, "prev_page": null });
    assert_eq!(first.at("/pagination"), &counters);
    let last = get(&sandbox, "selcora", "/images?page=3&page_size=10").await;
    let counters = json!({ "total_items": 25, "current_page": 3, "page_size": 10, "total_pages": 3, "next_page": null, "prev_page": 2 });
    assert_eq!((last.at("/data").as_array().unwrap().len(), last.at("/pagination")), (5, &counters));
}

#[tokio::test]
async fn fifth_elements_documents_are_counted_from_an_offset() {
    let sandbox = Sandbox::start().await.unwrap();
    let path = "/repositories/r1/documents";
    let made = post(&sandbox, "fifth-element", path, &json!({ "title": "New", "content": "Text" })).await;
    assert_eq!((made.status, made.at("/data/title"), made.at("/error")), (201, &json!("New"), &Value::Null), "{made:?}");
    let last = get(&sandbox, "fifth-element", &format!("{path}?start=25&limit=10")).await;
    assert_eq!(last.at("/data/pagination"), &json!({ "total": 26, "start": 25, "limit": 10 }));
    assert_eq!(last.at("/data/documents/0"), made.at("/data"));
    let other = get(&sandbox, "fifth-element", "/repositories/r2/documents?limit=1").await;
    assert_eq!(other.at("/data/pagination/total"), &json!(25));
}

#[tokio::test]
async fn what_is_made_is_fetched_changed_and_listed() {
    let sandbox = Sandbox::start().await.unwrap();
    let made = post(&sandbox, "invent", "/orgs/c/assistants", &json!({ "name": "Support", "enabled": true })).await;
    assert_eq!((made.at("/name"), made.at("/enabled")), (&json!("Support"), &json!(true)));
    let path = format!("/orgs/c/assistants/{}", made.at("/id").as_str().unwrap());
    assert_eq!(get(&sandbox, "invent", &path).await.body, made.body);
    let changed = patch(&sandbox, &path, &json!({ "name": "Sales", "config": { "language": "de" } })).await;
    assert_eq!((changed.at("/name"), changed.at("/config/language"), changed.at("/id")), (&json!("Sales"), &json!("de"), made.at("/id")));
    assert!(changed.at("/updated_at").as_str() > made.at("/updated_at").as_str());
    assert_eq!(get(&sandbox, "invent", &path).await.body, changed.body);
    let all = get(&sandbox, "invent", "/orgs/c/assistants?page=3&take=10").await;
    assert_eq!(all.body.as_array().unwrap().last(), Some(&changed.body));
    let copy = post(&sandbox, "invent", &format!("{path}/duplicate"), &json!({})).await;
    assert_eq!(copy.at("/name"), &json!("Sales"));
    assert_ne!(copy.at("/id"), made.at("/id"));
    let agent = post(&sandbox, "selcora", "/agents", &json!({ "name": "Ada", "sd_model_id": "sd_1" })).await;
    let path = format!("/agents/{}", agent.at("/id").as_str().unwrap());
    assert_eq!(get(&sandbox, "selcora", &path).await.at("/name"), &json!("Ada"));
}

#[tokio::test]
async fn what_is_removed_is_404_and_no_longer_listed() {
    let sandbox = Sandbox::start().await.unwrap();
    let chat = ids(&get(&sandbox, "invent", "/orgs/c/chats").await).remove(0);
    let memories = format!("/chats/{chat}/memories");
    let before = ids(&get(&sandbox, "invent", &memories).await);
    let removed = bare(request(&sandbox, "invent", "DELETE", &format!("{memories}/{}", before[0]))).await;
    assert_eq!(removed.status, 200);
    assert_eq!(bare(request(&sandbox, "invent", "DELETE", &format!("{memories}/{}", before[0]))).await.status, 404);
    assert_eq!(ids(&get(&sandbox, "invent", &memories).await)[0], before[1]);
    assert_eq!(bare(request(&sandbox, "invent", "DELETE", &memories)).await.status, 200);
    assert_eq!(get(&sandbox, "invent", &memories).await.body, json!([]));

    let sent =
        post(&sandbox, "invent", &format!("/chats/{chat}/messages"), &json!({ "message": [{ "type": "text", "text": "Hi" }] })).await;
    let message = format!("/chats/{chat}/messages/{}", sent.at("/id").as_str().unwrap());
    assert_eq!(get(&sandbox, "invent", &message).await.body, sent.body);
    bare(request(&sandbox, "invent", "DELETE", &message)).await;
    assert_eq!(get(&sandbox, "invent", &message).await.status, 404);
}

#[tokio::test]
async fn ids_that_can_be_learned_must_exist_and_others_do_unless_they_are_missing() {
    let sandbox = Sandbox::start().await.unwrap();
    for (vendor, path, status) in [
        ("invent", "/orgs/c/assistants/nobody", 404),
        ("invent", "/chats/nobody/messages", 404),
        ("selcora", "/conversations/nobody", 404),
        ("fifth-element", "/jobs/any", 200),
        ("fifth-element", "/jobs/missing-1", 404),
        ("invent", "/domains/example.com", 200),
    ] {
        assert_eq!(get(&sandbox, vendor, path).await.status, status, "{path}");
    }
    let job = get(&sandbox, "fifth-element", "/jobs/any").await;
    assert_eq!(job.at("/data/id"), &json!("any"));
    let again = bare(request(&sandbox, "fifth-element", "POST", "/jobs/any/rerun")).await;
    assert_eq!((again.at("/data/originalJobId"), again.at("/data/status")), (&json!("any"), &json!("pending")));
    let path = format!("/jobs/{}", again.at("/data/id").as_str().unwrap());
    assert_eq!(get(&sandbox, "fifth-element", &path).await.at("/data/status"), &json!("pending"));
}

#[tokio::test]
async fn a_list_is_filtered_by_members_of_its_items_and_searched() {
    let sandbox = Sandbox::start().await.unwrap();
    let made = post(&sandbox, "invent", "/orgs/c/contacts", &json!({ "channel": { "name": "Ada Lovelace" } })).await;
    assert_eq!(made.at("/name"), &json!("Ada Lovelace"));
    for (query, count) in
        [("search=lovelace", "1"), ("name=Ada%20Lovelace", "1"), ("name=Ada", "0"), ("unsubscribed=true", "0"), ("status=ALL", "26")]
    {
        let answer = get(&sandbox, "invent", &format!("/orgs/c/contacts?{query}")).await;
        assert_eq!(answer.header("pagination-count"), Some(count), "{query}");
    }
}

#[tokio::test]
async fn a_chat_shows_what_was_changed_in_it_and_on_whatever_path() {
    let sandbox = Sandbox::start().await.unwrap();
    let chat = ids(&get(&sandbox, "invent", "/orgs/c/inbox").await).remove(0);
    assert!(ids(&get(&sandbox, "invent", "/orgs/c/chats").await).contains(&chat));
    let named = patch(&sandbox, &format!("/chats/{chat}"), &json!({ "title": "Renamed" })).await;
    assert_eq!((named.at("/id"), named.at("/title")), (&json!(chat), &json!("Renamed")));
    let contact = ids(&get(&sandbox, "invent", "/orgs/c/contacts").await).remove(0);
    let path = format!("/orgs/c/contacts/{contact}/chats/{chat}/messages");
    let sent = post(&sandbox, "invent", &path, &json!({ "message": [{ "type": "text", "text": "From a contact" }] })).await;
    let all = get(&sandbox, "invent", &format!("/chats/{chat}/messages?take=100")).await;
    assert!(ids(&all).contains(&sent.at("/id").as_str().unwrap().to_owned()));
}

#[tokio::test]
async fn a_vendor_of_whom_nothing_is_known_but_its_document_works_the_same() {
    let pet = json!({ "type": "object", "required": ["id", "name"], "properties": { "id": { "type": "integer" }, "name": { "type": "string" }, "tag": { "type": "string" } } });
    let answer = |schema: Value| json!({ "200": { "description": "Fine.", "content": { "application/json": { "schema": schema } } } });
    let reference = json!({ "$ref": "#/components/schemas/Pet" });
    let body = json!({ "content": { "application/json": { "schema": reference } } });
    let id = json!([{ "name": "petId", "in": "path", "required": true, "schema": { "type": "integer" } }]);
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "Pets", "version": "1" },
        "components": { "schemas": { "Pet": pet } },
        "paths": {
            "/pets": { "get": { "responses": answer(json!({ "type": "object", "properties": { "pets": { "type": "array", "items": reference } } })) }, "post": { "requestBody": body, "responses": answer(reference.clone()) } },
            "/pets/{petId}": { "parameters": id, "get": { "responses": answer(reference.clone()) }, "put": { "requestBody": body, "responses": answer(reference.clone()) }, "delete": { "responses": { "204": { "description": "Gone." } } } },
        },
    });
    let sandbox = Sandbox::builder().document("pets", document).start().await.unwrap();
    assert_eq!(get(&sandbox, "pets", "/pets").await.at("/pets").as_array().unwrap().len(), 3);
    let made = post(&sandbox, "pets", "/pets", &json!({ "id": 0, "name": "Rex" })).await;
    assert_eq!(made.at("/name"), &json!("Rex"), "{made:?}");
    let path = format!("/pets/{}", made.at("/id"));
    assert_eq!(get(&sandbox, "pets", &path).await.body, made.body);
    let changed = with_json(request(&sandbox, "pets", "PUT", &path), &json!({ "id": 0, "name": "Max", "tag": "dog" })).await;
    assert_eq!(changed.body, json!({ "id": made.at("/id"), "name": "Max", "tag": "dog" }));
    assert_eq!(get(&sandbox, "pets", "/pets").await.at("/pets").as_array().unwrap().len(), 4);
    assert_eq!(bare(request(&sandbox, "pets", "DELETE", &path)).await.status, 204);
    assert_eq!(get(&sandbox, "pets", &path).await.status, 404);
}

#[tokio::test]
async fn the_same_seed_and_the_same_requests_give_the_same_answers() {
    let answers = async |seed: u64| {
        let sandbox = Sandbox::builder().seed(seed).start().await.unwrap();
        let made = post(&sandbox, "invent", "/orgs/c/contacts", &json!({})).await.body;
        let listed = get(&sandbox, "invent", "/orgs/c/contacts").await.body;
        let usage = get(&sandbox, "invent", "/orgs/c/analytics/dashboard").await.body;
        json!([made, listed, usage])
    };
    assert_eq!(answers(1).await, answers(1).await);
    assert_ne!(answers(1).await, answers(2).await);
}
