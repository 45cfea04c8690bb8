//! Whoever has gone without a word is found out in time, and whoever is merely quiet stays.

use std::time::{Duration, Instant};

use serde_json::json;
use skybot_tests::{App, Settings, User};
use tokio::io::AsyncReadExt as _;
use tokio::time::timeout;

use super::{Got, PATIENCE, Socket};

const HEARTBEAT: Duration = Duration::from_millis(400);
const SILENCE: Duration = Duration::from_secs(2);
/// A member is offline so long after the last connection is gone, and is told so at most a second later.
const OFFLINE: Duration = Duration::from_secs(11);
/// What a busy machine may take for it.
const SLACK: Duration = Duration::from_secs(2);

/// Takes what comes and answers nothing, as a client that is gone while its connection is not: the code that it is
/// closed with.
async fn mute(socket: Socket) -> u16 {
    let mut stream = socket.stream.into_inner();
    loop {
        let mut head = [0; 2];
        stream.read_exact(&mut head).await.expect("closed with a code");
        let length = match head[1] {
            126 => u64::from(stream.read_u16().await.unwrap()),
            127 => stream.read_u64().await.unwrap(),
            short => u64::from(short),
        };
        let mut payload = vec![0; usize::try_from(length).unwrap()];
        stream.read_exact(&mut payload).await.unwrap();
        if head[0] & 0x0f == 8 {
            return u16::from_be_bytes([payload[0], payload[1]]);
        }
    }
}

/// Says nothing, but answers, until it is closed.
async fn quiet(socket: &mut Socket) -> (u16, String) {
    loop {
        match socket.within(OFFLINE * 2).await {
            Some(Got::Closed(code, reason)) => return (code, reason),
            Some(Got::Frame(_)) | None => {}
        }
    }
}

async fn told(socket: &mut Socket, user: &User, status: &str) {
    loop {
        let signal = socket.signal("presence").await;
        let mut members = signal["members"].as_array().unwrap().iter();
        if members.any(|member| member["user_id"] == json!(user.user_id) && member["status"] == status) {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_answers_no_more_is_closed_in_time_and_its_presence_ends() {
    let pulse = |name: &str, time: Duration| (format!("SKYBOT__REALTIME__{name}"), format!("{}ms", time.as_millis()));
    let [heartbeat, silence] = [pulse("HEARTBEAT", HEARTBEAT), pulse("SILENCE", SILENCE)];
    let app = App::with(Settings::default().set(&heartbeat.0, heartbeat.1).set(&silence.0, silence.1)).await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let cleo = ana.colleague(&app, "Cleo", "agent", "all").await;
    let enter = async |user: &User| {
        let (mut socket, hello) = Socket::greeted(&app.server).await;
        assert_eq!(hello["heartbeat_ms"], json!(u64::try_from(HEARTBEAT.as_millis()).unwrap()));
        socket.authenticate(user).await;
        socket
    };
    let (mut here, mut cleos, mut bobs) = (enter(&ana).await, enter(&cleo).await, enter(&bob).await);
    bobs.ask(json!({"type": "ping"})).await;
    let begun = Instant::now();
    let gone = async {
        assert_eq!(timeout(PATIENCE, mute(bobs)).await.ok(), Some(4009));
        begun.elapsed()
    };
    let absent = async {
        told(&mut here, &bob, "online").await;
        told(&mut here, &bob, "offline").await;
        begun.elapsed()
    };
    let both = async { tokio::join!(gone, absent) };
    let (gone, absent) = tokio::select! {
        closed = quiet(&mut cleos) => panic!("{closed:?}: she answers"),
        times = both => times,
    };
    // It is counted from the last word, which was a moment before.
    assert!(gone + SLACK / 4 >= SILENCE && gone < SILENCE + SLACK, "closed after {gone:?}");
    assert!((gone..gone + OFFLINE + SLACK).contains(&absent), "offline after {absent:?}");
    // Quiet as she was, she is there and is served.
    assert_eq!(cleos.ask(json!({"type": "ping"})).await["type"], "pong");
}
