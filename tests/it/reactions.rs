//! Reactions: one emoji, one member, once.

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_tests::{App, fresh_id, id};

/// 👍 as it stands in a path.
const THUMB: &str = "%F0%9F%91%8D";

#[tokio::test(flavor = "multi_thread")]
async fn an_emoji_is_put_on_once_and_taken_off_once() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let conversation = id(&ana.conversation().await).to_owned();
    app.contact_writes(&ana, &conversation, "Hello?").await;
    let message = ana.get(format!("conversations/{conversation}/messages")).await.is(200)["items"][0].clone();
    let target = format!("messages/{}/reactions", id(&message));
    let head = ana.get("events").await.is(200)["head"].as_i64().unwrap();
    let by = |users: &[&skybot_tests::User]| -> Vec<Value> {
        users.iter().map(|user| json!({"type": "user", "id": user.user_id})).collect()
    };

    for _ in 0..2 {
        let now = ana.put(format!("{target}/👍")).await;
        assert_eq!(now.is(200)["reactions"], json!([{"emoji": "👍", "by": by(&[&ana])}]));
        assert_eq!(now.header("etag"), Some("\"1\""), "the version guards the text alone");
    }
    bob.put(format!("{target}/%E2%9D%A4")).await.is(200);
    let now = bob.put(format!("{target}/👍")).await.is(200);
    let both = json!([{"emoji": "👍", "by": by(&[&ana, &bob])}, {"emoji": "❤️", "by": by(&[&bob])}]);
    assert_eq!(now["reactions"], both);
    let events = ana.get(format!("events?after={head}")).await.is(200)["items"].clone();
    let types: Vec<_> = events.as_array().unwrap().iter().map(|event| event["type"].clone()).collect();
    assert_eq!((json!(types), &events[0]["data"]), (json!(vec!["message:updated"; 3]), &now), "one for each change");

    for _ in 0..2 {
        let now = ana.delete(format!("{target}/👍")).await.is(200);
        assert_eq!(now["reactions"][0], json!({"emoji": "❤️", "by": by(&[&bob])}));
    }
    // Bob's stays Bob's.
    ana.delete(format!("{target}/❤️")).await.is(200);
    assert_eq!(app.count("select count(*) from message_reactions").await, 2);
    assert_eq!(app.count("select sum(reaction_count)::bigint from messages").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_emoji_on_a_message_that_is_there() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = id(&ana.conversation().await).to_owned();
    let said = ana.say(&conversation, "Hello").await;
    let target = format!("messages/{}/reactions", id(&said));
    for emoji in ["a", "1", "%3A%2B1%3A", "%F0%9F%91%8D%F0%9F%91%8D", "%F0%9F%91%8Da", "%00", "%FF", "a%00b", "%20"] {
        assert_eq!(ana.put(format!("{target}/{emoji}")).await.violations(), ["emoji INVALID_EMOJI"], "{emoji}");
    }
    ana.put(format!("messages/{}/reactions/{THUMB}", fresh_id())).await.problem(404, "MESSAGE_NOT_FOUND");
    ana.put(format!("messages/none/reactions/{THUMB}")).await.violations();
    ana.put(format!("{target}/{THUMB}?by=me")).await.violations();

    let emoji: Vec<_> = (0..21).map(|n| char::from_u32(0x1f600 + n).unwrap()).collect();
    // At the same time, and there is room for twenty.
    let encoded =
        |emoji: &char| emoji.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let put = emoji.iter().map(|emoji| ana.put(format!("{target}/{}", encoded(emoji))));
    let answers = join_all(put.map(std::future::IntoFuture::into_future)).await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status() != 200).collect();
    assert_eq!(refused.len(), 1);
    refused[0].problem(409, "TOO_MANY_REACTIONS");
    let there = ana.get(format!("messages/{}", id(&said))).await.is(200)["reactions"][0]["emoji"].clone();
    ana.put(format!("{target}/{}", there.as_str().unwrap())).await.is(200);

    ana.delete(format!("messages/{}", id(&said))).await.is(204);
    ana.put(format!("{target}/{THUMB}")).await.problem(409, "MESSAGE_DELETED");
    assert_eq!(app.count("select count(*) from message_reactions").await, 0);
}
