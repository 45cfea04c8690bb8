//! The durable log: dense, in commit order, and only what one may see.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_tests::{App, User, eventually, id};

async fn read(user: &User, after: i64) -> Value {
    user.get(format!("events?after={after}&limit=100")).await.is(200)
}

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}

fn positions(page: &Value) -> Vec<i64> {
    items(page).iter().map(|event| event["pos"].as_i64().unwrap()).collect()
}

fn types(page: &Value) -> Vec<&str> {
    items(page).iter().map(|event| event["type"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_happens_is_told_once_in_order() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let start = read(&ana, 0).await["head"].as_i64().unwrap();

    let inbox = ana.inbox("Support").await;
    let body = json!({
        "inbox_id": inbox, "contact": {"name": "Bea", "email": "bea@example.com"},
        "message": {"kind": "text", "body": "Hello"},
    });
    let conversation = ana.post("conversations", body).await.is(201);
    let path = format!("conversations/{}", id(&conversation));
    ana.patch(&path, json!({"priority": "high"})).await.is(200);
    ana.post(format!("{path}/assignment"), json!({"user_id": ana.user_id})).await.is(200);
    ana.post(format!("{path}/status"), json!({"status": "resolved"})).await.is(200);
    let reopened = app.contact_writes(&ana, id(&conversation), "One more thing").await;
    ana.post(format!("{path}/read"), json!({"seq": reopened})).await.is(200);
    ana.patch(format!("contacts/{}", id(&conversation["contact"])), json!({"name": "Beatrice"})).await.is(200);

    let log = read(&ana, start).await;
    assert_eq!(
        types(&log),
        [
            "inbox:updated",
            "contact:created",
            "conversation:created",
            "message:created",
            "conversation:updated",
            "conversation:assigned",
            "conversation:status",
            "message:created",
            "conversation:status",
            "conversation:read",
            "contact:updated",
        ]
    );
    let head = log["head"].as_i64().unwrap();
    assert_eq!(positions(&log), (start + 1..=head).collect::<Vec<_>>());
    assert_eq!((log["next_after"].as_i64(), log["oldest"].as_i64()), (Some(head), Some(0)));

    // An event points at what it is about: readers get that as it is now.
    let now = ana.look(id(&conversation)).await;
    for event in items(&log) {
        assert_eq!(event["account_id"], json!(ana.account_id));
        let kind = event["type"].as_str().unwrap();
        if kind.starts_with("conversation:") && kind != "conversation:read" {
            let mut expected = now.clone();
            for callers_own in ["unread_count", "muted", "muted_until"] {
                expected.as_object_mut().unwrap().remove(callers_own);
            }
            assert_eq!((&event["data"], &event["conversation_id"]), (&expected, &now["id"]));
        }
        if kind.starts_with("contact:") {
            assert_eq!((&event["data"]["name"], event.get("conversation_id")), (&json!("Beatrice"), None));
        }
    }
    let [by_ana, by_contact] = [3, 7].map(|place| &items(&log)[place]);
    assert_eq!(by_ana["actor"], json!({"type": "user", "id": ana.user_id}));
    assert_eq!(by_ana["data"]["body"], "Hello");
    assert_eq!(by_contact["actor"], json!({"type": "contact", "id": now["contact"]["id"]}));
    assert_eq!(items(&log)[6]["change"], json!({"from": "open", "to": "resolved", "cause": "request"}));
    assert_eq!(items(&log)[8]["change"], json!({"from": "resolved", "to": "open", "cause": "message"}));

    // What is gone is said to be gone.
    let contact = ana.contact("Short-lived").await;
    ana.delete(format!("contacts/{contact}")).await.is(204);
    let log = read(&ana, head).await;
    assert_eq!(types(&log), ["contact:created", "contact:deleted"]);
    for event in items(&log) {
        assert_eq!(event["data"], json!({"id": contact, "deleted": true}));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_on_after_a_position_misses_nothing() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let writers = join_all((0..8).map(|writer| {
        let (ana, conversation) = (&ana, &conversation);
        async move {
            for number in 0..8 {
                ana.say(conversation, &format!("{writer}/{number}")).await;
            }
        }
    }));
    // A reader that reads on while they write.
    let reader = async {
        let (mut after, mut seen) = (0, Vec::new());
        while seen.len() < 64 {
            let page = ana.get(format!("events?after={after}&limit=7")).await.is(200);
            assert!(items(&page).len() <= 7);
            seen.extend(items(&page).iter().filter(|event| event["type"] == "message:created").cloned());
            let expected: Vec<_> = (after + 1..=page["next_after"].as_i64().unwrap()).collect();
            assert_eq!(positions(&page), expected, "no hole and no repetition");
            after = page["next_after"].as_i64().unwrap();
        }
        seen
    };
    let (_, seen) = tokio::join!(writers, reader);
    let order: Vec<_> = seen.iter().map(|event| event["data"]["seq"].as_i64().unwrap()).collect();
    assert_eq!(order, (1..=64).collect::<Vec<_>>(), "positions and places agree");

    let head = read(&ana, 0).await["head"].as_i64().unwrap();
    assert_eq!(items(&read(&ana, head).await).len(), 0);
    for after in ["-1", "x", "1.5", "9223372036854775808", &(head + 1).to_string()] {
        ana.get(format!("events?after={after}")).await.violations();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_tenant_has_a_log_of_its_own() {
    let app = App::start().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    for user in [&ana, &bob] {
        let start = read(user, 0).await["head"].as_i64().unwrap();
        let conversation = user.conversation().await;
        user.say(id(&conversation), "Hello").await;
        let log = read(user, start).await;
        assert_eq!(positions(&log), (start + 1..start + 5).collect::<Vec<_>>(), "dense for each tenant");
        assert!(items(&log).iter().all(|event| event["account_id"] == json!(user.account_id)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_older_than_the_log_is_told_to_begin_anew() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let trimmed = read(&ana, 0).await["head"].as_i64().unwrap();
    app.database.execute("update events set at = at - interval '8 days'").await;
    ana.say(&conversation, "Recent").await;
    app.database.execute("select graphile_worker.add_job('trim_events', '{}'::json)").await;

    let problem = eventually("the log is trimmed", Duration::from_secs(20), async || {
        let answer = ana.get("events?after=0").await;
        (answer.status() == 410).then(|| answer.problem(410, "CURSOR_EXPIRED"))
    })
    .await;
    assert_eq!(problem["oldest"], trimmed);
    ana.get(format!("events?after={}", trimmed - 1)).await.problem(410, "CURSOR_EXPIRED");
    let log = read(&ana, trimmed).await;
    assert_eq!((types(&log), log["oldest"].as_i64()), (vec!["message:created"], Some(trimmed)));
    assert_eq!(ana.get("events").await.is(200)["items"], log["items"], "without a cursor from the oldest kept");
}
