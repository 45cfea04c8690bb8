//! What contacts write: taken in once, by the right contact, in the right conversation.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_tests::{Api, App, Reply, User, from_now, id, moment, recount};

async fn receive(api: &Api, inbox: &str, body: Value) -> Reply {
    api.post(format!("inboxes/{inbox}/messages"), body).await
}

fn from(phone: &str, body: &str) -> Value {
    json!({"contact": {"phone": phone}, "body": body})
}

async fn become_(user: &User, conversation: &Value, status: &str) {
    let path = format!("conversations/{}/status", conversation.as_str().unwrap());
    user.post(path, json!({"status": status})).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_finds_or_makes_its_contact_and_its_conversation() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (_, machine) = ana.api_key("Gateway", &["messages:receive"]).await;
    let (inbox, other) = (ana.inbox("Support").await, ana.inbox("Sales").await);

    let body = json!({"contact": {"phone": "+33 6 39 98 00 01", "email": "bea@example.com"}, "body": "Hello", "external_id": "m-1"});
    let first = receive(&machine, &inbox, body).await.is(201);
    let message = &first["message"];
    assert_eq!(
        (&message["direction"], &message["kind"], &message["seq"]),
        (&json!("inbound"), &json!("text"), &json!(1))
    );
    assert_eq!((&message["external_id"], &message["status"]), (&json!("m-1"), &json!("delivered")));
    let conversation = ana.look(first["conversation_id"].as_str().unwrap()).await;
    assert_eq!((&conversation["status"], &conversation["unread_count"]), (&json!("open"), &json!(1)));
    assert_eq!(conversation["waiting_since"], message["created_at"]);
    assert_eq!(conversation["contact"]["name"], "+33 6 39 98 00 01", "called by what it is known by");
    assert_eq!(
        message["sender"],
        json!({"type": "contact", "id": conversation["contact"]["id"], "name": conversation["contact"]["name"]})
    );

    // Known by any identity, whatever the name.
    let again = json!({"contact": {"name": "Bea", "email": "BEA@example.com"}, "body": "Again"});
    let second = receive(&machine, &inbox, again).await.is(201);
    assert_eq!((&second["conversation_id"], &second["message"]["seq"]), (&first["conversation_id"], &json!(2)));
    // Another inbox is another conversation.
    let elsewhere = receive(&machine, &other, from("+33639980001", "And you?")).await.is(201);
    assert_ne!(elsewhere["conversation_id"], first["conversation_id"]);
    assert_eq!(app.count("select count(*) from contacts").await, 1);
    let kinds: Vec<_> = ana.get("events?limit=100").await.is(200)["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["type"].as_str().unwrap().to_owned())
        .filter(|kind| !kind.starts_with("inbox") && !kind.starts_with("member"))
        .collect();
    assert_eq!(
        kinds,
        [
            "contact:created",
            "conversation:created",
            "message:created",
            "message:created",
            "conversation:created",
            "message:created"
        ]
    );
    recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_external_id_is_taken_in_once_for_ever() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (inbox, other) = (ana.inbox("Support").await, ana.inbox("Sales").await);
    ana.patch(format!("inboxes/{inbox}"), json!({"reopen_policy": "new"})).await.is(200);
    let body = json!({"contact": {"phone": "+33639980001"}, "body": "Hello", "external_id": "m-1"});
    let first = receive(&ana, &inbox, body.clone()).await;
    assert_eq!(first.header("idempotency-replayed"), None);
    let first = first.is(201);

    // In another conversation, under another key, from another contact, with other words.
    become_(&ana, &first["conversation_id"], "resolved").await;
    receive(&ana, &inbox, from("+33639980001", "A new one")).await.is(201);
    for again in [
        body.clone(),
        json!({"contact": {"phone": "+33639980002"}, "body": "Hello", "external_id": "m-1"}),
        json!({"contact": {"phone": "+33639980001"}, "body": "Other words", "external_id": "m-1"}),
    ] {
        let answer = receive(&ana, &inbox, again).await;
        assert_eq!(answer.header("idempotency-replayed"), Some("true"));
        assert_eq!(answer.is(201), first);
    }
    assert_eq!(app.count("select count(*) from contacts").await, 1);
    assert_eq!(app.count("select count(*) from messages").await, 2);
    // The id is the inbox's.
    receive(&ana, &other, body.clone()).await.is(201);
    assert_eq!(app.count("select count(*) from messages").await, 3);

    // An idempotency key is one request's; what it replays is the answer.
    let path = format!("inboxes/{inbox}/messages");
    let keyed = ana.post(&path, from("+33639980001", "Keyed")).key("k").await.is(201);
    let replay = ana.post(&path, from("+33639980001", "Keyed")).key("k").await;
    assert_eq!((replay.header("idempotency-replayed"), replay.is(201)), (Some("true"), keyed));
    ana.post(&path, from("+33639980001", "Other")).key("k").await.problem(422, "IDEMPOTENCY_KEY_REUSED");

    // What is deleted was taken in all the same.
    ana.delete(format!("conversations/{}", first["conversation_id"].as_str().unwrap())).await.is(204);
    let messages = app.count("select count(*) from messages").await;
    receive(&ana, &inbox, body).await.problem(404, "MESSAGE_NOT_FOUND");
    assert_eq!(app.count("select count(*) from messages").await, messages);
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_at_the_same_moment_make_one_of_each() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let other = app.another_node().await;
    let bob = other.api().await;
    bob.client().login(&ana.email, skybot_tests::PASSWORD).await.unwrap();
    let inbox = ana.inbox("Support").await;
    for round in 0..4 {
        // One external id, twice on each node; and other messages of the same unknown contact.
        let phone = format!("+3363998{round:04}");
        let email = format!("bea{round}@example.com");
        let deliveries = (0..8).map(|number| {
            let api: &Api = if number % 2 == 0 { &ana } else { &bob };
            let contact = if number % 4 < 2 {
                json!({"phone": phone, "email": email})
            } else {
                json!({"email": email, "phone": phone})
            };
            let external = if number < 4 { "same".to_owned() } else { format!("own-{number}") };
            let body =
                json!({"contact": contact, "body": format!("{number}"), "external_id": format!("{round}-{external}")});
            receive(api, &inbox, body)
        });
        let answers = join_all(deliveries).await;
        let mut conversations: Vec<_> =
            answers.iter().map(|answer| answer.is(201)["conversation_id"].as_str().unwrap().to_owned()).collect();
        conversations.sort();
        conversations.dedup();
        assert_eq!(conversations.len(), 1, "one conversation");
        let fresh = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_none()).count();
        assert_eq!(fresh, 5, "one of the four that are the same, and the four others");
        assert_eq!(ana.look(&conversations[0]).await["message_count"], 5);
    }
    assert_eq!(app.count("select count(*) from contacts").await, 4);
    assert_eq!(app.count("select count(*) from conversations").await, 4);
    recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_decides_what_a_resolved_conversation_does() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let path = format!("inboxes/{inbox}");
    let fresh = ana.get(&path).await.is(200);
    assert_eq!((&fresh["reopen_policy"], &fresh["reopen_within_hours"]), (&json!("reopen"), &Value::Null));
    let mut number = 0;
    for (policy, resolved, reopens) in [
        (json!({"reopen_policy": "reopen"}), "9 years", true),
        (json!({"reopen_policy": "new"}), "0 seconds", false),
        (json!({"reopen_policy": "reopen_within", "reopen_within_hours": 2}), "119 minutes", true),
        (json!({"reopen_policy": "reopen_within", "reopen_within_hours": 2}), "121 minutes", false),
    ] {
        number += 1;
        let changed = ana.patch(&path, policy.clone()).await.is(200);
        assert_eq!(changed["reopen_policy"], policy["reopen_policy"]);
        assert_eq!(changed["reopen_within_hours"], policy["reopen_within_hours"]);
        assert_eq!(changed["name"], "Support");
        let phone = format!("+3363998000{number}");
        let first = receive(&ana, &inbox, from(&phone, "Hello")).await.is(201);
        // Not resolved it goes on, whatever the policy.
        for status in ["pending", "open", "snoozed", "open"] {
            become_(&ana, &first["conversation_id"], status).await;
            let next = receive(&ana, &inbox, from(&phone, "And")).await.is(201);
            assert_eq!(next["conversation_id"], first["conversation_id"], "{policy} {status}");
        }
        become_(&ana, &first["conversation_id"], "resolved").await;
        let past = format!("update conversation_transitions set at = at - interval '{resolved}'");
        app.database.execute(&past).await;
        let next = receive(&ana, &inbox, from(&phone, "One more thing")).await.is(201);
        assert_eq!(next["conversation_id"] == first["conversation_id"], reopens, "{policy} {resolved}");
        let before = ana.look(first["conversation_id"].as_str().unwrap()).await;
        assert_eq!(before["status"], if reopens { "open" } else { "resolved" });
        let now = ana.look(next["conversation_id"].as_str().unwrap()).await;
        assert_eq!((&now["status"], &now["contact"]["id"]), (&json!("open"), &before["contact"]["id"]));
        // The new one is the newest from then on.
        let after = receive(&ana, &inbox, from(&phone, "And")).await.is(201);
        assert_eq!(after["conversation_id"], next["conversation_id"]);
    }
    recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_and_policy_come_together() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let path = format!("inboxes/{}", ana.inbox("Support").await);
    for (body, violation) in [
        (json!({"reopen_policy": "reopen_within"}), "/reopen_within_hours REQUIRED"),
        (json!({"reopen_policy": "reopen_within", "reopen_within_hours": 0}), "/reopen_within_hours OUT_OF_RANGE"),
        (json!({"reopen_policy": "reopen_within", "reopen_within_hours": 8761}), "/reopen_within_hours OUT_OF_RANGE"),
        (json!({"reopen_policy": "new", "reopen_within_hours": 1}), "/reopen_within_hours NOT_ALLOWED"),
        (json!({"reopen_within_hours": 1}), "/reopen_policy REQUIRED"),
        (json!({"reopen_policy": "sometimes"}), "/reopen_policy UNKNOWN_VALUE"),
        (json!({"reopen_policy": null}), "/reopen_policy"),
        (json!({"reopen_policy": "reopen_within", "reopen_within_hours": 1.5}), "/reopen_within_hours WRONG_TYPE"),
        (json!({"name": " "}), "/name BLANK"),
    ] {
        assert!(ana.patch(&path, body).await.violations()[0].starts_with(violation), "{violation}");
    }
    assert_eq!(ana.get(&path).await.is(200)["version"], 1);
    let within = json!({"reopen_policy": "reopen_within", "reopen_within_hours": 8760});
    assert_eq!(ana.patch(&path, within).if_match(1).await.is(200)["version"], 2);
    ana.patch(&path, json!({"reopen_policy": "new"})).if_match(1).await.problem(412, "VERSION_CONFLICT");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_get_in_any_more_does_not_have_what_opens_again() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let inbox = ana.inbox("Support").await;
    for (phone, disabled) in [("+33639980001", false), ("+33639980002", true)] {
        let first = receive(&ana, &inbox, from(phone, "Hello")).await.is(201);
        let conversation = first["conversation_id"].as_str().unwrap();
        ana.post(format!("conversations/{conversation}/assignment"), json!({"user_id": bob.user_id})).await.is(200);
        become_(&ana, &first["conversation_id"], "resolved").await;
        if disabled {
            ana.patch(format!("members/{}", bob.user_id), json!({"disabled": true})).await.is(200);
        }
        receive(&ana, &inbox, from(phone, "One more thing")).await.is(201);
        let now = ana.look(conversation).await;
        assert_eq!(now["status"], "open");
        assert_eq!(now["assignee_id"], if disabled { Value::Null } else { json!(bob.user_id) });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_speak_for_a_channel_bring_in_what_contacts_write() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let chat = ana.post("inboxes", json!({"name": "Chat", "channel": "webchat"})).await.is(201);
    for (role, reach, allowed) in
        [("admin", "all", true), ("admin", "inbox", false), ("agent", "all", false), ("viewer", "all", false)]
    {
        let user = ana.colleague(&app, &format!("{role} {reach}"), role, reach).await;
        let answer = receive(&user, &inbox, from("+33639980001", "Hello")).await;
        if allowed { drop(answer.is(201)) } else { drop(answer.problem(403, "FORBIDDEN")) }
    }
    let (_, machine) = ana.api_key("Writer", &["messages:write", "conversations:write"]).await;
    receive(&machine, &inbox, from("+33639980001", "Hello")).await.problem(403, "FORBIDDEN");
    receive(&ana, id(&chat), from("+33639980001", "Hello")).await.problem(409, "CHANNEL_NOT_SUPPORTED");
    receive(&ana, &skybot_tests::fresh_id().to_string(), from("+33639980001", "Hello"))
        .await
        .problem(404, "INBOX_NOT_FOUND");
    assert_eq!(app.count("select count(*) from messages").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_and_nothing_is_taken_in() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let contact = json!({"phone": "+33639980001"});
    for (body, violations) in [
        (json!({"contact": {}, "body": "Hello"}), vec!["/contact ONE_OF"]),
        (json!({"contact": {"name": "Bea"}, "body": " "}), vec!["/contact ONE_OF", "/body BLANK"]),
        (
            json!({"contact": {"phone": "1", "email": "x"}, "body": "Hello"}),
            vec!["/contact/phone INVALID_PHONE", "/contact/email INVALID_EMAIL"],
        ),
        (
            json!({"contact": {"external_id": "a\u{0}b"}, "body": "Hello"}),
            vec!["/contact/external_id CONTROL_CHARACTER", "/contact/name CONTROL_CHARACTER"],
        ),
        (json!({"contact": contact, "body": "a\u{0}b"}), vec!["/body CONTROL_CHARACTER"]),
        (json!({"contact": contact, "body": "x".repeat(16_385)}), vec!["/body TOO_LONG"]),
        (json!({"contact": contact, "body": "Hello", "external_id": "x".repeat(256)}), vec!["/external_id TOO_LONG"]),
        (
            json!({"contact": contact, "body": "Hello", "sent_at": from_now(Duration::from_hours(1))}),
            vec!["/sent_at IN_FUTURE"],
        ),
        (json!({"contact": contact, "body": "Hello", "sent_at": "yesterday"}), vec!["/sent_at INVALID_VALUE"]),
        (json!({"contact": ["Bea"], "body": "Hello"}), vec!["/contact WRONG_TYPE"]),
        (json!({"contact": null, "body": "Hello"}), vec!["/contact WRONG_TYPE"]),
        (
            json!({"contact": {"phone": "+33639980001", "nick": "B"}, "body": "Hello"}),
            vec!["/contact/nick UNKNOWN_FIELD"],
        ),
        (json!({"contact": contact}), vec!["/body REQUIRED"]),
    ] {
        let mut told = receive(&ana, &inbox, body.clone()).await.violations();
        let mut violations = violations;
        told.sort();
        violations.sort_unstable();
        assert_eq!(told, violations, "{body}");
    }
    receive(&ana, "nonsense", from("+33639980001", "Hello")).await.violations();
    assert_eq!(app.count("select count(*) from contacts").await, 0);
    assert_eq!(app.count("select count(*) from received_messages").await, 0);

    // Written before it came: the contact waits since then.
    let sent = json!({"contact": contact, "body": "Hello", "sent_at": "2026-01-31T10:00:00Z"});
    let received = receive(&ana, &inbox, sent).await.is(201);
    assert_eq!(received["message"]["created_at"], "2026-01-31T10:00:00.000000Z");
    let conversation = ana.look(received["conversation_id"].as_str().unwrap()).await;
    assert_eq!(conversation["waiting_since"], received["message"]["created_at"]);
    assert!(moment(&conversation["last_activity_at"]) >= moment(&conversation["created_at"]));
}
