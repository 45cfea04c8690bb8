//! The bus: one task that keeps a connection to Redis, follows tenants' channels and publishes.
//!
//! Nobody waits for it. What cannot be published is dropped, counted and told once: the nodes find
//! everything durable in the log by themselves.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, join_all};
use redis::{Cmd, RedisError, RedisResult, Value};
use skybot_domain::id::AccountId;
use skybot_domain::ports::{Bus, Here, Word};
use skybot_domain::presence::Node;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout, timeout_at};

use crate::address::Address;
use crate::link::{Link, MOST_HEARD, Pushed};
use crate::words;

/// Most words that wait to be said.
const MOST_SAID: usize = 8192;
/// As many are said together.
const BATCH: usize = 128;
/// How often it is looked whether Redis still answers.
const PULSE: Duration = Duration::from_secs(2);
/// A connection that was lost is made again after so long, twice as long each time, up to the second.
const RECONNECT: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));
/// What a node has said of those who are connected to it is good for so long.
const LEASE: Duration = Duration::from_secs(30);
/// How long may be waited for what other nodes have said.
const OTHERS: Duration = Duration::from_millis(300);

enum Order {
    Say(AccountId, Word),
    Follow(AccountId),
    Unfollow(AccountId),
}

/// A node's line to the others. Clones share it.
#[derive(Clone)]
pub struct Redis(Arc<Inner>);

struct Inner {
    node: Node,
    prefix: String,
    orders: mpsc::Sender<Order>,
    heard: tokio::sync::Mutex<mpsc::Receiver<(AccountId, Word)>>,
    link: Mutex<Option<Link>>,
    up: AtomicBool,
    lost_words: AtomicU64,
}

/// What the task works on.
struct Line {
    inner: Arc<Inner>,
    address: Address,
    orders: mpsc::Receiver<Order>,
    ear: mpsc::Sender<(AccountId, Word)>,
    followed: HashSet<AccountId>,
    /// Those whose part of a cluster does not answer. Nothing is said of them, so that the others need not wait; it is
    /// looked with each beat whether it does again.
    away: HashSet<AccountId>,
}

/// Whose part of the bus was asked for something, and how that went.
type Mended = Vec<(AccountId, RedisResult<()>)>;

impl Redis {
    /// Begins to connect, and goes on for ever; whether it works is nobody's condition. `prefix` goes before every
    /// name, so that installations can share a server; `node` is a number that no other node has. To be
    /// called inside the runtime that is to do the work.
    pub fn connect(address: Address, prefix: impl Into<String>, node: Node) -> Self {
        let (sender, orders) = mpsc::channel(MOST_SAID);
        let (ear, heard) = mpsc::channel(MOST_HEARD);
        let inner = Arc::new(Inner {
            node,
            prefix: prefix.into(),
            orders: sender,
            heard: tokio::sync::Mutex::new(heard),
            link: Mutex::default(),
            up: AtomicBool::new(false),
            lost_words: AtomicU64::new(0),
        });
        let line =
            Line { inner: Arc::clone(&inner), address, orders, ear, followed: HashSet::new(), away: HashSet::new() };
        tokio::spawn(line.keep());
        Self(inner)
    }

    /// The connection, if there is one.
    pub(crate) fn link(&self) -> Option<Link> {
        self.0.link.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A name in Redis.
    pub(crate) fn name(&self, rest: &str) -> String {
        format!("{}:{rest}", self.0.prefix)
    }

    fn order(&self, order: Order) {
        if self.0.orders.try_send(order).is_err() {
            self.0.lost_words.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Inner {
    fn connected(&self, link: Option<Link>) {
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = link;
    }

    fn become_up(&self, up: bool) {
        if self.up.swap(up, Ordering::Relaxed) != up {
            let lost_words = self.lost_words.load(Ordering::Relaxed);
            if up {
                tracing::info!(lost_words, "the bus works");
            } else {
                tracing::warn!(lost_words, "the bus is lost, or a part of it; nodes read the log until it is back");
            }
        }
    }

    fn here(&self, account: AccountId) -> String {
        format!("{}:here", words::channel(&self.prefix, account))
    }
}

impl Line {
    async fn keep(mut self) {
        let mut pause = RECONNECT.0;
        loop {
            match Link::open(&self.address).await {
                Ok((link, pushed)) => {
                    let began = Instant::now();
                    let error = self.serve(link, pushed).await;
                    self.inner.connected(None);
                    self.inner.become_up(false);
                    let Some(error) = error else { return };
                    tracing::debug!(%error, "the connection to the bus has ended");
                    if began.elapsed() > RECONNECT.1 {
                        pause = RECONNECT.0;
                    }
                }
                Err(error) => tracing::debug!(%error, "no connection to the bus"),
            }
            let until = Instant::now() + pause;
            pause = (pause * 2).min(RECONNECT.1);
            // What is said meanwhile is lost, but whom to follow is remembered.
            while let Ok(order) = timeout_at(until, self.orders.recv()).await {
                match order {
                    None => return,
                    Some(Order::Follow(account)) => drop(self.followed.insert(account)),
                    Some(Order::Unfollow(account)) => drop(self.followed.remove(&account)),
                    Some(Order::Say(..)) => drop(self.inner.lost_words.fetch_add(1, Ordering::Relaxed)),
                }
            }
        }
    }

    /// Works until the connection ends; `None`: nobody needs it any more.
    async fn serve(&mut self, mut link: Link, mut pushed: mpsc::Receiver<Pushed>) -> Option<RedisError> {
        self.away.clear();
        let followed = self.reach(&link, &self.followed).await;
        if let Err(error) = self.mended(&link, followed) {
            return Some(error);
        }
        self.inner.connected(Some(link.clone()));
        let mut pulse = interval(PULSE);
        pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut batch = Vec::with_capacity(BATCH);
        let mut mending: Option<BoxFuture<'static, Mended>> = None;
        loop {
            self.inner.become_up(self.away.is_empty());
            let outcome = tokio::select! {
                pushed = pushed.recv() => match pushed {
                    Some(Pushed::Message(channel, text)) => {
                        self.hear(&channel, &text);
                        Ok(())
                    }
                    Some(Pushed::Lost) | None if link.mends_itself() => Ok(()),
                    Some(Pushed::Lost) | None => Err(RedisError::from(std::io::Error::from(std::io::ErrorKind::BrokenPipe))),
                },
                count = self.orders.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        return None;
                    }
                    self.carry_out(&mut link, &mut batch).await
                }
                mended = finish(&mut mending), if mending.is_some() => {
                    mending = None;
                    self.mended(&link, mended)
                }
                _ = pulse.tick() => {
                    if !self.away.is_empty() && mending.is_none() {
                        mending = Some(self.reach(&link, &self.away).boxed());
                    }
                    link.ping().await
                }
            };
            if let Err(error) = outcome {
                return Some(error);
            }
        }
    }

    /// Asks for tenants' channels, all at once; of those that nobody here follows, only whether they could be.
    fn reach(&self, link: &Link, accounts: &HashSet<AccountId>) -> impl Future<Output = Mended> + Send + use<> {
        let each: Vec<_> = accounts
            .iter()
            .map(|account| {
                let (mut link, account) = (link.clone(), *account);
                let channel = words::channel(&self.inner.prefix, account);
                let (followed, mut look) = (self.followed.contains(&account), redis::cmd("EXISTS"));
                look.arg(self.inner.here(account));
                async move {
                    let reached = if followed { link.follow(&channel).await } else { link.ask(&look).await.map(drop) };
                    (account, reached)
                }
            })
            .collect();
        join_all(each)
    }

    /// Takes how it went. A part of a cluster that fails is no end of the whole.
    fn mended(&mut self, link: &Link, mended: Mended) -> Result<(), RedisError> {
        for (account, outcome) in mended {
            match outcome {
                Ok(()) => drop(self.away.remove(&account)),
                Err(error) if link.mends_itself() => {
                    tracing::debug!(%error, "a part of the bus does not answer");
                    self.away.insert(account);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn hear(&self, channel: &[u8], text: &[u8]) {
        let Some(account) = words::account(&self.inner.prefix, channel) else { return };
        if let Some(word) = words::read(self.inner.node, text)
            && self.ear.try_send((account, word)).is_err()
        {
            self.inner.lost_words.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn carry_out(&mut self, link: &mut Link, batch: &mut Vec<Order>) -> Result<(), RedisError> {
        let mut commands = Vec::new();
        let mut grown = HashSet::new();
        for order in batch.drain(..) {
            match order {
                Order::Follow(account) => {
                    self.followed.insert(account);
                    let outcome = link.follow(&words::channel(&self.inner.prefix, account)).await;
                    self.mended(link, vec![(account, outcome)])?;
                }
                Order::Unfollow(account) => {
                    self.followed.remove(&account);
                    let outcome = link.unfollow(&words::channel(&self.inner.prefix, account)).await;
                    // To a part that is away nothing is subscribed.
                    if !link.mends_itself() {
                        outcome?;
                    }
                }
                Order::Say(account, _) if self.away.contains(&account) => {
                    self.inner.lost_words.fetch_add(1, Ordering::Relaxed);
                }
                // Once is as good as many times.
                Order::Say(account, Word::Grew) if !grown.insert(account) => {}
                Order::Say(account, word) => {
                    let text = words::write(self.inner.node, &word);
                    if let Word::Here(here) = &word {
                        commands.extend(self.kept(account, here, &text).into_iter().map(|command| (account, command)));
                    }
                    let mut publish = redis::cmd("SPUBLISH");
                    publish.arg(words::channel(&self.inner.prefix, account)).arg(text);
                    commands.push((account, publish));
                }
            }
        }
        let said = commands.iter().map(|(account, command)| {
            let mut link = link.clone();
            async move { (*account, link.ask(command).await.map(drop)) }
        });
        let said = join_all(said).await;
        // What worked tells nothing of a channel.
        let failed = said.into_iter().filter(|(_, outcome)| outcome.is_err()).collect();
        self.mended(link, failed)
    }

    /// Keeps what a node says of those who are connected to it for nodes that come later.
    fn kept(&self, account: AccountId, here: &Here, text: &[u8]) -> Vec<Cmd> {
        let key = self.inner.here(account);
        if here.people.is_empty() {
            let mut gone = redis::cmd("HDEL");
            gone.arg(&key).arg(self.inner.node);
            return vec![gone];
        }
        let until = milliseconds() + LEASE.as_millis();
        let mut value = format!("{until} ").into_bytes();
        value.extend_from_slice(text);
        let (mut keep, mut expire) = (redis::cmd("HSET"), redis::cmd("PEXPIRE"));
        keep.arg(&key).arg(self.inner.node).arg(value);
        expire.arg(&key).arg(u64::try_from(LEASE.as_millis()).unwrap_or(u64::MAX));
        vec![keep, expire]
    }
}

/// Waits for what is under way; there is something.
async fn finish<T>(task: &mut Option<BoxFuture<'static, T>>) -> T {
    match task {
        Some(task) => task.await,
        None => std::future::pending().await,
    }
}

/// The wall clock, which nodes of an installation share well enough for a lease.
#[expect(clippy::disallowed_methods, reason = "a lease that other machines read is told by the wall clock")]
fn milliseconds() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()
}

/// What a node has kept, if it is still good.
fn good(own: Node, value: &Value, now: u128) -> Option<Here> {
    let Value::BulkString(bytes) = value else { return None };
    let blank = bytes.iter().position(|byte| *byte == b' ')?;
    let until: u128 = std::str::from_utf8(bytes.get(..blank)?).ok()?.parse().ok()?;
    match words::read(own, bytes.get(blank + 1..)?) {
        Some(Word::Here(here)) if until > now => Some(here),
        _ => None,
    }
}

#[async_trait]
impl Bus for Redis {
    fn tell(&self, account: AccountId, word: Word) {
        self.order(Order::Say(account, word));
    }

    fn follow(&self, account: AccountId) {
        self.order(Order::Follow(account));
    }

    fn unfollow(&self, account: AccountId) {
        self.order(Order::Unfollow(account));
    }

    async fn heard(&self) -> (AccountId, Word) {
        match self.0.heard.lock().await.recv().await {
            Some(heard) => heard,
            // The task has ended, which it does with the runtime only.
            None => std::future::pending().await,
        }
    }

    async fn others(&self, account: AccountId) -> Vec<Here> {
        let Some(mut link) = self.link() else { return Vec::new() };
        let mut command = redis::cmd("HVALS");
        command.arg(self.0.here(account));
        let Ok(Ok(Value::Array(kept))) = timeout(OTHERS, link.ask(&command)).await else { return Vec::new() };
        let now = milliseconds();
        kept.iter().filter_map(|value| good(self.0.node, value, now)).collect()
    }

    fn is_up(&self) -> bool {
        self.0.up.load(Ordering::Relaxed)
    }
}
