//! Hostile inputs: whatever comes in, a refusal is a 4xx problem, nothing is stored, nothing
//! leaks, and the server goes on.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{App, Dice, PLATFORM_SECRET, Reply, SEED_SECRET, Settings, User, census, eventually, from_now, id};
use sqlx::PgConnection;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::search::encoded;

/// No answer takes this long.
const LONGEST: Duration = Duration::from_secs(2);

/// What no answer may hold: the insides of the server.
const INSIDES: [&str; 9] =
    ["panicked", ".rs:", "sqlx", "sea_orm", "sea-orm", "actix", "postgres", "backtrace", "skybot_"];

/// JSON values, as text, that no field expects; some are not even JSON.
fn values() -> Vec<Vec<u8>> {
    let long = format!("\"{}\"", "x".repeat(20_000));
    let wide = format!("\"{}\"", "\u{10ffff}".repeat(300));
    let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
    let deeper = format!("{}1{}", r#"{"a":"#.repeat(200), "}".repeat(200));
    let many = format!("{{{}}}", (0..60).map(|n| format!("\"a{n}\":{n}")).collect::<Vec<_>>().join(","));
    let mut values: Vec<Vec<u8>> = [
        "null",
        "true",
        "0",
        "-1",
        "0.1",
        "-0",
        "01",
        "1e400",
        "-1e400",
        "1e-400",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "NaN",
        "Infinity",
        "'text'",
        "undefined",
        r#""""#,
        r#"" ""#,
        r#""\u0000""#,
        r#""a\u0000b""#,
        r#""\ud800""#,
        r#""\udc00\ud800""#,
        r#""\ud800x""#,
        r#""\x""#,
        r#""\u00""#,
        "\"a\u{1}b\"",
        "\"line\nbreak\"",
        r#""\u202e\u0007\u001b[31m""#,
        r#""' or 1=1; drop table messages; --""#,
        r#""%s%n{}${jndi:ldap://x}""#,
        r#""294277-01-09T04:00:54.775807Z""#,
        r#""-4713-11-24T00:00:00Z""#,
        r#""9999-12-31T23:59:60Z""#,
        r#""0000-01-01T00:00:00+23:59""#,
        r#""infinity""#,
        r#""00000000-0000-0000-0000-000000000000""#,
        r#""ffffffff-ffff-ffff-ffff-ffffffffffff""#,
        "[]",
        "{}",
        r#"[{"name":"x"}]"#,
        r#"{"a":null}"#,
        r#"{"__proto__":{"a":1}}"#,
        r#"{"a":1,"a":2}"#,
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    values.extend([long, wide, deep, deeper, many].map(String::into_bytes));
    values.push(b"\"\xff\xfe\"".to_vec());
    values.push(b"\"\xc0\x80\"".to_vec());
    values.push(b"\"\xed\xa0\x80\"".to_vec());
    values
}

/// Whole bodies that no route expects.
fn bodies(good: &Value) -> Vec<Vec<u8>> {
    let good = good.to_string();
    let open = &good[..good.len() - 1];
    let joint = if open.len() > 1 { "," } else { "" };
    let mut bodies: Vec<Vec<u8>> = [
        String::new(),
        " ".to_owned(),
        "null".to_owned(),
        "true".to_owned(),
        "0".to_owned(),
        "\"text\"".to_owned(),
        "[]".to_owned(),
        format!("[{good}]"),
        format!("{good}{good}"),
        format!("{good}x"),
        open.to_owned(),
        format!("{open}{joint}\"surplus\":1}}"),
        format!("{open}{joint}\"id\":\"00000000-0000-0000-0000-000000000000\"}}"),
        format!("{open}{joint}\"account_id\":\"00000000-0000-0000-0000-000000000000\"}}"),
        format!("{open}{joint}\"\\u0000\":1}}"),
        format!("{open}{joint}}}"),
        format!("\u{feff}{good}"),
        "[".repeat(100_000),
        r#"{"a":"#.repeat(100_000),
        format!("{{\"{}\":1}}", "k".repeat(100_000)),
    ]
    .map(String::into_bytes)
    .into();
    bodies.push(b"\0".to_vec());
    bodies.push(b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec());
    bodies.push(good.encode_utf16().flat_map(u16::to_le_bytes).collect());
    bodies.push([good.as_bytes(), b"\xff"].concat());
    bodies
}

/// The body with one field's value replaced, for each field and each hostile value.
fn mutants(good: &Value) -> Vec<Vec<u8>> {
    const MARK: &str = "\"#here#\"";
    let mut marked = Vec::new();
    for pointer in pointers(good, "") {
        let mut body = good.clone();
        *body.pointer_mut(&pointer).unwrap() = json!("#here#");
        marked.push(body.to_string());
    }
    let values = values();
    let replace = |body: &String, value: &Vec<u8>| {
        let (before, after) = body.split_once(MARK).unwrap();
        [before.as_bytes(), value, after.as_bytes()].concat()
    };
    marked.iter().flat_map(|body| values.iter().map(move |value| replace(body, value))).collect()
}

fn pointers(value: &Value, at: &str) -> Vec<String> {
    let Some(members) = value.as_object() else { return Vec::new() };
    let below = |(name, member): (&String, &Value)| {
        let here = format!("{at}/{name}");
        let mut found = pointers(member, &here);
        found.push(here);
        found
    };
    members.iter().flat_map(below).collect()
}

/// Each route that takes a body, with one that it takes.
async fn writes(app: &App, user: &User) -> Vec<(Method, String, Value)> {
    let conversation = user.conversation().await;
    let contact = user.contact("Target").await;
    let inbox = conversation["inbox_id"].as_str().unwrap().to_owned();
    let said = user.say(id(&conversation), "Hello").await;
    let path = format!("conversations/{}", id(&conversation));
    let attributes = json!({"plan": "gold", "seats": 5, "trial": true});
    let contact_body = json!({
        "name": "Bea", "phone": "+33639980077", "email": "bea@example.com", "external_id": "x-1",
        "custom_attributes": attributes,
    });
    let opening = json!({
        "inbox_id": inbox, "contact": {"name": "Cid", "email": "cid@example.com"}, "subject": "S",
        "message": {"kind": "text", "body": "Hi"},
    });
    let known = json!({"inbox_id": inbox, "contact_id": contact});
    let reply = json!({"kind": "text", "body": "Hi", "reply_to_id": id(&said), "client_id": skybot_tests::fresh_id()});
    let snooze = json!({"status": "snoozed", "snoozed_until": from_now(Duration::from_hours(9))});
    let mut writes = vec![
        (Method::POST, "auth/login".to_owned(), json!({"email": "a@b.c", "password": "x", "transport": "body"})),
        (Method::POST, "auth/refresh".to_owned(), json!({"refresh_token": "x"})),
        (Method::POST, "auth/logout".to_owned(), json!({"refresh_token": "x"})),
        (Method::POST, "contacts".to_owned(), contact_body.clone()),
        (Method::PATCH, format!("contacts/{contact}"), contact_body),
        (Method::POST, "conversations".to_owned(), opening),
        (Method::POST, "conversations".to_owned(), known),
        (Method::PATCH, path.clone(), json!({"priority": "low", "subject": "S", "custom_attributes": attributes})),
        (Method::POST, format!("{path}/messages"), reply),
        (Method::POST, format!("{path}/status"), snooze),
        (Method::POST, format!("{path}/assignment"), json!({"user_id": user.user_id, "team_id": null})),
        (Method::POST, format!("{path}/mute"), json!({"until": from_now(Duration::from_hours(9))})),
        (Method::POST, format!("{path}/read"), json!({"seq": 1})),
        (Method::POST, format!("{path}/unread"), json!({"seq": 1})),
        (Method::POST, "inboxes".to_owned(), json!({"name": "Sales", "channel": "api"})),
        (Method::PATCH, format!("inboxes/{inbox}"), json!({"name": "Help"})),
        (Method::POST, "labels".to_owned(), json!({"name": "vip", "color": "#1f6feb"})),
        (Method::POST, "teams".to_owned(), json!({"name": "Billing"})),
    ];
    let colleague = user.colleague(app, "Colleague", "agent", "all").await;
    let known: Vec<_> = writes.iter().map(|(method, target, _)| route(user, method, target)).collect();
    for write in crate::properties::writes(user, &colleague).await {
        if !known.contains(&route(user, &write.method, &write.target)) {
            writes.push((write.method, write.target, write.body));
        }
    }
    writes
}

/// Which route a request is for.
fn route(user: &User, method: &Method, target: &str) -> String {
    let operation = user.contract().operation(method, &format!("/api/v1/{target}")).unwrap();
    format!("{} {}", operation.method, operation.path)
}

/// As whoever may ask for that.
fn ask<'a>(user: &'a User, method: &Method, target: &str) -> skybot_tests::Ask<'a> {
    let ask = user.ask(method.clone(), target);
    match target {
        "admin/seed" => ask.bearer(SEED_SECRET),
        target if target.starts_with("admin/") => ask.bearer(PLATFORM_SECRET),
        _ => ask,
    }
}

/// Sends it; whatever the answer is, it is no failure of the server and tells nothing of it.
async fn survive(user: &User, what: &str, ask: skybot_tests::Ask<'_>) -> Reply {
    let begun = Instant::now();
    let answer = ask.await;
    assert!(begun.elapsed() < LONGEST, "{what} took {:?}", begun.elapsed());
    assert!(!answer.status().is_server_error(), "{what}: {} {}", answer.status(), answer.text());
    if !answer.status().is_success() {
        let text = answer.text().to_lowercase();
        let found = INSIDES.iter().find(|inside| text.contains(*inside));
        assert!(found.is_none(), "{what} tells {found:?}: {text} ({})", user.email);
    }
    answer
}

/// What is stored, but for the log: that somebody was refused something is noted there.
async fn stored(auditor: &mut PgConnection, user: &User) -> BTreeMap<String, (i64, String)> {
    let mut stored = census(auditor, user.account_id).await;
    stored.retain(|table, _| !matches!(table.as_str(), "audit_log" | "audit_chain"));
    stored
}

/// Waits until nothing is left to be done of what was accepted.
async fn settle(app: &App) {
    let due = "select count(*) from graphile_worker.jobs where run_at <= now() and attempts < max_attempts";
    eventually("no job is due", Duration::from_secs(30), async || (app.count(due).await == 0).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_body_breaks_a_route_and_no_refused_one_is_stored() {
    let app = App::with(Settings::default().with_platform()).await;
    let ana = app.tenant().await;
    let writes = writes(&app, &ana).await;

    let documented = ana.contract().operations();
    let documented = documented.iter().filter(|operation| operation.takes_json()).count();
    let mut routes: Vec<_> = writes.iter().map(|(method, target, _)| route(&ana, method, target)).collect();
    routes.sort();
    routes.dedup();
    assert_eq!(routes.len(), documented, "every route with a body is here: {routes:?}");

    let mut auditor = app.sql().await;
    let (mut sent, mut refused) = (0, 0);
    for (method, target, good) in &writes {
        // What ends sessions and counts wrong passwords is asked by somebody else each time: to strangers everything
        // is refused.
        let is_about_sessions = target.starts_with("auth/");
        let mut caller = ana.clone();
        if is_about_sessions {
            caller = ana.colleague(&app, target, "agent", "all").await;
        }
        settle(&app).await;
        let mut before = stored(&mut auditor, &ana).await;
        for body in bodies(good).into_iter().chain(mutants(good)) {
            let what =
                format!("{method} {target} {}", String::from_utf8_lossy(&body).chars().take(300).collect::<String>());
            let answer = survive(&caller, &what, ask(&caller, method, target).body("application/json", body)).await;
            sent += 1;
            assert!(is_about_sessions || answer.status() != 401, "{what}: nobody was signed in");
            if answer.status().is_success() {
                if target == "auth/logout" {
                    caller = caller.again(&app).await;
                }
                // Some are good after all, such as a name of odd characters.
                settle(&app).await;
                before = stored(&mut auditor, &ana).await;
            } else {
                refused += 1;
            }
        }
        assert_eq!(stored(&mut auditor, &ana).await, before, "{method} {target}: a refusal left something");
    }
    assert!(refused * 10 > sent * 7, "{refused} of {sent} refused");
    let panicked = app.server.log().into_iter().find(|line| line.contains("panicked"));
    assert_eq!(panicked, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_parameter_breaks_a_route() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    ana.say(&conversation, "Hello").await;
    let hostile = [
        "",
        "%00",
        "a%00b",
        "%ff",
        "%C0%80",
        "%ED%A0%80",
        "%F4%8F%BF%BF",
        "%",
        "%zz",
        "-1",
        "0",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "1e400",
        "NaN",
        "true",
        "null",
        "%27%20or%201%3D1--",
        "%22",
        "%5C",
        "%25_%25",
        "a%26b%3Dc",
        "..%2F..%2Fetc%2Fpasswd",
        "%F0%9F%92%A9",
        "00000000-0000-0000-0000-000000000000",
        "open,",
        ",",
        &"x".repeat(5_000),
        &"%F4%8F%BF%BF".repeat(200),
        &"a+".repeat(400),
        &"%22".repeat(100),
        &"*".repeat(100),
    ];
    for operation in ana.contract().operations() {
        if operation.path == "/api/v1/auth/logout" {
            continue;
        }
        let needs_body = !operation.spec["requestBody"].is_null();
        let fill = |path: &str| {
            let path = path.replace("{id}", &conversation).replace("{label}", "vip").replace("{code}", "INTERNAL");
            let path = path.replace("{user_id}", &ana.user_id.to_string()).replace("{provider}", "oidc");
            let path = path.replace("{kind}", "email").replace("{value}", "a@b.c").replace("{emoji}", "%F0%9F%91%8D");
            path.replace("{note_id}", &conversation).replace("{token}", "x")
        };
        let good_path = fill(&operation.path);
        let mut targets = Vec::new();
        for parameter in operation.spec["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            for value in hostile {
                match parameter["in"].as_str().unwrap() {
                    "path" => targets.push(operation.path.replace(&format!("{{{name}}}"), value)),
                    "query" => targets.push(format!("{good_path}?{name}={value}")),
                    _ => {}
                }
            }
            targets.push(format!("{good_path}?{name}=1&{name}=2"));
            targets.push(format!("{good_path}?{name}[]=1&{name}[a]=2"));
        }
        targets.push(format!("{good_path}?surplus=1"));
        for target in targets {
            // Parameters that are not the one under attack.
            let target = fill(&target);
            let mut ask = ana.ask(operation.method.clone(), &target);
            if needs_body {
                ask = ask.json(json!({}));
            }
            survive(&ana, &format!("{} {target}", operation.method), ask).await;
        }
    }
    assert_eq!(app.server.log().into_iter().find(|line| line.contains("panicked")), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn random_bytes_are_refused() {
    let app = App::with(Settings::default().with_platform()).await;
    let ana = app.tenant().await;
    let writes = writes(&app, &ana).await;
    let mut dice = Dice::new(43);
    for _ in 0..600 {
        let (method, target, good) = dice.pick(&writes).clone();
        let mut body = good.to_string().into_bytes();
        for _ in 0..=dice.below(4) {
            let at = usize::try_from(dice.below(body.len() as u64)).unwrap();
            match dice.below(4) {
                0 => body[at] = u8::try_from(dice.below(256)).unwrap(),
                1 if body.len() > 1 => drop(body.remove(at)),
                2 => body.insert(at, u8::try_from(dice.below(256)).unwrap()),
                _ => body.truncate(at.max(1)),
            }
        }
        let what = format!("{method} {target} {body:?}");
        let answer = survive(&ana, &what, ask(&ana, &method, &target).body("application/json", body)).await;
        assert!(target.starts_with("auth/") || answer.status() != 401, "{what}: nobody was signed in");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_write_is_a_value_and_never_a_part_of_a_statement() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let texts = [
        "'",
        "it's",
        "x' or 'a'='a",
        "'); delete from labels; --",
        "\\'",
        "$$",
        "$1",
        "100%",
        "?",
        "{0}",
        "/*",
        "a_c",
        "abc",
    ];
    for text in texts {
        let inbox = json!({"name": text, "channel": "api"});
        let inbox = id(&ana.post("inboxes", inbox).header("user-agent", text).await.is(201)).to_owned();
        let noted = ana.get("audit-log?limit=1").await.is(200)["items"][0].clone();
        assert_eq!((&noted["subject_type"], &noted["user_agent"]), (&json!("inboxes"), &json!(text)));
        let contact = json!({"name": text, "custom_attributes": {"note": text}});
        let open = json!({"inbox_id": inbox, "contact": contact, "subject": text});
        let made = id(&ana.post("conversations", open).await.is(201)).to_owned();
        ana.patch(format!("conversations/{made}"), json!({"custom_attributes": {"note": text}})).await.is(200);
        ana.say(&made, "needle").await;

        for (field, op) in
            [("custom_attributes.note", "eq"), ("contact.custom_attributes.note", "eq"), ("subject", "contains")]
        {
            let filter = json!({"filter": {"field": field, "op": op, "value": text}, "limit": 100});
            let page = ana.post("conversations/filter", filter).await.is(200);
            let found: Vec<_> = page["items"].as_array().unwrap().iter().map(id).collect();
            assert!(found.contains(&made.as_str()), "{field} {op} {text}: {page}");
            assert!(op == "contains" || found.len() == 1, "{field} {op} {text}: {page}");
        }
        let quoted = encoded(&format!("needle in:\"{text}\""));
        let page = ana.get(format!("search?type=messages&q={quoted}")).await.is(200);
        let found: Vec<_> = page["items"].as_array().unwrap().iter().map(|hit| id(&hit["conversation"])).collect();
        assert_eq!(found, [made.as_str()], "in:{text}: {page}");

        let text = encoded(text);
        for target in [
            format!("search?type=all&q={text}"),
            format!("search?type=messages&q={}%22{text}%22", encoded("needle from:")),
            format!("conversations?q={text}"),
            format!("contacts?q={text}"),
            format!("companies?q={text}"),
            format!("members?q={text}"),
            format!("canned-responses?q={text}"),
        ] {
            assert!(matches!(ana.get(&target).await.status().as_u16(), 200 | 422), "{target}");
        }
        for column in ["action", "subject_type", "subject_id"] {
            assert_eq!(ana.list(&format!("audit-log?{column}={text}")).await, [] as [Value; 0], "{column}={text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_request_end_their_connection_and_nothing_else() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let header = |line: &str| format!("GET /health HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n").into_bytes();
    let mut requests = vec![
        b"\0\0\0\0\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".to_vec(),
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello".to_vec(),
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(),
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec(),
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 18446744073709551616\r\n\r\n".to_vec(),
    ];
    requests.push(header(&format!("X-Long: {}", "x".repeat(300_000))));
    requests.push(header(&"X-Many: 1\r\n".repeat(1_000)));
    requests.push(header("No-Colon"));
    requests.push(header("X-Bad: a\u{0}b"));
    requests.push(format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(300_000)).into_bytes());
    for request in requests {
        let mut stream = TcpStream::connect(&app.server.address).await.unwrap();
        // The server may close before it has read all.
        let _ = stream.write_all(&request).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
        let shown = String::from_utf8_lossy(&request).chars().take(80).collect::<String>();
        assert!(ended.is_ok(), "{shown:?} holds its connection");
        let answer = String::from_utf8_lossy(&answer);
        assert!(!answer.starts_with("HTTP/1.1 5"), "{shown:?}: {answer}");
        let secret = INSIDES.iter().find(|inside| answer.to_lowercase().contains(*inside));
        assert!(secret.is_none(), "{shown:?}: {answer}");
        ana.get("/health").await.is(200);
    }
    assert_eq!(app.server.log().into_iter().find(|line| line.contains("panicked")), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_write_never_reaches_the_log() {
    const SECRET: &str = "canary5d1c0a9be2f84763";
    let settings = skybot_tests::Settings::default().set("SKYBOT__LOG__FILTER", "debug");
    let app = App::with(settings).await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    ana.say(&conversation, SECRET).await;
    ana.get(format!("search?q={SECRET}")).await.is(200);
    ana.post("contacts", json!({"name": SECRET, "email": format!("{SECRET}@example.com")})).await.is(201);
    ana.post("contacts", json!({"name": SECRET, "email": format!("{SECRET}@example.com")})).await.is(409);
    ana.post("contacts", json!({"name": SECRET, "surplus": SECRET})).await.is(422);
    ana.patch(format!("conversations/{conversation}"), json!({"subject": SECRET})).await.is(200);
    ana.post("auth/login", json!({"email": format!("{SECRET}@example.com"), "password": SECRET})).await.is(401);
    ana.get("auth/me").header("authorization", format!("Bearer {SECRET}")).await.is(401);
    ana.post("auth/refresh", json!({"refresh_token": SECRET})).await.is(401);
    ana.post(format!("conversations/{conversation}/messages"), json!({"kind": "text", "body": "x"}))
        .key(SECRET)
        .await
        .is(201);

    for line in app.server.log() {
        for secret in [SECRET, skybot_tests::PASSWORD, ana.email.as_str()] {
            assert!(!line.contains(secret), "{line}");
        }
        serde_json::from_str::<Value>(&line).unwrap_or_else(|error| panic!("not a JSON line ({error}): {line}"));
    }
    assert!(app.server.log().len() > 20, "it does log");
}
