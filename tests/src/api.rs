//! The checked client: asks, holds the answer against the contract, and gives it to the test.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

use bytes::Bytes;
use serde_json::Value;
use skybot_client::reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use skybot_client::reqwest::{Method, StatusCode};
use skybot_client::{Client, RawResponse};

use crate::contract::Contract;

/// A client of one server for one user, or for none.
#[derive(Clone)]
pub struct Api {
    client: Client,
    contract: &'static Contract,
    /// What it comes with, where that is no sign-in of the client's own.
    bearer: Option<String>,
}

impl fmt::Debug for Api {
    /// Without the credential.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("client", &self.client).finish_non_exhaustive()
    }
}

/// A request being put together; awaiting it sends it.
#[derive(Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct Ask<'a> {
    api: &'a Api,
    method: Method,
    target: String,
    body: Option<Bytes>,
    headers: HeaderMap,
}

/// An answer that is as documented.
#[derive(Debug, Clone)]
pub struct Reply {
    request: String,
    /// As it came.
    pub raw: RawResponse,
}

impl Api {
    pub(crate) fn new(client: Client, contract: &'static Contract) -> Self {
        Self { client, contract, bearer: None }
    }

    /// The same server with another credential: an access token or an API key.
    #[must_use]
    pub fn with_credential(&self, bearer: impl Into<String>) -> Self {
        Self { client: self.client.signed_out(), contract: self.contract, bearer: Some(bearer.into()) }
    }

    /// The client below, which checks nothing.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The server's contract.
    pub fn contract(&self) -> &'static Contract {
        self.contract
    }

    /// Asks. `target` is path and query: below `/api/v1`, or from the root if it begins with `/`.
    pub fn ask(&self, method: Method, target: impl fmt::Display) -> Ask<'_> {
        let mut target = target.to_string();
        if !target.starts_with('/') {
            target = format!("/api/v1/{target}");
        }
        let ask = Ask { api: self, method, target, body: None, headers: HeaderMap::new() };
        match &self.bearer {
            Some(bearer) => ask.bearer(bearer),
            None => ask,
        }
    }

    /// See [`ask`](Self::ask).
    pub fn get(&self, target: impl fmt::Display) -> Ask<'_> {
        self.ask(Method::GET, target)
    }

    /// See [`ask`](Self::ask).
    pub fn post(&self, target: impl fmt::Display, body: Value) -> Ask<'_> {
        self.ask(Method::POST, target).json(body)
    }

    /// See [`ask`](Self::ask).
    pub fn patch(&self, target: impl fmt::Display, body: Value) -> Ask<'_> {
        self.ask(Method::PATCH, target).json(body)
    }

    /// See [`ask`](Self::ask).
    pub fn put(&self, target: impl fmt::Display) -> Ask<'_> {
        self.ask(Method::PUT, target)
    }

    /// See [`ask`](Self::ask).
    pub fn delete(&self, target: impl fmt::Display) -> Ask<'_> {
        self.ask(Method::DELETE, target)
    }

    /// All items of a list, page by page; `target` may have a query, but no cursor.
    pub async fn list(&self, target: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut next = target.to_owned();
        loop {
            let page = self.get(&next).await.ok();
            items.extend(page["items"].as_array().expect("items").iter().cloned());
            match page["next_cursor"].as_str() {
                None => return items,
                Some(cursor) => {
                    let joint = if target.contains('?') { '&' } else { '?' };
                    next = format!("{target}{joint}cursor={cursor}");
                }
            }
        }
    }
}

impl Ask<'_> {
    /// With a JSON body.
    #[expect(clippy::needless_pass_by_value, reason = "callers write json!(…)")]
    pub fn json(self, body: Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// With any body.
    pub fn body(mut self, media: &'static str, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self.headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static(media));
        self
    }

    /// With a header.
    pub fn header(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        let value = HeaderValue::from_bytes(value.as_ref()).expect("a header's value");
        self.headers.insert(HeaderName::from_static(name), value);
        self
    }

    /// With this access token or API key.
    pub fn bearer(self, credential: impl fmt::Display) -> Self {
        self.header("authorization", format!("Bearer {credential}"))
    }

    /// By way of a proxy, which says that it comes from this address.
    pub fn coming_from(self, address: impl fmt::Display) -> Self {
        self.header("x-forwarded-for", address.to_string())
    }

    /// Under an idempotency key.
    pub fn key(self, key: impl AsRef<[u8]>) -> Self {
        self.header("idempotency-key", key)
    }

    /// If the resource is at this version.
    pub fn if_match(self, version: impl fmt::Display) -> Self {
        self.header("if-match", format!("\"{version}\""))
    }

    async fn send(self) -> Reply {
        let request = format!("{} {}", self.method, self.target);
        let sent = self.api.client.request(self.method.clone(), &self.target, self.body, self.headers).await;
        let raw = sent.unwrap_or_else(|error| panic!("{request}: {error:?}"));
        self.api.contract.check(&self.method, &self.target, &raw);
        Reply { request, raw }
    }
}

impl<'a> IntoFuture for Ask<'a> {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl Reply {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.raw.status
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.raw.headers.get(name).map(|value| value.to_str().expect("a header's value"))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.raw.body).into_owned()
    }

    /// The body as JSON; null if there is none.
    pub fn json(&self) -> Value {
        if self.raw.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.raw.body).unwrap_or_else(|error| panic!("{}: {error}", self.request))
    }

    /// The body of a success; anything else fails the test.
    pub fn ok(&self) -> Value {
        assert!(self.raw.status.is_success(), "{} → {} {}", self.request, self.raw.status, self.text());
        self.json()
    }

    /// The body, if the status is this one; anything else fails the test.
    pub fn is(&self, status: u16) -> Value {
        assert_eq!(self.raw.status, status, "{} → {}", self.request, self.text());
        self.json()
    }

    /// The problem, if it is this one; anything else fails the test.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let problem = self.is(status);
        assert_eq!(problem["code"], code, "{} → {problem}", self.request);
        problem
    }

    /// Everything that two answers must have in common to tell a stranger nothing: status,
    /// headers and body, without what names the request itself.
    pub fn face(&self) -> (u16, Vec<(String, String)>, Value) {
        // What names the request, where one stands with a limit, a list without an order, and whether
        // the body had come when it was refused.
        let passing = ["x-request-id", "date", "ratelimit", "access-control-expose-headers", "connection"];
        let mut headers: Vec<_> = self
            .raw
            .headers
            .iter()
            .filter(|(name, _)| !passing.contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        headers.sort();
        let mut body = self.json();
        if let Some(members) = body.as_object_mut() {
            members.remove("request_id");
            members.remove("instance");
        }
        // The request id has always the same length; the path has not.
        headers.retain(|(name, _)| name != "content-length");
        (self.raw.status.as_u16(), headers, body)
    }

    /// The rules that a `VALIDATION_FAILED` lists, as `pointer CODE`; anything else fails the
    /// test.
    pub fn violations(&self) -> Vec<String> {
        let problem = self.problem(422, "VALIDATION_FAILED");
        let member = |error: &Value, name: &str| error[name].as_str().unwrap_or_default().to_owned();
        let errors = problem["errors"].as_array().expect("errors");
        errors.iter().map(|error| format!("{} {}", member(error, "pointer"), member(error, "code"))).collect()
    }
}
