//! What holds for every route: problems, request ids, limits and cursors, versions, headers.

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_client::reqwest::header::HeaderMap;
use skybot_tests::{App, Settings, fresh_id, id};

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_a_problem() {
    let app = App::start().await;
    let (ana, anonymous) = (app.tenant().await, app.anonymous().await);
    let contacts = || ana.ask(Method::POST, "contacts");

    ana.get("/nothing/here").await.problem(404, "ROUTE_NOT_FOUND");
    ana.get("nothing").await.problem(404, "ROUTE_NOT_FOUND");
    ana.get("contacts/").await.problem(404, "ROUTE_NOT_FOUND");
    ana.get("/api/v1/%00").await.problem(404, "ROUTE_NOT_FOUND");
    anonymous.get("contacts").await.problem(401, "UNAUTHENTICATED");
    let wrong_method = ana.ask(Method::DELETE, "contacts").await;
    wrong_method.problem(405, "METHOD_NOT_ALLOWED");
    let allowed = wrong_method.header("allow").expect("what is allowed");
    assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");

    contacts().body("application/json", "{").await.problem(400, "MALFORMED_JSON");
    contacts().body("application/json", "").await.problem(400, "MALFORMED_JSON");
    contacts().body("application/json", &b"{\"name\":\"\xff\"}"[..]).await.problem(400, "MALFORMED_JSON");
    contacts().body("application/json", r#"{"name":"\ud800"}"#).await.problem(400, "MALFORMED_JSON");
    contacts().body("application/json", "[".repeat(100_000)).await.problem(400, "MALFORMED_JSON");
    contacts().body("text/plain", r#"{"name":"Ana"}"#).await.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    contacts().await.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    let latin = contacts().body("application/json; charset=iso-8859-1", r#"{"name":"Ana"}"#).await;
    latin.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    let zipped = contacts().header("content-encoding", "gzip").body("application/json", r#"{"name":"Ana"}"#).await;
    zipped.problem(415, "UNSUPPORTED_MEDIA_TYPE");
    let large = format!(r#"{{"name":"{}"}}"#, "x".repeat(1024 * 1024));
    contacts().body("application/json", large).await.problem(413, "PAYLOAD_TOO_LARGE");

    assert_eq!(app.count("select count(*) from contacts").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_is_a_route_only_with_its_id_and_to_its_end() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let none = [
        "messages",
        "conversations/",
        "conversations//read",
        "inboxes//members/x",
        "inboxes/members/x",
        "conversations/labels/vip",
        "conversations/nobody/read/on",
    ];
    for path in none {
        ana.ask(Method::POST, path).await.problem(404, "ROUTE_NOT_FOUND");
    }
    // What stands in an id's place is one, whatever it says.
    let read = ana.ask(Method::PUT, "conversations/read").await;
    read.problem(405, "METHOD_NOT_ALLOWED");
    assert!(read.header("allow").is_some_and(|allowed| allowed.contains("GET") && allowed.contains("PATCH")));
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_rules_are_all_listed_with_where_they_are() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let body = json!({
        "name": " ", "phone": "0639980001", "email": "ana", "external_id": "a\u{0}b",
        "custom_attributes": {"Not/Snake": true},
    });
    let violations = ana.post("contacts", body).await.violations();
    for violation in [
        "/name BLANK",
        "/phone INVALID_PHONE",
        "/email INVALID_EMAIL",
        "/external_id CONTROL_CHARACTER",
        "/custom_attributes/Not~1Snake INVALID_NAME",
    ] {
        assert!(violations.iter().any(|found| found == violation), "{violation} is not in {violations:?}");
    }

    // What the form forbids is one mistake, named by its place.
    for (body, pointer) in [
        (json!({"name": "Ana", "surname": "Ortiz"}), "/surname"),
        (json!({}), "/name"),
        (json!({"name": 5}), "/name"),
        (json!({"name": "Ana", "custom_attributes": {"a": {"b": 1}}}), "/custom_attributes/a"),
    ] {
        let violations = ana.post("contacts", body.clone()).await.violations();
        assert!(violations[0].starts_with(&format!("{pointer} ")), "{body}: {violations:?}");
    }
    let conversation = id(&ana.conversation().await).to_owned();
    let violations = ana.post(format!("conversations/{conversation}/status"), json!({"status": "closed"})).await;
    assert!(violations.violations()[0].starts_with("/status "));
    ana.get("contacts?nonsense=1").await.violations();
    ana.get("conversations?status=open,closed").await.violations();
    ana.get("conversations?assignee=somebody").await.violations();
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_have_a_page_that_explains_them() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let problem = ana.get(format!("contacts/{}", fresh_id())).await.problem(404, "CONTACT_NOT_FOUND");
    let page = ana.get(problem["type"].as_str().unwrap()).await;
    page.raw.status.is_success().then_some(()).expect("a page");
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    assert!(page.text().contains("CONTACT_NOT_FOUND"));
    ana.get("/problems/NO_SUCH_THING").await.problem(404, "ROUTE_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_is_none_is_not_found_or_refused() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let genuine = ana.contact("Ana").await;
    for id in [
        "1",
        "0",
        "null",
        "%00",
        "%F0%9F%98%80",
        "..%2f..",
        "'%20or%201=1--",
        &genuine.replace('-', ""),
        &format!("%7B{genuine}%7D"),
        &genuine[..35],
        &format!("{genuine}0"),
    ] {
        let answer = ana.get(format!("contacts/{id}")).await;
        assert!(matches!(answer.status().as_u16(), 404 | 422), "{id}: {}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn request_ids_are_taken_if_sane_and_made_if_not() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let sane = format!("trace-{}_A.z", "1".repeat(50));
    let answer = ana.get("auth/me").header("x-request-id", &sane).await;
    assert_eq!(answer.header("x-request-id"), Some(sane.as_str()));
    let problem = ana.get(format!("contacts/{}", fresh_id())).header("x-request-id", &sane).await;
    assert_eq!(problem.problem(404, "CONTACT_NOT_FOUND")["request_id"], sane.as_str());

    let mut made = std::collections::HashSet::new();
    for insane in ["", " ", "a b", "a/b", "é", "<script>", &"x".repeat(65)] {
        let answer = ana.get("auth/me").header("x-request-id", insane).await;
        let given = answer.header("x-request-id").unwrap().to_owned();
        assert!(!given.is_empty() && given != insane && made.insert(given), "{insane:?}");
    }
    let logged = app.server.log().iter().any(|line| line.contains(&sane));
    assert!(logged, "the log names requests by their id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_outside_its_range_is_refused_never_clamped() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for number in 0..21 {
        ana.post("labels", json!({"name": format!("l{number}"), "color": "#1f6feb"})).await.is(201);
    }
    let size = |page: &Value| page["items"].as_array().unwrap().len();
    assert_eq!(size(&ana.get("labels").await.is(200)), 20);
    assert_eq!(size(&ana.get("labels?limit=100").await.is(200)), 21);
    assert_eq!(size(&ana.get("labels?limit=1").await.is(200)), 1);

    let conversation = id(&ana.conversation().await).to_owned();
    let said = ana.say(&conversation, "Hello").await;
    for list in ["labels", "contacts", "inboxes", "members", "conversations", "events", "search?q=a", "mentions"]
        .map(str::to_owned)
        .into_iter()
        .chain([format!("conversations/{conversation}/messages"), format!("conversations/{conversation}/readers")])
        .chain([format!("conversations/{conversation}/participants")])
        .chain([format!("messages/{}/history", id(&said))])
    {
        let joint = if list.contains('?') { '&' } else { '?' };
        for limit in ["0", "101", "-1", "9223372036854775808", "-9223372036854775809", "1.5", "ten", "", "0x10", "1e1"]
        {
            let violations = ana.get(format!("{list}{joint}limit={limit}")).await.violations();
            assert!(violations[0].starts_with("limit "), "{list} {limit}: {violations:?}");
        }
        ana.get(format!("{list}{joint}limit=100")).await.is(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_is_good_for_its_own_list_only() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for name in ["a", "b"] {
        ana.contact(name).await;
        ana.inbox(name).await;
        ana.post("labels", json!({"name": name, "color": "#1f6feb"})).await.is(201);
    }
    let cursor = ana.get("contacts?limit=1").await.is(200)["next_cursor"].as_str().unwrap().to_owned();
    ana.get(format!("contacts?cursor={cursor}")).await.is(200);
    for list in
        ["labels", "inboxes", "members", "conversations", "search?q=a&type=messages", "search?q=a&type=contacts"]
    {
        let joint = if list.contains('?') { '&' } else { '?' };
        ana.get(format!("{list}{joint}cursor={cursor}")).await.problem(422, "INVALID_CURSOR");
    }
    for garbage in ["x", "%00", "AAAA", &cursor[1..], &format!("{cursor}A"), "%3D%3D", "'%3B--", &"A".repeat(34)] {
        ana.get(format!("contacts?cursor={garbage}")).await.problem(422, "INVALID_CURSOR");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_stable_while_rows_are_inserted() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let mut before = Vec::new();
    for number in 0..12 {
        before.push(id(&ana.conversation_in(&inbox, &format!("Contact {number}")).await).to_owned());
    }
    before.reverse();

    let mut seen = Vec::new();
    let mut target = "conversations?limit=5".to_owned();
    loop {
        let page = ana.get(&target).await.is(200);
        seen.extend(page["items"].as_array().unwrap().iter().map(|one| id(one).to_owned()));
        // Newest first: what comes now comes before the first page.
        ana.conversation_in(&inbox, "Newcomer").await;
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        target = format!("conversations?limit=5&cursor={cursor}");
    }
    assert_eq!(seen, before);

    let created: Vec<_> =
        ana.list("conversations?sort=created&limit=4").await.iter().map(|one| id(one).to_owned()).collect();
    assert_eq!(created[3..], before, "and in any order that does not change");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_write_wins_unless_one_says_what_one_saw() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = ana.conversation().await;
    let inbox = conversation["inbox_id"].as_str().unwrap().to_owned();
    let contact = id(&conversation["contact"]).to_owned();
    let patches = [
        (format!("conversations/{}", id(&conversation)), json!({"priority": "high"}), json!({"priority": "low"})),
        (format!("contacts/{contact}"), json!({"name": "Ana B"}), json!({"name": "Ana C"})),
        (format!("inboxes/{inbox}"), json!({"name": "Sales"}), json!({"name": "Support"})),
    ];
    for (path, one, two) in patches {
        let before = ana.get(&path).await;
        let version = before.is(200)["version"].as_i64().unwrap();
        assert_eq!(before.header("etag"), Some(format!("\"{version}\"").as_str()), "{path}");

        let changed = ana.patch(&path, one.clone()).if_match(version).await;
        assert_eq!(changed.is(200)["version"], version + 1, "{path}");
        assert_eq!(changed.header("etag"), Some(format!("\"{}\"", version + 1).as_str()), "{path}");
        let stale = ana.patch(&path, two.clone()).if_match(version).await.problem(412, "VERSION_CONFLICT");
        assert_eq!(stale["current_version"], version + 1, "{path}");
        assert_eq!(ana.get(&path).await.is(200)["version"], version + 1, "{path}: nothing was changed");

        assert_eq!(ana.patch(&path, two.clone()).await.is(200)["version"], version + 2, "{path}");
        ana.patch(&path, one.clone()).header("if-match", "*").await.is(200);
        for garbage in ["1", "\"x\"", "\"-1\"", "W/\"1\"", "\"99999999999999999999\"", ""] {
            let answer = ana.patch(&path, two.clone()).header("if-match", garbage).await;
            assert!(matches!(answer.status().as_u16(), 400 | 412), "{path} {garbage}: {}", answer.text());
        }
    }
    let unused = ana.contact("Unused").await;
    ana.delete(format!("contacts/{unused}")).if_match(9).await.problem(412, "VERSION_CONFLICT");
    ana.delete(format!("contacts/{unused}")).if_match(1).await.is(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_the_security_headers() {
    let app = App::with(Settings::default().set("SKYBOT__SERVER__TLS", "true")).await;
    let ana = app.tenant().await;
    for target in [
        "auth/me",
        "/health",
        "/ready",
        "/api/docs",
        "/api/openapi.json",
        "/nothing",
        "/problems/INTERNAL",
        "contacts/1",
    ] {
        let answer = ana.get(target).await;
        let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff", "{target}");
        assert!(!header("referrer-policy").is_empty(), "{target}");
        assert!(header("strict-transport-security").starts_with("max-age="), "{target}");
        let policy = header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{target}: {policy}");
        let scripts = policy.split(';').map(str::trim).find(|part| part.starts_with("script-src"));
        let scripts = scripts.or(policy.split(';').map(str::trim).find(|part| part.starts_with("default-src")));
        assert!(scripts.is_some_and(|scripts| !scripts.contains("unsafe-inline")), "{target}: {policy}");
    }
    let app = App::start().await;
    let plain = app.anonymous().await.get("/health").await;
    assert_eq!(plain.header("strict-transport-security"), None, "not without TLS");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_listed_origins_may_call_from_a_page() {
    let app = App::with(Settings::default().set("SKYBOT__SERVER__ALLOWED_ORIGINS", "https://inbox.example")).await;
    let ana = app.tenant().await;
    let allowed = |answer: &skybot_tests::Reply| answer.header("access-control-allow-origin").map(str::to_owned);
    let answer = ana.get("auth/me").header("origin", "https://inbox.example").await;
    assert_eq!(allowed(&answer).as_deref(), Some("https://inbox.example"));
    for origin in [
        "https://evil.example",
        "http://inbox.example",
        "https://inbox.example:8443",
        "https://inbox.example.evil.example",
        "https://xinbox.example",
        "null",
    ] {
        let answer = ana.get("auth/me").header("origin", origin).await;
        assert_eq!(allowed(&answer), None, "{origin}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let settings = Settings::default()
        .set("SKYBOT__LIMITS__REQUESTS_PER_USER", "30")
        .set("SKYBOT__LIMITS__LOGINS_PER_ADDRESS", "4");
    let app = App::with(settings).await;
    let (ana, bob, anonymous) = (app.tenant().await, app.tenant().await, app.anonymous().await);
    let first = ana.get("auth/me").await;
    assert_eq!(first.header("ratelimit-policy"), Some("\"user\";q=30;w=60"));
    let standing = first.header("ratelimit").expect("where one stands");
    assert!(standing.starts_with("\"user\";r=29;t="), "{standing}");

    let mut refused = None;
    for _ in 0..40 {
        let answer = ana.get("auth/me").await;
        if answer.status() == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("there is a limit");
    refused.problem(429, "RATE_LIMITED");
    let wait: u64 = refused.header("retry-after").expect("when to come back").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(refused.header("ratelimit").unwrap().contains(";r=0;"));
    bob.get("auth/me").await.is(200);

    let guess = || anonymous.post("auth/login", json!({"email": ana.email, "password": "wrong"}));
    guess().await.problem(401, "UNAUTHENTICATED");
    guess().await.problem(401, "UNAUTHENTICATED");
    guess().await.problem(429, "RATE_LIMITED");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_compressed_for_those_who_ask() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let plain = ana.client().request(Method::GET, "/api/openapi.json", None, HeaderMap::default()).await.unwrap();
    assert_eq!(plain.headers.get("content-encoding"), None);
    for encoding in ["gzip", "br", "zstd"] {
        let headers = [("accept-encoding".parse().unwrap(), encoding.parse().unwrap())].into_iter().collect();
        let answer = ana.client().request(Method::GET, "/api/openapi.json", None, headers).await.unwrap();
        assert_eq!(answer.headers.get("content-encoding").map(|value| value.to_str().unwrap()), Some(encoding));
        assert!(answer.body.len() < plain.body.len() / 3, "{encoding}");
        let vary = answer.headers.get("vary").map(|value| value.to_str().unwrap().to_lowercase());
        assert!(vary.is_some_and(|vary| vary.contains("accept-encoding")), "{encoding}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_is_served_with_a_page_that_needs_nothing_from_outside() {
    let app = App::start().await;
    let anonymous = app.anonymous().await;
    let document = anonymous.contract().document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1."));
    let printed = app.run(["openapi"]).success().await;
    assert_eq!(printed, *document, "the command prints the same");

    let docs = anonymous.get("/api/docs").await;
    let docs =
        if docs.status().is_redirection() { anonymous.get(docs.header("location").unwrap()).await } else { docs };
    let page = docs.text();
    assert!(docs.status().is_success() && page.contains("<html"), "{page}");
    for attribute in ["src=\"", "href=\""] {
        for (at, _) in page.match_indices(attribute) {
            let link = page[at + attribute.len()..].split('"').next().unwrap();
            assert!(!link.contains("//"), "{link} is somewhere else");
        }
    }
}
