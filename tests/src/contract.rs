//! The server's own OpenAPI document, which every answer is held against.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Map, Value, json};
use skybot_client::reqwest::Method;
use skybot_client::reqwest::header::{CONTENT_TYPE, HeaderMap};
use skybot_client::{Client, RawResponse};
use tokio::sync::OnceCell;

/// What a problem must have, whatever the document says.
const PROBLEM: &str = "application/problem+json";

/// An OpenAPI 3.1 document.
pub struct Contract {
    document: Value,
    operations: Vec<Operation>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// One method on one path.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The method.
    pub method: Method,
    /// The path with its parameters, such as `/api/v1/contacts/{id}`.
    pub path: String,
    /// What the document says of it.
    pub spec: Value,
}

impl Operation {
    /// Whether its body is JSON.
    pub fn takes_json(&self) -> bool {
        !self.spec["requestBody"]["content"]["application/json"].is_null()
    }
}

impl Contract {
    /// The document of the server under test; all servers of a run have the same.
    pub async fn of(client: &Client) -> &'static Self {
        static CONTRACT: OnceCell<Contract> = OnceCell::const_new();
        let read = async || {
            let answer = client.request(Method::GET, "/api/openapi.json", None, HeaderMap::new()).await;
            let answer = answer.expect("an answer");
            assert_eq!(answer.status, 200, "there is an OpenAPI document");
            let document = serde_json::from_slice(&answer.body).expect("the document is JSON");
            Contract { operations: operations(&document), document, validators: Mutex::default() }
        };
        CONTRACT.get_or_init(read).await
    }

    /// The document itself.
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// All operations of the document.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation a request is for, if it is for one.
    pub fn operation(&self, method: &Method, path: &str) -> Option<&Operation> {
        let wanted: Vec<_> = path.split('/').collect();
        let is_parameter = |segment: &str| segment.starts_with('{');
        self.operations
            .iter()
            .filter(|operation| {
                let segments: Vec<_> = operation.path.split('/').collect();
                operation.method == *method
                    && segments.len() == wanted.len()
                    && segments.iter().zip(&wanted).all(|(segment, part)| is_parameter(segment) || segment == part)
            })
            // `/conversations/counts` goes before `/conversations/{id}`.
            .min_by_key(|operation| operation.path.matches('{').count())
    }

    /// A schema of the document, by its name.
    pub fn schema(&self, name: &str) -> &Value {
        let schema = &self.document["components"]["schemas"][name];
        assert!(!schema.is_null(), "the document has a schema {name}");
        schema
    }

    /// Fails the test unless the answer is one that the document allows.
    pub fn check(&self, method: &Method, target: &str, answer: &RawResponse) {
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let what = format!("{method} {target} → {}", answer.status);
        let media = answer.headers.get(CONTENT_TYPE).map(|value| value.to_str().expect("a content type"));
        let media = media.map(|media| media.split(';').next().unwrap_or_default().trim().to_owned());

        if answer.status.is_client_error() || answer.status.is_server_error() {
            self.check_problem(&what, path, media.as_deref(), answer);
        }
        let Some(operation) = self.operation(method, path) else {
            // Pages for people are not in the document; everything for programs is.
            let is_data = media.is_some_and(|media| media.ends_with("json"));
            assert!(answer.status.is_client_error() || !is_data, "{what}: not in the document, and not refused");
            return;
        };
        let status = answer.status.as_u16();
        let responses = &operation.spec["responses"];
        let documented = match &responses[status.to_string()] {
            Value::Null if answer.status.is_client_error() => &responses["default"],
            documented => documented,
        };
        assert!(!documented.is_null(), "{what}: the status is not documented: {}", text(answer));
        let documented = self.resolve(documented);
        let Some(content) = documented["content"].as_object().filter(|content| !content.is_empty()) else {
            assert!(answer.body.is_empty(), "{what}: documented without a body: {}", text(answer));
            return;
        };
        let media = media.unwrap_or_else(|| panic!("{what}: no content type"));
        let Some(form) = content.get(&media).or_else(|| content.get("*/*")) else {
            panic!("{what}: the content type {media} is not documented");
        };
        // JSON lines are many documents.
        if (media == "application/json" || media.ends_with("+json")) && !form["schema"].is_null() {
            self.validate(&what, &format!("{} {} {status}", operation.method, operation.path), &form["schema"], answer);
        }
    }

    fn check_problem(&self, what: &str, path: &str, media: Option<&str>, answer: &RawResponse) {
        assert_eq!(media, Some(PROBLEM), "{what}: {}", text(answer));
        self.validate(what, "problem", &json!({"$ref": "#/components/schemas/Problem"}), answer);
        let problem: Value = serde_json::from_slice(&answer.body).expect("validated");
        let member = |name: &str| problem[name].as_str().unwrap_or_default();
        assert_eq!(problem["status"], answer.status.as_u16(), "{what}: the body's status");
        assert_eq!(member("type"), format!("/problems/{}", member("code")), "{what}");
        assert_eq!(member("instance"), path, "{what}: the body's instance");
        let header = answer.headers.get("x-request-id").and_then(|id| id.to_str().ok());
        assert_eq!(Some(member("request_id")), header, "{what}: the request id");
        assert!(!member("title").is_empty() && !member("detail").is_empty(), "{what}: {problem}");
    }

    fn validate(&self, what: &str, key: &str, schema: &Value, answer: &RawResponse) {
        let validator = {
            let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(validators.entry(key.to_owned()).or_insert_with(|| Arc::new(self.validator(schema))))
        };
        let body: Value = serde_json::from_slice(&answer.body)
            .unwrap_or_else(|error| panic!("{what}: the body is not JSON ({error}): {}", text(answer)));
        let errors: Vec<_> =
            validator.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{what}: not as documented: {errors:#?}\n{body:#}");
    }

    fn validator(&self, schema: &Value) -> Validator {
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
            "components": {"schemas": self.needed(schema)},
        });
        jsonschema::options().should_validate_formats(true).build(&whole).expect("the schema is one")
    }

    /// The schemas that this one refers to, by itself or by others: a validator of all would be large.
    fn needed(&self, schema: &Value) -> Map<String, Value> {
        let mut needed = Map::new();
        let mut open = vec![schema];
        while let Some(value) = open.pop() {
            if let Some(name) = value["$ref"].as_str().and_then(|of| of.strip_prefix("#/components/schemas/"))
                && !needed.contains_key(name)
            {
                needed.insert(name.to_owned(), self.schema(name).clone());
                open.push(self.schema(name));
            }
            match value {
                Value::Object(members) => open.extend(members.values()),
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        needed
    }

    /// What a reference inside the document points at.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
            Some(pointer) => self.document.pointer(pointer).expect("the reference points at something"),
            None => value,
        }
    }
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().expect("a path item").iter();
            methods.filter_map(move |(method, spec)| {
                let method = Method::from_bytes(method.to_uppercase().as_bytes()).ok()?;
                // Besides methods an item has members such as `parameters`.
                let known = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
                known.contains(&method).then(|| Operation { method, path: path.clone(), spec: spec.clone() })
            })
        })
        .collect()
}

impl std::fmt::Debug for Contract {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contract").finish_non_exhaustive()
    }
}

fn text(answer: &RawResponse) -> String {
    String::from_utf8_lossy(&answer.body).chars().take(2_000).collect()
}
