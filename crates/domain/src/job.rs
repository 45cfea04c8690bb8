//! Background work: rows committed with the state that calls for them, safe to run twice.

use std::time::Duration;

use crate::Timestamp;
use crate::id::{AccountId, BatchId, ConversationId, ImportId, LetterId, ScheduledMessageId};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Open a snoozed conversation whose time has come.
    WakeConversation {
        /// The tenant.
        account: AccountId,
        /// The conversation.
        conversation: ConversationId,
    },
    /// Take in a file of contacts.
    ImportContacts {
        /// The tenant.
        account: AccountId,
        /// The import.
        import: ImportId,
    },
    /// Send a scheduled message whose time has come.
    SendScheduled {
        /// The tenant.
        account: AccountId,
        /// The message.
        message: ScheduledMessageId,
    },
    /// Write a letter that was asked for.
    SendLetter {
        /// The letter.
        letter: LetterId,
    },
    /// Forget conversations that were deleted, after their time. Recurring.
    PurgeConversations,
    /// Do the rest of a batch.
    RunBatch {
        /// The tenant.
        account: AccountId,
        /// The batch.
        batch: BatchId,
    },
    /// Give all messages the stems of their tenant's language, for search.
    StemMessages {
        /// The tenant.
        account: AccountId,
    },
    /// Forget letters, links, guesses and sessions after their time. Recurring.
    ExpireCredentials,
    /// Forget idempotency keys after their time. Recurring.
    ExpireIdempotencyKeys,
    /// Forget delivery reports of messages that nobody told of. Recurring.
    ExpireDeliveryReports,
    /// Collect files that nobody needs. Recurring.
    CollectFiles,
    /// Forget events after their time. Recurring.
    TrimEvents,
}

/// A job to be enqueued in the open transaction.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// What is to be done.
    pub task: Task,
    /// Not before.
    pub run_at: Timestamp,
}

/// Why a job failed, which decides what happens next.
#[derive(Debug, thiserror::Error)]
pub enum JobFailure {
    /// Try again: exponential backoff with jitter, then the dead letters.
    #[error("{0}")]
    Transient(String),
    /// Try again not before this long.
    #[error("told to wait {0:?}")]
    Throttled(Duration),
    /// Trying again cannot help: to the dead letters at once.
    #[error("{0}")]
    Permanent(String),
}

/// How long idempotency keys are kept (the contract asks for at least 24 h).
pub const IDEMPOTENCY_RETENTION: Duration = Duration::from_hours(48);
/// How long letters, links, guesses and sessions are kept after they are over.
pub const CREDENTIAL_RETENTION: Duration = Duration::from_hours(30 * 24);
/// How long a delivery report waits for the message it is about.
pub const DELIVERY_REPORT_RETENTION: Duration = Duration::from_hours(7 * 24);
/// How long batches are kept after their end.
pub const BATCH_RETENTION: Duration = Duration::from_hours(7 * 24);
/// How long events are kept.
pub const EVENT_RETENTION: Duration = Duration::from_hours(7 * 24);
/// How long a deleted conversation can be brought back.
pub const CONVERSATION_RETENTION: Duration = Duration::from_hours(30 * 24);
/// How long an upload may take; older ones came to nothing.
pub const UPLOAD_RETENTION: Duration = Duration::from_hours(1);
/// How long a file waits for its message.
pub const LOOSE_FILE_RETENTION: Duration = Duration::from_hours(24);
