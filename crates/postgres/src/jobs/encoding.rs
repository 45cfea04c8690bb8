//! How tasks are stored: a name, a JSON object and the key that makes two jobs the same thing.
//!
//! Rows outlive releases: a name is never renamed nor given another meaning, and a field is only
//! added with a default.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use skybot_domain::job::Task;
use uuid::Uuid;

pub(super) const WAKE_CONVERSATION: &str = "wake_conversation";
pub(super) const SEND_LETTER: &str = "send_letter";
pub(super) const EXPIRE_CREDENTIALS: &str = "expire_credentials";
pub(super) const EXPIRE_IDEMPOTENCY_KEYS: &str = "expire_idempotency_keys";
pub(super) const TRIM_EVENTS: &str = "trim_events";

/// A task as the engine keeps it.
pub(super) struct Stored {
    pub(super) name: &'static str,
    pub(super) payload: Value,
    pub(super) key: String,
}

#[derive(Serialize, Deserialize)]
struct Wake {
    account: Uuid,
    conversation: Uuid,
}

#[derive(Serialize, Deserialize)]
struct Send {
    letter: Uuid,
}

pub(super) fn encode(task: Task) -> Stored {
    match task {
        Task::WakeConversation { account, conversation } => Stored {
            name: WAKE_CONVERSATION,
            payload: json!({ "account": account.uuid(), "conversation": conversation.uuid() }),
            key: format!("{WAKE_CONVERSATION}:{account}:{conversation}"),
        },
        Task::SendLetter { letter } => Stored {
            name: SEND_LETTER,
            payload: json!({ "letter": letter.uuid() }),
            key: format!("{SEND_LETTER}:{letter}"),
        },
        Task::ExpireCredentials => recurring(EXPIRE_CREDENTIALS),
        Task::ExpireIdempotencyKeys => recurring(EXPIRE_IDEMPOTENCY_KEYS),
        Task::TrimEvents => recurring(TRIM_EVENTS),
    }
}

fn recurring(name: &'static str) -> Stored {
    Stored { name, payload: json!({}), key: name.to_owned() }
}

/// `None` if no task is stored like this. Fields that are not ours are ignored: the engine notes
/// the time of a recurring job in its payload.
pub(super) fn decode(name: &str, payload: &Value) -> Option<Task> {
    match name {
        WAKE_CONVERSATION => {
            let Wake { account, conversation } = Wake::deserialize(payload).ok()?;
            Some(Task::WakeConversation { account: account.into(), conversation: conversation.into() })
        }
        SEND_LETTER => {
            let Send { letter } = Send::deserialize(payload).ok()?;
            Some(Task::SendLetter { letter: letter.into() })
        }
        EXPIRE_CREDENTIALS => Some(Task::ExpireCredentials),
        EXPIRE_IDEMPOTENCY_KEYS => Some(Task::ExpireIdempotencyKeys),
        TRIM_EVENTS => Some(Task::TrimEvents),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: Uuid = Uuid::from_u128(1);
    const CONVERSATION: Uuid = Uuid::from_u128(2);
    const LETTER: Uuid = Uuid::from_u128(3);

    fn wake() -> Task {
        Task::WakeConversation { account: ACCOUNT.into(), conversation: CONVERSATION.into() }
    }

    fn send() -> Task {
        Task::SendLetter { letter: LETTER.into() }
    }

    #[test]
    fn tasks_survive_storage() {
        for task in [wake(), send(), Task::ExpireCredentials, Task::ExpireIdempotencyKeys, Task::TrimEvents] {
            let stored = encode(task);
            assert_eq!(decode(stored.name, &stored.payload), Some(task));
        }
    }

    #[test]
    fn the_stored_form_is_what_older_releases_wrote() {
        let stored = encode(wake());
        assert_eq!(stored.name, "wake_conversation");
        assert_eq!(
            stored.payload,
            json!({
                "account": "00000000-0000-0000-0000-000000000001",
                "conversation": "00000000-0000-0000-0000-000000000002",
            })
        );
        let stored = encode(send());
        assert_eq!(stored.name, "send_letter");
        assert_eq!(stored.payload, json!({ "letter": "00000000-0000-0000-0000-000000000003" }));
        assert_eq!(encode(Task::ExpireCredentials).name, "expire_credentials");
        assert_eq!(encode(Task::ExpireIdempotencyKeys).name, "expire_idempotency_keys");
        assert_eq!(encode(Task::TrimEvents).name, "trim_events");
    }

    #[test]
    fn foreign_rows_are_no_task() {
        let unknown = json!({ "account": ACCOUNT, "conversation": CONVERSATION });
        assert_eq!(decode("unheard_of", &unknown), None);
        for broken in [json!(null), json!({ "account": ACCOUNT }), json!({ "account": 1, "conversation": 2 })] {
            assert_eq!(decode(WAKE_CONVERSATION, &broken), None, "{broken}");
            assert_eq!(decode(SEND_LETTER, &broken), None, "{broken}");
        }
    }

    #[test]
    fn the_engines_own_fields_are_ignored() {
        let payload = json!({ "_cron": { "ts": "2026-01-01T00:00:00Z", "backfilled": false } });
        assert_eq!(decode(TRIM_EVENTS, &payload), Some(Task::TrimEvents));
    }
}
