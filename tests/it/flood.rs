//! Nobody floods a conversation, nor one member the tenant; whoever tries is told, and no message is
//! dropped in silence.

use serde_json::json;
use skybot_tests::{App, Reply, Settings, id};

fn is_refused(answer: &Reply, policy: &str) {
    answer.problem(429, "RATE_LIMITED");
    assert_eq!(answer.header("ratelimit-policy"), Some(policy));
    let wait: u64 = answer.header("retry-after").expect("when to come back").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_and_a_sender_have_budgets_of_messages() {
    let settings = Settings::default()
        .set("SKYBOT__LIMITS__MESSAGES_PER_CONVERSATION", "3")
        .set("SKYBOT__LIMITS__MESSAGES_PER_SENDER", "5");
    let app = App::with(settings).await;
    let (ana, other) = (app.tenant().await, app.tenant().await);
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let (one, two, three) = (ana.conversation().await, ana.conversation().await, ana.conversation().await);
    let path = |conversation| format!("conversations/{}/messages", id(conversation));
    let note = || json!({"kind": "note", "body": "Hm"});

    // Another tenant's tries are its own.
    for _ in 0..3 {
        other.post(path(&one), note()).await.is(404);
    }
    for _ in 0..3 {
        ana.say(id(&one), "Hello").await;
    }
    // Whoever writes, and whatever.
    is_refused(&bob.post(path(&one), note()).await, "\"messages_per_conversation\";q=3;w=60");
    bob.get(path(&one)).await.is(200);
    ana.say(id(&two), "Hello").await;
    ana.say(id(&two), "Hello").await;
    is_refused(&ana.post(path(&three), note()).await, "\"messages_per_sender\";q=5;w=60");
    let inbox = bob.list("inboxes").await[0]["id"].clone();
    let open = json!({"inbox_id": inbox, "contact": {"name": "Zoe"}, "message": {"kind": "text", "body": "Hi"}});
    is_refused(&ana.post("conversations", open).await, "\"messages_per_sender\";q=5;w=60");
    bob.say(id(&three), "Hello").await;
    // What is not valid costs nothing.
    bob.post(path(&two), json!({"kind": "text", "body": ""})).await.violations();
    bob.say(id(&two), "Hello").await;
    assert_eq!(app.count("select count(*) from messages").await, 7, "what was refused was not stored");

    let printed = app.run(["admin", "limits"]).success().await;
    for (name, requests) in [("messages_per_conversation", 3), ("messages_per_sender", 5)] {
        assert_eq!(printed["limits"][name], json!({"requests": requests, "window_seconds": 60}));
    }
}
