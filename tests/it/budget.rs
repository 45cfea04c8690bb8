//! What a request may cost: a list takes as many statements for a hundred rows as for one, and a statement
//! that runs away is cut off without harm.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skybot_tests::{App, Settings, User, eventually, id};

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
        "contacts?limit=",
        "contacts?q=contact&limit=",
        "conversations?limit=",
        "conversations?q=subject&limit=",
        "events?limit=",
        "inboxes?limit=",
        "invitations?limit=",
        "labels?limit=",
        "members?limit=",
        "teams?limit=",
        "views?limit=",
    ]
    .map(|target| get(target.to_owned()))
    .into();
    lists.push(get(format!("conversations?view={}&limit=", id(&view))));
    lists.push(get(format!("{path}/messages?limit=")));
    lists.push(get(format!("{path}/readers?limit=")));
    lists.push(get(format!("{path}/participants?limit=")));
    lists.push(get(format!("inboxes/{}/members?limit=", things["inbox"])));
    lists.push(get(format!("teams/{}/members?limit=", things["team"])));
    for kind in ["messages", "contacts", "conversations"] {
        lists.push(get(format!("search?q={}&type={kind}&limit=", things["text"])));
    }
    lists.push(("conversations/filter".to_owned(), Some(filter)));
    lists
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

/// What the server's role ran for one page of a list.
async fn ran_for(app: &App, user: &User, target: &str, filter: Option<&Value>, limit: u8) -> BTreeMap<String, i64> {
    let before = statements(app).await;
    let answer = match filter {
        Some(filter) => user.post(target, json!({"filter": filter, "limit": limit})).await,
        None if target.contains('=') => user.get(format!("{target}{limit}")).await,
        None => user.get(target).await,
    };
    answer.is(200);
    let after = statements(app).await;
    let grown = |(query, calls): (String, i64)| {
        let calls = calls - before.get(&query).unwrap_or(&0);
        (calls > 0).then_some((query, calls))
    };
    after.into_iter().filter_map(grown).collect()
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
    for (target, filter) in lists(&ana, &things).await {
        let mut taken = Vec::new();
        for limit in [1, 100] {
            // The job engine asks now and then: of three looks the quietest counts.
            let mut looks = Vec::new();
            for _ in 0..3 {
                looks.push(ran_for(&app, &ana, &target, filter.as_ref(), limit).await);
            }
            let total = |ran: &BTreeMap<String, i64>| ran.values().sum::<i64>();
            taken.push(looks.into_iter().min_by_key(total).unwrap_or_default());
        }
        let counts: Vec<i64> = taken.iter().map(|ran| ran.values().sum()).collect();
        // The log takes one for each kind of thing that its events are about.
        if !target.starts_with("events") {
            assert_eq!(counts[0], counts[1], "{target}: {taken:#?}");
        }
        assert!(counts[0] >= 1 && counts[1] <= 11, "{target}: {taken:#?}");
    }
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
