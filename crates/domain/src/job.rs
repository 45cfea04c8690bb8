//! Background work: rows committed with the state that calls for them, safe to run twice.

use std::time::Duration;

use crate::Timestamp;
use crate::id::{AccountId, ConversationId, LetterId};

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
    /// Write a letter that was asked for.
    SendLetter {
        /// The letter.
        letter: LetterId,
    },
    /// Forget letters, links, guesses and sessions after their time. Recurring.
    ExpireCredentials,
    /// Forget idempotency keys after their time. Recurring.
    ExpireIdempotencyKeys,
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
/// How long events are kept.
pub const EVENT_RETENTION: Duration = Duration::from_hours(7 * 24);
