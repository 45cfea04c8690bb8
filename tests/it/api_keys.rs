//! API keys: credentials of machines, which may do what their scopes say and no more, and whose text
//! is shown once.

use std::time::Duration;

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{AT_ONCE, Api, App, Reply, Settings, User, eventually, fresh_id, from_now, id, stored};

async fn make(who: &Api, body: Value) -> Reply {
    who.post("api-keys", body).await
}

fn text(made: &Value) -> &str {
    made["key"].as_str().expect("the key's text")
}

/// Waits until the key is refused.
async fn is_out(key: &Api, what: &str) {
    eventually(what, AT_ONCE, async || (key.get("auth/me").await.status() == 401).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_acts_as_a_bot_and_within_its_scopes() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}");
    let made = make(&ana, json!({"name": "n8n", "scopes": ["messages:write", "conversations:read"]})).await;
    let made = made.is(201);
    let public = made["api_key"]["public_id"].as_str().unwrap();
    assert!(text(&made).starts_with(&format!("sk_{public}_")) && text(&made).len() == 63);
    assert_eq!(made["api_key"]["scopes"], json!(["conversations:read", "messages:write"]));

    let key = ana.with_credential(text(&made));
    let me = key.get("auth/me").await.is(200);
    assert_eq!(
        (&me["role"], &me["session_id"], &me["api_key_id"]),
        (&json!("bot"), &Value::Null, &made["api_key"]["id"])
    );
    assert_eq!(me["permissions"], json!(["conversations:read", "messages:write"]));
    assert_eq!(me["account_id"], json!(ana.account_id));
    key.get(&path).await.is(200);
    let said = key.post(format!("{path}/messages"), json!({"kind": "text", "body": "Hello"})).await.is(201);
    assert_eq!((&said["sender"]["type"], &said["sender"]["id"]), (&json!("bot"), &me["user_id"]));
    for (method, target, body) in [
        (Method::POST, format!("{path}/status"), json!({"status": "resolved"})),
        (Method::GET, "contacts".to_owned(), Value::Null),
        (Method::GET, "account".to_owned(), Value::Null),
        (Method::POST, "api-keys".to_owned(), json!({"name": "x", "scopes": ["messages:write"]})),
    ] {
        let ask = key.ask(method, target);
        let ask = if body.is_null() { ask } else { ask.json(body) };
        ask.await.problem(403, "FORBIDDEN");
    }
    // What is a person's own, no machine has.
    key.get("auth/sessions").await.problem(403, "SESSION_NEEDED");
    key.post("auth/switch-account", json!({"account_id": ana.account_id})).await.problem(403, "SESSION_NEEDED");
    // The bot is a member like others, and cannot sign in.
    let bot = ana.list("members").await.into_iter().find(|member| member["role"] == "bot").unwrap();
    assert_eq!((&bot["name"], &bot["user_id"]), (&json!("n8n"), &me["user_id"]));
    app.anonymous().await.sign_in(bot["email"].as_str().unwrap(), "").await.problem(401, "UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_away_what_they_may_not_do() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let admin = ana.colleague(&app, "Admin", "admin", "all").await;
    let agent = ana.colleague(&app, "Agent", "agent", "all").await;
    let with = |scopes: &[&str]| json!({"name": "n8n", "scopes": scopes});
    make(&agent, with(&["conversations:read"])).await.problem(403, "FORBIDDEN");
    make(&admin, with(&["conversations:read", "account:write"])).await.problem(403, "FORBIDDEN");
    for scope in ["account:write", "members:write", "keys:write", "audit:read", "settings:write", "contacts:delete"] {
        assert_eq!(make(&ana, with(&[scope])).await.violations(), ["/scopes NOT_FOR_BOTS"], "{scope}");
    }
    assert_eq!(make(&ana, with(&[])).await.violations(), ["/scopes REQUIRED"]);
    make(&ana, with(&["everything"])).await.violations();
    for (user, code) in [(json!(agent.user_id), "NOT_A_BOT"), (json!(fresh_id()), "NOT_FOUND")] {
        let body = json!({"name": "n8n", "scopes": ["conversations:read"], "user_id": user});
        assert_eq!(make(&ana, body).await.violations(), [format!("/user_id {code}")]);
    }
    assert_eq!(app.count("select count(*) from api_keys").await, 0);
    assert_eq!(app.count("select count(*) from memberships where role = 'bot'").await, 0);

    // A second key of one bot.
    let first = make(&admin, with(&["conversations:read"])).await.is(201);
    let body = json!({"name": "also", "scopes": ["contacts:read"], "user_id": first["api_key"]["user_id"]});
    make(&ana, body).await.is(201);
    assert_eq!(app.count("select count(*) from memberships where role = 'bot'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_text_is_in_one_answer_and_nowhere_else() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let body = json!({"name": "n8n", "scopes": ["conversations:read"]});
    let first = ana.post("api-keys", body.clone()).key("once").await;
    let made = first.is(201);
    let again = ana.post("api-keys", body).key("once").await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.is(201), json!({"key": null, "api_key": made["api_key"]}));
    assert_eq!(again.header("etag"), first.header("etag"));

    let target = format!("api-keys/{}", id(&made["api_key"]));
    let rotate = || ana.post(format!("{target}/rotate"), json!({"overlap_seconds": 60})).key("twice");
    let rotated = rotate().await.is(201);
    let replayed = rotate().await;
    assert_eq!((replayed.header("idempotency-replayed"), &replayed.is(201)["key"]), (Some("true"), &Value::Null));
    assert_ne!(text(&rotated), text(&made));

    for made in [&made, &rotated] {
        let secret = &text(made)["sk_".len() + 17..];
        assert_eq!(secret.len(), 43);
        for form in [text(made), secret] {
            assert_eq!(stored(&mut app.sql().await, form).await, [""; 0]);
        }
        let answers = [ana.get("api-keys").await, ana.get(&target).await, ana.get("audit-log?limit=100").await];
        for answer in answers {
            answer.is(200);
            assert!(!answer.text().contains(secret));
        }
        assert!(!app.server.log().iter().any(|line| line.contains(secret)));
    }
    // What names the key is no secret, and is found.
    let public = made["api_key"]["public_id"].as_str().unwrap();
    assert!(stored(&mut app.sql().await, public).await.contains(&"api_keys".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_ends_when_it_was_said_to() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let with = |expires: String| json!({"name": "n8n", "scopes": ["settings:read"], "expires_at": expires});
    let past = make(&ana, with("2020-01-01T00:00:00Z".to_owned())).await;
    assert_eq!(past.violations(), ["/expires_at NOT_IN_THE_FUTURE"]);
    let made = make(&ana, with(from_now(Duration::from_hours(1)))).await.is(201);
    let key = ana.with_credential(text(&made));
    key.get("account").await.is(200);
    app.database
        .execute("update api_keys set created_at = created_at - interval '1 hour', expires_at = expires_at - interval '1 hour'")
        .await;
    is_out(&key, "it has expired").await;
    let refused = key.get("account").await;
    assert_eq!(refused.face(), app.anonymous().await.get("account").await.face());
    assert!(ana.get(format!("api-keys/{}", id(&made["api_key"]))).await.is(200)["revoked_at"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_good_from_its_addresses_only() {
    let app = App::with(Settings::default().behind_proxy()).await;
    let ana = app.tenant().await;
    let with = |addresses: Value| json!({"name": "n8n", "scopes": ["settings:read"], "allowed_addresses": addresses});
    let wrong = make(&ana, with(json!(["203.0.113.0/24", "nowhere", "10.0.0.0/33"]))).await.violations();
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(
        wrong[0].starts_with("/allowed_addresses/1 ") && wrong[1].starts_with("/allowed_addresses/2 "),
        "{wrong:?}"
    );
    let made = make(&ana, with(json!(["203.0.113.0/24", "2001:db8::/48", "198.51.100.7"]))).await.is(201);
    let key = ana.with_credential(text(&made));
    let refused = app.anonymous().await.get("account").await;
    for (address, allowed) in [
        ("203.0.113.0", true),
        ("203.0.113.255", true),
        ("203.0.112.255", false),
        ("203.0.114.0", false),
        ("198.51.100.7", true),
        ("::ffff:198.51.100.7", true),
        ("198.51.100.8", false),
        ("2001:db8:0:ffff::1", true),
        ("2001:db8:1::1", false),
        ("127.0.0.1", false),
        // What a client writes there itself stands further left and is not believed.
        ("203.0.113.9, 198.51.100.8", false),
    ] {
        let answer = key.get("account").coming_from(address).await;
        if allowed {
            answer.is(200);
        } else {
            assert_eq!(answer.face(), refused.face(), "{address}");
        }
    }
    assert_eq!(key.get("account").await.face(), refused.face(), "not from here either");
}

#[tokio::test(flavor = "multi_thread")]
async fn rotation_gives_another_secret_and_the_old_one_a_while_if_asked() {
    let app = App::start().await;
    let other = app.another_node().await;
    let ana = app.tenant().await;
    let made = make(&ana, json!({"name": "n8n", "scopes": ["settings:read"]})).await.is(201);
    let target = format!("api-keys/{}/rotate", id(&made["api_key"]));
    let there = other.api().await;
    let nodes = |made: &Value| [ana.with_credential(text(made)), there.with_credential(text(made))];

    // Without an overlap the old one is out at once.
    let second = ana.ask(Method::POST, &target).await.is(201);
    assert_eq!(second["api_key"]["public_id"], made["api_key"]["public_id"]);
    for (old, new) in nodes(&made).iter().zip(nodes(&second)) {
        is_out(old, "the old secret").await;
        new.get("account").await.is(200);
    }
    // With one, both are good for so long.
    let third = ana.post(&target, json!({"overlap_seconds": 3600})).await.is(201);
    assert!(third["api_key"]["old_secret_until"].is_string());
    for (old, new) in nodes(&second).iter().zip(nodes(&third)) {
        old.get("account").await.is(200);
        new.get("account").await.is(200);
    }
    app.database.execute("update api_keys set old_secret_until = old_secret_until - interval '1 hour'").await;
    for (old, new) in nodes(&second).iter().zip(nodes(&third)) {
        is_out(old, "the overlap is over").await;
        new.get("account").await.is(200);
    }
    let long = ana.post(&target, json!({"overlap_seconds": 604_801})).await;
    assert_eq!(long.violations(), ["/overlap_seconds OUT_OF_RANGE"]);
    let absent = format!("api-keys/{}/rotate", fresh_id());
    ana.ask(Method::POST, absent).await.problem(404, "API_KEY_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_opens_nothing_on_any_node_within_a_second() {
    let app = App::start().await;
    let other = app.another_node().await;
    let ana = app.tenant().await;
    let there = other.api().await;
    let (made, here) = ana.api_key("n8n", &["settings:read"]).await;
    let (_, bystander) = ana.api_key("another", &["settings:read"]).await;
    let made_text = make(&ana, json!({"name": "third", "scopes": ["settings:read"]})).await.is(201);
    let third = [ana.with_credential(text(&made_text)), there.with_credential(text(&made_text))];
    here.get("account").await.is(200);
    for node in &third {
        node.get("account").await.is(200);
    }
    ana.delete(format!("api-keys/{}", id(&made))).await.is(204);
    ana.delete(format!("api-keys/{}", id(&made_text["api_key"]))).await.is(204);
    is_out(&here, "revoked").await;
    for node in &third {
        is_out(node, "revoked").await;
    }
    bystander.get("account").await.is(200);
    // It stays in the list, and revoking it again changes nothing.
    let listed = ana.get(format!("api-keys/{}", id(&made))).await.is(200);
    assert!(listed["revoked_at"].is_string());
    ana.delete(format!("api-keys/{}", id(&made))).await.is(204);
    assert_eq!(ana.get(format!("api-keys/{}", id(&made))).await.is(200), listed);
    let rotate = ana.ask(Method::POST, format!("api-keys/{}/rotate", id(&made))).await;
    rotate.problem(404, "API_KEY_NOT_FOUND");
    assert_eq!(ana.list("api-keys?limit=1").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_goes_with_its_bot_and_its_tenant() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (made, key) = ana.api_key("n8n", &["settings:read"]).await;
    let bot = format!("members/{}", made["user_id"].as_str().unwrap());
    ana.patch(&bot, json!({"disabled": true})).await.is(200);
    is_out(&key, "its bot is locked out").await;
    ana.patch(&bot, json!({"disabled": false})).await.is(200);
    eventually("let in again", AT_ONCE, async || (key.get("account").await.status() == 200).then_some(())).await;
    app.run(["admin", "suspend-account", &ana.account_id.to_string()]).success().await;
    is_out(&key, "its tenant is suspended").await;
}

/// When the key was last used.
async fn last_used(ana: &User, made: &Value) -> Value {
    ana.get(format!("api-keys/{}", id(made))).await.is(200)["last_used_at"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_when_a_key_was_last_used() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (made, key) = ana.api_key("n8n", &["settings:read"]).await;
    assert_eq!(last_used(&ana, &made).await, Value::Null);
    key.get("account").await.is(200);
    let first = last_used(&ana, &made).await;
    assert!(first.is_string());
    key.get("account").await.is(200);
    assert_eq!(last_used(&ana, &made).await, first, "to the minute: not every request writes");
    app.database.execute("update api_keys set last_used_at = last_used_at - interval '61 s'").await;
    eventually("used again", AT_ONCE, async || {
        key.get("account").await.is(200);
        (last_used(&ana, &made).await.as_str() > first.as_str()).then_some(())
    })
    .await;
    // What was refused was not used.
    let (other, _) = ana.api_key("another", &["settings:read"]).await;
    let public = other["public_id"].as_str().unwrap();
    let guess = ana.with_credential(format!("sk_{public}_{}", "A".repeat(43)));
    guess.get("account").await.problem(401, "UNAUTHENTICATED");
    assert_eq!(last_used(&ana, &other).await, Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_spellings_of_a_key_are_none() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let made = make(&ana, json!({"name": "n8n", "scopes": ["settings:read"]})).await.is(201);
    let text = text(&made).to_owned();
    ana.with_credential(&text).get("account").await.is(200);
    let refused = app.anonymous().await.get("account").await;
    let (public, secret) = (&text[3..19], &text[20..]);
    for other in [
        format!("{text}A"),
        text[..62].to_owned(),
        text.to_uppercase(),
        format!("sk_{public}_{}", secret.chars().rev().collect::<String>()),
        format!("sk_{}_{secret}", public.chars().rev().collect::<String>()),
        format!("sk_{secret}_{public}"),
        format!("pk_{public}_{secret}"),
        secret.to_owned(),
        format!("{text}="),
        format!("sk_{public}_{}", "A".repeat(6_000)),
    ] {
        let answer = ana.with_credential(&other).get("account").await;
        assert_eq!(answer.face(), refused.face(), "{other}");
    }
}
