//! How far messages to the contact get: whatever is reported, in whatever order and how often, ends in
//! the same state, and a report that comes too early is not lost.

use std::time::Duration;

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use skybot_tests::{Api, App, Reply, User, eventually, fresh_id, id};

const EARLY: &str = "2026-01-31T10:00:00.000001Z";
const LATE: &str = "2026-01-31T11:00:00.000002Z";

/// An inbox whose messages an integration takes, a conversation in it, and the integration.
async fn reported(ana: &User) -> (String, String, Api) {
    let inbox = json!({"name": format!("Inbox {}", fresh_id()), "channel": "api", "delivery": "reported"});
    let inbox = id(&ana.post("inboxes", inbox).await.is(201)).to_owned();
    let conversation = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
    let scopes = ["conversations:read", "messages:write", "deliveries:write"];
    (inbox, conversation, ana.api_key(&format!("Key {}", fresh_id()), &scopes).await.1)
}

async fn answer(machine: &Api, message: &Value, body: Value) -> Reply {
    machine.post(format!("messages/{}/delivery", id(message)), body).await
}

fn failure(code: &str, retryable: bool) -> Value {
    json!({"code": code, "title": "Not today", "retryable": retryable})
}

fn report(name: &str, status: &str, at: &str) -> Value {
    let mut report = json!({"external_id": name, "status": status, "at": at});
    if status == "failed" {
        report["failed_reason"] = failure("131026", false);
    }
    report
}

async fn send_reports(machine: &Api, inbox: &str, reports: Value) -> Value {
    let reports = json!({"reports": reports});
    machine.post(format!("inboxes/{inbox}/delivery-reports"), reports).await.is(200)["outcomes"].clone()
}

async fn look(user: &User, message: &Value) -> Value {
    user.get(format!("messages/{}", id(message))).await.is(200)
}

/// How far it got.
fn progress(message: &Value) -> Value {
    let members = ["status", "attempt", "delivered_at", "read_at", "failed_reason", "external_id"];
    members
        .into_iter()
        .map(|member| (member.to_owned(), message[member].clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_out_waits_where_somebody_reports() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (inbox, conversation, _) = reported(&ana).await;
    let path = format!("conversations/{conversation}/messages");
    let queued = ana.say(&conversation, "Hello").await;
    assert_eq!((&queued["status"], &queued["attempt"]), (&json!("queued"), &json!(1)));
    assert_eq!(look(&ana, &queued).await, queued);
    assert_eq!(ana.post(&path, json!({"kind": "note", "body": "Hm"})).await.is(201)["status"], "sent");
    app.contact_writes(&ana, &conversation, "Hello?").await;
    assert_eq!(ana.get(&path).await.is(200)["items"][2]["status"], "delivered");
    let first = json!({"inbox_id": inbox, "contact": {"name": "Zoe"}, "message": {"kind": "text", "body": "Hi"}});
    let opened = id(&ana.post("conversations", first).await.is(201)).to_owned();
    assert_eq!(ana.get(format!("conversations/{opened}/messages")).await.is(200)["items"][0]["status"], "queued");

    // Many at once, in inboxes of both modes, are told apart.
    let direct = id(&ana.conversation().await).to_owned();
    let posts = (0..24).map(|n| ana.say(if n % 2 == 0 { &conversation } else { &direct }, "Hello"));
    for (n, said) in join_all(posts).await.into_iter().enumerate() {
        assert_eq!(said["status"], if n % 2 == 0 { "queued" } else { "sent" });
        assert_eq!(look(&ana, &said).await["status"], said["status"]);
    }

    // The setting counts from now on, and only other software can report.
    let changed = ana.patch(format!("inboxes/{inbox}"), json!({"delivery": "direct"})).await.is(200);
    assert_eq!((&changed["delivery"], &changed["version"]), (&json!("direct"), &json!(2)));
    assert_eq!(ana.say(&conversation, "Hello").await["status"], "sent");
    assert_eq!(look(&ana, &queued).await["status"], "queued");
    let webchat = json!({"name": "Chat", "channel": "webchat", "delivery": "reported"});
    assert_eq!(ana.post("inboxes", webchat).await.violations(), ["/delivery NOT_ALLOWED"]);
    let webchat = ana.post("inboxes", json!({"name": "Chat", "channel": "webchat"})).await.is(201);
    assert_eq!(webchat["delivery"], "direct");
    let change = ana.patch(format!("inboxes/{}", id(&webchat)), json!({"delivery": "reported"})).await;
    assert_eq!(change.violations(), ["/delivery NOT_ALLOWED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_in_any_order_and_number_end_in_the_same_state() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (inbox, conversation, machine) = reported(&ana).await;
    let reports = ["sent", "delivered", "read", "failed"];
    let mut ends = Vec::new();
    for first in 0..4 {
        for second in (0..4).filter(|second| *second != first) {
            let mut order: Vec<_> = vec![first, second];
            order.extend((0..4).filter(|other| *other != first && *other != second));
            let (said, name) = (ana.say(&conversation, "Hello").await, fresh_id().to_string());
            let sent = json!({"attempt": 1, "status": "sent", "external_id": name});
            answer(&machine, &said, sent).await.is(200);
            for report_of in order.iter().chain(order.iter().rev()) {
                let at = if reports[*report_of] == "delivered" { EARLY } else { LATE };
                send_reports(&machine, &inbox, json!([report(&name, reports[*report_of], at)])).await;
            }
            let mut end = progress(&look(&ana, &said).await);
            end["external_id"] = Value::Null;
            ends.push(end);
        }
    }
    let expected = json!({
        "status": "read", "attempt": 1, "delivered_at": EARLY, "read_at": LATE, "failed_reason": null,
        "external_id": null
    });
    assert_eq!(ends, vec![expected; 12]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_comes_before_our_own_answer_waits_for_it() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (inbox, conversation, machine) = reported(&ana).await;
    let (other_inbox, other_conversation, _) = reported(&ana).await;
    let (said, elsewhere) = (ana.say(&conversation, "Hello").await, ana.say(&other_conversation, "Hello").await);
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();

    let early = json!([
        report("wamid.1", "read", LATE),
        report("wamid.1", "delivered", EARLY),
        report("wamid.1", "sent", EARLY)
    ]);
    assert_eq!(send_reports(&machine, &inbox, early.clone()).await, json!(["parked", "parked", "parked"]));
    assert_eq!(send_reports(&machine, &inbox, early).await, json!(["parked", "parked", "parked"]), "and again");
    assert_eq!(look(&ana, &said).await["status"], "queued");

    // The same name in another inbox is another message.
    let sent = json!({"attempt": 1, "status": "sent", "external_id": "wamid.1"});
    assert_eq!(answer(&machine, &elsewhere, sent.clone()).await.is(200)["status"], "sent");
    let now = answer(&machine, &said, sent.clone()).await.is(200);
    let read = json!({
        "status": "read", "attempt": 1, "delivered_at": EARLY, "read_at": LATE, "failed_reason": null,
        "external_id": "wamid.1"
    });
    assert_eq!(progress(&now), read);
    assert_eq!(look(&ana, &said).await, now);
    assert_eq!(look(&ana, &elsewhere).await["status"], "sent");
    assert_eq!(app.count("select count(*) from delivery_names where message_id is null").await, 0);
    // One event each, for all that came of one commit.
    let events = ana.get(format!("events?after={head}")).await.is(200)["items"].clone();
    let of: Vec<_> = events.as_array().unwrap().iter().map(|event| (&event["type"], &event["data"]["id"])).collect();
    assert_eq!(of, [(&json!("message:status"), &elsewhere["id"]), (&json!("message:status"), &said["id"])]);

    // What says nothing new changes nothing.
    let outcomes =
        send_reports(&machine, &inbox, json!([report("wamid.1", "read", LATE), report("wamid.2", "sent", LATE)])).await;
    assert_eq!(outcomes, json!(["unchanged", "parked"]));
    assert_eq!(answer(&machine, &said, sent.clone()).await.is(200), now);
    assert_eq!(ana.get("events").await.is(200)["head"], events[1]["pos"]);
    let again = ana.say(&conversation, "Hello again").await;
    answer(&machine, &again, sent).await.problem(409, "EXTERNAL_ID_TAKEN");
    assert_eq!(look(&ana, &again).await["status"], "queued", "and nothing was stored");
    assert_eq!(
        send_reports(&machine, &other_inbox, json!([report("wamid.1", "failed", LATE)])).await,
        json!(["applied"])
    );
    assert_eq!(look(&ana, &elsewhere).await["failed_reason"], failure("131026", false));
}

#[tokio::test(flavor = "multi_thread")]
async fn our_answer_and_the_report_may_come_at_the_same_moment() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (inbox, conversation, machine) = reported(&ana).await;
    let rounds = (0..60).map(|n| {
        let (ana, machine, inbox, conversation) = (&ana, &machine, &inbox, &conversation);
        async move {
            let (said, name) = (ana.say(conversation, "Hello").await, format!("m-{n}"));
            let sent = answer(machine, &said, json!({"attempt": 1, "status": "sent", "external_id": name}));
            let others = json!([report(&name, "read", LATE), report(&format!("other-{n}"), "sent", LATE)]);
            let (sent, _) = tokio::join!(sent, send_reports(machine, inbox, others));
            sent.is(200);
            look(ana, &said).await["status"].clone()
        }
    });
    // Fewer at a time than there are connections: what is wanted is a race, not a crowd.
    let ends: Vec<_> = stream::iter(rounds).buffered(3).collect().await;
    assert_eq!(ends, vec![json!("read"); 60]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_opens_another_attempt_of_the_same_message() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (inbox, conversation, machine) = reported(&ana).await;
    let said = ana.say(&conversation, "Hello").await;
    let retry = || ana.post(format!("messages/{}/retry", id(&said)), json!({}));
    retry().await.problem(409, "MESSAGE_NOT_FAILED");

    let failed =
        json!({"attempt": 1, "status": "failed", "external_id": "first", "failed_reason": failure("timeout", true)});
    let now = answer(&machine, &said, failed.clone()).await.is(200);
    assert_eq!((&now["status"], &now["failed_reason"]), (&json!("failed"), &failure("timeout", true)));
    // It ended the attempt.
    for status in ["sending", "sent"] {
        assert_eq!(answer(&machine, &said, json!({"attempt": 1, "status": status})).await.is(200), now);
    }
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();
    let next = retry().key("again").await.is(200);
    let queued = json!({
        "status": "queued", "attempt": 2, "delivered_at": null, "read_at": null, "failed_reason": null,
        "external_id": null
    });
    assert_eq!((progress(&next), &next["id"], &next["version"]), (queued, &said["id"], &said["version"]));
    assert_eq!(retry().key("again").await.is(200), next, "a repeated request is one retry");
    retry().await.problem(409, "MESSAGE_NOT_FAILED");
    let events = ana.get(format!("events?after={head}")).await.is(200)["items"].clone();
    assert_eq!((events.as_array().unwrap().len(), &events[0]["type"]), (1, &json!("message:status")));

    // What is said of the first attempt counts no more, by whatever name.
    assert_eq!(answer(&machine, &said, failed).await.is(200), next);
    let late = json!([report("first", "delivered", LATE), report("first", "failed", LATE)]);
    assert_eq!(send_reports(&machine, &inbox, late).await, json!(["unchanged", "unchanged"]));
    let third = answer(&machine, &said, json!({"attempt": 3, "status": "sent"})).await;
    assert_eq!(third.violations(), ["/attempt OUT_OF_RANGE"]);
    let second = json!({"attempt": 2, "status": "sent", "external_id": "second"});
    assert_eq!(answer(&machine, &said, second).await.is(200)["status"], "sent");
    // Evidence outranks a failure of the same attempt.
    let both = json!([report("second", "failed", LATE), report("second", "delivered", LATE)]);
    assert_eq!(send_reports(&machine, &inbox, both).await, json!(["applied", "applied"]));
    let end = look(&ana, &said).await;
    assert_eq!(
        (&end["status"], &end["failed_reason"], &end["external_id"]),
        (&json!("delivered"), &Value::Null, &json!("second"))
    );

    let broken = ana.say(&conversation, "Broken").await;
    answer(&machine, &broken, json!({"attempt": 1, "status": "failed", "failed_reason": failure("x", true)}))
        .await
        .is(200);
    ana.delete(format!("messages/{}", id(&broken))).await.is(204);
    ana.post(format!("messages/{}/retry", id(&broken)), json!({})).await.problem(409, "MESSAGE_NOT_FAILED");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_machines_and_admins_report_and_only_of_what_goes_out() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let (inbox, conversation, machine) = reported(&ana).await;
    let said = ana.say(&conversation, "Hello").await;
    let sent = || json!({"attempt": 1, "status": "sent"});
    bob.post(format!("messages/{}/delivery", id(&said)), sent()).await.problem(403, "FORBIDDEN");
    bob.post(format!("inboxes/{inbox}/delivery-reports"), json!({"reports": [report("m", "sent", LATE)]}))
        .await
        .problem(403, "FORBIDDEN");
    let (_, keyless) = ana.api_key("Writes", &["conversations:read", "messages:write"]).await;
    answer(&keyless, &said, sent()).await.problem(403, "FORBIDDEN");

    let note =
        ana.post(format!("conversations/{conversation}/messages"), json!({"kind": "note", "body": "Hm"})).await.is(201);
    app.contact_writes(&ana, &conversation, "Hello?").await;
    let inbound = ana.get(format!("conversations/{conversation}/messages")).await.is(200)["items"][2].clone();
    for internal in [&note, &inbound] {
        answer(&machine, internal, sent()).await.problem(409, "MESSAGE_NOT_OUTBOUND");
        ana.post(format!("messages/{}/retry", id(internal)), json!({})).await.problem(409, "MESSAGE_NOT_FAILED");
    }
    for (body, violation) in [
        (json!({"attempt": 0, "status": "sent"}), "/attempt OUT_OF_RANGE"),
        (json!({"attempt": 1, "status": "read"}), "/status UNKNOWN_VALUE"),
        (json!({"attempt": 1, "status": "failed"}), "/failed_reason REQUIRED"),
        (json!({"attempt": 1, "status": "sent", "failed_reason": failure("x", true)}), "/failed_reason NOT_ALLOWED"),
        (json!({"attempt": 1, "status": "failed", "failed_reason": failure("", true)}), "/failed_reason/code BLANK"),
        (json!({"attempt": 1, "status": "sent", "external_id": "a\u{0}"}), "/external_id CONTROL_CHARACTER"),
        (json!({"attempt": 1, "status": "sent", "external_id": "x".repeat(256)}), "/external_id TOO_LONG"),
        (json!({"attempt": "1", "status": "sent"}), "/attempt WRONG_TYPE"),
    ] {
        assert_eq!(answer(&machine, &said, body).await.violations(), [violation]);
    }
    for (reports, violation) in [
        (json!([]), "/reports OUT_OF_RANGE"),
        (json!(vec![report("m", "sent", LATE); 101]), "/reports OUT_OF_RANGE"),
        (json!([report("m", "sent", LATE), report(" ", "sent", LATE)]), "/reports/1/external_id BLANK"),
        (json!([report("m", "sending", LATE)]), "/reports/0/status UNKNOWN_VALUE"),
        (json!([report("m", "sent", "yesterday")]), "/reports/0/at INVALID_VALUE"),
        (json!([{"external_id": "m", "status": "sent"}]), "/reports/0/at REQUIRED"),
        (json!([{"external_id": "m", "status": "failed", "at": LATE}]), "/reports/0/failed_reason REQUIRED"),
    ] {
        let answer = machine.post(format!("inboxes/{inbox}/delivery-reports"), json!({"reports": reports})).await;
        assert_eq!(answer.violations(), [violation]);
    }
    let absent = format!("inboxes/{}/delivery-reports", fresh_id());
    machine.post(absent, json!({"reports": [report("m", "sent", LATE)]})).await.problem(404, "INBOX_NOT_FOUND");
    answer(&machine, &json!({"id": fresh_id()}), sent()).await.problem(404, "MESSAGE_NOT_FOUND");
    assert_eq!(app.count("select count(*) from delivery_names").await, 0);
    assert_eq!(look(&ana, &said).await, said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_nothing_is_forgotten_after_a_week() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (inbox, conversation, machine) = reported(&ana).await;
    let said = ana.say(&conversation, "Hello").await;
    answer(&machine, &said, json!({"attempt": 1, "status": "sent", "external_id": "known"})).await.is(200);
    send_reports(&machine, &inbox, json!([report("old", "read", LATE), report("young", "read", LATE)])).await;
    app.database
        .execute("update delivery_names set created_at = now() - interval '169 hours' where external_id <> 'young'")
        .await;
    app.database
        .execute("update delivery_names set created_at = now() - interval '167 hours' where external_id = 'young'")
        .await;
    app.database.execute("select graphile_worker.add_job('expire_delivery_reports', '{}'::json)").await;
    eventually("the old one is forgotten", Duration::from_secs(20), async || {
        (app.count("select count(*) from delivery_names").await == 2).then_some(())
    })
    .await;
    assert_eq!(app.count("select count(*) from delivery_names where external_id = 'old'").await, 0);
}
