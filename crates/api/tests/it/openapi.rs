//! The document says what is served, and what is served is as the document says.

use expect_test::expect_file;
use serde_json::Value;
use tower_service::Service as _;

use crate::schema::{faults, resolved};
use crate::{Served, list, request};

/// Every operation: its method, its path and what the document says of it.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let each = paths.flat_map(|(path, operations)| {
        let operations = operations.as_object().into_iter().flatten();
        operations.map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation))
    });
    each.collect()
}

/// The request line that asks a made-up node something sensible.
fn line(method: &str, path: &str) -> String {
    let path =
        path.replace("{realm}", "lobby").replace("{conn}", "5").replace("{user}", "ann_2").replace("{game}", "g1");
    let body = if path.ends_with("send") || path.ends_with("publish") || path.ends_with("broadcast") {
        r#" {"text":"hi"}"#
    } else if method == "POST" && path.ends_with("games") {
        r#" {"rules":"crossword","seats":["ann","ben"]}"#
    } else {
        ""
    };
    format!("{method} {path}{body}")
}

#[tokio::test]
async fn everything_in_the_document_is_served_and_answers_as_it_says() {
    let served = Served::new();
    let (status, document) = served.ask("GET /api/openapi.json").await;
    assert_eq!(status, 200);
    let mut asked = 0;
    for (method, path, operation) in operations(&document) {
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        if path == "/api/tail" {
            continue;
        }
        // A user and a conn that other operations have not closed yet.
        let served = Served::new();
        let (status, told) = if path == "/api/ticket" || path.ends_with("/review") {
            let line = line(&method, &path);
            let asked = request(&line, &[("authorization", "Bearer good")]);
            crate::read(served.players.clone().call(asked).await.unwrap()).await
        } else {
            let user = user(&served).await;
            served.ask(&line(&method, &path).replace("ann_2", &user)).await
        };
        assert_eq!(status, 200, "{method} {path}: {told}");
        let faults = faults(&document, schema, &told, "reply");
        assert!(faults.is_empty(), "{method} {path}: {faults:#?}");
        asked += 1;
    }
    assert_eq!(asked, 23);
}

async fn user(served: &Served) -> String {
    let (_, told) = served.ask("GET /api/conns").await;
    list(&told["conns"]).iter().find_map(|conn| conn["user"].as_str()).expect("somebody has logged in").to_owned()
}

#[test]
fn every_event_is_as_the_document_says() {
    let document = api::openapi();
    let schema = &document["paths"]["/api/tail"]["get"]["responses"]["200"]["content"]["text/event-stream"]["schema"];
    let examples = [
        r#"{"at_ms":1,"type":"opened","conn":7,"address":"::1","dialect":"json"}"#,
        r#"{"at_ms":1,"type":"said","realm":"lobby","bytes":2,"heard":3}"#,
        r#"{"at_ms":1,"type":"lost","events":9}"#,
    ];
    for example in examples {
        let faults = faults(&document, schema, &serde_json::from_str(example).unwrap(), "event");
        assert!(faults.is_empty(), "{example}: {faults:#?}");
    }
    let wrong = serde_json::json!({ "at_ms": 1, "type": "said", "realm": "lobby" });
    assert!(!faults(&document, schema, &wrong, "event").is_empty());
    let variants = resolved(&document, &schema["$ref"])["oneOf"].as_array().unwrap();
    let types: Vec<_> =
        variants.iter().map(|variant| variant["properties"]["type"]["const"].as_str().unwrap()).collect();
    assert_eq!(types, api::Happened::TYPES);
}

#[tokio::test]
async fn errors_are_as_the_document_says() {
    let served = Served::new();
    let document = api::openapi();
    let schema = &document["components"]["schemas"]["Error"];
    let (_, told) = served.ask("GET /api/nothing").await;
    let faults = faults(&document, schema, &told, "error");
    assert!(faults.is_empty(), "{faults:#?}");
    for code in api::Code::ALL {
        assert!(code.status().as_u16() >= 400 && !code.advice().is_empty());
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_path_names_its_parameters() {
    let document = api::openapi();
    let mut references = 0;
    walk(&document, &mut |value| {
        if let Some(reference) = value.get("$ref") {
            resolved(&document, reference);
            references += 1;
        }
    });
    assert!(references > 20);
    for (method, path, operation) in operations(&document) {
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
        let named = in_path.inspect(|parameter| {
            assert!(path.contains(&format!("{{{}}}", parameter["name"].as_str().unwrap())), "{method} {path}");
        });
        assert_eq!(named.count(), path.matches('{').count(), "{method} {path}");
        assert!(!operation["summary"].as_str().unwrap().is_empty());
    }
}

fn walk(value: &Value, see: &mut impl FnMut(&Value)) {
    see(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, see)),
        Value::Object(members) => members.values().for_each(|member| walk(member, see)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_document_in_the_docs_is_this_one() {
    let text = serde_json::to_string_pretty(&api::openapi()).unwrap();
    expect_file!["../../../../docs/openapi.json"].assert_eq(&format!("{text}\n"));
}
