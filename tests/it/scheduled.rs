//! Scheduled messages: sent once when their time has come, as their author, by the rules of that moment.

use std::time::Duration;

use serde_json::{Value, json};
use skybot_tests::{App, Reply, User, eventually, fresh_id, from_now, id, moment, recount};

const PATIENCE: Duration = Duration::from_secs(30);
const SOON: Duration = Duration::from_secs(4);
const LATER: Duration = Duration::from_hours(9);

async fn ask(user: &User, conversation: &str, body: Value) -> Reply {
    user.post(format!("conversations/{conversation}/scheduled-messages"), body).await
}

/// Schedules a text.
async fn wait(user: &User, conversation: &str, text: &str, ahead: Duration) -> Value {
    ask(user, conversation, json!({"kind": "text", "body": text, "send_at": from_now(ahead)})).await.is(201)
}

async fn look(user: &User, one: &Value) -> Value {
    user.get(format!("scheduled-messages/{}", id(one))).await.is(200)
}

/// As if the time of all that waits, and was scheduled before, had come.
async fn time_passes(app: &App) {
    app.database.execute("update scheduled_messages set send_at = now() where state <> 'sent'").await;
    app.database.execute("update graphile_worker._private_jobs set run_at = now()").await;
}

/// Until everything that is due has run.
async fn nothing_is_due(app: &App) {
    let due = "select count(*) from graphile_worker.jobs where run_at < now() + interval '1 minute'";
    eventually("all jobs are done", PATIENCE, async || (app.count(due).await == 0).then_some(())).await;
}

/// What became of it, once something did.
async fn outcome(user: &User, one: &Value) -> Value {
    eventually("its time comes", PATIENCE, async || {
        let now = look(user, one).await;
        (now["state"] != "pending").then_some(now)
    })
    .await
}

async fn said(user: &User, conversation: &str) -> Vec<Value> {
    user.list(&format!("conversations/{conversation}/messages")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_message_is_sent_when_its_time_has_come() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let first = ana.say(&conversation, "Hello").await;
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();

    let body = json!({"kind": "text", "body": "Good morning", "send_at": from_now(SOON), "reply_to_id": id(&first)});
    let one = ask(&bob, &conversation, body).await;
    assert_eq!(one.header("etag"), Some("\"1\""));
    let one = one.is(201);
    assert_eq!((&one["state"], &one["message_id"], &one["reason"]), (&json!("pending"), &Value::Null, &Value::Null));
    assert_eq!((&one["author_id"], &one["cancel_on_reply"]), (&json!(bob.user_id), &json!(false)));
    assert_eq!(
        ana.list("scheduled-messages").await,
        std::slice::from_ref(&one),
        "whoever sees the conversation sees it"
    );

    let sent = outcome(&ana, &one).await;
    assert_eq!((&sent["state"], &sent["version"]), (&json!("sent"), &json!(2)));
    let messages = said(&ana, &conversation).await;
    assert_eq!(messages.len(), 2);
    let message = &messages[1];
    assert_eq!((&message["id"], &message["body"]), (&sent["message_id"], &json!("Good morning")));
    assert_eq!((&message["sender"]["id"], &message["reply_to_id"]), (&json!(bob.user_id), &first["id"]));
    assert!(moment(&message["created_at"]) >= moment(&one["send_at"]), "not before its time");
    assert_eq!(ana.list("scheduled-messages").await, Vec::<Value>::new());
    assert_eq!(ana.list("scheduled-messages?state=sent").await, std::slice::from_ref(&sent));

    let log = ana.get(format!("events?after={head}")).await.is(200)["items"].clone();
    let log: Vec<_> =
        log.as_array().unwrap().iter().map(|event| (event["type"].clone(), event["actor"]["id"].clone())).collect();
    let by_bob = |kind: &str| (json!(kind), json!(bob.user_id));
    assert_eq!(log, [by_bob("scheduled:updated"), by_bob("message:created"), by_bob("scheduled:updated")]);
    let last = ana.get(format!("events?after={}", head + 2)).await.is(200)["items"][0].clone();
    assert_eq!((&last["data"], &last["conversation_id"]), (&sent, &json!(conversation)));
    eventually("no job is left", PATIENCE, async || {
        (app.count("select count(*) from graphile_worker.jobs").await == 0).then_some(())
    })
    .await;
    recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_can_be_changed_moved_and_cancelled_by_its_author() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let eve = ana.colleague(&app, "Eve", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let late = wait(&bob, &conversation, "Late", LATER).await;
    let moved = wait(&bob, &conversation, "Wrong", LATER).await;
    let cancelled = wait(&bob, &conversation, "Never", LATER).await;
    let path = |one: &Value| format!("scheduled-messages/{}", id(one));

    // The words are the author's; that they are not said others may decide.
    eve.patch(path(&moved), json!({"body": "Mine"})).await.problem(403, "NOT_THE_AUTHOR");
    ana.patch(path(&moved), json!({"body": "Mine"})).await.problem(403, "NOT_THE_AUTHOR");
    eve.delete(path(&moved)).await.problem(403, "NOT_THE_AUTHOR");
    ana.delete(path(&late)).await.is(204);

    bob.patch(path(&moved), json!({"body": "Lost"})).if_match(2).await.problem(412, "VERSION_CONFLICT");
    let change = json!({"body": "Right", "send_at": from_now(SOON)});
    let changed = bob.patch(path(&moved), change).if_match(1).await.is(200);
    assert_eq!((&changed["body"], &changed["version"]), (&json!("Right"), &json!(2)));
    bob.delete(path(&cancelled)).if_match(2).await.problem(412, "VERSION_CONFLICT");
    for _ in 0..2 {
        bob.delete(path(&cancelled)).await.is(204);
    }
    bob.patch(path(&cancelled), json!({"body": "x"})).await.problem(409, "SCHEDULED_MESSAGE_FINAL");

    let sent = outcome(&ana, &moved).await;
    assert_eq!(sent["state"], "sent");
    bob.delete(path(&moved)).await.problem(409, "SCHEDULED_MESSAGE_FINAL");
    // A job that runs before its time leaves the message waiting, and another job behind.
    let early = wait(&bob, &conversation, "Not yet", LATER).await;
    app.database.execute("update graphile_worker._private_jobs set run_at = now()").await;
    nothing_is_due(&app).await;
    assert_eq!(look(&ana, &early).await, early);
    bob.delete(path(&early)).await.is(204);
    time_passes(&app).await;
    nothing_is_due(&app).await;
    let bodies: Vec<_> = said(&ana, &conversation).await.iter().map(|one| one["body"].clone()).collect();
    assert_eq!(bodies, [json!("Right")]);
    let now = look(&ana, &cancelled).await;
    assert_eq!((&now["state"], &now["reason"]), (&json!("cancelled"), &json!("requested")));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_no_longer_write_there_writes_no_more() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let conversation = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
    let mut waiting = Vec::new();
    for (name, reason) in [
        ("locked", "author_inactive"),
        ("demoted", "author_not_allowed"),
        ("moved", "conversation_gone"),
        ("unharmed", ""),
    ] {
        let agent = ana.colleague(&app, name, "agent", "inbox").await;
        ana.put(format!("inboxes/{inbox}/members/{}", agent.user_id)).await.is(204);
        waiting.push((wait(&agent, &conversation, name, LATER).await, agent, reason));
    }
    for (_, agent, reason) in &waiting {
        let member = format!("members/{}", agent.user_id);
        match *reason {
            "author_inactive" => drop(ana.patch(member, json!({"disabled": true})).await.is(200)),
            "author_not_allowed" => drop(ana.patch(member, json!({"role": "viewer"})).await.is(200)),
            "conversation_gone" => drop(ana.delete(format!("inboxes/{inbox}/members/{}", agent.user_id)).await.is(204)),
            _ => {}
        }
    }
    assert_eq!(ana.list("scheduled-messages").await.len(), 4, "all were changed in time");
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();
    time_passes(&app).await;
    for (one, _, reason) in &waiting {
        let over = outcome(&ana, one).await;
        let expected = if reason.is_empty() { (json!("sent"), Value::Null) } else { (json!("failed"), json!(reason)) };
        assert_eq!((over["state"].clone(), over["reason"].clone()), expected);
    }
    let bodies: Vec<_> = said(&ana, &conversation).await.iter().map(|one| one["body"].clone()).collect();
    assert_eq!(bodies, [json!("unharmed")]);
    let log = ana.get(format!("events?after={head}&limit=100")).await.is(200)["items"].clone();
    let told = log.as_array().unwrap().iter().filter(|event| event["type"] == "scheduled:updated").count();
    assert_eq!(told, 4, "each outcome is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_of_the_contact_cancels_what_says_so() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let (asked, quiet) = (ana.conversation_in(&inbox, "Bea").await, ana.conversation_in(&inbox, "Cid").await);
    // What was said before does not count.
    app.contact_writes(&ana, id(&asked), "First").await;
    app.contact_writes(&ana, id(&quiet), "First").await;
    let nudge = async |place: &Value, cancel: bool| {
        let body =
            json!({"kind": "text", "body": "Still there?", "send_at": from_now(LATER), "cancel_on_reply": cancel});
        ask(&ana, id(place), body).await.is(201)
    };
    let (off, on, unasked) = (nudge(&asked, true).await, nudge(&asked, false).await, nudge(&quiet, true).await);
    app.contact_writes(&ana, id(&asked), "I am").await;
    ana.say(id(&quiet), "An answer is no reply").await;
    time_passes(&app).await;

    let over = outcome(&ana, &off).await;
    assert_eq!(
        (&over["state"], &over["reason"], &over["message_id"]),
        (&json!("cancelled"), &json!("replied"), &Value::Null)
    );
    assert_eq!(outcome(&ana, &on).await["state"], "sent");
    assert_eq!(outcome(&ana, &unasked).await["state"], "sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_sent_once_across_kills_and_nodes() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let mut places = Vec::new();
    for number in 0..4 {
        places.push(id(&ana.conversation_in(&inbox, &format!("Contact {number}")).await).to_owned());
    }
    for number in 0..60 {
        wait(&ana, &places[number % places.len()], &format!("Message {number}"), LATER).await;
    }
    time_passes(&app).await;
    let sent = "select count(*) from scheduled_messages where state = 'sent'";
    for goal in [5, 20, 35] {
        let mut other = app.another_node().await;
        eventually("some are sent", PATIENCE, async || (app.count(sent).await >= goal).then_some(())).await;
        app.kill9().await;
        other.kill9().await;
        // What a dead server had begun may still end in the database.
        let sessions =
            "select count(*) from pg_stat_activity where datname = current_database() and usename = 'skybot_app'";
        eventually("its sessions end", PATIENCE, async || (app.count(sessions).await == 0).then_some(())).await;
        // As if the workers that died had been found out, which takes its time.
        app.database
            .execute("update graphile_worker._private_jobs set locked_at = null, locked_by = null, run_at = now()")
            .await;
        app.restart().await;
    }
    eventually("all are sent", PATIENCE, async || (app.count(sent).await == 60).then_some(())).await;
    // Whatever runs again finds that it was done.
    app.database.execute("select graphile_worker.add_job('send_scheduled', json_build_object('account', account_id, 'message', id)) from scheduled_messages").await;
    eventually("no job is left", PATIENCE, async || {
        (app.count("select count(*) from graphile_worker.jobs where task_identifier = 'send_scheduled'").await == 0)
            .then_some(())
    })
    .await;

    assert_eq!(app.count("select count(*) from messages").await, 60);
    assert_eq!(app.count("select count(distinct body) from messages").await, 60);
    let paired = "select count(*) from scheduled_messages s join messages m
                  on m.account_id = s.account_id and m.id = s.message_id and m.body = s.body
                  and m.idempotency_key = 'scheduled:' || s.id";
    assert_eq!(app.count(paired).await, 60);
    recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_sent_again_schedules_once() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}/scheduled-messages");
    let body = json!({"kind": "note", "body": "Look at it", "send_at": from_now(LATER)});
    let first = ana.post(&path, body.clone()).key("once").await;
    let again = ana.post(&path, body).key("once").await;
    assert_eq!((again.is(201), again.header("idempotency-replayed")), (first.is(201), Some("true")));
    assert_eq!(app.count("select count(*) from scheduled_messages").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn they_are_listed_by_time_and_state_where_the_caller_may_see() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "mine").await;
    let inbox = ana.inbox("Support").await;
    let (one, two) = (ana.conversation_in(&inbox, "Bea").await, ana.conversation_in(&inbox, "Cid").await);
    let mut expected = Vec::new();
    for hours in [5, 1, 4, 2, 3] {
        let place = if hours % 2 == 0 { &two } else { &one };
        let made = wait(&ana, id(place), &hours.to_string(), Duration::from_hours(hours)).await;
        expected.push((hours, id(place).to_owned(), made));
    }
    expected.sort_by_key(|(hours, ..)| *hours);
    let of = |place: Option<&str>| {
        let here = expected.iter().filter(|(_, at, _)| place.is_none_or(|place| place == at));
        here.map(|(_, _, made)| made.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ana.list("scheduled-messages?limit=2").await, of(None));
    let path = format!("conversations/{}/scheduled-messages", id(&one));
    assert_eq!(ana.list(&format!("{path}?limit=1")).await, of(Some(id(&one))));
    assert_eq!(ana.list(&format!("{path}?state=cancelled")).await, Vec::<Value>::new());
    assert!(ana.get("scheduled-messages?state=lost").await.violations()[0].starts_with("state "));
    ana.get("scheduled-messages?limit=101").await.violations();

    assert_eq!(bob.list("scheduled-messages").await, Vec::<Value>::new());
    bob.get(&path).await.problem(404, "CONVERSATION_NOT_FOUND");
    bob.get(format!("scheduled-messages/{}", id(&expected[0].2))).await.problem(404, "SCHEDULED_MESSAGE_NOT_FOUND");
    bob.delete(format!("scheduled-messages/{}", id(&expected[0].2))).await.problem(404, "SCHEDULED_MESSAGE_NOT_FOUND");
    ana.post(format!("conversations/{}/assignment", id(&one)), json!({"user_id": bob.user_id})).await.is(200);
    assert_eq!(bob.list("scheduled-messages").await, of(Some(id(&one))));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_scheduled_is_refused_and_nothing_is_stored() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let elsewhere = ana.conversation().await;
    let other = ana.say(id(&elsewhere), "Hello").await;
    for (change, broken) in [
        (json!({"send_at": from_now(Duration::ZERO)}), "/send_at NOT_IN_FUTURE"),
        (json!({"send_at": "2020-01-01T00:00:00Z"}), "/send_at NOT_IN_FUTURE"),
        (json!({"send_at": from_now(Duration::from_hours(24 * 367))}), "/send_at TOO_FAR"),
        (json!({"send_at": "tomorrow"}), "/send_at INVALID_VALUE"),
        (json!({"send_at": null}), "/send_at "),
        (json!({"body": ""}), "/body BLANK"),
        (json!({"body": "x".repeat(16_385)}), "/body TOO_LONG"),
        (json!({"body": "a\u{0}"}), "/body CONTROL_CHARACTER"),
        (json!({"kind": "activity"}), "/kind UNKNOWN_VALUE"),
        (json!({"cancel_on_reply": "yes"}), "/cancel_on_reply WRONG_TYPE"),
        (json!({"reply_to_id": id(&other)}), "/reply_to_id NOT_IN_CONVERSATION"),
        (json!({"state": "sent"}), "/state UNKNOWN_FIELD"),
    ] {
        let mut body = json!({"kind": "text", "body": "Hi", "send_at": from_now(LATER)});
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let violations = ask(&ana, &conversation, body).await.violations();
        assert!(violations[0].starts_with(broken), "{change}: {violations:?}");
    }
    let good = json!({"kind": "text", "body": "Hi", "send_at": from_now(LATER)});
    ask(&ana, &fresh_id().to_string(), good.clone()).await.problem(404, "CONVERSATION_NOT_FOUND");
    ask(&ana, "nonsense", good.clone()).await.violations();
    assert_eq!(app.count("select count(*) from scheduled_messages").await, 0);
    assert_eq!(
        app.count("select count(*) from graphile_worker.jobs where task_identifier = 'send_scheduled'").await,
        0
    );

    for _ in 0..100 {
        ask(&ana, &conversation, good.clone()).await.is(201);
    }
    assert_eq!(ask(&ana, &conversation, good).await.violations(), [" TOO_MANY"]);
}
