//! A deleted conversation is nowhere to be found, comes back as it was, and is forgotten in time.

use std::future::IntoFuture as _;
use std::time::Duration;

use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{App, User, eventually, fresh_id, from_now, id, recount};

const PATIENCE: Duration = Duration::from_secs(20);

async fn kinds_after(user: &User, head: i64) -> Vec<(String, Value)> {
    let events = user.get(format!("events?limit=100&after={head}")).await.is(200)["items"].clone();
    let tell = |event: &Value| (event["type"].as_str().unwrap().to_owned(), event["data"].clone());
    events.as_array().unwrap().iter().map(tell).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_is_nowhere_to_be_found() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "inbox").await;
    let inbox = ana.inbox("Support").await;
    ana.put(format!("inboxes/{inbox}/members/{}", bob.user_id)).await.is(204);
    ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    let contact = json!({"name": "Bea Marmalade", "phone": "+33639980001"});
    let made =
        ana.post("conversations", json!({"inbox_id": inbox, "contact": contact, "subject": "Jam jar"})).await.is(201);
    let conversation = id(&made).to_owned();
    let path = format!("conversations/{conversation}");
    let said = ana.say(&conversation, "The quince is ready").await;
    app.contact_writes(&ana, &conversation, "Which quince?").await;
    ana.put(format!("{path}/labels/vip")).await.is(200);
    let kept = id(&ana.conversation_in(&inbox, "Cid").await).to_owned();
    let counts = ana.get("conversations/counts").await.is(200);

    for role in ["agent", "viewer"] {
        let user = ana.colleague(&app, role, role, "all").await;
        user.delete(&path).await.problem(403, "FORBIDDEN");
        user.get("conversations/deleted").await.problem(403, "FORBIDDEN");
        user.post(format!("{path}/restore"), json!({})).await.problem(403, "FORBIDDEN");
    }
    ana.delete(&path).if_match(99).await.problem(412, "VERSION_CONFLICT");
    let before = ana.look(&conversation).await;
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();
    ana.delete(&path).if_match(&before["version"]).await.is(204);

    // No route knows it, nor its messages.
    ana.delete(&path).await.problem(404, "CONVERSATION_NOT_FOUND");
    for (method, route, body) in [
        (Method::GET, path.clone(), Value::Null),
        (Method::PATCH, path.clone(), json!({"priority": "low"})),
        (Method::POST, format!("{path}/status"), json!({"status": "resolved"})),
        (Method::POST, format!("{path}/assignment"), json!({"user_id": null})),
        (Method::PUT, format!("{path}/labels/vip"), Value::Null),
        (Method::POST, format!("{path}/labels"), json!({"add": ["vip"]})),
        (Method::PUT, format!("{path}/participants/{}", ana.user_id), Value::Null),
        (Method::POST, format!("{path}/mute"), json!({})),
        (Method::POST, format!("{path}/read"), json!({"seq": 1})),
        (Method::POST, format!("{path}/unread"), json!({"seq": 1})),
        (Method::GET, format!("{path}/readers"), Value::Null),
        (Method::GET, format!("{path}/participants"), Value::Null),
        (Method::GET, format!("{path}/messages"), Value::Null),
        (Method::GET, format!("{path}/transitions"), Value::Null),
        (Method::GET, format!("{path}/transcript"), Value::Null),
        (Method::POST, format!("{path}/messages"), json!({"kind": "text", "body": "Hello"})),
        (Method::POST, format!("{path}/transfer"), json!({"inbox_id": inbox})),
        (Method::POST, format!("{path}/merge"), json!({"into": kept})),
        (Method::POST, format!("conversations/{kept}/merge"), json!({"into": conversation})),
    ] {
        let ask = ana.ask(method, route);
        let answer = if body.is_null() { ask.await } else { ask.json(body).await };
        answer.problem(404, "CONVERSATION_NOT_FOUND");
    }
    ana.get(format!("messages/{}", id(&said))).await.problem(404, "MESSAGE_NOT_FOUND");

    // No list, no search, no count.
    for list in [
        "conversations".to_owned(),
        "conversations?sort=created".to_owned(),
        "conversations?sort=waiting".to_owned(),
        "conversations?label=vip".to_owned(),
        "conversations?q=jam".to_owned(),
        "conversations?q=marmalade".to_owned(),
        format!("conversations?q=%23{}", made["number"]),
        format!("conversations?contact={}", id(&made["contact"])),
        "search?q=quince".to_owned(),
        "search?q=jam&type=conversations".to_owned(),
    ] {
        for user in [&ana, &bob] {
            let found = user.get(&list).await.is(200).to_string();
            assert!(!found.contains(&conversation) && !found.contains("quince"), "{list}: {found}");
        }
    }
    let now = ana.get("conversations/counts").await.is(200);
    assert_eq!(now["open"].as_i64().unwrap(), counts["open"].as_i64().unwrap() - 1);
    assert_eq!(now["unread"].as_i64().unwrap(), counts["unread"].as_i64().unwrap() - 1);

    // The log says that it is gone, to whoever could see it; and no more of what was in it.
    let gone = json!({"id": conversation, "deleted": true});
    for user in [&ana, &bob] {
        assert_eq!(kinds_after(user, head).await, [("conversation:deleted".to_owned(), gone.clone())]);
        let log = user.get("events?limit=100").await.is(200).to_string();
        assert!(!log.contains("quince") && !log.contains("Jam jar"), "{log}");
    }

    // Who and where it was with stay, and cannot go.
    ana.get(format!("contacts/{}", id(&made["contact"]))).await.is(200);
    ana.delete(format!("contacts/{}", id(&made["contact"]))).await.problem(409, "RESOURCE_IN_USE");
    ana.delete(format!("inboxes/{inbox}")).await.problem(409, "RESOURCE_IN_USE");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_comes_back_as_it_was() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let mut deleted = Vec::new();
    for number in 0..3 {
        let conversation = id(&ana.conversation_in(&inbox, &format!("Contact {number}")).await).to_owned();
        app.contact_writes(&ana, &conversation, "The quince").await;
        ana.say(&conversation, "Thank you").await;
        app.contact_writes(&ana, &conversation, "And?").await;
        ana.post(format!("conversations/{conversation}/read"), json!({"seq": 1})).await.is(200);
        let before = ana.look(&conversation).await;
        ana.delete(format!("conversations/{conversation}")).await.is(204);
        deleted.push(before);
    }
    let listed = ana.list("conversations/deleted?limit=1").await;
    assert_eq!(listed.len(), 3);
    for (listed, before) in listed.iter().rev().zip(&deleted) {
        let mut expected = before.clone();
        expected["version"] = json!(before["version"].as_i64().unwrap() + 1);
        assert_eq!(listed["conversation"], expected);
        assert_eq!(listed["deleted_by"], ana.user_id.to_string());
        assert!(listed["restorable_until"].as_str() > listed["deleted_at"].as_str());
    }

    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();
    for before in &deleted {
        let path = format!("conversations/{}/restore", id(before));
        let back = ana.post(&path, json!({})).key(id(before)).await.is(200);
        let mut expected = before.clone();
        expected["version"] = json!(before["version"].as_i64().unwrap() + 2);
        assert_eq!(back, expected);
        assert_eq!(ana.look(id(before)).await, back);
        assert_eq!(ana.list(&format!("conversations/{}/messages", id(before))).await.len(), 3);
        ana.post(&path, json!({})).await.problem(404, "CONVERSATION_NOT_FOUND");
        // Under its key the first answer comes again.
        assert_eq!(ana.post(&path, json!({})).key(id(before)).await.is(200), back);
    }
    let kinds: Vec<_> = kinds_after(&ana, head).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["conversation:restored"; 3]);
    assert_eq!(ana.get("search?q=quince").await.is(200)["items"].as_array().unwrap().len(), 3);
    assert!(ana.list("conversations/deleted").await.is_empty());
    ana.say(id(&deleted[0]), "On we go").await;
    recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_came_while_it_was_away_wakes_it_when_it_is_back() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let path = format!("conversations/{conversation}");
    let until = from_now(Duration::from_millis(300));
    ana.post(format!("{path}/status"), json!({"status": "snoozed", "snoozed_until": until})).await.is(200);
    ana.delete(&path).await.is(204);
    eventually("its time has come and gone", PATIENCE, async || {
        (app.count("select count(*) from graphile_worker.jobs").await == 0).then_some(())
    })
    .await;
    assert_eq!(ana.post(format!("{path}/restore"), json!({})).await.is(200)["status"], "snoozed");
    eventually("it wakes", PATIENCE, async || (ana.look(&conversation).await["status"] == "open").then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contact_of_a_deleted_conversation_starts_another_one() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let hello = json!({"contact": {"phone": "+33639980001"}, "body": "Hello"});
    let first = ana.post(format!("inboxes/{inbox}/messages"), hello.clone()).await.is(201);
    let path = format!("conversations/{}", first["conversation_id"].as_str().unwrap());
    ana.delete(&path).await.is(204);
    let next = ana.post(format!("inboxes/{inbox}/messages"), hello).await.is(201);
    assert_ne!(next["conversation_id"], first["conversation_id"]);
    assert_eq!(next["message"]["sender"]["id"], first["message"]["sender"]["id"], "the same contact");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_thirty_days_it_is_forgotten_with_all_it_had_and_nothing_else() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    ana.post("labels", json!({"name": "vip", "color": "#1f6feb"})).await.is(201);
    let mut conversations = Vec::new();
    for name in ["Old", "Older", "Recent", "Kept"] {
        let conversation = id(&ana.conversation_in(&inbox, name).await).to_owned();
        let path = format!("conversations/{conversation}");
        let asked = app.contact_writes(&ana, &conversation, "Which?").await;
        let question = ana.list(&format!("{path}/messages")).await[usize::try_from(asked).unwrap() - 1].clone();
        let answer = json!({"kind": "text", "body": "This", "reply_to_id": id(&question)});
        ana.post(format!("{path}/messages"), answer).await.is(201);
        ana.put(format!("{path}/labels/vip")).await.is(200);
        ana.put(format!("{path}/participants/{}", ana.user_id)).await.is(200);
        ana.post(format!("{path}/status"), json!({"status": "resolved"})).await.is(200);
        conversations.push(conversation);
    }
    // Of one that is forgotten in more than one step, with a file and a reaction.
    for statement in [
        format!(
            "insert into messages (account_id, conversation_id, seq, id, kind, direction, sender_type, body, status,
                                   created_at, inbound_ordinal, search_bucket)
             select account_id, '{}', 2 + n, gen_random_uuid(), 'text', 'outbound', 'system', 'Word', 'sent', now(), 1, 0
             from account_streams, generate_series(1, 2500) n",
            conversations[0]
        ),
        format!(
            "insert into attachments (account_id, id, state, message_id, place, name, media_type, size, sha256, created_at)
             select account_id, gen_random_uuid(), 'stored', id, 1, 'a.txt', 'text/plain', 1, sha256('a'), now()
             from messages where conversation_id = '{}' and seq = 1",
            conversations[0]
        ),
        format!(
            "insert into message_reactions (account_id, message_id, emoji, user_id, created_at)
             select account_id, id, '+1', '{}', now() from messages where conversation_id = '{}' and seq <= 2",
            ana.user_id, conversations[0]
        ),
    ] {
        // As the tenant, for the triggers.
        let statement = format!("select set_config('app.account_id', '{}', false); {statement}", ana.account_id);
        app.database.execute(&statement).await;
    }
    let other = id(&ana.conversation_in(&inbox, "Old").await).to_owned();
    for conversation in &conversations[..3] {
        ana.delete(format!("conversations/{conversation}")).await.is(204);
    }
    let past = format!(
        "update conversations set deleted_at = deleted_at - interval '31 days' where id in ('{}', '{}')",
        conversations[0], conversations[1]
    );
    app.database.execute(&past).await;
    ana.post(format!("conversations/{}/restore", conversations[0]), json!({}))
        .await
        .problem(404, "CONVERSATION_NOT_FOUND");

    // Twice, as jobs may run.
    for _ in 0..2 {
        app.database.execute("select graphile_worker.add_job('purge_conversations', '{}')").await;
        eventually("the job is done", PATIENCE, async || {
            (app.count("select count(*) from graphile_worker.jobs").await == 0).then_some(())
        })
        .await;
    }
    let left: Vec<String> = sqlx::query_scalar("select id::text from conversations order by id")
        .fetch_all(&mut app.sql().await)
        .await
        .unwrap();
    assert_eq!(left, [conversations[2].clone(), conversations[3].clone(), other]);
    for (table, rows) in [
        ("select count(*) from messages", 4),
        ("select count(*) from conversation_labels", 2),
        ("select count(*) from participants", 2),
        ("select count(*) from conversation_transitions", 2),
        ("select count(*) from message_reactions", 0),
        ("select count(*) from attachments where state = 'discarded' and message_id is null", 1),
    ] {
        assert_eq!(app.count(table).await, rows, "{table}");
    }
    ana.post(format!("conversations/{}/restore", conversations[2]), json!({})).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_itself_can_forget_nothing_that_is_not_deleted() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    ana.say(&conversation, "Hello").await;
    let mut session = app.database.as_app().await;
    for hidden in ["on", "off"] {
        sqlx::query("select set_config('app.account_id', $1, false), set_config('app.hidden', $2, false)")
            .bind(ana.account_id.to_string())
            .bind(hidden)
            .execute(&mut session)
            .await
            .unwrap();
        for statement in ["delete from messages", "delete from conversations"] {
            assert_eq!(sqlx::query(statement).execute(&mut session).await.unwrap().rows_affected(), 0, "{statement}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_see_it_cannot_bring_it_back() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "admin", "mine").await;
    let conversation = id(&ana.conversation().await).to_owned();
    ana.delete(format!("conversations/{conversation}")).await.is(204);
    assert!(bob.list("conversations/deleted").await.is_empty());
    bob.post(format!("conversations/{conversation}/restore"), json!({})).await.problem(404, "CONVERSATION_NOT_FOUND");
    ana.post(format!("conversations/{}/restore", fresh_id()), json!({})).await.problem(404, "CONVERSATION_NOT_FOUND");
    ana.post("conversations/nonsense/restore", json!({})).await.violations();
    ana.delete("conversations/nonsense").await.violations();
    let wrong = ana.post(format!("conversations/{conversation}/restore"), json!({"when": "now"})).await;
    assert_eq!(wrong.violations(), ["/when UNKNOWN_FIELD"]);
    ana.post(format!("conversations/{conversation}/restore"), json!({})).await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_cursor_that_meets_a_deletion_leaves_no_hole_in_the_log() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    app.contact_writes(&ana, &conversation, "Hello?").await;
    let path = format!("conversations/{conversation}");
    for round in 0..60 {
        // Each moves the cursor, if it gets there.
        let way = if round % 2 == 0 { "read" } else { "unread" };
        let (cursor, deleted) = tokio::join!(
            ana.post(format!("{path}/{way}"), json!({"seq": 1})).into_future(),
            ana.delete(&path).into_future()
        );
        assert!([200, 404].contains(&cursor.status().as_u16()), "{}", cursor.status());
        deleted.is(204);
        ana.post(format!("{path}/restore"), json!({})).await.is(200);
    }
    let holes =
        "select count(*) from (select pos - lag(pos) over (partition by account_id order by pos) as step from events) e
                 where step <> 1";
    assert_eq!(app.count(holes).await, 0);
    let tails = "select count(*) from account_streams s
                 where head <> (select max(pos) from events e where e.account_id = s.account_id)";
    assert_eq!(app.count(tails).await, 0);
    recount(&mut app.sql().await).await;
}
