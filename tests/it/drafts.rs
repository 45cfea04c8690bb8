//! Drafts: kept for their writer on every device, and for nobody else.

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{App, Reply, User, fresh_id, id};

async fn put(user: &User, conversation: &str, body: Value) -> Reply {
    user.ask(Method::PUT, format!("conversations/{conversation}/draft")).json(body).await
}

async fn get(user: &User, conversation: &str) -> Reply {
    user.get(format!("conversations/{conversation}/draft")).await
}

/// What the user reads in the log after a position, by type.
async fn log(user: &User, after: i64) -> Vec<Value> {
    let page = user.get(format!("events?after={after}&limit=100")).await.is(200);
    page["items"].as_array().unwrap().clone()
}

async fn head(user: &User) -> i64 {
    user.get("events").await.is(200)["head"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_kept_changed_and_forgotten() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let said = ana.say(&conversation, "Hello").await;
    get(&ana, &conversation).await.problem(404, "DRAFT_NOT_FOUND");

    let kept = put(&ana, &conversation, json!({"body": "  Dear Bea,\n", "reply_to_id": id(&said)})).await;
    assert_eq!(kept.header("etag"), Some("\"1\""));
    let kept = kept.is(200);
    assert_eq!((&kept["body"], &kept["kind"]), (&json!("  Dear Bea,\n"), &json!("text")));
    assert_eq!((&kept["conversation_id"], &kept["reply_to_id"]), (&json!(conversation), &said["id"]));
    assert_eq!(get(&ana, &conversation).await.is(200), kept);

    let note = put(&ana, &conversation, json!({"body": "Hm", "kind": "note"})).await.is(200);
    assert_eq!((&note["kind"], &note["reply_to_id"], &note["version"]), (&json!("note"), &Value::Null, &json!(2)));

    // A blank one is none; nor is one that was deleted, however often.
    put(&ana, &conversation, json!({"body": " \n"})).await.is(204);
    get(&ana, &conversation).await.problem(404, "DRAFT_NOT_FOUND");
    put(&ana, &conversation, json!({"body": "Again"})).await.is(200);
    for _ in 0..2 {
        ana.delete(format!("conversations/{conversation}/draft")).await.is(204);
        get(&ana, &conversation).await.problem(404, "DRAFT_NOT_FOUND");
    }
    assert_eq!(app.count("select count(*) from drafts").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_draft_is_refused_and_nothing_is_kept() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let elsewhere = ana.conversation().await;
    let other = ana.say(id(&elsewhere), "Hello").await;
    for (body, broken) in [
        (json!({"body": "x".repeat(16_385)}), "/body TOO_LONG"),
        (json!({"body": "a\u{0}"}), "/body CONTROL_CHARACTER"),
        (json!({"body": 5}), "/body WRONG_TYPE"),
        (json!({}), "/body REQUIRED"),
        (json!({"body": "a", "kind": "activity"}), "/kind UNKNOWN_VALUE"),
        (json!({"body": "a", "kind": null}), "/kind "),
        (json!({"body": "a", "reply_to_id": "x"}), "/reply_to_id INVALID_VALUE"),
        (json!({"body": "a", "reply_to_id": id(&other)}), "/reply_to_id NOT_IN_CONVERSATION"),
        (json!({"body": "a", "user_id": ana.user_id}), "/user_id UNKNOWN_FIELD"),
    ] {
        let violations = put(&ana, &conversation, body.clone()).await.violations();
        assert!(violations[0].starts_with(broken), "{body}: {violations:?}");
    }
    put(&ana, "nonsense", json!({"body": "a"})).await.violations();
    put(&ana, &fresh_id().to_string(), json!({"body": "a"})).await.problem(404, "CONVERSATION_NOT_FOUND");
    get(&ana, &fresh_id().to_string()).await.problem(404, "CONVERSATION_NOT_FOUND");
    let longest = "\u{e9}".repeat(16_384);
    put(&ana, &conversation, json!({"body": longest})).await.is(200);
    assert_eq!(app.count("select count(*) from drafts").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_ever_reads_a_draft_not_even_in_the_log() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "admin", "all").await;
    let (_, machine) = ana.api_key("Machine", &["conversations:read", "messages:write"]).await;
    let conversation = id(&ana.conversation().await).to_owned();
    let start = head(&ana).await;

    put(&bob, &conversation, json!({"body": "secret of Bob"})).await.is(200);
    put(&ana, &conversation, json!({"body": "Ana's own"})).await.is(200);
    // What is so already is no news.
    put(&ana, &conversation, json!({"body": "Ana's own"})).await.is(200);
    assert_eq!(get(&bob, &conversation).await.is(200)["body"], "secret of Bob");
    assert_eq!(get(&ana, &conversation).await.is(200)["body"], "Ana's own");
    assert_eq!(ana.list("drafts").await.len(), 1);

    let seen = log(&ana, start).await;
    assert_eq!(seen.len(), 1, "{seen:#?}");
    let event = &seen[0];
    assert_eq!((&event["type"], &event["conversation_id"]), (&json!("draft:updated"), &json!(conversation)));
    assert_eq!(event["data"], get(&ana, &conversation).await.is(200));
    assert_eq!(event["actor"], json!({"type": "user", "id": ana.user_id}));
    assert_eq!(head(&ana).await, start + 2, "the log is dense, whoever reads what of it");
    let machines = machine.get(format!("events?after={start}")).await.is(200);
    assert_eq!(machines["items"], json!([]));
    assert_eq!(machines["next_after"], start + 2);

    ana.delete(format!("conversations/{conversation}/draft")).await.is(204);
    ana.delete(format!("conversations/{conversation}/draft")).await.is(204);
    let seen = log(&ana, start).await;
    let gone = json!({"id": conversation, "deleted": true});
    assert_eq!(seen.iter().map(|event| event["data"].clone()).collect::<Vec<_>>(), [gone.clone(), gone]);
    let told = log(&bob, start).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["data"]["body"], "secret of Bob");
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_listed_last_changed_first_where_their_writer_may_see() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "inbox").await;
    let inbox = ana.inbox("Support").await;
    ana.put(format!("inboxes/{inbox}/members/{}", bob.user_id)).await.is(204);
    let mut places = Vec::new();
    for number in 0..5 {
        let place = id(&ana.conversation_in(&inbox, &format!("Contact {number}")).await).to_owned();
        put(&bob, &place, json!({"body": format!("Draft {number}")})).await.is(200);
        places.push(place);
    }
    // Changed last, so first.
    put(&bob, &places[1], json!({"body": "Draft 1, changed"})).await.is(200);
    let texts =
        |drafts: Vec<Value>| drafts.iter().map(|one| one["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let expected = ["Draft 1, changed", "Draft 4", "Draft 3", "Draft 2", "Draft 0"];
    assert_eq!(texts(bob.list("drafts?limit=2").await), expected);
    assert_eq!(texts(bob.list("drafts").await), expected);
    assert_eq!(ana.list("drafts").await, Vec::<Value>::new());
    for limit in ["0", "101", "x"] {
        bob.get(format!("drafts?limit={limit}")).await.violations();
    }

    // Whoever sees a conversation no more sees the draft in it no more, and gets it back unharmed.
    ana.delete(format!("inboxes/{inbox}/members/{}", bob.user_id)).await.is(204);
    assert_eq!(bob.list("drafts").await, Vec::<Value>::new());
    get(&bob, &places[0]).await.problem(404, "CONVERSATION_NOT_FOUND");
    put(&bob, &places[0], json!({"body": "a"})).await.problem(404, "CONVERSATION_NOT_FOUND");
    ana.put(format!("inboxes/{inbox}/members/{}", bob.user_id)).await.is(204);
    assert_eq!(texts(bob.list("drafts").await), expected);
}
