//! Mentions: notes that name members, who find them, as long as they may see them.

use serde_json::{Value, json};
use skybot_tests::{App, User, fresh_id, id};

async fn note(user: &User, conversation: &str, body: &str, mentions: Value) -> skybot_tests::Reply {
    let note = json!({"kind": "note", "body": body, "mentions": mentions});
    user.post(format!("conversations/{conversation}/messages"), note).await
}

async fn bodies(user: &User) -> Vec<String> {
    let mentions = user.list("mentions?limit=2").await;
    mentions.iter().map(|message| message["body"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_member_finds_the_note_and_is_told_by_the_log() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();
    let named = note(&ana, &conversation, "Bob?", json!([bob.user_id, bob.user_id])).await.is(201);
    assert_eq!((&named["mentions"], &named["seq"]), (&json!([bob.user_id]), &json!(1)));
    assert_eq!(bob.list("mentions").await, std::slice::from_ref(&named));
    assert_eq!(ana.list("mentions").await, Vec::<Value>::new());

    let events = bob.get(format!("events?after={head}")).await.is(200)["items"].clone();
    let told: Vec<_> = events.as_array().unwrap().iter().map(|event| (&event["type"], &event["mentioned"])).collect();
    assert_eq!(told, [(&json!("message:created"), &Value::Null), (&json!("message:mentioned"), &json!([bob.user_id]))]);
    assert_eq!(events[1]["data"], named);

    for number in 0..4 {
        note(&ana, &conversation, &format!("Bob {number}"), json!([bob.user_id])).await.is(201);
    }
    assert_eq!(bodies(&bob).await, ["Bob 3", "Bob 2", "Bob 1", "Bob 0", "Bob?"], "newest first, page by page");
    assert_eq!(app.count("select sum(mention_count)::bigint from messages").await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_names_others_and_tells_them_alone() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let cleo = ana.colleague(&app, "Cleo", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let first = note(&ana, &conversation, "Bob?", json!([bob.user_id])).await.is(201);
    let target = format!("messages/{}", id(&first));
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();

    let both = json!({"body": "Bob?", "mentions": [bob.user_id, cleo.user_id]});
    let both = ana.patch(&target, both).if_match(1).await.is(200);
    assert_eq!((both["mentions"].as_array().unwrap().len(), &both["version"]), (2, &json!(2)));
    assert!(both["edited_at"].is_null(), "the text is as it was");
    // Not given: as before.
    let reworded = ana.patch(&target, json!({"body": "You two?"})).if_match(2).await.is(200);
    assert_eq!(reworded["mentions"], both["mentions"]);
    let only = ana.patch(&target, json!({"body": "You two?", "mentions": [cleo.user_id]})).if_match(3).await.is(200);
    assert_eq!(only["mentions"], json!([cleo.user_id]));
    assert_eq!((bodies(&bob).await.len(), bodies(&cleo).await), (0, vec!["You two?".to_owned()]));
    let same = ana.patch(&target, json!({"body": "You two?", "mentions": [cleo.user_id]})).if_match(4).await;
    assert_eq!(same.is(200), only, "nothing changed");

    let events = ana.get(format!("events?after={head}")).await.is(200)["items"].clone();
    let told: Vec<_> = events.as_array().unwrap().iter().map(|event| (&event["type"], &event["mentioned"])).collect();
    let updated = json!("message:updated");
    let expected = [
        (&updated, &Value::Null),
        (&json!("message:mentioned"), &json!([cleo.user_id])),
        (&updated, &Value::Null),
        (&updated, &Value::Null),
    ];
    assert_eq!(told, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_named_is_told_by_place_and_nothing_is_stored() {
    let app = App::start().await;
    let (ana, stranger) = (app.tenant().await, app.tenant().await);
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let gone = ana.colleague(&app, "Gone", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let once = note(&ana, &conversation, "Gone?", json!([gone.user_id])).await.is(201);
    let keyed = json!({"kind": "note", "body": "Hm", "mentions": [gone.user_id]});
    let path = format!("conversations/{conversation}/messages");
    let first = ana.post(&path, keyed.clone()).key("k").await.is(201);
    ana.patch(format!("members/{}", gone.user_id), json!({"disabled": true})).await.is(200);

    for (mentions, violations) in [
        (json!([bob.user_id, stranger.user_id]), vec!["/mentions/1 UNKNOWN_MEMBER"]),
        (json!([fresh_id(), gone.user_id]), vec!["/mentions/0 UNKNOWN_MEMBER", "/mentions/1 UNKNOWN_MEMBER"]),
        (json!((0..51).map(|_| fresh_id()).collect::<Vec<_>>()), vec!["/mentions TOO_MANY"]),
        (json!(["bob"]), vec!["/mentions/0 INVALID_VALUE"]),
        (json!(bob.user_id), vec!["/mentions WRONG_TYPE"]),
    ] {
        assert_eq!(note(&ana, &conversation, "Hi", mentions).await.violations(), violations);
    }
    let text = json!({"kind": "text", "body": "Hi", "mentions": [bob.user_id]});
    assert_eq!(ana.post(&path, text).await.violations(), ["/mentions NOT_ALLOWED"]);
    let said = ana.say(&conversation, "Hi").await;
    let edit = json!({"body": "Hi", "mentions": [bob.user_id]});
    let edit = ana.patch(format!("messages/{}", id(&said)), edit).if_match(1).await;
    assert_eq!(edit.violations(), ["/mentions NOT_ALLOWED"]);
    assert_eq!(app.count("select count(*) from messages").await, 3);

    // Whoever was named and has left does not stand in the way.
    let target = format!("messages/{}", id(&once));
    ana.patch(&target, json!({"body": "Gone.", "mentions": [gone.user_id]})).if_match(1).await.is(200);
    let again = ana.post(&path, keyed).key("k").await;
    assert_eq!((again.is(201), again.header("idempotency-replayed")), (first, Some("true")));
    let other = json!({"kind": "note", "body": "Hm", "mentions": [bob.user_id]});
    ana.post(&path, other).key("k").await.problem(422, "IDEMPOTENCY_KEY_REUSED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_lets_nobody_see_what_they_may_not() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let near = ana.colleague(&app, "Near", "agent", "mine").await;
    let (open, closed) = (ana.conversation().await, ana.conversation().await);
    for conversation in [&open, &closed] {
        note(&ana, id(conversation), "Near?", json!([near.user_id])).await.is(201);
    }
    assert_eq!(bodies(&near).await.len(), 0);
    let give = |user: Value| ana.post(format!("conversations/{}/assignment", id(&open)), json!({"user_id": user}));
    give(json!(near.user_id)).await.is(200);
    let seen = near.list("mentions?limit=1").await;
    assert_eq!(seen.iter().map(|note| &note["conversation_id"]).collect::<Vec<_>>(), [&open["id"]]);
    let events = near.get("events?limit=100").await.is(200)["items"].clone();
    assert_eq!(events.as_array().unwrap().iter().filter(|event| event["type"] == "message:mentioned").count(), 1);
    give(Value::Null).await.is(200);
    assert_eq!(bodies(&near).await.len(), 0);
}
