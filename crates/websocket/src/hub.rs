//! All tenants that have connections on this node, and what keeps their events moving.
//!
//! Whoever commits says that a tenant's log has grown, here and over the bus to other nodes; the
//! tenant's courier then reads it once, for all of its connections. Saying so may be lost (there is no
//! bus, or the process that wrote was killed), so about once a second the heads of all these logs are
//! looked at in one statement. Nothing is delivered that was not read from the log. The same statement
//! tells whether it is to be looked who still stands behind the connections.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use skybot_domain::Timestamp;
use skybot_domain::error::StoreError;
use skybot_domain::event::Pos;
use skybot_domain::id::{AccountId, UserId};
use skybot_domain::page::Limit;
use skybot_domain::ports::{Attendance, Bus, Ear, Herald, Here, News, Ports, Word};
use skybot_domain::presence::{Device, MemberPresence, Node, Remembered, Status, device};
use skybot_domain::scope::Scope;
use skybot_domain::session::Credential;
use skybot_domain::usecase;
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};
use tokio::task::yield_now;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use crate::close::Close;
use crate::outbox::Outbox;
use crate::protocol::Pulse;
use crate::room::{Changes, Delivered, Room, Seat};
use crate::tenant::Tenant;

/// How often the heads of logs are looked at. With the look itself, within a second.
const HEADS: Duration = Duration::from_millis(800);
/// How often it is looked who still stands behind all connections, though nothing says that it has changed:
/// sessions and keys also end by themselves.
const RECHECK: Duration = Duration::from_secs(15);
/// How often connections at rest are looked after.
const TOGETHER: Duration = Duration::from_millis(250);
/// How often typing is ended that nobody has renewed.
const TYPING: Duration = Duration::from_millis(250);
/// How often it is told who has come and gone: at most once a second a member.
const PRESENCE: Duration = Duration::from_secs(1);
/// How often it is written down who was seen.
const SEEN: Duration = Duration::from_mins(1);
/// How long the courier waits for connections that are busy.
const CROWD: Duration = Duration::from_secs(1);
const CROWD_PAUSE: Duration = Duration::from_millis(5);
/// So many connections are written to before others of the thread get their turn.
const AT_ONCE: usize = 128;
/// How long the courier waits after the store has failed, unless it is called.
const STORE_PAUSE: Duration = Duration::from_millis(500);
/// How long the last writing may take when the server stops.
const GOODBYE: Duration = Duration::from_secs(2);
/// Most connections of a member on this node.
const MOST_CONNECTIONS: usize = 20;
/// Clients come back after a restart within so many milliseconds, each at a moment of its own.
const COME_BACK_WITHIN: u128 = 3_000;

type Tenants = HashMap<AccountId, Arc<Tenant>>;

/// The live part of a node.
pub struct Hub {
    /// The name of the node, for clients.
    pub(crate) name: String,
    pub(crate) pulse: Pulse,
    /// And for other nodes.
    node: Node,
    bus: Option<Arc<dyn Bus>>,
    ports: OnceLock<Arc<Ports>>,
    /// Does the work. Not the threads that serve requests, which would wait for it.
    runtime: OnceLock<Handle>,
    tenants: Mutex<Tenants>,
    devices: AtomicU32,
    born: Instant,
    /// Somebody's membership has changed.
    doubt: Notify,
    stopping: watch::Sender<bool>,
}

impl Hub {
    /// One that takes no connections before it is started. `name`: of the node, for clients; `node`: a
    /// number that no other node has.
    pub fn new(name: impl Into<String>, node: Node, bus: Option<Arc<dyn Bus>>, pulse: Pulse) -> Arc<Self> {
        Arc::new(Self {
            name: name.into(),
            pulse,
            node,
            bus,
            ports: OnceLock::new(),
            runtime: OnceLock::new(),
            tenants: Mutex::default(),
            devices: AtomicU32::new(1),
            born: Instant::now(),
            doubt: Notify::new(),
            stopping: watch::channel(false).0,
        })
    }

    /// Takes connections from now on, and keeps events moving until [`stop`](Self::stop). To be called
    /// once, inside the runtime that is to do the work.
    pub fn start(self: &Arc<Self>, ports: Ports) {
        let ports = Arc::new(ports);
        self.runtime.get_or_init(Handle::current);
        if self.ports.set(Arc::clone(&ports)).is_err() {
            return;
        }
        let every = |period: Duration| {
            let mut ticks = interval(period);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            ticks
        };
        let hub = Arc::clone(self);
        let (mut heads, mut all, own) = (every(HEADS), every(RECHECK), Arc::clone(&ports));
        self.spawn(async move {
            loop {
                let everybody = tokio::select! {
                    _ = heads.tick() => {
                        hub.look_at_heads(&own).await;
                        false
                    }
                    _ = all.tick() => true,
                    () = hub.doubt.notified() => false,
                };
                hub.recheck(&own, everybody).await;
            }
        });
        if let Some(bus) = self.bus.clone() {
            let (hub, clock) = (Arc::clone(self), Arc::clone(&ports.clock));
            self.spawn(async move {
                loop {
                    let (account, word) = bus.heard().await;
                    hub.hear(account, word, clock.now());
                }
            });
        }
        let hub = Arc::clone(self);
        let (mut typing, mut presence, mut seen) = (every(TYPING), every(PRESENCE), every(SEEN));
        self.spawn(async move {
            let mut beat = 0_u32;
            loop {
                tokio::select! {
                    _ = typing.tick() => hub.each_room(|room| room.expire_typing(ports.clock.now())),
                    _ = presence.tick() => {
                        beat = beat.wrapping_add(1);
                        hub.tell_presence(&ports, beat).await;
                    }
                    _ = seen.tick() => hub.remember_seen(&ports).await,
                }
            }
        });
    }

    /// Does work until the hub stops.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let Some(runtime) = self.runtime.get() else { return };
        let mut stopping = self.stopping.subscribe();
        runtime.spawn(async move {
            tokio::select! {
                // An error means that the hub is gone.
                _ = stopping.wait_for(|stopping| *stopping) => {}
                () = work => {}
            }
        });
    }

    /// Closes all connections and ends all waiting for news. Nobody new is let in. What was seen of
    /// members is written down.
    pub async fn stop(&self) {
        self.stopping.send_replace(true);
        let Some(ports) = self.ports.get() else { return };
        let reason = || {
            let chance = ports.ids.uuid(ports.clock.now()).as_u128();
            format!("restarting; come back in {} ms", chance % COME_BACK_WITHIN)
        };
        for tenant in self.all() {
            tenant.room().close_all(reason);
            tenant.tell(Word::Here(Here { node: self.node, people: Vec::new(), looking: Vec::new() }));
        }
        if timeout(GOODBYE, self.remember_seen(ports)).await.is_err() {
            tracing::warn!("who was seen could not be written down in time");
        }
    }

    /// Whether nobody new is let in.
    pub(crate) fn is_stopping(&self) -> bool {
        *self.stopping.borrow()
    }

    /// Everything a use case can reach, once started.
    pub(crate) fn ports(&self) -> Option<&Arc<Ports>> {
        self.ports.get()
    }

    fn tenants(&self) -> MutexGuard<'_, Tenants> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> Vec<Arc<Tenant>> {
        self.tenants().values().cloned().collect()
    }

    fn each_room(&self, mut visit: impl FnMut(&mut Room)) {
        for tenant in self.all() {
            visit(&mut tenant.room());
        }
    }

    /// The next moment at which connections are woken that have nothing to do but to look after their client:
    /// together, for being woken costs more than what is to be done then.
    pub(crate) fn together(&self, at: Instant) -> Instant {
        let since = at.saturating_duration_since(self.born).as_millis();
        let left = TOGETHER.as_millis() - since % TOGETHER.as_millis();
        at + Duration::from_millis(u64::try_from(left).unwrap_or(0))
    }

    /// A fresh name for a connection.
    pub(crate) fn device(&self) -> Device {
        device(self.node, self.devices.fetch_add(1, Ordering::Relaxed))
    }

    /// The tenant, made if it was not known, with its courier.
    fn enter(self: &Arc<Self>, tenants: &mut Tenants, scope: &Scope) -> Arc<Tenant> {
        let account = scope.account();
        if let Some(tenant) = tenants.get(&account) {
            return Arc::clone(tenant);
        }
        let tenant = Arc::new(Tenant::new(scope.observed(), Room::new(self.node), self.bus.clone()));
        tenants.insert(account, Arc::clone(&tenant));
        if let (Some(bus), Some(ports)) = (self.bus.clone(), self.ports.get()) {
            // First, so that nothing is said in between.
            bus.follow(account);
            let (known, clock) = (Arc::clone(&tenant), Arc::clone(&ports.clock));
            self.spawn(async move {
                for here in bus.others(account).await {
                    known.room().hear(&here, clock.now());
                }
            });
        }
        if let Some(ports) = self.ports.get() {
            let (hub, courier, ports) = (Arc::clone(self), Arc::clone(&tenant), Arc::clone(ports));
            self.spawn(async move { hub.carry(&courier, &ports).await });
        }
        tenant
    }

    /// Somebody has come, who is to be told what comes after `head`.
    pub(crate) fn join(
        self: &Arc<Self>,
        seat: &Arc<Seat>,
        (user, credential): (UserId, Credential),
        scope: Scope,
        head: Pos,
        busy: bool,
    ) -> Result<Arc<Tenant>, Close> {
        let Some(ports) = self.ports.get().filter(|_| !self.is_stopping()) else { return Err(Close::Restarting) };
        let mut tenants = self.tenants();
        let tenant = self.enter(&mut tenants, &scope);
        let mut room = tenant.room();
        if room.connections(user) >= MOST_CONNECTIONS {
            drop(room);
            self.quit(&mut tenants, &tenant);
            return Err(Close::TooFast);
        }
        room.join(seat, (user, credential), scope, head, busy, ports.clock.now());
        drop(room);
        // It may have been told to stop in between, and not have seen this connection.
        if self.is_stopping() {
            tenant.room().leave(seat.device, ports.clock.now());
            return Err(Close::Restarting);
        }
        Ok(tenant)
    }

    /// A connection has gone.
    pub(crate) fn leave(&self, tenant: &Tenant, device: Device) {
        let Some(ports) = self.ports.get() else { return };
        let was_looking = {
            let mut room = tenant.room();
            let looking = room.told_looking(device);
            room.leave(device, ports.clock.now());
            looking
        };
        if let Some(user) = was_looking {
            tenant.tell(Word::Looking { device, user, at: None });
        }
    }

    /// Another node has said something.
    fn hear(&self, account: AccountId, word: Word, now: Timestamp) {
        let Some(tenant) = self.tenants().get(&account).cloned() else { return };
        match word {
            Word::Grew => tenant.grew(),
            Word::Here(here) => tenant.room().hear(&here, now),
            Word::Typing { conversation, user, on } => tenant.room().typing(user, conversation, on, now),
            Word::Looking { device, user, at } => tenant.room().viewing(device, user, at),
        }
    }

    /// Reads a tenant's log and delivers it, whenever it has grown.
    async fn carry(&self, tenant: &Tenant, ports: &Ports) {
        while !tenant.over.load(Ordering::Relaxed) {
            tenant.wake.notified().await;
            while let Err(error) = self.catch_up(tenant, ports).await {
                tracing::warn!(%error, "the log could not be read; connections wait for it");
                sleep(STORE_PAUSE).await;
            }
        }
    }

    async fn catch_up(&self, tenant: &Tenant, ports: &Ports) -> Result<(), StoreError> {
        loop {
            let (pos, asked) = {
                let room = tenant.room();
                if room.is_empty() {
                    return Ok(());
                }
                (room.pos(), room.viewers())
            };
            let viewers: Vec<_> = asked.iter().copied().collect();
            let slice = ports.events.read_shared(&tenant.scope, pos, Limit::LARGEST, &viewers).await?;
            let more = slice.read_to < slice.head;
            let Delivered { outboxes, changed } = tenant.room().deliver(slice, &asked);
            let is_all_written = flush(&outboxes).await;
            if !changed.is_empty() {
                tenant.doubted.store(true, Ordering::Relaxed);
                self.doubt.notify_one();
            }
            // What was delivered may have moved a conversation out of somebody's sight.
            tenant.stirred.store(true, Ordering::Relaxed);
            if !is_all_written {
                self.wait_for_crowd(tenant).await;
            }
            if !more {
                return Ok(());
            }
        }
    }

    /// Gives connections that are busy time to write.
    async fn wait_for_crowd(&self, tenant: &Tenant) {
        let mut waited = Duration::ZERO;
        while waited < CROWD && tenant.room().is_crowded() {
            sleep(CROWD_PAUSE).await;
            waited += CROWD_PAUSE;
        }
    }

    /// Finds the logs that have grown without anybody saying so.
    async fn look_at_heads(&self, ports: &Ports) {
        let tenants = self.all();
        if tenants.is_empty() {
            return;
        }
        let accounts: Vec<_> = tenants.iter().map(|tenant| tenant.scope.account()).collect();
        let heads = match ports.events.heads(&accounts).await {
            Ok(heads) => heads,
            Err(error) => return tracing::warn!(%error, "the heads of logs could not be looked at"),
        };
        let heads: HashMap<_, _> = heads.into_iter().map(|head| (head.account, head)).collect();
        for tenant in tenants {
            let Some(head) = heads.get(&tenant.scope.account()) else { continue };
            let before = {
                let mut known = tenant.head.lock().unwrap_or_else(PoisonError::into_inner);
                known.replace(*head)
            };
            if before.is_none_or(|before| before.mark != head.mark) {
                tenant.doubted.store(true, Ordering::Relaxed);
            }
            let is_behind = {
                let room = tenant.room();
                !room.is_empty() && room.pos() < head.pos
            };
            if is_behind || before.is_none_or(|before| before.pos != head.pos) {
                tenant.grew();
            }
        }
    }

    /// Looks who still stands behind the connections of tenants that are in doubt, behind those that have
    /// just come, or behind all; and what of their subscriptions they may see.
    async fn recheck(&self, ports: &Ports, everybody: bool) {
        let tenants = self.all();
        let (mut known, mut places, mut stirred) = (Vec::new(), Vec::new(), Vec::new());
        for tenant in &tenants {
            let doubted = tenant.doubted.swap(false, Ordering::Relaxed);
            for (device, member) in tenant.room().known(everybody || doubted) {
                known.push(member);
                places.push((tenant, device));
            }
            if tenant.stirred.swap(false, Ordering::Relaxed) || everybody || doubted {
                stirred.push(tenant);
            }
        }
        if !known.is_empty() {
            match usecase::recheck(ports, &known).await {
                Ok(now) => {
                    for ((tenant, device), now) in places.into_iter().zip(now) {
                        tenant.room().rechecked(device, now);
                    }
                }
                // As long as the store is away nothing can be revoked either; then it is looked again.
                Err(error) => {
                    tracing::warn!(%error, "who is connected could not be looked up");
                    for (tenant, _) in places {
                        tenant.doubted.store(true, Ordering::Relaxed);
                    }
                }
            }
        }
        for tenant in stirred {
            let Some((conversations, viewers)) = tenant.room().narrow_subscriptions() else { continue };
            match ports.events.who_could_see(&tenant.scope, &conversations, &viewers).await {
                Ok(allowed) => tenant.room().keep_subscriptions(&conversations, &allowed.into_iter().collect()),
                Err(error) => {
                    tracing::warn!(%error, "subscriptions could not be looked at");
                    tenant.stirred.store(true, Ordering::Relaxed);
                }
            }
        }
    }

    async fn tell_presence(&self, ports: &Ports, beat: u32) {
        for tenant in self.all() {
            if !beat.is_multiple_of(1 + tenant.room().patience()) {
                continue;
            }
            let now = ports.clock.now();
            tenant.room().forget_silent_nodes(now);
            // Before what has changed is told here: whoever has signed out is forgotten then.
            tenant.tell_abroad(now);
            let Changes { outboxes, gone } = tenant.room().tell_changes(now);
            flush(&outboxes).await;
            remember(ports, &tenant, &gone).await;
            self.quit(&mut self.tenants(), &tenant);
        }
    }

    /// Forgets the tenant if nobody is there any more; unless it was forgotten, and is another one by now.
    fn quit(&self, tenants: &mut Tenants, tenant: &Arc<Tenant>) {
        let account = tenant.scope.account();
        let is_known = tenants.get(&account).is_some_and(|known| Arc::ptr_eq(known, tenant));
        if is_known && tenant.ears.load(Ordering::Relaxed) == 0 && tenant.room().is_deserted() {
            tenants.remove(&account);
            tenant.over.store(true, Ordering::Relaxed);
            tenant.wake.notify_one();
            if let Some(bus) = &self.bus {
                bus.unfollow(account);
            }
        }
    }

    async fn remember_seen(&self, ports: &Ports) {
        for tenant in self.all() {
            let here = tenant.room().here(ports.clock.now());
            remember(ports, &tenant, &here).await;
        }
    }
}

/// Writes what waits in these outboxes; whether nothing is left.
async fn flush(outboxes: &[Arc<Outbox>]) -> bool {
    let mut is_all_written = true;
    for some in outboxes.chunks(AT_ONCE) {
        for outbox in some {
            is_all_written &= outbox.flush();
        }
        yield_now().await;
    }
    is_all_written
}

async fn remember(ports: &Ports, tenant: &Tenant, members: &[Remembered]) {
    if members.is_empty() {
        return;
    }
    if let Err(error) = ports.presence.remember(&tenant.scope, members).await {
        tracing::warn!(%error, "who was seen could not be written down");
    }
}

impl Herald for Hub {
    fn grew(&self, account: AccountId) {
        let tenant = self.tenants().get(&account).cloned();
        if let Some(tenant) = tenant {
            tenant.grew();
        }
        if let Some(bus) = &self.bus {
            bus.tell(account, Word::Grew);
        }
    }
}

/// Gives `Arc<Hub>` to ports that hand out something which keeps the hub.
pub struct Switchboard(pub Arc<Hub>);

impl News for Switchboard {
    fn listen(&self, scope: &Scope) -> Box<dyn Ear> {
        let hub = Arc::clone(&self.0);
        let tenant = {
            let mut tenants = hub.tenants();
            let tenant = hub.enter(&mut tenants, scope);
            tenant.ears.fetch_add(1, Ordering::Relaxed);
            tenant
        };
        let (news, stopping) = (tenant.news.subscribe(), hub.stopping.subscribe());
        Box::new(Listening { hub, tenant, news, stopping })
    }
}

struct Listening {
    hub: Arc<Hub>,
    tenant: Arc<Tenant>,
    news: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
}

#[async_trait]
impl Ear for Listening {
    async fn news(&mut self) -> bool {
        tokio::select! {
            biased;
            _ = self.stopping.wait_for(|stopping| *stopping) => false,
            changed = self.news.changed() => changed.is_ok(),
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.tenant.ears.fetch_sub(1, Ordering::Relaxed);
        self.hub.quit(&mut self.hub.tenants(), &self.tenant);
    }
}

#[async_trait]
impl Attendance for Hub {
    async fn attendance(&self, scope: &Scope) -> Result<Vec<MemberPresence>, StoreError> {
        let Some(ports) = self.ports.get() else { return Ok(Vec::new()) };
        let remembered = ports.presence.all_remembered(scope).await?;
        let tenant = self.tenants().get(&scope.account()).cloned();
        let present = match (tenant, &self.bus) {
            (Some(tenant), _) => tenant.room().present(ports.clock.now()),
            // Nobody is connected here, but to other nodes.
            (None, Some(bus)) => {
                let (mut room, others) = (Room::new(self.node), bus.others(scope.account()).await);
                let now = ports.clock.now();
                for here in &others {
                    room.hear(here, now);
                }
                room.present(now)
            }
            (None, None) => Vec::new(),
        };
        let is_present = |kept: &Remembered| present.iter().any(|member| member.user_id == kept.user_id);
        let absent = remembered.iter().filter(|kept| !is_present(kept)).map(|kept| MemberPresence {
            user_id: kept.user_id,
            status: Status::Offline,
            last_seen_at: kept.last_seen_at,
        });
        let mut everybody: Vec<_> = absent.chain(present.iter().cloned()).collect();
        everybody.sort_by_key(|member| member.user_id);
        Ok(everybody)
    }
}
