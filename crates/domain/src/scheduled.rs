//! Messages that are to be sent at a time to come, by a job, under the rules that hold then.

use time::Duration;

use crate::Timestamp;
use crate::error::{Error, Result, Violation};
use crate::id::{ConversationId, MessageId, ScheduledMessageId, UserId};
use crate::message::{Content, MessageKey};
use crate::named::named_enum;
use crate::scope::{Reach, Role};

/// Farthest ahead that a message may be scheduled.
pub const FARTHEST: Duration = Duration::days(366);
/// Most messages that may wait in one conversation.
pub const MOST_PENDING: i64 = 100;

named_enum! {
    /// What became of it. All but the first are final.
    pub enum ScheduledState {
        /// It waits for its time.
        Pending = "pending",
        /// It was sent.
        Sent = "sent",
        /// It will not be sent, because somebody or something said so.
        Cancelled = "cancelled",
        /// It could not be sent.
        Failed = "failed",
    }
}

named_enum! {
    /// Why it was cancelled, or why it failed.
    pub enum ScheduledReason {
        /// Somebody cancelled it.
        Requested = "requested",
        /// The contact wrote before its time, and it was not to be sent then.
        Replied = "replied",
        /// Its author is no member any more who can get in.
        AuthorInactive = "author_inactive",
        /// Its author may not write messages any more.
        AuthorNotAllowed = "author_not_allowed",
        /// Its author cannot see the conversation any more, or it is gone.
        ConversationGone = "conversation_gone",
        /// What it answers is not in the conversation any more.
        ReplyToGone = "reply_to_gone",
        /// Another message has its key.
        KeyTaken = "key_taken",
    }
}

/// A message that is, or was, to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledMessage {
    /// Its id.
    pub id: ScheduledMessageId,
    /// Where it goes.
    pub conversation_id: ConversationId,
    /// Who wrote it.
    pub author_id: UserId,
    /// What it says, and for whom.
    pub content: Content,
    /// The message it answers.
    pub reply_to_id: Option<MessageId>,
    /// When.
    pub send_at: Timestamp,
    /// Whether it stays unsent if the contact writes before.
    pub cancel_on_reply: bool,
    /// What became of it.
    pub state: ScheduledState,
    /// Why it was cancelled or failed.
    pub reason: Option<ScheduledReason>,
    /// The message that it became.
    pub message_id: Option<MessageId>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl ScheduledMessage {
    /// The idempotency key of the message that it becomes: however often it is tried, it is one.
    pub fn key(&self) -> MessageKey {
        MessageKey { key: format!("scheduled:{}", self.id), digest: *self.id.uuid().as_bytes() }
    }
}

/// A message to be scheduled.
#[derive(Debug, Clone)]
pub struct NewScheduledMessage {
    /// What it says, and for whom.
    pub content: Content,
    /// The message it answers.
    pub reply_to_id: Option<MessageId>,
    /// When; see [`parse_send_at`].
    pub send_at: Timestamp,
    /// Whether it stays unsent if the contact writes before.
    pub cancel_on_reply: bool,
}

/// What to change of a message that waits; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct ScheduledMessagePatch {
    /// What it says.
    pub body: Option<crate::text::MessageBody>,
    /// When.
    pub send_at: Option<Timestamp>,
    /// Whether it stays unsent if the contact writes before.
    pub cancel_on_reply: Option<bool>,
}

/// Checks that a time lies ahead, but not too far.
pub fn parse_send_at(send_at: Timestamp, now: Timestamp) -> Result<Timestamp> {
    let wrong = |code, detail: &str| Err(Error::invalid("/send_at", Violation::new(code, detail)));
    if send_at <= now {
        return wrong("NOT_IN_FUTURE", "must be in the future");
    }
    if send_at - now > FARTHEST {
        return wrong("TOO_FAR", "must be within a year");
    }
    Ok(send_at)
}

/// Which scheduled messages a list shows.
#[derive(Debug, Clone, Copy)]
pub struct ScheduledFilter {
    /// In this state.
    pub state: ScheduledState,
    /// Of this conversation only.
    pub conversation: Option<ConversationId>,
}

/// The member who wrote a scheduled message, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledAuthor {
    /// Which.
    pub id: UserId,
    /// The member's name.
    pub name: String,
    /// What the member may do.
    pub role: Role,
    /// Which conversations the member may see.
    pub reach: Reach,
    /// Whether the member can get in.
    pub active: bool,
}

/// A locked scheduled message.
#[derive(Debug, Clone)]
pub struct HeldScheduled {
    /// As it is.
    pub message: ScheduledMessage,
    /// Who wrote it.
    pub author: ScheduledAuthor,
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use super::{FARTHEST, parse_send_at};

    const NOW: time::OffsetDateTime = time::OffsetDateTime::UNIX_EPOCH;

    #[test]
    fn a_time_lies_ahead_and_within_a_year() {
        for ahead in [Duration::MICROSECOND, Duration::days(365), FARTHEST] {
            assert!(parse_send_at(NOW + ahead, NOW).is_ok(), "{ahead}");
        }
        for wrong in [Duration::ZERO, -Duration::SECOND, FARTHEST + Duration::MICROSECOND] {
            assert!(parse_send_at(NOW + wrong, NOW).is_err(), "{wrong}");
        }
    }
}
