//! Two nodes and a bus are one server: whoever is connected to the one sees what happens at the other.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skybot_tests::{App, Redis, RedisCluster, Sentinels, Server, Settings, SilentWire, User, eventually, id};

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

/// How quickly what is said at one node is told at another: five times, one after the other.
async fn pace(place: &str, speaker: &User, listener: &mut Socket, cursor: &mut i64) -> Vec<Duration> {
    let mut times = Vec::new();
    for _ in 0..5 {
        speaker.say(place, "Hello").await;
        let (begun, to) = (Instant::now(), *cursor + 1);
        listener.events(cursor, to).await;
        times.push(begun.elapsed());
    }
    times
}

/// Waits until what is said at one node is told at the other at once, not only found.
async fn flows(what: &str, place: &str, speaker: &User, listener: &mut Socket, cursor: &mut i64) {
    let begun = Instant::now();
    while !are_told(pace(place, speaker, listener, cursor).await) {
        assert!(begun.elapsed() < BACK, "{what} after {:?}", begun.elapsed());
    }
}

/// As long after whatever has failed is there again, or has been replaced, may it take until words come through.
const BACK: Duration = Duration::from_secs(10);
/// Within this the log is looked at, and on a busy machine a moment more.
const FOUND: Duration = Duration::from_millis(1_500);

#[tokio::test(flavor = "multi_thread")]
async fn a_bus_that_falls_silent_is_made_up_for_by_the_log_and_lifts_no_limit() {
    let redis = Redis::start().await;
    let wire = SilentWire::to(redis.address()).await;
    let settings = Settings::default().set("SKYBOT__LIMITS__LOGINS_PER_ADDRESS", "6");
    let app = App::with(settings.set("SKYBOT__BUS__URL", redis.url())).await;
    let other = app.another_node_with(|settings| settings.set("SKYBOT__BUS__URL", wire.url())).await;
    let ana = app.tenant().await;
    let there = ana.at(&other).await;
    for node in [&app.server, &other] {
        bus(node, "up").await;
    }
    let place = id(&ana.conversation().await).to_owned();
    let (mut far, mut read_far) = Socket::of(&other, &there).await;
    let (mut near, mut read_near) = Socket::of(&app.server, &ana).await;
    for socket in [&mut far, &mut near] {
        socket.ask(json!({"type": "ping"})).await;
    }
    flows("before", &place, &ana, &mut far, &mut read_far).await;

    wire.fall_silent();
    for (speaker, listener, cursor) in [(&ana, &mut far, &mut read_far), (&there, &mut near, &mut read_near)] {
        // What was said before, by the one or the other.
        let now = super::head(&ana).await;
        listener.events(cursor, now).await;
        let times = pace(&place, speaker, listener, cursor).await;
        assert!(times.iter().all(|time| *time < FOUND), "{times:?}");
    }
    bus(&other, "down").await;
    // Two were spent by signing in, one at each node; each node counts what it has seen.
    let wrong = async |node: &Server, number: usize| {
        let email = format!("{number}-{}", ana.email);
        node.api().await.sign_in(&email, "not the password").await.status().as_u16()
    };
    let mut left = 0;
    for number in 0..12 {
        for node in [&app.server, &other] {
            left += usize::from(wrong(node, number).await == 401);
        }
    }
    // Six a minute at each, and what is forgiven meanwhile; of twenty-four.
    assert!((5..=14).contains(&left), "{left}: each node lets through what is left of its own count, and no more");

    wire.speak();
    bus(&other, "up").await;
    // `events` asks of each that it follows on the last one: nothing of the silence comes again.
    let now = super::head(&ana).await;
    far.events(&mut read_far, now).await;
    near.events(&mut read_near, now).await;
    flows("there again", &place, &ana, &mut far, &mut read_far).await;
    let now = super::head(&ana).await;
    near.events(&mut read_near, now).await;
    flows("and back", &place, &there, &mut near, &mut read_near).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_find_the_master_that_a_sentinel_has_made() {
    let mut sentinels = Sentinels::start().await;
    let app = App::with(Settings::default().set("SKYBOT__BUS__URL", sentinels.url())).await;
    let (other, ana) = (app.another_node().await, app.tenant().await);
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    for node in [&app.server, &other] {
        bus(node, "up").await;
    }
    let place = id(&ana.conversation().await).to_owned();
    let (mut there, mut cursor) = Socket::of(&other, &ana).await;
    there.ask(json!({"type": "subscribe", "conversation_id": place})).await;
    flows("before", &place, &ana, &mut there, &mut cursor).await;

    sentinels.master.kill9().await;
    let times = pace(&place, &ana, &mut there, &mut cursor).await;
    assert!(times.iter().all(|time| *time < FOUND), "the log makes up for it: {times:?}");
    sentinels.promoted().await;
    flows("by the new master", &place, &ana, &mut there, &mut cursor).await;
    let mut bobs = ready(&app.server, &bob).await;
    told(&mut there, &bob, "online").await;
    bobs.ask(json!({"type": "typing", "conversation_id": place, "on": true})).await;
    assert_eq!(there.signal("typing").await["user_id"], json!(bob.user_id));
    for node in [&app.server, &other] {
        bus(node, "up").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_cluster_that_is_away_harms_its_own_tenants_only_and_they_come_back() {
    let mut cluster = RedisCluster::start().await;
    let app = App::with(Settings::default().set("SKYBOT__BUS__URL", cluster.url())).await;
    let other = app.another_node().await;
    for node in [&app.server, &other] {
        bus(node, "up").await;
    }
    // Two tenants that are served by different masters.
    let harmed = app.tenant().await;
    let away = cluster.serves(&format!("skybot:{{{}}}", harmed.account_id)).await;
    let spared = loop {
        let next = app.tenant().await;
        if cluster.serves(&format!("skybot:{{{}}}", next.account_id)).await != away {
            break next;
        }
    };
    let mut listeners = Vec::new();
    for user in [&harmed, &spared] {
        let place = id(&user.conversation().await).to_owned();
        let (mut socket, mut cursor) = Socket::of(&other, user).await;
        socket.ask(json!({"type": "subscribe", "conversation_id": place})).await;
        flows("before", &place, user, &mut socket, &mut cursor).await;
        listeners.push((place, socket, cursor));
    }
    let [(place, socket, cursor), (spared_place, spared_socket, spared_cursor)] = &mut listeners[..] else { panic!() };

    cluster.masters[away].kill9().await;
    let times = pace(place, &harmed, socket, cursor).await;
    assert!(times.iter().all(|time| *time < FOUND), "the log makes up for it: {times:?}");
    flows("the others' words", spared_place, &spared, spared_socket, spared_cursor).await;
    // And it stays so: nobody waits for the part that is away.
    for _ in 0..3 {
        let times = pace(place, &harmed, socket, cursor).await;
        assert!(times.iter().all(|time| *time < FOUND), "{times:?}");
        assert!(are_told(pace(spared_place, &spared, spared_socket, spared_cursor).await));
    }

    cluster.masters[away].restart().await;
    cluster.is_whole().await;
    flows("by the master that is back", place, &harmed, socket, cursor).await;
    let bob = harmed.colleague(&app, "Bob", "agent", "all").await;
    let mut bobs = ready(&app.server, &bob).await;
    told(socket, &bob, "online").await;
    bobs.ask(json!({"type": "typing", "conversation_id": place, "on": true})).await;
    assert_eq!(socket.signal("typing").await["user_id"], json!(bob.user_id));
    for node in [&app.server, &other] {
        bus(node, "up").await;
    }
}
