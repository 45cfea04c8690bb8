//! How tasks are stored: a name, a JSON object and the key that makes two jobs the same thing.
//!
//! Rows outlive releases: a name is never renamed nor given another meaning, and a field is only
//! added with a default.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use skybot_domain::job::Task;
use uuid::Uuid;

pub(super) const WAKE_CONVERSATION: &str = "wake_conversation";
pub(super) const IMPORT_CONTACTS: &str = "import_contacts";
pub(super) const SEND_SCHEDULED: &str = "send_scheduled";
pub(super) const SEND_LETTER: &str = "send_letter";
pub(super) const PURGE_CONVERSATIONS: &str = "purge_conversations";
pub(super) const RUN_BATCH: &str = "run_batch";
pub(super) const STEM_MESSAGES: &str = "stem_messages";
pub(super) const EXPIRE_CREDENTIALS: &str = "expire_credentials";
pub(super) const EXPIRE_IDEMPOTENCY_KEYS: &str = "expire_idempotency_keys";
pub(super) const EXPIRE_DELIVERY_REPORTS: &str = "expire_delivery_reports";
pub(super) const COLLECT_FILES: &str = "collect_files";
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
struct Import {
    account: Uuid,
    import: Uuid,
}

#[derive(Serialize, Deserialize)]
struct Stem {
    account: Uuid,
}

#[derive(Serialize, Deserialize)]
struct SendScheduled {
    account: Uuid,
    message: Uuid,
}

#[derive(Serialize, Deserialize)]
struct Send {
    letter: Uuid,
}

#[derive(Serialize, Deserialize)]
struct Batch {
    account: Uuid,
    batch: Uuid,
}

pub(super) fn encode(task: Task) -> Stored {
    match task {
        Task::WakeConversation { account, conversation } => Stored {
            name: WAKE_CONVERSATION,
            payload: json!({ "account": account.uuid(), "conversation": conversation.uuid() }),
            key: format!("{WAKE_CONVERSATION}:{account}:{conversation}"),
        },
        Task::ImportContacts { account, import } => Stored {
            name: IMPORT_CONTACTS,
            payload: json!({ "account": account.uuid(), "import": import.uuid() }),
            key: format!("{IMPORT_CONTACTS}:{account}:{import}"),
        },
        Task::SendScheduled { account, message } => Stored {
            name: SEND_SCHEDULED,
            payload: json!({ "account": account.uuid(), "message": message.uuid() }),
            key: format!("{SEND_SCHEDULED}:{account}:{message}"),
        },
        Task::SendLetter { letter } => Stored {
            name: SEND_LETTER,
            payload: json!({ "letter": letter.uuid() }),
            key: format!("{SEND_LETTER}:{letter}"),
        },
        Task::PurgeConversations => recurring(PURGE_CONVERSATIONS),
        Task::RunBatch { account, batch } => Stored {
            name: RUN_BATCH,
            payload: json!({ "account": account.uuid(), "batch": batch.uuid() }),
            key: format!("{RUN_BATCH}:{account}:{batch}"),
        },
        Task::StemMessages { account } => Stored {
            name: STEM_MESSAGES,
            payload: json!({ "account": account.uuid() }),
            key: format!("{STEM_MESSAGES}:{account}"),
        },
        Task::ExpireCredentials => recurring(EXPIRE_CREDENTIALS),
        Task::ExpireIdempotencyKeys => recurring(EXPIRE_IDEMPOTENCY_KEYS),
        Task::ExpireDeliveryReports => recurring(EXPIRE_DELIVERY_REPORTS),
        Task::CollectFiles => recurring(COLLECT_FILES),
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
        IMPORT_CONTACTS => {
            let Import { account, import } = Import::deserialize(payload).ok()?;
            Some(Task::ImportContacts { account: account.into(), import: import.into() })
        }
        SEND_SCHEDULED => {
            let SendScheduled { account, message } = SendScheduled::deserialize(payload).ok()?;
            Some(Task::SendScheduled { account: account.into(), message: message.into() })
        }
        SEND_LETTER => {
            let Send { letter } = Send::deserialize(payload).ok()?;
            Some(Task::SendLetter { letter: letter.into() })
        }
        PURGE_CONVERSATIONS => Some(Task::PurgeConversations),
        RUN_BATCH => {
            let Batch { account, batch } = Batch::deserialize(payload).ok()?;
            Some(Task::RunBatch { account: account.into(), batch: batch.into() })
        }
        STEM_MESSAGES => {
            let Stem { account } = Stem::deserialize(payload).ok()?;
            Some(Task::StemMessages { account: account.into() })
        }
        EXPIRE_CREDENTIALS => Some(Task::ExpireCredentials),
        EXPIRE_IDEMPOTENCY_KEYS => Some(Task::ExpireIdempotencyKeys),
        EXPIRE_DELIVERY_REPORTS => Some(Task::ExpireDeliveryReports),
        COLLECT_FILES => Some(Task::CollectFiles),
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
    const BATCH: Uuid = Uuid::from_u128(4);

    fn wake() -> Task {
        Task::WakeConversation { account: ACCOUNT.into(), conversation: CONVERSATION.into() }
    }

    fn import() -> Task {
        Task::ImportContacts { account: ACCOUNT.into(), import: LETTER.into() }
    }

    fn send_scheduled() -> Task {
        Task::SendScheduled { account: ACCOUNT.into(), message: CONVERSATION.into() }
    }

    fn send() -> Task {
        Task::SendLetter { letter: LETTER.into() }
    }

    fn run_batch() -> Task {
        Task::RunBatch { account: ACCOUNT.into(), batch: BATCH.into() }
    }

    #[test]
    fn tasks_survive_storage() {
        let stem = Task::StemMessages { account: ACCOUNT.into() };
        for task in [
            wake(),
            import(),
            send_scheduled(),
            send(),
            run_batch(),
            Task::PurgeConversations,
            stem,
            Task::ExpireCredentials,
            Task::ExpireIdempotencyKeys,
            Task::ExpireDeliveryReports,
            Task::CollectFiles,
            Task::TrimEvents,
        ] {
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
        let stored = encode(import());
        assert_eq!(stored.name, "import_contacts");
        assert_eq!(
            stored.payload,
            json!({
                "account": "00000000-0000-0000-0000-000000000001",
                "import": "00000000-0000-0000-0000-000000000003",
            })
        );
        let stored = encode(send_scheduled());
        assert_eq!(stored.name, "send_scheduled");
        assert_eq!(
            stored.payload,
            json!({
                "account": "00000000-0000-0000-0000-000000000001",
                "message": "00000000-0000-0000-0000-000000000002",
            })
        );
        let stored = encode(send());
        assert_eq!(stored.name, "send_letter");
        assert_eq!(stored.payload, json!({ "letter": "00000000-0000-0000-0000-000000000003" }));
        assert_eq!(encode(Task::PurgeConversations).name, "purge_conversations");
        let stored = encode(run_batch());
        assert_eq!(stored.name, "run_batch");
        assert_eq!(
            stored.payload,
            json!({
                "account": "00000000-0000-0000-0000-000000000001",
                "batch": "00000000-0000-0000-0000-000000000004",
            })
        );
        let stored = encode(Task::StemMessages { account: ACCOUNT.into() });
        assert_eq!(stored.name, "stem_messages");
        assert_eq!(stored.payload, json!({ "account": "00000000-0000-0000-0000-000000000001" }));
        assert_eq!(encode(Task::ExpireCredentials).name, "expire_credentials");
        assert_eq!(encode(Task::ExpireIdempotencyKeys).name, "expire_idempotency_keys");
        assert_eq!(encode(Task::ExpireDeliveryReports).name, "expire_delivery_reports");
        assert_eq!(encode(Task::CollectFiles).name, "collect_files");
        assert_eq!(encode(Task::TrimEvents).name, "trim_events");
    }

    #[test]
    fn foreign_rows_are_no_task() {
        let unknown = json!({ "account": ACCOUNT, "conversation": CONVERSATION });
        assert_eq!(decode("unheard_of", &unknown), None);
        for broken in [json!(null), json!({ "account": ACCOUNT }), json!({ "account": 1, "conversation": 2 })] {
            assert_eq!(decode(WAKE_CONVERSATION, &broken), None, "{broken}");
            assert_eq!(decode(SEND_LETTER, &broken), None, "{broken}");
            assert_eq!(decode(RUN_BATCH, &broken), None, "{broken}");
        }
    }

    #[test]
    fn the_engines_own_fields_are_ignored() {
        let payload = json!({ "_cron": { "ts": "2026-01-01T00:00:00Z", "backfilled": false } });
        assert_eq!(decode(TRIM_EVENTS, &payload), Some(Task::TrimEvents));
    }
}
