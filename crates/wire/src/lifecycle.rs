//! The life of conversations: what comes in, the steps they took, where they go, how they end.

use serde::{Deserialize, Serialize};
use skybot_domain::conversation as domain;
use skybot_domain::job::CONVERSATION_RETENTION;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Actor, Cause, Conversation, Message, Status, Timestamp, patch};

/// A step that a conversation took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Transition {
    /// The state before.
    pub from: Status,
    /// The state after.
    pub to: Status,
    /// Why.
    pub cause: Cause,
    /// By whom.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}

impl From<domain::Transition> for Transition {
    fn from(step: domain::Transition) -> Self {
        Self {
            from: step.from.into(),
            to: step.to.into(),
            cause: step.cause.into(),
            actor: step.actor.into(),
            at: step.at.into(),
        }
    }
}

/// Labels to put on a conversation and to take off, all at once.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLabels {
    /// Put on; those that are on stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub add: Vec<String>,
    /// Taken off; those that are not on do not matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub remove: Vec<String>,
}

/// Where a conversation goes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferConversation {
    /// Another inbox of the same channel.
    pub inbox_id: Uuid,
}

/// What a conversation becomes part of.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeConversation {
    /// Another conversation with the same contact.
    pub into: Uuid,
}

/// A conversation that was deleted and can be brought back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DeletedConversation {
    /// As it was.
    pub conversation: Conversation,
    /// When it was deleted.
    pub deleted_at: Timestamp,
    /// By which member; null if by the product.
    #[schema(required)]
    pub deleted_by: Option<Uuid>,
    /// Until when it can be brought back.
    pub restorable_until: Timestamp,
}

impl From<domain::DeletedConversation> for DeletedConversation {
    fn from(deleted: domain::DeletedConversation) -> Self {
        Self {
            conversation: deleted.conversation.into(),
            deleted_at: deleted.deleted_at.into(),
            deleted_by: deleted.deleted_by.map(skybot_domain::Id::uuid),
            restorable_until: (deleted.deleted_at + CONVERSATION_RETENTION).into(),
        }
    }
}

/// Bringing a deleted conversation back takes nothing.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreConversation {}

/// Who wrote a message that comes in: the contact with one of the identities, or else a new one. At
/// least one identity.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomingContact {
    /// What a new contact is called; an identity if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 120, example = "Ana Ortiz")]
    pub name: Option<String>,
    /// E.164; spaces, dots, dashes and parentheses are forgiven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, example = "+33639980001")]
    pub phone: Option<String>,
    /// An e-mail address; compared without regard to case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 254, example = "ana@example.com")]
    pub email: Option<String>,
    /// What another system calls the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 255, example = "crm-1042")]
    pub external_id: Option<String>,
}

/// What a contact wrote.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveMessage {
    /// Who wrote it.
    #[serde(deserialize_with = "patch::required_object")]
    pub contact: IncomingContact,
    /// What it says.
    #[schema(min_length = 1, max_length = 16384)]
    pub body: String,
    /// What the sending system calls it: the same again in this inbox gives the first message back, for
    /// ever, whatever else it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 255, example = "wamid.HBgL")]
    pub external_id: Option<String>,
    /// When it was written, if not now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
}

/// What became of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReceivedMessage {
    /// Where it went; null if the contact is blocked.
    #[schema(required)]
    pub conversation_id: Option<Uuid>,
    /// The message; null if the contact is blocked.
    #[schema(required)]
    pub message: Option<Message>,
}

/// The forms of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TranscriptFormat {
    /// A page for people.
    #[default]
    Html,
    /// For programs.
    Json,
}

/// How a transcript is wanted.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TranscriptQuery {
    /// `html` if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub format: Option<TranscriptFormat>,
    /// Whether what stays in the tenant is in it; false if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[param(nullable = false)]
    pub notes: Option<bool>,
}

/// All that was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Transcript {
    /// The conversation, as it was when the transcript began.
    pub conversation: Conversation,
    /// In order.
    pub messages: Vec<Message>,
}
