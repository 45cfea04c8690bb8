//! Receipts: how far each member has read, exact at every moment.

use serde_json::{Value, json};
use skybot_tests::{App, Dice, User, id};

async fn move_to(user: &User, conversation: &str, way: &str, seq: i64) -> Value {
    user.post(format!("conversations/{conversation}/{way}"), json!({"seq": seq})).await.is(200)
}

/// What unread is by definition: what the contact wrote after the cursor.
const RECOUNT: &str = "
    select count(*) from messages m
    where m.direction = 'inbound' and m.seq > coalesce(
      (select p.read_seq from participants p
       where p.account_id = m.account_id and p.conversation_id = m.conversation_id and p.user_id = $1), 0)";

#[tokio::test(flavor = "multi_thread")]
async fn unread_is_what_the_contact_wrote_after_ones_cursor() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    let mut dice = Dice::new(11);
    let mut newest = 0_i64;
    for _ in 0..60 {
        let user = if dice.below(2) == 0 { &ana } else { &bob };
        match dice.below(6) {
            0 | 1 => newest = app.contact_writes(&ana, &conversation, "Hello?").await,
            2 => newest = user.say(&conversation, "Hello").await["seq"].as_i64().unwrap(),
            3 => {
                let note = json!({"kind": "note", "body": "Hm"});
                let path = format!("conversations/{conversation}/messages");
                newest = user.post(path, note).await.is(201)["seq"].as_i64().unwrap();
            }
            way => {
                let seq = 1 + i64::try_from(dice.below(20)).unwrap();
                let state = move_to(user, &conversation, if way == 4 { "read" } else { "unread" }, seq).await;
                assert!(state["seq"].as_i64().unwrap() <= newest, "{state}");
                assert_eq!(state["unread_count"], user.look(&conversation).await["unread_count"]);
            }
        }
        for user in [&ana, &bob] {
            let recount: i64 =
                sqlx::query_scalar(RECOUNT).bind(user.user_id).fetch_one(&mut app.sql().await).await.unwrap();
            assert_eq!(user.look(&conversation).await["unread_count"], recount);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_never_moves_back_nor_past_the_newest() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    for number in 0..5 {
        app.contact_writes(&ana, &conversation, &format!("Message {number}")).await;
    }
    let place = |state: &Value| (state["seq"].as_i64().unwrap(), state["unread_count"].as_i64().unwrap());
    assert_eq!(place(&move_to(&ana, &conversation, "read", 3).await), (3, 2));
    let read_at = move_to(&ana, &conversation, "read", 3).await["read_at"].clone();
    assert_eq!(place(&move_to(&ana, &conversation, "read", 1).await), (3, 2), "never back");
    assert_eq!(move_to(&ana, &conversation, "read", 2).await["read_at"], read_at);
    assert_eq!(place(&move_to(&ana, &conversation, "read", i64::MAX).await), (5, 0), "never past the newest");

    assert_eq!(place(&move_to(&ana, &conversation, "unread", 4).await), (3, 2), "unread from there on");
    assert_eq!(place(&move_to(&ana, &conversation, "unread", 5).await), (3, 2), "never forward");
    assert_eq!(place(&move_to(&ana, &conversation, "unread", 1).await), (0, 5));

    for way in ["read", "unread"] {
        for seq in [0, -1, i64::MIN] {
            let answer = ana.post(format!("conversations/{conversation}/{way}"), json!({"seq": seq})).await;
            assert_eq!(answer.violations(), ["/seq OUT_OF_RANGE"]);
        }
        for seq in [json!("1"), json!(1.5), json!(1e30), Value::Null] {
            ana.post(format!("conversations/{conversation}/{way}"), json!({"seq": seq})).await.violations();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_are_those_who_have_read() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "viewer", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    for _ in 0..3 {
        app.contact_writes(&ana, &conversation, "Hello?").await;
    }
    let readers = async || ana.list(&format!("conversations/{conversation}/readers?limit=1")).await;
    assert!(readers().await.is_empty());
    // Who only watches has not read.
    ana.put(format!("conversations/{conversation}/participants/{}", ana.user_id)).await.is(200);
    assert!(readers().await.is_empty());

    move_to(&bob, &conversation, "read", 2).await;
    move_to(&ana, &conversation, "read", 3).await;
    let mut found: Vec<_> =
        readers().await.iter().map(|reader| (reader["name"].clone(), reader["seq"].clone())).collect();
    found.sort_by_key(|(name, _)| name.to_string());
    assert_eq!(found, [(json!("Bob"), json!(2)), (json!("owner"), json!(3))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_cursor_is_an_event_and_one_that_stays_is_none() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    app.contact_writes(&ana, &conversation, "Hello?").await;
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();
    for _ in 0..3 {
        move_to(&ana, &conversation, "read", 1).await;
    }
    let events = ana.get(format!("events?after={head}")).await.is(200)["items"].clone();
    assert_eq!(events.as_array().unwrap().len(), 1);
    let expected = json!({"conversation_id": conversation, "user_id": ana.user_id, "seq": 1, "unread_count": 0});
    assert_eq!((&events[0]["type"], &events[0]["data"]), (&json!("conversation:read"), &expected));
}
