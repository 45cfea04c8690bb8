//! What a request may cost: a list takes as many statements for a hundred rows as for one, and a statement
//! that runs away is cut off without harm.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{App, Operation, Settings, User, eventually, from_now, id};
use sqlx::Executor as _;

use crate::tenancy::furnish;

/// Every list there is.
async fn lists(user: &User, things: &crate::tenancy::Things) -> Vec<(String, Option<Value>)> {
    let path = format!("conversations/{}", things["conversation"]);
    let filter = json!({"any": [
        {"field": "label", "op": "has", "value": things["label"]},
        {"field": "custom_attributes.note", "op": "eq", "value": "x"},
        {"field": "unread", "op": "eq", "value": true},
        {"field": "number", "op": "gt", "value": 0},
    ]});
    let view = user.post("views", json!({"name": "V", "filter": filter})).await.is(201);
    let get = |target: String| (target, None);
    let mut lists: Vec<_> = [
        "account",
        "api-keys?limit=",
        "attribute-definitions?limit=",
        "audit-log?limit=",
        "canned-responses?limit=",
        "companies?limit=",
        "contacts?limit=",
        "contacts?q=mark&limit=",
        "contacts/duplicates?limit=",
        "conversations?limit=",
        "conversations?q=subject&limit=",
        "conversations/deleted?limit=",
        "drafts?limit=",
        "events?limit=",
        "inboxes?limit=",
        "invitations?limit=",
        "labels?limit=",
        "macros?limit=",
        "members?limit=",
        "mentions?limit=",
        "scheduled-messages?limit=",
        "teams?limit=",
        "views?limit=",
    ]
    .map(|target| get(target.to_owned()))
    .into();
    lists.push(get(format!("conversations?view={}&limit=", id(&view))));
    for list in ["messages", "participants", "readers", "scheduled-messages", "transitions"] {
        lists.push(get(format!("{path}/{list}?limit=")));
    }
    for list in ["duplicates", "notes", "quarantine"] {
        lists.push(get(format!("contacts/{}/{list}?limit=", things["contact"])));
    }
    lists.push(get(format!("messages/{}/history?limit=", things["note"])));
    lists.push(get(format!("inboxes/{}/members?limit=", things["inbox"])));
    lists.push(get(format!("teams/{}/members?limit=", things["team"])));
    for kind in ["messages", "contacts", "conversations"] {
        lists.push(get(format!("search?q={}&type={kind}&limit=", things["text"])));
    }
    lists.push(("conversations/filter".to_owned(), Some(filter)));
    lists
}

/// The route a list is at.
fn route(user: &User, target: &str) -> String {
    let path = format!("/api/v1/{}", target.split('?').next().unwrap());
    user.contract().operation(&Method::GET, &path).unwrap().path.clone()
}

/// How often the server's role ran each statement since the last look.
async fn statements(app: &App) -> BTreeMap<String, i64> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select s.query, s.calls from pg_stat_statements s
         join pg_database d on d.oid = s.dbid and d.datname = current_database()
         where s.userid = 'skybot_app'::regrole and s.query not ilike '%graphile_worker%'
           -- Asked by the credential check, whose answer is kept for less than a second.
           and s.query not like '%app.principal%'
           and s.query not in ('select', 'select $1', 'SELECT $1')",
    )
    .fetch_all(&mut app.sql().await)
    .await
    .unwrap();
    rows.into_iter().collect()
}

/// What the server's role ran for one page of a list, and how many rows it had.
async fn ran_for(
    app: &App,
    user: &User,
    target: &str,
    filter: Option<&Value>,
    limit: u8,
) -> (BTreeMap<String, i64>, usize) {
    let before = statements(app).await;
    let answer = match filter {
        Some(filter) => user.post(target, json!({"filter": filter, "limit": limit})).await,
        None if target.contains('=') => user.get(format!("{target}{limit}")).await,
        None => user.get(target).await,
    };
    let page = answer.is(200);
    let rows = [&page, &page["messages"], &page["contacts"], &page["conversations"]];
    let rows = rows.iter().filter_map(|place| place["items"].as_array()).map(Vec::len).sum();
    let after = statements(app).await;
    let grown = |(query, calls): (String, i64)| {
        let calls = calls - before.get(&query).unwrap_or(&0);
        (calls > 0).then_some((query, calls))
    };
    (after.into_iter().filter_map(grown).collect(), rows)
}

/// Three more of everything that is listed.
async fn lengthen(app: &App, ana: &User, things: &crate::tenancy::Things) {
    let path = format!("conversations/{}", things["conversation"]);
    for number in 0..3 {
        let named = format!("More {number}");
        ana.inbox(&named).await;
        let team = id(&ana.post("teams", json!({"name": named})).await.is(201)).to_owned();
        ana.put(format!("teams/{team}/members/{}", ana.user_id)).await.is(204);
        let bob = ana.colleague(app, &format!("Bob {number}"), "agent", "all").await;
        for place in ["inbox", "team"] {
            let place = if place == "inbox" { "inboxes/" } else { "teams/" }.to_owned() + &things[place];
            ana.put(format!("{place}/members/{}", bob.user_id)).await.is(204);
        }
        ana.put(format!("{path}/participants/{}", bob.user_id)).await.is(200);
        bob.post(format!("{path}/read"), json!({"seq": 1})).await.is(200);
        ana.post("contacts", json!({"name": format!("Contact {}", things["text"])})).await.is(201);
        ana.post(format!("contacts/{}/notes", things["contact"]), json!({"body": named})).await.is(201);
        ana.post("companies", json!({"name": named})).await.is(201);
        ana.api_key(&named, &["settings:read"]).await;
        ana.post("views", json!({"name": named, "filter": {"all": []}})).await.is(201);
        let invite = json!({"email": format!("more-{number}@invited.example"), "role": "agent"});
        ana.post("invitations", invite).await.is(201);
        let defined = json!({"entity": "contact", "key": format!("more_{number}"), "title": named, "type": "text"});
        ana.post("attribute-definitions", defined).await.is(201);
        let text = json!({"short_code": format!("more-{number}"), "title": named, "body": named});
        ana.post("canned-responses", text).await.is(201);
        let does = json!({"name": named, "visibility": "shared", "actions": [{"type": "mute"}]});
        ana.post("macros", does).await.is(201);
        let wait = json!({"kind": "text", "body": named, "send_at": from_now(Duration::from_hours(9))});
        ana.post(format!("{path}/scheduled-messages"), wait).await.is(201);
        let note = json!({"kind": "note", "body": named, "mentions": [ana.user_id]});
        ana.post(format!("{path}/messages"), note).await.is(201);
        let edit = ana.patch(format!("messages/{}", things["note"]), json!({"body": named}));
        edit.header("if-match", "*").await.is(200);
        for status in ["resolved", "open"] {
            ana.post(format!("{path}/status"), json!({"status": status})).await.is(200);
        }
        let other = id(&ana.conversation_in(&things["inbox"], &format!("Other {number}")).await).to_owned();
        ana.ask(Method::PUT, format!("conversations/{other}/draft")).json(json!({"body": named})).await.is(200);
        ana.patch(format!("conversations/{other}"), json!({"subject": format!("Subject {}", things["text"])}))
            .await
            .is(200);
        let gone = id(&ana.conversation_in(&things["inbox"], "Gone").await).to_owned();
        ana.delete(format!("conversations/{gone}")).await.is(204);
        let parked = format!(
            "insert into quarantined_messages (account_id, id, contact_id, inbox_id, external_id, body, received_at)
             values ('{}', gen_random_uuid(), '{}', '{}', 'q-{number}', 'x', now())",
            ana.account_id, things["contact"], things["inbox"]
        );
        app.database.execute(&parked).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_takes_as_many_statements_for_a_hundred_rows_as_for_one() {
    let app = App::start().await;
    let there = "select count(*) from pg_available_extensions where name = 'pg_stat_statements'";
    if app.count(there).await == 0 {
        eprintln!("this PostgreSQL has no pg_stat_statements: statements are not counted");
        return;
    }
    app.database.execute("create extension pg_stat_statements").await;
    let ana = app.tenant().await;
    let things = furnish(&app, &ana, "mark").await;
    for number in 0..10 {
        ana.post("labels", json!({"name": format!("l{number}"), "color": "#1f6feb"})).await.is(201);
        ana.conversation_in(&things["inbox"], "Bea").await;
        ana.say(&things["conversation"], "mark again").await;
    }
    lengthen(&app, &ana, &things).await;
    let lists = lists(&ana, &things).await;
    let asked: BTreeSet<_> =
        lists.iter().filter(|(_, filter)| filter.is_none()).map(|(target, _)| route(&ana, target)).collect();
    let is_list = |operation: &&Operation| {
        let parameters = operation.spec["parameters"].as_array().into_iter().flatten();
        operation.method == Method::GET && parameters.into_iter().any(|parameter| parameter["name"] == "limit")
    };
    let documented = ana.contract().operations().iter().filter(is_list).map(|operation| &operation.path);
    let missing: Vec<_> =
        documented.filter(|path| !path.starts_with("/api/v1/admin/") && !asked.contains(*path)).collect();
    assert!(missing.is_empty(), "lists that are not asked for: {missing:?}");
    let mut short = Vec::new();
    for (target, filter) in lists {
        let (mut taken, mut length) = (Vec::new(), 0);
        for limit in [1, 100] {
            // The job engine asks now and then: of three looks the quietest counts.
            let mut looks = Vec::new();
            for _ in 0..3 {
                let (ran, rows) = ran_for(&app, &ana, &target, filter.as_ref(), limit).await;
                looks.push(ran);
                length = rows;
            }
            let total = |ran: &BTreeMap<String, i64>| ran.values().sum::<i64>();
            taken.push(looks.into_iter().min_by_key(total).unwrap_or_default());
        }
        // A page is read with one row more than it has.
        if length < 3 && target != "account" {
            short.push(target.clone());
        }
        let counts: Vec<i64> = taken.iter().map(|ran| ran.values().sum()).collect();
        // The log takes one for each kind of thing that its events are about.
        if !target.starts_with("events") {
            assert_eq!(counts[0], counts[1], "{target}: {taken:#?}");
        }
        assert!(counts[0] >= 1 && counts[1] <= 11, "{target}: {taken:#?}");
    }
    assert!(short.is_empty(), "too short to tell: {short:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_runs_away_is_cut_off_and_does_no_harm() {
    let app = App::with(Settings::default().set("SKYBOT__DATABASE__STATEMENT_TIMEOUT", "500ms")).await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    // A plan that went wrong, say.
    let slow = "create or replace function app.sees_all() returns boolean language sql stable as
                $$ select pg_sleep(60) is not null $$";
    app.database.execute(slow).await;
    let began = Instant::now();
    for _ in 0..3 {
        let answers = tokio::join!(
            async { ana.get("conversations").await },
            async { ana.post("conversations/filter", json!({"filter": {"all": []}})).await },
            async { ana.patch(format!("conversations/{conversation}"), json!({"priority": "high"})).key("k").await },
        );
        for answer in [answers.0, answers.1, answers.2] {
            answer.problem(503, "SERVICE_UNAVAILABLE");
            assert!(answer.header("retry-after").is_some());
            assert!(!answer.text().contains("timeout"), "nothing of the inside: {}", answer.text());
        }
    }
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let running = "select count(*) from pg_stat_activity
                   where datname = current_database() and usename = 'skybot_app' and state <> 'idle'
                     and query like '%conversation%'";
    eventually("nothing runs on", Duration::from_secs(5), async || (app.count(running).await == 0).then_some(())).await;
    app.database
        .execute(
            "create or replace function app.sees_all() returns boolean language sql stable parallel safe
             return coalesce(current_setting('app.reach', true), '') = 'all'",
        )
        .await;
    assert_eq!(ana.list("conversations").await.len(), 1);
    assert_eq!(ana.look(&conversation).await["priority"], "normal", "what was cut off did not happen");
    let done = ana.patch(format!("conversations/{conversation}"), json!({"priority": "high"})).key("k").await;
    assert_eq!((done.is(200)["priority"].clone(), done.header("idempotency-replayed")), (json!("high"), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_on_one_table_holds_up_nobody_who_does_not_need_it() {
    const AT_ONCE: usize = 8;
    // A lock is waited for much shorter than a statement may run.
    let settings = Settings::default()
        .set("SKYBOT__DATABASE__LOCK_TIMEOUT", "500ms")
        .set("SKYBOT__DATABASE__STATEMENT_TIMEOUT", "60s");
    let app = App::with(settings).await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    ana.post("companies", json!({"name": "Globex"})).await.is(201);
    let mut holder = app.sql().await;
    holder.execute("begin; lock table companies in access exclusive mode").await.unwrap();
    let timed = async |ask: skybot_tests::Ask<'_>| {
        let begun = Instant::now();
        (ask.await, begun.elapsed())
    };
    for round in 0..3 {
        let held = join_all((0..AT_ONCE).map(|number| match number % 2 {
            0 => timed(ana.get("companies")),
            _ => timed(ana.post("companies", json!({"name": format!("Initech {round} {number}")}))),
        }));
        let free = join_all((0..AT_ONCE).map(|number| match number % 2 {
            0 => timed(ana.get("conversations")),
            _ => timed(ana.patch(format!("conversations/{conversation}"), json!({"subject": format!("{round}")}))),
        }));
        let (held, free) = tokio::join!(held, free);
        for (answer, took) in held {
            answer.problem(503, "SERVICE_UNAVAILABLE");
            assert!(answer.header("retry-after").is_some());
            assert!(!answer.text().contains("lock"), "nothing of the inside: {}", answer.text());
            assert!(took < Duration::from_secs(5), "{took:?}");
        }
        for (answer, took) in free {
            answer.is(200);
            assert!(took < Duration::from_secs(2), "{took:?}");
        }
    }
    holder.execute("rollback").await.unwrap();
    assert_eq!(ana.list("companies").await.len(), 1, "what was refused did not happen");
}
