//! Changing many conversations at once: by the rules of a single change, each once, and back again.

use std::time::Duration;

use serde_json::{Value, json};
use skybot_tests::{App, User, census, eventually, fresh_id, from_now, id};

const PATIENCE: Duration = Duration::from_secs(20);

/// So many open conversations; their ids in order of their numbers.
async fn conversations(app: &App, user: &User, count: usize) -> Vec<String> {
    let inbox = user.inbox(&format!("Inbox {}", fresh_id())).await;
    let contact = user.contact("Bea").await;
    // One by one they would take too long where there are many.
    let fill = format!(
        "insert into conversations (account_id, id, number, inbox_id, contact_id, status, created_at, last_activity_at)
         select '{0}', gen_random_uuid(), coalesce((select max(number) from conversations where account_id = '{0}'), 0) + n,
                '{inbox}', '{contact}', 'open', now(), now()
         from generate_series(1, {count}) n",
        user.account_id
    );
    app.database.execute(&fill).await;
    let list = user.list(&format!("conversations?limit=100&inbox={inbox}")).await;
    let mut ids: Vec<_> = list.iter().map(|one| (one["number"].as_i64().unwrap(), id(one).to_owned())).collect();
    ids.sort();
    ids.into_iter().map(|(_, id)| id).collect()
}

async fn start(user: &User, body: Value) -> String {
    user.post("conversations/bulk", body).await.is(202)["batch_id"].as_str().unwrap().to_owned()
}

/// The batch when it is done.
async fn done(user: &User, batch: &str) -> Value {
    eventually("the batch is done", PATIENCE, async || {
        let now = user.get(format!("batches/{batch}")).await.is(200);
        (now["state"] == "done").then_some(now)
    })
    .await
}

async fn run(user: &User, body: Value) -> Value {
    let batch = start(user, body).await;
    done(user, &batch).await
}

async fn undo(user: &User, batch: &Value) -> Value {
    let undo = user.post(format!("batches/{}/undo", id(batch)), json!({})).await.is(202);
    done(user, undo["batch_id"].as_str().unwrap()).await
}

/// From now on jobs wait, as if no node had a moment.
async fn hold_jobs(app: &App) {
    for statement in [
        "create function hold() returns trigger language plpgsql as
         $$ begin new.run_at := now() + interval '1 hour'; return new; end $$",
        "create trigger hold before insert on graphile_worker._private_jobs for each row execute function hold()",
    ] {
        app.database.execute(statement).await;
    }
}

/// They run.
async fn let_jobs_go(app: &App) {
    app.database.execute("drop trigger hold on graphile_worker._private_jobs").await;
    app.database.execute("update graphile_worker._private_jobs set run_at = now()").await;
}

fn counts(batch: &Value) -> (i64, i64, i64) {
    let number = |name: &str| batch[name].as_i64().unwrap();
    (number("total"), number("done"), number("skipped"))
}

/// How many were left for each reason.
fn reasons(batch: &Value) -> Vec<(String, i64)> {
    let reasons = batch["reasons"].as_array().unwrap().iter();
    reasons.map(|one| (one["code"].as_str().unwrap().to_owned(), one["count"].as_i64().unwrap())).collect()
}

async fn kinds(user: &User, after: i64) -> Vec<String> {
    let events = user.get(format!("events?limit=100&after={after}")).await.is(200);
    events["items"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

async fn head(user: &User) -> i64 {
    user.get("events").await.is(200)["head"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_changes_all_with_an_event_each_and_can_be_undone() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let team = ana.post("teams", json!({"name": "Billing"})).await.is(201)["id"].clone();
    for name in ["vip", "new"] {
        ana.post("labels", json!({"name": name, "color": "#1f6feb"})).await.is(201);
    }
    let ids = conversations(&app, &ana, 3).await;
    ana.put(format!("conversations/{}/labels/vip", ids[0])).await.is(200);
    app.contact_writes(&ana, &ids[1], "Hello?").await;
    app.contact_writes(&ana, &ids[1], "Hello??").await;
    let until = from_now(Duration::from_hours(1));
    for (action, event, member, changed) in [
        (json!({"status": {"status": "resolved"}}), "conversation:status", "status", 3),
        (json!({"status": {"status": "snoozed", "snoozed_until": until}}), "conversation:status", "snoozed_until", 3),
        (json!({"assignment": {"user_id": bob.user_id}}), "conversation:assigned", "assignee_id", 3),
        (json!({"assignment": {"user_id": ana.user_id, "team_id": team}}), "conversation:assigned", "team_id", 3),
        (json!({"priority": "urgent"}), "conversation:updated", "priority", 3),
        (json!({"add_labels": ["VIP", "new", "new"]}), "conversation:updated", "labels", 3),
        (json!({"remove_labels": ["vip"]}), "conversation:updated", "labels", 1),
        (json!({"mark_read": true}), "conversation:read", "unread_count", 1),
    ] {
        let look = async || {
            let mut all = Vec::new();
            for id in &ids {
                let mut one = ana.look(id).await;
                one["version"] = Value::Null;
                all.push(one);
            }
            all
        };
        let (before, from) = (look().await, head(&ana).await);
        let batch = run(&ana, json!({"filter": {"all": []}, "action": action})).await;
        assert_eq!((counts(&batch), reasons(&batch)), ((3, 3, 0), vec![]), "{action}");
        let after = look().await;
        let differ = before.iter().zip(&after).filter(|(before, after)| before[member] != after[member]).count();
        assert_eq!(differ, changed, "{action}: {member}");
        assert_eq!(kinds(&ana, from).await, vec![event; changed], "{action}");

        let from = head(&ana).await;
        let undone = undo(&ana, &batch).await;
        assert_eq!(counts(&undone), (i64::try_from(changed).unwrap(), i64::try_from(changed).unwrap(), 0), "{action}");
        assert_eq!(undone["undo_of"], batch["id"]);
        assert_eq!(look().await, before, "undone: {action}");
        assert_eq!(kinds(&ana, from).await, vec![event; changed], "undone: {action}");
        let batch = ana.get(format!("batches/{}", id(&batch))).await.is(200);
        assert_eq!(batch["undone_by"], undone["id"]);
    }
    skybot_tests::recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_be_changed_is_skipped_with_its_reason() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let carl = app.tenant().await;
    let ids = conversations(&app, &ana, 4).await;
    let foreign = conversations(&app, &carl, 1).await;
    ana.post(format!("conversations/{}/status", ids[0]), json!({"status": "resolved"})).await.is(200);
    ana.post(format!("conversations/{}/status", ids[1]), json!({"status": "snoozed"})).await.is(200);
    let missing = fresh_id().to_string();
    let mut named: Vec<&str> = ids.iter().map(String::as_str).collect();
    named.extend([&foreign[0], &missing, &ids[2]].map(std::string::String::as_str));
    // Only an open one becomes pending.
    let batch = run(&ana, json!({"ids": named, "action": {"status": {"status": "pending"}}})).await;
    assert_eq!(counts(&batch), (6, 2, 4), "each once, however often it is named");
    let expected = [("CONVERSATION_NOT_FOUND".to_owned(), 2), ("INVALID_STATE_TRANSITION".to_owned(), 2)];
    assert_eq!(reasons(&batch), expected);
    let mut unseen: Vec<_> = batch["reasons"][0]["conversation_ids"].as_array().unwrap().clone();
    unseen.sort_by_key(ToString::to_string);
    let mut hidden = [json!(foreign[0]), json!(missing)];
    hidden.sort_by_key(ToString::to_string);
    assert_eq!(unseen, hidden, "another tenant's looks like none");
    assert_eq!(carl.look(&foreign[0]).await["status"], "open");
    let states = async || {
        let mut states = Vec::new();
        for id in &ids {
            states.push(ana.look(id).await["status"].as_str().unwrap().to_owned());
        }
        states
    };
    assert_eq!(states().await, ["resolved", "snoozed", "pending", "pending"]);
    assert_eq!(counts(&undo(&ana, &batch).await), (2, 2, 0), "what was left is not undone");
    assert_eq!(states().await, ["resolved", "snoozed", "open", "open"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_changes_only_what_it_may_see_and_still_may() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "mine").await;
    let ids = conversations(&app, &ana, 4).await;
    let assign = async |conversation: &str, user: Value| {
        ana.post(format!("conversations/{conversation}/assignment"), json!({"user_id": user})).await.is(200);
    };
    for id in &ids[..3] {
        assign(id, json!(bob.user_id)).await;
    }
    let batch = run(&bob, json!({"filter": {"all": []}, "action": {"priority": "high"}})).await;
    assert_eq!(counts(&batch), (3, 3, 0));
    let batch = run(&bob, json!({"ids": ids, "action": {"priority": "low"}})).await;
    assert_eq!((counts(&batch), reasons(&batch)), ((4, 3, 1), vec![("CONVERSATION_NOT_FOUND".to_owned(), 1)]));
    assert_eq!(ana.look(&ids[3]).await["priority"], "normal");
    ana.get(format!("batches/{}", id(&batch))).await.problem(404, "BATCH_NOT_FOUND");
    ana.post(format!("batches/{}/undo", id(&batch)), json!({})).await.problem(404, "BATCH_NOT_FOUND");

    // Taken away before it is undone: no longer Bob's to change.
    assign(&ids[0], Value::Null).await;
    let undone = undo(&bob, &batch).await;
    assert_eq!((counts(&undone), reasons(&undone)), ((3, 2, 1), vec![("CONVERSATION_NOT_FOUND".to_owned(), 1)]));
    // Given away by the batch itself: the undo gives back what the giver had.
    let batch = run(&bob, json!({"filter": {"all": []}, "action": {"assignment": {"user_id": ana.user_id}}})).await;
    assert_eq!(counts(&batch), (2, 2, 0));
    assert_eq!(bob.list("conversations").await.len(), 0);
    assert_eq!(counts(&undo(&bob, &batch).await), (2, 2, 0));
    assert_eq!(bob.list("conversations").await.len(), 2);

    let vera = ana.colleague(&app, "Vera", "viewer", "all").await;
    let body = json!({"filter": {"all": []}, "action": {"mark_read": true}});
    vera.post("conversations/bulk", body).await.problem(403, "FORBIDDEN");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_leaves_what_somebody_changed_since() {
    let app = App::start().await;
    let ana = app.tenant().await;
    for name in ["vip", "new"] {
        ana.post("labels", json!({"name": name, "color": "#1f6feb"})).await.is(201);
    }
    let ids = conversations(&app, &ana, 3).await;
    let batch = run(&ana, json!({"ids": ids, "action": {"priority": "high"}})).await;
    ana.patch(format!("conversations/{}", ids[0]), json!({"priority": "low"})).await.is(200);
    ana.patch(format!("conversations/{}", ids[1]), json!({"subject": "Something else"})).await.is(200);
    let undone = undo(&ana, &batch).await;
    assert_eq!((counts(&undone), reasons(&undone)), ((3, 2, 1), vec![("CHANGED_SINCE".to_owned(), 1)]));
    let mut priorities = Vec::new();
    for id in &ids {
        priorities.push(ana.look(id).await["priority"].clone());
    }
    assert_eq!(priorities, ["low", "normal", "normal"]);

    // Of labels each by itself; one that is gone needs no taking off.
    let batch = run(&ana, json!({"ids": ids, "action": {"add_labels": ["vip", "new"]}})).await;
    ana.delete(format!("conversations/{}/labels/vip", ids[0])).await.is(200);
    assert_eq!(counts(&undo(&ana, &batch).await), (3, 3, 0));
    for id in &ids {
        assert_eq!(ana.look(id).await["labels"], json!([]));
    }
    skybot_tests::recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_undone_once_and_within_half_a_minute() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let ids = conversations(&app, &ana, 1).await;
    let batch = run(&ana, json!({"ids": ids, "action": {"priority": "high"}})).await;
    let path = format!("batches/{}/undo", id(&batch));
    let first = ana.post(&path, json!({})).key("k").await.is(202);
    assert_eq!(ana.post(&path, json!({})).key("k").await.is(202), first);
    ana.post(&path, json!({})).await.problem(409, "ALREADY_UNDONE");
    let undo = done(&ana, first["batch_id"].as_str().unwrap()).await;
    ana.post(format!("batches/{}/undo", id(&undo)), json!({})).await.problem(409, "ALREADY_UNDONE");

    let batch = run(&ana, json!({"ids": ids, "action": {"priority": "low"}})).await;
    // As if half a minute had passed.
    app.database.execute("update batches set finished_at = finished_at - interval '31 seconds'").await;
    ana.post(format!("batches/{}/undo", id(&batch)), json!({})).await.problem(409, "UNDO_EXPIRED");
    assert_eq!(ana.look(&ids[0]).await["priority"], "low");
    ana.post(format!("batches/{}/undo", fresh_id()), json!({})).await.problem(404, "BATCH_NOT_FOUND");

    // One that has not ended.
    app.database.execute("update batches set finished_at = null, done = 0 where undo_of is null").await;
    ana.post(format!("batches/{}/undo", id(&batch)), json!({})).await.problem(409, "BATCH_RUNNING");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_conversations_are_fixed_when_the_batch_is_made() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let ids = conversations(&app, &ana, 3).await;
    hold_jobs(&app).await;
    let open = json!({"field": "status", "op": "in", "value": ["open"]});
    let batch = start(&ana, json!({"filter": open, "action": {"priority": "high"}})).await;
    let queued = ana.get(format!("batches/{batch}")).await.is(200);
    assert_eq!((&queued["state"], counts(&queued), &queued["started_at"]), (&json!("queued"), (3, 0, 0), &Value::Null));
    ana.post(format!("conversations/{}/status", ids[0]), json!({"status": "resolved"})).await.is(200);
    let late = conversations(&app, &ana, 1).await;
    let_jobs_go(&app).await;
    assert_eq!(counts(&done(&ana, &batch).await), (3, 3, 0));
    assert_eq!(ana.look(&ids[0]).await["priority"], "high", "it matched when the batch was made");
    assert_eq!(ana.look(&late[0]).await["priority"], "normal");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_none_is_refused_and_changes_nothing() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let ids = conversations(&app, &ana, 1).await;
    let all = json!({"all": []});
    let before = census(&mut app.sql().await, ana.account_id).await;
    let many: Vec<_> = (0..1001).map(|_| fresh_id()).collect();
    for (body, expected) in [
        (json!({"action": {"priority": "low"}}), "/filter ONE_OF"),
        (json!({"filter": all, "ids": ids, "action": {"priority": "low"}}), "/filter ONE_OF"),
        (json!({"ids": [], "action": {"priority": "low"}}), "/ids TOO_FEW"),
        (json!({"ids": many, "action": {"priority": "low"}}), "/ids TOO_MANY"),
        (json!({"ids": ["x"], "action": {"priority": "low"}}), "/ids/0 INVALID_VALUE"),
        (json!({"filter": all}), "/action REQUIRED"),
        (json!({"filter": all, "action": {}}), "/action ONE_OF"),
        (json!({"filter": all, "action": {"priority": "low", "mark_read": true}}), "/action ONE_OF"),
        (json!({"filter": all, "action": {"mark_read": false}}), "/action/mark_read NOT_ALLOWED"),
        (json!({"filter": all, "action": {"assignment": {}}}), "/action/assignment ONE_OF"),
        (json!({"filter": all, "action": {"add_labels": []}}), "/action/add_labels TOO_FEW"),
        (json!({"filter": all, "action": {"add_labels": ["a b"]}}), "/action/add_labels/0 INVALID_LABEL"),
        (json!({"filter": all, "action": {"remove_labels": vec!["a"; 21]}}), "/action/remove_labels TOO_MANY"),
        (json!({"filter": all, "action": {"delete": true}}), "/action/delete UNKNOWN_FIELD"),
        (
            json!({"filter": all, "action": {"status": {"status": "open", "snoozed_until": from_now(Duration::from_secs(9))}}}),
            "/action/status/snoozed_until NOT_ALLOWED",
        ),
        (json!({"filter": {"all": [{}]}, "action": {"priority": "low"}}), "/filter/all/0 ONE_OF"),
    ] {
        assert_eq!(ana.post("conversations/bulk", body.clone()).await.violations(), [expected], "{body}");
    }
    assert_eq!(census(&mut app.sql().await, ana.account_id).await, before);
    for (action, code) in [
        (json!({"add_labels": ["unheard-of"]}), "LABEL_NOT_FOUND"),
        (json!({"assignment": {"user_id": fresh_id()}}), "MEMBER_NOT_FOUND"),
        (json!({"assignment": {"team_id": fresh_id()}}), "TEAM_NOT_FOUND"),
    ] {
        ana.post("conversations/bulk", json!({"ids": ids, "action": action})).await.problem(404, code);
    }
    assert_eq!(app.count("select count(*) from batches").await, 0);
    for bad in ["1", "%00"] {
        assert!(matches!(ana.get(format!("batches/{bad}")).await.status().as_u16(), 404 | 422), "{bad}");
    }
    // Nothing to do is done at once.
    let nothing = run(&ana, json!({"filter": {"any": []}, "action": {"priority": "low"}})).await;
    assert_eq!(counts(&nothing), (0, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_that_matches_more_than_ten_thousand_is_refused() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let contact = ana.contact("Bea").await;
    let fill = format!(
        "insert into conversations (account_id, id, number, inbox_id, contact_id, status, created_at, last_activity_at)
         select '{}', gen_random_uuid(), n, '{inbox}', '{contact}', 'open', now(), now() from generate_series(1, 10001) n",
        ana.account_id
    );
    app.database.execute(&fill).await;
    let all = json!({"filter": {"all": []}, "action": {"priority": "low"}});
    assert_eq!(ana.post("conversations/bulk", all).await.violations(), ["/filter TOO_MANY"]);
    assert_eq!(
        app.count("select count(*) from batch_items").await + app.count("select count(*) from batches").await,
        0
    );
    // One less is not too many, and takes seconds.
    let most = json!({"filter": {"field": "number", "op": "gt", "value": 1}, "action": {"priority": "low"}});
    let batch = start(&ana, most).await;
    let batch = eventually("ten thousand are changed", Duration::from_mins(1), async || {
        let now = ana.get(format!("batches/{batch}")).await.is(200);
        (now["state"] == "done").then_some(now)
    })
    .await;
    assert_eq!(counts(&batch), (10_000, 10_000, 0));
    assert_eq!(app.count("select count(*) from conversations where priority = 'low'").await, 10_000);
    assert_eq!(app.count("select count(*) from conversations where version > 2").await, 0, "each once");
    skybot_tests::recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_survives_kill_9_and_changes_each_conversation_once() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    conversations(&app, &ana, 3_000).await;
    // Slow enough to be in the middle of it.
    for statement in [
        "create function slow() returns trigger language plpgsql as
         $$ begin perform pg_sleep(0.1); return null; end $$",
        "create trigger slow after update on batches for each row execute function slow()",
    ] {
        app.database.execute(statement).await;
    }
    let batch = start(&ana, json!({"filter": {"all": []}, "action": {"status": {"status": "resolved"}}})).await;
    eventually("some is done", PATIENCE, async || {
        (ana.get(format!("batches/{batch}")).await.is(200)["done"].as_i64() > Some(0)).then_some(())
    })
    .await;
    app.kill9().await;
    let left = app.count("select count(*) from conversations where status = 'open'").await;
    assert!(left > 0, "it was killed too late");
    // As if the dead worker's lease had run out.
    app.database
        .execute("update graphile_worker._private_workers set last_heartbeat_at = now() - interval '10 minutes'")
        .await;
    app.restart().await;
    let ana = ana.again(&app).await;
    let batch = eventually("the rest is done", Duration::from_mins(2), async || {
        let now = ana.get(format!("batches/{batch}")).await.is(200);
        (now["state"] == "done").then_some(now)
    })
    .await;
    assert_eq!((counts(&batch), reasons(&batch)), ((3_000, 3_000, 0), vec![]));
    assert_eq!(app.count("select count(*) from conversations where status = 'resolved' and version = 2").await, 3_000);
    let events = "select count(*) from events where type = 'conversation:status'";
    assert_eq!(app.count(events).await, 3_000, "one event each");
    skybot_tests::recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_or_what_is_gone_in_between_is_survived() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let carl = ana.colleague(&app, "Carl", "agent", "all").await;
    let dora = ana.colleague(&app, "Dora", "agent", "all").await;
    let label = ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    let team = ana.post("teams", json!({"name": "Billing"})).await.is(201)["id"].as_str().unwrap().to_owned();
    let ids = conversations(&app, &ana, 2).await;
    hold_jobs(&app).await;
    let mut batches = Vec::new();
    for (user, action) in [
        (&ana, json!({"add_labels": ["vip"]})),
        (&ana, json!({"assignment": {"user_id": bob.user_id}})),
        (&ana, json!({"assignment": {"team_id": team}})),
        (&carl, json!({"priority": "high"})),
        (&dora, json!({"priority": "high"})),
    ] {
        batches.push((user, start(user, json!({"ids": ids, "action": action})).await));
    }
    ana.delete(format!("labels/{}", id(&label))).await.is(204);
    let lock_out = async |user: &User| {
        ana.patch(format!("members/{}", user.user_id), json!({"disabled": true})).await.is(200);
    };
    lock_out(&bob).await;
    lock_out(&carl).await;
    ana.patch(format!("members/{}", dora.user_id), json!({"role": "viewer"})).await.is(200);
    app.database.execute(&format!("delete from teams where id = '{team}'")).await;
    let_jobs_go(&app).await;
    for ((asker, batch), reason) in
        batches.iter().zip(["LABEL_NOT_FOUND", "MEMBER_NOT_FOUND", "TEAM_NOT_FOUND", "MEMBER_NOT_FOUND", "FORBIDDEN"])
    {
        let outcomes = format!("select count(*) from batch_items where batch_id = '{batch}' and outcome = '{reason}'");
        let outcomes: &'static str = outcomes.leak();
        eventually(reason, PATIENCE, async || (app.count(outcomes).await == 2).then_some(())).await;
        // Carl cannot look at it any more.
        if asker.user_id == carl.user_id {
            continue;
        }
        let batch = done(asker, batch).await;
        assert_eq!((counts(&batch), reasons(&batch)), ((2, 0, 2), vec![(reason.to_owned(), 2)]));
    }
    eventually("no job is left", PATIENCE, async || {
        (app.count("select count(*) from graphile_worker.jobs").await == 0).then_some(())
    })
    .await;
    for id in &ids {
        assert_eq!(ana.look(id).await["version"], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snooze_that_is_undone_or_given_back_wakes_by_its_own_time() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let ids = conversations(&app, &ana, 2).await;
    let path = format!("conversations/{}/status", ids[0]);
    ana.post(&path, json!({"status": "snoozed", "snoozed_until": from_now(Duration::from_secs(3))})).await.is(200);
    let batch = run(&ana, json!({"ids": ids, "action": {"status": {"status": "resolved"}}})).await;
    assert_eq!(counts(&undo(&ana, &batch).await), (2, 2, 0));
    let back = ana.look(&ids[0]).await;
    assert!(back["status"] == "snoozed" && back["snoozed_until"] != Value::Null || back["status"] == "open");
    eventually("it wakes", PATIENCE, async || (ana.look(&ids[0]).await["status"] == "open").then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_is_made_once_under_a_key_and_by_a_machine_too() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let ids = conversations(&app, &ana, 2).await;
    let (_, machine) = ana.api_key("n8n", &["conversations:read", "conversations:write"]).await;
    let body = json!({"ids": ids, "action": {"priority": "high"}});
    let first = machine.post("conversations/bulk", body.clone()).key("k").await.is(202);
    let again = machine.post("conversations/bulk", body).key("k").await;
    assert_eq!((again.is(202), again.header("idempotency-replayed")), (first.clone(), Some("true")));
    let path = format!("batches/{}", first["batch_id"].as_str().unwrap());
    let batch = eventually("the batch is done", PATIENCE, async || {
        let now = machine.get(&path).await.is(200);
        (now["state"] == "done").then_some(now)
    })
    .await;
    assert_eq!(counts(&batch), (2, 2, 0));
    assert_eq!(app.count("select count(*) from batches").await, 1);
    let actor = ana.get("events?limit=100").await.is(200)["items"].as_array().unwrap().last().unwrap()["actor"].clone();
    assert_eq!(actor["type"], "bot");
}
