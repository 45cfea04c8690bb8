//! Who is there, who types, and who looks at what: rules only, one tenant's, in memory.
//!
//! A member is there by its devices (one for each connection), and what counts is the best of
//! them. Nothing here reads a clock: every rule is given the moment. Who may be told of it is
//! somebody else's business.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use std::time::Duration;

use crate::Timestamp;
use crate::id::{ConversationId, UserId};
use crate::named::named_enum;

/// A device without activity for so long is away.
pub const AWAY_AFTER: Duration = Duration::from_mins(5);
/// A member is offline so long after the last device has gone.
pub const OFFLINE_AFTER: Duration = Duration::from_secs(10);
/// Typing that nobody renews ends by itself.
pub const TYPING_FOR: Duration = Duration::from_secs(8);

named_enum! {
    /// Whether a member is there.
    pub enum Status {
        /// At a device.
        Online = "online",
        /// Has a device, and has not touched it for a while.
        Away = "away",
        /// There, and not to be disturbed.
        Busy = "busy",
        /// No device.
        Offline = "offline",
    }
}

named_enum! {
    /// What members can say of themselves.
    pub enum Said {
        /// Here, and no longer busy.
        Online = "online",
        /// Not at this device.
        Away = "away",
        /// Not to be disturbed, on whatever device, until they say otherwise.
        Busy = "busy",
    }
}

/// Names a node, for as long as its process lives.
pub type Node = u32;

/// Names a device (a connection) among those of all nodes.
pub type Device = u64;

/// A device of a node; number 0 stands for all that a member has there, as other nodes see it.
pub fn device(node: Node, number: u32) -> Device {
    u64::from(node) << 32 | u64::from(number)
}

fn node_of(device: Device) -> Node {
    u32::try_from(device >> 32).unwrap_or_default()
}

/// What a node says of a member who is connected to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Abroad {
    /// Who.
    pub user_id: UserId,
    /// How many connections; none when the member has signed out at this moment.
    pub connections: u32,
    /// How long ago the member was active at the best of the devices.
    pub idle: Duration,
    /// Whether the member has said not to be at any of them.
    pub away: bool,
    /// Whether the member is not to be disturbed.
    pub busy: bool,
    /// How long ago the member said so, or the contrary.
    pub said: Duration,
}

/// Whether a member is there, for those who ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPresence {
    /// Who.
    pub user_id: UserId,
    /// Whether.
    pub status: Status,
    /// When the member was last there; `None` for one who is there now, or never was.
    pub last_seen_at: Option<Timestamp>,
}

/// What is kept of a member when nobody holds it in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remembered {
    /// Who.
    pub user_id: UserId,
    /// Whether the member has said to be busy.
    pub busy: bool,
    /// When the member was last there.
    pub last_seen_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy)]
struct Lease {
    active_at: Timestamp,
    away: bool,
    connections: u32,
}

impl Lease {
    fn active(now: Timestamp) -> Self {
        Self { active_at: now, away: false, connections: 1 }
    }

    fn status(self, now: Timestamp) -> Status {
        if self.away || now - self.active_at >= AWAY_AFTER { Status::Away } else { Status::Online }
    }
}

#[derive(Debug, Clone)]
struct Person {
    devices: HashMap<Device, Lease>,
    busy: bool,
    /// When the member said to be busy or not; long ago for what was remembered.
    said_at: Timestamp,
    /// When the last device went; of no meaning while there is one.
    gone_at: Timestamp,
    /// Gone for good, without the grace.
    signed_out: bool,
    /// What was told last.
    told: Status,
}

impl Person {
    fn new(busy: bool, now: Timestamp) -> Self {
        Self {
            devices: HashMap::new(),
            busy,
            said_at: Timestamp::UNIX_EPOCH,
            gone_at: now,
            signed_out: false,
            told: Status::Offline,
        }
    }

    fn on(&self, node: Node) -> impl Iterator<Item = &Lease> {
        self.devices.iter().filter(move |(device, _)| node_of(**device) == node).map(|(_, lease)| lease)
    }

    fn status(&self, now: Timestamp) -> Status {
        // The best of the devices; the order of the enum is from best to worst.
        let best = self.devices.values().map(|lease| lease.status(now)).min();
        match best {
            Some(_) if self.busy => Status::Busy,
            Some(best) => best,
            // In the grace it is as it was.
            None if !self.signed_out && now - self.gone_at < OFFLINE_AFTER => self.told,
            None => Status::Offline,
        }
    }
}

/// Who of a tenant is there.
#[derive(Debug, Default)]
pub struct Board {
    people: HashMap<UserId, Person>,
}

impl Board {
    /// Whether a member is held in memory; of others it is only known what is [`Remembered`].
    pub fn knows(&self, user: UserId) -> bool {
        self.people.contains_key(&user)
    }

    /// Whether somebody is waited for, who has just gone.
    pub fn waits(&self) -> bool {
        self.people.values().any(|person| person.devices.is_empty())
    }

    /// How many connections a member has, on all nodes.
    pub fn connections(&self, user: UserId) -> usize {
        let leases = self.people.get(&user).map(|person| person.devices.values().map(|lease| lease.connections));
        leases.map_or(0, Iterator::sum::<u32>).try_into().unwrap_or(usize::MAX)
    }

    /// A device has come. `busy`: what is remembered of the member, should it not be known here.
    pub fn join(&mut self, user: UserId, device: Device, busy: bool, now: Timestamp) {
        let person = self.people.entry(user).or_insert_with(|| Person::new(busy, now));
        person.signed_out = false;
        person.devices.insert(device, Lease::active(now));
    }

    /// The member did something on a device.
    pub fn touch(&mut self, user: UserId, device: Device, now: Timestamp) {
        if let Some(lease) = self.people.get_mut(&user).and_then(|person| person.devices.get_mut(&device)) {
            *lease = Lease::active(now);
        }
    }

    /// The member says something of themselves on a device; whether that is to be remembered,
    /// because busy has begun or ended.
    pub fn say(&mut self, user: UserId, device: Device, said: Said, now: Timestamp) -> bool {
        let Some(person) = self.people.get_mut(&user) else { return false };
        let busy = said == Said::Busy;
        if let Some(lease) = person.devices.get_mut(&device) {
            *lease = Lease { away: said == Said::Away, ..Lease::active(now) };
        }
        person.said_at = now;
        std::mem::replace(&mut person.busy, busy) != busy
    }

    /// A device has gone. `signed_out`: and nobody is to wait for it to come back.
    pub fn leave(&mut self, user: UserId, device: Device, signed_out: bool, now: Timestamp) {
        let Some(person) = self.people.get_mut(&user) else { return };
        if person.devices.remove(&device).is_some() && person.devices.is_empty() {
            person.gone_at = now;
            person.signed_out = signed_out;
        }
    }

    /// What has changed since the last time, each member once. Asked once a second, so nobody is
    /// told more often. Those who are offline are forgotten here, and given back to be remembered.
    pub fn changes(&mut self, now: Timestamp) -> Vec<(MemberPresence, Remembered)> {
        let mut changes = Vec::new();
        self.people.retain(|user, person| {
            let status = person.status(now);
            let offline = status == Status::Offline;
            let last_seen_at = offline.then_some(person.gone_at);
            if status != person.told || offline {
                person.told = status;
                let seen = MemberPresence { user_id: *user, status, last_seen_at };
                changes.push((seen, Remembered { user_id: *user, busy: person.busy, last_seen_at }));
            }
            !offline
        });
        changes.sort_by_key(|(seen, _)| seen.user_id);
        changes
    }

    /// All who are there, by user id.
    pub fn present(&self, now: Timestamp) -> Vec<MemberPresence> {
        let here = self.people.iter().map(|(user, person)| (*user, person.status(now)));
        let here = here.filter(|(_, status)| *status != Status::Offline);
        let mut here: Vec<_> =
            here.map(|(user_id, status)| MemberPresence { user_id, status, last_seen_at: None }).collect();
        here.sort_by_key(|member| member.user_id);
        here
    }

    /// All who are there as it was told last, by user id.
    pub fn told(&self) -> Vec<MemberPresence> {
        let here = self.people.iter().filter(|(_, person)| person.told != Status::Offline);
        let mut here: Vec<_> = here
            .map(|(user, person)| MemberPresence { user_id: *user, status: person.told, last_seen_at: None })
            .collect();
        here.sort_by_key(|member| member.user_id);
        here
    }

    /// Those who have a device on the node now, to be remembered as seen.
    pub fn here(&self, node: Node) -> Vec<(UserId, bool)> {
        let here = self.people.iter().filter(|(_, person)| person.on(node).next().is_some());
        here.map(|(user, person)| (*user, person.busy)).collect()
    }

    /// What the node says to the others of those who are connected to it.
    pub fn told_abroad(&self, node: Node, now: Timestamp) -> Vec<Abroad> {
        let mut people = Vec::new();
        for (user, person) in &self.people {
            let connections = person.on(node).map(|lease| lease.connections).sum();
            let has_signed_out = person.devices.is_empty() && person.signed_out;
            if connections == 0 && !has_signed_out {
                continue;
            }
            let at_it = person.on(node).filter(|lease| !lease.away).map(|lease| lease.active_at).max();
            let active_at = at_it.or_else(|| person.on(node).map(|lease| lease.active_at).max()).unwrap_or(now);
            people.push(Abroad {
                user_id: *user,
                connections,
                idle: since(active_at, now),
                away: at_it.is_none(),
                busy: person.busy,
                said: since(person.said_at, now),
            });
        }
        people.sort_by_key(|member| member.user_id);
        people
    }

    /// Takes what another node says of everybody who is connected to it.
    pub fn hear(&mut self, node: Node, people: &[Abroad], now: Timestamp) {
        let device = device(node, 0);
        let mut gone: Vec<_> = self.people.iter().filter(|(_, person)| person.devices.contains_key(&device)).collect();
        gone.retain(|(user, _)| !people.iter().any(|member| member.user_id == **user && member.connections > 0));
        let gone: Vec<_> = gone.into_iter().map(|(user, _)| *user).collect();
        for user in gone {
            let signed_out = people.iter().any(|member| member.user_id == user);
            self.leave(user, device, signed_out, now);
        }
        for member in people.iter().filter(|member| member.connections > 0) {
            let person = self.people.entry(member.user_id).or_insert_with(|| Person::new(member.busy, now));
            let said_at = now - member.said;
            if said_at > person.said_at {
                (person.busy, person.said_at) = (member.busy, said_at);
            }
            person.signed_out = false;
            let (active_at, away, connections) = (now - member.idle, member.away, member.connections);
            person.devices.insert(device, Lease { active_at, away, connections });
        }
    }
}

/// Who types where.
#[derive(Debug, Default)]
pub struct Typing(HashMap<(ConversationId, UserId), Timestamp>);

impl Typing {
    /// Begins, or goes on; whether it is news.
    pub fn begin(&mut self, conversation: ConversationId, user: UserId, now: Timestamp) -> bool {
        self.0.insert((conversation, user), now + TYPING_FOR).is_none()
    }

    /// Ends, by the member's word or because the message was sent; whether it is news.
    pub fn end(&mut self, conversation: ConversationId, user: UserId) -> bool {
        self.0.remove(&(conversation, user)).is_some()
    }

    /// Ends what nobody has renewed, and tells where and whose.
    pub fn expire(&mut self, now: Timestamp) -> Vec<(ConversationId, UserId)> {
        let over: Vec<_> = self.0.iter().filter(|(_, until)| **until <= now).map(|(who, _)| *who).collect();
        for who in &over {
            self.0.remove(who);
        }
        over
    }

    /// Who types in a conversation.
    pub fn of(&self, conversation: ConversationId) -> Vec<UserId> {
        sorted(self.0.keys().filter(|(place, _)| *place == conversation).map(|(_, user)| *user))
    }

    /// Where a member types.
    pub fn places(&self, user: UserId) -> Vec<ConversationId> {
        sorted(self.0.keys().filter(|(_, who)| *who == user).map(|(place, _)| *place))
    }
}

/// Who looks at what: one conversation a device.
#[derive(Debug, Default)]
pub struct Viewing(BTreeMap<Device, (UserId, ConversationId)>);

impl Viewing {
    /// A device shows a conversation now, or none. Gives the conversations whose viewers have
    /// changed by it.
    pub fn look(&mut self, device: Device, user: UserId, at: Option<ConversationId>) -> Vec<ConversationId> {
        let before = match at {
            Some(conversation) => self.0.insert(device, (user, conversation)),
            None => self.0.remove(&device),
        };
        let left = before.map(|(_, conversation)| conversation).filter(|conversation| Some(*conversation) != at);
        let came = at.filter(|conversation| before.is_none_or(|(_, before)| before != *conversation));
        left.into_iter().chain(came).collect()
    }

    /// What the devices of a node show.
    pub fn on(&self, node: Node) -> Vec<(Device, UserId, ConversationId)> {
        let here = self.0.range(device(node, 0)..=device(node, u32::MAX));
        here.map(|(device, (user, conversation))| (*device, *user, *conversation)).collect()
    }

    /// Takes what another node says of all its devices. Gives the conversations whose viewers have
    /// changed by it.
    pub fn hear(&mut self, node: Node, looking: &[(Device, UserId, ConversationId)]) -> Vec<ConversationId> {
        let named = |device: Device| looking.iter().any(|(named, ..)| *named == device);
        let gone: Vec<_> = self.on(node).into_iter().filter(|(device, ..)| !named(*device)).collect();
        let gone = gone.into_iter().map(|(device, user, _)| (device, user, None));
        let here = looking.iter().filter(|(device, ..)| node_of(*device) == node);
        let here = here.map(|(device, user, conversation)| (*device, *user, Some(*conversation)));
        let news: Vec<_> = gone.chain(here).collect();
        let changed = news.into_iter().flat_map(|(device, user, at)| self.look(device, user, at));
        changed.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Who looks at a conversation.
    pub fn of(&self, conversation: ConversationId) -> Vec<UserId> {
        let mut users = sorted(self.0.values().filter(|(_, place)| *place == conversation).map(|(user, _)| *user));
        users.dedup();
        users
    }
}

fn since(then: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now - then).unwrap_or_default()
}

fn sorted<T: Ord + Hash>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<_> = items.collect();
    items.sort();
    items
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{AWAY_AFTER, Board, OFFLINE_AFTER, Said, Status, TYPING_FOR, Typing, Viewing, device};
    use crate::id::{ConversationId, UserId};
    use crate::{Id, Timestamp};

    const START: Timestamp = Timestamp::UNIX_EPOCH;
    const JUST: Duration = Duration::from_millis(1);

    fn ana() -> UserId {
        Id::new(uuid::Uuid::from_u128(1))
    }

    #[test]
    fn a_member_is_there_by_the_devices_of_all_nodes() {
        let (mut here, mut there) = (Board::default(), Board::default());
        there.join(ana(), device(2, 1), false, START);
        there.join(ana(), device(2, 2), false, START);
        let said = there.told_abroad(2, START);
        here.hear(2, &said, START);
        assert_eq!((told(&mut here, START), here.connections(ana())), (vec![Status::Online], 2));
        assert_eq!((here.told_abroad(1, START), here.here(1)), (vec![], vec![]), "what was heard is not said on");

        // Later it is told how long she has done nothing, by whichever clock.
        let later = START + AWAY_AFTER;
        here.hear(2, &there.told_abroad(2, later), later + Duration::from_hours(1));
        assert_eq!(told(&mut here, later + Duration::from_hours(1)), [Status::Away]);

        // What was said last counts, wherever.
        let mut now = later + Duration::from_hours(2);
        there.say(ana(), device(2, 1), Said::Busy, later);
        here.hear(2, &there.told_abroad(2, later), now);
        assert_eq!(told(&mut here, now), [Status::Busy]);
        here.join(ana(), device(1, 1), false, now);
        here.say(ana(), device(1, 1), Said::Online, now + JUST);
        here.hear(2, &there.told_abroad(2, later + JUST), now + JUST + JUST);
        assert_eq!(told(&mut here, now + JUST + JUST), [Status::Online]);

        // She leaves the one node and then the other, there for good.
        now += Duration::from_mins(1);
        here.leave(ana(), device(1, 1), false, now);
        there.leave(ana(), device(2, 1), false, later);
        there.leave(ana(), device(2, 2), true, later);
        here.hear(2, &there.told_abroad(2, later), now);
        assert_eq!(told(&mut here, now), [Status::Offline], "without the grace");
    }

    #[test]
    fn what_devices_of_other_nodes_show_is_as_they_say() {
        let mut viewing = Viewing::default();
        let (one, two) = (device(2, 1), device(2, 2));
        assert_eq!(viewing.hear(2, &[(one, ana(), place(1)), (two, ana(), place(2))]), [place(1), place(2)]);
        viewing.look(device(1, 1), ana(), Some(place(3)));
        assert_eq!(viewing.on(1), [(device(1, 1), ana(), place(3))]);
        assert_eq!(viewing.hear(2, &[(two, ana(), place(1))]), [place(1), place(2)]);
        assert_eq!(viewing.hear(2, &[(device(3, 1), ana(), place(5))]), [place(1)], "each node for itself");
        assert_eq!(viewing.of(place(3)), [ana()]);
    }

    fn place(number: u128) -> ConversationId {
        Id::new(uuid::Uuid::from_u128(number))
    }

    fn told(board: &mut Board, now: Timestamp) -> Vec<Status> {
        board.changes(now).into_iter().map(|(seen, _)| seen.status).collect()
    }

    #[test]
    fn a_member_is_there_at_once_away_after_a_while_and_gone_after_a_grace() {
        let mut board = Board::default();
        board.join(ana(), 1, false, START);
        assert_eq!(told(&mut board, START), [Status::Online]);
        assert_eq!(told(&mut board, START), [], "told once");
        assert_eq!(told(&mut board, START + AWAY_AFTER - JUST), []);
        assert_eq!(told(&mut board, START + AWAY_AFTER), [Status::Away]);
        let back = START + AWAY_AFTER + JUST;
        board.touch(ana(), 1, back);
        assert_eq!(told(&mut board, back), [Status::Online]);
        board.leave(ana(), 1, false, back);
        assert_eq!(told(&mut board, back + OFFLINE_AFTER - JUST), []);
        let changes = board.changes(back + OFFLINE_AFTER);
        assert_eq!((changes[0].0.status, changes[0].0.last_seen_at), (Status::Offline, Some(back)));
        assert!(!board.knows(ana()) && board.present(back).is_empty());
    }

    #[test]
    fn whoever_comes_back_in_the_grace_was_never_away() {
        let mut board = Board::default();
        board.join(ana(), 1, false, START);
        assert_eq!(told(&mut board, START), [Status::Online]);
        board.leave(ana(), 1, false, START);
        board.join(ana(), 2, false, START + OFFLINE_AFTER - JUST);
        assert_eq!(told(&mut board, START + OFFLINE_AFTER), []);
    }

    #[test]
    fn signing_out_is_told_at_once() {
        let mut board = Board::default();
        board.join(ana(), 1, false, START);
        board.join(ana(), 2, false, START);
        told(&mut board, START);
        board.leave(ana(), 1, true, START);
        assert_eq!(told(&mut board, START), [], "the other device is there");
        board.leave(ana(), 2, true, START);
        assert_eq!(told(&mut board, START), [Status::Offline]);
    }

    #[test]
    fn the_best_device_counts() {
        let mut board = Board::default();
        board.join(ana(), 1, false, START);
        board.join(ana(), 2, false, START);
        told(&mut board, START);
        board.say(ana(), 1, Said::Away, START);
        assert_eq!(told(&mut board, START), []);
        board.say(ana(), 2, Said::Away, START);
        assert_eq!(told(&mut board, START), [Status::Away]);
        board.touch(ana(), 1, START);
        assert_eq!(told(&mut board, START), [Status::Online]);
    }

    #[test]
    fn busy_lasts_over_activity_and_reconnects_until_taken_back() {
        let mut board = Board::default();
        board.join(ana(), 1, false, START);
        assert!(board.say(ana(), 1, Said::Busy, START) && !board.say(ana(), 1, Said::Busy, START));
        assert_eq!(told(&mut board, START), [Status::Busy]);
        board.touch(ana(), 1, START + AWAY_AFTER);
        assert_eq!(told(&mut board, START + AWAY_AFTER), []);
        board.leave(ana(), 1, true, START + AWAY_AFTER);
        let (_, kept) = board.changes(START + AWAY_AFTER)[0].clone();
        assert!(kept.busy);
        board.join(ana(), 2, kept.busy, START + AWAY_AFTER);
        assert_eq!(told(&mut board, START + AWAY_AFTER), [Status::Busy]);
        assert!(board.say(ana(), 2, Said::Online, START + AWAY_AFTER));
        assert_eq!(told(&mut board, START + AWAY_AFTER), [Status::Online]);
    }

    #[test]
    fn typing_ends_by_itself_or_when_the_message_is_sent() {
        let mut typing = Typing::default();
        assert!(typing.begin(place(7), ana(), START) && !typing.begin(place(7), ana(), START + JUST));
        assert_eq!((typing.of(place(7)), typing.places(ana())), (vec![ana()], vec![place(7)]));
        assert_eq!(typing.expire(START + TYPING_FOR), [], "it was renewed");
        assert_eq!(typing.expire(START + JUST + TYPING_FOR), [(place(7), ana())]);
        assert!(typing.begin(place(7), ana(), START));
        assert!(typing.end(place(7), ana()) && !typing.end(place(7), ana()));
    }

    #[test]
    fn a_device_looks_at_one_conversation() {
        let mut viewing = Viewing::default();
        assert_eq!(viewing.look(1, ana(), Some(place(7))), [place(7)]);
        assert_eq!(viewing.look(1, ana(), Some(place(7))), []);
        assert_eq!(viewing.look(2, ana(), Some(place(7))), [place(7)]);
        assert_eq!(viewing.of(place(7)), [ana()]);
        assert_eq!(viewing.look(1, ana(), Some(place(8))), [place(7), place(8)]);
        assert_eq!(viewing.look(2, ana(), None), [place(7)]);
        assert!(viewing.of(place(7)).is_empty());
    }
}
