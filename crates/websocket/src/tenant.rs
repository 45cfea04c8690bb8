//! A tenant as this node holds it: its room, what wakes its courier, and what the other nodes were
//! told of it.
//!
//! Reads no store; the hub does.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use skybot_domain::Timestamp;
use skybot_domain::id::ConversationId;
use skybot_domain::ports::{Bus, Head, Word};
use skybot_domain::presence::{AWAY_AFTER, Device};
use skybot_domain::scope::Scope;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use crate::room::Room;

/// How often at least the other nodes are told who is connected here.
const ABROAD: Duration = Duration::from_secs(10);

/// A tenant that somebody here is connected to, or waits for.
pub(crate) struct Tenant {
    /// The tenant as the courier reads it.
    pub(crate) scope: Scope,
    pub(crate) room: Mutex<Room>,
    /// The courier has something to do.
    pub(crate) wake: Notify,
    /// Counts how often the log may have grown, for those who wait for it.
    pub(crate) news: watch::Sender<u64>,
    pub(crate) ears: AtomicUsize,
    /// The head that was looked at last.
    pub(crate) head: Mutex<Option<Head>>,
    /// It is to be looked who still stands behind the connections.
    pub(crate) doubted: AtomicBool,
    /// A connection may have lost sight of a conversation.
    pub(crate) stirred: AtomicBool,
    /// What the other nodes were told last, as a number, and when.
    pub(crate) told: Mutex<Option<(u64, Instant)>>,
    pub(crate) bus: Option<Arc<dyn Bus>>,
    pub(crate) over: AtomicBool,
}

impl Tenant {
    pub(crate) fn new(scope: Scope, room: Room, bus: Option<Arc<dyn Bus>>) -> Self {
        Self {
            scope,
            room: Mutex::new(room),
            wake: Notify::new(),
            news: watch::channel(0).0,
            ears: AtomicUsize::new(0),
            head: Mutex::default(),
            doubted: AtomicBool::new(false),
            stirred: AtomicBool::new(false),
            told: Mutex::default(),
            bus,
            over: AtomicBool::new(false),
        }
    }

    pub(crate) fn room(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn grew(&self) {
        self.wake.notify_one();
        self.news.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// A member types, or stops to.
    pub(crate) fn typing(&self, device: Device, conversation: ConversationId, on: bool, now: Timestamp) {
        let Some(user) = self.room().user(device) else { return };
        self.room().typing(user, conversation, on, now);
        self.tell(Word::Typing { conversation, user, on });
    }

    /// A device shows a conversation, or none.
    pub(crate) fn viewing(&self, device: Device, at: Option<ConversationId>) {
        let Some(user) = self.room().user(device) else { return };
        self.room().viewing(device, user, at);
        self.tell(Word::Looking { device, user, at });
    }

    pub(crate) fn tell(&self, word: Word) {
        if let Some(bus) = &self.bus {
            bus.tell(self.scope.account(), word);
        }
    }

    /// Tells the other nodes who is connected here, if they do not know.
    pub(crate) fn tell_abroad(&self, now: Timestamp) {
        if self.bus.is_none() {
            return;
        }
        let here = self.room().told_abroad(now);
        let mut hasher = DefaultHasher::new();
        for member in &here.people {
            let is_active = member.idle < AWAY_AFTER;
            (member.user_id, member.connections, is_active, member.away, member.busy).hash(&mut hasher);
        }
        let number = hasher.finish();
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = told.is_none_or(|(before, at)| before != number || at.elapsed() >= ABROAD);
        if is_due && !(told.is_none() && here.people.is_empty()) {
            *told = Some((number, Instant::now()));
            drop(told);
            self.tell(Word::Here(here));
        }
    }
}
