//! Messages: one order, no holes, exactly once.

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_tests::{App, fresh_id, id};

fn seqs(page: &Value) -> Vec<i64> {
    page["items"].as_array().unwrap().iter().map(|message| message["seq"].as_i64().unwrap()).collect()
}

fn range(from: i64, to: i64) -> Vec<i64> {
    (from..=to).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_posted_message_is_as_it_was_written() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}/messages");
    let client_id = fresh_id();
    let body = "  Grüße, 你好, مرحبا 👩‍👩‍👧\r\n\t<b>&amp;</b> \\u0000 ";

    let said = ana.post(&path, json!({"kind": "text", "body": body, "client_id": client_id})).await.is(201);
    assert_eq!((&said["body"], &said["seq"], &said["client_id"]), (&json!(body), &json!(1), &json!(client_id)));
    assert_eq!((&said["direction"], &said["kind"], &said["version"]), (&json!("outbound"), &json!("text"), &json!(1)));
    let sender = json!({"type": "user", "id": ana.user_id, "name": ana.get("auth/me").await.is(200)["name"]});
    assert_eq!(said["sender"], sender);
    assert_eq!(ana.get(format!("messages/{}", id(&said))).await.is(200), said);
    assert_eq!(ana.get(&path).await.is(200)["items"], json!([said]));

    let answer = ana.post(&path, json!({"kind": "note", "body": "hm", "reply_to_id": id(&said)})).await.is(201);
    assert_eq!((&answer["direction"], &answer["reply_to_id"]), (&json!("internal"), &said["id"]));

    let now = ana.look(&conversation).await;
    assert_eq!((&now["message_count"], &now["last_message"]["preview"]), (&json!(2), &json!("hm")));
    assert_eq!(now["last_activity_at"], answer["created_at"]);
    assert_eq!(now["first_reply_at"], said["created_at"]);
    assert_eq!(now["version"], 1, "messages are no changes of the conversation");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_said_is_refused_and_leaves_nothing() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (one, two) = (ana.conversation().await, ana.conversation().await);
    let elsewhere = ana.say(id(&two), "Here").await;
    let path = format!("conversations/{}/messages", id(&one));
    let post = async |body: Value| ana.post(&path, body).await;

    for (body, violation) in [
        (json!({"kind": "text", "body": ""}), "/body BLANK"),
        (json!({"kind": "text", "body": " \n\t "}), "/body BLANK"),
        (json!({"kind": "text", "body": "x".repeat(16_385)}), "/body TOO_LONG"),
        (json!({"kind": "text", "body": "a\u{0}b"}), "/body CONTROL_CHARACTER"),
        (json!({"kind": "text", "body": "a\u{1b}[31mb"}), "/body CONTROL_CHARACTER"),
        (json!({"kind": "text", "body": "Hi", "reply_to_id": id(&elsewhere)}), "/reply_to_id NOT_IN_CONVERSATION"),
        (json!({"kind": "text", "body": "Hi", "reply_to_id": fresh_id()}), "/reply_to_id NOT_IN_CONVERSATION"),
    ] {
        assert_eq!(post(body).await.violations(), [violation]);
    }
    for body in [
        json!({"kind": "activity", "body": "Hi"}),
        json!({"kind": "text"}),
        json!({"body": "Hi"}),
        json!({"kind": "text", "body": "Hi", "seq": 1}),
        json!({"kind": "text", "body": "Hi", "client_id": "mine"}),
        json!({"kind": "text", "body": "Hi", "sender": {"type": "contact"}}),
    ] {
        post(body).await.violations();
    }
    let absent = format!("conversations/{}/messages", fresh_id());
    ana.post(absent, json!({"kind": "text", "body": "Hi"})).await.problem(404, "CONVERSATION_NOT_FOUND");
    assert_eq!(app.count("select count(*) from messages").await, 1);
    assert_eq!(ana.look(id(&one)).await, one);
    post(json!({"kind": "text", "body": "é".repeat(16_384)})).await.is(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_writers_get_dense_places_in_the_order_of_their_answers() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let conversations = [ana.conversation().await, ana.conversation().await].map(|one| id(&one).to_owned());

    // Each writer waits for its answer before it writes on, so its places must grow.
    let writers = (0..16).map(|writer| {
        let (user, conversation) = (if writer % 2 == 0 { &ana } else { &bob }, &conversations[writer / 8]);
        async move {
            let mut places = Vec::new();
            for number in 0..10 {
                let said = user.say(conversation, &format!("{writer}/{number}")).await;
                places.push(said["seq"].as_i64().unwrap());
            }
            assert!(places.is_sorted(), "{places:?}");
            places
        }
    });
    let places = join_all(writers).await;
    for (conversation, places) in conversations.iter().zip(places.chunks(8)) {
        let mut places: Vec<_> = places.concat();
        places.sort_unstable();
        assert_eq!(places, range(1, 80));
        let stored = ana.get(format!("conversations/{conversation}/messages?after=0&limit=100")).await.is(200);
        assert_eq!(seqs(&stored), range(1, 80));
        assert_eq!(ana.look(conversation).await["message_count"], 80);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_tile_the_conversation() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}/messages");
    assert_eq!(ana.get(&path).await.is(200), json!({"items": [], "next_cursor": null}));
    for number in 1..=45 {
        ana.say(&conversation, &format!("Message {number}")).await;
    }
    for (query, expected) in [
        ("", range(26, 45)),
        ("limit=3", range(43, 45)),
        ("before=10&limit=4", range(6, 9)),
        ("before=3", range(1, 2)),
        ("before=1", range(1, 0)),
        ("before=1000&limit=2", range(44, 45)),
        ("after=0&limit=5", range(1, 5)),
        ("after=43", range(44, 45)),
        ("after=45", range(1, 0)),
        ("after=9223372036854775807", range(1, 0)),
        ("around=20&limit=5", range(18, 22)),
        ("around=1&limit=4", range(1, 2)),
        ("around=45&limit=4", range(43, 45)),
    ] {
        let page = ana.get(format!("{path}?{query}")).await.is(200);
        assert_eq!(seqs(&page), expected, "{query}");
    }
    for (first, expected) in [("after=0", range(1, 45)), ("before=46", range(1, 45)), ("before=20", range(1, 19))] {
        let mut seen = Vec::new();
        let mut page = ana.get(format!("{path}?limit=7&{first}")).await.is(200);
        loop {
            seen.extend(seqs(&page));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            page = ana.get(format!("{path}?limit=7&cursor={cursor}")).await.is(200);
        }
        seen.sort_unstable();
        assert_eq!(seen, expected, "page by page from {first}, each once");
    }

    for query in ["before=1&after=1", "after=1&around=1", "before=x", "before=-1", "after=9223372036854775808"] {
        ana.get(format!("{path}?{query}")).await.violations();
    }
    ana.get(format!("conversations/{}/messages", fresh_id())).await.problem(404, "CONVERSATION_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_names_a_message_of_its_conversation_for_ever() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let (one, two) = (ana.conversation().await, ana.conversation().await);
    let path = |conversation: &Value| format!("conversations/{}/messages", id(conversation));
    let hello = || json!({"kind": "text", "body": "Hello"});

    let first = ana.post(path(&one), hello()).key("k").await.is(201);
    let again = ana.post(path(&one), hello()).key("k").await;
    assert_eq!((again.is(201), again.header("idempotency-replayed")), (first.clone(), Some("true")));
    ana.post(path(&one), json!({"kind": "text", "body": "Bye"})).key("k").await.problem(422, "IDEMPOTENCY_KEY_REUSED");
    ana.post(path(&one), json!({"kind": "note", "body": "Hello"}))
        .key("k")
        .await
        .problem(422, "IDEMPOTENCY_KEY_REUSED");
    assert_ne!(ana.post(path(&two), hello()).key("k").await.is(201)["id"], first["id"], "another conversation");
    // Somebody else's use of the key is another request.
    bob.post(path(&one), hello()).key("k").await.problem(422, "IDEMPOTENCY_KEY_REUSED");

    // For ever: also when keys of other requests have had their time.
    app.database.execute("update messages set created_at = created_at - interval '1 year'").await;
    app.database.execute("delete from idempotency_keys").await;
    assert_eq!(ana.post(path(&one), hello()).key("k").await.is(201)["id"], first["id"]);

    // The sender's own id is a key as well.
    let client_id = fresh_id();
    let mine = || json!({"kind": "text", "body": "Mine", "client_id": client_id});
    let first = ana.post(path(&one), mine()).await.is(201);
    assert_eq!(ana.post(path(&one), mine()).await.is(201), first);
    assert_eq!(ana.post(path(&one), mine()).key(client_id.to_string()).await.is(201), first);
    let other = ana.post(path(&one), mine()).key("other").await;
    assert!(other.status().is_client_error(), "both given and not equal: {}", other.text());
    assert_eq!(ana.look(id(&one)).await["message_count"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_change_neither_unread_nor_waiting() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    app.contact_writes(&ana, &conversation, "Hello?").await;
    let before = bob.look(&conversation).await;
    assert_eq!(before["unread_count"], 1);
    assert!(before["waiting_since"].is_string());

    let note = json!({"kind": "note", "body": "Who takes this?"});
    ana.post(format!("conversations/{conversation}/messages"), note).await.is(201);
    let after = bob.look(&conversation).await;
    for member in ["unread_count", "waiting_since", "first_reply_at", "status"] {
        assert_eq!(after[member], before[member], "{member}");
    }
    ana.say(&conversation, "I do").await;
    let answered = bob.look(&conversation).await;
    assert_eq!((&answered["waiting_since"], &answered["unread_count"]), (&Value::Null, &json!(1)));
}
