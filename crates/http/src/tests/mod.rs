//! What the adapter answers by itself: the framework's errors, headers, limits, the document.
//! What needs a store is tested through the built product.

mod compose;
mod connection;
mod contact_ports;
mod document;
mod ports;

use std::time::Duration;

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::ServiceResponse;
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, init_service, try_call_service};
use actix_web::{HttpRequest, web};
use serde_json::Value;

use crate::server::{Api, Extras, app};
use crate::settings::HttpSettings;

const CONVERSATION: &str = "/api/v1/conversations/0192f0c1-2a3b-7c4d-8e5f-001122334455";

/// A response, read to its end.
struct Seen {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Seen {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The code of a whole problem.
    fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        assert_eq!(self.header("content-encoding"), None);
        let problem: skybot_wire::Problem = serde_json::from_slice(&self.body).expect("a problem");
        assert_eq!(problem.status, self.status);
        assert_eq!(problem.kind, format!("/problems/{}", problem.code));
        assert_eq!(Some(problem.request_id.as_str()), self.header("x-request-id"));
        assert!(!String::from_utf8_lossy(&self.body).contains("secret"));
        problem.code.into_owned()
    }
}

fn settings() -> HttpSettings {
    HttpSettings {
        request_timeout: Duration::from_millis(500),
        allowed_origins: vec!["https://inbox.example".to_owned()],
        ..HttpSettings::default()
    }
}

/// Per minute: requests of an address, sign-ins, requests of a user, of a key, of a tenant, of the system.
const UNLIMITED: [u32; 6] = [0; 6];

async fn send_to(settings: HttpSettings, requests: Vec<TestRequest>) -> Vec<Seen> {
    send_limited(settings, UNLIMITED, requests).await
}

async fn send_limited(settings: HttpSettings, limits: [u32; 6], requests: Vec<TestRequest>) -> Vec<Seen> {
    let api = web::Data::new(Api::new(ports::ports(limits), settings, Extras::default()));
    let service = init_service(app(api)).await;
    let mut seen = Vec::new();
    for request in requests {
        let request = request.peer_addr(([127, 0, 0, 1], 1).into()).to_request();
        let response: ServiceResponse<BoxBody> = match try_call_service(&service, request).await {
            Ok(response) => response,
            // As the connection does it.
            Err(error) => {
                let http: HttpRequest = TestRequest::default().to_http_request();
                ServiceResponse::new(http, error.as_response_error().error_response())
            }
        };
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
        let (status, headers) = (response.status().as_u16(), headers.collect());
        let body = to_bytes(response.into_body()).await.map(|body| body.to_vec()).unwrap_or_default();
        seen.push(Seen { status, headers, body });
    }
    seen
}

async fn send(request: TestRequest) -> Seen {
    send_to(settings(), vec![request]).await.remove(0)
}

fn asking(method: Method, path: &str) -> TestRequest {
    TestRequest::with_uri(path).method(method).insert_header(("Authorization", "Bearer good"))
}

fn posting(path: &str, body: &str) -> TestRequest {
    asking(Method::POST, path)
        .insert_header(("Content-Type", "application/json"))
        .insert_header(("Content-Length", body.len()))
        .set_payload(body.to_owned())
}

#[actix_web::test]
async fn framework_errors_are_problems() {
    let text = |content_type| posting("/api/v1/contacts", "{}").insert_header(("Content-Type", content_type));
    let cases = vec![
        (asking(Method::GET, "/api/v1/nonsense"), 404, "ROUTE_NOT_FOUND"),
        (asking(Method::GET, "/nonsense"), 404, "ROUTE_NOT_FOUND"),
        (asking(Method::GET, "/api/docs/nonsense.js"), 404, "ROUTE_NOT_FOUND"),
        (asking(Method::GET, "/problems/NONSENSE"), 404, "ROUTE_NOT_FOUND"),
        (asking(Method::PUT, "/api/v1/contacts"), 405, "METHOD_NOT_ALLOWED"),
        (asking(Method::GET, "/api/v1/contacts/nonsense"), 422, "VALIDATION_FAILED"),
        (asking(Method::GET, "/api/v1/contacts?limit=0"), 422, "VALIDATION_FAILED"),
        (asking(Method::GET, "/api/v1/contacts?cursor=nonsense"), 422, "INVALID_CURSOR"),
        (asking(Method::GET, "/api/v1/conversations/counts?x=1"), 422, "VALIDATION_FAILED"),
        (posting("/api/v1/contacts", "{"), 400, "MALFORMED_JSON"),
        (posting("/api/v1/contacts", ""), 400, "MALFORMED_JSON"),
        (posting("/api/v1/contacts", "{}"), 422, "VALIDATION_FAILED"),
        (posting("/api/v1/contacts?x=1", "{}"), 422, "VALIDATION_FAILED"),
        (text("text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (posting("/api/v1/contacts", &"x".repeat(1_048_577)), 413, "PAYLOAD_TOO_LARGE"),
        (
            posting("/api/v1/contacts", r#"{"name": "Ana"}"#).insert_header(("Idempotency-Key", "a b")),
            400,
            "BAD_REQUEST",
        ),
        (posting("/api/v1/contacts", r#"{"name": "Ana"}"#), 503, "SERVICE_UNAVAILABLE"),
        (asking(Method::GET, "/ready"), 503, "NOT_READY"),
        (
            asking(Method::PATCH, "/api/v1/contacts/0192f0c1-2a3b-7c4d-8e5f-001122334455")
                .insert_header(("If-Match", "1")),
            400,
            "BAD_REQUEST",
        ),
        (asking(Method::GET, "/api/v1/events?after=4"), 410, "CURSOR_EXPIRED"),
        (asking(Method::GET, "/api/v1/events?after=10"), 422, "VALIDATION_FAILED"),
        (asking(Method::GET, &format!("{CONVERSATION}/messages")), 404, "CONVERSATION_NOT_FOUND"),
    ];
    let (requests, expected): (Vec<_>, Vec<_>) =
        cases.into_iter().map(|(request, status, code)| (request, (status, code.to_owned()))).unzip();
    let seen = send_to(settings(), requests).await;
    let seen: Vec<_> = seen.iter().map(|seen| (seen.status, seen.code())).collect();
    assert_eq!(seen, expected);
}

#[actix_web::test]
async fn a_body_over_the_limit_is_refused_without_a_declared_length() {
    let body = "x".repeat(1_048_577);
    let request = asking(Method::POST, "/api/v1/contacts")
        .insert_header(("Content-Type", "application/json"))
        .insert_header(("Transfer-Encoding", "chunked"))
        .set_payload(body);
    assert_eq!(send(request).await.code(), "PAYLOAD_TOO_LARGE");
}

#[actix_web::test]
async fn wrong_methods_are_told_the_right_ones() {
    let seen = send(asking(Method::PUT, CONVERSATION)).await;
    assert_eq!((seen.status, seen.header("allow")), (405, Some("GET, HEAD, PATCH, DELETE")));
    let seen = send(asking(Method::POST, "/health")).await;
    assert_eq!((seen.status, seen.header("allow")), (405, Some("GET, HEAD")));
}

#[actix_web::test]
async fn strangers_get_the_same_bytes_whatever_the_reason() {
    let plain = || TestRequest::with_uri("/api/v1/contacts").insert_header(("X-Request-Id", "r-1"));
    let mut bodies = Vec::new();
    for request in [
        plain(),
        plain().insert_header(("Authorization", "Bearer bad")),
        plain().insert_header(("Authorization", "Basic good")),
        plain().insert_header(("Authorization", "Bearer")),
    ] {
        let seen = send(request).await;
        assert_eq!((seen.status, seen.header("www-authenticate")), (401, Some("Bearer")));
        assert_eq!(seen.code(), "UNAUTHENTICATED");
        bodies.push(seen.body);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

#[actix_web::test]
async fn strangers_learn_nothing_else() {
    for path in ["/api/v1/contacts/nonsense", "/api/v1/contacts?limit=0", "/api/v1/search"] {
        assert_eq!(send(TestRequest::with_uri(path)).await.status, 401, "{path}");
    }
    let body = TestRequest::with_uri("/api/v1/contacts").method(Method::POST).set_payload("{");
    assert_eq!(send(body).await.status, 401);
}

#[actix_web::test]
async fn panics_and_long_waits_are_problems() {
    let path = format!("{CONVERSATION}/messages");
    let panicked = send(posting(&path, r#"{"kind": "text", "body": "panic"}"#)).await;
    assert_eq!((panicked.status, panicked.code().as_str()), (500, "INTERNAL"));
    assert!(panicked.header("x-content-type-options").is_some());
    let late = send(posting(&path, r#"{"kind": "text", "body": "sleep"}"#)).await;
    assert_eq!((late.status, late.code().as_str()), (503, "TIMEOUT"));
    let away = send(posting(&path, r#"{"kind": "text", "body": "hello"}"#)).await;
    assert_eq!((away.code().as_str(), away.header("retry-after")), ("SERVICE_UNAVAILABLE", Some("1")));
}

#[actix_web::test]
async fn every_response_has_its_headers() {
    let secure = HttpSettings { tls: true, ..settings() };
    let seen = send_to(secure, vec![asking(Method::GET, "/health"), asking(Method::GET, "/nonsense")]).await;
    for seen in seen {
        assert_eq!(seen.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(seen.header("referrer-policy"), Some("no-referrer"));
        let policy = seen.header("content-security-policy").unwrap_or_default();
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe-inline"));
        assert!(seen.header("strict-transport-security").is_some());
        assert_eq!(seen.header("content-encoding"), None);
    }
    let given = asking(Method::GET, "/health").insert_header(("X-Request-Id", "mine-1"));
    assert_eq!(send(given).await.header("x-request-id"), Some("mine-1"));
    let insane = asking(Method::GET, "/health").insert_header(("X-Request-Id", "not mine"));
    assert_eq!(send(insane).await.header("x-request-id"), Some("00000000-0000-0000-0000-000000000000"));
}

#[actix_web::test]
async fn small_answers_are_not_compressed_and_large_ones_are() {
    let zipped = |path| asking(Method::GET, path).insert_header(("Accept-Encoding", "gzip"));
    assert_eq!(send(zipped("/health")).await.header("content-encoding"), None);
    assert_eq!(send(zipped("/api/openapi.json")).await.header("content-encoding"), Some("gzip"));
    assert_eq!(send(zipped("/nonsense")).await.code(), "ROUTE_NOT_FOUND");
}

#[actix_web::test]
async fn only_known_origins_may_read() {
    let from = |origin| asking(Method::GET, "/health").insert_header(("Origin", origin));
    let allowed = send(from("https://inbox.example")).await;
    assert_eq!(allowed.header("access-control-allow-origin"), Some("https://inbox.example"));
    assert_eq!(send(from("https://evil.example")).await.header("access-control-allow-origin"), None);
}

#[actix_web::test]
async fn limits_are_told_and_kept() {
    let counts = || asking(Method::GET, "/api/v1/conversations/counts");
    let stranger = || TestRequest::with_uri("/api/v1/account");
    let requests = vec![counts(), counts(), counts(), stranger(), stranger(), asking(Method::GET, "/health")];
    let seen = send_limited(settings(), [1, 1, 2, 1, 0, 0], requests).await;
    let told: Vec<_> = seen.iter().map(|seen| (seen.status, seen.header("ratelimit"))).collect();
    assert_eq!(
        told,
        [
            (200, Some("\"user\";r=1;t=30")),
            (200, Some("\"user\";r=0;t=60")),
            (429, Some("\"user\";r=0;t=60")),
            (401, Some("\"address\";r=0;t=60")),
            (429, Some("\"address\";r=0;t=60")),
            (200, None),
        ]
    );
    assert_eq!(seen[2].code(), "RATE_LIMITED");
    assert_eq!(seen[2].header("retry-after"), Some("30"));
    assert_eq!(seen[2].header("ratelimit-policy"), Some("\"user\";q=2;w=60"));
}

#[actix_web::test]
async fn keys_and_tenants_have_budgets_of_their_own() {
    let by = |credential: &str| {
        let path = TestRequest::with_uri("/api/v1/conversations/counts");
        path.insert_header(("Authorization", format!("Bearer {credential}")))
    };
    let requests = vec![by("sk_reader"), by("sk_reader"), by("good"), by("good")];
    let told: Vec<_> =
        send_limited(settings(), [0, 0, 9, 1, 2, 0], requests).await.iter().map(|seen| seen.status).collect();
    assert_eq!(told, [200, 429, 200, 429], "one of the key, two of the tenant");
}

#[actix_web::test]
async fn every_way_in_is_limited_by_address() {
    for path in ["login", "register", "forgot-password", "magic-link", "verify-email", "oidc/google", "refresh"] {
        let requests = || posting(&format!("/api/v1/auth/{path}"), "{}");
        let seen = send_limited(settings(), [1, 1, 0, 0, 0, 0], vec![requests(), requests()]).await;
        assert_ne!(seen[0].status, 429, "{path}");
        assert_eq!(seen[1].code(), "RATE_LIMITED", "{path}");
    }
}

#[actix_web::test]
async fn what_needs_no_tenant_is_limited_by_address_too() {
    for path in ["/health", "/ready", "/api/openapi.json", "/problems/FORBIDDEN", "/api/v1/admin/limits"] {
        let asked = || TestRequest::with_uri(path).insert_header(("Authorization", "Bearer platform"));
        let seen = send_limited(settings(), [0, 0, 0, 0, 0, 1], vec![asked(), asked()]).await;
        assert_ne!(seen[0].status, 429, "{path}");
        assert_eq!(seen[1].code(), "RATE_LIMITED", "{path}");
    }
}

#[actix_web::test]
async fn a_guess_that_comes_too_early_is_told_when() {
    let body = r#"{"email": "many@example.com", "password": "guess"}"#;
    let seen = send(posting("/api/v1/auth/login", body)).await;
    assert_eq!((seen.code().as_str(), seen.header("retry-after")), ("RATE_LIMITED", Some("8")));
}

#[actix_web::test]
async fn a_key_does_what_its_scopes_say() {
    let by_key = |path: &str| TestRequest::with_uri(path).insert_header(("Authorization", "Bearer sk_reader"));
    assert_eq!(send(by_key("/api/v1/conversations/counts")).await.status, 200);
    for path in ["/api/v1/contacts", "/api/v1/search?type=contacts&q=a", "/api/v1/audit-log"] {
        assert_eq!(send(by_key(path)).await.code(), "FORBIDDEN", "{path}");
    }
    assert_eq!(send(by_key("/api/v1/auth/sessions")).await.code(), "SESSION_NEEDED");
    assert_eq!(
        send(by_key("/api/v1/conversations/counts").insert_header(("Authorization", "Bearer sk_x"))).await.status,
        401
    );
}

#[actix_web::test]
async fn the_platform_is_behind_its_secret() {
    let by = |path: &str, secret: &str| {
        TestRequest::with_uri(path).insert_header(("Authorization", format!("Bearer {secret}")))
    };
    assert_eq!(send(by("/api/v1/admin/limits", "platform")).await.status, 200);
    for secret in ["good", "sk_reader", "platfor", "platform1", ""] {
        assert_eq!(send(by("/api/v1/admin/limits", secret)).await.code(), "UNAUTHENTICATED", "{secret}");
    }
    let guesses = (0..2).map(|_| by("/api/v1/admin/accounts", "guess")).collect();
    let seen = send_limited(settings(), [0, 1, 0, 0, 0, 0], guesses).await;
    assert_eq!((seen[0].status, seen[1].status), (401, 429));
    // Without a secret in the configuration it is not there.
    let seed = by("/api/v1/admin/seed", "platform").method(Method::POST);
    assert_eq!(send(seed).await.code(), "ROUTE_NOT_FOUND");
    assert_eq!(send(by("/api/v1/contacts", "platform")).await.status, 401);
}

#[actix_web::test]
async fn a_cookie_of_another_sites_page_lets_nobody_in() {
    let refresh = |name: &'static str, value: &'static str| {
        asking(Method::POST, "/api/v1/auth/refresh")
            .insert_header(("Cookie", "skybot_refresh=old"))
            .insert_header(("Host", "inbox.example:8080"))
            .insert_header((name, value))
    };
    for (name, value) in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Origin", "http://inbox.example:8081"),
        ("Origin", "http://inbox.example:8080.evil.example"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        assert_eq!(send(refresh(name, value)).await.code(), "CROSS_SITE_REQUEST", "{name}: {value}");
    }
    for (name, value) in [
        ("Origin", "http://inbox.example:8080"),
        ("Origin", "https://inbox.example"),
        ("Sec-Fetch-Site", "same-origin"),
        ("Accept", "*/*"),
    ] {
        assert_eq!(send(refresh(name, value)).await.status, 200, "{name}: {value}");
    }
}

#[actix_web::test]
async fn a_journey_to_an_identity_provider_is_kept_by_the_browser() {
    let leave = send(asking(Method::POST, "/api/v1/auth/oidc/google")).await;
    assert_eq!(leave.json().get("url").and_then(Value::as_str), Some("https://id.example/"));
    let cookie = leave.header("set-cookie").unwrap_or_default();
    for part in ["skybot_journey=journey", "HttpOnly", "SameSite=Strict", "Path=/api/v1/auth", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(send(asking(Method::POST, "/api/v1/auth/oidc/nobody")).await.code(), "IDENTITY_PROVIDER_NOT_FOUND");
    assert_eq!(send(asking(Method::POST, "/api/v1/auth/oidc/away")).await.code(), "IDENTITY_PROVIDER_UNAVAILABLE");
    let back = || posting("/api/v1/auth/oidc/google/callback", r#"{"state": "s", "code": "c"}"#);
    assert_eq!(send(back()).await.code(), "UNAUTHENTICATED", "without the cookie");
    assert_eq!(send(back().insert_header(("Cookie", "skybot_journey=journey"))).await.code(), "UNAUTHENTICATED");
}

#[actix_web::test]
async fn browsers_keep_the_refresh_token_in_a_cookie() {
    let refresh = || asking(Method::POST, "/api/v1/auth/refresh");
    let by_cookie = send(refresh().insert_header(("Cookie", "skybot_refresh=old"))).await;
    assert_eq!(by_cookie.status, 200);
    assert_eq!(by_cookie.json().get("refresh_token"), None);
    let cookie = by_cookie.header("set-cookie").unwrap_or_default();
    for part in ["skybot_refresh=fresh", "HttpOnly", "SameSite=Strict", "Path=/api/v1/auth", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"));

    let secure = HttpSettings { tls: true, ..settings() };
    let request = refresh().insert_header(("Cookie", "__Secure-skybot_refresh=old"));
    let cookie = send_to(secure, vec![request]).await.remove(0);
    let cookie = cookie.header("set-cookie").unwrap_or_default().to_owned();
    assert!(cookie.starts_with("__Secure-skybot_refresh=fresh") && cookie.contains("; Secure"), "{cookie}");

    let by_body = send(posting("/api/v1/auth/refresh", r#"{"refresh_token": "old"}"#)).await;
    assert_eq!(by_body.json().get("refresh_token").and_then(Value::as_str), Some("fresh"));
    assert_eq!(by_body.header("set-cookie"), None);
    assert_eq!(send(refresh()).await.code(), "UNAUTHENTICATED");
    assert_eq!(send(asking(Method::POST, "/api/v1/auth/logout")).await.status, 204);
}

#[actix_web::test]
async fn head_is_answered_like_get() {
    let seen = send(asking(Method::HEAD, "/api/v1/conversations/counts")).await;
    assert_eq!(seen.status, StatusCode::OK);
}

#[actix_web::test]
async fn reading_is_one_call_of_the_store() {
    let seen = send(posting(&format!("{CONVERSATION}/read"), r#"{"seq": 7}"#)).await;
    assert_eq!(seen.json().get("read_at").and_then(Value::as_str), Some("1970-01-01T00:00:00.000000Z"));
    // A key is remembered in the store, which is away.
    let keyed = posting(&format!("{CONVERSATION}/read"), r#"{"seq": 7}"#).insert_header(("Idempotency-Key", "k"));
    assert_eq!(send(keyed).await.code(), "SERVICE_UNAVAILABLE");
}
