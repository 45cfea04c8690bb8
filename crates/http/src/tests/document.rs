//! The OpenAPI document and the pages that belong to it.

use std::collections::{BTreeSet, HashSet};

use actix_web::http::Method;
use serde_json::Value;

use super::{asking, send, send_to, settings};
use crate::access::ROUTES;
use crate::openapi;
use crate::problem::Code;

fn document() -> Value {
    serde_json::to_value(openapi()).expect("a document")
}

fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str));
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document.get("paths").and_then(Value::as_object).expect("paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (format!("{method} {path}"), operation))
    });
    operations.collect()
}

#[test]
fn no_reference_dangles() {
    let document = document();
    assert_eq!(document.get("openapi").and_then(Value::as_str), Some("3.1.0"));
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50, "{}", found.len());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or("nowhere");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn every_operation_is_named_described_and_fails_in_the_known_form() {
    let document = document();
    let mut names = HashSet::new();
    for (route, operation) in operations(&document) {
        let text = |key: &str| operation.get(key).and_then(Value::as_str).unwrap_or_default();
        assert!(names.insert(text("operationId")), "{route}: {}", text("operationId"));
        assert!(!text("summary").is_empty(), "{route}");
        assert!(operation.get("security").is_some(), "{route}");
        let responses = operation.get("responses").and_then(Value::as_object).expect("responses");
        for (status, response) in responses {
            let described = response.get("description").and_then(Value::as_str).is_some_and(|text| !text.is_empty());
            assert!(described || response.get("$ref").is_some(), "{route} {status}");
        }
        if route.contains("/api/v1/") {
            for status in ["401", "422", "429", "500", "503", "default"] {
                assert!(responses.contains_key(status), "{route} {status}");
            }
        }
    }
    assert!(names.len() >= 85, "{}", names.len());
}

#[test]
fn the_table_of_access_and_the_document_name_the_same_routes() {
    let document = document();
    let served: BTreeSet<_> = operations(&document).into_iter().map(|(route, _)| route).collect();
    let listed: BTreeSet<_> =
        ROUTES.iter().map(|(method, path, _)| format!("{} {path}", method.to_lowercase())).collect();
    assert_eq!(served, listed);
    assert_eq!(listed.len(), ROUTES.len(), "none is listed twice");
}

#[test]
fn requests_allow_no_unknown_fields_and_answers_require_theirs() {
    let document = document();
    let closed = |name: &str| document.pointer(&format!("/components/schemas/{name}/additionalProperties"));
    for (route, operation) in operations(&document) {
        let Some(body) = operation.pointer("/requestBody/content/application~1json/schema") else { continue };
        let mut names = Vec::new();
        references(body, &mut names);
        assert!(!names.is_empty(), "{route}");
        for name in names {
            let name = name.rsplit('/').next().unwrap_or_default();
            assert_eq!(closed(name), Some(&Value::Bool(false)), "{route}: {name}");
        }
    }
    let required = document.pointer("/components/schemas/Message/required").and_then(Value::as_array);
    assert_eq!(required.map(Vec::len), Some(23));
}

#[actix_web::test]
async fn document_docs_and_problem_pages_are_served() {
    let seen = send(asking(Method::GET, "/api/openapi.json")).await;
    assert_eq!(seen.json(), document());
    for path in ["/api/docs/", "/api/docs/index.html"] {
        let page = send(asking(Method::GET, path)).await;
        assert_eq!(page.status, 200, "{path}");
        let text = String::from_utf8_lossy(&page.body).into_owned();
        assert!(text.contains("swagger-ui") && !text.contains("http://") && !text.contains("https://"), "{text}");
        let policy = page.header("content-security-policy").unwrap_or_default();
        assert!(!policy.contains("script-src") && policy.contains("default-src 'self'"), "scripts only from here");
    }
    let start = send(asking(Method::GET, "/api/docs/swagger-initializer.js")).await;
    assert!(String::from_utf8_lossy(&start.body).contains("/api/openapi.json"));
    let pages = Code::ALL.iter().map(|code| asking(Method::GET, code.page())).collect();
    for page in send_to(settings(), pages).await {
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    }
}
