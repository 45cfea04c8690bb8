//! Letters over Resend's API.

use std::time::Duration;

use serde_json::{Value, json};
use skybot_domain::mail::{Letter, Mail, MailFailure};
use skybot_domain::text::Email;
use tokio::time::Instant;

use crate::http::Server;
use crate::mails::{FROM, LINK, TO, deserted, magic_link, mail, name, resend};

/// No letter keeps a worker longer.
const PATIENCE: Duration = Duration::from_secs(15);

fn transient(why: &str) -> MailFailure {
    MailFailure::Transient(why.to_owned())
}

fn refused(why: &str) -> MailFailure {
    MailFailure::Refused(why.to_owned())
}

#[tokio::test]
async fn a_letter_is_one_request() {
    let mut server = Server::start().await;
    for (base, line) in [("", "POST /emails"), ("/", "POST /emails"), ("/gateway/v1/", "POST /gateway/v1/emails")] {
        resend(&format!("{}{base}", server.url)).send(&magic_link(LINK)).await.unwrap();
        let request = server.request().await;
        assert_eq!(request.line, line);
        assert_eq!(request.headers["authorization"], "Bearer re_key");
        assert_eq!(request.headers["content-type"], "application/json");
        assert!(request.headers["user-agent"].starts_with("skybot/"), "Resend turns away those without");
        let mut body: Value = serde_json::from_slice(&request.body).unwrap();
        let [text, html] = ["text", "html"].map(|part| body[part].take());
        assert!(text.as_str().unwrap().contains(LINK) && html.as_str().unwrap().starts_with("<!doctype html>"));
        let expected = json!({ "from": FROM, "to": [TO], "subject": "Your sign-in link", "text": null, "html": null });
        assert_eq!(body, expected);
    }
    assert!(server.is_empty());
}

#[tokio::test]
async fn a_letter_that_is_sent_again_is_known_again() {
    let mut server = Server::start().await;
    let mailer = resend(&server.url);
    let other = Mail { to: Email::parse("eve@example.net").unwrap(), ..magic_link(LINK) };
    let mut keys = Vec::new();
    for mail in [magic_link(LINK), magic_link(LINK), magic_link("https://inbox.example/go#other"), other] {
        mailer.send(&mail).await.unwrap();
        keys.push(server.request().await.headers["idempotency-key"].clone());
    }
    assert!(keys[0].len() <= 256 && !keys[0].contains("key=abc"), "{}", keys[0]);
    assert_eq!(keys[0], keys[1]);
    assert!(keys[1] != keys[2] && keys[1] != keys[3] && keys[2] != keys[3], "{keys:?}");
}

/// Two changes on one day are two letters, though they say the same.
#[tokio::test]
async fn news_without_a_secret_is_told_each_time() {
    let mut server = Server::start().await;
    let mailer = resend(&server.url);
    for letter in [
        Letter::PasswordChanged { name: name("Ana") },
        Letter::AlreadyRegistered { name: name("Ana"), link: LINK.to_owned() },
    ] {
        mailer.send(&mail(letter)).await.unwrap();
        assert!(!server.request().await.headers.contains_key("idempotency-key"));
    }
}

#[tokio::test]
async fn the_status_decides_and_only_the_error_s_name_is_told() {
    let server = Server::start().await;
    let mailer = resend(&server.url);
    let echo = r#"{"name":"validation_error","message":"ana@example.net may not get https://inbox.example/go#key"}"#;
    for (head, body, failure) in [
        ("422 Unprocessable Entity", echo, refused("HTTP 422 validation_error")),
        ("403 Forbidden", r#"{"name":"invalid_api_key"}"#, refused("HTTP 403 invalid_api_key")),
        ("404 Not Found", "no such page: ana@example.net", refused("HTTP 404")),
        ("400 Bad Request", r#"{"name":"ana@example.net"}"#, refused("HTTP 400")),
        ("400 Bad Request", r#"{"name":""}"#, refused("HTTP 400")),
        ("408 Request Timeout", "", transient("HTTP 408")),
        (
            "409 Conflict",
            r#"{"name":"concurrent_idempotent_requests"}"#,
            transient("HTTP 409 concurrent_idempotent_requests"),
        ),
        ("500 Internal Server Error", r#"{"name":"application_error"}"#, transient("HTTP 500 application_error")),
        ("503 Service Unavailable", "", transient("HTTP 503")),
        ("301 Moved Permanently\r\nLocation: /elsewhere", "", transient("HTTP 301")),
    ] {
        server.answer(Some((head, body)));
        assert_eq!(mailer.send(&magic_link(LINK)).await, Err(failure), "{head}");
    }
    mailer.send(&magic_link(LINK)).await.unwrap();
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let mut server = Server::start().await;
    server.answer(Some(("307 Temporary Redirect\r\nLocation: /elsewhere", "")));
    resend(&server.url).send(&magic_link(LINK)).await.unwrap_err();
    assert_eq!(server.request().await.line, "POST /emails");
    assert!(server.is_empty());
}

#[tokio::test]
async fn too_many_letters_wait_as_long_as_resend_says() {
    let server = Server::start().await;
    let mailer = resend(&server.url);
    for (head, seconds) in [
        ("429 Too Many Requests\r\nRetry-After: 7", 7),
        ("429 Too Many Requests", 60),
        ("429 Too Many Requests\r\nRetry-After: Wed, 21 Oct 2026 07:28:00 GMT", 60),
        ("429 Too Many Requests\r\nRetry-After: 86400000", 3600),
    ] {
        server.answer(Some((head, r#"{"name":"rate_limit_exceeded"}"#)));
        let throttled = MailFailure::Throttled(Duration::from_secs(seconds));
        assert_eq!(mailer.send(&magic_link(LINK)).await, Err(throttled), "{head}");
    }
}

#[tokio::test]
async fn resend_may_be_away_or_silent() {
    let (_kept, address) = deserted();
    assert_eq!(resend(&format!("http://{address}")).send(&magic_link(LINK)).await, Err(transient("no connection")));

    let server = Server::start().await;
    server.answer(None);
    let mailer = resend(&server.url);
    let sending = tokio::spawn(async move { mailer.send(&magic_link(LINK)).await });
    server.silent().await;
    tokio::time::pause();
    let since = Instant::now();
    assert_eq!(sending.await.unwrap(), Err(transient("no answer in time")));
    assert!(since.elapsed() <= PATIENCE + Duration::from_millis(1), "{:?}", since.elapsed());
}
