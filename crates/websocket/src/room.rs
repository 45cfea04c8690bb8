//! One tenant on this node: its connections, how far each has been told, and who is there.
//!
//! The rules of delivery are here, without any I/O: what comes in was read by the hub or by the
//! connection itself, what goes out is put into the connections' outboxes, which takes no time. A
//! connection is in one of three flows. *Waiting*: nothing is delivered yet. *Behind*: it reads
//! the log by itself, page by page, as fast as its client does. *Live*: the hub delivers, each
//! event to all. It changes from behind to live under the room's lock, when it has read at least
//! as far as the hub; so there is nothing between the two, and nothing comes twice.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use skybot_domain::Timestamp;
use skybot_domain::event::{Audience, Event, EventKind, LogSlice, Pos, SharedSlice, Subject, Viewer};
use skybot_domain::id::{ConversationId, UserId};
use skybot_domain::ports::Here;
use skybot_domain::presence::{Board, Device, MemberPresence, Node, Remembered, Said, Typing, Viewing};
use skybot_domain::scope::{Permission, Reach, Scope};
use skybot_domain::session::Credential;
use skybot_wire as wire;

use crate::close::Close;
use crate::outbox::{About, Outbox};
use crate::render::{Rendered, Text, frame, signal};

/// How a connection comes to its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Waiting,
    Behind,
    Live,
}

/// A connection that has authenticated.
pub(crate) struct Seat {
    /// Names it on this node.
    pub(crate) device: Device,
    pub(crate) outbox: Arc<Outbox>,
}

struct Member {
    outbox: Arc<Outbox>,
    user: UserId,
    credential: Credential,
    scope: Arc<Scope>,
    /// The scope's, kept here because it is looked at with every event.
    reach: Reach,
    flow: Flow,
    /// Everything up to here was looked at for it.
    seen: Pos,
    /// What it was told last, or where it began.
    sent: Pos,
    subscriptions: HashSet<ConversationId>,
    /// Nobody is to wait for it to come back.
    revoked: bool,
}

impl Member {
    fn viewer(&self) -> Viewer {
        Viewer { user: self.user, reach: self.reach }
    }

    fn sees_all(&self) -> bool {
        self.reach == Reach::All
    }

    fn fall_behind(&mut self) {
        self.flow = Flow::Behind;
        self.outbox.fall_behind();
    }

    /// Adds what it may see of these events and has not seen to its outbox, which is to be flushed.
    fn deliver(&mut self, outbox: &Outbox, events: &mut [(Pos, Audience, Rendered)]) {
        let (viewer, seen) = (self.viewer(), self.seen);
        let mut batch = outbox.batch();
        for (pos, audience, rendered) in events.iter_mut().filter(|(pos, ..)| *pos > seen) {
            if audience.has(viewer) {
                if batch.is_busy() {
                    // Its client reads: there were only too many at once, and it takes the rest by itself.
                    batch.quietly();
                    return self.fall_behind();
                }
                if batch.push(rendered.after(self.sent)) {
                    self.sent = *pos;
                }
            }
            self.seen = *pos;
        }
        batch.quietly();
    }

    fn tell(&mut self, rendered: &mut Rendered, pos: Pos) {
        if self.outbox.push(rendered.after(self.sent)) {
            self.sent = pos;
        }
    }
}

/// What became of a page that a connection has read by itself.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Paged {
    /// There is more to read.
    More,
    /// It is live.
    Live,
    /// Its cursor is after the end of the log.
    BadCursor,
    /// It has left.
    Gone,
}

/// What is to be done after a stretch of the log was delivered, when the room is free for others.
#[derive(Default)]
pub(crate) struct Delivered {
    /// To be flushed.
    pub(crate) outboxes: Vec<Arc<Outbox>>,
    /// The users whose membership has changed.
    pub(crate) changed: Vec<UserId>,
}

/// What is to be done after changes of presence were told, when the room is free for others.
#[derive(Default)]
pub(crate) struct Changes {
    /// To be flushed.
    pub(crate) outboxes: Vec<Arc<Outbox>>,
    /// Those who are gone, to be remembered.
    pub(crate) gone: Vec<Remembered>,
}

/// With every so many connections more of a tenant, changes of presence are told a second less often.
const CROWD: usize = 2_000;
/// A node that has not said for so long who is connected to it is no more.
pub(crate) const NODE_SILENCE: Duration = Duration::from_secs(30);

/// One tenant on this node.
#[derive(Default)]
pub(crate) struct Room {
    /// This node.
    node: Node,
    /// The other nodes that have members of the tenant, and when they said so last.
    others: HashMap<Node, Timestamp>,
    members: HashMap<Device, Member>,
    /// Who is there as everybody was told last, as text for those who come next.
    snapshot: Option<Text>,
    /// Who has come since it was looked the last time who still stands behind the connections.
    fresh: HashSet<Device>,
    /// How far the hub has delivered.
    pos: Pos,
    board: Board,
    typing: Typing,
    viewing: Viewing,
}

impl Room {
    pub(crate) fn new(node: Node) -> Self {
        Self { node, ..Self::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Whether nobody is connected, and nobody waited for to come back.
    pub(crate) fn is_deserted(&self) -> bool {
        self.members.is_empty() && !self.board.waits()
    }

    /// How far the hub has delivered.
    pub(crate) fn pos(&self) -> Pos {
        self.pos
    }

    /// How many connections a member has, on all nodes.
    pub(crate) fn connections(&self, user: UserId) -> usize {
        self.board.connections(user)
    }

    /// Somebody has come, who is to be told what comes after `head`.
    pub(crate) fn join(
        &mut self,
        seat: &Seat,
        (user, credential): (UserId, Credential),
        scope: Scope,
        head: Pos,
        busy: bool,
        now: Timestamp,
    ) {
        if self.members.is_empty() {
            // Never back: the hub may be reading from there.
            self.pos = self.pos.max(head);
        }
        self.board.join(user, seat.device, busy, now);
        let scope = Arc::new(scope);
        let subscriptions = HashSet::new();
        let (flow, device) = (Flow::Waiting, seat.device);
        let member = Member {
            outbox: Arc::clone(&seat.outbox),
            user,
            credential,
            reach: scope.reach(),
            scope,
            flow,
            seen: head,
            sent: head,
            subscriptions,
            revoked: false,
        };
        self.members.insert(device, member);
        self.fresh.insert(device);
    }

    /// A connection has gone.
    pub(crate) fn leave(&mut self, device: Device, now: Timestamp) {
        let Some(member) = self.members.remove(&device) else { return };
        self.fresh.remove(&device);
        let user = member.user;
        self.board.leave(user, device, member.revoked, now);
        for conversation in self.viewing.look(device, user, None) {
            self.tell_viewers(conversation);
        }
        if self.connections(user) == 0 {
            for conversation in self.typing.places(user) {
                self.typing.end(conversation, user);
                self.tell_typing(conversation, user, false);
            }
        }
    }

    /// As whom a connection acts now.
    pub(crate) fn scope(&self, device: Device) -> Option<Arc<Scope>> {
        self.members.get(&device).map(|member| Arc::clone(&member.scope))
    }

    /// Where a connection has to read on, and as whom; `None` if it need not.
    pub(crate) fn cursor(&self, device: Device) -> Option<(Arc<Scope>, Pos)> {
        let member = self.members.get(&device).filter(|member| member.flow == Flow::Behind)?;
        Some((Arc::clone(&member.scope), member.seen))
    }

    /// Lets events flow to a connection: after `after`, or from where it has begun.
    pub(crate) fn flow(&mut self, device: Device, after: Option<Pos>) {
        let pos = self.pos;
        let Some(member) = self.members.get_mut(&device) else { return };
        match after {
            None if member.flow == Flow::Waiting && member.seen >= pos => member.flow = Flow::Live,
            None => member.fall_behind(),
            Some(after) => {
                (member.seen, member.sent) = (after, after);
                member.fall_behind();
            }
        }
    }

    /// Takes a page of the log that a connection has read by itself, as `scope`, after its cursor.
    pub(crate) fn page(&mut self, device: Device, scope: &Scope, after: Pos, slice: LogSlice) -> Paged {
        let pos = self.pos;
        let Some(member) = self.members.get_mut(&device) else { return Paged::Gone };
        if member.flow != Flow::Behind || member.seen != after || *member.scope != *scope {
            // It resumed from elsewhere, or is somebody else now: what was read is of no use.
            return Paged::More;
        }
        if after > slice.head {
            return Paged::BadCursor;
        }
        if after < slice.trimmed {
            let resync = wire::ServerFrame::Resync { reason: "cursor_expired".to_owned(), head: slice.head };
            member.outbox.push(frame(&resync));
            (member.seen, member.sent) = (slice.head, slice.head);
        } else {
            for event in slice.events {
                let at = event.pos;
                if !member.outbox.is_roomy() {
                    // The rest is read again when there is room for it.
                    return Paged::More;
                }
                member.tell(&mut Rendered::of(event), at);
                member.seen = at;
            }
            member.seen = slice.read_to.min(slice.head);
        }
        if member.seen < pos || member.seen < slice.head {
            return Paged::More;
        }
        member.flow = Flow::Live;
        Paged::Live
    }

    /// Whether many of the connections have more to write than they can at the moment, though their
    /// clients read: then it is the machine that is slow, and it is of no use to deliver more.
    pub(crate) fn is_crowded(&self) -> bool {
        let live = self.members.values().filter(|member| member.flow == Flow::Live);
        let (mut all, mut busy) = (0_usize, 0_usize);
        for member in live {
            all += 1;
            busy += usize::from(member.outbox.is_busy());
        }
        busy * 4 > all
    }

    /// Whose narrower reach the hub has to ask about.
    pub(crate) fn viewers(&self) -> HashSet<Viewer> {
        self.members.values().filter(|member| !member.sees_all()).map(Member::viewer).collect()
    }

    /// Delivers a stretch of the log that the hub has read, asking about these viewers.
    pub(crate) fn deliver(&mut self, slice: SharedSlice, asked: &HashSet<Viewer>) -> Delivered {
        let mut delivered = Delivered::default();
        let mut events = Vec::with_capacity(slice.events.len());
        for (event, audience) in slice.events {
            if let Subject::Member(user) = event.subject {
                delivered.changed.push(user);
            }
            self.end_typing(&event);
            events.push((event.pos, audience, Rendered::of(event)));
        }
        if let Some(last) = events.last().map(|(pos, ..)| *pos) {
            for member in self.members.values_mut().filter(|member| member.flow == Flow::Live && member.seen < last) {
                if member.sees_all() || asked.contains(&member.viewer()) {
                    let outbox = Arc::clone(&member.outbox);
                    member.deliver(&outbox, &mut events);
                    delivered.outboxes.push(outbox);
                } else {
                    // It came, or changed, while the log was read.
                    member.fall_behind();
                }
            }
        }
        self.pos = self.pos.max(slice.read_to);
        delivered
    }

    /// Whoever has sent the message no longer types it.
    fn end_typing(&mut self, event: &Event) {
        if event.kind != EventKind::MessageCreated {
            return;
        }
        if let (Subject::Message(conversation, _), Some(author)) = (event.subject, event.actor.id)
            && self.typing.end(conversation, author.into())
        {
            self.tell_typing(conversation, author.into(), false);
        }
    }

    /// Everybody who is connected, or those who have come since the last time this was asked.
    pub(crate) fn known(&mut self, all: bool) -> Vec<(Device, (Credential, Arc<Scope>))> {
        let fresh = std::mem::take(&mut self.fresh);
        let known = self.members.iter().filter(|(device, _)| all || fresh.contains(device));
        known.map(|(device, member)| (*device, (member.credential, Arc::clone(&member.scope)))).collect()
    }

    /// What has become of somebody who is connected; `None`: nobody any more.
    pub(crate) fn rechecked(&mut self, device: Device, now: Option<Arc<Scope>>) {
        let Some(member) = self.members.get_mut(&device) else { return };
        match now {
            None => {
                member.revoked = true;
                member.outbox.close(Close::Revoked.reason("the credential is over"));
            }
            Some(scope) => (member.reach, member.scope) = (scope.reach(), scope),
        }
    }

    /// The subscriptions of those who do not see everything.
    pub(crate) fn narrow_subscriptions(&self) -> Option<(Vec<ConversationId>, Vec<Viewer>)> {
        let narrow = || self.members.values().filter(|member| !member.sees_all());
        let conversations: BTreeSet<_> = narrow().flat_map(|member| member.subscriptions.iter().copied()).collect();
        let viewers: HashSet<_> = narrow().map(Member::viewer).collect();
        (!conversations.is_empty()).then(|| (conversations.into_iter().collect(), viewers.into_iter().collect()))
    }

    /// Ends the subscriptions of those who may not see the conversation any more.
    pub(crate) fn keep_subscriptions(&mut self, asked: &[ConversationId], allowed: &HashSet<(ConversationId, Viewer)>) {
        let mut ended = Vec::new();
        for (device, member) in self.members.iter_mut().filter(|(_, member)| !member.sees_all()) {
            let viewer = member.viewer();
            member.subscriptions.retain(|conversation| {
                let keeps = !asked.contains(conversation) || allowed.contains(&(*conversation, viewer));
                if !keeps {
                    ended.push((*device, viewer.user, *conversation));
                }
                keeps
            });
        }
        for (device, user, conversation) in ended {
            if self.typing.end(conversation, user) {
                self.tell_typing(conversation, user, false);
            }
            if self.viewing.of(conversation).contains(&user) {
                for conversation in self.viewing.look(device, user, None) {
                    self.tell_viewers(conversation);
                }
            }
        }
    }

    /// Whether a connection has subscribed to a conversation, and so may see it.
    pub(crate) fn is_subscribed(&self, device: Device, conversation: ConversationId) -> bool {
        self.members.get(&device).is_some_and(|member| member.subscriptions.contains(&conversation))
    }

    /// Subscribes a connection, and tells it how things are there.
    pub(crate) fn subscribe(&mut self, device: Device, conversation: ConversationId) {
        let Some(member) = self.members.get_mut(&device) else { return };
        member.subscriptions.insert(conversation);
        for user in self.typing.of(conversation) {
            let typing = wire::Signal::Typing { conversation_id: conversation.uuid(), user_id: user.uuid(), on: true };
            member.outbox.signal(About::Typing(conversation, user), signal(typing));
        }
        member.outbox.signal(About::Viewing(conversation), viewers_signal(&self.viewing, conversation));
    }

    pub(crate) fn unsubscribe(&mut self, device: Device, conversation: ConversationId) {
        if let Some(member) = self.members.get_mut(&device) {
            member.subscriptions.remove(&conversation);
        }
    }

    /// A member types, or stops to.
    pub(crate) fn typing(&mut self, user: UserId, conversation: ConversationId, on: bool, now: Timestamp) {
        let news = if on { self.typing.begin(conversation, user, now) } else { self.typing.end(conversation, user) };
        if news {
            self.tell_typing(conversation, user, on);
        }
    }

    /// A device shows a conversation, or none.
    pub(crate) fn viewing(&mut self, device: Device, user: UserId, at: Option<ConversationId>) {
        for conversation in self.viewing.look(device, user, at) {
            self.tell_viewers(conversation);
        }
    }

    /// Who looks at something on a device, if anybody does.
    pub(crate) fn told_looking(&self, device: Device) -> Option<UserId> {
        self.viewing.on(self.node).into_iter().find(|(looking, ..)| *looking == device).map(|(_, user, _)| user)
    }

    /// Whose connection it is.
    pub(crate) fn user(&self, device: Device) -> Option<UserId> {
        self.members.get(&device).map(|member| member.user)
    }

    /// A member did something.
    pub(crate) fn touch(&mut self, device: Device, now: Timestamp) {
        if let Some(member) = self.members.get(&device) {
            self.board.touch(member.user, device, now);
        }
    }

    /// A member says something of themselves; what of it is to be remembered.
    pub(crate) fn say(&mut self, device: Device, said: Said, now: Timestamp) -> Option<Remembered> {
        let user = self.members.get(&device)?.user;
        let remember = self.board.say(user, device, said, now);
        remember.then_some(Remembered { user_id: user, busy: said == Said::Busy, last_seen_at: Some(now) })
    }

    /// Who is there.
    pub(crate) fn present(&self, now: Timestamp) -> Vec<MemberPresence> {
        self.board.present(now)
    }

    /// Tells one connection who is there; its outbox is to be flushed.
    pub(crate) fn tell_present(&mut self, device: Device) {
        if let Some(member) = self.members.get(&device).filter(|member| member.scope.may(Permission::SettingsRead)) {
            let board = &self.board;
            let text = self.snapshot.get_or_insert_with(|| {
                let members = board.told().into_iter().map(Into::into).collect();
                signal(wire::Signal::Presence { snapshot: true, members })
            });
            member.outbox.signal_quietly(About::Members, text.clone());
        }
    }

    /// How much later than usual changes may be told: as the text for all of many takes its time.
    pub(crate) fn patience(&self) -> u32 {
        u32::try_from(self.members.len() / CROWD).unwrap_or(u32::MAX)
    }

    /// Tells everybody who has come, gone or changed.
    pub(crate) fn tell_changes(&mut self, now: Timestamp) -> Changes {
        let changes = self.board.changes(now);
        if changes.is_empty() {
            return Changes::default();
        }
        self.snapshot = None;
        let members = changes.iter().map(|(seen, _)| seen.clone().into()).collect();
        let text = signal(wire::Signal::Presence { snapshot: false, members });
        let told = self.members.values().filter(|member| member.scope.may(Permission::SettingsRead));
        let tell = |member: &Member| {
            member.outbox.signal_quietly(About::Members, text.clone());
            Arc::clone(&member.outbox)
        };
        let outboxes = told.map(tell).collect();
        let gone = changes.into_iter().map(|(_, kept)| kept).filter(|kept| kept.last_seen_at.is_some()).collect();
        Changes { outboxes, gone }
    }

    /// Those who are there, to be remembered as seen.
    pub(crate) fn here(&self, now: Timestamp) -> Vec<Remembered> {
        let here = self.board.here(self.node).into_iter();
        here.map(|(user_id, busy)| Remembered { user_id, busy, last_seen_at: Some(now) }).collect()
    }

    /// What the other nodes are told of those who are connected here.
    pub(crate) fn told_abroad(&self, now: Timestamp) -> Here {
        let (people, looking) = (self.board.told_abroad(self.node, now), self.viewing.on(self.node));
        Here { node: self.node, people, looking }
    }

    /// Another node says who is connected to it.
    pub(crate) fn hear(&mut self, here: &Here, now: Timestamp) {
        if here.node == self.node {
            return;
        }
        self.others.insert(here.node, now);
        self.board.hear(here.node, &here.people, now);
        for conversation in self.viewing.hear(here.node, &here.looking) {
            self.tell_viewers(conversation);
        }
    }

    /// Forgets who was connected to nodes that are no more.
    pub(crate) fn forget_silent_nodes(&mut self, now: Timestamp) {
        let silent: Vec<_> =
            self.others.iter().filter(|(_, heard)| now - **heard >= NODE_SILENCE).map(|(node, _)| *node).collect();
        for node in silent {
            self.hear(&Here { node, people: Vec::new(), looking: Vec::new() }, now);
            self.others.remove(&node);
        }
    }

    /// Ends the typing that nobody has renewed.
    pub(crate) fn expire_typing(&mut self, now: Timestamp) {
        for (conversation, user) in self.typing.expire(now) {
            self.tell_typing(conversation, user, false);
        }
    }

    /// Closes every connection.
    pub(crate) fn close_all(&self, reason: impl Fn() -> String) {
        for member in self.members.values() {
            member.outbox.close(Close::Restarting.reason(reason()));
        }
    }

    fn tell_typing(&self, conversation: ConversationId, user: UserId, on: bool) {
        let typing = wire::Signal::Typing { conversation_id: conversation.uuid(), user_id: user.uuid(), on };
        // One's own other devices know.
        self.tell_subscribers(conversation, About::Typing(conversation, user), &signal(typing), Some(user));
    }

    fn tell_viewers(&self, conversation: ConversationId) {
        let text = viewers_signal(&self.viewing, conversation);
        self.tell_subscribers(conversation, About::Viewing(conversation), &text, None);
    }

    fn tell_subscribers(&self, conversation: ConversationId, about: About, text: &Text, but: Option<UserId>) {
        let subscribed = |member: &&Member| member.subscriptions.contains(&conversation) && Some(member.user) != but;
        for member in self.members.values().filter(subscribed) {
            member.outbox.signal(about, text.clone());
        }
    }
}

fn viewers_signal(viewing: &Viewing, conversation: ConversationId) -> Text {
    let user_ids = viewing.of(conversation).into_iter().map(skybot_domain::Id::uuid).collect();
    signal(wire::Signal::Viewing { conversation_id: conversation.uuid(), user_ids })
}

#[cfg(test)]
mod tests;
