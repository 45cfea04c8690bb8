//! Delivery without a store: what the hub and the connections have read is made up here.

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use actix_web::body::MessageBody;
use serde_json::Value;
use skybot_domain::event::{
    Audience, Detail, Event, EventActor, EventData, EventKind, LogSlice, Pos, SharedSlice, Subject, Viewer,
};
use skybot_domain::id::UserId;
use skybot_domain::presence::{OFFLINE_AFTER, device};
use skybot_domain::scope::{Actor, Reach, Role, Scope};
use skybot_domain::session::Credential;
use skybot_domain::{Id, Timestamp};
use uuid::Uuid;

use super::{NODE_SILENCE, Paged, Room, Seat};
use crate::outbox::{Outbox, Outgoing};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// A client: what it was told, in order.
struct Client {
    seat: Arc<Seat>,
    body: Outgoing,
}

impl Client {
    /// Joins a room, to be told what comes after `head`.
    fn join(room: &mut Room, device: u64, user: u128, reach: Reach, head: Pos) -> Self {
        let outbox = Arc::new(Outbox::default());
        let seat = Arc::new(Seat { device, outbox: Arc::clone(&outbox) });
        room.join(&seat, who(user), scope(user, reach), head, false, NOW);
        Self { seat, body: Outgoing::new(outbox) }
    }

    /// The events that were written since the last time, each with what it follows on.
    fn told(&mut self) -> Vec<(Pos, Pos)> {
        let mut bytes = Vec::new();
        let mut context = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(Ok(chunk))) = Pin::new(&mut self.body).poll_next(&mut context) {
            bytes.extend_from_slice(&chunk);
        }
        let mut told = Vec::new();
        let mut rest = &bytes[..];
        while let [_, length, more @ ..] = rest {
            let (length, more) = match length {
                126 => (usize::from(u16::from_be_bytes([more[0], more[1]])), &more[2..]),
                length => (usize::from(*length), more),
            };
            let frame: Value = serde_json::from_slice(&more[..length]).expect("a frame");
            if frame["type"] == "event" {
                told.push((frame["prev"].as_i64().expect("prev"), frame["pos"].as_i64().expect("pos")));
            }
            rest = &more[length..];
        }
        told
    }
}

fn who(user: u128) -> (UserId, Credential) {
    (Id::new(Uuid::from_u128(user)), Credential::Session(Id::new(Uuid::from_u128(user))))
}

fn scope(user: u128, reach: Reach) -> Scope {
    let actor = Actor::User { id: Id::new(Uuid::from_u128(user)), name: String::new() };
    #[expect(clippy::disallowed_methods, reason = "a test")]
    Scope::issue(Id::new(Uuid::nil()), actor, Role::Agent, reach)
}

fn event(pos: Pos) -> Event {
    Event {
        id: Id::new(Uuid::from_u128(1)),
        pos,
        kind: EventKind::ConversationUpdated,
        at: NOW,
        account_id: Id::new(Uuid::nil()),
        subject: Subject::Conversation(Id::new(Uuid::from_u128(9))),
        detail: Detail::None,
        actor: EventActor { kind: "system".to_owned(), id: None },
        data: EventData::Gone,
    }
}

/// What the hub reads, for everybody who sees everything and for `narrow`.
fn shared(positions: std::ops::RangeInclusive<Pos>, narrow: &[Viewer]) -> SharedSlice {
    let audience = Audience { only: None, limited: true, narrow: narrow.to_vec() };
    let (read_to, head) = (*positions.end(), *positions.end());
    SharedSlice { events: positions.map(|pos| (event(pos), audience.clone())).collect(), read_to, head }
}

/// What a connection reads by itself.
fn page(positions: std::ops::RangeInclusive<Pos>, head: Pos) -> LogSlice {
    LogSlice { read_to: *positions.end(), events: positions.map(event).collect(), head, trimmed: 0 }
}

#[test]
fn between_reading_alone_and_being_told_nothing_is_missing_and_nothing_comes_twice() {
    let mut room = Room::default();
    let mut client = Client::join(&mut room, 1, 1, Reach::All, 5);
    room.flow(1, Some(0));
    let (scope, after) = room.cursor(1).expect("it has to read");
    // While it reads, the hub gets ahead of it.
    room.deliver(shared(6..=8, &[]), &HashSet::new());
    assert_eq!(room.page(1, &scope, after, page(1..=5, 5)), Paged::More, "the hub will not tell 6 to 8 again");
    room.deliver(shared(9..=9, &[]), &HashSet::new());
    assert_eq!(room.page(1, &scope, 5, page(6..=10, 10)), Paged::Live, "it is ahead of the hub");
    room.deliver(shared(10..=11, &[]), &HashSet::new());
    let told: Vec<_> = (1..=11).map(|pos| (pos - 1, pos)).collect();
    assert_eq!(client.told(), told);
}

#[test]
fn whoever_joins_is_live_at_once_unless_the_hub_is_ahead() {
    let mut room = Room::default();
    let mut first = Client::join(&mut room, 1, 1, Reach::All, 5);
    room.flow(1, None);
    assert!(room.cursor(1).is_none());
    room.deliver(shared(6..=7, &[]), &HashSet::new());
    // Its head was looked up before that.
    let mut second = Client::join(&mut room, 2, 2, Reach::All, 5);
    room.flow(2, None);
    let (scope, after) = room.cursor(2).expect("it has to read");
    assert_eq!(room.page(2, &scope, after, page(6..=7, 7)), Paged::Live);
    room.deliver(shared(8..=8, &[]), &HashSet::new());
    assert_eq!((first.told(), second.told()), (vec![(5, 6), (6, 7), (7, 8)], vec![(5, 6), (6, 7), (7, 8)]));
}

// The clock stands still, so that whoever has read once reads all the time.
#[tokio::test(start_paused = true)]
async fn whoever_reads_is_not_closed_for_a_burst_that_is_longer_than_what_may_wait() {
    let mut room = Room::default();
    let mut client = Client::join(&mut room, 1, 1, Reach::All, 0);
    room.flow(1, None);
    room.deliver(shared(1..=1, &[]), &HashSet::new());
    let mut told = client.told();
    room.deliver(shared(2..=3_000, &[]), &HashSet::new());
    loop {
        told.extend(client.told());
        let (scope, after) = room.cursor(1).expect("it reads the rest by itself");
        if room.page(1, &scope, after, page(after + 1..=3_000, 3_000)) == Paged::Live {
            break;
        }
    }
    told.extend(client.told());
    room.deliver(shared(3_001..=3_001, &[]), &HashSet::new());
    told.extend(client.told());
    assert_eq!(told, (1..=3_001).map(|pos| (pos - 1, pos)).collect::<Vec<_>>());
}

#[test]
fn whoever_was_not_asked_about_reads_alone() {
    let mut room = Room::default();
    let mut client = Client::join(&mut room, 1, 1, Reach::Mine, 5);
    room.flow(1, None);
    let asked = room.viewers();
    let mine: Vec<_> = asked.iter().copied().collect();
    room.deliver(shared(6..=6, &mine), &asked);
    room.deliver(shared(7..=7, &[]), &asked);
    // Its reach changes while the hub reads.
    room.rechecked(1, Some(Arc::new(scope(1, Reach::Inbox))));
    room.deliver(shared(8..=8, &mine), &asked);
    assert_eq!(client.told(), [(5, 6)], "7 is not for it, and of 8 it is not known");
    let (now, after) = room.cursor(1).expect("it has to read");
    assert_eq!((now.reach(), after), (Reach::Inbox, 7));
    let before = scope(1, Reach::Mine);
    assert_eq!(room.page(1, &before, after, page(8..=8, 8)), Paged::More, "read as who it was");
    assert_eq!(room.page(1, &now, after, page(8..=8, 8)), Paged::Live);
    assert_eq!(client.told(), [(6, 8)]);
}

#[test]
fn a_cursor_is_inside_the_log_or_it_is_told() {
    let mut room = Room::default();
    let mut client = Client::join(&mut room, 1, 1, Reach::All, 5);
    room.flow(1, Some(9));
    let (scope, after) = room.cursor(1).expect("it has to read");
    let empty = |trimmed| LogSlice { events: Vec::new(), read_to: 9, head: 5, trimmed };
    assert_eq!(room.page(1, &scope, after, empty(0)), Paged::BadCursor);
    room.flow(1, Some(1));
    assert_eq!(room.page(1, &scope, 1, empty(3)), Paged::Live);
    room.deliver(shared(6..=6, &[]), &HashSet::new());
    assert_eq!(client.told(), [(5, 6)], "it goes on after the head that it was told");
}

#[test]
fn revoked_connections_are_closed_and_gone_at_once() {
    let mut room = Room::default();
    let client = Client::join(&mut room, 1, 1, Reach::All, 5);
    room.tell_changes(NOW);
    room.rechecked(1, None);
    assert!(client.seat.outbox.is_closed());
    room.leave(1, NOW);
    assert_eq!(room.tell_changes(NOW).gone.len(), 1, "no grace");
    assert!(room.is_deserted());
}

#[test]
fn a_node_that_says_nothing_for_a_while_has_nobody_any_more() {
    let (user, place) = (Id::new(Uuid::from_u128(7)), Id::new(Uuid::from_u128(9)));
    let mut elsewhere = Room::new(2);
    let _client = Client::join(&mut elsewhere, device(2, 1), 7, Reach::All, 5);
    elsewhere.viewing(device(2, 1), user, Some(place));
    let mut room = Room::new(1);
    room.hear(&elsewhere.told_abroad(NOW), NOW);
    assert_eq!(room.present(NOW).len(), 1);
    assert_eq!(room.connections(user), 1, "of the twenty that a member may have");
    assert!(room.is_deserted(), "nobody is here");
    let still = NOW + NODE_SILENCE - Duration::from_millis(1);
    room.forget_silent_nodes(still);
    assert_eq!(room.connections(user), 1);
    room.forget_silent_nodes(NOW + NODE_SILENCE);
    assert_eq!((room.connections(user), room.told_abroad(NOW)), (0, Room::new(1).told_abroad(NOW)));
    assert!(room.present(NOW + NODE_SILENCE + OFFLINE_AFTER).is_empty());
}

#[test]
fn it_is_looked_behind_those_who_have_come_once_and_behind_all_when_asked() {
    let mut room = Room::new(1);
    let _one = Client::join(&mut room, 1, 1, Reach::All, 5);
    let devices = |room: &mut Room, all| {
        let mut devices: Vec<_> = room.known(all).into_iter().map(|(device, _)| device).collect();
        devices.sort_unstable();
        devices
    };
    assert_eq!(devices(&mut room, false), [1]);
    let _two = Client::join(&mut room, 2, 2, Reach::All, 5);
    assert_eq!(devices(&mut room, false), [2]);
    assert!(devices(&mut room, false).is_empty());
    assert_eq!(devices(&mut room, true), [1, 2]);
}
