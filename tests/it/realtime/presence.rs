//! Who is there, who types, who looks: told to those who may know, and over by itself.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use skybot_tests::{App, Server, User, eventually, id};

use super::Socket;

const SOON: Duration = Duration::from_secs(3);

async fn ready(server: &Server, user: &User) -> Socket {
    let (mut socket, _) = Socket::of(server, user).await;
    socket.ask(json!({"type": "ping"})).await;
    socket
}

/// Waits until a member's status is told to be this.
async fn told(socket: &mut Socket, user: &User, status: &str) {
    loop {
        let signal = socket.signal("presence").await;
        let members = signal["members"].as_array().unwrap();
        if members.iter().any(|member| member["user_id"] == json!(user.user_id) && member["status"] == status) {
            return;
        }
    }
}

async fn status(asker: &User, user: &User) -> Value {
    let all = asker.get("presence").await.is(200);
    let found =
        all["items"].as_array().unwrap().iter().find(|member| member["user_id"] == json!(user.user_id)).cloned();
    found.unwrap_or(Value::Null)
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_is_told_to_subscribers_and_ends_by_itself_or_with_the_message() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let place = id(&ana.conversation().await).to_owned();
    let (mut anas, mut bobs) = (ready(&app.server, &ana).await, ready(&app.server, &bob).await);
    let mut unsubscribed = ready(&app.server, &ana).await;
    let typing = |on| json!({"type": "typing", "conversation_id": place, "on": on});
    let signal =
        |on| json!({"type": "signal", "kind": "typing", "conversation_id": place, "user_id": bob.user_id, "on": on});
    anas.ask(json!({"type": "subscribe", "conversation_id": place})).await;
    bobs.ask(json!({"type": "subscribe", "conversation_id": place})).await;

    bobs.ask(typing(true)).await;
    assert_eq!(anas.signal("typing").await, signal(true));
    bobs.ask(typing(false)).await;
    assert_eq!(anas.signal("typing").await, signal(false));

    bobs.ask(typing(true)).await;
    assert_eq!(anas.signal("typing").await, signal(true));
    bob.say(&place, "Hello").await;
    assert_eq!(anas.signal("typing").await, signal(false));

    bobs.ask(typing(true)).await;
    let begun = Instant::now();
    assert_eq!(anas.signal("typing").await, signal(true));
    // Whoever subscribes meanwhile hears of it.
    let mut late = ready(&app.server, &ana).await;
    late.say(json!({"type": "subscribe", "conversation_id": place})).await;
    assert_eq!(late.signal("typing").await, signal(true));
    assert_eq!(anas.signal("typing").await, signal(false));
    let lasted = begun.elapsed();
    assert!((Duration::from_secs(7)..Duration::from_secs(10)).contains(&lasted), "{lasted:?}");
    while let Some(super::Got::Frame(frame)) = unsubscribed.within(Duration::from_millis(300)).await {
        assert!(frame["kind"] != "typing", "{frame}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_at_a_conversation_is_told_to_those_who_look_too() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let (place, elsewhere) = (id(&ana.conversation().await).to_owned(), id(&ana.conversation().await).to_owned());
    let (mut anas, mut bobs) = (ready(&app.server, &ana).await, ready(&app.server, &bob).await);
    anas.ask(json!({"type": "subscribe", "conversation_id": place})).await;
    assert_eq!(anas.signal("viewing").await["user_ids"], json!([]));
    let look = |at: Option<&str>| json!({"type": "viewing", "conversation_id": at});
    bobs.ask(look(Some(&place))).await;
    assert_eq!(anas.signal("viewing").await["user_ids"], json!([bob.user_id]));
    bobs.ask(look(Some(&elsewhere))).await;
    assert_eq!(anas.signal("viewing").await["user_ids"], json!([]));
    bobs.ask(look(Some(&place))).await;
    assert_eq!(anas.signal("viewing").await["user_ids"], json!([bob.user_id]));
    drop(bobs);
    assert_eq!(anas.signal("viewing").await["user_ids"], json!([]), "it has gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn presence_follows_the_devices_and_busy_survives_them() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let bob = ana.colleague(&app, "Bob", "agent", "all").await;
    let cleo = ana.colleague(&app, "Cleo", "agent", "all").await;
    let mut anas = ready(&app.server, &ana).await;
    assert_eq!(status(&ana, &bob).await, Value::Null, "never was there");
    let mut bobs = ready(&app.server, &bob).await;
    let cleos = ready(&app.server, &cleo).await;
    told(&mut anas, &bob, "online").await;
    let here = json!({"user_id": bob.user_id, "status": "online", "last_seen_at": null});
    assert_eq!(status(&ana, &bob).await, here);
    // Whoever comes is told who is there.
    let (mut late, _) = Socket::of(&app.server, &ana).await;
    let snapshot = late.signal("presence").await;
    assert_eq!((&snapshot["snapshot"], snapshot["members"].as_array().unwrap().len()), (&json!(true), 3));

    bobs.ask(json!({"type": "presence", "status": "away"})).await;
    told(&mut anas, &bob, "away").await;
    bobs.ask(json!({"type": "presence", "status": "busy"})).await;
    told(&mut anas, &bob, "busy").await;
    let gone = Instant::now();
    drop(bobs);
    // Signing out is told at once, and needs no grace.
    let session = cleo.get("auth/me").await.is(200)["session_id"].as_str().unwrap().to_owned();
    cleo.delete(format!("auth/sessions/{session}")).await.is(204);
    told(&mut anas, &cleo, "offline").await;
    assert!(gone.elapsed() < SOON, "{:?}", gone.elapsed());
    drop(cleos);
    told(&mut anas, &bob, "offline").await;
    let grace = gone.elapsed();
    assert!((Duration::from_secs(9)..Duration::from_secs(14)).contains(&grace), "{grace:?}");
    eventually("when it was seen last is kept", SOON, async || {
        let now = status(&ana, &bob).await;
        (now["status"] == "offline" && !now["last_seen_at"].is_null()).then_some(())
    })
    .await;
    let _again = ready(&app.server, &bob).await;
    told(&mut anas, &bob, "busy").await;
    let writes = app.count("select count(*) from presence").await;
    assert_eq!(writes, 2, "those who have gone, and no others");
}
