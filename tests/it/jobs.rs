//! Background work: done once, in time, whoever runs it.

use std::time::Duration;

use serde_json::{Value, json};
use skybot_tests::{App, eventually, from_now, id};

const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn a_snoozed_conversation_wakes_when_its_time_has_come() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}/status");
    let snooze = async |ahead| {
        let body = json!({"status": "snoozed", "snoozed_until": from_now(ahead)});
        ana.post(&path, body).await.is(200);
    };
    snooze(Duration::from_hours(1)).await;
    // Snoozing again replaces the job of before.
    snooze(Duration::from_secs(1)).await;
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();

    let awake = eventually("it wakes", PATIENCE, async || {
        let now = ana.look(&conversation).await;
        (now["status"] == "open").then_some(now)
    })
    .await;
    assert_eq!(awake["snoozed_until"], Value::Null);
    let events = ana.get(format!("events?after={head}")).await.is(200)["items"].clone();
    assert_eq!(events.as_array().unwrap().len(), 1);
    assert_eq!(events[0]["change"], json!({"from": "snoozed", "to": "open", "cause": "timer"}));
    assert_eq!(events[0]["actor"], json!({"type": "system", "id": null}));
    eventually("no job is left", PATIENCE, async || {
        (app.count("select count(*) from graphile_worker.jobs").await == 0).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_woken_or_resolved_before_stays_so() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let mut expected = Vec::new();
    for then in ["resolved", "snoozed-later", "pending"] {
        let conversation = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
        let path = format!("conversations/{conversation}/status");
        let soon = from_now(Duration::from_millis(700));
        ana.post(&path, json!({"status": "snoozed", "snoozed_until": soon})).await.is(200);
        match then {
            "resolved" => drop(ana.post(&path, json!({"status": "resolved"})).await.is(200)),
            "pending" => {
                ana.post(&path, json!({"status": "open"})).await.is(200);
                ana.post(&path, json!({"status": "pending"})).await.is(200);
            }
            _ => {
                let later = from_now(Duration::from_hours(1));
                ana.post(&path, json!({"status": "snoozed", "snoozed_until": later})).await.is(200);
            }
        }
        expected.push(ana.look(&conversation).await);
    }
    let due = "select count(*) from graphile_worker.jobs where run_at < now() + interval '1 minute'";
    eventually("all jobs are done", PATIENCE, async || (app.count(due).await == 0).then_some(())).await;
    for before in expected {
        assert_eq!(ana.look(id(&before)).await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_survives_the_server() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let body = json!({"status": "snoozed", "snoozed_until": from_now(Duration::from_millis(500))});
    ana.post(format!("conversations/{conversation}/status"), body).await.is(200);
    app.kill9().await;
    app.restart().await;
    let ana = ana.again(&app).await;
    eventually("it wakes", PATIENCE, async || (ana.look(&conversation).await["status"] == "open").then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_recurs_fires_once_over_many_nodes_and_does_its_work() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    ana.post("contacts", json!({"name": "Old"})).key("old").await.is(201);
    ana.post("contacts", json!({"name": "New"})).key("new").await.is(201);
    let known = "select count(*) from graphile_worker._private_known_crontabs";
    eventually("the schedules are known", PATIENCE, async || (app.count(known).await == 6).then_some(())).await;
    app.server.stop().await;

    // As if no node had run for two hours.
    for statement in [
        "update idempotency_keys set created_at = created_at - interval '3 days' where key = 'old'",
        "update events set at = at - interval '8 days' where pos = 1",
        "update graphile_worker._private_known_crontabs
         set known_since = now() - interval '3 hours', last_execution = now() - interval '2 hours'",
        "create table spy (task int)",
        "grant insert on spy to skybot_app",
        "create function spy() returns trigger language plpgsql as
         $$ begin insert into spy values (new.task_id); return new; end $$",
        "create trigger spy after insert on graphile_worker._private_jobs for each row execute function spy()",
    ] {
        app.database.execute(statement).await;
    }
    app.restart().await;
    let _other = app.another_node().await;
    let ana = ana.again(&app).await;

    eventually("old keys are forgotten", PATIENCE, async || {
        (app.count("select count(*) from idempotency_keys").await == 1).then_some(())
    })
    .await;
    eventually("old events are forgotten", PATIENCE, async || {
        (ana.get("events?after=0").await.status() == 410).then_some(())
    })
    .await;
    let most = "select coalesce(max(n), 0) from (select count(*) n from spy group by task) s";
    assert!(app.count(most).await <= 1, "each missed occurrence is made up for once");
}
