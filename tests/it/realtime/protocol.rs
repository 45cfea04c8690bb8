//! What clients get wrong, and the limits: the right close code, and nobody else is disturbed.

use std::time::{Duration, Instant};

use serde_json::json;
use skybot_tests::{App, fresh_id, id};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, coding};

use super::{PATIENCE, Socket, head};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_frame_of_the_protocol_is_answered_by_its_close_code() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let (mut bystander, mut cursor) = Socket::of(&app.server, &ana).await;
    let text = |text: &str| Message::text(text.to_owned());
    let long = json!({"type": "ping", "ref": "x".repeat(64 * 1024)}).to_string();
    let reserved =
        Frame::message(bytes::Bytes::from_static(b"{}"), coding::OpCode::Data(coding::Data::Reserved(3)), true);
    let part = |opcode, last| Frame::message(bytes::Bytes::from(vec![b'x'; 40 * 1024]), opcode, last);
    // Before anybody has said who it is.
    for (message, code) in [
        (text("no"), 4001),
        (text("[]"), 4001),
        (text(r#"{"type":"join"}"#), 4001),
        (text(r#"{"type":"authenticate"}"#), 4001),
        (text(r#"{"type":"ping"}"#), 4003),
        (text(r#"{"type":"resume","after":0}"#), 4003),
        (text(r#"{"type":"authenticate","token":"nonsense"}"#), 4004),
        (text(r#"{"type":"authenticate","token":"sk_0123456789abcdef_0123456789abcdef"}"#), 4004),
        (text(r#"{"type":"authenticate","ticket":"nonsense"}"#), 4004),
        (Message::binary(vec![1, 2, 3]), 4001),
        (text(&long), 4001),
    ] {
        let mut socket = Socket::open(&app.server).await;
        let what = format!("{message:.60}");
        socket.send(message).await;
        assert_eq!(socket.closed().await, code, "{what}");
    }
    // And after.
    for (messages, code) in [
        (vec![text(r#"{"type":"authenticate","token":"x"}"#)], 4001),
        (vec![text(r#"{"type":"ping","more":1}"#)], 4001),
        (vec![text(r#"{"type":"resume","after":-1}"#)], 4007),
        (vec![text(r#"{"type":"resume","after":999999}"#)], 4007),
        (vec![Message::binary(vec![0])], 4001),
        (vec![Message::Frame(reserved)], 4001),
        (
            vec![
                Message::Frame(part(coding::OpCode::Data(coding::Data::Text), false)),
                Message::Frame(part(coding::OpCode::Data(coding::Data::Continue), true)),
            ],
            4001,
        ),
        (vec![text(r#"{"type":"ping"}"#); 45], 4008),
        (vec![Message::Ping(bytes::Bytes::new()); 45], 4008),
    ] {
        let (mut socket, _) = Socket::of(&app.server, &ana).await;
        let what = format!("{:.60}", messages[0]);
        for message in messages {
            socket.send(message).await;
        }
        assert_eq!(socket.closed().await, code, "{what}");
    }
    let to = cursor + 1;
    ana.inbox("Support").await;
    bystander.events(&mut cursor, to).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_is_closed_after_ten_seconds() {
    let app = App::start().await;
    let mut socket = Socket::open(&app.server).await;
    let begun = Instant::now();
    assert_eq!(socket.closed().await, 4003);
    assert!((Duration::from_secs(9)..Duration::from_secs(12)).contains(&begun.elapsed()), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_has_twenty_sockets_and_a_socket_two_hundred_subscriptions() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let mut sockets = Vec::new();
    for _ in 0..20 {
        sockets.push(Socket::of(&app.server, &ana).await.0);
    }
    let token = ana.client().bearer().await.unwrap().unwrap();
    let mut more = Socket::open(&app.server).await;
    more.say(json!({"type": "authenticate", "token": token})).await;
    assert_eq!(more.closed().await, 4008);
    let (mut bobs, _) = Socket::of(&app.server, &bob).await;
    // One goes, one may come.
    drop(sockets.pop());
    skybot_tests::eventually("there is room again", Duration::from_secs(5), async || {
        let mut next = Socket::open(&app.server).await;
        next.say(json!({"type": "authenticate", "token": token})).await;
        matches!(next.got().await, super::Got::Frame(_)).then_some(())
    })
    .await;

    let place = id(&ana.conversation().await).to_owned();
    for number in 0..201 {
        // Twenty a second.
        if number % 20 == 19 {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        let target = if number == 0 { place.clone() } else { fresh_id().to_string() };
        let answer = bobs.ask(json!({"type": "subscribe", "conversation_id": target})).await;
        let code = answer["problem"]["code"].as_str();
        // What was refused does not count.
        assert_eq!(code, (number > 0).then_some("CONVERSATION_NOT_FOUND"), "{answer}");
        if number == 40 {
            break;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_refused_as_rest_refuses_them() {
    let app = App::start().await;
    let (ana, stranger) = (app.tenant().await, app.tenant().await);
    let vera = ana.colleague(&app, "Vera", "viewer", "all").await;
    let ben = ana.colleague(&app, "Ben", "agent", "mine").await;
    let place = id(&ana.conversation().await).to_owned();
    app.contact_writes(&ana, &place, "Hello?").await;
    let (mut socket, _) = Socket::of(&app.server, &ana).await;
    for command in [
        json!({"type": "read", "conversation_id": place, "seq": 1}),
        json!({"type": "subscribe", "conversation_id": place}),
        json!({"type": "typing", "conversation_id": place, "on": true}),
        json!({"type": "viewing", "conversation_id": place}),
        json!({"type": "viewing", "conversation_id": null}),
        json!({"type": "unsubscribe", "conversation_id": place}),
        json!({"type": "presence", "status": "online"}),
    ] {
        assert_eq!(socket.ask(command).await["type"], "ok");
    }
    assert_eq!(socket.ask(json!({"type": "ping"})).await["type"], "pong");
    assert_eq!(ana.look(&place).await["unread_count"], 0, "it was read");

    let answer = socket.ask(json!({"type": "read", "conversation_id": place, "seq": 0})).await;
    let rest = ana.post(format!("conversations/{place}/read"), json!({"seq": 0})).await.is(422);
    for member in ["type", "title", "status", "code", "errors"] {
        assert_eq!(answer["problem"][member], rest[member], "{member}");
    }
    let (mut viewer, _) = Socket::of(&app.server, &vera).await;
    let answer = viewer.ask(json!({"type": "typing", "conversation_id": place, "on": true})).await;
    assert_eq!(answer["problem"]["code"], "FORBIDDEN");
    // Another tenant's, one out of reach and one that is not there are the same.
    let nowhere = fresh_id();
    let (mut other, _) = Socket::of(&app.server, &stranger).await;
    let (mut narrow, _) = Socket::of(&app.server, &ben).await;
    for kind in ["subscribe", "typing", "viewing", "read"] {
        let command = |target: &str| {
            let mut command = json!({"type": kind, "conversation_id": target});
            match kind {
                "typing" => command["on"] = json!(true),
                "read" => command["seq"] = json!(1),
                _ => {}
            }
            command
        };
        let face = |mut answer: serde_json::Value| {
            answer["problem"]["request_id"] = json!(null);
            answer
        };
        let missing = face(socket.ask(command(&nowhere.to_string())).await);
        assert_eq!(missing["problem"]["code"], "CONVERSATION_NOT_FOUND");
        assert_eq!(face(other.ask(command(&place)).await), missing);
        assert_eq!(face(narrow.ask(command(&place)).await), missing);
    }
    for code in
        ["CONVERSATION_NOT_FOUND", "FORBIDDEN", "VALIDATION_FAILED", "LIMIT_REACHED", "SERVICE_UNAVAILABLE", "INTERNAL"]
    {
        let page = app.anonymous().await.get(format!("/problems/{code}")).await;
        assert_eq!(page.status(), 200, "{code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_older_than_the_log_is_told_to_begin_anew() {
    let app = App::start().await;
    let ana = app.tenant().await;
    ana.inbox("One").await;
    let at = head(&ana).await;
    // In place of waiting for a week.
    let sql = "update account_streams set trimmed = head";
    sqlx::query(sql).execute(&mut app.sql().await).await.unwrap();
    sqlx::query("delete from events").execute(&mut app.sql().await).await.unwrap();
    let mut socket = Socket::after(&app.server, &ana, 0).await;
    let resync = socket.next("resync").await;
    assert_eq!((&resync["reason"], &resync["head"]), (&json!("cursor_expired"), &json!(at)));
    ana.inbox("Two").await;
    let mut cursor = at;
    socket.events(&mut cursor, at + 1).await;
    Socket::after(&app.server, &ana, at).await.events(&mut at.clone(), at + 1).await;
}

/// Whatever comes on a connection up to its end, or up to a word.
async fn all_until(stream: &mut TcpStream, word: &str) -> String {
    let mut all = Vec::new();
    let reading = async {
        while !String::from_utf8_lossy(&all).contains(word) && stream.read_buf(&mut all).await.unwrap() > 0 {}
    };
    timeout(PATIENCE, reading).await.expect("an answer");
    String::from_utf8_lossy(&all).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_is_answered_in_its_turn_and_one_that_is_refused_ends_the_connection() {
    let app = App::start().await;
    let upgrade = "Host: skybot\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
    for (target, headers, status) in [
        ("/api/v1/auth/me", "", "401"),
        ("/api/v1/nowhere", "", "404"),
        ("/api/v1/realtime", "", "400"),
        (
            "/api/v1/realtime",
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: https://elsewhere.example\r\n",
            "403",
        ),
    ] {
        let mut stream = TcpStream::connect(&app.server.address).await.unwrap();
        let requests = format!(
            "GET /health HTTP/1.1\r\nHost: skybot\r\n\r\nGET {target} HTTP/1.1\r\n{upgrade}{headers}\r\nwhat a refused client still says"
        );
        stream.write_all(requests.as_bytes()).await.unwrap();
        let answers = all_until(&mut stream, "there is no such word").await;
        let (first, second) = answers.rsplit_once("HTTP/1.1 ").expect("two answers");
        assert!(first.starts_with("HTTP/1.1 200 "), "{answers}");
        assert!(second.starts_with(status) && second.contains("connection: close\r\n"), "{target}: {answers}");
        let length: usize =
            second.split("content-length: ").nth(1).unwrap().split("\r\n").next().unwrap().parse().unwrap();
        assert_eq!(second.split_once("\r\n\r\n").unwrap().1.len(), length, "{answers}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_says_together_with_its_handshake_is_heard() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let token = ana.client().bearer().await.unwrap().unwrap();
    let text = json!({"type": "authenticate", "token": token}).to_string();
    let mut bytes = b"GET /api/v1/realtime HTTP/1.1\r\nHost: skybot\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: skybot.v1\r\n\r\n"
        .to_vec();
    // Text, whole, of a length in two bytes, masked with zeros.
    bytes.extend([0x81, 0xfe]);
    bytes.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
    bytes.extend([0; 4]);
    bytes.extend(text.as_bytes());
    let mut stream = TcpStream::connect(&app.server.address).await.unwrap();
    stream.write_all(&bytes).await.unwrap();
    let heard = all_until(&mut stream, "authenticated").await;
    assert!(heard.starts_with("HTTP/1.1 101 ") && heard.contains(r#""type":"hello""#), "{heard}");
}
