//! What goes over the bus, as JSON: `{"from":NODE,"say":{…}}` on a tenant's channel.
//!
//! Nodes of the release before and after this one may hear it. So fields that are not known are passed
//! over, and a word that is not understood was never said.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use skybot_domain::Id;
use skybot_domain::id::AccountId;
use skybot_domain::ports::{Here, Word};
use skybot_domain::presence::{Abroad, Node};
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
struct Said {
    from: Node,
    say: Say,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Say {
    Grew,
    Here(Told),
    Typing { conversation: Uuid, user: Uuid, on: bool },
    Looking { device: u64, user: Uuid, at: Option<Uuid> },
}

/// Durations are in milliseconds.
#[derive(Serialize, Deserialize)]
struct Told {
    people: Vec<Person>,
    looking: Vec<(u64, Uuid, Uuid)>,
}

#[derive(Serialize, Deserialize)]
struct Person {
    user: Uuid,
    connections: u32,
    idle: u64,
    away: bool,
    busy: bool,
    said: u64,
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A word as it is published.
pub(crate) fn write(from: Node, word: &Word) -> Vec<u8> {
    let say = match word {
        Word::Grew => Say::Grew,
        Word::Here(here) => Say::Here(told(here)),
        Word::Typing { conversation, user, on } => {
            Say::Typing { conversation: conversation.uuid(), user: user.uuid(), on: *on }
        }
        Word::Looking { device, user, at } => Say::Looking { device: *device, user: user.uuid(), at: at.map(Id::uuid) },
    };
    // Such a value cannot fail to be JSON; nothing would be said.
    serde_json::to_vec(&Said { from, say }).unwrap_or_default()
}

/// What somebody else has said; `None` if it is this node, or cannot be understood.
pub(crate) fn read(own: Node, text: &[u8]) -> Option<Word> {
    let Said { from, say } = serde_json::from_slice(text).ok()?;
    if from == own {
        return None;
    }
    Some(match say {
        Say::Grew => Word::Grew,
        Say::Here(told) => Word::Here(here(from, told)),
        Say::Typing { conversation, user, on } => {
            Word::Typing { conversation: conversation.into(), user: user.into(), on }
        }
        Say::Looking { device, user, at } => Word::Looking { device, user: user.into(), at: at.map(Into::into) },
    })
}

fn told(here: &Here) -> Told {
    let person = |member: &Abroad| Person {
        user: member.user_id.uuid(),
        connections: member.connections,
        idle: milliseconds(member.idle),
        away: member.away,
        busy: member.busy,
        said: milliseconds(member.said),
    };
    Told {
        people: here.people.iter().map(person).collect(),
        looking: here.looking.iter().map(|(device, user, at)| (*device, user.uuid(), at.uuid())).collect(),
    }
}

fn here(node: Node, told: Told) -> Here {
    let member = |person: Person| Abroad {
        user_id: person.user.into(),
        connections: person.connections,
        idle: Duration::from_millis(person.idle),
        away: person.away,
        busy: person.busy,
        said: Duration::from_millis(person.said),
    };
    Here {
        node,
        people: told.people.into_iter().map(member).collect(),
        looking: told.looking.into_iter().map(|(device, user, at)| (device, user.into(), at.into())).collect(),
    }
}

/// The channel of a tenant. What is in braces decides where in a cluster it is.
pub(crate) fn channel(prefix: &str, account: AccountId) -> String {
    format!("{prefix}:{{{}}}", account.uuid())
}

/// Whose channel it is.
pub(crate) fn account(prefix: &str, channel: &[u8]) -> Option<AccountId> {
    let channel = std::str::from_utf8(channel).ok()?;
    let id = channel.strip_prefix(prefix)?.strip_prefix(":{")?.strip_suffix('}')?;
    Uuid::parse_str(id).ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use skybot_domain::ports::{Here, Word};
    use skybot_domain::presence::Abroad;
    use uuid::Uuid;

    use super::{account, channel, read, write};

    #[test]
    fn a_word_is_heard_as_it_was_said_and_not_by_who_said_it() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let away = Abroad {
            user_id: one.into(),
            connections: 3,
            idle: Duration::from_millis(70),
            away: true,
            busy: true,
            said: Duration::from_hours(500_000),
        };
        for word in [
            Word::Grew,
            Word::Here(Here { node: 7, people: vec![away], looking: vec![(7 << 32 | 1, one.into(), two.into())] }),
            Word::Typing { conversation: two.into(), user: one.into(), on: true },
            Word::Looking { device: 7 << 32 | 1, user: one.into(), at: None },
        ] {
            let text = write(7, &word);
            assert_eq!(read(8, &text), Some(word));
            assert_eq!(read(7, &text), None);
        }
    }

    #[test]
    fn what_is_not_understood_was_never_said() {
        for text in ["", "{}", r#"{"from":1,"say":"sang"}"#, r#"{"from":1,"say":{"typing":{}}}"#, r#"{"say":"grew"}"#] {
            assert_eq!(read(2, text.as_bytes()), None, "{text}");
        }
        assert_eq!(read(2, br#"{"from":1,"say":"grew","loudly":true}"#), Some(Word::Grew));
    }

    #[test]
    fn a_channel_is_one_tenants_of_one_installation() {
        let id = Uuid::from_u128(1).into();
        let name = channel("inbox", id);
        assert_eq!(account("inbox", name.as_bytes()), Some(id));
        assert_eq!(account("box", name.as_bytes()), None);
        assert_eq!(account("inbox", b"inbox:{x}"), None);
    }
}
