//! Who may connect, and what each is told: the rule of lists and reads, and within a second of any
//! change of it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skybot_tests::{App, Settings, User, id};

use super::{Got, Socket, handshake};

/// Within this a change of who may see what holds.
const SECOND: Duration = Duration::from_secs(1);
/// As long as nothing must come.
const QUIET: Duration = Duration::from_millis(700);

async fn give(owner: &User, conversation: &str, to: Option<&User>) {
    let body = json!({"user_id": to.map(|user| user.user_id)});
    owner.post(format!("conversations/{conversation}/assignment"), body).await.is(200);
}

/// The conversations that the events of the next moments are about.
async fn told_of(socket: &mut Socket, patience: Duration) -> Vec<Value> {
    let mut told = Vec::new();
    while let Some(event) = socket.event_within(patience).await {
        // Those about members and inboxes are for everybody.
        if !event["event"]["conversation_id"].is_null() {
            told.push(event["event"]["conversation_id"].clone());
        }
    }
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_told_what_they_may_see_and_nothing_else() {
    let app = App::start().await;
    let (ana, stranger) = (app.tenant().await, app.tenant().await);
    let ben = ana.colleague(&app, "Ben", "agent", "mine").await;
    let cleo = ana.colleague(&app, "Cleo", "agent", "inbox").await;
    let inbox = ana.inbox("Support").await;
    ana.put(format!("inboxes/{inbox}/members/{}", cleo.user_id)).await.is(204);
    let bens = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
    let cleos = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
    let anas = id(&ana.conversation().await).to_owned();
    give(&ana, &bens, Some(&ben)).await;

    let mut sockets = Vec::new();
    for user in [&ana, &ben, &cleo, &stranger] {
        let (mut socket, head) = Socket::of(&app.server, user).await;
        socket.ask(json!({"type": "ping"})).await;
        sockets.push((socket, head));
    }
    for place in [&bens, &cleos, &anas] {
        ana.say(place, "Hello").await;
    }
    ana.ask(skybot_client::reqwest::Method::PUT, format!("conversations/{bens}/draft"))
        .json(json!({"body": "Only mine", "kind": "note"}))
        .await
        .is(200);
    let expected = [vec![&bens, &cleos, &anas, &bens], vec![&bens], vec![&bens, &cleos], vec![]];
    for ((socket, _), expected) in sockets.iter_mut().zip(expected) {
        let expected: Vec<_> = expected.into_iter().map(|place| json!(place)).collect();
        assert_eq!(told_of(socket, QUIET).await, expected);
    }
    // A replay says the same as what was told live.
    for ((socket, head), user) in sockets.iter_mut().zip([&ana, &ben, &cleo, &stranger]) {
        socket.ask(json!({"type": "resume", "after": *head})).await;
        let live = told_of(socket, QUIET).await;
        let log = super::log(user, *head).await.0;
        assert_eq!(live, log.iter().map(|event| event["conversation_id"].clone()).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_reach_or_membership_holds_within_a_second() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let ben = ana.colleague(&app, "Ben", "agent", "all").await;
    let inbox = ana.inbox("Support").await;
    let place = id(&ana.conversation_in(&inbox, "Bea").await).to_owned();
    let (mut socket, _) = Socket::of(&app.server, &ben).await;
    socket.ask(json!({"type": "subscribe", "conversation_id": place})).await;
    let say = async || {
        ana.say(&place, "Hello").await;
    };
    let set = async |reach: &str| {
        ana.patch(format!("members/{}", ben.user_id), json!({"reach": reach})).await.is(200);
        Instant::now()
    };
    say().await;
    assert_eq!(told_of(&mut socket, QUIET).await, [json!(place)]);

    let changed = set("inbox").await;
    tokio::time::sleep_until((changed + SECOND).into()).await;
    say().await;
    assert_eq!(told_of(&mut socket, QUIET).await, [""; 0], "the inbox is not Ben's");
    let (mut other, _) = Socket::of(&app.server, &ana).await;
    other.ask(json!({"type": "typing", "conversation_id": place, "on": true})).await;
    while let Some(got) = socket.within(QUIET).await {
        assert!(
            matches!(&got, Got::Frame(frame) if frame["kind"] == "presence"),
            "the subscription ended too: {got:?}"
        );
    }

    ana.put(format!("inboxes/{inbox}/members/{}", ben.user_id)).await.is(204);
    say().await;
    assert_eq!(told_of(&mut socket, QUIET).await, [json!(place)], "at once");
    ana.delete(format!("inboxes/{inbox}/members/{}", ben.user_id)).await.is(204);
    say().await;
    assert_eq!(told_of(&mut socket, QUIET).await, [""; 0], "at once");

    let changed = set("all").await;
    tokio::time::sleep_until((changed + SECOND).into()).await;
    say().await;
    assert_eq!(told_of(&mut socket, QUIET).await, [json!(place)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shut_out_is_cut_off_within_a_second() {
    let app = App::with(Settings::default().with_platform()).await;
    let ana = app.tenant().await;
    let other = app.another_node().await;
    let session = async |user: &User| user.get("auth/me").await.is(200)["session_id"].as_str().unwrap().to_owned();

    let ben = ana.colleague(&app, "Ben", "agent", "all").await;
    let mut sockets = Vec::new();
    for server in [&app.server, &other] {
        sockets.push(Socket::of(server, &ben).await.0);
    }
    let bens = session(&ben).await;
    ben.delete(format!("auth/sessions/{bens}")).await.is(204);
    let ended = Instant::now();
    for socket in &mut sockets {
        assert_eq!(socket.closed().await, 4010);
        assert!(ended.elapsed() < SECOND, "{:?}", ended.elapsed());
    }

    let cleo = ana.colleague(&app, "Cleo", "agent", "all").await;
    let (mut socket, _) = Socket::of(&app.server, &cleo).await;
    ana.patch(format!("members/{}", cleo.user_id), json!({"disabled": true})).await.is(200);
    let ended = Instant::now();
    assert_eq!(socket.closed().await, 4010);
    assert!(ended.elapsed() < SECOND, "{:?}", ended.elapsed());

    let key = ana.post("api-keys", json!({"name": "machine", "scopes": ["conversations:read"]})).await.is(201);
    let mut socket = Socket::open(&app.server).await;
    socket.say(json!({"type": "authenticate", "token": key["key"]})).await;
    assert_eq!(socket.frame().await["type"], "authenticated");
    ana.delete(format!("api-keys/{}", id(&key["api_key"]))).await.is(204);
    let ended = Instant::now();
    assert_eq!(socket.closed().await, 4010);
    assert!(ended.elapsed() < SECOND, "{:?}", ended.elapsed());

    let mut whole = Vec::new();
    for _ in 0..2 {
        whole.push(Socket::of(&app.server, &ana).await.0);
    }
    app.run(["admin", "suspend-account", &ana.account_id.to_string()]).success().await;
    let ended = Instant::now();
    for socket in &mut whole {
        assert_eq!(socket.closed().await, 4010);
        assert!(ended.elapsed() < SECOND, "{:?}", ended.elapsed());
    }
}

/// As often it is looked who is there, though nothing says that it has changed; and a second for it.
const NET: Duration = Duration::from_secs(16);

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_of_a_key_lasts_as_long_as_the_secret_that_opened_it() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let other = app.another_node().await;
    let made = ana.post("api-keys", json!({"name": "machine", "scopes": ["conversations:read"]})).await.is(201);
    let place = format!("api-keys/{}", id(&made["api_key"]));
    let open = async |server: &skybot_tests::Server, shown: &Value| {
        let mut socket = Socket::open(server).await;
        socket.say(json!({"type": "authenticate", "token": shown["key"]})).await;
        assert_eq!(socket.frame().await["type"], "authenticated");
        socket
    };
    let rotate = async |seconds: u64| {
        let shown = ana.post(format!("{place}/rotate"), json!({"overlap_seconds": seconds})).await.is(201);
        (shown, Instant::now())
    };
    let is_there = async |socket: &mut Socket, what: &str| {
        assert_eq!(socket.ask(json!({"type": "ping"})).await["type"], "pong", "{what}");
    };
    let is_cut_off = async |socket: &mut Socket, since: Instant, within: Duration, what: &str| {
        assert_eq!(socket.closed().await, 4010, "{what}");
        assert!(since.elapsed() < within, "{what}: {:?}", since.elapsed());
    };

    let mut old = [open(&app.server, &made).await, open(&other, &made).await];
    let (second, rotated) = rotate(3_600).await;
    let mut new = [open(&app.server, &second).await, open(&other, &second).await];
    tokio::time::sleep_until((rotated + SECOND * 2).into()).await;
    for socket in old.iter_mut().chain(&mut new) {
        is_there(socket, "both secrets are good").await;
    }
    // In place of waiting for an hour; and nothing tells the server of it.
    let sql = "update api_keys set old_secret_until = clock_timestamp() - interval '1 second'";
    let mut superuser = app.sql().await;
    sqlx::query("set session_replication_role = replica").execute(&mut superuser).await.unwrap();
    sqlx::query(sql).execute(&mut superuser).await.unwrap();
    let over = Instant::now();
    for socket in &mut old {
        is_cut_off(socket, over, NET, "the old secret's time is over").await;
    }
    for socket in &mut new {
        is_there(socket, "the new secret is good").await;
    }

    // Without an overlap it is over at once.
    let (third, rotated) = rotate(0).await;
    for socket in &mut new {
        is_cut_off(socket, rotated, SECOND, "rotated").await;
    }
    let mut newest = [open(&app.server, &third).await, open(&other, &third).await];
    ana.delete(&place).await.is(204);
    let revoked = Instant::now();
    for socket in &mut newest {
        is_cut_off(socket, revoked, SECOND, "revoked").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_one_connection_on_any_node() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let other = app.another_node().await;
    let ticket = ana.post("auth/realtime-ticket", json!({})).await.is(201);
    assert_eq!(ticket["expires_in"], 30);
    let frame = json!({"type": "authenticate", "ticket": ticket["ticket"]});
    let mut socket = Socket::open(&other).await;
    socket.say(frame.clone()).await;
    assert_eq!(socket.frame().await["user_id"], json!(ana.user_id));
    for server in [&app.server, &other] {
        let mut again = Socket::open(server).await;
        again.say(frame.clone()).await;
        assert_eq!(again.closed().await, 4004, "once");
    }
    // Of many at once one gets in.
    let ticket = ana.post("auth/realtime-ticket", json!({})).await.is(201)["ticket"].clone();
    let races = (0..6).map(async |number| {
        let mut socket = Socket::open(if number % 2 == 0 { &app.server } else { &other }).await;
        socket.say(json!({"type": "authenticate", "ticket": ticket})).await;
        matches!(socket.got().await, Got::Frame(_))
    });
    let in_ = futures_util::future::join_all(races).await.into_iter().filter(|entered| *entered).count();
    assert_eq!(in_, 1);
    let stored = app.count("select count(*) from realtime_tickets where length(ticket_hash) = 32").await;
    assert_eq!(stored, 0, "used up");

    // It ends with its session, and in time.
    let late = ana.post("auth/realtime-ticket", json!({})).await.is(201)["ticket"].clone();
    // In place of waiting for half a minute.
    let sql = "update realtime_tickets set expires_at = expires_at - interval '31 seconds'";
    sqlx::query(sql).execute(&mut app.sql().await).await.unwrap();
    let mut socket = Socket::open(&app.server).await;
    socket.say(json!({"type": "authenticate", "ticket": late})).await;
    assert_eq!(socket.closed().await, 4004);
    let (_, machine) = ana.api_key("machine", &["conversations:read"]).await;
    machine.post("auth/realtime-ticket", json!({})).await.problem(403, "SESSION_NEEDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_of_listed_origins_connect() {
    let settings = Settings::default()
        .set("SKYBOT__SERVER__PUBLIC_URL", "https://inbox.example.com")
        .set("SKYBOT__SERVER__ALLOWED_ORIGINS", "https://app.example.com,http://localhost:5173");
    let app = App::with(settings).await;
    for origin in ["https://app.example.com", "http://localhost:5173", "https://inbox.example.com"] {
        assert!(handshake(&app.server, &[("origin", origin)]).await.is_ok(), "{origin}");
    }
    assert!(handshake(&app.server, &[]).await.is_ok(), "what is no browser says nothing");
    for origin in [
        "null",
        "",
        "https://evil.example",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://app.example.com.evil.example",
        "https://evilapp.example.com",
        "https://APP.example.com",
        "https://app.example.com/",
        "https://app.example.com@evil.example",
        "https://xn--pp-yja.example.com",
        "https://inbox.example.com, https://evil.example",
    ] {
        assert_eq!(handshake(&app.server, &[("origin", origin)]).await.err(), Some(403), "{origin}");
    }
    let plain = app.anonymous().await;
    plain.get("realtime").await.problem(400, "BAD_REQUEST");
    plain.get("realtime").header("origin", "https://evil.example").await.problem(403, "ORIGIN_REFUSED");
}
