//! Messages that are to be sent at a time to come.

use serde::{Deserialize, Serialize};
use skybot_domain::scheduled as domain;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::message::post_kind;
use crate::mirror::mirror;
use crate::{PostKind, Timestamp, patch};

mirror! {
    /// What became of a scheduled message. All but `pending` are final.
    pub enum ScheduledState = domain::ScheduledState, scheduled_states_agree {
        Pending = "pending",
        Sent = "sent",
        Cancelled = "cancelled",
        Failed = "failed",
    }
}

mirror! {
    /// Why it was cancelled (`requested`, `replied`), or why it failed.
    pub enum ScheduledReason = domain::ScheduledReason, scheduled_reasons_agree {
        Requested = "requested",
        Replied = "replied",
        AuthorInactive = "author_inactive",
        AuthorNotAllowed = "author_not_allowed",
        ConversationGone = "conversation_gone",
        ReplyToGone = "reply_to_gone",
        KeyTaken = "key_taken",
    }
}

/// A message that is, or was, to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduledMessage {
    /// Its id.
    pub id: Uuid,
    /// Where it goes.
    pub conversation_id: Uuid,
    /// The member who wrote it.
    pub author_id: Uuid,
    /// Whom it is for.
    pub kind: PostKind,
    /// What it says.
    pub body: String,
    /// The message it answers.
    #[schema(required)]
    pub reply_to_id: Option<Uuid>,
    /// When it is sent.
    pub send_at: Timestamp,
    /// Whether it stays unsent if the contact writes before; that is looked at when its time comes.
    pub cancel_on_reply: bool,
    /// What became of it.
    pub state: ScheduledState,
    /// Why it was cancelled or failed.
    #[schema(required)]
    pub reason: Option<ScheduledReason>,
    /// The message that it became.
    #[schema(required)]
    pub message_id: Option<Uuid>,
    /// Counts changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl From<domain::ScheduledMessage> for ScheduledMessage {
    fn from(message: domain::ScheduledMessage) -> Self {
        let (kind, body) = post_kind(&message.content);
        Self {
            id: message.id.uuid(),
            conversation_id: message.conversation_id.uuid(),
            author_id: message.author_id.uuid(),
            kind,
            body,
            reply_to_id: message.reply_to_id.map(skybot_domain::Id::uuid),
            send_at: message.send_at.into(),
            cancel_on_reply: message.cancel_on_reply,
            state: message.state.into(),
            reason: message.reason.map(Into::into),
            message_id: message.message_id.map(skybot_domain::Id::uuid),
            version: message.version,
            created_at: message.created_at.into(),
            updated_at: message.updated_at.into(),
        }
    }
}

/// A message to be scheduled.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleMessage {
    /// Whom it is for.
    pub kind: PostKind,
    /// What it says.
    #[schema(min_length = 1, max_length = 16384)]
    pub body: String,
    /// The message it answers, in the same conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to_id: Option<Uuid>,
    /// When it is sent: in the future, within a year.
    pub send_at: Timestamp,
    /// Whether it stays unsent if the contact writes before; false if not given.
    #[serde(default)]
    pub cancel_on_reply: bool,
}

/// Changes to a message that waits. Absent leaves a field as it is.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PatchScheduledMessage {
    /// What it says.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 16384, nullable = false)]
    pub body: Option<String>,
    /// When it is sent: in the future, within a year.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub send_at: Option<Timestamp>,
    /// Whether it stays unsent if the contact writes before.
    #[serde(default, deserialize_with = "patch::not_null", skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub cancel_on_reply: Option<bool>,
}
