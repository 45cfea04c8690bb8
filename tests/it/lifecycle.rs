//! The steps a conversation took, how it sleeps, labels in sets, and moving to another inbox.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_tests::{App, User, eventually, fresh_id, from_now, id, moment};

const PATIENCE: Duration = Duration::from_secs(20);

async fn become_(user: &User, conversation: &str, body: Value) -> Value {
    user.post(format!("conversations/{conversation}/status"), body).await.is(200)
}

/// From, to, cause and kind of actor, newest first.
fn told(steps: &[Value]) -> Vec<[&str; 4]> {
    let parts = ["/from", "/to", "/cause", "/actor/type"];
    steps.iter().map(|step| parts.map(|part| step.pointer(part).and_then(Value::as_str).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_is_listed_with_its_cause_and_actor_whoever_took_it() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let made = ana.conversation().await;
    let conversation = id(&made).to_owned();
    let path = format!("conversations/{conversation}/transitions");
    assert!(ana.list(&path).await.is_empty());

    become_(&ana, &conversation, json!({"status": "pending"})).await;
    ana.say(&conversation, "I take it from here").await;
    become_(&ana, &conversation, json!({"status": "resolved"})).await;
    become_(&ana, &conversation, json!({"status": "resolved"})).await;
    app.contact_writes(&ana, &conversation, "One more thing").await;
    let soon = json!({"status": "snoozed", "snoozed_until": from_now(Duration::from_millis(300))});
    become_(&ana, &conversation, soon).await;
    eventually("it wakes", PATIENCE, async || (ana.look(&conversation).await["status"] == "open").then_some(())).await;

    let steps = ana.list(&format!("{path}?limit=2")).await;
    assert_eq!(
        told(&steps),
        [
            ["snoozed", "open", "timer", "system"],
            ["open", "snoozed", "request", "user"],
            ["resolved", "open", "message", "contact"],
            ["open", "resolved", "request", "user"],
            ["pending", "open", "message", "user"],
            ["open", "pending", "request", "user"],
        ]
    );
    assert_eq!(steps[2]["actor"]["id"], made["contact"]["id"]);
    assert_eq!(steps[1]["actor"]["id"], ana.user_id.to_string());
    assert!(steps.windows(2).all(|pair| moment(&pair[0]["at"]) >= moment(&pair[1]["at"])));

    // The log tells of the same steps.
    let events = ana.get("events?limit=100").await.is(200)["items"].clone();
    let changes: Vec<_> =
        events.as_array().unwrap().iter().filter(|event| event["type"] == "conversation:status").collect();
    assert_eq!(changes.len(), steps.len());
    for (event, step) in changes.iter().rev().zip(&steps) {
        assert_eq!(event["change"], json!({"from": step["from"], "to": step["to"], "cause": step["cause"]}));
        assert_eq!(event["actor"], step["actor"]);
    }

    // A cursor is one conversation's.
    let cursor = ana.get(format!("{path}?limit=1")).await.is(200)["next_cursor"].as_str().unwrap().to_owned();
    let other = id(&ana.conversation().await).to_owned();
    ana.get(format!("conversations/{other}/transitions?cursor={cursor}")).await.problem(422, "INVALID_CURSOR");
    ana.get(format!("conversations/{}/transitions", fresh_id())).await.problem(404, "CONVERSATION_NOT_FOUND");
    ana.get("conversations/nonsense/transitions").await.violations();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_of_messages_leaves_its_steps_too() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let mut conversations = Vec::new();
    for _ in 0..8 {
        let conversation = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
        become_(&ana, &conversation, json!({"status": "pending"})).await;
        conversations.push(conversation);
    }
    join_all(conversations.iter().map(|conversation| ana.say(conversation, "Mine"))).await;
    for conversation in &conversations {
        let steps = ana.list(&format!("conversations/{conversation}/transitions")).await;
        assert_eq!(told(&steps)[0], ["pending", "open", "message", "user"]);
        assert_eq!(steps.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_sleeps_until_a_time_until_the_contact_writes_or_until_either() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let later = from_now(Duration::from_hours(1));
    let mut number = 0;
    for (until, wakes, awake) in [
        (None, None, "open"),
        (None, Some(true), "open"),
        (Some(&later), None, "open"),
        (Some(&later), Some(true), "open"),
        (Some(&later), Some(false), "snoozed"),
    ] {
        number += 1;
        let writes = json!({"contact": {"phone": format!("+3363998000{number}")}, "body": "Hello?"});
        let contact_writes = async || ana.post(format!("inboxes/{inbox}/messages"), writes.clone()).await.is(201);
        let conversation = contact_writes().await["conversation_id"].as_str().unwrap().to_owned();
        let mut body = json!({"status": "snoozed"});
        if let Some(until) = until {
            body["snoozed_until"] = json!(until);
        }
        if let Some(wakes) = wakes {
            body["wake_on_reply"] = json!(wakes);
        }
        let snoozed = become_(&ana, &conversation, body.clone()).await;
        assert_eq!(snoozed["wake_on_reply"], wakes.unwrap_or(true), "{body}");
        ana.say(&conversation, "A word of ours wakes nobody").await;
        contact_writes().await;
        let now = ana.look(&conversation).await;
        assert_eq!((&now["status"], &now["message_count"]), (&json!(awake), &json!(3)), "{body}");
        assert_eq!(now["snoozed_until"].is_null(), awake == "open");
        // Awake again it is as any other.
        let open = become_(&ana, &conversation, json!({"status": "open"})).await;
        assert_eq!(open["wake_on_reply"], true);
        become_(&ana, &conversation, json!({"status": "resolved"})).await;
        contact_writes().await;
        assert_eq!(ana.look(&conversation).await["status"], "open");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn something_has_to_wake_it() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}/status");
    let later = from_now(Duration::from_hours(1));
    for (body, violation) in [
        (json!({"status": "snoozed", "wake_on_reply": false}), "/wake_on_reply NEVER_WAKES"),
        (json!({"status": "open", "wake_on_reply": true}), "/wake_on_reply NOT_ALLOWED"),
        (json!({"status": "resolved", "wake_on_reply": false}), "/wake_on_reply NOT_ALLOWED"),
        (json!({"status": "snoozed", "snoozed_until": later, "wake_on_reply": "no"}), "/wake_on_reply WRONG_TYPE"),
    ] {
        assert_eq!(ana.post(&path, body).await.violations(), [violation]);
    }
    assert_eq!(ana.look(&conversation).await["status"], "open");
}

#[tokio::test(flavor = "multi_thread")]
async fn its_time_wakes_what_the_contact_could_not_once_even_after_a_crash() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let until = from_now(Duration::from_millis(700));
    become_(&ana, &conversation, json!({"status": "snoozed", "snoozed_until": until, "wake_on_reply": false})).await;
    app.contact_writes(&ana, &conversation, "Hello?").await;
    app.kill9().await;
    app.restart().await;
    let ana = ana.again(&app).await;
    eventually("it wakes", PATIENCE, async || (ana.look(&conversation).await["status"] == "open").then_some(())).await;
    // The same job again, as after a worker's death, does nothing.
    let again = format!(
        "select graphile_worker.add_job('wake_conversation', json_build_object('account', '{}', 'conversation', '{conversation}'))",
        ana.account_id
    );
    app.database.execute(&again).await;
    eventually("no job is left", PATIENCE, async || {
        (app.count("select count(*) from graphile_worker.jobs").await == 0).then_some(())
    })
    .await;
    let steps = ana.list(&format!("conversations/{conversation}/transitions")).await;
    assert_eq!(told(&steps), [["snoozed", "open", "timer", "system"], ["open", "snoozed", "request", "user"]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn labels_change_in_sets_and_nobody_loses_one() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let names: Vec<_> = (0..16).map(|number| format!("label-{number:02}")).collect();
    for name in &names {
        ana.post("labels", json!({"name": name, "color": "#1F6FEB"})).await.is(201);
    }
    let change = async |body: Value| ana.post(format!("conversations/{conversation}/labels"), body).await;

    let all = join_all(names.chunks(2).map(|pair| change(json!({"add": pair})))).await;
    for answer in &all {
        answer.is(200);
    }
    let now = ana.look(&conversation).await;
    assert_eq!((&now["labels"], &now["version"]), (&json!(names), &json!(9)));
    let head = ana.get("events").await.is(200)["head"].clone();
    assert_eq!(change(json!({"add": names})).await.is(200), now, "what is so already changes nothing");
    assert_eq!(change(json!({})).await.is(200), now);
    assert_eq!(ana.get("events").await.is(200)["head"], head);

    // One step forth and back: one version, one event.
    change(json!({"remove": names})).await.is(200);
    let swapped = change(json!({"add": ["LABEL-03", " label-04 "], "remove": ["label-05"]})).await.is(200);
    assert_eq!((&swapped["labels"], &swapped["version"]), (&json!(["label-03", "label-04"]), &json!(11)));

    let unknown = change(json!({"add": ["label-00", "unknown"], "remove": ["label-03", "nor-this"]})).await;
    assert_eq!(unknown.violations(), ["/add/1 UNKNOWN_LABEL", "/remove/1 UNKNOWN_LABEL"]);
    assert_eq!(change(json!({"add": ["a b"]})).await.violations(), ["/add/0 INVALID_LABEL"]);
    assert_eq!(change(json!({"add": ["label-00"], "remove": ["label-00"]})).await.violations(), ["/remove/0 ONE_OF"]);
    assert_eq!(change(json!({"add": vec!["x"; 51]})).await.violations(), ["/add TOO_MANY"]);
    assert_eq!(change(json!({"add": ["a\u{0}"]})).await.violations(), ["/add/0 INVALID_LABEL"]);
    assert_eq!(change(json!({"add": "vip"})).await.violations(), ["/add WRONG_TYPE"]);
    assert_eq!(change(json!({"set": []})).await.violations(), ["/set UNKNOWN_FIELD"]);
    assert_eq!(ana.look(&conversation).await, swapped, "of what was refused nothing was done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transferred_conversation_is_seen_by_whoever_sees_its_inbox_now() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let [bob, cid, dee] = [
        ana.colleague(&app, "Bob", "agent", "inbox").await,
        ana.colleague(&app, "Cid", "agent", "inbox").await,
        ana.colleague(&app, "Dee", "agent", "mine").await,
    ];
    let (here, there) = (ana.inbox("Here").await, ana.inbox("There").await);
    ana.put(format!("inboxes/{here}/members/{}", bob.user_id)).await.is(204);
    ana.put(format!("inboxes/{there}/members/{}", cid.user_id)).await.is(204);
    let conversation = id(&ana.conversation_in(&here, "Bea").await).to_owned();
    let path = format!("conversations/{conversation}");
    for user in [&ana, &bob] {
        ana.put(format!("{path}/participants/{}", user.user_id)).await.is(200);
    }
    ana.post(format!("{path}/assignment"), json!({"user_id": bob.user_id})).await.is(200);
    let transfer =
        async |user: &User, inbox: &str| user.post(format!("{path}/transfer"), json!({"inbox_id": inbox})).await;
    let before = ana.look(&conversation).await;
    assert_eq!(transfer(&ana, &here).await.is(200), before, "where it is already changes nothing");
    cid.get(&path).await.problem(404, "CONVERSATION_NOT_FOUND");
    transfer(&cid, &there).await.problem(404, "CONVERSATION_NOT_FOUND");

    // Bob gives it out of his own sight, and sees what he did.
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();
    let moved = transfer(&bob, &there).await.is(200);
    assert_eq!((&moved["inbox_id"], &moved["assignee_id"]), (&json!(there), &Value::Null));
    bob.get(&path).await.problem(404, "CONVERSATION_NOT_FOUND");
    assert_eq!(cid.look(&conversation).await["participant_count"], 1, "Ana watches on");
    assert_eq!(ana.look(&conversation).await["version"], moved["version"]);
    let events = ana.get(format!("events?after={head}")).await.is(200)["items"].clone();
    let kinds: Vec<_> = events.as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["conversation:updated", "conversation:assigned"]);

    // Who sees it for having it, not for the inbox, goes on having it.
    ana.post(format!("{path}/assignment"), json!({"user_id": dee.user_id})).await.is(200);
    assert_eq!(transfer(&ana, &here).await.is(200)["assignee_id"], json!(dee.user_id));
    assert_eq!(dee.look(&conversation).await["inbox_id"], json!(here));
    assert_eq!(ana.list(&format!("conversations?inbox={there}")).await.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_stays_in_its_world() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let chat = ana.post("inboxes", json!({"name": "Chat", "channel": "webchat"})).await.is(201);
    let before = ana.conversation().await;
    let path = format!("conversations/{}/transfer", id(&before));
    ana.post(&path, json!({"inbox_id": id(&chat)})).await.problem(409, "CHANNEL_NOT_SUPPORTED");
    ana.post(&path, json!({"inbox_id": fresh_id()})).await.problem(404, "INBOX_NOT_FOUND");
    assert_eq!(ana.post(&path, json!({"inbox_id": "here"})).await.violations(), ["/inbox_id INVALID_VALUE"]);
    assert_eq!(ana.post(&path, json!({})).await.violations(), ["/inbox_id REQUIRED"]);
    ana.post(format!("conversations/{}/transfer", fresh_id()), json!({"inbox_id": id(&chat)}))
        .await
        .problem(404, "CONVERSATION_NOT_FOUND");
    assert_eq!(ana.look(id(&before)).await, before);
}
