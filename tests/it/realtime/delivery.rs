//! Every event once, in order, whatever happens in between.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};
use skybot_client::{Outbox, Update, wire};
use skybot_tests::{App, Dice, User, eventually, id};
use tokio::net::TcpSocket;

use super::{Socket, are_told, bones, head, log, shake_hands};

/// Writers of a tenant, all at once.
async fn write(user: &User, conversations: &[String], each: usize) {
    join_all(conversations.iter().map(async |conversation| {
        for number in 0..each {
            user.say(conversation, &format!("Message {number}")).await;
        }
    }))
    .await;
}

async fn conversations(user: &User, count: usize) -> Vec<String> {
    let inbox = user.inbox("Support").await;
    join_all((0..count).map(async |_| id(&user.conversation_in(&inbox, "Bea").await).to_owned())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sockets_are_told_the_same_log_while_many_write() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let places = conversations(&ana, 6).await;
    let (mut first, start) = Socket::of(&app.server, &ana).await;
    // Joins in the middle of it, from the beginning.
    let ((), (told, seen)) = tokio::join!(write(&ana, &places, 20), async {
        let mut second = Socket::after(&app.server, &bob, 0).await;
        let (mut cursor, mut other) = (start, 0);
        let to = start + 120;
        tokio::join!(first.events(&mut cursor, to), second.events(&mut other, to))
    });
    let (whole, end) = log(&ana, 0).await;
    assert_eq!(end, start + 120);
    let at = usize::try_from(start).unwrap();
    assert_eq!(bones(&told), bones(&whole[at..]));
    assert_eq!(bones(&seen), bones(&whole));
    // What was told is the resource as REST gives it.
    let last = told.last().unwrap();
    assert_eq!(last["data"], ana.get(format!("messages/{}", id(&last["data"]))).await.is(200));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_told_at_once_and_by_another_node_soon() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let other = app.another_node().await;
    let place = conversations(&ana, 1).await.remove(0);
    let (mut here, mut cursor) = Socket::of(&app.server, &ana).await;
    let (mut there, mut other_cursor) = Socket::of(&other, &ana).await;
    here.ask(json!({"type": "ping"})).await;
    there.ask(json!({"type": "ping"})).await;
    let (mut times, mut slowest) = (Vec::new(), Duration::ZERO);
    for _ in 0..5 {
        ana.say(&place, "Hello").await;
        let begun = Instant::now();
        let to = cursor + 1;
        here.events(&mut cursor, to).await;
        times.push(begun.elapsed());
        there.events(&mut other_cursor, to).await;
        slowest = slowest.max(begun.elapsed());
    }
    assert!(are_told(times), "not only found by looking about once a second");
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn cuts_and_a_killed_server_lose_nothing_and_repeat_nothing() {
    let mut app = App::start().await;
    let mut ana = app.tenant().await;
    let places = conversations(&ana, 3).await;
    let start = head(&ana).await;
    let (mut told, mut cursor, mut dice) = (Vec::new(), start, Dice::new(5));
    for round in 0..3 {
        let mut live = ana.client().live(Some(cursor));
        let to = start + 60 * (round + 1);
        let writing = write(&ana, &places, 20);
        let reading = async {
            while live.cursor() < Some(to) {
                if let Update::Event(event) = live.next().await.unwrap() {
                    told.push(serde_json::to_value(*event).unwrap());
                }
                if dice.below(12) == 0 {
                    live.cut();
                }
            }
            assert!(live.connections() > 2, "it was cut");
        };
        tokio::join!(writing, reading);
        cursor = live.cursor().unwrap();
        if round < 2 {
            app.kill9().await;
            app.restart().await;
            ana = ana.again(&app).await;
        }
    }
    let (whole, _) = log(&ana, start).await;
    assert_eq!(bones(&told), bones(&whole));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_before_the_server_died_is_told_after() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let place = conversations(&ana, 1).await.remove(0);
    let (mut socket, mut cursor) = Socket::of(&app.server, &ana).await;
    // Acknowledged or not, told or not: the log decides.
    let (texts, ()) = tokio::join!(
        join_all((0..30).map(|number| {
            let body = json!({"kind": "text", "body": format!("{number}")}).to_string();
            let client = ana.client().clone();
            let target = format!("/api/v1/conversations/{place}/messages");
            async move {
                let headers = skybot_client::reqwest::header::HeaderMap::from_iter([(
                    skybot_client::reqwest::header::CONTENT_TYPE,
                    "application/json".parse().unwrap(),
                )]);
                let post = skybot_client::reqwest::Method::POST;
                client.request(post, &target, bytes::Bytes::from(body), headers).await.is_ok()
            }
        })),
        app.kill9()
    );
    let mut told = Vec::new();
    while let Some(super::Got::Frame(frame)) = socket.within(Duration::from_secs(5)).await {
        if frame["type"] == "event" {
            assert_eq!(frame["prev"].as_i64(), Some(cursor));
            cursor = frame["pos"].as_i64().unwrap();
            told.push(frame["event"].clone());
        }
    }
    app.restart().await;
    let ana = ana.again(&app).await;
    let (whole, end) = log(&ana, cursor - i64::try_from(told.len()).unwrap()).await;
    let mut socket = Socket::after(&app.server, &ana, cursor).await;
    told.extend(socket.events(&mut cursor, end).await);
    assert_eq!(bones(&told), bones(&whole));
    let written = whole.iter().filter(|event| event["type"] == "message:created").count();
    assert!(written >= texts.iter().filter(|ok| **ok).count(), "what was acknowledged is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_stands_still_is_closed_and_delays_nobody() {
    const LONG: usize = 8_000;
    let app = App::start().await;
    let ana = app.tenant().await;
    let places = conversations(&ana, 16).await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let (mut healthy, mut cursor) = Socket::of(&app.server, &ana).await;
    let start = cursor;
    // A small buffer on this side, and nothing is read from it.
    let small = TcpSocket::new_v4().unwrap();
    small.set_recv_buffer_size(4 * 1024).unwrap();
    let stream = small.connect(app.server.address.parse().unwrap()).await.unwrap();
    let mut still = shake_hands(&app.server, stream, &[]).await.unwrap();
    assert_eq!(still.frame().await["type"], "hello");
    still.authenticate(&bob).await;
    still.say(json!({"type": "resume", "after": start})).await;

    let text = "x".repeat(LONG);
    let (slowest, ()) = tokio::join!(
        async {
            let mut slowest = Duration::ZERO;
            while cursor < start + 16 * 60 {
                let begun = Instant::now();
                let to = cursor + 1;
                healthy.events(&mut cursor, to).await;
                slowest = slowest.max(begun.elapsed());
            }
            slowest
        },
        async {
            join_all(places.iter().map(async |place| {
                for _ in 0..60 {
                    ana.say(place, &text).await;
                }
            }))
            .await;
        }
    );
    assert!(slowest < Duration::from_secs(3), "{slowest:?}: the healthy one waits for nobody");
    eventually("it is closed", Duration::from_mins(1), async || {
        let members = ana.get("presence").await.is(200);
        let is_bob = |member: &&Value| member["user_id"] == json!(bob.user_id);
        let status = members["items"].as_array().unwrap().iter().find(is_bob)?["status"].clone();
        (status == "offline").then_some(())
    })
    .await;
    let mut got = start;
    let code = loop {
        match still.got().await {
            super::Got::Closed(code, _) => break code,
            super::Got::Frame(frame) if frame["type"] == "event" => {
                assert_eq!(frame["prev"].as_i64(), Some(got));
                got = frame["pos"].as_i64().unwrap();
            }
            super::Got::Frame(_) => {}
        }
    };
    assert_eq!(code, 4013);
    assert!(got < cursor, "it was closed in the middle");
    let kept = usize::try_from(got - start).unwrap() * LONG;
    assert!(kept < 512 * 1024, "{kept} bytes were kept for it by the system");
    let mut socket = Socket::after(&app.server, &bob, got).await;
    let rest = socket.events(&mut got, cursor).await;
    let positions: HashSet<i64> = rest.iter().map(|event| event["pos"].as_i64().unwrap()).collect();
    assert_eq!(positions.len(), rest.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_the_outbox_are_sent_once_whatever_the_server_does() {
    let mut app = App::start().await;
    let ana = app.tenant().await;
    let place = conversations(&ana, 1).await.remove(0);
    let conversation = uuid::Uuid::try_parse(&place).unwrap();
    let message = |number: usize| wire::PostMessage {
        kind: wire::PostKind::Text,
        body: format!("{number}"),
        mentions: Vec::new(),
        attachment_ids: Vec::new(),
        reply_to_id: None,
        client_id: None,
    };
    let mut outbox = Outbox::default();
    for number in 0..3 {
        outbox.add(conversation, message(number), format!("key {number}").replace(' ', "-"));
    }
    let first = ana.client().clone();
    app.kill9().await;
    outbox.send(&first, Duration::from_millis(100)).await.unwrap_err();
    assert_eq!(outbox.len(), 3, "nothing is lost");
    app.restart().await;
    let ana = ana.again(&app).await;
    // One of them had come through after all.
    ana.client().post_message(conversation, &message(0), Some("key-0")).await.unwrap();
    let sent = outbox.send(ana.client(), Duration::from_secs(10)).await.unwrap();
    assert!(outbox.is_empty());
    let bodies: Vec<Value> = ana.list(&format!("conversations/{place}/messages?limit=100")).await;
    assert_eq!(sent.len(), 3);
    assert_eq!(
        bodies.iter().map(|message| message["body"].clone()).collect::<Vec<_>>(),
        [json!("0"), json!("1"), json!("2")]
    );
}
