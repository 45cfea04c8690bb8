//! Two conversations become one: nothing is lost, everything stays in order, and the old id leads on.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_client::reqwest::Method;
use skybot_tests::{App, Dice, User, eventually, fresh_id, from_now, id, recount};

async fn two(user: &User) -> (String, String) {
    let inbox = user.inbox("Support").await;
    let first = user.conversation_in(&inbox, "Bea").await;
    let body = json!({"inbox_id": inbox, "contact_id": id(&first["contact"])});
    let second = user.post("conversations", body).await.is(201);
    (id(&first).to_owned(), id(&second).to_owned())
}

async fn merge(user: &User, source: &str, target: &str) -> Value {
    user.post(format!("conversations/{source}/merge"), json!({"into": target})).await.is(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_labels_and_watchers_join_and_the_old_one_is_gone() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let (source, target) = two(&ana).await;
    for name in ["both", "first", "second"] {
        ana.post("labels", json!({"name": name, "color": "#1f6feb"})).await.is(201);
    }
    ana.post(format!("conversations/{source}/labels"), json!({"add": ["both", "first"]})).await.is(200);
    ana.post(format!("conversations/{target}/labels"), json!({"add": ["both", "second"]})).await.is(200);
    ana.put(format!("conversations/{source}/participants/{}", bob.user_id)).await.is(200);
    ana.put(format!("conversations/{target}/participants/{}", ana.user_id)).await.is(200);
    app.contact_writes(&ana, &source, "Where is my quince?").await;
    let said = ana.say(&source, "On its way").await;
    app.contact_writes(&ana, &target, "And my marmalade?").await;
    let before: Vec<_> = ana.list(&format!("conversations/{target}/messages")).await;
    let moved: Vec<_> = ana.list(&format!("conversations/{source}/messages")).await;
    let counts = ana.get("conversations/counts").await.is(200);
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();

    let one = merge(&ana, &source, &target).await;
    assert_eq!(one["id"], json!(target));
    assert_eq!((&one["message_count"], &one["participant_count"]), (&json!(3), &json!(2)));
    assert_eq!(one["labels"], json!(["both", "first", "second"]));
    assert_eq!(one["last_message"]["preview"], "On its way");
    assert_eq!(one["waiting_since"], Value::Null, "the last word is ours");
    assert_eq!(one["first_reply_at"], said["created_at"]);

    // In their order, with ids and times they had.
    let all = ana.list(&format!("conversations/{target}/messages?after=0")).await;
    let expected: Vec<_> = before
        .iter()
        .chain(&moved)
        .zip(1..)
        .map(|(message, seq)| {
            let mut message = message.clone();
            message["seq"] = json!(seq);
            message["conversation_id"] = json!(target);
            message
        })
        .collect();
    assert_eq!(all, expected);
    assert_eq!(ana.get(format!("messages/{}", id(&said))).await.is(200)["seq"], 3);

    // Found where they are now; the old one in no list.
    for word in ["quince", "marmalade"] {
        let hits = ana.get(format!("search?q={word}")).await.is(200)["items"].clone();
        assert_eq!(hits.as_array().unwrap().len(), 1);
        assert_eq!(hits[0]["conversation"]["id"], json!(target), "{hits}");
    }
    assert_eq!(ana.list("conversations").await.len(), 1);
    assert_eq!(ana.list("conversations?q=Bea").await.len(), 1);
    let now = ana.get("conversations/counts").await.is(200);
    assert_eq!(now["open"].as_i64().unwrap(), counts["open"].as_i64().unwrap() - 1);

    let events = bob.get(format!("events?after={head}")).await.is(200)["items"].clone();
    let events: Vec<_> =
        events.as_array().unwrap().iter().map(|event| (&event["type"], &event["data"]["id"])).collect();
    assert_eq!(
        events,
        [(&json!("conversation:merged"), &json!(source)), (&json!("conversation:updated"), &json!(target))]
    );
    let merged = ana.get(format!("events?after={head}&limit=1")).await.is(200)["items"][0].clone();
    assert_eq!(merged["data"], json!({"id": source, "merged_into": target}));
    recount(&mut app.sql().await).await;

    // It goes on as one.
    app.contact_writes(&ana, &target, "Thanks").await;
    assert_eq!(ana.look(&target).await["message_count"], 4);
    recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_old_one_leads_to_the_new_one() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (source, target) = two(&ana).await;
    merge(&ana, &source, &target).await;
    let operations = app.anonymous().await.contract().operations();
    let routes: Vec<_> = operations
        .iter()
        .filter(|operation| operation.path.starts_with("/api/v1/conversations/{id}"))
        // What brings back a deleted one has nothing to bring back.
        .collect();
    assert!(routes.len() >= 20, "{}", routes.len());
    for operation in routes {
        let fill = |conversation: &str| {
            let path = operation.path.replace("{id}", conversation).replace("{label}", "vip");
            path.replace("{user_id}", &ana.user_id.to_string())
        };
        let query = if operation.method == Method::GET { "?" } else { "" };
        let ask = ana.ask(operation.method.clone(), format!("{}{query}", fill(&source)));
        let body = match operation.path.rsplit('/').next().unwrap() {
            "status" => json!({"status": "open"}),
            "transfer" => json!({"inbox_id": fresh_id()}),
            "merge" => json!({"into": target}),
            "read" | "unread" => json!({"seq": 1}),
            "messages" => json!({"kind": "text", "body": "Hello"}),
            "draft" => json!({"body": "Hello"}),
            "scheduled-messages" => {
                json!({"kind": "text", "body": "Hello", "send_at": from_now(Duration::from_hours(9))})
            }
            _ => json!({}),
        };
        let takes_body = !operation.spec["requestBody"].is_null();
        let answer = if takes_body { ask.json(body).await } else { ask.await };
        let what = format!("{} {}", operation.method, operation.path);
        let problem = answer.problem(308, "CONVERSATION_MERGED");
        assert_eq!(problem["merged_into"], json!(target), "{what}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{what}");
        let location = answer.header("location").unwrap();
        assert_eq!(location.trim_end_matches('?'), fill(&target), "{what}");
    }
    let asked = ana.get(format!("conversations/{source}/messages?before=7&limit=2")).await;
    let location = format!("/api/v1/conversations/{target}/messages?before=7&limit=2");
    assert_eq!(asked.header("location"), Some(location.as_str()));
    assert_eq!(ana.look(&target).await["message_count"], 0, "nothing was done on the way");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_or_scheduled_goes_on_in_the_new_one() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let (source, target) = two(&ana).await;
    for conversation in [&source, &target] {
        app.contact_writes(&ana, conversation, "Hello?").await;
    }
    let draft = |conversation: &str| format!("conversations/{conversation}/draft");
    ana.put(draft(&source)).json(json!({"kind": "note", "body": "Ask Eve"})).await.is(200);
    ana.put(draft(&target)).json(json!({"kind": "text", "body": "Dear Bea"})).await.is(200);
    bob.put(draft(&source)).json(json!({"kind": "text", "body": "We will"})).await.is(200);
    let schedule = async |conversation: &str, body: &str, cancel: bool| {
        let body = json!({"kind": "text", "body": body, "send_at": from_now(Duration::from_hours(9)), "cancel_on_reply": cancel});
        ana.post(format!("conversations/{conversation}/scheduled-messages"), body).await.is(201)
    };
    let there = schedule(&target, "Target's", true).await;
    let moved = schedule(&source, "Source's", true).await;
    let replied = schedule(&source, "Too late", true).await;
    // Only the last has a reply behind it.
    app.database
        .execute(&format!("update scheduled_messages set inbound_count = 0 where id = '{}'", id(&replied)))
        .await;
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();

    merge(&ana, &source, &target).await;
    let joined = ana.get(draft(&target)).await.is(200);
    assert_eq!((&joined["kind"], &joined["body"]), (&json!("note"), &json!("Dear Bea\n\nAsk Eve")));
    assert_eq!(bob.get(draft(&target)).await.is(200)["body"], "We will");
    assert_eq!((ana.list("drafts").await.len(), bob.list("drafts").await.len()), (1, 1));
    let kinds = |user: &Value| {
        let count = |kind: &str| user["items"].as_array().unwrap().iter().filter(|event| event["type"] == kind).count();
        (count("draft:updated"), count("scheduled:updated"))
    };
    assert_eq!(kinds(&ana.get(format!("events?after={head}")).await.is(200)), (1, 2), "a draft of one's own");
    assert_eq!(kinds(&bob.get(format!("events?after={head}")).await.is(200)), (1, 2));

    app.database.execute("update scheduled_messages set send_at = now()").await;
    app.database.execute("update graphile_worker._private_jobs set run_at = now()").await;
    let outcome = async |one: &Value| {
        let now = eventually("its time comes", Duration::from_secs(30), async || {
            let now = ana.get(format!("scheduled-messages/{}", id(one))).await.is(200);
            (now["state"] != "pending").then_some(now)
        });
        let now = now.await;
        assert_eq!(now["conversation_id"], json!(target));
        now["state"].as_str().unwrap().to_owned()
    };
    assert_eq!(outcome(&there).await, "sent");
    assert_eq!(outcome(&moved).await, "sent");
    assert_eq!(outcome(&replied).await, "cancelled");
    assert_eq!(ana.look(&target).await["message_count"], 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_see_the_new_one_is_led_to_it() {
    let app = App::start().await;
    let (ana, eve) = (app.tenant().await, app.tenant().await);
    let bob = ana.colleague(&app, "Bob", "agent", "mine").await;
    let (source, target) = two(&ana).await;
    merge(&ana, &source, &target).await;
    for stranger in [&bob, &eve] {
        let path = |id: &str| format!("conversations/{id}");
        let old = stranger.get(path(&source)).await;
        assert_eq!(old.face(), stranger.get(path(&fresh_id().to_string())).await.face());
    }
    ana.delete(format!("conversations/{target}")).await.is(204);
    ana.get(format!("conversations/{source}")).await.problem(404, "CONVERSATION_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_are_one_step_long() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (a, b) = two(&ana).await;
    let contact = ana.look(&a).await["contact"]["id"].clone();
    let inbox = ana.look(&a).await["inbox_id"].clone();
    let c = id(&ana.post("conversations", json!({"inbox_id": inbox, "contact_id": contact})).await.is(201)).to_owned();
    for conversation in [&a, &b, &c] {
        ana.say(conversation, "Word").await;
    }
    merge(&ana, &a, &b).await;
    merge(&ana, &b, &c).await;
    for old in [&a, &b] {
        let problem = ana.get(format!("conversations/{old}")).await.problem(308, "CONVERSATION_MERGED");
        assert_eq!(problem["merged_into"], json!(c));
    }
    assert_eq!(ana.look(&c).await["message_count"], 3);
    recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_stay_where_they_were_and_who_had_read_all_is_at_the_end() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (source, target) = two(&ana).await;
    for conversation in [&source, &target] {
        for number in 0..3 {
            app.contact_writes(&ana, conversation, &format!("Message {number}")).await;
            ana.say(conversation, "Yes").await;
        }
    }
    // Read so far in the source and in the target; unread after the merge, of six inbound.
    let mut readers = Vec::new();
    for (of_source, of_target, unread) in [(6, 6, 0), (0, 6, 3), (3, 6, 1), (6, 0, 6), (6, 3, 4), (0, 0, 6), (0, 3, 4)]
    {
        let user = ana.colleague(&app, &format!("Reader {of_source} {of_target}"), "agent", "all").await;
        for (conversation, seq) in [(&source, of_source), (&target, of_target)] {
            if seq > 0 {
                user.post(format!("conversations/{conversation}/read"), json!({"seq": seq})).await.is(200);
            }
        }
        readers.push((user, unread));
    }
    merge(&ana, &source, &target).await;
    for (user, unread) in &readers {
        assert_eq!(user.look(&target).await["unread_count"], *unread, "{}", user.email);
    }
    recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_external_ids_stay_with_what_was_there() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (source, target) = two(&ana).await;
    let say = async |conversation: &str, text: &str, key: &str| {
        ana.post(format!("conversations/{conversation}/messages"), json!({"kind": "text", "body": text})).key(key).await
    };
    say(&source, "Of the source", "same").await.is(201);
    let own = say(&source, "Own", "own").await.is(201);
    let kept = say(&target, "Of the target", "same").await.is(201);
    merge(&ana, &source, &target).await;
    let again = say(&target, "Of the target", "same").await;
    assert_eq!((again.header("idempotency-replayed"), again.is(201)), (Some("true"), kept));
    let again = say(&target, "Own", "own").await;
    assert_eq!((again.header("idempotency-replayed"), &again.is(201)["id"]), (Some("true"), &own["id"]));
    assert_eq!(ana.look(&target).await["message_count"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contact_waits_since_the_first_word_that_nobody_answered() {
    let app = App::start().await;
    let ana = app.tenant().await;
    // What happened in the source, in the target, and in which of them the contact waits since when.
    for (in_source, in_target, waits) in [
        (vec!["in"], vec!["in"], Some("source")),
        (vec!["in"], vec!["in", "out"], Some("source")),
        (vec!["in", "out"], vec!["in"], None),
        (vec!["in", "out", "in"], vec!["in"], Some("last of source")),
        (vec![], vec!["in"], Some("target")),
        (vec!["note"], vec!["in"], Some("target")),
        (vec!["note"], vec!["in", "out"], None),
    ] {
        let inbox = ana.inbox(&format!("Inbox {}", fresh_id())).await;
        let first = ana.conversation_in(&inbox, "Bea").await;
        let body = json!({"inbox_id": inbox, "contact_id": id(&first["contact"])});
        let second = ana.post("conversations", body).await.is(201);
        let (source, target) = (id(&first), id(&second));
        for (conversation, words) in [(source, &in_source), (target, &in_target)] {
            for word in words {
                match *word {
                    "in" => drop(app.contact_writes(&ana, conversation, "Hello?").await),
                    "out" => drop(ana.say(conversation, "Hello").await),
                    _ => {
                        let note = json!({"kind": "note", "body": "Hm"});
                        ana.post(format!("conversations/{conversation}/messages"), note).await.is(201);
                    }
                }
            }
        }
        let waiting = async |conversation: &str| ana.look(conversation).await["waiting_since"].clone();
        let expected = match waits {
            Some("target") => waiting(target).await,
            Some(_) => waiting(source).await,
            None => Value::Null,
        };
        assert_eq!(merge(&ana, source, target).await["waiting_since"], expected, "{in_source:?} {in_target:?}");
    }
    recount(&mut app.sql().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_become_one_stays_two() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (source, target) = two(&ana).await;
    let path = format!("conversations/{source}/merge");
    assert_eq!(ana.post(&path, json!({"into": source})).await.violations(), ["/into SAME_CONVERSATION"]);
    assert_eq!(ana.post(&path, json!({"into": "there"})).await.violations(), ["/into INVALID_VALUE"]);
    assert_eq!(ana.post(&path, json!({})).await.violations(), ["/into REQUIRED"]);
    ana.post(&path, json!({"into": fresh_id()})).await.problem(404, "CONVERSATION_NOT_FOUND");
    ana.post(format!("conversations/{}/merge", fresh_id()), json!({"into": target}))
        .await
        .problem(404, "CONVERSATION_NOT_FOUND");
    let stranger = id(&ana.conversation().await).to_owned();
    ana.post(&path, json!({"into": stranger})).await.problem(409, "CONTACT_MISMATCH");
    let long = format!(
        "select set_config('app.account_id', '{}', false);
         insert into messages (account_id, conversation_id, seq, id, kind, direction, sender_type, body, status,
                               created_at, inbound_ordinal, search_bucket)
         select account_id, '{source}', n, gen_random_uuid(), 'text', 'outbound', 'system', 'Word ' || n, 'sent', now(), 0, 0
         from account_streams, generate_series(1, 5001) n",
        ana.account_id
    );
    app.database.execute(&long).await;
    ana.post(&path, json!({"into": target})).await.problem(409, "CONVERSATION_TOO_LONG");
    // The other way round there is nothing to move, so it goes well; and the longest that moves does.
    assert_eq!(merge(&ana, &target, &source).await["message_count"], 5_001);
}

#[tokio::test(flavor = "multi_thread")]
async fn merges_and_messages_at_the_same_time_lose_nothing() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let mut dice = Dice::new(7);
    for _ in 0..6 {
        let inbox = ana.inbox(&format!("Inbox {}", fresh_id())).await;
        let first = ana.conversation_in(&inbox, "Bea").await;
        let body = json!({"inbox_id": inbox, "contact_id": id(&first["contact"])});
        let second = ana.post("conversations", body).await.is(201);
        let ids = [id(&first).to_owned(), id(&second).to_owned()];
        // Both ways at once, while people write to both.
        let writes = (0..10).map(|_| {
            let conversation = ids[usize::from(dice.below(2) == 0)].clone();
            ana.post(format!("conversations/{conversation}/messages"), json!({"kind": "text", "body": "Word"}))
                .into_future()
        });
        let merges = [(&ids[0], &ids[1]), (&ids[1], &ids[0])].map(|(source, target)| {
            ana.post(format!("conversations/{source}/merge"), json!({"into": target})).into_future()
        });
        let (posts, joins) = futures_util::future::join(join_all(writes), join_all(merges)).await;
        let done = joins.iter().filter(|answer| answer.status() == 200).count();
        assert_eq!(done, 1, "{:?}", joins.iter().map(skybot_tests::Reply::status).collect::<Vec<_>>());
        let stored = posts.iter().filter(|answer| answer.status() == 201).count();
        assert!(posts.iter().all(|answer| [201, 308].contains(&answer.status().as_u16())));
        let left = joins.iter().find(|answer| answer.status() == 200).unwrap().json();
        assert_eq!(ana.look(id(&left)).await["message_count"], stored);
    }
    recount(&mut app.sql().await).await;
}
