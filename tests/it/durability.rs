//! What was acknowledged stays: the server and the database are killed in the middle of sends, and
//! every message is there once, in order, with the counters right.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use skybot_client::{Client, wire};
use skybot_local_postgres::Options;
use skybot_tests::{App, Cluster, Dice, PASSWORD, Settings, User, recount};
use uuid::Uuid;

const SENDERS: usize = 24;
const CONVERSATIONS: usize = 8;

/// How long a sender goes on with one message.
const PATIENCE: Duration = Duration::from_mins(1);

/// A message that was answered with success.
#[derive(Debug, Clone)]
struct Acknowledged {
    conversation: Uuid,
    key: Uuid,
    seq: i64,
    invoked: Instant,
    answered: Instant,
}

/// What happened, as the senders saw it.
#[derive(Default)]
struct History {
    acknowledged: Mutex<Vec<Acknowledged>>,
    attempts: AtomicUsize,
    refused: Mutex<Vec<String>>,
}

/// Where the server is now; it moves to another port with every start.
#[derive(Clone)]
struct Whereabouts(Arc<Mutex<String>>);

impl Whereabouts {
    fn of(app: &App) -> Self {
        Self(Arc::new(Mutex::new(app.server.address.clone())))
    }

    fn moved(&self, app: &App) {
        self.0.lock().unwrap().clone_from(&app.server.address);
    }

    fn get(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

/// Sends one message after another, each with its own key until it is answered.
async fn sender(place: Whereabouts, email: String, conversation: Uuid, stop: Arc<AtomicBool>, history: Arc<History>) {
    let http = skybot_client::reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(5)).build().unwrap();
    let mut signed_in: Option<(String, Client)> = None;
    while !stop.load(Ordering::Relaxed) {
        let key = skybot_tests::fresh_id();
        let body = wire::PostMessage {
            kind: wire::PostKind::Text,
            body: key.to_string(),
            mentions: Vec::new(),
            attachment_ids: Vec::new(),
            reply_to_id: None,
            client_id: Some(key),
        };
        let invoked = Instant::now();
        loop {
            assert!(invoked.elapsed() < PATIENCE, "no answer for {key}");
            let address = place.get();
            if signed_in.as_ref().is_none_or(|(at, _)| *at != address) {
                let client = Client::with_transport(&format!("http://{address}"), http.clone()).unwrap();
                signed_in = client.login(&email, PASSWORD).await.ok().map(|_| (address, client));
            }
            let Some((_, client)) = &signed_in else {
                tokio::task::yield_now().await;
                continue;
            };
            history.attempts.fetch_add(1, Ordering::Relaxed);
            match client.post_message(conversation, &body, Some(&key.to_string())).await {
                Ok(message) => {
                    let done = Acknowledged { conversation, key, seq: message.seq, invoked, answered: Instant::now() };
                    history.acknowledged.lock().unwrap().push(done);
                    break;
                }
                Err(error) if error.is_temporary() => {
                    // Unknown whether it took effect: the same key again.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(error) => {
                    history.refused.lock().unwrap().push(error.to_string());
                    return;
                }
            }
        }
    }
}

/// What is stored, held against what was seen; each verdict is a count that must be 0.
async fn judge(app: &App, history: &History) {
    let stored: Vec<(Uuid, i64, String)> = sqlx::query_as("select conversation_id, seq, body from messages")
        .fetch_all(&mut app.sql().await)
        .await
        .unwrap();
    let mut places: HashMap<Uuid, Vec<(Uuid, i64)>> = HashMap::new();
    for (conversation, seq, body) in &stored {
        places.entry(Uuid::try_parse(body).unwrap()).or_default().push((*conversation, *seq));
    }
    let duplicated = places.values().filter(|places| places.len() > 1).count();
    let acknowledged = history.acknowledged.lock().unwrap().clone();
    let lost = acknowledged.iter().filter(|one| !places.contains_key(&one.key)).count();
    let moved = acknowledged
        .iter()
        .filter(|one| places.get(&one.key).is_some_and(|at| at[0] != (one.conversation, one.seq)))
        .count();
    let by_key: HashMap<_, _> = acknowledged.iter().map(|one| (one.key, one)).collect();
    let unasked = places.keys().filter(|key| !by_key.contains_key(key)).count();
    // Answered before the other was asked for, and yet behind it.
    let mut reordered = 0;
    for one in &acknowledged {
        let later =
            acknowledged.iter().filter(|other| other.conversation == one.conversation && one.answered < other.invoked);
        reordered += later.filter(|other| other.seq < one.seq).count();
    }
    let verdicts = [lost, duplicated, moved, unasked, reordered];
    assert_eq!(verdicts, [0; 5], "lost, duplicated, moved, unasked, reordered of {}", acknowledged.len());
    recount(&mut app.sql().await).await;
}

struct Field {
    app: App,
    ana: User,
    conversations: Vec<Uuid>,
    cluster: &'static Cluster,
}

/// A tenant on a PostgreSQL that really writes to its disk.
async fn field() -> Field {
    let cluster = Cluster::own(Options::durable()).await;
    // Signing in must not be what the time goes into.
    let app = App::on(cluster.database().await, Settings::default()).await;
    let ana = app.tenant().await;
    let inbox = ana.inbox("Support").await;
    let mut conversations = Vec::new();
    for number in 0..CONVERSATIONS {
        let made = ana.conversation_in(&inbox, &format!("Contact {number}")).await;
        conversations.push(Uuid::try_parse(skybot_tests::id(&made)).unwrap());
    }
    Field { app, ana, conversations, cluster }
}

fn send(
    field: &Field,
    place: &Whereabouts,
    stop: &Arc<AtomicBool>,
    history: &Arc<History>,
) -> Vec<tokio::task::JoinHandle<()>> {
    (0..SENDERS)
        .map(|number| {
            let conversation = field.conversations[number % CONVERSATIONS];
            let (stop, history) = (Arc::clone(stop), Arc::clone(history));
            tokio::spawn(sender(place.clone(), field.ana.email.clone(), conversation, stop, history))
        })
        .collect()
}

/// Waits until the senders have got so many more answers.
async fn progress(history: &History, more: usize) {
    let goal = history.acknowledged.lock().unwrap().len() + more;
    skybot_tests::eventually("messages get through", PATIENCE, async || {
        (history.acknowledged.lock().unwrap().len() >= goal).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_the_server_loses_nothing_that_was_acknowledged() {
    let mut field = field().await;
    let (place, stop, history) = (Whereabouts::of(&field.app), Arc::default(), Arc::new(History::default()));
    let senders = send(&field, &place, &stop, &history);
    let mut dice = Dice::new(1);
    for _ in 0..4 {
        progress(&history, 20).await;
        tokio::time::sleep(dice.time(Duration::from_millis(300))).await;
        field.app.kill9().await;
        field.app.restart().await;
        place.moved(&field.app);
    }
    progress(&history, 20).await;
    stop.store(true, Ordering::Relaxed);
    join_all(senders).await.into_iter().for_each(|sender| sender.unwrap());
    assert_eq!(*history.refused.lock().unwrap(), Vec::<String>::new());
    let repeated = history.attempts.load(Ordering::Relaxed) - history.acknowledged.lock().unwrap().len();
    assert!(repeated > 0, "the kills hit something");
    judge(&field.app, &history).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_postgresql_loses_nothing_that_was_acknowledged() {
    let field = field().await;
    let (place, stop, history) = (Whereabouts::of(&field.app), Arc::default(), Arc::new(History::default()));
    let senders = send(&field, &place, &stop, &history);
    let mut dice = Dice::new(2);
    for _ in 0..4 {
        progress(&history, 20).await;
        tokio::time::sleep(dice.time(Duration::from_millis(300))).await;
        field.cluster.postgres.kill_postmaster().unwrap();
        tokio::time::sleep(dice.time(Duration::from_millis(300))).await;
        field.cluster.postgres.ensure_running().await.unwrap();
    }
    progress(&history, 20).await;
    stop.store(true, Ordering::Relaxed);
    join_all(senders).await.into_iter().for_each(|sender| sender.unwrap());
    // Nothing but "come back later" was said all the time.
    assert_eq!(*history.refused.lock().unwrap(), Vec::<String>::new());
    judge(&field.app, &history).await;
    assert_eq!(field.app.server.log().into_iter().find(|line| line.contains("panicked")), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_judge_sees_what_is_wrong() {
    let app = App::start().await;
    let ana = app.tenant().await;
    let conversation = ana.conversation().await;
    let history = History::default();
    for _ in 0..3 {
        let (key, invoked) = (skybot_tests::fresh_id(), Instant::now());
        let said = ana.say(skybot_tests::id(&conversation), &key.to_string()).await;
        history.acknowledged.lock().unwrap().push(Acknowledged {
            conversation: Uuid::try_parse(skybot_tests::id(&conversation)).unwrap(),
            key,
            seq: said["seq"].as_i64().unwrap(),
            invoked,
            answered: Instant::now(),
        });
    }
    judge(&app, &history).await;
    let texts: Vec<_> = history.acknowledged.lock().unwrap().iter().map(|one| one.key.to_string()).collect();
    let (app, history) = (Arc::new(app), Arc::new(history));
    for (what, breach, repair) in [
        (
            "one is lost",
            format!("update messages set version = version + 1, body = '{}' where body = '{}'", Uuid::nil(), texts[1]),
            format!("update messages set version = version + 1, body = '{}' where body = '{}'", texts[1], Uuid::nil()),
        ),
        (
            "one is there twice",
            format!("update messages set version = version + 1, body = '{}' where body = '{}'", texts[0], texts[1]),
            format!("update messages set version = version + 1, body = '{}' where seq = 2", texts[1]),
        ),
        (
            "two change places",
            "update messages set version = version + 1, body = (select body from messages m where m.seq = 3 - messages.seq) where seq < 3".to_owned(),
            "update messages set version = version + 1, body = (select body from messages m where m.seq = 3 - messages.seq) where seq < 3".to_owned(),
        ),
        (
            "a counter is wrong",
            "update conversations set inbound_count = inbound_count + 1".to_owned(),
            "update conversations set inbound_count = inbound_count - 1".to_owned(),
        ),
        (
            "an event is missing",
            "update events set type = 'message:updated' where type = 'message:created' and pos % 2 = 0".to_owned(),
            "update events set type = 'message:created' where type = 'message:updated'".to_owned(),
        ),
    ] {
        app.database.execute(&breach).await;
        let (judged_app, judged) = (Arc::clone(&app), Arc::clone(&history));
        let verdict = tokio::spawn(async move { judge(&judged_app, &judged).await }).await;
        assert!(verdict.is_err(), "{what}, and nobody noticed");
        app.database.execute(&repair).await;
    }
    judge(&app, &history).await;
}
