//! Every hot statement finds its rows by an index, with row-level security on, in a database that
//! holds more than one tenant's rows.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use skybot_tests::{App, User, eventually, fresh_id, id};

const CONVERSATIONS: usize = 400;
const MESSAGES: usize = 25;
/// The number of a conversation that was imported.
const LONG_NUMBER: usize = 8;

/// The tables that grow; none of them is ever read from end to end for a request.
const LARGE: [&str; 10] = [
    "messages",
    "conversations",
    "contacts",
    "events",
    "message_mentions",
    "message_history",
    "delivery_names",
    "attachments",
    "drafts",
    "scheduled_messages",
];

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
#[expect(clippy::too_many_lines, reason = "a list of all there is to ask")]
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
    let file = ana.uploaded("a.txt", b"words").await;
    let with_file = json!({"kind": "note", "attachment_ids": [file]});
    let with_file = ana.post(format!("{path}/messages"), with_file).await.is(201);
    // Enough rows that looking at all of them would be the wrong way.
    for statement in [
        "insert into idempotency_keys (account_id, principal, route, key, digest, status, body, created_at)
         select a.id, 'user:bulk', 'POST /bulk', 'bulk-' || n, sha256('bulk'), 200, '', now()
         from accounts a, generate_series(1, 1000) n",
        "insert into sessions (id, account_id, user_id, created_at, last_used_at, expires_at)
         select gen_random_uuid(), m.account_id, m.user_id, now(), now(), now() + interval '1 day'
         from memberships m, generate_series(1, 1000) n",
        "insert into attachments (account_id, id, state, uploaded_by, name, media_type, size, sha256, created_at)
         select m.account_id, gen_random_uuid(), 'stored', m.user_id, 'bulk', 'text/plain', 1, sha256('x'), now()
         from memberships m, generate_series(1, 2000) n",
        "insert into contacts (account_id, id, name, created_at, updated_at)
         select a.id, overlay(gen_random_uuid()::text placing '00000000' from 1)::uuid, 'Bulk ' || md5(n::text), now(), now()
         from accounts a, generate_series(1, 5000) n",
        "insert into contact_notes (account_id, id, contact_id, author_id, body, created_at, updated_at)
         select t.account_id, gen_random_uuid(), t.id, m.user_id, 'bulk', now(), now()
         from contacts t join memberships m using (account_id)",
        "insert into companies (account_id, id, name, created_at, updated_at)
         select a.id, gen_random_uuid(), 'Bulk ' || n, now(), now() from accounts a, generate_series(1, 500) n",
        "insert into labels (account_id, id, name, color, created_at)
         select a.id, gen_random_uuid(), 'bulk-' || n, '#000000', now() from accounts a, generate_series(1, 300) n",
        "insert into drafts (account_id, user_id, conversation_id, kind, body, updated_at)
         select c.account_id, m.user_id, c.id, 'text', 'bulk', now() from conversations c join memberships m using (account_id)",
        "insert into scheduled_messages (account_id, id, conversation_id, author_id, kind, body, send_at, cancel_on_reply,
                                         inbound_count, state, reason, created_at, updated_at)
         select c.account_id, gen_random_uuid(), c.id, m.user_id, 'text', 'bulk', now() + n * interval '1 day', false, 0,
                case when n % 2 = 0 then 'pending' else 'failed' end, case when n % 2 = 1 then 'key_taken' end, now(), now()
         from conversations c join memberships m using (account_id), generate_series(1, 8) n",
        "insert into conversation_labels (account_id, conversation_id, label_id)
         select c.account_id, c.id, l.id from conversations c join labels l using (account_id)
         where l.name like 'bulk-%' and abs(hashtext(c.id::text || l.name)) % 30 = 0",
        "insert into message_mentions (account_id, user_id, message_id, conversation_id)
         select m.account_id, u.user_id, m.id, m.conversation_id from messages m join memberships u using (account_id)
         where m.seq % 5 = 0",
        "insert into message_history (account_id, message_id, version, body, edited_at)
         select m.account_id, m.id, 1, 'before', now() from messages m where m.seq % 5 = 0",
        "insert into delivery_names (account_id, inbox_id, external_id, message_id, attempt, created_at)
         select c.account_id, c.inbox_id, m.id::text, m.id, 1, now()
         from messages m join conversations c on c.account_id = m.account_id and c.id = m.conversation_id
         where m.direction = 'outbound' and m.seq % 5 = 0",
    ] {
        app.database.execute(statement).await;
    }
    let company = id(&ana.post("companies", json!({"name": "Acme"})).await.is(201)).to_owned();
    let employed = json!({"company_id": company, "email": "zoe.a@example.com"});
    ana.patch(format!("contacts/{contact}"), employed).await.is(200);
    ana.post(format!("contacts/{contact}/notes"), json!({"body": "Hm"})).await.is(201);
    ana.post(format!("contacts/{contact}/block"), json!({})).await.is(200);
    let long = id(&ana.list("conversations?limit=100&q=%2B33639980007").await[0]).to_owned();
    let place: String = sqlx::query_scalar("select inbox_id::text from conversations where id::text = $1")
        .bind(&long)
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap();
    let sent: String = sqlx::query_scalar(
        "select m.id::text from messages m where m.conversation_id::text = $1 and m.direction = 'outbound' and m.seq % 5 = 0",
    )
    .bind(&long)
    .fetch_one(&mut app.sql().await)
    .await
    .unwrap();
    app.database
        .execute(
            "insert into conversation_transitions (account_id, conversation_id, from_status, to_status, cause, actor_type)
             select account_id, id, 'open', 'resolved', 'request', 'system' from conversations, generate_series(1, 5)",
        )
        .await;
    // Some that are hidden.
    app.database.execute("update conversations set deleted_at = now() where number between 300 and 340").await;
    app.database.execute("analyze").await;

    let post = |target: String, body: serde_json::Value| (target, Some(body));
    let get = |target: &str| (target.to_owned(), None);
    let say = || json!({"kind": "note", "body": "Hm"});
    let report = |name: &str| json!({"external_id": name, "status": "read", "at": "2026-01-31T00:00:00Z"});
    let delivery = json!({"contact": {"phone": "+33639980007"}, "body": "Hello", "external_id": "m-1"});
    let steps = [
        (get(&format!("conversations/{long}/messages?before=20&limit=5")), "messages_pkey"),
        (get(&format!("conversations/{long}/messages?around=9")), "messages_pkey"),
        (get(&format!("messages/{}", id(&said))), "messages_id"),
        (get(&format!("messages/{}", id(&with_file))), "attachments_message"),
        (get(&format!("attachments/{file}")), "attachments_pkey"),
        (post(format!("{path}/messages"), say()), "messages_key"),
        (post(format!("conversations/{long}/read"), json!({"seq": 20})), "messages_pkey"),
        (get("mentions"), "message_mentions_pkey"),
        (get(&format!("messages/{sent}/history")), "message_history_pkey"),
        (
            post(format!("messages/{sent}/delivery"), json!({"attempt": 1, "status": "sent", "external_id": sent})),
            "delivery_names_pkey",
        ),
        (post(format!("inboxes/{place}/delivery-reports"), json!({"reports": [report(&sent)]})), "messages_id"),
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
        (get("drafts"), "drafts_newest"),
        (get(&format!("conversations/{long}/draft")), "drafts_pkey"),
        (get("scheduled-messages"), "scheduled_messages_state"),
        (get(&format!("conversations/{long}/scheduled-messages")), "scheduled_messages_conversation"),
        (get("contacts"), "contacts_pkey"),
        (get("contacts?q=zoe"), "contacts_search"),
        (get(&format!("contacts?company={company}")), "contacts_company"),
        (get("contacts?blocked=true"), "contacts_blocked"),
        (get("contacts?limit=5&updated_since=2999-01-01T00:00:00Z"), "contacts_updated"),
        (get(&format!("contacts/{contact}/duplicates")), "contact_identities_kin"),
        (get("contacts/duplicates?limit=5"), "contact_identities_kin"),
        (get("companies"), "companies_pkey"),
        (get(&format!("contacts/{contact}/notes")), "contact_notes_contact"),
        (
            post(
                "conversations".to_owned(),
                json!({"inbox_id": inbox, "contact": {"name": "Z", "phone": "+33639980007"}}),
            ),
            "contact_identities_key",
        ),
        (get("search?q=marmalade"), "messages_search"),
        (get("search?q=usual+words"), "messages_search"),
        (get("search?q=usual+from:agent+label:vip"), "messages_search"),
        (get("search?q=usual+label:vip+status:open+before:2001-01-01"), "messages_search"),
        (get(&format!("search?q=usual+in:%23{LONG_NUMBER}")), "messages_pkey"),
        (get("search?q=usual+has:image"), "messages_search"),
        (get("search?type=contacts&q=contact+007"), "contacts_search"),
        (get("search?type=contacts&q=bulk"), "contacts_pkey"),
        (get("search?type=contacts&q=39980007"), "contacts_search"),
        (get("search?type=contacts&q=comtact"), "contacts_search"),
        (get("search?type=conversations&q=parcel+status:pending"), "conversations_subject"),
        (get("search?type=conversations&q=contact"), "conversations_activity"),
        (get("search?type=conversations&q=39980007"), "conversations_contact"),
        (get("search?type=conversations&q=%237"), "conversations_account_id_number_key"),
        (get("search?type=all&q=marmalade"), "messages_search"),
        (get("search?type=all&q=marmalade"), "contacts_search"),
        (get("events?after=10"), "events_pkey"),
        (post("contacts".to_owned(), json!({"name": "New"})), "idempotency_keys_pkey"),
        (get("auth/me"), "sessions_pkey"),
        (get(&format!("{path}/transitions")), "conversation_transitions_pkey"),
        (get("conversations/deleted"), "conversations_deleted"),
        (post(format!("inboxes/{inbox}/messages"), delivery), "conversations_contact"),
    ];
    let mut before = uses(&mut app).await;
    let mut wrong = Vec::new();
    for ((target, body), index) in steps {
        app.restart().await;
        let user = ana.again(&app).await;
        for _ in 0..3 {
            match &body {
                None => assert_eq!(user.get(&target).await.status(), 200, "{target}"),
                Some(body) => drop(user.post(&target, body.clone()).key(fresh_id().to_string()).await.ok()),
            }
        }
        let after = uses(&mut app).await;
        let grown = |name: &str| after[name] - before[name];
        let grew: Vec<_> =
            after.keys().filter(|name| grown(name) > 0).map(|name| format!("{name} {}", grown(name))).collect();
        if grown(index) < 1 {
            wrong.push(format!("{target} does not use {index} but {grew:?}"));
        }
        let read = LARGE.iter().filter(|table| grown(table) > 0);
        wrong.extend(read.map(|table| format!("{target} reads all of {table}: {grew:?}")));
        before = after;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
