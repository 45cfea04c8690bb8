//! Requests under an `Idempotency-Key` take effect once, however often they are sent.

use futures_util::future::join_all;
use serde_json::json;
use skybot_tests::{App, Reply, fresh_id, id};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_again_gets_the_first_answer_again() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}");
    let requests = [
        ("contacts".to_owned(), json!({"name": "Ana"}), 201),
        ("inboxes".to_owned(), json!({"name": "Sales", "channel": "webchat"}), 201),
        ("labels".to_owned(), json!({"name": "vip", "color": "#1f6feb"}), 201),
        ("teams".to_owned(), json!({"name": "Billing"}), 201),
        (format!("{path}/status"), json!({"status": "resolved"}), 200),
        (format!("{path}/messages"), json!({"kind": "text", "body": "Hello"}), 201),
    ];
    for (target, body, status) in requests {
        let key = fresh_id().to_string();
        let first = ana.post(&target, body.clone()).key(&key).await;
        first.is(status);
        assert_eq!(first.header("idempotency-replayed"), None, "{target}");
        let head = ana.get("events").await.is(200)["head"].clone();
        for _ in 0..2 {
            let again = ana.post(&target, body.clone()).key(&key).await;
            assert_eq!(again.is(status), first.json(), "{target}");
            assert_eq!(again.header("idempotency-replayed"), Some("true"), "{target}");
            assert_eq!(again.header("etag"), first.header("etag"), "{target}");
        }
        assert_eq!(ana.get("events").await.is(200)["head"], head, "{target}: nothing happened again");
    }
    let escalate = || ana.patch(&path, json!({"priority": "urgent"})).key("patch");
    let first = escalate().await;
    assert_eq!(escalate().await.is(200), first.is(200));
    assert_eq!(ana.look(&conversation).await["version"], first.json()["version"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_for_one_request_of_one_person() {
    let app = App::start().await;
    let (ana, stranger) = (app.tenant().await, app.tenant().await);
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let name = |name: &str| json!({"name": name});

    let first = ana.post("contacts", name("Ana")).key("one").await.is(201);
    ana.post("contacts", name("Eve")).key("one").await.problem(422, "IDEMPOTENCY_KEY_REUSED");
    for other in [&bob, &stranger] {
        let answer = other.post("contacts", name("Ana")).key("one").await;
        assert_ne!(answer.is(201)["id"], first["id"]);
        assert_eq!(answer.header("idempotency-replayed"), None);
    }
    // Another route is another request.
    ana.post("teams", name("Ana")).key("one").await.is(201);
    assert_eq!(app.count("select count(*) from contacts").await, 3);

    // A refusal is not remembered: the request has had no effect.
    ana.post("contacts", name("")).key("two").await.violations();
    ana.post("contacts", name("Second")).key("two").await.is(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_1_to_255_visible_characters() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for key in ["!", "~", "a b".replace(' ', "-").as_str(), &"k".repeat(255)] {
        ana.post("contacts", json!({"name": "Ana"})).key(key).await.is(201);
    }
    for key in [&b""[..], &b"a b"[..], "é".as_bytes(), &[b'k'; 256], b"a\tb"] {
        let answer = ana.post("contacts", json!({"name": "Ana"})).key(key).await;
        answer.problem(400, "BAD_REQUEST");
    }
    assert_eq!(app.count("select count(*) from contacts").await, 4);
}

/// One effect, and every answer is the first or says that the first is still running.
fn one_effect(answers: &[Reply]) {
    let (done, running): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status() == 201);
    for answer in &running {
        answer.problem(409, "IDEMPOTENCY_IN_PROGRESS");
        assert!(answer.header("retry-after").is_some());
    }
    assert!(!done.is_empty(), "somebody gets through");
    for answer in &done {
        assert_eq!(answer.json(), done[0].json());
    }
    let fresh = done.iter().filter(|answer| answer.header("idempotency-replayed").is_none()).count();
    assert_eq!(fresh, 1, "one did it, {} were told", done.len() - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_copies_at_once_on_two_nodes_have_one_effect() {
    let app = App::start().await;
    let other = app.another_node().await;
    let ana = app.tenant().await;
    let there = other.api().await;
    there.client().login(&ana.email, skybot_tests::PASSWORD).await.unwrap();
    let conversation = id(&ana.conversation().await).to_owned();
    let messages = format!("conversations/{conversation}/messages");

    for round in 0..5 {
        let key = format!("round-{round}");
        let copies = (0..50).map(|copy| {
            let node = if copy % 2 == 0 { &*ana } else { &there };
            node.post("contacts", json!({"name": format!("Contact {round}")})).key(&key).into_future()
        });
        one_effect(&join_all(copies).await);
        let copies = (0..50).map(|copy| {
            let node = if copy % 2 == 0 { &*ana } else { &there };
            node.post(&messages, json!({"kind": "text", "body": format!("Message {round}")})).key(&key).into_future()
        });
        one_effect(&join_all(copies).await);
    }
    // One contact came with the conversation.
    assert_eq!(app.count("select count(*) from contacts").await, 6);
    assert_eq!(app.count("select count(*) from messages").await, 5);
    assert_eq!(app.count("select count(*) from idempotency_keys").await, 5, "a message's key is in its row");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_leaves_no_key_behind() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    // A transaction of somebody else holds the contact's row, so the request waits in the middle.
    let contact = ana.contact("Ana").await;
    let mut blocker = app.sql().await;
    let lock = format!("begin; select from contacts where id = '{contact}' for update");
    sqlx::raw_sql(sqlx::AssertSqlSafe(lock)).execute(&mut blocker).await.unwrap();
    let stuck = ana.client().clone();
    let path = format!("/api/v1/contacts/{contact}");
    let headers = [
        ("idempotency-key".parse().unwrap(), "crash".parse().unwrap()),
        ("content-type".parse().unwrap(), "application/json".parse().unwrap()),
    ];
    let sent = tokio::spawn({
        let (path, headers) = (path.clone(), headers.clone().into_iter().collect());
        async move {
            let body = bytes::Bytes::from(r#"{"name":"Eve"}"#);
            stuck.request(skybot_client::reqwest::Method::PATCH, &path, body, headers).await
        }
    });
    let waiting =
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    skybot_tests::eventually("the request waits", std::time::Duration::from_secs(10), async || {
        (app.count(waiting).await > 0).then_some(())
    })
    .await;
    app.kill9().await;
    assert!(sent.await.unwrap().is_err(), "no answer came");
    drop(blocker);

    app.restart().await;
    let ana = ana.again(&app).await;
    let rename = || ana.patch(format!("contacts/{contact}"), json!({"name": "Eve"})).key("crash");
    let done = skybot_tests::eventually("the key is free", std::time::Duration::from_secs(20), async || {
        let answer = rename().await;
        (answer.status() != 409 && answer.status() != 503).then_some(answer)
    })
    .await;
    assert_eq!(done.is(200)["name"], "Eve");
    assert_eq!(rename().await.is(200), done.json());
}
