//! Editing and deleting messages: nothing goes over what its writer has not seen, every earlier text
//! stays until the message goes, and then nothing of it does.

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_tests::{App, User, fresh_id, id, stored};

async fn edit(user: &User, message: &Value, body: &str) -> Value {
    let target = format!("messages/{}", id(message));
    user.patch(target, json!({"body": body})).if_match(&message["version"]).await.is(200)
}

async fn events(user: &User, after: i64) -> Vec<Value> {
    user.get(format!("events?after={after}&limit=100")).await.is(200)["items"].as_array().unwrap().clone()
}

async fn head(user: &User) -> i64 {
    user.get("events").await.is(200)["head"].as_i64().unwrap()
}

async fn found(user: &User, word: &str) -> usize {
    user.list(&format!("search?q={word}")).await.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_keeps_what_was_said_and_is_found_by_what_is_said() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let said = ana.say(&conversation, "The marmalade is late").await;
    let head = head(&ana).await;

    let once = edit(&ana, &said, "The quincejam is late").await;
    assert_eq!((&once["body"], &once["version"]), (&json!("The quincejam is late"), &json!(2)));
    assert!(once["edited_at"].is_string() && said["edited_at"].is_null());
    for member in ["id", "seq", "created_at", "status", "sender", "client_id"] {
        assert_eq!(once[member], said[member], "{member}");
    }
    let twice = edit(&ana, &once, "The honeypot is late").await;
    assert_eq!(ana.get(format!("messages/{}", id(&said))).await.is(200), twice);
    assert_eq!(ana.look(&conversation).await["last_message"]["preview"], "The honeypot is late");
    assert_eq!(
        (found(&ana, "marmalade").await, found(&ana, "quincejam").await, found(&ana, "honeypot").await),
        (0, 0, 1)
    );

    let history = ana.list(&format!("messages/{}/history?limit=1", id(&said))).await;
    let expected = json!([
        {"version": 2, "body": "The quincejam is late", "edited_by": ana.user_id, "edited_at": twice["edited_at"]},
        {"version": 1, "body": "The marmalade is late", "edited_by": ana.user_id, "edited_at": once["edited_at"]},
    ]);
    assert_eq!(json!(history), expected);

    let log = events(&ana, head).await;
    assert_eq!(log.iter().map(|event| event["type"].as_str().unwrap()).collect::<Vec<_>>(), ["message:updated"; 2]);
    assert_eq!(log[0]["data"], twice, "as it is now");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_names_the_version_it_is_based_on() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let said = ana.say(&conversation, "One").await;
    let target = format!("messages/{}", id(&said));
    let change = |body: &str| ana.patch(&target, json!({"body": body}));

    change("Two").await.problem(428, "PRECONDITION_REQUIRED");
    change("Two").header("if-match", "2").await.problem(400, "BAD_REQUEST");
    let two = change("Two").if_match(1).await;
    assert_eq!((two.is(200)["version"].as_i64(), two.header("etag")), (Some(2), Some("\"2\"")));
    let stale = change("Three").if_match(1).await.problem(412, "VERSION_CONFLICT");
    assert_eq!(stale["current_version"], 2);

    // Of many who saw the same version one is heard.
    let edits = (0..4).map(|number| {
        let change = &change;
        async move { change(&format!("Number {number}")).if_match(2).await.status().as_u16() }
    });
    let mut heard = join_all(edits).await;
    heard.sort_unstable();
    assert_eq!(heard, [200, 412, 412, 412]);
    assert_eq!(ana.list(&format!("{target}/history")).await.len(), 2);

    // The same text changes nothing.
    let now = ana.get(&target).await.is(200);
    let before = head(&ana).await;
    assert_eq!(edit(&ana, &now, now["body"].as_str().unwrap()).await, now);
    assert!(events(&ana, before).await.is_empty());
    // And a request that is repeated is one edit.
    let keyed = || change("Last").if_match(3).key("last");
    let first = keyed().await.is(200);
    let again = keyed().await;
    assert_eq!((again.is(200), again.header("idempotency-replayed")), (first, Some("true")));
    change("Other").if_match(4).key("last").await.problem(422, "IDEMPOTENCY_KEY_REUSED");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_ones_own_words_can_be_edited() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    app.contact_writes(&ana, &conversation, "Hello?").await;
    let said = bob.say(&conversation, "Mine").await;
    let inbound = ana.get(format!("conversations/{conversation}/messages?limit=2")).await.is(200)["items"][0].clone();
    for (user, message) in [(&ana, &said), (&ana, &inbound), (&bob, &inbound)] {
        let target = format!("messages/{}", id(message));
        user.patch(target, json!({"body": "Changed"})).if_match(1).await.problem(403, "NOT_THE_AUTHOR");
    }
    for (body, violation) in [
        (json!({"body": ""}), "/body BLANK"),
        (json!({"body": "a\u{0}b"}), "/body CONTROL_CHARACTER"),
        (json!({"body": "x".repeat(16_385)}), "/body TOO_LONG"),
        (json!({"body": 1}), "/body WRONG_TYPE"),
        (json!({}), "/body REQUIRED"),
        (json!({"body": "Hi", "kind": "note"}), "/kind UNKNOWN_FIELD"),
    ] {
        let answer = bob.patch(format!("messages/{}", id(&said)), body).if_match(1).await;
        assert_eq!(answer.violations(), [violation]);
    }
    bob.patch("messages/none", json!({"body": "Hi"})).if_match(1).await.violations();
    let absent = format!("messages/{}", fresh_id());
    bob.patch(&absent, json!({"body": "Hi"})).if_match(1).await.problem(404, "MESSAGE_NOT_FOUND");
    bob.get(format!("{absent}/history")).await.problem(404, "MESSAGE_NOT_FOUND");
    assert_eq!(app.count("select count(*) from message_history").await, 0);

    bob.delete(format!("messages/{}", id(&said))).await.is(204);
    let edited = bob.patch(format!("messages/{}", id(&said)), json!({"body": "Back"})).if_match(2).await;
    edited.problem(409, "MESSAGE_NOT_EDITABLE");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_deleted_message_nothing_is_left_but_its_place() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}/messages");
    let (first, second) = ("zanzibarsecret", "timbuktusecret");
    let note = json!({"kind": "note", "body": first, "mentions": [ana.user_id]});
    let note = ana.post(&path, note).key("note").await.is(201);
    let target = format!("messages/{}", id(&note));
    ana.patch(&target, json!({"body": second})).if_match(1).key("edit").await.is(200);
    ana.put(format!("{target}/reactions/👍")).await.is(200);
    // This release has no way to put a file on a message yet.
    app.database
        .execute(&format!(
            "insert into attachments (account_id, id, state, message_id, place, name, media_type, size, sha256, created_at)
             select account_id, gen_random_uuid(), 'stored', id, 1, 'a.png', 'image/png', 1, sha256('a'), now()
             from messages where id = '{}'",
            id(&note)
        ))
        .await;
    let before = ana.get(&target).await.is(200);
    assert_eq!(
        (before["attachments"].as_array().unwrap().len(), before["reactions"].as_array().unwrap().len()),
        (1, 1)
    );
    let after = ana.say(&conversation, "After").await;
    let head = head(&ana).await;

    ana.delete(&target).if_match(1).await.problem(412, "VERSION_CONFLICT");
    ana.delete(&target).if_match(2).await.is(204);
    for _ in 0..2 {
        ana.delete(&target).if_match(2).await.is(204);
        ana.delete(&target).await.is(204);
    }
    let tombstone = ana.get(&target).await.is(200);
    assert_eq!((&tombstone["body"], &tombstone["seq"], &tombstone["version"]), (&Value::Null, &json!(1), &json!(3)));
    assert_eq!((&tombstone["deleted_by"], tombstone["deleted_at"].is_string()), (&json!(ana.user_id), true));
    for member in ["attachments", "reactions", "mentions"] {
        assert_eq!(tombstone[member], json!([]), "{member}");
    }
    assert_eq!(ana.list(&format!("{target}/history")).await, Vec::<Value>::new());
    assert_eq!(ana.list("mentions").await, Vec::<Value>::new());
    assert_eq!(ana.get(&path).await.is(200)["items"], json!([tombstone, after]), "its place stays");
    assert_eq!((found(&ana, first).await, found(&ana, second).await), (0, 0));
    // Whoever repeats what they said is told what has become of it.
    let edit = ana.patch(&target, json!({"body": second})).if_match(1).key("edit").await;
    assert_eq!((edit.is(200), edit.header("idempotency-replayed")), (tombstone.clone(), Some("true")));
    let again = json!({"kind": "note", "body": first, "mentions": [ana.user_id]});
    assert_eq!(ana.post(&path, again).key("note").await.is(201), tombstone);

    let log = events(&ana, 0).await;
    let of_note: Vec<_> = log.iter().filter(|event| event["data"]["id"] == note["id"]).collect();
    assert!(of_note.len() >= 5 && of_note.iter().all(|event| event["data"] == tombstone), "{of_note:?}");
    assert!(of_note.iter().all(|event| event["mentioned"].as_array().is_none_or(Vec::is_empty)), "{of_note:?}");
    let deleted: Vec<_> = log.iter().filter(|event| event["pos"].as_i64().unwrap() > head).collect();
    assert_eq!(deleted.iter().map(|event| &event["type"]).collect::<Vec<_>>(), ["message:deleted"]);
    for text in [first, second] {
        assert_eq!(stored(&mut app.sql().await, text).await, Vec::<String>::new(), "{text} is nowhere");
    }
    assert_eq!(
        app.count("select count(*) from attachments where state = 'discarded' and message_id is null").await,
        1,
        "its file is to be collected"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_delete_what() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let cleo = ana.colleague(&app, "Cleo", "admin", "all").await;
    let far = ana.colleague(&app, "Far", "agent", "mine").await;
    let conversation = id(&ana.conversation().await).to_owned();
    app.contact_writes(&ana, &conversation, "Hello?").await;
    let inbound = ana.get(format!("conversations/{conversation}/messages")).await.is(200)["items"][0].clone();
    let (of_ana, of_bob) = (ana.say(&conversation, "Ana's").await, bob.say(&conversation, "Bob's").await);
    let delete = |user: &User, message: &Value| {
        let (user, target) = (user.clone(), format!("messages/{}", id(message)));
        async move { user.delete(target).await }
    };
    delete(&bob, &of_ana).await.problem(403, "NOT_THE_AUTHOR");
    delete(&bob, &inbound).await.problem(403, "NOT_THE_AUTHOR");
    delete(&far, &of_bob).await.problem(404, "MESSAGE_NOT_FOUND");
    delete(&bob, &of_bob).await.is(204);
    delete(&cleo, &of_ana).await.is(204);
    delete(&cleo, &inbound).await.is(204);
    let counts = ana.look(&conversation).await;
    assert_eq!((&counts["message_count"], &counts["unread_count"]), (&json!(3), &json!(1)), "places stay");
    assert_eq!(counts["last_message"]["preview"], Value::Null);
}
