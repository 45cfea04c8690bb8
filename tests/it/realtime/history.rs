//! Whatever fails, what every reader was told is the log: in order, nothing missing, nothing twice, nothing that
//! is not theirs. Readers are sockets that are cut at random and polls of `/events`, at two nodes; the log is read
//! from the database's own record in the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use serde_json::Value;
use skybot_client::{Update, wire};
use skybot_tests::{
    App, Dice, LossyWire, Redis, RedisCluster, Sentinels, Server, Settings, SilentWire, User, assert_told, id,
};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use uuid::Uuid;

use super::log;

/// How long the writers go on at least.
const WRITING: Duration = Duration::from_secs(5);
/// No reader needs longer, once everything works again.
const PATIENCE: Duration = Duration::from_mins(1);

struct Reader {
    who: String,
    user: User,
    task: JoinHandle<Vec<Value>>,
}

struct World {
    app: App,
    other: Server,
    owner: User,
    readers: Vec<Reader>,
    start: i64,
    end: watch::Sender<Option<i64>>,
    stop: Arc<AtomicBool>,
    writers: Vec<JoinHandle<()>>,
    acknowledged: Arc<AtomicU64>,
}

/// A socket that is cut now and then, until it has been told what is at `end`.
fn socket(user: &User, start: i64, mut end: watch::Receiver<Option<i64>>, mut dice: Dice) -> JoinHandle<Vec<Value>> {
    let mut live = user.client().live(Some(start));
    tokio::spawn(async move {
        let mut told = Vec::new();
        while end.borrow_and_update().is_none_or(|end| live.cursor() < Some(end)) {
            tokio::select! {
                // The sender waits for this task.
                _ = end.changed() => {}
                update = live.next() => match update.expect("nothing that cannot be helped") {
                    Update::Event(event) => told.push(serde_json::to_value(*event).unwrap()),
                    Update::Resync { .. } => panic!("the log is all there"),
                    _ => {}
                }
            }
            if dice.below(40) == 0 {
                live.cut();
            }
        }
        told
    })
}

/// Somebody who waits for each page of `/events`.
fn poll(user: &User, start: i64, end: watch::Receiver<Option<i64>>) -> JoinHandle<Vec<Value>> {
    let user = user.clone();
    tokio::spawn(async move {
        let (mut told, mut after) = (Vec::new(), start);
        while end.borrow().is_none_or(|end| after < end) {
            let query = wire::EventsQuery { after: Some(after), wait: Some(1), ..Default::default() };
            match user.client().events(&query).await {
                Ok(page) => {
                    told.extend(page.items.iter().map(|event| serde_json::to_value(event).unwrap()));
                    after = page.next_after;
                }
                // The node is being killed.
                Err(_) => sleep(Duration::from_millis(50)).await,
            }
        }
        told
    })
}

/// Writes until told to stop, at a node that may fail.
fn writer(
    world: (&User, &[Uuid]),
    stop: &Arc<AtomicBool>,
    acknowledged: &Arc<AtomicU64>,
    mut dice: Dice,
) -> JoinHandle<()> {
    let (user, places) = (world.0.clone(), world.1.to_vec());
    let (stop, acknowledged) = (Arc::clone(stop), Arc::clone(acknowledged));
    tokio::spawn(async move {
        let mut number = 0;
        while !stop.load(Ordering::Relaxed) {
            number += 1;
            let place = *dice.pick(&places);
            let message = wire::PostMessage {
                kind: wire::PostKind::Text,
                body: format!("{number}"),
                mentions: Vec::new(),
                attachment_ids: Vec::new(),
                reply_to_id: None,
                client_id: None,
            };
            match user.client().post_message(place, &message, None).await {
                Ok(_) => drop(acknowledged.fetch_add(1, Ordering::Relaxed)),
                Err(_) => sleep(Duration::from_millis(20)).await,
            }
            if dice.below(10) == 0 {
                // Something else than messages; it may be refused as well.
                let _ = user.client().mark_unread(place, 1).await;
            }
            sleep(dice.time(Duration::from_millis(20))).await;
        }
    })
}

impl World {
    /// Two nodes on a bus, readers and writers at both, all at work.
    async fn begin(bus: Option<String>, dice: Dice) -> Self {
        Self::between(bus.clone(), bus, dice).await
    }

    /// The same, each with its own way to the bus.
    async fn between(here: Option<String>, there: Option<String>, mut dice: Dice) -> Self {
        let on = |settings: Settings, bus: Option<String>| match bus {
            Some(url) => settings.set("SKYBOT__BUS__URL", url),
            None => settings,
        };
        let app = App::with(on(Settings::default(), here)).await;
        let other = app.another_node_with(|settings| on(settings, there)).await;
        let owner = app.tenant().await;
        let clerk = owner.colleague(&app, "Clerk", "agent", "inbox").await;
        let (open, closed) = (owner.inbox("Open").await, owner.inbox("Closed").await);
        owner.put(format!("inboxes/{open}/members/{}", clerk.user_id)).await.is(204);
        let mut places = Vec::new();
        for inbox in [&open, &open, &closed, &closed] {
            let made = owner.conversation_in(inbox, "Bea").await;
            places.push(Uuid::try_parse(id(&made)).unwrap());
        }
        let start = super::head(&owner).await;
        let (end, _) = watch::channel(None);
        let (there, clerk_there) = (owner.at(&other).await, clerk.at(&other).await);
        let mut readers = Vec::new();
        for (who, user) in
            [("owner here", &owner), ("owner there", &there), ("clerk here", &clerk), ("clerk there", &clerk_there)]
        {
            let task = socket(user, start, end.subscribe(), dice.fork());
            readers.push(Reader { who: format!("the socket of the {who}"), user: user.clone(), task });
        }
        for (who, user) in [("owner there", &there), ("clerk here", &clerk)] {
            let task = poll(user, start, end.subscribe());
            readers.push(Reader { who: format!("the polls of the {who}"), user: user.clone(), task });
        }
        let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let mut writers = Vec::new();
        for user in [&owner, &there, &owner, &there] {
            writers.push(writer((user, &places), &stop, &acknowledged, dice.fork()));
        }
        Self { app, other, owner, readers, start, end, stop, writers, acknowledged }
    }

    /// Lets the writers end, waits for the readers and judges what they were told.
    async fn judge(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for writer in self.writers.drain(..) {
            writer.await.unwrap();
        }
        let (all, end) = log(&self.owner, self.start).await;
        let written = all.iter().filter(|event| event["type"] == "message:created").count();
        let acknowledged = usize::try_from(self.acknowledged.load(Ordering::Relaxed)).unwrap();
        assert!(written >= acknowledged && acknowledged > 50, "{written} of {acknowledged}");
        // Readers go on until a last event that everybody may see has come.
        self.owner.post("inboxes", serde_json::json!({"name": "The end", "channel": "api"})).await.is(201);
        let (_, last) = log(&self.owner, end).await;
        self.end.send_replace(Some(last));
        for Reader { who, user, task } in self.readers.drain(..) {
            let told = tokio::time::timeout(PATIENCE, task).await.unwrap_or_else(|_| panic!("{who} waits for ever"));
            // At the node that was never killed.
            let (log, _) = log(&user.again(&self.app).await, self.start).await;
            assert_told(&who, &told.unwrap(), &log);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bus_that_loses_repeats_and_swaps_changes_nothing() {
    let (redis, mut dice) = (Redis::start().await, Dice::new(11));
    let bus = LossyWire::to(redis.address(), dice.fork()).await;
    let world = World::begin(Some(bus.url()), dice).await;
    sleep(WRITING).await;
    assert!(bus.harmed() > 10, "{} words were harmed", bus.harmed());
    world.judge().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bus_that_is_killed_held_and_emptied_changes_nothing() {
    let (mut redis, dice) = (Redis::start().await, Dice::new(12));
    let world = World::begin(Some(redis.url()), dice).await;
    sleep(WRITING / 5).await;
    redis.kill9().await;
    sleep(WRITING / 5).await;
    redis.restart().await;
    sleep(WRITING / 5).await;
    redis.hold().await;
    sleep(WRITING / 3).await;
    redis.let_go().await;
    redis.flush().await;
    sleep(WRITING / 5).await;
    world.judge().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_cut_off_from_the_bus_without_a_word_changes_nothing() {
    let (redis, dice) = (Redis::start().await, Dice::new(15));
    let wire = SilentWire::to(redis.address()).await;
    let world = World::between(Some(redis.url()), Some(wire.url()), dice).await;
    for _ in 0..3 {
        sleep(WRITING / 5).await;
        wire.fall_silent();
        sleep(WRITING / 4).await;
        wire.speak();
    }
    sleep(WRITING / 5).await;
    world.judge().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_that_a_sentinel_replaces_changes_nothing() {
    let (mut sentinels, dice) = (Sentinels::start().await, Dice::new(16));
    let world = World::begin(Some(sentinels.url()), dice).await;
    sleep(WRITING / 4).await;
    sentinels.master.kill9().await;
    sentinels.promoted().await;
    sleep(WRITING / 2).await;
    world.judge().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_cluster_that_goes_and_comes_back_changes_nothing() {
    let (mut cluster, dice) = (RedisCluster::start().await, Dice::new(17));
    let world = World::begin(Some(cluster.url()), dice).await;
    let served = cluster.serves(&format!("skybot:{{{}}}", world.owner.account_id)).await;
    sleep(WRITING / 4).await;
    cluster.masters[served].kill9().await;
    sleep(WRITING / 2).await;
    cluster.masters[served].restart().await;
    cluster.is_whole().await;
    sleep(WRITING / 4).await;
    world.judge().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_killed_changes_nothing() {
    let (redis, dice) = (Redis::start().await, Dice::new(13));
    let mut world = World::begin(Some(redis.url()), dice).await;
    for _ in 0..2 {
        sleep(WRITING / 3).await;
        world.other.kill9().await;
        sleep(WRITING / 10).await;
        world.app.revive(&mut world.other).await;
    }
    sleep(WRITING / 5).await;
    world.judge().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_commits_without_a_bus_change_nothing() {
    let world = World::begin(None, Dice::new(14)).await;
    // Each commit of events takes its time, some longer than others.
    let slow = "create function slow() returns trigger language plpgsql as $$ begin
                  perform pg_sleep(random() * 0.02); return null; end $$;
                create constraint trigger slow after insert on events deferrable initially deferred
                  for each row execute function slow();";
    world.app.database.execute(slow).await;
    sleep(WRITING).await;
    world.app.database.execute("drop trigger slow on events").await;
    world.judge().await;
}
