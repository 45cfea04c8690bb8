//! Two nodes and a bus are one server: whoever is connected to the one sees what happens at the other.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skybot_tests::{App, Redis, Server, Settings, User, eventually, id};

use super::{Socket, are_told};

const SOON: Duration = Duration::from_secs(3);

struct Pair {
    // Dropped after the servers.
    app: App,
    other: Server,
    redis: Redis,
    ana: User,
}

async fn pair(settings: Settings) -> Pair {
    let redis = Redis::start().await;
    let app = App::with(settings.set("SKYBOT__BUS__URL", redis.url())).await;
    let (other, ana) = (app.another_node().await, app.tenant().await);
    for node in [&app.server, &other] {
        bus(node, "up").await;
    }
    Pair { app, other, redis, ana }
}

/// Waits until a node says so of its bus. It is ready all the time.
async fn bus(node: &Server, status: &str) {
    let api = node.api().await;
    eventually(status, Duration::from_secs(10), async || {
        (api.ask("GET".parse().unwrap(), "/ready").await.is(200)["bus"] == status).then_some(())
    })
    .await;
}

async fn ready(server: &Server, user: &User) -> Socket {
    let (mut socket, _) = Socket::of(server, user).await;
    socket.ask(json!({"type": "ping"})).await;
    socket
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

async fn status(asker: &User, user: &User) -> Value {
    let all = asker.get("presence").await.is(200);
    let mut members = all["items"].as_array().unwrap().iter();
    members
        .find(|member| member["user_id"] == json!(user.user_id))
        .map_or(Value::Null, |member| member["status"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_at_one_node_is_told_at_the_other_at_once() {
    let Pair { app, other, redis: _redis, ana } = pair(Settings::default()).await;
    let place = id(&ana.conversation().await).to_owned();
    let (mut there, mut cursor) = Socket::of(&other, &ana).await;
    there.ask(json!({"type": "ping"})).await;
    let mut times = Vec::new();
    for _ in 0..5 {
        ana.say(&place, "Hello").await;
        let (begun, to) = (Instant::now(), cursor + 1);
        there.events(&mut cursor, to).await;
        times.push(begun.elapsed());
    }
    assert!(are_told(times), "not only found by looking about once a second");
    drop(app);
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_viewing_and_presence_are_told_across_nodes() {
    let Pair { app, other, redis, ana } = pair(Settings::default()).await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let third = app.another_node().await;
    let place = id(&ana.conversation().await).to_owned();
    let mut here = ready(&app.server, &ana).await;
    here.ask(json!({"type": "subscribe", "conversation_id": place})).await;
    let mut there = ready(&other, &bob).await;
    told(&mut here, &bob, "online").await;

    let typing = |on| json!({"type": "typing", "conversation_id": place, "on": on});
    there.ask(typing(true)).await;
    let signal = here.signal("typing").await;
    assert_eq!((&signal["user_id"], &signal["on"]), (&json!(bob.user_id), &json!(true)));
    bob.say(&place, "Hello").await;
    assert_eq!(here.signal("typing").await["on"], false, "the message was sent");

    there.ask(json!({"type": "viewing", "conversation_id": place})).await;
    while here.signal("viewing").await["user_ids"] != json!([bob.user_id]) {}
    there.ask(json!({"type": "presence", "status": "busy"})).await;
    told(&mut here, &bob, "busy").await;

    // A node to which nobody of the tenant is connected knows it as well.
    let elsewhere = ana.at(&third).await;
    assert_eq!(status(&elsewhere, &bob).await, "busy");
    assert_eq!(status(&elsewhere, &ana).await, "online");
    // And so does somebody who comes there.
    let mut late = ready(&third, &ana).await;
    told(&mut late, &bob, "busy").await;
    late.ask(json!({"type": "subscribe", "conversation_id": place})).await;
    while late.signal("viewing").await["user_ids"] != json!([bob.user_id]) {}

    // The bus forgets everything; what is true is told again.
    redis.flush().await;
    there.ask(json!({"type": "presence", "status": "online"})).await;
    told(&mut here, &bob, "online").await;

    // Bob goes to the other node and leaves the first: he was there all the time.
    let moved = ready(&app.server, &bob).await;
    drop(there);
    while here.signal("viewing").await["user_ids"] != json!([]) {}
    assert_eq!(status(&ana, &bob).await, "online");
    drop(moved);
    told(&mut here, &bob, "offline").await;
    assert_eq!(status(&elsewhere, &bob).await, "offline");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_out_at_one_node_is_cut_off_and_offline_at_the_other() {
    let Pair { app, other, redis: _redis, ana } = pair(Settings::default()).await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let mut here = ready(&app.server, &ana).await;
    let mut there = ready(&other, &bob).await;
    told(&mut here, &bob, "online").await;
    let begun = Instant::now();
    bob.client().logout().await.unwrap();
    assert_eq!(there.closed().await, 4010);
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    told(&mut here, &bob, "offline").await;
    assert!(begun.elapsed() < SOON + Duration::from_secs(1), "{:?}: without the grace", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_hold_for_all_nodes_together_and_each_without_the_bus() {
    let settings = Settings::default().set("SKYBOT__LIMITS__LOGINS_PER_ADDRESS", "6");
    let Pair { app, other, mut redis, ana } = pair(settings).await;
    // Somebody else each time: guesses at one are counted in the database besides.
    let people = std::sync::atomic::AtomicU32::new(0);
    let wrong = async |node: &Server| {
        let email = format!("{}-{}", people.fetch_add(1, std::sync::atomic::Ordering::Relaxed), ana.email);
        node.api().await.sign_in(&email, "not the password").await.status().as_u16()
    };
    // One was spent by signing in.
    let mut spent = Vec::new();
    for _ in 0..3 {
        spent.extend([wrong(&app.server).await, wrong(&other).await]);
    }
    assert_eq!(spent, [401, 401, 401, 401, 401, 429]);
    for node in [&app.server, &other] {
        assert_eq!(wrong(node).await, 429, "the address has none left anywhere");
    }
    redis.kill9().await;
    for node in [&app.server, &other] {
        bus(node, "down").await;
    }
    // Each has counted by itself: four here and two there, of six.
    let mut left = 0;
    for _ in 0..12 {
        left += usize::from(wrong(&app.server).await == 401) + usize::from(wrong(&other).await == 401);
    }
    assert!(left <= 6, "{left}: no limit was lifted");
    assert_eq!((wrong(&app.server).await, wrong(&other).await), (429, 429));
    redis.restart().await;
    for node in [&app.server, &other] {
        bus(node, "up").await;
    }
}
