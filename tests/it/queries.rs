//! Every hot statement finds its rows by an index, with row-level security on, in a database that
//! holds more than one tenant's rows.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use skybot_tests::{App, User, eventually, fresh_id, id};

const CONVERSATIONS: usize = 400;
const MESSAGES: usize = 25;

/// The tables that grow; none of them is ever read from end to end for a request.
const LARGE: [&str; 4] = ["messages", "conversations", "contacts", "events"];

async fn fill(app: &App, user: &User) {
    let line = |number: usize| {
        let text = |place: usize| match (number * MESSAGES + place) % 700 {
            0 => format!("a rare marmalade {number}"),
            _ => format!("the usual words of message {place} in {number}"),
        };
        let messages: Vec<_> = (0..MESSAGES)
            .map(|place| json!({"from": if place % 3 == 0 { "contact" } else { "agent" }, "text": text(place)}))
            .collect();
        json!({"id": format!("c{number}"), "contact": {"name": format!("Contact {number:03}"), "phone": format!("+3363998{number:04}")}, "messages": messages}).to_string()
    };
    let lines: Vec<_> = (0..CONVERSATIONS).map(line).collect();
    let account = user.account_id.to_string();
    app.run(["import", "-", "--account", &account, "--inbox", "Past", "--strict"])
        .stdin(lines.join("\n"))
        .success()
        .await;
}

/// How often each index was used, and how many rows of each large table were read from end to end.
/// What a session did is counted when it ends at the latest, so the server goes first.
async fn uses(app: &mut App) -> BTreeMap<String, i64> {
    app.server.stop().await;
    let here = "select count(*) from pg_stat_activity where datname = current_database() and usename = 'skybot_app'";
    eventually("the sessions end", Duration::from_secs(10), async || (app.count(here).await == 0).then_some(())).await;
    let query = "
        select indexrelname::text, idx_scan from pg_stat_user_indexes where schemaname = 'public'
        union all select relname::text, seq_tup_read from pg_stat_user_tables where schemaname = 'public'";
    let rows: Vec<(String, i64)> = sqlx::query_as(query).fetch_all(&mut app.sql().await).await.unwrap();
    rows.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn hot_statements_use_their_indexes() {
    let mut app = App::start().await;
    let (ana, bob) = (app.tenant().await, app.tenant().await);
    fill(&app, &ana).await;
    fill(&app, &bob).await;
    ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    let team = id(&ana.post("teams", json!({"name": "Billing"})).await.is(201)).to_owned();
    let inbox = ana.inbox("Small").await;
    let one = ana
        .post("conversations", json!({"inbox_id": inbox, "contact": {"name": "Zoë"}, "subject": "Lost parcel"}))
        .await;
    let one = one.is(201);
    let contact = id(&one["contact"]).to_owned();
    let path = format!("conversations/{}", id(&one));
    ana.put(format!("{path}/labels/vip")).await.is(200);
    ana.post(format!("{path}/assignment"), json!({"user_id": ana.user_id, "team_id": team})).await.is(200);
    ana.post(format!("{path}/status"), json!({"status": "pending"})).await.is(200);
    let said = ana.post(format!("{path}/messages"), json!({"kind": "note", "body": "Hm"})).key("known").await.is(201);
    // Enough rows that looking at all of them would be the wrong way.
    for statement in [
        "insert into idempotency_keys (account_id, principal, route, key, digest, status, body, created_at)
         select a.id, 'user:bulk', 'POST /bulk', 'bulk-' || n, sha256('bulk'), 200, '', now()
         from accounts a, generate_series(1, 1000) n",
        "insert into sessions (id, account_id, user_id, created_at, last_used_at, expires_at)
         select gen_random_uuid(), m.account_id, m.user_id, now(), now(), now() + interval '1 day'
         from memberships m, generate_series(1, 1000) n",
        "insert into labels (account_id, id, name, color, created_at)
         select a.id, gen_random_uuid(), 'bulk-' || n, '#000000', now() from accounts a, generate_series(1, 300) n",
        "insert into conversation_labels (account_id, conversation_id, label_id)
         select c.account_id, c.id, l.id from conversations c join labels l using (account_id)
         where l.name like 'bulk-%' and abs(hashtext(c.id::text || l.name)) % 30 = 0",
    ] {
        app.database.execute(statement).await;
    }
    let long = id(&ana.list("conversations?limit=100&q=%2B33639980007").await[0]).to_owned();
    app.database.execute("analyze").await;

    let post = |target: String, body: serde_json::Value| (target, Some(body));
    let get = |target: &str| (target.to_owned(), None);
    let say = || json!({"kind": "note", "body": "Hm"});
    let steps = [
        (get(&format!("conversations/{long}/messages?before=20&limit=5")), "messages_pkey"),
        (get(&format!("conversations/{long}/messages?around=9")), "messages_pkey"),
        (get(&format!("messages/{}", id(&said))), "messages_id"),
        (post(format!("{path}/messages"), say()), "messages_key"),
        (post(format!("conversations/{long}/read"), json!({"seq": 20})), "messages_pkey"),
        (get("conversations"), "conversations_activity"),
        (get(&format!("conversations?inbox={inbox}")), "conversations_inbox"),
        (get("conversations?status=pending"), "conversations_unresolved"),
        (get("conversations?assignee=me"), "conversations_assignee"),
        (get(&format!("conversations?team={team}")), "conversations_team"),
        (get(&format!("conversations?contact={contact}")), "conversations_contact"),
        (get("conversations?label=vip"), "conversation_labels_label"),
        (get("conversations?sort=waiting"), "conversations_waiting"),
        (get("conversations?sort=created"), "conversations_pkey"),
        (get("conversations?q=parcel"), "conversations_subject"),
        (get("contacts"), "contacts_pkey"),
        (get("contacts?q=zoe"), "contacts_search"),
        (get("search?q=marmalade"), "messages_search"),
        (get("search?q=usual+words"), "messages_search"),
        (get("events?after=10"), "events_pkey"),
        (post("contacts".to_owned(), json!({"name": "New"})), "idempotency_keys_pkey"),
        (get("auth/me"), "sessions_pkey"),
    ];
    let mut before = uses(&mut app).await;
    for ((target, body), index) in steps {
        app.restart().await;
        let user = ana.again(&app).await;
        for _ in 0..3 {
            match &body {
                None => drop(user.get(&target).await.is(200)),
                Some(body) => drop(user.post(&target, body.clone()).key(fresh_id().to_string()).await.ok()),
            }
        }
        let after = uses(&mut app).await;
        let grown = |name: &str| after[name] - before[name];
        let grew: Vec<_> =
            after.keys().filter(|name| grown(name) > 0).map(|name| format!("{name} {}", grown(name))).collect();
        assert!(grown(index) >= 1, "{target} does not use {index} but {grew:?}");
        for table in LARGE {
            assert_eq!(grown(table), 0, "{target} reads all of {table}: {grew:?}");
        }
        before = after;
    }
}
